"""Which calls an item could be in, as a release's rules tell, and which of them tell the most.

A change is best seen in calls that name what it changed: a new entry of a directory is in no
other. A call that only one of two releases allows is as telling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

from service.assemblies import Sample, samples
from service.domain.content import Attribute
from service.library.inventory import uses_of
from service.library.library import Library
from service.library.places import Place
from service.library.release import Release


def calls_of(
    before: Release, after: Release, libraries: tuple[Library, Library], place: Place
) -> list[Sample]:
    """The calls that an item could be in before or after a change to it, the most telling first.

    Each is as the release after the change understands it.
    """
    found: dict[Sample, None] = {}
    for release, library in zip((before, after), libraries, strict=True):
        for sample in _calls(release, library, place):
            known = understood(after, sample)
            if known is not None:
                found[known] = None
    telling, others = list[Sample](), list[Sample]()
    changed = _changed(before, after)
    for sample in found:
        names = _signal_of(after, sample)
        tells = not offered(before, sample) or not offered(after, sample)
        tells = tells or any((names, *pair) in changed for pair in sample.attributes)
        (telling if tells else others).append(sample)
    return [*_varied(telling), *_varied(others)]


def understood(release: Release, sample: Sample) -> Sample | None:
    """The same call as a release takes it; None where it refuses the signal or has no trigger.

    What its signal does not have is left out, and a number is kept in its bounds: no rule hangs
    on either, and the message before is still one to compare with.
    """
    trigger = release.triggers.get(sample.trigger_id)
    if trigger is None:
        return None
    attributes = release.signals[trigger.on].attributes
    given: dict[str, Any] = {}
    for name, value in sample.attributes:
        attribute = attributes.get(name)
        if attribute is None:
            continue
        if attribute.type == "integer" and isinstance(value, int):
            low, high = attribute.minimum, attribute.maximum
            if low is not None and high is not None:
                value = min(max(value, low), high)
        elif not _takes(attribute, value, release):
            return None
        given[name] = value
    if any(one.required and name not in given for name, one in attributes.items()):
        return None
    same = tuple(given.items())
    return sample if same == sample.attributes else replace(sample, attributes=same)


def _takes(attribute: Attribute, value: Any, release: Release) -> bool:
    """Whether a value of a sample may be one of this attribute."""
    if attribute.type in ("date", "datetime"):
        return isinstance(value, str) and ("T" in value) == (attribute.type == "datetime")
    return value in _words(attribute, release)


def _words(attribute: Attribute, release: Release) -> Mapping[str, object]:
    """The values of a closed list, each with what a message shows of it; else none."""
    match attribute.type:
        case "choice":
            return attribute.choices
        case "topic":
            return release.settings.topics
        case "entry":
            directory = release.directories.get(attribute.directory or "")
            return directory.entries if directory else {}
    return {}


def offered(release: Release, sample: Sample) -> bool:
    """Whether a release's rules mean to answer such a call: else its silence is no fault."""
    known = understood(release, sample)
    if known is None:
        return False
    trigger = release.triggers[known.trigger_id]
    return (
        known.channel in trigger.channels
        and known.audience in trigger.audience
        and known.recipient in trigger.recipients
        and (known.locale is None or known.locale in release.settings.locales)
        and all(
            value in trigger.when[name] for name, value in known.attributes if name in trigger.when
        )
    )


def _signal_of(release: Release, sample: Sample) -> str:
    return release.triggers[sample.trigger_id].on


def _changed(before: Release, after: Release) -> set[tuple[str, str, Any]]:
    """Signal, attribute and value of what a message would show in other words, or not at all."""
    found: set[tuple[str, str, Any]] = set()
    for name, signal in after.signals.items():
        earlier = before.signals[name].attributes if name in before.signals else {}
        for field, attribute in signal.attributes.items():
            was = _words(earlier[field], before) if field in earlier else {}
            now = _words(attribute, after)
            found.update((name, field, one) for one in now if now[one] != was.get(one))
    return found


def _calls(release: Release, library: Library, place: Place) -> Iterator[Sample]:
    """The calls whose message an item could be in, as far as the rules tell.

    A claim is in no rule: it is where the modules are that name it.
    """
    if place.sort == "claim":
        for item in library.modules.values():
            if place.name in item.value.claims:
                yield from _calls(release, library, Place(item.file, item.key, "item"))
        return
    direct, by_topic = _triggers(release, library, place.key)
    module = library.modules.get(place.name) if place.sort == "module" else None
    topics = set(module.value.topics) if module else set()
    first = release.settings.locales[0]
    for sample in _samples(release):
        if place.channel and sample.channel != place.channel:
            continue
        if place.locale and (sample.locale or first) != place.locale:
            continue
        if sample.trigger_id in direct or (
            sample.trigger_id in by_topic
            and ("general" in topics or topics & _topics(sample, release))
        ):
            yield sample


@lru_cache(maxsize=4)
def _samples(release: Release) -> tuple[Sample, ...]:
    return tuple(samples(release))


def _topics(sample: Sample, release: Release) -> set[str]:
    trigger = release.triggers[sample.trigger_id]
    named = {str(value) for name, value in sample.attributes if name == trigger.topics_from}
    return set(trigger.topics) | named


def _triggers(release: Release, library: Library, key: str) -> tuple[set[str], set[str]]:
    """Triggers that use an item whatever they are about, and those that may by its topics."""
    direct: set[str] = set()
    by_topic: set[str] = set()
    waiting, seen = [key], set()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        sort, _, name = at.partition(":")
        if sort == "trigger":
            direct.add(name)
        elif sort == "settings":
            direct.update(release.triggers)
        elif sort == "layout":
            direct.update(_on_layout(release, name))
        else:
            for other, how in _uses(library, at):
                if how.startswith("may choose") and other.startswith("trigger:"):
                    by_topic.add(other.partition(":")[2])
                elif not other.startswith("settings:"):
                    waiting.append(other)
    return direct & release.triggers.keys(), by_topic & release.triggers.keys()


def _uses(library: Library, key: str) -> Iterable[tuple[str, str]]:
    names = {item.key for item in library.items()}
    return uses_of(library, key) if key in names else ()


def _on_layout(release: Release, name: str) -> Iterator[str]:
    layout = release.layouts.get(name)
    if layout is None:
        return
    for trigger in release.triggers.values():
        if (
            layout.channel in trigger.channels
            and trigger.purpose in layout.purposes
            and set(layout.audience) & set(trigger.audience)
        ):
            yield trigger.id


def _varied(calls: Iterable[Sample]) -> Iterator[Sample]:
    """The calls in another order: first one of each trigger and channel, then the seconds."""
    groups: dict[tuple[str, ...], list[Sample]] = defaultdict(list)
    for sample in calls:
        groups[sample.trigger_id, sample.channel, sample.audience].append(sample)
    rounds = zip_longest(*groups.values())
    return (sample for sample in chain.from_iterable(rounds) if sample is not None)
