"""Mutants of the steps themselves: a check that is skipped, a guard that passes everything.

They put another function in place for as long as one mutant is tried, and put the real one back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from evals.mutation.mutant import Mutant, by_copy
from evals.system import System
from guardrails import Context, Urgency, Verdict
from guardrails.verdict import NOT_URGENT
from service.deciding import arguments, attempting
from service.deciding.composing import GuardLike
from service.domain import eligibility


def step_mutants() -> Iterator[Mutant]:
    """Every check dropped in turn, and the guard and the reading of inbound words switched off."""
    for check in eligibility.CHECKS:
        rest = tuple(other for other in eligibility.CHECKS if other is not check)
        name = check.__name__.removeprefix("check_")
        yield _patched("drop-check", name, eligibility, "CHECKS", rest)
    yield _patched("drop-opt-out-words", "", arguments, "asks_to_stop", _never_asks)
    yield _patched("drop-near-repeat-check", "", attempting, "check_repeat", _never_repeats)
    for operator, guard in (
        ("guard-passes-all", _PassesAll),
        ("guard-hears-nothing", _HearsNothing),
        ("guard-always-stops", _StopsAll),
    ):

        def change(system: System, guard: Any = guard) -> System:
            return replace(system, guard=guard(system.guard))

        yield Mutant(operator, "guard", "", by_copy(change))


def _patched(operator: str, what: str, owner: Any, name: str, value: Any) -> Mutant:
    @contextmanager
    def breaking(system: System) -> Iterator[System]:
        with mock.patch.object(owner, name, value):
            yield system

    return Mutant(operator, "code", what, breaking)


def _never_asks(text: str) -> bool:
    del text
    return False


def _never_repeats(case: Any, composed: Any) -> Any:
    del case, composed
    from service.domain.decision import Check

    return Check("near repeat", True, "nothing alike was sent lately")


class _Instead:
    """A guard that stands in for another and has its version."""

    def __init__(self, real: GuardLike) -> None:
        self.real = real

    @property
    def version(self) -> str:
        """The real one's."""
        return self.real.version

    def check(self, text: str, context: Context) -> Verdict:
        """As the real one."""
        return self.real.check(text, context)

    def read_urgency(self, text: str) -> Urgency:
        """As the real one."""
        return self.real.read_urgency(text)


class _PassesAll(_Instead):
    def check(self, text: str, context: Context) -> Verdict:
        del text, context
        return Verdict(passed=True)


class _StopsAll(_Instead):
    def check(self, text: str, context: Context) -> Verdict:
        del text, context
        return Verdict(passed=False)


class _HearsNothing(_Instead):
    def read_urgency(self, text: str) -> Urgency:
        del text
        return NOT_URGENT
