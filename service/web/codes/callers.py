"""Errors of who calls, and of calls that repeat another (W2, W3)."""

from __future__ import annotations

from service.web.codes.kind import WebCode

#: W201 to W205.
CALLERS = (
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
)

#: W301 to W303.
REPEATS = (
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
        "The key is empty, too long, or holds other characters; or a call has two that differ.",
        "Send one key: 1 to 120 of the characters A-Z a-z 0-9 . _ : -, such as a UUID.",
    ),
    WebCode(
        "W303",
        422,
        "idempotency-key-reused",
        "The key or the signal was used for another call",
        "The same Idempotency-Key came with another body before; without one, the same signal did, "
        "for the same recipient and channel. The outcome that a sandbox key prefers is part of it.",
        "Use a new key, or a new signal `id`, for a new call, and the same body for a repeat.",
    ),
)
