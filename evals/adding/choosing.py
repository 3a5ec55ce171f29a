"""Finds made-up values under which a case comes out as the receipt says, by playing it.

Each thing that a receipt does not hold has a few candidates. They are tried one thing at a time,
and the best is kept, until nothing gets better: a few dozen plays, always the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from service.library.release import Release

Values = dict[str, Any]
#: The smaller, the closer to the receipt; nothing is closer than all zeros.
Distance = tuple[int, ...]

#: Made-up words that ask for each kind of help, and some that ask for none.
WORDS = (
    "I have crushing chest pain",
    "I want to kill myself",
    "My toddler just drank drain cleaner, what do I do",
)
STOP_WORDS = "Stop texting me."
CALM_WORDS = "Thank you, see you then"


def attribute_candidates(release: Release, signal_type: str, at: datetime) -> dict[str, list[Any]]:
    """What each attribute of a signal may be, around a decision's wall clock."""
    kind = release.signals.get(signal_type)
    found: dict[str, list[Any]] = {}
    morning = at.replace(hour=9, minute=30)
    for name, attribute in (kind.attributes if kind else {}).items():
        match attribute.type:
            case "date":
                found[name] = [f"{at + timedelta(days=days):%Y-%m-%d}" for days in (9, 0, -1, 1)]
            case "datetime":
                found[name] = [
                    f"{morning + timedelta(days=days):%Y-%m-%d %H:%M}" for days in (9, -1, 1, 2)
                ]
            case "choice":
                found[name] = list(attribute.choices)
            case "topic":
                found[name] = list(release.settings.topics)
            case "entry":
                found[name] = list(release.directories[attribute.directory or ""].entries)
            case _:
                found[name] = [attribute.minimum, attribute.maximum]
    return found


def choose(
    candidates: Mapping[str, Sequence[Any]], distance: Callable[[Values], Distance]
) -> Values:
    """The best values, one thing at a time; the first candidates where nothing is better."""
    best: Values = {name: options[0] for name, options in candidates.items()}
    least = distance(best)
    improved = True
    while improved and any(least):
        improved = False
        for name, options in candidates.items():
            for option in options:
                if option == best[name] or not any(least):
                    continue
                tried = {**best, name: option}
                there = distance(tried)
                if there < least:
                    best, least, improved = tried, there, True
    return best
