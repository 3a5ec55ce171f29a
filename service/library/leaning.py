"""What leans on what: an item that is not approved keeps others out of messages with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from service.domain.content import (
    BankedRewording,
    Brand,
    ContentModule,
    Experiment,
    Layout,
    SignalType,
    Trigger,
    Value,
)
from service.library.library import Library


def leans_on(value: Value) -> Iterator[str]:
    """The items without which this one may not be used."""
    match value:
        case ContentModule():
            yield from (f"claim:{claim}" for claim in value.claims)
        case Layout():
            yield from (f"module:{module_id}" for module_id in sorted(value.required))
        case SignalType():
            for attribute in value.attributes.values():
                if attribute.directory:
                    yield f"directory:{attribute.directory}"
        case Trigger():
            yield f"signal:{value.on}"
        case Experiment():
            yield f"trigger:{value.trigger}"
        case Brand():
            yield from (f"prompt:{prompt}" for prompt in value.prompts.ids())
        case BankedRewording():
            yield f"module:{value.module}"


def users(library: Library) -> Mapping[str, list[str]]:
    """Each item that something leans on, with what leans on it directly."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in library.items():
        for needed in leans_on(item.value):
            found[needed].append(item.key)
    return found


def leaning_on(key: str, direct: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The items that may not be used without this one, nor without one of those; sorted.

    `direct` is what `users` found.
    """
    found: set[str] = set()
    waiting = [key]
    while waiting:
        new = set(direct.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return tuple(sorted(found - {key}))


def holds_up_all(library: Library, key: str) -> bool:
    """Whether nothing may be served without it: the settings, and answers to calls for help."""
    if library.settings is None:
        return False
    paths = library.settings.value.escalation.values()
    return key in {library.settings.key, *(f"module:{path.module}" for path in paths)}
