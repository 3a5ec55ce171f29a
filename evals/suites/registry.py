"""Which sets there are, by the names that a command takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from evals.suites.base import Suite
from evals.suites.decisions import DecisionSuite
from evals.suites.guarding import GuardSuite, UrgencySuite
from evals.suites.rewordings import RewordingSuite
from evals.suites.texts import TextSuite
from evals.system import NO_MODEL, Versions
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, Problem, shown
from service.rewording.providers.base import Provider

#: What runs when nothing is named, in this order.
DEFAULT: Final = ("decisions", "texts", "guard", "urgency", "rewordings")
#: The parts that nobody writes rules for.
HELD_BACK: Final = ("guard-held-back", "urgency-held-back")
NAMES: Final = (*DEFAULT, *HELD_BACK)


def suites(names: Iterable[str] = DEFAULT, model: str = "") -> tuple[Suite, ...]:
    """The sets of these names. Raises `BedsideError` for a name that no set has.

    With a model the rewordings set asks it; without one it judges answers written ahead.
    """
    rewordings = RewordingSuite(provider=_provider(model))
    return tuple(_suite(name, rewordings) for name in dict.fromkeys(tuple(names) or DEFAULT))


def suites_of(names: Iterable[str], versions: Versions) -> tuple[Suite, ...]:
    """The sets of a kept run, to judge and show its results; they ask no model."""
    rewordings = RewordingSuite(sampled=versions.model != NO_MODEL)
    return tuple(_suite(name, rewordings) for name in names)


def _provider(model: str) -> Provider | None:
    if not model:
        return None
    from evals.rewordings.providers import provider_of

    return provider_of(model)


def _suite(name: str, rewordings: RewordingSuite) -> Suite:
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
            return rewordings
        case "guard-held-back":
            return GuardSuite("held_back")
        case "urgency-held-back":
            return UrgencySuite("held_back")
    fix = did_you_mean(name, NAMES) or f"one of {', '.join(NAMES)}"
    what = f"no golden set is called {shown(name)}"
    raise BedsideError([Problem("eval", 0, 0, "E140", what, fix)])
