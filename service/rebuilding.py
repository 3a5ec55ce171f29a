"""The message that a receipt stands for, rebuilt out of a release, with blanks for its values.

A receipt names content modules by hash and keeps no words and no values. Where a release still
holds exactly those modules their words can be read again; where one was changed since, or was
reworded for the occasion, its place says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import Any

from service.channels import (
    FORMATTERS,
    CompiledRendition,
    Frame,
    PlacedModule,
    RenderRefused,
    UnsafeUrl,
    compile_rendition,
    render,
)
from service.deciding.composing import text_hash
from service.domain.content import Layout, Rendition
from service.domain.decision import Choice, Receipt, Reworded
from service.domain.message import Message, MessageTooLong, Readable
from service.domain.variables import WHY, Shown
from service.library.release import Release
from service.library.served import Served, serve


@dataclass(frozen=True, slots=True)
class Piece:
    """One content module of the message: its words, or why they cannot be shown any more."""

    choice: Choice
    words: str = ""
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What can be read again. `message` is whole, or None where a piece is gone."""

    pieces: tuple[Piece, ...]
    message: Message | None = None
    locale: str = ""
    blanks: tuple[str, ...] = field(default=())


_UNTOLD = "in which language it went out is not kept"

#: Stands in for an address that was not kept while the message is put together, for which a blank
#: is no address. `_named` takes it out again: nobody may take an invented address for ours.
_SOME_ADDRESS = "https://not-kept.invalid/"


def rebuild(release: Release, receipt: Receipt) -> Rebuilt:
    """The words behind a receipt, as far as this release still holds them."""
    served = serve(release)
    tries = [_rebuilt(served, receipt, locale) for locale in _locales(served, receipt)]
    if len(tries) == 1:
        return tries[0]
    for one in tries:
        if one.message is not None and text_hash(one.message) == receipt.text_hash:
            return one
    return Rebuilt(tuple(Piece(one.choice, gone=one.gone or _UNTOLD) for one in tries[0].pieces))


def _rebuilt(served: Served, receipt: Receipt, locale: str) -> Rebuilt:
    release = served.release
    found = [_find(served, receipt, choice, locale) for choice in receipt.choices]
    pieces = tuple(piece for piece, _ in found)
    layout = release.layouts.get(receipt.layout_id or "")
    whole = [(choice, words) for choice, (_, words) in zip(receipt.choices, found, strict=True)]
    if layout is None or not receipt.text_hash or any(words is None for _, words in whole):
        return Rebuilt(pieces, locale=locale)
    other = {one.module_id for one in receipt.reworded}
    compiled = [
        # What a module is known by is known by its approved words; banked ones are read anew.
        (
            c,
            compile_rendition(words)
            if c.module_id in other
            else served.compiled(c.module_id, words),
        )
        for c, words in whole
        if words is not None
    ]
    paths = _value_paths(served, [ready for _, ready in compiled])
    blanks = {".".join(path): f"[{'.'.join(path)}]" for path in paths}
    message = None
    for _ in range(1 + len(blanks)):
        try:
            message = _put_together(
                served, receipt, layout, locale, compiled, _shown(paths, blanks)
            )
        except UnsafeUrl as error:
            blanks[error.where] = f"{_SOME_ADDRESS}{error.where}/"
            continue
        except (RenderRefused, MessageTooLong):
            pass  # a blank is longer than the value that stood there, so a limit may be met
        break
    names = tuple(dict.fromkeys(path[0] for path in paths))
    if message is None:
        return Rebuilt(pieces, locale=locale)
    return Rebuilt(pieces, _named(message), locale, names)


def _locales(served: Served, receipt: Receipt) -> tuple[str, ...]:
    """The locale that it was written in, as its check says. The reply to a call for help has no
    checks, and no values either: the hash of its text tells which of all it was."""
    locales = served.settings.locales
    told = {check.detail for check in receipt.checks if check.name == "locale" and check.passed}
    return tuple(locale for locale in locales if locale in told) or locales


def _put_together(
    served: Served,
    receipt: Receipt,
    layout: Layout,
    locale: str,
    compiled: list[tuple[Choice, CompiledRendition]],
    blanks: dict[str, Shown],
) -> Message:
    values = {**served.library_values, **blanks, WHY: Shown(receipt.because)}
    placed = [
        PlacedModule(
            slot=choice.slot,
            module_id=choice.module_id,
            kind=served.release.modules[choice.module_id].kind,
            rendered=render(ready, values),
        )
        for choice, ready in compiled
    ]
    return FORMATTERS[receipt.channel](placed, Frame(served.settings, layout, locale, receipt.id))


_STOOD_IN = re.compile(re.escape(_SOME_ADDRESS) + r"([a-z0-9_.]+)/")


def _named(message: Message) -> Message:
    """The message with the names of addresses, as `[event.page]`, where one stood in."""
    return replace(
        message, **{part.name: _in_all(getattr(message, part.name)) for part in fields(message)}
    )


def _in_all(value: Any) -> Any:
    """The same in every text of a message's field, however deep."""
    match value:
        case str():
            return _STOOD_IN.sub(r"[\1]", value)
        case Readable():
            return replace(value, text=_in_all(value.text))
        case tuple() | list():
            return type(value)(map(_in_all, value))
        case dict():
            return {name: _in_all(inside) for name, inside in value.items()}
    return value


def _find(
    served: Served, receipt: Receipt, choice: Choice, locale: str
) -> tuple[Piece, Rendition | None]:
    """One module's words as they were, if this release still has them."""
    stamp = served.release.stamps.get(f"module:{choice.module_id}")
    if stamp is None:
        return Piece(choice, gone="it is not in the library any more"), None
    if stamp.hash != choice.module_hash:
        return Piece(choice, gone="it was changed since"), None
    rendition = served.rendition(choice.module_id, receipt.channel, locale, choice.variant)
    if rendition is None:
        return Piece(choice, gone=f"it has no words in {locale} here"), None
    for reworded in receipt.reworded:
        if reworded.module_id == choice.module_id:
            source = _banked(served, reworded)
            if source is None:
                return Piece(choice, gone="it went out in other words, which are not kept"), None
            rendition = rendition.model_copy(update={"source": source})
    return Piece(choice, rendition.source), rendition


def _banked(served: Served, reworded: Reworded) -> str | None:
    """The approved other words of a module, if this release still has those very ones."""
    banked = served.release.rewordings.get(reworded.item.partition(":")[2])
    if banked is None or served.release.stamps[reworded.item].hash != reworded.item_hash:
        return None
    return banked.source


def _value_paths(served: Served, compiled: list[CompiledRendition]) -> tuple[tuple[str, ...], ...]:
    """What the words show of values that came with the signal: `starts_at`, `place.name`."""
    paths = sorted({path for ready in compiled for path in ready.variables})
    return tuple(p for p in paths if p[0] != WHY and p[0] not in served.library_values)


def _shown(paths: tuple[tuple[str, ...], ...], blanks: dict[str, str]) -> dict[str, Shown]:
    return {
        name: Shown(
            blanks.get(name, ""),
            {path[1]: blanks[".".join(path)] for path in paths if path[0] == name and path[1:]},
        )
        for name in {path[0] for path in paths}
    }
