"""Where a fault stands in the body that was sent, which may be in another tool's form.

What the service refuses is named as in Bedside's own form (`/signal/type`); each format says where
a caller wrote that (`/event`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from service.calling import IdempotencyConflict, SignalRefused, StandingRefused
from service.web.failing import as_problem
from service.web.problems import Fault, WebProblem

#: From a fault in Bedside's own form to the same in the form that was sent.
Place = Callable[[Fault], Fault]

_REFUSALS = (SignalRefused, StandingRefused, IdempotencyConflict, WebProblem)


def as_sent(fault: Fault) -> Fault:
    """The place in a body that has Bedside's own form."""
    return fault


def below(at: str, moved: Mapping[str, str] | None = None) -> Place:
    """Places in a body that holds the message at `at`, its parts moved; the first that fits."""

    def place(fault: Fault) -> Fault:
        return fault if fault.name else replace(fault, pointer=at + _moved(fault.pointer, moved))

    return place


def _moved(pointer: str, moved: Mapping[str, str] | None) -> str:
    for own, theirs in (moved or {}).items():
        if pointer == own or pointer.startswith(f"{own}/"):
            return theirs + pointer[len(own) :]
    return pointer


@contextmanager
def placed(place: Place) -> Iterator[None]:
    """Whatever is refused within is told by its place in what was sent."""
    try:
        yield
    except _REFUSALS as error:
        problem = as_problem(error)
        faults = [place(fault) for fault in problem.faults]
        raise WebProblem(
            problem.kind.code, faults, detail=problem.detail, headers=problem.headers
        ) from None
