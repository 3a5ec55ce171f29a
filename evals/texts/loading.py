"""Loads text cases by turning each into a decision case of one step, so that one loader serves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from evals.decisions.building import first_words, plain_attribute, standing_of
from evals.decisions.clock import moment
from evals.decisions.formats.always import Always
from evals.decisions.formats.people import PeopleFile
from evals.decisions.loading import (
    FALLBACK_ZONE,
    GOLDEN_DECISIONS,
    PEOPLE_FILE,
    read_always,
    read_file,
)
from evals.folders import THRESHOLDS, case_files
from evals.places import placed_problems
from evals.texts.formats import TextEntry, TextFile
from evals.texts.snapshots import SNAPSHOTS
from service.domain.days import zone_or_none
from service.domain.signals import Moment, Signal
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.errors import BedsideError, Problem

GOLDEN_TEXTS: Final = Path(__file__).parents[1] / "golden" / "texts"


@dataclass(frozen=True, slots=True)
class TextCase:
    """One message on one channel."""

    id: str
    reason: str
    tags: tuple[str, ...]
    signal: Signal
    standing: Standing
    channel: Channel
    at: Moment
    where: str


@dataclass(frozen=True, slots=True)
class TextSet:
    """All the cases, and what holds of every message, theirs and those of decision cases."""

    cases: tuple[TextCase, ...]
    always: tuple[Always, ...]


def load_texts(
    folder: Path = GOLDEN_TEXTS, decisions: Path = GOLDEN_DECISIONS, golden: str = ""
) -> TextSet:
    """Every text case, or everything that is wrong with the files.

    The people and what holds always are those of the folder `decisions`; the latter may be left out
    in a folder of somebody's own sets, whose name is `golden`.
    """
    problems: list[Problem] = []
    people = read_file(decisions / PEOPLE_FILE, PeopleFile, problems)
    always = read_always(decisions, problems, own=bool(golden))
    # Both stand in the folder of another set.
    problems = placed_problems("decisions", problems, golden)
    cases: dict[str, TextCase] = {}
    for path in case_files(folder, problems, beside=(THRESHOLDS, SNAPSHOTS)):
        read = read_file(path, TextFile, problems)
        if read is None or people is None:
            continue
        file, located = read
        for index, entry in enumerate(file.cases):
            line, column = located.place(("cases", index))
            try:
                found = list(_cases(entry, file, people[0], f"{path.name}:{line}"))
            except ValueError as error:
                problems.append(
                    Problem(path.name, line, column, "E124", first_words(error), "mend the case")
                )
                continue
            for case in found:
                if case.id in cases:
                    what = f"the id {case.id} again"
                    problems.append(Problem(path.name, line, column, "E107", what, "rename it"))
                cases[case.id] = case
    if problems:
        raise BedsideError(problems)
    return TextSet(tuple(cases.values()), always)


def _cases(entry: TextEntry, file: TextFile, people: PeopleFile, where: str) -> list[TextCase]:
    person = people.people.get(entry.person)
    if person is None:
        raise ValueError(f"nobody is called {entry.person}")
    zone = zone_or_none(person.zone or FALLBACK_ZONE) or ZoneInfo(FALLBACK_ZONE)
    at = moment(entry.at, zone)
    happened = moment(entry.happened, zone) if entry.happened is not None else at
    signal = Signal(
        id=f"text:{entry.id}",
        type=entry.signal,
        at=happened,
        attributes={k: plain_attribute(v, zone) for k, v in entry.attributes.items()},
        text=entry.text,
    )
    return [
        TextCase(
            id=f"{entry.id}@{channel}",
            reason=entry.reason,
            tags=tuple(sorted({*file.tags, *entry.tags})),
            signal=signal,
            standing=standing_of(person, entry.but, zone),
            channel=channel,
            at=at,
            where=where,
        )
        for channel in entry.channels
    ]
