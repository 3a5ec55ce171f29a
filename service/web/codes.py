"""Every error of the API: its code, status, stable type, and what a caller does about it.

`docs/api.md`, the OpenAPI description and the pages below `/problems/` are made from this table.
Faults inside a signal keep the codes of the command line (S101 to S106); here they have a status.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebCode:
    """One kind of error. `slug` ends its stable `type`; `retry` says that the same call may work.

    `title` is the same for every occurrence; `means` and `fix` are for the people who read it.
    """

    code: str
    status: int
    slug: str
    title: str
    means: str
    fix: str
    retry: bool = False

    @property
    def type(self) -> str:
        """The problem type (RFC 9457): a path that this service itself explains."""
        return f"/problems/{self.slug}"


_ALL = (
    # --- the body ------------------------------------------------------------------------------
    WebCode(
        "W101",
        400,
        "not-json",
        "The body is not valid JSON",
        "The body ends early, holds a stray character, a number such as NaN, or half a surrogate.",
        "Send one JSON document (RFC 8259).",
    ),
    WebCode(
        "W102",
        400,
        "not-utf-8",
        "The body is not UTF-8",
        "JSON travels in UTF-8; some byte of the body is not part of it.",
        "Encode the body as UTF-8, without a byte order mark.",
    ),
    WebCode(
        "W103",
        400,
        "key-twice",
        "A key is there twice",
        "An object has the same key twice, and readers differ in which of the two they take.",
        "Keep one of the two.",
    ),
    WebCode(
        "W104",
        400,
        "too-deep",
        "The body is nested too deep",
        "Arrays and objects lie inside one another further down than any message needs.",
        "Flatten it.",
    ),
    WebCode(
        "W105",
        400,
        "not-decompressible",
        "The body cannot be decompressed",
        "Content-Encoding says gzip, and the body is not gzip, or ends early.",
        "Compress the whole body with gzip, or leave Content-Encoding out.",
    ),
    WebCode(
        "W106",
        413,
        "too-large",
        "The body is too large",
        "The body, as sent or once decompressed, is over the limit of this endpoint.",
        "Send less, or a batch in more calls.",
    ),
    WebCode(
        "W107",
        415,
        "content-type",
        "This content type is not read here",
        "The Content-Type is missing or is not one that this endpoint reads.",
        "Send one of the types that `errors[].fix` lists.",
    ),
    WebCode(
        "W108",
        415,
        "content-encoding",
        "This content encoding is not read here",
        "Only gzip and identity are read.",
        "Compress with gzip, or not at all.",
    ),
    WebCode(
        "W111",
        422,
        "does-not-fit",
        "The body does not fit",
        "The JSON is well formed, but fields are missing, unknown or of the wrong kind. `errors` "
        "holds all of them, each with a JSON Pointer.",
        "Mend every field that `errors` names.",
    ),
    WebCode(
        "W112",
        422,
        "field-missing",
        "A field is missing",
        "A required field is not there.",
        "Add it.",
    ),
    WebCode(
        "W113",
        422,
        "field-unknown",
        "A field is unknown",
        "A key that this endpoint does not know; the pointer names the object that holds it, "
        "because a key may itself identify someone.",
        "Use one of the keys that `fix` lists.",
    ),
    WebCode(
        "W114",
        422,
        "field-wrong",
        "A field has a wrong value",
        "The value is of the wrong type or out of bounds.",
        "Send what `errors[].fix` names.",
    ),
    WebCode(
        "W115",
        422,
        "signal-refused",
        "The signal is not understood",
        "The signal is not of a registered type with allow-listed attributes. `errors` holds every "
        "fault with its own code (S101 to S106).",
        "Mend every fault that `errors` names; `bedside library list signal` lists the types.",
    ),
    WebCode(
        "W116",
        422,
        "too-many-items",
        "The batch has too many items",
        "A batch is bounded in number as well as in size.",
        "Send it in more calls.",
    ),
    WebCode(
        "W117",
        400,
        "parameter-wrong",
        "A query parameter or header does not fit",
        "A query parameter or a header has a value that this endpoint does not know.",
        "Leave it out, or send what `errors[].fix` names.",
    ),
    WebCode(
        "W118",
        422,
        "standing-refused",
        "A word about a recipient is not kept",
        "Only words of closed lists are kept (sources, topics, event types, locales, zones), and "
        "no time that has not come yet. "
        "`errors` holds every fault with its own code (S401 to S407).",
        "Mend every fault that `errors` names.",
    ),
    WebCode(
        "W119",
        422,
        "nothing-sent",
        "The decision sent nothing",
        "A bounce or a complaint is about a message, and the decision of this receipt had none.",
        "Send the receipt id of the message that came back.",
    ),
    # --- who calls -----------------------------------------------------------------------------
    WebCode(
        "W201",
        401,
        "key-missing",
        "There is no API key",
        "The call carries no key.",
        "Send `Authorization: Bearer KEY`; `bedside keys create` makes one.",
    ),
    WebCode(
        "W202",
        401,
        "key-unknown",
        "The API key is not valid",
        "The key is unknown, was revoked, or has been rotated away.",
        "Check the key; `bedside keys list` shows which exist.",
    ),
    WebCode(
        "W203",
        403,
        "scope-missing",
        "The key may not do this",
        "The key is valid and lacks the scope that this endpoint needs.",
        "Use a key with the scope that `fix` names.",
    ),
    WebCode(
        "W204",
        403,
        "sandbox-only",
        "Only sandbox keys may ask for an outcome",
        "`Prefer: outcome=...` chooses the outcome, which would be wrong outside of a sandbox.",
        "Use a sandbox key, or leave the header out.",
    ),
    WebCode(
        "W205",
        429,
        "too-fast",
        "Too many calls with this key",
        "The key used up its calls for now.",
        "Wait for the seconds in Retry-After, then send the same call again.",
        retry=True,
    ),
    # --- repeats -------------------------------------------------------------------------------
    WebCode(
        "W301",
        400,
        "idempotency-key-missing",
        "The Idempotency-Key is missing",
        "This installation asks for an Idempotency-Key with every `POST /v1/messages`.",
        "Send a unique `Idempotency-Key` with the call, and the same one when you repeat it.",
    ),
    WebCode(
        "W302",
        400,
        "idempotency-key-wrong",
        "The Idempotency-Key does not fit",
        "The key is empty, too long, or holds characters other than printable ASCII.",
        "Send 1 to 120 of the characters A-Z a-z 0-9 . _ : -, such as a UUID.",
    ),
    WebCode(
        "W303",
        422,
        "idempotency-key-reused",
        "The key or the signal was used for another call",
        "The same Idempotency-Key came with another body before; without one, the same signal did, "
        "for the same recipient and channel.",
        "Use a new key, or a new signal `id`, for a new call, and the same body for a repeat.",
    ),
    # --- links and what is looked up -----------------------------------------------------------
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
    # --- the service ---------------------------------------------------------------------------
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

#: Every code of the web shell, by its code.
WEB_CODES: dict[str, WebCode] = {entry.code: entry for entry in _ALL}

#: The same by the end of its type.
BY_SLUG: dict[str, WebCode] = {entry.slug: entry for entry in _ALL}
