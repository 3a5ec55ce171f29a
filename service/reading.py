"""The guard over a library's own words: each rendition as its channel shows it, and every line.

A rendition is read with its longest values filled in, so that what the guard sees is what a
recipient might. Findings are placed in the rendition's file where its words can be found there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from textwrap import shorten

from guardrails import Context
from guardrails.verdict import Finding, Part
from service.deciding.composing import GuardLike
from service.domain.channels import TRAITS
from service.domain.content import (
    Brand,
    Claim,
    ContentModule,
    Directory,
    LibrarySettings,
    Rendition,
    Trigger,
    Value,
)
from service.errors import Problem
from service.library.contacts import own_contacts
from service.library.library import Item, Library, RenditionFile
from service.library.yaml_source import Path
from service.parallel import each

Progress = Callable[[int, int], None]

_FIELDS: tuple[tuple[str, Part], ...] = (
    ("subject", "subject"),
    ("preheader", "preheader"),
    ("title", "body"),
)


def check_words(
    library: Library, guard: GuardLike, progress: Progress | None = None
) -> Iterator[Problem]:
    """Guard findings in renditions, in triggers' words to the recipient, and in directories."""
    if library.settings is None:
        return
    reader = WordReader(library, guard)
    files = [(item, f) for m, item in library.modules.items() for f in library.renditions[m]]
    files += _banked(library)
    for found in each(reader.read, files, progress):
        yield from map(problem_of, found)
    yield from map(problem_of, reader.locales(library.settings))
    for item in (
        *library.triggers.values(),
        *library.claims.values(),
        *library.directories.values(),
        *library.brands.values(),
    ):
        yield from map(problem_of, reader.lines(item))


def _banked(library: Library) -> Iterator[tuple[Item[ContentModule], RenditionFile]]:
    """The words of banked rewordings, without the header that they share with the approved ones."""
    for file in library.rewordings.values():
        value = file.item.value
        words = Rendition(
            channel=value.channel,
            locale=value.locale,
            variant=value.variant,
            source=value.source,
        )
        yield (
            library.modules[value.module],
            RenditionFile(words, file.item.file, file.first_line, file.item.source),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the line and column in a file where it begins (or its field does)."""

    file: str
    line: int
    column: int
    finding: Finding


class WordReader:
    """The guard with what it must know of a library."""

    def __init__(self, library: Library, guard: GuardLike) -> None:
        assert library.settings is not None
        settings = library.settings.value
        self.guard = guard
        self.context = Context(
            claims=frozenset(item.value.text for item in library.claims.values()),
            public_terms=frozenset(settings.public_terms),
            own_contacts=own_contacts(
                settings, (item.value for item in library.directories.values())
            ),
        )

    def read(self, pair: tuple[Item[ContentModule], RenditionFile]) -> list[Found]:
        """Every finding in one rendition file."""
        return list(self.rendition(*pair))

    def context_of(self, item: Item[ContentModule], file: RenditionFile) -> Context:
        """Where the words of a rendition stand, for the guard."""
        rendition, module = file.value, item.value
        return replace(
            self.context,
            channel=rendition.channel,
            locale=rendition.locale,
            audience=module.audience[0],
            purpose=module.purposes[0],
            authenticated=TRAITS[rendition.channel].signed_in,
            template=True,
            accepted=frozenset((f.rule, f.text) for f in module.accepted_findings),
        )

    def rendition(self, item: Item[ContentModule], file: RenditionFile) -> Iterator[Found]:
        """Findings in one rendition file. Severities are those of the module's first purpose."""
        rendition, context = file.value, self.context_of(item, file)
        for field, part in _FIELDS:
            words = getattr(rendition, field)
            if words:
                for finding in self._findings(words, replace(context, part=part)):
                    yield Found(file.file, *file.header_place(field), finding)
        if rendition.action is not None:
            label = replace(context, part="link_text")
            for finding in self._findings(rendition.action.label, label):
                yield Found(file.file, *file.header_place("action.label"), finding)
            address = replace(context, part="link_url")
            for finding in self._findings(rendition.action.url, address):
                yield Found(file.file, *file.header_place("action.url"), finding)
        source, body = rendition.source, replace(context, format=TRAITS[rendition.channel].written)
        said = set()
        for finding in self._findings(_without_locks(source), body):
            said.add((finding.rule, finding.start))
            yield Found(file.file, *_place_in(file, finding.start), finding)
        address = replace(context, part="link_url")
        for match in _ADDRESS.finditer(source):
            for finding in self._findings(match[0], address):
                at = match.start() + finding.start
                if (finding.rule, at) not in said:  # what an address asks for is read in words too
                    yield Found(file.file, *_place_in(file, at), finding)

    def lines(self, item: Item[Value]) -> Iterator[Found]:
        """Findings in the lines of an item that a recipient may read."""
        for path, text in _read_lines(item.value):
            for finding in self._findings(text, self.context):
                yield Found(item.file, *item.source.place(path), finding)

    def locales(self, settings: Item[LibrarySettings]) -> Iterator[Found]:
        """Languages that the library lists and the guard cannot read: nothing goes out in them."""
        for index, locale in enumerate(settings.value.locales):
            if (finding := no_rules(self.guard, locale)) is not None:
                yield Found(settings.file, *settings.source.place(("locales", index)), finding)

    def _findings(self, text: str, context: Context) -> Iterable[Finding]:
        return [f for f in self.guard.check(text, context).findings if f.severity != "info"]


def _read_lines(value: Value) -> Iterator[tuple[Path, str]]:
    """What a recipient may read of an item that is no module, with the path of each line."""
    match value:
        case Trigger():
            yield ("because",), value.because
        case Claim():
            yield ("text",), value.text
        case Directory():
            for name, entry in value.entries.items():
                for field, text in entry.items():
                    yield ("entries", name, field), text
        case Brand():  # what a model is shown as good may not teach it what the guard refuses
            for index, words in enumerate(value.say):
                yield ("say", index), words
            for index, pair in enumerate(value.examples):
                yield ("examples", index, "after"), pair.after


def no_rules(guard: GuardLike, locale: str) -> Finding | None:
    """The guard's finding that it has no rules for a language, if it has none."""
    found = guard.check("", Context(locale=locale)).findings
    return next((finding for finding in found if finding.rule == "GU-04"), None)


#: Where a link in words leads: in Markdown's brackets, or an address that is written out. A brace
#: ends what may be a variable, so that no character is read twice.
_ADDRESS = re.compile(
    r"(?<=\]\()(?:\{\{[^{}\n]*\}\}|[^)\s])+|https?://[^\s)\]]+|\{\{[^{}\n]*\}\}/[^\s)\]]+"
)


def _place_in(file: RenditionFile, offset: int) -> tuple[int, int]:
    """The line and column in a rendition's file of a character of its words."""
    source = file.value.source
    start = min(offset, len(source))
    line = source.count("\n", 0, start) + 1
    return file.text_place(line, start - (source.rfind("\n", 0, start) + 1) + 1)


_LOCK = re.compile(r"\[\[/?lock[^\]\n]*\]\]")


def _without_locks(source: str) -> str:
    """The words without lock markers, each blanked so that every place stays where it is."""
    return _LOCK.sub(lambda marker: " " * len(marker[0]), source)


def problem_of(found: Found) -> Problem:
    """A finding as a problem of the library, at its place."""
    finding = found.finding
    fix = f"try: {finding.suggestion}" if finding.suggestion else finding.why
    return Problem(
        found.file,
        found.line,
        found.column,
        "L601" if finding.stops else "L603",
        f'{finding.rule} "{shorten(finding.text, 80)}": {finding.message.rstrip(".")}',
        fix.rstrip("."),
        "error" if finding.stops else "warning",
    )
