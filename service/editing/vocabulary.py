"""The words that may stand at each place of a file: what completion offers.

Made from the same formats that read the files, so it can offer nothing that they refuse. Paths are
keys joined by dots; `*` stands for a key that the library names itself, such as a slot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from service.channels.as_markdown import as_markdown
from service.domain.content import (
    Brand,
    BrandPrompts,
    ContentModule,
    LibrarySettings,
    PromptHeader,
    RenditionHeader,
    Value,
)
from service.domain.variables import FORMS, WHY
from service.library.library import Library
from service.library.places import Place
from service.library.prompt_templates import VARIABLES
from service.library.single_files import FOLDERS

_FORMATS: Mapping[str, type[Value]] = {
    "settings": LibrarySettings,
    "module": ContentModule,
    "brand": Brand,
    "prompt": PromptHeader,
    **{prefix: format_ for format_, prefix, _ in FOLDERS.values()},
}
#: Lists as long as a library's modules are searched, not sent whole.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Word:
    """One word to offer, and what it means."""

    word: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may stand where: keys and values by path, variables and locks for words."""

    keys: Mapping[str, tuple[Word, ...]]
    values: Mapping[str, tuple[Word, ...]]
    variables: tuple[Word, ...] = ()
    locks: tuple[Word, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """JSON-ready data for the editor."""
        return asdict(self)


def vocabulary(library: Library, place: Place) -> Vocabulary:
    """The vocabulary of one file."""
    format_ = RenditionHeader if place.role == "words" else _FORMATS[place.sort]
    keys: dict[str, tuple[Word, ...]] = {}
    values: dict[str, tuple[Word, ...]] = {}
    _walk(format_, (), keys, values)
    values.update(_named(library, place.sort))
    if place.sort == "prompt":
        return Vocabulary(keys, values, tuple(Word(*named) for named in VARIABLES.items()))
    if place.role != "words":
        return Vocabulary(keys, values)
    return Vocabulary(keys, values, tuple(variables(library)), tuple(_locks(library, place)))


def _walk(
    model: type[BaseModel],
    path: tuple[str, ...],
    keys: dict[str, tuple[Word, ...]],
    values: dict[str, tuple[Word, ...]],
) -> None:
    keys[".".join(path)] = tuple(
        Word(name, (field.description or "").split(". ")[0].rstrip("."))
        for name, field in model.model_fields.items()
    )
    for name, field in model.model_fields.items():
        _of_type(field.annotation, (*path, name), keys, values)


def _of_type(
    annotation: Any,
    path: tuple[str, ...],
    keys: dict[str, tuple[Word, ...]],
    values: dict[str, tuple[Word, ...]],
) -> None:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        _walk(annotation, path, keys, values)
    elif annotation is bool:
        values[".".join(path)] = (Word("true"), Word("false"))
    elif origin is Literal:
        words = tuple(Word(str(each).lower() if each is False else str(each)) for each in arguments)
        values[".".join(path)] = (*values.get(".".join(path), ()), *words)
    elif origin is dict:
        if get_origin(arguments[0]) is Literal:
            keys[".".join(path)] = tuple(Word(str(name)) for name in get_args(arguments[0]))
        _of_type(arguments[1], (*path, "*"), keys, values)
    else:
        for argument in arguments:
            if argument is not Ellipsis:
                _of_type(argument, path, keys, values)


def _named(library: Library, sort: str) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """What the library itself names, by the paths that name it."""
    modules = _titled(library.modules)
    kinds: Iterable[Word] = ()
    topics: Iterable[Word] = ()
    roles: Iterable[Word] = ()
    locales: Iterable[Word] = ()
    if library.settings is not None:
        settings = library.settings.value
        kinds = [Word(name, kind.title) for name, kind in settings.kinds.items()]
        topics = [Word(name, topic.title) for name, topic in settings.topics.items()]
        roles = [Word(name) for name in settings.roles]
        locales = [Word(name) for name in settings.locales]
    signals = [Word(name) for name in library.signals]
    claims = [Word(name, item.value.text) for name, item in library.claims.items()]
    triggers = _titled(library.triggers)
    attributes = [
        Word(name, f"of {signal}")
        for signal, item in library.signals.items()
        for name in item.value.attributes
    ]
    templates = [Word(name, file.item.value.title) for name, file in library.prompts.items()]
    table: dict[str, dict[str, Iterable[Word]]] = {
        "module": {
            "kind": kinds,
            "topics": topics,
            "claims": claims,
            "requires": modules,
            "excludes": modules,
            "order.after": modules,
            "order.before": modules,
            "third_party_funded.disclosed_in": modules,
        },
        "trigger": {
            "on": signals,
            "stop_when": signals,
            "stop_any_subject": signals,
            "topics": topics,
            "topics_from": attributes,
            "uses": attributes,
            "before": attributes,
            "after": attributes,
            "not_before": attributes,
            "slots.*.kinds": kinds,
            "slots.*.modules": modules,
        },
        "layout": {"slots.kinds": kinds, "slots.modules": modules},
        "brand": {
            "locale": locales,
            **{f"prompts.{part}": templates for part in BrandPrompts.model_fields},
        },
        "experiment": {"trigger": triggers, "arms.module": modules},
        "settings": {
            "brand": [Word(name, item.value.name) for name, item in library.brands.items()],
            "kinds.*.roles": roles,
            "escalation.*.module": modules,
        },
        "signal": {"attributes.*.directory": [Word(name) for name in library.directories]},
    }
    for path, words in table.get(sort, {}).items():
        unique = {word.word: word for word in words}
        yield path, tuple(list(unique.values())[:_MOST])


def _titled(items: Mapping[str, Any]) -> list[Word]:
    return [Word(name, item.value.title) for name, item in items.items()]


def variables(library: Library) -> Iterator[Word]:
    """What a rendition may show: the library's values, and what signals carry."""
    if library.settings is None:
        return
    settings = library.settings.value
    yield Word("organisation.short_name", settings.organisation.short_name)
    yield Word("organisation.phone", settings.organisation.phone)
    for group, fields in settings.values.items():
        for name, shown in fields.items():
            yield Word(f"{group}.{name}", shown)
    yield Word(WHY, "why the recipient gets this")
    seen = set()
    for signal, item in library.signals.items():
        for name, attribute in item.value.attributes.items():
            forms = FORMS.get(attribute.type, ())
            if attribute.type == "entry":
                entries = library.directories.get(attribute.directory or "")
                first = next(iter(entries.value.entries.values()), {}) if entries else {}
                forms = tuple(first)
            for word in (name, *(f"{name}.{form}" for form in forms)):
                if word not in seen:
                    seen.add(word)
                    yield Word(word, f"from {signal}")


def _locks(library: Library, place: Place) -> Iterator[Word]:
    yield Word("[[lock]]", "words that may not change, up to [[/lock]]")
    yield Word("[[/lock]]", "the end of locked words")
    module = library.modules.get(place.name)
    for name in module.value.claims if module else ():
        claim = library.claims.get(name)
        if claim is not None:
            text = claim.value.text
            if place.file.endswith(".md"):
                text = as_markdown(text)
            yield Word(f"[[lock: claim {name}]]{text}[[/lock]]", "the claim, word for word")
