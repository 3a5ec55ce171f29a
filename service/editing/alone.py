"""A module's words alone, in each channel and locale that it has words in, with made-up values.

What a writer or a reviewer sees of words that no message holds yet, or that no call tried leads to.
It is no message: nothing that a layout would add stands round the words. They are rendered as those
of a message are, and the guard reads what came out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from guardrails.verdict import Finding, Part
from service.assemblies import SAMPLE_DAY
from service.channels import (
    CompiledRendition,
    RenderedModule,
    RenderRefused,
    RenditionProblems,
    render,
)
from service.deciding.composing import GuardLike
from service.domain.content import Attribute, ContentModule, LibrarySettings
from service.domain.variables import WHY, Shown, show_library, show_signal
from service.library.compiling import compiled_once
from service.library.library import Item, Library, RenditionFile
from service.reading import WordReader, no_rules

#: Where a module shows why its message came; each trigger has words of its own for it.
_WHY: Final = "You asked us to write to you about this."
_CLOCK: Final = time(22, 30)


@dataclass(frozen=True, slots=True)
class Alone:
    """One rendition by itself. Without `words`, `why_not` says why they cannot be shown.

    `values` are those made up for it, by name; `findings` what the guard says of the words.
    """

    file: str
    channel: str
    locale: str
    variant: str
    words: RenderedModule | None
    why_not: str = ""
    values: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


def alone(library: Library, module_id: str, guard: GuardLike) -> tuple[Alone, ...]:
    """Every rendition of a module by itself; none where the module or the settings do not read."""
    item = library.modules.get(module_id)
    if item is None or library.settings is None:
        return ()
    reader = WordReader(library, guard)
    return tuple(_one(library, item, file, reader) for file in library.renditions[module_id])


def _one(
    library: Library, item: Item[ContentModule], file: RenditionFile, reader: WordReader
) -> Alone:
    assert library.settings is not None
    written = file.value
    shown = Alone(file.file, written.channel, written.locale, written.variant, None)
    if (unread := no_rules(reader.guard, written.locale)) is not None:
        return replace(shown, why_not=f"{unread.rule}: {unread.message.rstrip('.')}")
    compiled = compiled_once(item.hash, written)
    if isinstance(compiled, RenditionProblems):
        wrong = dict.fromkeys(f"{p.code}: {p.message}" for p in compiled.problems)
        return replace(shown, why_not="; ".join(wrong))
    settings = library.settings.value
    own = show_library(settings)
    made_up = _made_up(library, settings, compiled, own.keys() | {WHY}, written.locale)
    values = {**own, WHY: Shown(_WHY), **made_up}
    try:
        words = render(compiled, values)
    except RenderRefused as refused:
        return replace(shown, why_not=str(refused))
    return replace(
        shown,
        words=words,
        values=tuple(_named(compiled, values, {*made_up, WHY})),
        findings=tuple(_findings(reader, item, file, words)),
    )


# --- values ------------------------------------------------------------------------------------


def _made_up(
    library: Library,
    settings: LibrarySettings,
    compiled: CompiledRendition,
    known: set[str],
    locale: str,
) -> dict[str, Shown]:
    """A value for each attribute that the words show, from the signal that has most of them."""
    needed = {path[0] for path in compiled.variables} - known
    signals = [item.value.attributes for item in library.signals.values()]
    signals.sort(key=lambda attributes: -len(needed & attributes.keys()))
    directories = {name: item.value for name, item in library.directories.items()}
    made: dict[str, Shown] = {}
    for attributes in signals:
        for name in sorted(needed & attributes.keys() - made.keys()):
            value = _sample(attributes[name], library, settings)
            if value is not None:
                one = {name: attributes[name]}
                shown = show_signal({name: value}, one, directories, settings, locale, SAMPLE_DAY)
                made |= shown
    return made


def _sample(attribute: Attribute, library: Library, settings: LibrarySettings) -> Any:
    """One value of an attribute: the longest of a closed list, a long day, the highest number."""
    match attribute.type:
        case "date":
            return SAMPLE_DAY
        case "datetime":
            return datetime.combine(SAMPLE_DAY, _CLOCK, ZoneInfo(settings.zone))
        case "integer":
            return attribute.maximum
        case "choice":
            return max(attribute.choices, key=lambda name: len(attribute.choices[name]))
        case "topic":
            return max(settings.topics, key=lambda name: len(settings.topics[name].title))
        case "entry":
            directory = library.directories.get(attribute.directory or "")
            return None if directory is None else next(iter(directory.value.entries))


def _named(
    compiled: CompiledRendition, values: dict[str, Shown], names: set[str]
) -> Iterator[tuple[str, str]]:
    for path in compiled.variables:
        if path[0] in names:
            value = values[path[0]]
            yield ".".join(path), str(value if len(path) == 1 else getattr(value, path[1]))


# --- what the guard says -----------------------------------------------------------------------


def _findings(
    reader: WordReader, item: Item[ContentModule], file: RenditionFile, words: RenderedModule
) -> Iterator[Finding]:
    """What the guard finds in the words as they are shown, each finding once."""
    context = replace(reader.context_of(item, file), template=False)
    parts: list[tuple[Part, str]] = [
        ("subject", words.subject),
        ("preheader", words.preheader),
        ("body", words.title),
        ("body", "\n\n".join(filter(None, (words.heading, words.text)))),
        ("link_text", words.action.label if words.action else ""),
        *(("link_url", address) for _, address in words.links),
    ]
    known: set[tuple[str, str]] = set()
    for part, text in parts:
        found = reader.guard.check(text, replace(context, part=part)).findings if text else ()
        for finding in found:
            if finding.severity != "info" and (finding.rule, finding.text) not in known:
                known.add((finding.rule, finding.text))
                yield finding
