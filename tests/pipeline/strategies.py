"""Calls of every shape for the property tests: people, signals and times, ordinary and hostile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from service.domain.content import Attribute, SignalType
from service.domain.signals import Signal
from service.domain.standing import (
    Consent,
    HandledSignal,
    OptOut,
    PastEvent,
    Recipient,
    SentMessage,
    Standing,
    Suppression,
)
from service.domain.vocabulary import CHANNELS, Channel
from service.library.release import Release

#: What must never be seen again, planted wherever a caller could put it by mistake.
CANARIES = ("Jane.Doe", "jane.doe@mail.example", "555-0199", "canary-asthma")

PURPOSES = ("care_operations", "education", "marketing", "professional")
ZONES = (
    "America/Chicago",
    "America/Chicago",
    "America/Chicago",
    "Europe/London",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "America/Havana",
    "Pacific/Apia",
    None,
    "",
    "Nowhere/Jane.Doe",
    "555-0199",
    "../../etc/passwd",
    "localtime",
)
#: A working day, the two nights of the clock change in Chicago and in Sydney, a leap day, a Sunday.
DAYS = (
    datetime(2026, 11, 24, 16, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 16, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    datetime(2027, 3, 14, 7, 30, tzinfo=UTC),
    datetime(2027, 4, 3, 15, 45, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 11, 29, 15, 0, tzinfo=UTC),
)
SUBJECTS = st.sampled_from((None, "booking-1", CANARIES[0], "tel:555-0199"))
TEXTS = (
    "When are you open on Saturday?",
    "STOP",
    "My chest hurts and I cannot breathe. Jane.Doe, jane.doe@mail.example, 555-0199",
    "It is about my canary-asthma. Call 555-0199. Please stop texting me.",
    "",
    "{{ 7 * 7 }} %%x%% ((y))",
)


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one `decide` but its release, guard and reworder."""

    signal: Signal
    standing: Standing
    now: datetime
    channel: Channel


def ages(days: int) -> st.SearchStrategy[timedelta]:
    """How long ago something was; small values are likely, some are in the future."""
    return st.one_of(
        st.integers(0, 120).map(lambda n: timedelta(minutes=n)),
        st.integers(-60, days * 24 * 60).map(lambda n: timedelta(minutes=n)),
    )


@st.composite
def standings(draw: st.DrawFn, now: datetime, release: Release) -> Standing:
    """Somebody who often said yes, sometimes took it back, and may have had messages."""
    triggers = sorted(release.triggers)
    channels = st.sampled_from((*CHANNELS, "any"))
    topics = st.sampled_from((None, None, None, "behavioral_health", "heart"))
    given = draw(
        st.lists(st.sampled_from(PURPOSES), max_size=4, unique=True) | st.just(list(PURPOSES))
    )
    consents = [
        Consent(
            purpose=purpose,
            channel="any",
            status="given",
            at=now - timedelta(days=draw(st.sampled_from((0, 1, 90)))),
            source="portal",
        )
        for purpose in given
    ] + draw(
        st.lists(
            st.builds(
                Consent,
                purpose=st.sampled_from(PURPOSES),
                channel=channels,
                status=st.sampled_from(("given", "withdrawn")),
                at=ages(30).map(lambda age: now - age),
                source=st.sampled_from(("portal", "front_desk")),
                topic=topics,
            ),
            max_size=3,
        )
    )
    few = st.sampled_from((0, 0, 0, 1))
    return Standing(
        recipient=Recipient(
            key=f"p_{draw(st.integers(0, 40))}",
            kind=draw(st.sampled_from(("known", "known", "known", "anonymous"))),
            audience=draw(
                st.sampled_from(("patient", "patient", "patient", "caregiver", "clinician"))
            ),
        ),
        locale=draw(st.sampled_from(("en-US", "en-US", "en-US", "en-GB", "pl-PL"))),
        zone=draw(st.sampled_from(ZONES)),
        reading_level=draw(st.sampled_from(("standard", "simple", "professional"))),
        channels=draw(st.sampled_from((None, None, None, (), ("email",), CHANNELS))),
        consents=tuple(consents),
        opt_outs=tuple(
            OptOut(
                channel=draw(channels),
                purposes=draw(st.sampled_from(((), ("marketing",), ("care_operations",)))),
                at=now - draw(ages(30)),
            )
            for _ in range(draw(few))
        ),
        suppressions=tuple(
            Suppression(channel=draw(channels), cause="bounced") for _ in range(draw(few))
        ),
        recent=tuple(
            draw(
                st.lists(
                    st.builds(
                        SentMessage,
                        at=ages(40).map(lambda age: now - age),
                        channel=st.sampled_from(CHANNELS),
                        trigger=st.sampled_from((*triggers, CANARIES[0])),
                        purpose=st.sampled_from((*PURPOSES, "safety")),
                        status=st.sampled_from(("reserved", "sent", "not_sent")),
                        fingerprint=st.sampled_from(("", "0" * 16)),
                    ),
                    max_size=3,
                )
            )
        ),
        events=tuple(
            PastEvent(
                type=draw(st.sampled_from(("appointment.cancelled", CANARIES[1]))),
                at=now - draw(ages(10)),
                subject=draw(st.sampled_from((None, "booking-1", CANARIES[0]))),
            )
            for _ in range(draw(few))
        ),
        handled=tuple(
            HandledSignal(id="sig-1", channel=draw(st.sampled_from(CHANNELS)))
            for _ in range(draw(few))
        ),
    )


def _value(attribute: Attribute, now: datetime, release: Release) -> st.SearchStrategy[Any]:
    match attribute.type:
        case "date":
            return st.integers(-20, 20).map(
                lambda days: (now + timedelta(days=days)).date().isoformat()
            )
        case "datetime":
            return st.integers(-100, 500).map(
                lambda hours: (now + timedelta(hours=hours)).isoformat()
            )
        case "choice":
            return st.sampled_from(sorted(attribute.choices))
        case "entry":
            return st.sampled_from(sorted(release.directories[attribute.directory or ""].entries))
        case "topic":
            return st.sampled_from(sorted(release.settings.topics))
        case "integer":
            return st.integers(attribute.minimum, attribute.maximum)


@st.composite
def attributes(draw: st.DrawFn, kind: SignalType, now: datetime, release: Release) -> Any:
    """Values that fit the type."""
    return {
        name: draw(_value(attribute, now, release)) for name, attribute in kind.attributes.items()
    }


@st.composite
def calls(draw: st.DrawFn, release: Release) -> Call:
    """A call with a signal that is understood; about half of them may be answered."""
    kinds = sorted(release.signals.values(), key=lambda one: one.type)
    inbound = [kind for kind in kinds if kind.inbound_text]
    return draw(
        st.one_of(
            answerable(release),
            _any_call(release, st.sampled_from(kinds)),
            answerable(release, at_night=True),
            _any_call(release, st.sampled_from(inbound)),
        )
    )


@st.composite
def _any_call(draw: st.DrawFn, release: Release, kinds: st.SearchStrategy[SignalType]) -> Call:
    kind = draw(kinds)
    now = draw(st.sampled_from(DAYS)) + draw(st.sampled_from((0, 0, 1, 9, 15))) * timedelta(hours=1)
    signal = Signal(
        id="sig-1",
        type=kind.type,
        at=now - draw(ages(10).filter(lambda age: age >= timedelta(0))),
        attributes=draw(attributes(kind, now, release)),
        subject=draw(SUBJECTS),
        text=draw(st.none() | st.sampled_from(TEXTS)) if kind.inbound_text else None,
    )
    return Call(signal, draw(standings(now, release)), now, draw(st.sampled_from(CHANNELS)))


@st.composite
def answerable(draw: st.DrawFn, release: Release, *, at_night: bool = False) -> Call:
    """A call that one of the triggers answers to somebody who agreed to it, in the daytime."""
    trigger = draw(st.sampled_from(sorted(release.triggers.values(), key=lambda one: one.id)))
    kind = release.signals[trigger.on]
    now = DAYS[0] + timedelta(minutes=draw(st.integers(0, 200)), hours=11 if at_night else 0)
    values = draw(attributes(kind, now, release))
    values |= {name: draw(st.sampled_from(allowed)) for name, allowed in trigger.when.items()}
    if trigger.before:
        values[trigger.before] = (now + timedelta(hours=draw(st.integers(1, 300)))).isoformat()
    if trigger.not_before:
        values[trigger.not_before] = (now.date() - timedelta(days=1)).isoformat()
    signal = Signal(
        id="sig-1",
        type=kind.type,
        at=now - timedelta(minutes=draw(st.integers(0, 50))),
        attributes=values,
        subject=draw(SUBJECTS),
        text=draw(st.none() | st.just(TEXTS[0])) if kind.inbound_text else None,
    )
    given = now - timedelta(days=90)
    topics: tuple[str | None, ...] = draw(st.sampled_from(((None,), (None, "behavioral_health"))))
    standing = Standing(
        recipient=Recipient(
            key=f"p_{draw(st.integers(0, 40))}",
            kind=draw(st.sampled_from(trigger.recipients)),
            audience=draw(st.sampled_from(trigger.audience)),
        ),
        zone="America/Chicago",
        reading_level=draw(st.sampled_from(("standard", "simple"))),
        consents=tuple(
            Consent(
                purpose=purpose,
                channel="any",
                status="given",
                at=given,
                source="portal",
                topic=topic,
            )
            for purpose in draw(st.sampled_from(((trigger.purpose,), PURPOSES)))
            for topic in topics
        ),
        recent=(
            SentMessage(
                at=now - timedelta(days=2),
                channel="email",
                trigger=CANARIES[0],
                purpose="care_operations",
            ),
        ),
        events=(PastEvent(type=CANARIES[1], at=now, subject=CANARIES[0]),),
    )
    return Call(signal, standing, now, draw(st.sampled_from(trigger.channels)))


@st.composite
def hostile_signals(draw: st.DrawFn, release: Release) -> Signal:
    """A signal with something in it that no type allows, and a canary where it can stand."""
    kind = draw(st.sampled_from(sorted(release.signals.values(), key=lambda one: one.type)))
    values = draw(attributes(kind, DAYS[0], release))
    canary = draw(st.sampled_from(CANARIES))
    odd = st.sampled_from((canary, [canary], {canary: canary}, None, 10**400, float("nan"), True))
    for name in draw(
        st.lists(st.sampled_from((*kind.attributes, canary, "diagnosis")), min_size=1)
    ):
        values[name] = draw(odd)
    return Signal(
        id="sig-1",
        type=draw(st.sampled_from((kind.type, kind.type, canary))),
        at=DAYS[0] - draw(ages(1)),
        attributes=values,
        text=draw(st.none() | st.just(f"I am {canary}")),
    )
