"""Values: each may stand where words show it, and is told in its own file where it may not.

A message with such a value is stopped when it is made; here its editor reads which line it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from service.channels.links import leads_somewhere
from service.channels.syntax import foreign_marks
from service.channels.templating import Segments, Show
from service.channels.values import is_safe_url
from service.domain.content import Attribute, LibrarySettings
from service.domain.variables import WHY
from service.errors import Problem
from service.library.compiling import compiled_renditions
from service.library.filler import IN_A_FIELD
from service.library.library import Item, Library
from service.library.yaml_source import Path

_ADDRESS: Final = "write the whole address, such as `https://example.org/page`"
_MAIL: Final = "write the whole address, such as `team@example.org`"
_PHONE: Final = "write the phone number in digits, such as `319-555-0100`"


@dataclass(frozen=True, slots=True)
class _Written:
    """One value in words, in the item and at the path where it is written."""

    item: Item[Any]
    path: Path
    words: str


def check_values(library: Library, on: date) -> Iterator[Problem]:
    """Values that no message may show, and values that words link to and that lead nowhere."""
    del on
    hidden = {
        (item.key, path): (name, place)
        for item in library.items()
        for path, name, place in item.source.hidden
    }
    for written in _shown(library):
        yield from _unfit(written, hidden.get((written.item.key, written.path)))
    if library.settings is None or not library.whole("signal", "directory"):
        return  # what could not be read may be what the words show
    told: set[tuple[str, Path]] = set()
    for file, address, show, names in _linked(library):
        for written in _values(library, show.path, names):
            if written.words == IN_A_FIELD:
                continue  # nobody has written it yet, and that is told (L374)
            at = (written.item.key, written.path)
            if at not in told and not leads_somewhere(address, show.path, written.words):
                told.add(at)
                fix = _PHONE if show.how == "tel" else _MAIL if show.how == "mail" else _ADDRESS
                what = f"`{file}` links to this value, and it is no address"
                yield written.item.problem(written.path, "L377", what, fix)
    yield from _unsubscribing(library)


def _unfit(written: _Written, hidden: tuple[str, tuple[int, int]] | None) -> Iterator[Problem]:
    """What a value holds that no finished text may hold; `hidden` is the character, and where."""
    if hidden is not None:
        name, place = hidden
        what = f"the invisible character {name} stands in this value"
        if name == "U+0009":
            what = "a tab stands in this value"
        file = written.item.file
        yield Problem(file, *place, "L375", what, "delete it, or write a plain space")
    mark = next(foreign_marks(written.words), None)
    if mark is not None:
        what = f"`{mark[1]}` is template syntax ({mark[2]}) that another tool would run"
        yield written.item.problem(written.path, "L376", what, "use other words")


def _shown(library: Library) -> Iterator[_Written]:
    """Every value of the library that a message may show."""
    settings = library.settings
    if settings is not None:
        value = settings.value
        for name, words in _organisation(value).items():
            yield _Written(settings, ("organisation", name), words)
        for group, fields in value.values.items():
            for name, words in fields.items():
                yield _Written(settings, ("values", group, name), words)
        for name, topic in value.topics.items():
            yield _Written(settings, ("topics", name, "title"), topic.title)
        for kind, answer in value.escalation.items():
            yield _Written(settings, ("escalation", kind, "because"), answer.because)
        yield _Written(settings, ("email", "sender_name"), value.email.sender_name)
        yield _Written(settings, ("email", "sender_address"), value.email.sender_address)
    for trigger in library.triggers.values():
        yield _Written(trigger, ("because",), trigger.value.because)
    for signal in library.signals.values():
        for name, attribute in signal.value.attributes.items():
            for choice, words in attribute.choices.items():
                yield _Written(signal, ("attributes", name, "choices", choice), words)
    for directory in library.directories.values():
        for name, entry in directory.value.entries.items():
            for field, words in entry.items():
                yield _Written(directory, ("entries", name, field), words)


def _organisation(settings: LibrarySettings) -> dict[str, str]:
    """What words may show of the organisation."""
    return settings.organisation.model_dump(exclude={"contacts"})


def _linked(library: Library) -> Iterator[tuple[str, Segments, Show, frozenset[str]]]:
    """Each address that words link to, in the first file that does, with each value in it.

    With it stand the names of all that these words show.
    """
    seen: set[tuple[Segments, frozenset[str]]] = set()
    for _, file, compiled in compiled_renditions(library):
        names = frozenset(path[0] for path in compiled.variables)
        for _, address in compiled.plan.links:
            if (address, names) not in seen:
                seen.add((address, names))
                for part in address:
                    if isinstance(part, Show):
                        yield file.file, address, part, names


def _values(library: Library, path: tuple[str, ...], names: frozenset[str]) -> Iterator[_Written]:
    """What a variable may show in words that show these names, wherever that is written."""
    settings = library.settings
    assert settings is not None
    name, field = path[0], path[1] if len(path) > 1 else ""
    own = {"organisation": _organisation(settings.value), **settings.value.values}
    if name in own:
        words = own[name].get(field or "name", "")
        at: Path = (name, field or "name") if name == "organisation" else ("values", name, field)
        if words:
            yield _Written(settings, at, words)
        return
    for signal in library.signals.values():
        attributes = signal.value.attributes
        # Other signals may use the name for something else; these words are not for those.
        if name in attributes and names - own.keys() - {WHY} <= attributes.keys():
            yield from _of_attribute(library, signal, name, attributes[name], field)


def _unsubscribing(library: Library) -> Iterator[Problem]:
    """An address for one-click opt-outs that no e-mail can name (RFC 8058, 3.1)."""
    assert library.settings is not None
    wanted = any(item.value.unsubscribe for item in library.layouts.values())
    url = library.settings.value.email.unsubscribe_url
    if wanted and not (url.startswith("https://") and is_safe_url(url)):
        what = "this is no address at which a mail program can unsubscribe somebody"
        path = ("email", "unsubscribe_url")
        yield library.settings.problem(path, "L377", what, _ADDRESS)


def _of_attribute(
    library: Library, signal: Item[Any], name: str, attribute: Attribute, field: str
) -> Iterator[_Written]:
    if field:
        directory = library.directories.get(attribute.directory or "")
        for entry, fields in directory.value.entries.items() if directory else ():
            if field in fields:
                assert directory is not None
                yield _Written(directory, ("entries", entry, field), fields[field])
        return
    for choice, words in attribute.choices.items():
        yield _Written(signal, ("attributes", name, "choices", choice), words)
