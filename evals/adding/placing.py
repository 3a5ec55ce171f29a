"""Puts a made case into a folder of decision cases, where the folder still loads with it.

The people are those of the folder: a case of somebody whom it does not know would keep every case
beside it from running.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

from evals.adding.writing import appended
from evals.decisions.building import first_words, standing_of
from evals.decisions.formats.people import Changes, Person
from evals.decisions.loading import (
    FALLBACK_ZONE,
    GOLDEN_DECISIONS,
    NOT_CASES,
    PEOPLE_FILE,
    load_decisions,
    load_people,
)
from evals.files import write_whole
from evals.places import told_by_path
from service.domain.days import zone_or_none
from service.errors import BedsideError, Problem

_FOLDER: Final = "decisions"
#: What a folder that waits for its first case may lack.
_NO_CASES: Final = "E110"


@dataclass(frozen=True, slots=True)
class Place:
    """A file of cases to add to, and the folder of golden sets that it is in.

    `golden` is that folder's name, and nothing where it is the shipped one.
    """

    file: Path
    golden: str

    @property
    def folder(self) -> Path:
        """The folder of the file: its people, and the cases beside it."""
        return self.file.parent


def place_of(file: Path) -> Place:
    """The place of a file, or why no case in it would be read, as `BedsideError`."""
    folder = file.parent.resolve()
    name = file.name
    if folder.name != _FOLDER:
        fix = f"name a file in a folder `{_FOLDER}`, with its `{PEOPLE_FILE}`"
        raise _unread(file, "no case is read in this folder", fix)
    if name in NOT_CASES or name.startswith(".") or file.suffix != ".yaml":
        raise _unread(file, "no case is read out of this file", "name a file `NAME.yaml`")
    if folder == GOLDEN_DECISIONS.resolve():
        return Place(file, "")
    beside = file.parent.parent if file.parent.name == _FOLDER else folder.parent
    return Place(file, beside.as_posix())


def people_of(place: Place) -> dict[str, Person]:
    """The people of the folder. Raises `BedsideError` with all that is wrong with its files."""
    with told_by_path(_FOLDER, place.golden):
        try:
            load_decisions(place.folder, own=True)
        except BedsideError as error:
            problems = [problem for problem in error.problems if problem.code != _NO_CASES]
            if problems:
                raise BedsideError(problems) from None
        people = load_people(place.folder)
        if problems := list(_unusable(people)):
            raise BedsideError(problems)
        return people


def put(place: Place, entry: dict[str, Any]) -> None:
    """Write the case behind those of its file, under an id that no case of the folder has.

    Raises `BedsideError`, and writes nothing, where the folder would not load with it.
    """
    before = place.file.read_text(encoding="utf-8") if place.file.exists() else ""
    text = appended(before, entry, _ids(place.folder))
    with TemporaryDirectory() as name, told_by_path(_FOLDER, place.golden):
        draft = Path(name)
        for path in place.folder.glob("[!.]*.yaml"):
            shutil.copyfile(path, draft / path.name)
        (draft / place.file.name).write_text(text, encoding="utf-8", newline="\n")
        load_decisions(draft, own=True)
    write_whole(place.file, text)


def _ids(folder: Path) -> frozenset[str]:
    try:
        return frozenset(case.id for case in load_decisions(folder, own=True).cases)
    except BedsideError:  # it has no cases yet: whatever else is wrong was told before
        return frozenset()


def _unusable(people: dict[str, Person]) -> Iterator[Problem]:
    """Whoever could not stand in a case; a folder loads while no case is about them."""
    for name, person in people.items():
        zone = zone_or_none(person.zone or FALLBACK_ZONE)
        if zone is None:
            fix = "write a zone such as America/Chicago"
            yield Problem(PEOPLE_FILE, 0, 0, "E121", f"the zone of {name} is none", fix)
        if what := _wrong_standing(person, zone or ZoneInfo(FALLBACK_ZONE)):
            yield Problem(PEOPLE_FILE, 0, 0, "E121", f"{name}: {what}", "mend the person")


def _wrong_standing(person: Person, zone: ZoneInfo) -> str:
    try:
        standing_of(person, Changes(), zone)
    except ValueError as error:
        return first_words(error)
    return ""


def _unread(file: Path, what: str, fix: str) -> BedsideError:
    return BedsideError([Problem(str(file), 0, 0, "E116", what, fix)])
