"""Loads decision sets: every file is read, and everything that is wrong comes at once.

Times become instants and people become standings here, so that playing a case cannot stumble over
the file. Modules and triggers that a case names are compared with the release when it is judged:
a case whose module is gone is a failed case, not a broken file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from evals.decisions.building import (
    History,
    StepError,
    build_step,
    changed,
    first_words,
    standing_of,
)
from evals.decisions.cases import Ask, DecisionCase, DecisionSet, Turn
from evals.decisions.formats import (
    AlwaysFile,
    Changes,
    DecisionEntry,
    DecisionFile,
    PeopleFile,
    Person,
)
from evals.located import KeyPath, Located, read_located
from evals.strict import problems_of
from service.domain.days import zone_or_none
from service.errors import BedsideError, Problem

GOLDEN_DECISIONS: Final = Path(__file__).parents[1] / "golden" / "decisions"
PEOPLE_FILE: Final = "people.yaml"
ALWAYS_FILE: Final = "always.yaml"
NOT_CASES: Final = frozenset({PEOPLE_FILE, ALWAYS_FILE, "thresholds.yaml"})
#: The zone of a case whose person has none.
FALLBACK_ZONE: Final = "America/Chicago"


def load_decisions(folder: Path = GOLDEN_DECISIONS) -> DecisionSet:
    """Load every file of the folder, or raise with everything that is wrong."""
    problems: list[Problem] = []
    people = read_file(folder / PEOPLE_FILE, PeopleFile, problems)
    always = read_file(folder / ALWAYS_FILE, AlwaysFile, problems)
    files = [path for path in sorted(folder.glob("*.yaml")) if path.name not in NOT_CASES]
    if not files:
        what = "no files of decision cases here"
        problems.append(Problem(folder.name, 0, 0, "E110", what, "put .yaml files here"))
    cases: list[DecisionCase] = []
    for path in files:
        loader = _Loader(path.name, people[0].people if people else None, problems)
        cases.extend(loader.load(path))
    problems.extend(_twice(cases))
    if problems:
        raise BedsideError(problems)
    return DecisionSet(tuple(cases), always[0].always if always else ())


def load_people(folder: Path = GOLDEN_DECISIONS) -> dict[str, Person]:
    """The people alone, or everything that is wrong in their file."""
    problems: list[Problem] = []
    people = read_file(folder / PEOPLE_FILE, PeopleFile, problems)
    if people is None or problems:
        raise BedsideError(problems)
    found: dict[str, Person] = people[0].people
    return found


def read_file(path: Path, model: type[Any], problems: list[Problem]) -> tuple[Any, Located] | None:
    """A file of a format and its places; None, with the problems noted, where it is broken."""
    located = read_located(path, path.name)
    problems.extend(located.problems)
    if located.value is None:
        if not located.problems:
            what = "the file is empty"
            problems.append(
                Problem(path.name, 1, 1, "E102", what, "write what the schema asks for")
            )
        return None
    try:
        return model.model_validate(tuples(located.value)), located
    except ValidationError as error:
        problems.extend(problems_of(error, located, path.name))
        return None


def tuples(value: Any) -> Any:
    """Lists as tuples, which is what the frozen values of a format hold."""
    if isinstance(value, list):
        return tuple(tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: tuples(item) for key, item in value.items()}
    return value


def _twice(cases: list[DecisionCase]) -> Iterator[Problem]:
    first: dict[str, DecisionCase] = {}
    for case in cases:
        known = first.setdefault(case.id, case)
        if known is not case:
            what = f"the id {case.id} again"
            yield Problem(case.file, case.line, 1, "E107", what, f"it is used in {known.where}")


class _Loader:
    """Turns one file into cases."""

    def __init__(
        self, name: str, people: dict[str, Person] | None, problems: list[Problem]
    ) -> None:
        self.name, self.people, self.problems = name, people, problems

    def load(self, path: Path) -> Iterator[DecisionCase]:
        """Every case of the file that can be used."""
        read = read_file(path, DecisionFile, self.problems)
        if read is None:
            return
        file, located = read
        for index, entry in enumerate(file.cases):
            case = self._case(entry, file, located, ("cases", index))
            if case is not None:
                yield case

    def _case(
        self, entry: DecisionEntry, file: DecisionFile, located: Located, path: KeyPath
    ) -> DecisionCase | None:
        if self.people is None:
            return None
        person = self.people.get(entry.person)
        if person is None:
            fix = f"one of {', '.join(sorted(self.people))}"
            self._problem(
                located, (*path, "person"), "E120", f"nobody is called {entry.person}", fix
            )
            return None
        if entry.reason.startswith("TODO"):
            fix = "say why people agree that the result is right"
            self._problem(
                located, (*path, "reason"), "E126", "the reason is still to be written", fix
            )
        person = changed(person, entry.but)
        zone = zone_or_none(entry.clock or person.zone or FALLBACK_ZONE)
        if zone is None:
            what = f"'{entry.clock or person.zone}' is not a zone"
            self._problem(located, (*path, "clock"), "E121", what, "such as America/Chicago")
            return None
        try:
            standing = standing_of(person, Changes(), zone)
        except ValueError as error:
            self._problem(located, (*path, "person"), "E121", first_words(error), "mend the person")
            return None
        steps = self._steps(entry, History(entry.id, zone), located, path)
        line, _ = located.place(path)
        return DecisionCase(
            id=entry.id,
            reason=entry.reason,
            tags=tuple(sorted({*file.tags, *entry.tags})),
            source=entry.source or file.source,
            owner=entry.owner or file.owner,
            standing=standing,
            steps=steps,
            file=self.name,
            line=line,
            library=entry.library,
        )

    def _steps(
        self, entry: DecisionEntry, history: History, located: Located, path: KeyPath
    ) -> tuple[Ask | Turn, ...]:
        steps = []
        for index, step in enumerate(entry.steps):
            place = (*path, "steps", index)
            try:
                steps.append(build_step(step, history, located.place(place)[0]))
            except StepError as error:
                self._problem(located, (*place, error.key), error.code, error.what, error.fix)
        return tuple(steps)

    def _problem(self, located: Located, path: KeyPath, code: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self.name, *located.place(path), code, what, fix))
