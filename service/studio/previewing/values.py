"""The values of a signal in a preview: which a list offers, which fit, and which are likely.

An address may give any; in place of what does not fit comes what a trigger answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.domain.content import Attribute, Trigger
from service.library.release import Release

#: Far from the edges of the calendar, so that adding days never fails.
_YEARS = range(1970, 2100)


def offered(attribute: Attribute, release: Release) -> tuple[tuple[str, str], ...]:
    """The values of a closed list with their words; nothing for days, times and numbers."""
    match attribute.type:
        case "choice":
            return tuple(attribute.choices.items())
        case "topic":
            return tuple((name, topic.title) for name, topic in release.settings.topics.items())
        case "entry":
            entries = release.directories[attribute.directory or ""].entries
            return tuple((name, entry.get("name", name)) for name, entry in entries.items())
        case _:
            return ()


def values_of(
    query: Mapping[str, str], base: Mapping[str, str], signal: str, now: datetime, release: Release
) -> Iterator[tuple[str, str]]:
    """A value for each of a signal's attributes: the address's, the scenario's, or a likely one.

    A trigger that is narrower than its signal (`when`) is met where nothing else was asked for.
    """
    for name, attribute in release.signals[signal].attributes.items():
        given = query.get(f"a.{name}")
        if given is None or not _fits(given, attribute, release):
            given = base.get(name) or _likely(name, attribute, signal, now, release)
        if given:
            if attribute.type == "datetime":
                given = in_zone(given, release).isoformat()
            yield name, given


def in_zone(given: str, release: Release) -> datetime:
    """A time of an address in the organisation's own clocks, which is what a form shows.

    Raises `ValueError` for what is no time, or none of these centuries.
    """
    zone = ZoneInfo(release.settings.zone)
    moment = datetime.fromisoformat(given)
    if moment.year not in _YEARS:
        raise ValueError("too far away")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    # By way of UTC, so that an hour that a spring skips becomes the one that clocks show.
    return moment.astimezone(UTC).astimezone(zone)


def _fits(given: str, attribute: Attribute, release: Release) -> bool:
    if not given:
        return not attribute.required
    try:
        match attribute.type:
            case "date":
                return date.fromisoformat(given).year in _YEARS
            case "datetime":
                in_zone(given, release)
            case "integer":
                return (attribute.minimum or 0) <= int(given) <= (attribute.maximum or 0)
            case _:
                return given in dict(offered(attribute, release))
    except ValueError:
        return False
    return True


def lies_behind(name: str, signal: str, release: Release) -> bool:
    """Whether some trigger on the signal answers only when this attribute's time has come."""
    return any(t.after == name for t in release.triggers.values() if t.on == signal)


def _is_over(name: str, signal: str, release: Release) -> bool:
    words = ("visited", "received", "missed")
    return lies_behind(name, signal, release) or any(
        word in text for text in (name, signal) for word in words
    )


def _likely(name: str, attribute: Attribute, signal: str, now: datetime, release: Release) -> str:
    zone = ZoneInfo(release.settings.zone)
    # What happened lies behind the clock; what was booked lies ahead of it.
    day = now.astimezone(zone).date() + timedelta(
        days=-1 if _is_over(name, signal, release) else 14
    )
    match attribute.type:
        case "date":
            return day.isoformat()
        case "datetime":
            return datetime.combine(day, time(9, 30), zone).isoformat()
        case "integer":
            return str(attribute.minimum)
        case _:
            allowed = list(dict(offered(attribute, release)))
            wanted = _wanted(name, signal, release.triggers.values())
            return next((v for v in allowed if v in wanted), allowed[0] if allowed else "")


def _wanted(name: str, signal: str, triggers: Iterable[Trigger]) -> frozenset[str]:
    """The values that some trigger on the signal answers."""
    return frozenset(
        str(value)
        for trigger in triggers
        if trigger.on == signal
        for value in trigger.when.get(name, ())
    )
