"""Turns the people and steps of a case into standings, signals and instants.

What the schema cannot see is found here: a time that a clock change skips, a step before the one
above it, a name that no earlier signal has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from evals.decisions.cases import Ask, Turn
from evals.decisions.clock import is_wall_clock, later, moment
from evals.decisions.formats import (
    AgainStep,
    Changes,
    ConsentStep,
    ConsentWord,
    EventStep,
    FeedbackStep,
    ListStep,
    OptOutStep,
    Person,
    PreferStep,
    SignalStep,
    Step,
    WithdrawStep,
)
from service.domain.signals import Signal
from service.domain.standing import (
    Consent,
    OptOut,
    PastEvent,
    Recipient,
    Standing,
    Suppression,
)


class StepError(Exception):
    """Something in a step that the schema cannot see."""

    def __init__(self, key: str, code: str, what: str, fix: str) -> None:
        super().__init__(what)
        self.key, self.code, self.what, self.fix = key, code, what, fix


@dataclass(slots=True)
class History:
    """What a case has told so far: its zone, the time, and its signals by name."""

    case_id: str
    zone: ZoneInfo
    now: datetime | None = None
    named: dict[str, tuple[Signal, Any]] = field(default_factory=dict)
    count: int = 0


# --- people ------------------------------------------------------------------------------------


def changed(person: Person, changes: Changes) -> Person:
    """A person with what one case says is different."""
    update = {name: getattr(changes, name) for name in changes.model_fields_set}
    if update.get("zone") is False:
        update["zone"] = None
    return person.model_copy(update=update)


def standing_of(person: Person, changes: Changes, zone: ZoneInfo) -> Standing:
    """What is known of a person before a history begins."""
    person = changed(person, changes)
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


def build_step(step: Step, history: History, line: int) -> Ask | Turn:
    """One step, after those before it. Raises `StepError` with what is wrong."""
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


def _time(step: Step, history: History) -> datetime:
    key = "at" if step.at is not None else "after"
    try:
        if step.at is not None:
            at = moment(step.at, history.zone)
        elif history.now is None:
            raise ValueError("the first step has nothing to come after")
        else:
            at = later(history.now, step.after or "", history.zone)
    except ValueError as error:
        raise StepError(
            key, "E122", first_words(error), "write a time such as 2026-11-24 10:00"
        ) from None
    if history.now is not None and at < history.now:
        raise StepError(key, "E123", "it comes before the step above", "put steps in order")
    return at


def _ask(step: SignalStep, at: datetime, history: History, line: int) -> Ask:
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
        raise StepError("signal", "E124", first_words(error), "mend the signal") from None
    for name in filter(None, (step.name, step.signal)):
        history.named[name] = (signal, step.by)
    return _asked(step.expect, at, signal, step.by, history, line)


def _asked(
    expect: Any, at: datetime, signal: Signal, channel: Any, history: History, line: int
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


def _named(name: str, key: str, history: History) -> tuple[Signal, Any]:
    if name not in history.named:
        fix = f"one of {', '.join(sorted(history.named))}" if history.named else "name one first"
        raise StepError(key, "E125", f"no earlier signal is called {name}", fix)
    return history.named[name]


def _moment(value: Any, key: str, history: History) -> datetime | None:
    if value is None:
        return None
    try:
        return moment(value, history.zone)
    except ValueError as error:
        raise StepError(
            key, "E122", first_words(error), "write a time such as 2026-11-24 10:00"
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


def first_words(error: ValueError) -> str:
    """What is wrong, in the words of the first error."""
    if isinstance(error, ValidationError):
        return error.errors(include_url=False)[0]["msg"]
    return str(error)
