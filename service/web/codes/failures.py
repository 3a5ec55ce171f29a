"""Errors of the service itself: late, busy, without its database, or at fault (W5)."""

from __future__ import annotations

from service.web.codes.kind import WebCode

#: W501 to W599.
FAILURES = (
    WebCode(
        "W501",
        503,
        "too-slow",
        "The answer took too long",
        "The service's own deadline passed. The decision may have been made all the same.",
        "Send the same call again: a decision that was made is answered, not made twice.",
        retry=True,
    ),
    WebCode(
        "W502",
        503,
        "busy",
        "The service has too much to do",
        "More calls wait than can be answered in time, so this one was turned away at once.",
        "Wait for the seconds in Retry-After, then send the same call again.",
        retry=True,
    ),
    WebCode(
        "W503",
        503,
        "store-unavailable",
        "The database does not answer",
        "Nothing was decided or recorded.",
        "Wait for the seconds in Retry-After, then send the same call again.",
        retry=True,
    ),
    WebCode(
        "W504",
        503,
        "not-ready",
        "The service is not ready",
        "It has just started, or it cannot load its release, its guard or its database.",
        "`/readyz` names what is missing.",
        retry=True,
    ),
    WebCode(
        "W599",
        500,
        "own-fault",
        "A fault of Bedside's own",
        "Something that must not happen. The log has the place under the request id.",
        "Report it with the request id.",
    ),
)
