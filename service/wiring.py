"""Builds the real things, once: the guard, the release to serve, the clock.

The store and the service that stands on it are built in `hosting.py`, so that a command which
needs no database does not load one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from guardrails import Guard
from guardrails.build import DATA
from guardrails.errors import GuardDataError
from guardrails.rules import read_rules
from service.domain.rewording import NO_REWORDING, Reworder
from service.errors import BedsideError, Problem
from service.identity import verify_identity
from service.library import building, release_files
from service.library.banked import BankReworder
from service.library.loader import load_library
from service.library.release import Release
from service.settings import RewordingMode


@lru_cache(maxsize=1)
def the_guard() -> Guard:
    """The guard with its shipped rules, lexicons and policies; Bedside's own and no other.

    Raises `BedsideError` when its data cannot be used.
    """
    verify_identity()
    try:
        return Guard()
    except GuardDataError as error:
        fix = "mend it, or install Bedside again"
        problems = [
            Problem(e.path, e.line, e.column or 1, "C105", e.problem, fix) for e in error.every
        ]
        raise BedsideError(problems) from None


def _aloud(line: str) -> None:
    """A line to whoever started this, beside the output."""
    import click  # a worker of the API, which is handed its release, needs none of it

    click.echo(line, err=True)


def release_of(library: Path, on: date, tell: Callable[[str], None] = _aloud) -> Release:
    """What a library folder serves on a day. Raises `BedsideError` when it must not be served.

    A draft that is left out with a fault is told, a line each: else its editor would take what is
    chosen in its stead for what the library says now.
    """
    built = building.build(load_library(library), on)
    for one in built.faulty:
        tell(str(one))
    return built.release


def trial_of(library: Path, on: date) -> Release:
    """What a library would serve on a day if all of it were approved: to look at, never to serve.

    Raises `BedsideError` when it holds a fault.
    """
    return building.build(load_library(library), on, assume_approved=True).release


def release_from(
    file: Path | None, library: Path, on: date, tell: Callable[[str], None] = _aloud
) -> Release:
    """The release in a file, or else what the library serves on a day, as `release_of` has it."""
    return release_files.read(file) if file is not None else release_of(library, on, tell)


def rule_titles() -> dict[str, str]:
    """What each of the guard's rules finds, in a word or two, by the id that findings carry."""
    rules = read_rules(DATA / "rules")
    return {rule.spec.code: rule.spec.kind for rule in reversed(rules)}


def approved_reworder(mode: RewordingMode, release: Release) -> Reworder:
    """What offers approved words of the bank, where the setting BEDSIDE_REWORDING asks for them.

    It asks no model: under `live` the words are made by what `rewriters.py` builds.
    """
    if mode == "bank":
        return BankReworder(release, release.settings.brand)
    return NO_REWORDING


def the_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)
