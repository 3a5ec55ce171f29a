"""Loads decision sets: every file is read, and everything that is wrong comes at once.

Times become instants and people become standings here, so that playing a case cannot stumble over
the file. Modules and triggers that a case names are compared with the release when it is judged:
a case whose module is gone is a failed case, not a broken file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from evals.decisions.cases import Ask, DecisionCase, DecisionSet, Turn
from evals.decisions.clock import is_wall_clock, later, moment
from evals.decisions.formats import (
    AgainStep,
    AlwaysFile,
    Changes,
    ConsentStep,
    ConsentWord,
    DecisionEntry,
    DecisionFile,
    EventStep,
    FeedbackStep,
    ListStep,
    OptOutStep,
    PeopleFile,
    Person,
    PreferStep,
    SignalStep,
    Step,
    WithdrawStep,
)
from evals.located import KeyPath, Located, read_located
from evals.strict import problems_of
from service.domain.days import zone_or_none
from service.domain.signals import Signal
from service.domain.standing import (
    Consent,
    OptOut,
    PastEvent,
    Recipient,
    Standing,
    Suppression,
)
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
        return model.model_validate(_tuples(located.value)), located
    except ValidationError as error:
        problems.extend(problems_of(error, located, path.name))
        return None


def _tuples(value: Any) -> Any:
    """Lists as tuples, which is what frozen values hold."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _twice(cases: list[DecisionCase]) -> Iterator[Problem]:
    first: dict[str, DecisionCase] = {}
    for case in cases:
        known = first.setdefault(case.id, case)
        if known is not case:
            what = f"the id {case.id} again"
            yield Problem(case.file, case.line, 1, "E107", what, f"it is used in {known.where}")


class _StepError(Exception):
    """Something in a step that the schema cannot see."""

    def __init__(self, key: str, code: str, what: str, fix: str) -> None:
        super().__init__(what)
        self.key, self.code, self.what, self.fix = key, code, what, fix


@dataclass(slots=True)
class _History:
    """What a case has told so far: its zone, the time, and its signals by name."""

    case_id: str
    zone: ZoneInfo
    now: datetime | None = None
    named: dict[str, tuple[Signal, Any]] = field(default_factory=dict)
    count: int = 0


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
        person = _changed(person, entry.but)
        zone = zone_or_none(entry.clock or person.zone or FALLBACK_ZONE)
        if zone is None:
            what = f"'{entry.clock or person.zone}' is not a zone"
            self._problem(located, (*path, "clock"), "E121", what, "such as America/Chicago")
            return None
        try:
            standing = standing_of(person, Changes(), zone)
        except ValueError as error:
            self._problem(located, (*path, "person"), "E121", _first(error), "mend the person")
            return None
        steps = self._steps(entry, _History(entry.id, zone), located, path)
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
        self, entry: DecisionEntry, history: _History, located: Located, path: KeyPath
    ) -> tuple[Ask | Turn, ...]:
        steps = []
        for index, step in enumerate(entry.steps):
            place = (*path, "steps", index)
            try:
                steps.append(_step(step, history, located.place(place)[0]))
            except _StepError as error:
                self._problem(located, (*place, error.key), error.code, error.what, error.fix)
        return tuple(steps)

    def _problem(self, located: Located, path: KeyPath, code: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self.name, *located.place(path), code, what, fix))


# --- people ------------------------------------------------------------------------------------


def _changed(person: Person, changes: Changes) -> Person:
    update = {name: getattr(changes, name) for name in changes.model_fields_set}
    if update.get("zone") is False:
        update["zone"] = None
    return person.model_copy(update=update)


def standing_of(person: Person, changes: Changes, zone: ZoneInfo) -> Standing:
    """What is known of a person before a history begins."""
    person = _changed(person, changes)
    return Standing(
        recipient=Recipient(key=person.key, kind=person.kind, audience=person.audience),
        locale=person.locale,
        zone=person.zone,
        reading_level=person.reading_level,
        channels=person.channels,
        consents=tuple(_consent(word, zone) for word in person.consents),
    )


def _consent(word: ConsentWord, zone: ZoneInfo) -> Consent:
    return Consent(
        purpose=word.purpose,
        channel=word.channel,
        topic=word.topic,
        status="given",
        at=moment(word.at, zone),
        source=word.source,
    )


# --- steps -------------------------------------------------------------------------------------


def _step(step: Step, history: _History, line: int) -> Ask | Turn:
    at = _time(step, history)
    history.now = at
    match step:
        case SignalStep():
            return _ask(step, at, history, line)
        case AgainStep():
            signal, first = _named(step.again, "again", history)
            return _asked(step.expect, at, signal, step.by or first, history, line)
        case ConsentStep():
            return Turn(at, _word(step.consent, "given", step, at))
        case WithdrawStep():
            return Turn(at, _word(step.withdraw, "withdrawn", step, at))
        case OptOutStep():
            return Turn(at, OptOut(channel=step.opt_out, purposes=step.purposes, at=at))
        case ListStep():
            return Turn(at, Suppression(channel=step.channel, cause=step.listed))
        case EventStep():
            return Turn(at, PastEvent(type=step.event, at=at, subject=step.subject))
        case FeedbackStep():
            signal, _ = _named(step.of, "of", history)
            return Turn(at, step, signal.id)
        case PreferStep():
            return Turn(at, step)


def _time(step: Step, history: _History) -> datetime:
    key = "at" if step.at is not None else "after"
    try:
        if step.at is not None:
            at = moment(step.at, history.zone)
        elif history.now is None:
            raise ValueError("the first step has nothing to come after")
        else:
            at = later(history.now, step.after or "", history.zone)
    except ValueError as error:
        raise _StepError(
            key, "E122", _first(error), "write a time such as 2026-11-24 10:00"
        ) from None
    if history.now is not None and at < history.now:
        raise _StepError(key, "E123", "it comes before the step above", "put steps in order")
    return at


def _ask(step: SignalStep, at: datetime, history: _History, line: int) -> Ask:
    history.count += 1
    happened = _moment(step.happened, "happened", history) or at
    try:
        signal = Signal(
            id=f"{history.case_id}:{history.count}",
            type=step.signal,
            at=happened,
            attributes={k: plain_attribute(v, history.zone) for k, v in step.attributes.items()},
            subject=step.subject,
            text=step.text,
        )
    except ValueError as error:
        raise _StepError("signal", "E124", _first(error), "mend the signal") from None
    for name in filter(None, (step.name, step.signal)):
        history.named[name] = (signal, step.by)
    return _asked(step.expect, at, signal, step.by, history, line)


def _asked(
    expect: Any, at: datetime, signal: Signal, channel: Any, history: _History, line: int
) -> Ask:
    return Ask(
        at=at,
        signal=signal,
        channel=channel,
        expect=expect,
        not_before=_moment(expect.not_before, "expect", history),
        valid_until=_moment(expect.valid_until, "expect", history),
        line=line,
    )


def _named(name: str, key: str, history: _History) -> tuple[Signal, Any]:
    if name not in history.named:
        fix = f"one of {', '.join(sorted(history.named))}" if history.named else "name one first"
        raise _StepError(key, "E125", f"no earlier signal is called {name}", fix)
    return history.named[name]


def _moment(value: Any, key: str, history: _History) -> datetime | None:
    if value is None:
        return None
    try:
        return moment(value, history.zone)
    except ValueError as error:
        raise _StepError(
            key, "E122", _first(error), "write a time such as 2026-11-24 10:00"
        ) from None


def plain_attribute(value: Any, zone: ZoneInfo) -> Any:
    """An attribute as a caller would send it: times with an offset, dates as text."""
    if is_wall_clock(value):
        return moment(value, zone).astimezone(zone).isoformat()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _word(purpose: Any, status: Any, step: ConsentStep | WithdrawStep, at: datetime) -> Consent:
    return Consent(
        purpose=purpose,
        channel=step.channel,
        topic=step.topic,
        status=status,
        at=at,
        source=step.source,
    )


def _first(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return error.errors(include_url=False)[0]["msg"]
    return str(error)
