"""Errors of a body: what it is, what it says, and how much of it there is (W1)."""

from __future__ import annotations

from service.web.codes.kind import WebCode

#: W101 to W119.
BODIES = (
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
        "There are too many items",
        "A batch is bounded in number as well as in size; so is a list of stops, withdrawals, "
        "entries or complaints where one was asked for.",
        "Send it in more calls.",
    ),
    WebCode(
        "W117",
        400,
        "parameter-wrong",
        "A query parameter or header does not fit",
        "A query parameter or a header has a value that this endpoint does not know, or has two.",
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
)
