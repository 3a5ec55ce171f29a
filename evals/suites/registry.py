"""Which sets there are, by the names that a command takes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
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
#: What a folder of somebody's own sets may hold; other words for modules are Bedside's matter.
OWN: Final = ("decisions", "texts", "guard", "urgency")


def suites(names: Iterable[str] = DEFAULT, model: str = "") -> tuple[Suite, ...]:
    """The sets of these names. Raises `BedsideError` for a name that no set has.

    With a model the rewordings set asks it; without one it judges answers written ahead.
    """
    rewordings = RewordingSuite(provider=_provider(model))
    return tuple(_suite(name, rewordings) for name in dict.fromkeys(tuple(names) or DEFAULT))


def own_suites(golden: Path, names: Iterable[str] = ()) -> tuple[Suite, ...]:
    """The sets of a folder of somebody's own: those that are named, or else all that it holds.

    Raises `BedsideError` for a set that it does not hold; none of the shipped takes its place.
    """
    there = [name for name in OWN if (golden / name).is_dir()]
    wanted = tuple(dict.fromkeys(names)) or tuple(there)
    told = golden.as_posix()
    problems = [Problem(told, 0, 0, *_not_own(name)) for name in wanted if name not in there]
    if not wanted:
        folders = " or ".join(f"{told}/{name}" for name in OWN)
        what, fix = "it holds no set", f"put cases into {folders}"
        problems.append(Problem(told, 0, 0, "E140", what, fix))
    if problems:
        raise BedsideError(problems)
    return tuple(_own_suite(name, golden / name, told) for name in wanted)


def _own_suite(name: str, folder: Path, golden: str) -> Suite:
    match name:
        case "decisions":
            return DecisionSuite(folder, golden)
        case "texts":
            return TextSuite(folder, golden)
        case "guard":
            return GuardSuite(folder=folder, golden=golden)
    return UrgencySuite(folder=folder, golden=golden)


def _not_own(name: str) -> tuple[str, str, str]:
    if name in OWN:
        return "E140", f"it holds no set {name}", f"put its cases into the folder {name}"
    what = f"no set of your own is called {shown(name)}"
    return "E140", what, did_you_mean(name, OWN) or f"one of {', '.join(OWN)}"


def suites_of(names: Iterable[str], versions: Versions, golden: str = "") -> tuple[Suite, ...]:
    """The sets of a kept run, to judge and show its results; they ask no model."""
    if golden:
        return own_suites(Path(golden), names)
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
