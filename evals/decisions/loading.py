"""Loads decision sets: every file is read, and everything that is wrong comes at once.

Times become instants and people become standings here, so that playing a case cannot stumble over
the file. Modules and triggers that a case names are compared with the release when it is judged:
a case whose module is gone is a failed case, not a broken file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from evals.decisions.building import changed, first_words, standing_of
from evals.decisions.cases import Ask, DecisionCase, DecisionSet, Turn
from evals.decisions.drafts import Draft, Unread, drafts
from evals.decisions.formats.always import Always, AlwaysFile
from evals.decisions.formats.cases import DecisionEntry, DecisionFile
from evals.decisions.formats.people import Changes, PeopleFile, Person
from evals.decisions.steps import History, StepError, build_step
from evals.folders import THRESHOLDS, case_files
from evals.located import KeyPath, Located, read_located
from evals.strict import problems_of
from service.domain.days import zone_or_none
from service.domain.nearest import did_you_mean
from service.domain.standing import Standing
from service.errors import BedsideError, Problem, shown

Built = tuple[Standing, tuple[Ask | Turn, ...], ZoneInfo]

GOLDEN_DECISIONS: Final = Path(__file__).parents[1] / "golden" / "decisions"
PEOPLE_FILE: Final = "people.yaml"
ALWAYS_FILE: Final = "always.yaml"
NOT_CASES: Final = frozenset({PEOPLE_FILE, ALWAYS_FILE, THRESHOLDS})
#: The zone of a case whose person has none.
FALLBACK_ZONE: Final = "America/Chicago"


def load_decisions(folder: Path = GOLDEN_DECISIONS, *, own: bool = False) -> DecisionSet:
    """Load every file of the folder, or raise with everything that is wrong.

    An `own` folder may leave out what holds always: that is about a library's own modules.
    """
    problems: list[Problem] = []
    people = read_file(folder / PEOPLE_FILE, PeopleFile, problems)
    always = read_always(folder, problems, own=own)
    files = case_files(folder, problems, beside=NOT_CASES)
    if not files:
        what = "no files of decision cases here"
        problems.append(Problem(folder.name, 0, 0, "E110", what, "put .yaml files here"))
    cases: list[DecisionCase] = []
    loader = _Loader(people[0].people if people else None, problems)
    for path in files:
        cases.extend(loader.load(path))
    if problems:
        raise BedsideError(problems)
    return DecisionSet(tuple(cases), always)


def read_always(folder: Path, problems: list[Problem], *, own: bool = False) -> tuple[Always, ...]:
    """What holds in every case; nothing, with the problems noted, where its file is broken.

    An `own` folder may leave it out.
    """
    if own and not (folder / ALWAYS_FILE).exists():
        return ()
    read = read_file(folder / ALWAYS_FILE, AlwaysFile, problems)
    found: tuple[Always, ...] = read[0].always if read else ()
    return found


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
    located = located_file(path, problems)
    value = fitting(path.name, model, located, problems)
    return None if value is None else (value, located)


def located_file(path: Path, problems: list[Problem]) -> Located:
    """The values of a file and their places, with a note of what is no YAML, or is empty."""
    located = read_located(path, path.name)
    problems.extend(located.problems)
    if located.value is None and not located.problems:
        what, fix = "the file is empty", "write what the schema asks for"
        problems.append(Problem(path.name, 1, 1, "E102", what, fix))
    return located


def fitting(name: str, model: type[Any], located: Located, problems: list[Problem]) -> Any:
    """The value of a format; None, with the problems noted, where the file does not fit it."""
    if located.value is None:
        return None
    try:
        return model.model_validate(tuples(located.value))
    except ValidationError as error:
        problems.extend(problems_of(error, model, located, name))
        return None


def tuples(value: Any) -> Any:
    """Lists as tuples, which is what the frozen values of a format hold."""
    if isinstance(value, list):
        return tuple(tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: tuples(item) for key, item in value.items()}
    return value


class _Loader:
    """Turns the files of a folder into cases, and notes what is wrong on the way."""

    def __init__(self, people: dict[str, Person] | None, problems: list[Problem]) -> None:
        self.people, self.problems = people, problems
        self.places: dict[str, str] = {}

    def load(self, path: Path) -> Iterator[DecisionCase]:
        """Every case of the file that can be used; all of them are checked."""
        located = located_file(path, self.problems)
        file: DecisionFile | None = fitting(path.name, DecisionFile, located, self.problems)
        for index, draft in drafts(file, tuples(located.value)):
            case = _Case(draft, path.name, located, ("cases", index), self.problems)
            self._once(draft, case)
            built = case.build(self.people)
            if built is not None and draft.entry is not None and file is not None:
                yield _whole(draft.entry, file, built, path.name, case.line)

    def _once(self, draft: Draft, case: _Case) -> None:
        if draft.id is None:
            return
        here = f"{case.name}:{case.line}"
        first = self.places.setdefault(draft.id, here)
        if first != here:
            case.problem((), "E107", f"the id {draft.id} again", f"rename it: {first} has it")


class _Case:
    """One case of a file, as far as it can be read: every check that its parts allow."""

    def __init__(
        self, draft: Draft, name: str, located: Located, path: KeyPath, problems: list[Problem]
    ) -> None:
        self.draft, self.name, self.located, self.path = draft, name, located, path
        self.problems = problems
        self.line, _ = located.place(path)

    def build(self, people: dict[str, Person] | None) -> Built | None:
        """The standing, the steps and their clock; None where it has no person or no zone."""
        draft = self.draft
        if draft.reason.startswith("TODO"):
            fix = "say why people agree that the result is right"
            self.problem(("reason",), "E126", "the reason is still to be written", fix)
        person = self._person(people)
        zone = self._zone(person)
        # Where nobody says which zone it is, no clock change may be told of.
        steps = self._steps(History(draft.id or "case", zone or ZoneInfo("UTC")))
        if person is None or zone is None:
            return None
        try:
            return standing_of(person, Changes(), zone), steps, zone
        except ValueError as error:
            self.problem(("person",), "E121", first_words(error), "mend the person")
            return None

    def _person(self, people: dict[str, Person] | None) -> Person | None:
        name = self.draft.person
        if people is None or name is None:
            return None
        if name not in people:
            fix = did_you_mean(name, people) or f"one of {', '.join(sorted(people))}"
            self.problem(("person",), "E120", f"nobody is called {shown(name)}", fix)
            return None
        return changed(people[name], self.draft.but)

    def _zone(self, person: Person | None) -> ZoneInfo | None:
        name = self.draft.clock or (person and (person.zone or FALLBACK_ZONE))
        zone = zone_or_none(name) if name else None
        if name and zone is None:
            what = f"'{shown(name)}' is not a zone"
            self.problem(("clock",), "E121", what, "write a zone such as America/Chicago")
        return zone

    def _steps(self, history: History) -> tuple[Ask | Turn, ...]:
        steps = []
        for index, step in enumerate(self.draft.steps):
            if isinstance(step, Unread):
                history.broken |= step.names
                history.timeless = True
                continue
            place = ("steps", index)
            try:
                steps.append(build_step(step, history))
            except StepError as error:
                for fault in error.faults:
                    self.problem((*place, *fault.keys), fault.code, fault.what, fault.fix)
        return tuple(steps)

    def problem(self, keys: KeyPath, code: str, what: str, fix: str) -> None:
        """Note what is wrong at a place below the case."""
        place = self.located.place((*self.path, *keys))
        self.problems.append(Problem(self.name, *place, code, what, fix))


def _whole(
    entry: DecisionEntry, file: DecisionFile, built: Built, name: str, line: int
) -> DecisionCase:
    standing, steps, clock = built
    return DecisionCase(
        id=entry.id,
        reason=entry.reason,
        tags=tuple(sorted({*file.tags, *entry.tags})),
        source=entry.source or file.source,
        owner=entry.owner or file.owner,
        standing=standing,
        steps=steps,
        file=name,
        line=line,
        clock=clock,
        library=entry.library,
    )
