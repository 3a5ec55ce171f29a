"""Turns the steps of a case into signals, changes and instants, one after another.

What the schema cannot see is found here: a time that a clock change skips, a step before the one
above it, a name that no earlier signal has. A step is looked at to its end, and what only rests on
a step that is broken is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from evals.decisions.building import first_words, plain_attribute
from evals.decisions.cases import Ask, Turn
from evals.decisions.clock import later, moment
from evals.decisions.formats.expecting import Expect
from evals.decisions.formats.steps import (
    AgainStep,
    ConsentStep,
    EventStep,
    FeedbackStep,
    ListStep,
    OptOutStep,
    PreferStep,
    SignalStep,
    Step,
    WithdrawStep,
)
from evals.wording import TIME
from service.domain.nearest import did_you_mean
from service.domain.signals import Signal
from service.domain.standing import Consent, OptOut, PastEvent, Suppression
from service.domain.wording import what_would_be_right

_ANY_TIME: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StepFault:
    """Something in a step that the schema cannot see, and the keys that lead to it."""

    keys: tuple[str, ...]
    code: str
    what: str
    fix: str


class StepError(Exception):
    """All that is wrong in a step; nothing where it only rests on one that is broken."""

    def __init__(self, faults: Sequence[StepFault]) -> None:
        super().__init__("; ".join(fault.what for fault in faults))
        self.faults = tuple(faults)


@dataclass(slots=True)
class History:
    """What a case has told so far: its zone, the time, and its signals by name.

    `broken` are the names of what could not be built: whatever rests on them is not told again.
    """

    case_id: str
    zone: ZoneInfo
    now: datetime | None = None
    named: dict[str, tuple[Signal, Any]] = field(default_factory=dict)
    count: int = 0
    broken: set[str] = field(default_factory=set)
    timeless: bool = False


def build_step(step: Step, history: History) -> Ask | Turn:
    """One step, after those before it. Raises `StepError` with everything that is wrong."""
    faults: list[StepFault] = []
    at = _time(step, history, faults)
    history.now = at or history.now
    history.timeless = history.timeless or at is None
    # Without a time of its own the rest is still looked at, as if it were of any.
    built = _built(step, at or history.now or _ANY_TIME, history, faults)
    if at is None or built is None or faults:
        raise StepError(faults)
    return built


def _built(
    step: Step, at: datetime, history: History, faults: list[StepFault]
) -> Ask | Turn | None:
    match step:
        case SignalStep():
            return _ask(step, at, history, faults)
        case AgainStep():
            found = _named(step.again, "again", history, faults)
            channel = step.by or (found[1] if found else None)
            return _asked(step.expect, at, found and found[0], channel, history, faults)
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
            found = _named(step.of, "of", history, faults)
            return Turn(at, step, found[0].id) if found else None
        case PreferStep():
            return Turn(at, step)


def _time(step: Step, history: History, faults: list[StepFault]) -> datetime | None:
    if step.at is not None:
        at = _moment(step.at, ("at",), history, faults)
    elif history.now is not None:
        at = _after(step.after or "", history.now, history, faults)
    else:
        if not history.timeless:
            what = "the first step has nothing to come after"
            faults.append(StepFault(("after",), "E122", what, TIME))
        return None
    if at is not None and history.now is not None and at < history.now:
        key = "at" if step.at is not None else "after"
        what, fix = "it comes before the step above", "put steps in order"
        faults.append(StepFault((key,), "E123", what, fix))
        return None
    return at


def _after(pause: str, now: datetime, history: History, faults: list[StepFault]) -> datetime | None:
    try:
        return later(now, pause, history.zone)
    except ValueError as error:
        faults.append(StepFault(("after",), "E122", first_words(error), TIME))
        return None


def _ask(step: SignalStep, at: datetime, history: History, faults: list[StepFault]) -> Ask | None:
    history.count += 1
    happened = _moment(step.happened, ("happened",), history, faults) or at
    attributes = {}
    for key, value in step.attributes.items():
        try:
            attributes[key] = plain_attribute(value, history.zone)
        except ValueError as error:
            faults.append(StepFault(("with", key), "E122", first_words(error), TIME))
    signal = None
    try:
        signal = Signal(
            id=f"{history.case_id}:{history.count}",
            type=step.signal,
            at=happened,
            attributes=attributes,
            subject=step.subject,
            text=step.text,
        )
    except ValidationError as error:
        faults += _signal_faults(error)
    for name in filter(None, (step.name, step.signal)):
        if signal is None:
            history.broken.add(name)
        else:
            history.named[name] = (signal, step.by)
    return _asked(step.expect, at, signal, step.by, history, faults)


#: What a signal calls a value -> what a step calls it.
_KEYS: Final = {"type": "signal", "attributes": "with", "at": "happened"}


def _signal_faults(error: ValidationError) -> Iterator[StepFault]:
    for detail in error.errors(include_url=False):
        name, *below = map(str, detail["loc"] or ("type",))
        keys = (_KEYS.get(name, name), *below)
        fix = what_would_be_right(detail, detail["input"])
        yield StepFault(keys, "E124", f"'{keys[0]}' has no valid form", fix)


def _asked(
    expect: Expect,
    at: datetime,
    signal: Signal | None,
    channel: Any,
    history: History,
    faults: list[StepFault],
) -> Ask | None:
    not_before = _moment(expect.not_before, ("expect", "not_before"), history, faults)
    valid_until = _moment(expect.valid_until, ("expect", "valid_until"), history, faults)
    if signal is None:
        return None
    return Ask(
        at=at,
        signal=signal,
        channel=channel,
        expect=expect,
        not_before=not_before,
        valid_until=valid_until,
    )


def _named(
    name: str, key: str, history: History, faults: list[StepFault]
) -> tuple[Signal, Any] | None:
    found = history.named.get(name)
    if found is None and name not in history.broken:
        one_of = f"one of {', '.join(sorted(history.named))}" if history.named else ""
        fix = did_you_mean(name, history.named) or one_of or "name one first"
        faults.append(StepFault((key,), "E125", f"no earlier signal is called {name}", fix))
    return found


def _moment(
    value: Any, keys: tuple[str, ...], history: History, faults: list[StepFault]
) -> datetime | None:
    if value is None:
        return None
    try:
        return moment(value, history.zone)
    except ValueError as error:
        faults.append(StepFault(keys, "E122", first_words(error), TIME))
        return None


def _word(purpose: Any, status: Any, step: ConsentStep | WithdrawStep, at: datetime) -> Consent:
    return Consent(
        purpose=purpose,
        channel=step.channel,
        topic=step.topic,
        status=status,
        at=at,
        source=step.source,
    )
