"""Which sets there are, by the names that a command takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from evals.suites.base import Suite
from evals.suites.decisions import DecisionSuite
from evals.suites.guarding import GuardSuite, UrgencySuite
from evals.suites.rewordings import RewordingSuite
from evals.suites.texts import TextSuite
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, Problem

#: What runs when nothing is named, in this order.
DEFAULT: Final = ("decisions", "texts", "guard", "urgency", "rewordings")
#: The parts that nobody writes rules for.
HELD_BACK: Final = ("guard-held-back", "urgency-held-back")
NAMES: Final = (*DEFAULT, *HELD_BACK)


def suites(names: Iterable[str] = DEFAULT) -> tuple[Suite, ...]:
    """The sets of these names. Raises `BedsideError` for a name that no set has."""
    return tuple(_suite(name) for name in dict.fromkeys(tuple(names) or DEFAULT))


def _suite(name: str) -> Suite:
    match name:
        case "decisions":
            return DecisionSuite()
        case "texts":
            return TextSuite()
        case "guard":
            return GuardSuite()
        case "urgency":
            return UrgencySuite()
        case "rewordings":
            return RewordingSuite()
        case "guard-held-back":
            return GuardSuite("held_back")
        case "urgency-held-back":
            return UrgencySuite("held_back")
    fix = did_you_mean(name, NAMES) or f"one of {', '.join(NAMES)}"
    raise BedsideError([Problem("eval", 0, 0, "E140", f"no golden set is called {name}", fix)])
