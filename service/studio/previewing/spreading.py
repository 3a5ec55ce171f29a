"""One question asked in many ways at once: every channel, every variant, values of every length.

Each answer is a preview of its own, decided by the pipeline. Answers that come to the same message
are shown once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from service.domain.content import Attribute, Experiment
from service.domain.experiments import assign, running
from service.domain.variables import show_date, show_datetime
from service.domain.vocabulary import CHANNELS
from service.library.release import Release
from service.studio.previewing.asking import LEVELS, Ask
from service.studio.previewing.making import Preview
from service.studio.previewing.values import lies_behind, offered
from service.studio.previewing.words import CHANNEL_NAMES, LEVEL_NAMES

Answer = Callable[[Ask], Preview]

#: How the page can spread a question: its name in the address, and in words.
WAYS: Final = {
    "channels": "Every channel",
    "variants": "Every variant",
    "values": "Short and long values",
}
LENGTHS: Final = ("short", "medium", "long")
#: Days that are tried for the length of their names.
_DAYS: Final = 370


@dataclass(frozen=True, slots=True)
class Spread:
    """One of the answers: what it varies, in words, and the preview."""

    title: str
    about: str
    preview: Preview


def spread(way: str, ask: Ask, release: Release, answer: Answer) -> tuple[Spread, ...]:
    """The answers of one way."""
    if way == "variants":
        return tuple(_variants(ask, release, answer))
    if way == "values":
        return tuple(_values(ask, release, answer))
    return tuple(
        Spread(CHANNEL_NAMES[channel], "", answer(ask.on(channel))) for channel in CHANNELS
    )


def _variants(ask: Ask, release: Release, answer: Answer) -> Iterator[Spread]:
    """Each reading level, and each arm of the experiments that vary the message."""
    seen: dict[str, str] = {}
    for level in LEVELS:
        found = answer(replace(ask, level=level))
        yield from _once(f"Reading level {LEVEL_NAMES[level].lower()}", found, seen)
    trigger = found.decision.receipt.trigger_id if found.decision else None
    today = release.settings.day(ask.now)
    for experiment in release.experiments.values():
        if trigger is None or not running(experiment, trigger, today):
            continue
        for arm in experiment.arms:
            key = _someone_in(experiment, arm)
            if key:
                found = answer(replace(ask, key=key))
                yield from _once(f"Experiment {experiment.id}, arm {arm}", found, seen)


def _once(title: str, found: Preview, seen: dict[str, str]) -> Iterator[Spread]:
    decision = found.decision
    same = decision.receipt.text_hash if decision else ""
    if same and same in seen:
        return
    seen[same] = title
    variants = sorted({s.choice.variant for s in found.sources if s.choice.variant})
    about = f"with {', '.join(variants)}" if variants else "the standard words"
    yield Spread(title, about, found)


def _someone_in(experiment: Experiment, arm: str) -> str:
    """The key of a made-up person whom an experiment puts into an arm."""
    keys = (f"preview-{number}" for number in range(500))
    return next((key for key in keys if assign(experiment, key) == arm), "")


def _values(ask: Ask, release: Release, answer: Answer) -> Iterator[Spread]:
    """The message with its shortest, its middling and its longest values."""
    attributes = release.signals[ask.signal].attributes
    for place, title in enumerate(LENGTHS):
        values, said = dict(ask.attributes), []
        for name, attribute in attributes.items():
            value, words = _of_length(place, name, attribute, ask, release)
            if value and not _narrows(name, ask, release):
                values[name] = value
                said.append(words)
        changed = replace(ask, attributes=tuple(values.items()))
        yield Spread(f"{title.capitalize()} values", ", ".join(said), answer(changed))


def _narrows(name: str, ask: Ask, release: Release) -> bool:
    """Whether another value would pull another trigger, and so make another message."""
    return any(name in t.when for t in release.triggers.values() if t.on == ask.signal)


def _of_length(
    place: int, name: str, attribute: Attribute, ask: Ask, release: Release
) -> tuple[str, str]:
    """A value and the words that show it: the shortest, the middle one or the longest."""
    zone = ZoneInfo(release.settings.zone)
    locale = release.settings.locales[0]
    behind = lies_behind(name, ask.signal, release)
    match attribute.type:
        case "integer":
            values = [attribute.minimum or 0, (attribute.minimum or 0), attribute.maximum or 0]
            value = str(values[place])
            return value, value
        case "date":
            day = _days(ask.now.astimezone(zone).date(), locale, behind=behind)[place]
            return day.isoformat(), str(show_date(day, locale))
        case "datetime":
            day = _days(ask.now.astimezone(zone).date(), locale, behind=behind)[place]
            hour, minute = ((9, 0), (14, 30), (12, 30))[place]
            moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
            return moment.isoformat(), str(show_datetime(moment, locale, release.settings.zone))
        case "entry":
            entries = release.directories[attribute.directory or ""].entries
            ranked = sorted(entries, key=lambda n: (sum(map(len, entries[n].values())), n))
            entry = ranked[(0, len(ranked) // 2, -1)[place]]
            return entry, entries[entry].get("name", entry)
        case _:
            words = dict(offered(attribute, release))
            ranked = sorted(words, key=lambda n: (len(words[n]), n))
            word = ranked[(0, len(ranked) // 2, -1)[place]] if ranked else ""
            return word, words.get(word, "")


def _days(today: date, locale: str, *, behind: bool) -> tuple[date, date, date]:
    """Days ahead, or behind, with the shortest, a middling and the longest name."""
    sign = -1 if behind else 1
    days = [today + timedelta(days=sign * number) for number in range(7, _DAYS)]
    ranked = sorted(days, key=lambda day: (len(str(show_date(day, locale))), day))
    return ranked[0], ranked[len(ranked) // 2], ranked[-1]
