"""A preview's question as its address holds it: signal, channel, person, clock, standing.

`read_ask` takes whatever an address says and falls back to what is valid, so that an address from
a chat or from last year still opens. `query` writes the short form. Nothing in it is personal: the
people are ready-made, and inbound words are chosen from a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from service.domain.content import Attribute
from service.domain.vocabulary import (
    CHANNELS,
    Audience,
    Channel,
    Purpose,
    ReadingLevel,
)
from service.library.release import Release
from service.scenarios import Scenario, load_scenarios, people
from service.studio.previewing.values import in_zone, offered, values_of

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
LEVELS: tuple[ReadingLevel, ...] = get_args(ReadingLevel)
PURPOSES: tuple[Purpose, ...] = tuple(p for p in get_args(Purpose) if p != "safety")

T = TypeVar("T")

#: How long before the clock the signal happened.
AGES: Mapping[str, tuple[str, timedelta]] = {
    "5m": ("5 minutes", timedelta(minutes=5)),
    "1h": ("1 hour", timedelta(hours=1)),
    "1d": ("1 day", timedelta(days=1)),
    "3d": ("3 days", timedelta(days=3)),
    "14d": ("2 weeks", timedelta(days=14)),
}
#: Inbound words that can be tried; the address holds their name alone.
TEXTS: Mapping[str, tuple[str, str]] = {
    "none": ("No words", ""),
    "question": ("A question", "What time do you open on Saturday?"),
    "help": ("Asks for help", "my chest hurts really bad and I cant catch my breath"),
    "stop": ("Asks to stop", "Please stop texting me."),
    "spanish": ("In Spanish", "Gracias, nos vemos el martes, muy bien."),
}
CONSENTS: Mapping[str, str] = {
    "": "as the person has it",
    "given": "given last month",
    "new": "given just now",
    "none": "not given",
    "withdrawn": "withdrawn",
}
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Europe/London",
)
NO_ZONE = "unknown"
MOST_SENT = 4
#: A made-up person's key, which decides the arm of an experiment that they are in.
_KEY = re.compile(r"preview-\d{1,3}")
FIRST_PERSON = "regular"


@dataclass(frozen=True, slots=True)
class Ask:
    """Everything that a preview depends on besides the library."""

    signal: str
    channel: Channel
    person: str
    now: datetime
    attributes: tuple[tuple[str, str], ...] = ()
    age: str = "5m"
    text: str = "none"
    audience: Audience | None = None
    level: ReadingLevel | None = None
    locale: str = ""
    zone: str = ""
    consents: tuple[tuple[str, str], ...] = ()
    stops: tuple[Channel, ...] = ()
    sent: int = 0
    sent_channel: Channel = "email"
    scenario: str = ""
    key: str = ""
    drafts: bool = False
    view: str = "phone"
    dark: bool = False
    images: bool = True

    @property
    def values(self) -> dict[str, str]:
        """The signal's attributes by name."""
        return dict(self.attributes)

    def on(self, channel: Channel) -> Ask:
        """The same question on another channel."""
        return replace(self, channel=channel)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a page offers, from the release and the ready-made people."""

    signals: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    locales: tuple[str, ...]
    attributes: tuple[tuple[str, Attribute, tuple[tuple[str, str], ...]], ...] = field(default=())


def slug(scenario: Scenario) -> str:
    """A scenario's name in an address."""
    words = f"{scenario.group} {scenario.title}".lower()
    return "-".join("".join(c if c.isalnum() else " " for c in words).split())


@lru_cache(maxsize=1)
def scenarios() -> Mapping[str, Scenario]:
    """The ready-made calls by their names in addresses."""
    return {slug(scenario): scenario for scenario in load_scenarios()}


@lru_cache(maxsize=1)
def ready_made() -> Mapping[str, str]:
    """Which ready-made person a recipient key is."""
    return {standing.recipient.key: name for name, standing in people().items()}


def read_ask(query: Mapping[str, str], release: Release, today: datetime) -> Ask:
    """The question that an address asks. What does not fit is as if it were not there."""
    scenario = scenarios().get(query.get("scenario", ""))
    base = _of_scenario(scenario, release) if scenario else _first(release, today)
    signal = query.get("signal", base.signal)
    if signal not in release.signals:
        signal = base.signal
    now = _moment(query.get("now", ""), release) or base.now
    person = query.get("person", base.person)
    sent = _number(query.get("sent", ""), MOST_SENT)
    asked = replace(
        base,
        signal=signal,
        channel=_one_of(query.get("channel"), CHANNELS, base.channel),
        person=person if person in people() else base.person,
        now=now,
        age=_one_of(query.get("age"), tuple(AGES), base.age),
        text=_one_of(query.get("text"), tuple(TEXTS), base.text),
        audience=_one_of(query.get("audience"), AUDIENCES, base.audience),
        level=_one_of(query.get("level"), LEVELS, base.level),
        locale=_one_of(query.get("locale"), release.settings.locales, ""),
        zone=query["zone"] if query.get("zone") in _zones() else "",
        consents=tuple(
            (purpose, chosen)
            for purpose in PURPOSES
            if (chosen := query.get(f"consent.{purpose}", "")) in CONSENTS and chosen
        ),
        stops=tuple(channel for channel in CHANNELS if query.get(f"stop.{channel}")),
        sent=sent,
        sent_channel=_one_of(query.get("sent_channel") if sent else "", CHANNELS, "email"),
        scenario=query.get("scenario", "") if scenario else "",
        key=query["key"] if _KEY.fullmatch(query.get("key", "")) else "",
        drafts=query.get("content") == "drafts",
        view=_one_of(query.get("view"), ("phone", "desktop", "text"), "phone"),
        dark=query.get("look") == "dark",
        images=query.get("images") != "off",
    )
    kept = base.values if signal == base.signal else {}
    return replace(asked, attributes=tuple(values_of(query, kept, signal, now, release)))


def query(ask: Ask, **changes: str) -> str:
    """The address's query for a question, in a fixed order, without what is usual."""
    pairs: dict[str, str] = {
        "scenario": ask.scenario,
        "signal": ask.signal,
        "channel": ask.channel,
        "person": ask.person,
        "now": ask.now.strftime("%Y-%m-%dT%H:%M"),
        **{f"a.{name}": value for name, value in ask.attributes},
        "age": ask.age if ask.age != "5m" or ask.scenario else "",
        "text": ask.text if ask.text != "none" or ask.scenario else "",
        "audience": ask.audience or "",
        "level": ask.level or "",
        "locale": ask.locale,
        "zone": ask.zone,
        **{f"consent.{purpose}": chosen for purpose, chosen in ask.consents},
        **{f"stop.{channel}": "1" for channel in ask.stops},
        "sent": str(ask.sent) if ask.sent else "",
        "sent_channel": ask.sent_channel if ask.sent else "",
        "key": ask.key,
        "content": "drafts" if ask.drafts else "",
        "view": ask.view if ask.view != "phone" else "",
        "look": "dark" if ask.dark else "",
        "images": "" if ask.images else "off",
        **changes,
    }
    return urlencode({name: value for name, value in pairs.items() if value})


def choices(ask: Ask, release: Release) -> Choices:
    """What the page's lists offer for this question."""
    signal = release.signals[ask.signal]
    return Choices(
        signals=tuple(sorted((s.title, name) for name, s in release.signals.items())),
        people=tuple(people()),
        locales=release.settings.locales,
        attributes=tuple(
            (name, attribute, offered(attribute, release))
            for name, attribute in signal.attributes.items()
        ),
    )


# --- where a question begins ---------------------------------------------------------------------


def _first(release: Release, today: datetime) -> Ask:
    """A signal that most libraries have, this morning at ten where the organisation is."""
    zone = ZoneInfo(release.settings.zone)
    wanted = "appointment.booked"
    first = wanted if wanted in release.signals else next(iter(sorted(release.signals)))
    now = datetime.combine(today.astimezone(zone).date(), time(10), zone)
    channel = next(iter(release.settings.channels))
    return Ask(first, channel, FIRST_PERSON, now)


def _of_scenario(scenario: Scenario, release: Release) -> Ask:
    signal, zone = scenario.signal, ZoneInfo(release.settings.zone)
    ago = scenario.now - signal.at
    age = min(AGES, key=lambda name: abs(AGES[name][1] - ago))
    text = next(
        (name for name, (_, words) in TEXTS.items() if words == (signal.text or "")), "none"
    )
    attributes = tuple((name, str(value)) for name, value in signal.attributes.items())
    return Ask(
        signal=signal.type,
        channel=scenario.channel,
        person=ready_made()[scenario.standing.recipient.key],
        now=scenario.now.astimezone(zone),
        attributes=attributes,
        age=age,
        text=text,
    )


# --- reading an address --------------------------------------------------------------------------


def _one_of(given: str | None, allowed: Iterable[T], otherwise: T) -> T:
    """The allowed word that was given, or else what there was."""
    return next((word for word in allowed if word == given), otherwise)


def _number(given: str, most: int) -> int:
    return min(int(given), most) if given.isdecimal() and len(given) < 4 else 0


def _moment(given: str, release: Release) -> datetime | None:
    """A local time where the organisation is, to the minute."""
    try:
        return in_zone(given, release).replace(second=0, microsecond=0, fold=0)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) | {NO_ZONE}
