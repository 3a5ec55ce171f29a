"""From any exception to the problem that a caller gets."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from service.calling import (
    IdempotencyConflict,
    NotFound,
    NothingSent,
    SignalRefused,
    StandingRefused,
    StoreUnavailable,
)
from service.web.problems import Fault, WebProblem, fault_of

#: W303 for a caller that sent no key, to whom words about one would say nothing.
_DECIDED_BEFORE = Fault(
    "W303",
    "this signal was decided for this recipient and channel, from another body or `Prefer`",
    "Send the same body for a repeat, and whatever is new as a signal with an `id` of its own",
    "/signal/id",
)
_KEY_REUSED = Fault(
    "W303",
    "this key came with another body or `Prefer` before",
    "Send the same body for a repeat, and a new key with whatever is new",
    name="Idempotency-Key",
)


def as_problem(error: Exception) -> WebProblem:
    """The problem document's content. What is not known here is a fault of our own."""
    match error:
        case WebProblem():
            return error
        case SignalRefused():
            return WebProblem(
                "W115", [Fault(f.code, f.what, f.fix, f"/signal{f.pointer}") for f in error.faults]
            )
        case StandingRefused():
            faults = [Fault(f.code, f.what, f.fix, f.pointer) for f in error.faults]
            return WebProblem("W118", faults, detail=error.kept)
        case NothingSent():
            return WebProblem("W119", [fault_of("W119", pointer="/receipt_id")])
        case IdempotencyConflict(derived=True):
            return WebProblem("W303", [_DECIDED_BEFORE])
        case IdempotencyConflict():
            return WebProblem("W303", [_KEY_REUSED])
        case StoreUnavailable():
            after = {"Retry-After": str(error.retry_after)}
            return WebProblem("W503", detail=error.what, headers=after)
        case NotFound():
            return WebProblem("W403")
        case HTTPException(status_code=404):
            return WebProblem("W401")
        case HTTPException(status_code=405):
            return WebProblem("W402", headers=dict(error.headers or {}))
        case _:
            return WebProblem("W599")
