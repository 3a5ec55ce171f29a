"""Errors of where a call goes, and of what is looked up there (W4)."""

from __future__ import annotations

from service.web.codes.kind import WebCode

#: W401 to W405.
ADDRESSES = (
    WebCode(
        "W401",
        404,
        "no-such-page",
        "There is nothing here",
        "No endpoint has this path.",
        "`/docs` lists every endpoint.",
    ),
    WebCode(
        "W402",
        405,
        "method",
        "This endpoint has another method",
        "The path exists, with another method.",
        "Use a method that the Allow header lists.",
    ),
    WebCode(
        "W403",
        404,
        "no-such-receipt",
        "There is no such receipt",
        "No decision of this installation has this receipt id, or its retention has ended.",
        "Check the id; it is in the answer of the decision.",
    ),
    WebCode(
        "W404",
        410,
        "ticket-expired",
        "The ticket has expired",
        "Tickets live for a short time only.",
        "Make a new one with POST /v1/tickets.",
    ),
    WebCode(
        "W405",
        404,
        "ticket-unknown",
        "The ticket is not one of ours",
        "The ticket was changed on its way, cut off, or made under another secret.",
        "Use the ticket exactly as POST /v1/tickets gave it.",
    ),
)
