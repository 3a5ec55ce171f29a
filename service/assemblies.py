"""Every assembly that a library's rules can reach, tried through the real pipeline.

`samples` enumerates calls: each trigger, channel, audience, kind of recipient and locale, with
every choice, topic and directory entry that its signal may name, and readers of each level with
and without consent to sensitive topics. `try_all` decides each one, with the guard on, and reports
what would never be sent. Release verification and `bedside check` both use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import product
from math import ceil
from typing import Any, get_args
from zoneinfo import ZoneInfo

from guardrails import Context, Urgency, Verdict
from service.deciding.composing import GuardLike
from service.domain.content import Attribute, SignalType, Trigger
from service.domain.decision import Decision
from service.domain.signals import Signal
from service.domain.standing import Consent, Recipient, Standing
from service.domain.vocabulary import Audience, Channel, ReadingLevel, RecipientKind, UrgencyKind
from service.library.release import Release
from service.listening import Hit, Listening
from service.parallel import each
from service.pipeline import decide

#: A Wednesday in September, late in the morning: the longest names of a day and a month.
SAMPLE_DAY = date(2026, 9, 23)
_CLOCK = time(22, 30)
#: So much of the sample day is left, at the least, between when it is tried and that clock.
_UNTIL_CLOCK = timedelta(hours=8)

_LEVELS: tuple[ReadingLevel, ...] = ("standard", "simple")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """One call to try, and what it varies, in words."""

    trigger_id: str
    channel: Channel
    audience: Audience
    recipient: RecipientKind
    reading_level: ReadingLevel
    sensitive_consent: bool
    attributes: tuple[tuple[str, Any], ...]
    #: None stands for the first locale of the library, which goes without saying.
    locale: str | None = None

    @property
    def label(self) -> str:
        """What an editor reads in a report."""
        varied = [
            f"{name} {value}".replace("_", " ")
            for name, value in self.attributes
            if "T" not in str(value)
        ]
        return ", ".join(
            [
                self.channel,
                self.audience.replace("_", " "),
                *(["anonymous"] if self.recipient == "anonymous" else []),
                *([self.reading_level] if self.reading_level != "standard" else []),
                *([self.locale] if self.locale else []),
                *varied,
            ]
        )


@dataclass(slots=True)
class Tried:
    """What came of all samples: decisions by sample, and the modules that stood in a message."""

    decisions: list[tuple[Sample, Decision]] = field(default_factory=list)
    escalations: list[tuple[UrgencyKind, Audience, Decision]] = field(default_factory=list)
    modules: set[str] = field(default_factory=set)


def samples(release: Release) -> Iterator[Sample]:
    """The calls to try, in a fixed order."""
    sensitive = {
        name for name, topic in release.settings.topics.items() if topic.sensitivity == "sensitive"
    }
    for trigger in release.triggers.values():
        signal = release.signals[trigger.on]
        values = [
            [(name, value) for value in _sample_values(name, attribute, trigger, release)]
            for name, attribute in signal.attributes.items()
        ]
        for attributes in product(*values):
            named = {str(value) for _, value in attributes} | set(trigger.topics)
            consents = (True, False) if named & sensitive else (True,)
            for locale, channel, audience, kind, level, consent in product(
                _locales(release),
                trigger.channels,
                trigger.audience,
                trigger.recipients,
                _LEVELS,
                consents,
            ):
                yield Sample(
                    trigger.id,
                    channel,
                    audience,
                    kind,
                    level,
                    consent,
                    tuple(attributes),
                    locale,
                )


def _locales(release: Release) -> tuple[str | None, ...]:
    """Every locale of the library; the first by its absence."""
    return (None, *release.settings.locales[1:])


def _sample_values(
    name: str, attribute: Attribute, trigger: Trigger | None, release: Release
) -> list[Any]:
    """Every value of a closed list; of dates and numbers, the one that is longest in words."""
    match attribute.type:
        case "date":
            return [_sample_day(name, trigger).isoformat()]
        case "datetime":
            there = ZoneInfo(release.settings.zone)
            clock = release.settings.quiet_hours.opens if _is_news(name, trigger) else _CLOCK
            return [datetime.combine(_sample_day(name, trigger), clock, there).isoformat()]
        case "integer":
            return [attribute.maximum]
        case "choice":
            allowed = list(attribute.choices)
        case "topic":
            allowed = list(release.settings.topics)
        case "entry":
            allowed = list(release.directories[attribute.directory or ""].entries)
    wanted = trigger.when.get(name) if trigger else None
    return [value for value in allowed if wanted is None or value in wanted]


def _sample_day(name: str, trigger: Trigger | None) -> date:
    """The sample day, or as long a one: behind what a signal reports, ahead of a long margin.

    What must be fresh or near stays as close as that asks.
    """
    if trigger and name == trigger.after and not _is_news(name, trigger):
        return SAMPLE_DAY - timedelta(weeks=1)
    if trigger and name == trigger.before and trigger.margin:
        wait = trigger.margin - _UNTIL_CLOCK
        weeks = timedelta(weeks=max(ceil(wait / timedelta(weeks=1)), 0))
        if trigger.near is None or weeks + _UNTIL_CLOCK <= trigger.near:
            return SAMPLE_DAY + weeks
        return SAMPLE_DAY + timedelta(days=max(ceil(wait / timedelta(days=1)), 0))
    return SAMPLE_DAY


def _is_news(name: str, trigger: Trigger | None) -> bool:
    """Whether a trigger reports this attribute while it is younger than a week."""
    if trigger is None or name != trigger.after or trigger.fresh is None:
        return False
    return trigger.fresh < timedelta(weeks=1)


def try_sample(release: Release, sample: Sample, guard: GuardLike) -> Decision:
    """The decision for one sample, at a time when nothing but content can stand in its way."""
    trigger = release.triggers[sample.trigger_id]
    opens = datetime.combine(
        SAMPLE_DAY, release.settings.quiet_hours.opens, ZoneInfo(release.settings.zone)
    )
    now = opens + timedelta(minutes=5)
    return decide(
        release.only(trigger.id),
        _signal(sample, release.signals[trigger.on], now),
        _standing(release, sample, trigger, now),
        now,
        channel=sample.channel,
        guard=guard,
    )


def refused_words(release: Release, sample: Sample, guard: GuardLike) -> tuple[Hit, ...]:
    """What the guard stops in the message of a sample: its words, which no decision keeps."""
    listening = Listening(guard)
    try_sample(release, sample, listening)
    return tuple(hit for hit in listening.hits() if hit.finding.stops)


def _signal(sample: Sample, signal_type: SignalType, now: datetime) -> Signal:
    return Signal(
        id="sample",
        type=signal_type.type,
        at=now - timedelta(minutes=1),
        attributes=dict(sample.attributes),
    )


def _standing(release: Release, sample: Sample, trigger: Trigger, now: datetime) -> Standing:
    given = now - timedelta(days=1)
    topics: list[str | None] = [None]
    if sample.sensitive_consent:
        topics += release.settings.topics
    return Standing(
        recipient=Recipient(key="sample", kind=sample.recipient, audience=sample.audience),
        locale=sample.locale or release.settings.locales[0],
        zone=release.settings.zone,
        reading_level=sample.reading_level,
        consents=tuple(
            Consent(
                purpose=trigger.purpose,
                channel="any",
                status="given",
                at=given,
                source="sample",
                topic=topic,
            )
            for topic in topics
        ),
    )


def try_all(release: Release, guard: GuardLike, progress: Progress | None = None) -> Tried:
    """Decide every sample."""
    tried = Tried()
    calls = list(samples(release))
    decisions = each(partial(try_sample, release, guard=guard), calls, progress)
    for sample, decision in zip(calls, decisions, strict=True):
        tried.decisions.append((sample, decision))
        tried.modules.update(choice.module_id for choice in decision.receipt.choices)
    for kind, audience, decision in _try_escalations(release, guard):
        tried.escalations.append((kind, audience, decision))
        tried.modules.update(choice.module_id for choice in decision.receipt.choices)
    return tried


def try_without(
    release: Release, tried: Tried, guard: GuardLike
) -> Iterator[tuple[str, Sample, Decision]]:
    """Each sample that sends, once more without a value that its signal may lack, and its name.

    A value that `when` asks for is not taken away: without it the trigger is not meant to speak.
    """
    calls: dict[tuple[str, Sample], None] = {}
    for sample, decision in tried.decisions:
        trigger = release.triggers[sample.trigger_id]
        attributes = release.signals[trigger.on].attributes
        for name in trigger.uses if decision.outcome == "send" else ():
            if not attributes[name].required and name not in trigger.when:
                left = tuple(pair for pair in sample.attributes if pair[0] != name)
                calls[name, replace(sample, attributes=left)] = None
    shorter = list(calls)
    decisions = each(partial(try_sample, release, guard=guard), [call for _, call in shorter])
    for (name, sample), decision in zip(shorter, decisions, strict=True):
        yield name, sample, decision


@dataclass(frozen=True, slots=True)
class _UrgentReading:
    """The guard, taking any inbound words for one kind of call for help."""

    guard: GuardLike
    kind: UrgencyKind

    @property
    def version(self) -> str:
        return self.guard.version

    def check(self, text: str, context: Context) -> Verdict:
        return self.guard.check(text, context)

    def read_urgency(self, text: str) -> Urgency:
        return Urgency(True, self.kind, text)


def _try_escalations(
    release: Release, guard: GuardLike
) -> Iterator[tuple[UrgencyKind, Audience, Decision]]:
    """The safety reply to each kind of call for help, in every channel, locale and to everybody."""
    inbound = next((t for t in release.signals.values() if t.inbound_text), None)
    if inbound is None:
        return
    at = datetime.combine(SAMPLE_DAY, time(15, 0), UTC)
    attributes = {
        name: _sample_values(name, attribute, None, release)[0]
        for name, attribute in inbound.attributes.items()
    }
    signal = Signal(id="sample", type=inbound.type, at=at, attributes=attributes, text="help")
    for kind, channel, audience, locale in product(
        release.settings.escalation,
        release.settings.channels,
        get_args(Audience),
        release.settings.locales,
    ):
        who = Recipient(key="sample", kind="known", audience=audience)
        standing = Standing(recipient=who, locale=locale)
        reading = _UrgentReading(guard, kind)
        yield kind, audience, decide(release, signal, standing, at, channel=channel, guard=reading)
