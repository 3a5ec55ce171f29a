"""Fills the bank: asks for other words of approved renditions and writes down what passed.

Only what is approved is shown to a model: the words, the brand and the templates. What comes back
lies in the library as a proposal until the roles that its module needs have approved it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from service.domain.content import ContentModule, Handle, Rendition
from service.domain.nearest import did_you_mean
from service.domain.vocabulary import Channel
from service.errors import BedsideError, Problem
from service.library.bank_files import place_of
from service.library.hashing import words_hash
from service.library.library import Library
from service.library.loader import load_library
from service.library.release import Built, build
from service.library.served import Served, serve
from service.library.voices import BrandVoice
from service.library.wording import what_would_be_right
from service.library.writing import write_whole

Progress = Callable[[int, int], None]


class Proposed(Protocol):
    """What came of asking a model for other words, as far as the bank needs it."""

    @property
    def source(self) -> str | None:
        """The whole rendition in other words, every check passed; or None."""
        ...

    @property
    def model(self) -> str:
        """The model that was asked."""
        ...

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why words were refused, in words."""
        ...


class Maker(Protocol):
    """Whoever proposes other words; a model with all checks behind it, or a script in tests."""

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that what it proposes has passed."""
        ...

    def propose(
        self, served: Served, module_id: str, rendition: Rendition, voice: BrandVoice, sample: int
    ) -> Proposed:
        """Other words for one rendition; equal arguments ask the same question."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made. No `modules` or `channels` means all that may be reworded.

    No `brand` means the library's own; `by` is the handle of who asks.
    """

    by: str
    on: date
    brand: str | None = None
    modules: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    samples: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one question: a file in the library, or the reasons why there is none."""

    module_id: str
    rendition: Rendition
    key: str = ""
    file: str = ""
    reasons: tuple[str, ...] = ()


def generate(
    folder: Path, order: Order, maker: Maker, progress: Progress | None = None
) -> Iterator[Made]:
    """Make rewordings and write each as soon as it is there.

    Raises `BedsideError`, before anything is asked, when the library has errors, when the brand or
    a module is not there or not approved, or when a module may not be reworded.
    """
    _check_handle(order.by)
    library = load_library(folder)
    built = build(library, order.on)
    served = serve(built.release)
    brand = order.brand or built.release.settings.brand
    voice = _voice(library, built, brand)
    renditions = list(_renditions(library, built, order, voice.brand.locale))
    asked = 0
    for module_id, rendition in renditions:
        kept = _kept(library, module_id, brand, rendition)
        known = {rendition.source.strip(), *kept.values()}
        number = max(kept, default=0)
        for sample in range(order.samples):
            proposed = maker.propose(served, module_id, rendition, voice, sample)
            asked += 1
            if progress is not None:
                progress(asked, len(renditions) * order.samples)
            if proposed.source is None:
                yield Made(module_id, rendition, reasons=proposed.reasons)
                continue
            if proposed.source.strip() in known:
                same = ("the same words are in the bank already",)
                yield Made(module_id, rendition, reasons=same)
                continue
            known.add(proposed.source.strip())
            number += 1
            key, file = place_of(
                module_id,
                brand,
                rendition.locale,
                rendition.channel,
                rendition.variant,
                number,
            )
            text = _text(rendition, voice, order, proposed, maker.checks)
            write_whole(folder / file, text)
            yield Made(module_id, rendition, key, file, proposed.reasons)


def _check_handle(by: str) -> None:
    """Refuse a writer whom the library could not name."""
    try:
        TypeAdapter(Handle).validate_python(by)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        fix = what_would_be_right(detail, by)
        raise BedsideError([Problem("--by", 0, 0, "L104", "it does not fit", fix)]) from None


def _voice(library: Library, built: Built, brand: str) -> BrandVoice:
    voice = built.release.voice(brand)
    if voice is not None:
        return voice
    if brand not in library.brands:
        fix = did_you_mean(brand, library.brands) or f"use {', '.join(library.brands) or 'none'}"
        raise BedsideError([Problem("--brand", 0, 0, "C160", "no brand is called so", fix)])
    why = next(one.why for one in built.left_out if one.key == f"brand:{brand}")
    what = f"a model is shown approved brands only: {why}"
    raise BedsideError([Problem("--brand", 0, 0, "C160", what, "have it approved first")])


def _renditions(
    library: Library, built: Built, order: Order, locale: str
) -> Iterator[tuple[str, Rendition]]:
    """The approved words that the order asks to reword."""
    release = built.release
    problems = list(_refused(library, built, order.modules))
    if problems:
        raise BedsideError(problems)
    for module_id, module in release.modules.items():
        if order.modules and module_id not in order.modules:
            continue
        if not may_be_reworded(module):
            continue
        for rendition in release.renditions[module_id]:
            wanted = not order.channels or rendition.channel in order.channels
            if wanted and rendition.locale == locale:
                yield module_id, rendition


def may_be_reworded(module: ContentModule) -> bool:
    """Whether reviewers left any of a module's words open."""
    return module.rewording != "locked"


def _refused(library: Library, built: Built, modules: Sequence[str]) -> Iterator[Problem]:
    why = {one.key: one.why for one in built.left_out}
    for name in modules:
        if name not in library.modules:
            fix = did_you_mean(name, library.modules) or "see `bedside library list module`"
            yield Problem(name, 0, 0, "C161", "no module is called so", fix)
        elif f"module:{name}" in why:
            what = f"only approved words are reworded: {why[f'module:{name}']}"
            yield Problem(name, 0, 0, "C161", what, "have it approved first")
        elif not may_be_reworded(library.modules[name].value):
            what = "its words are locked"
            yield Problem(name, 0, 0, "C161", what, "leave it out, or open it in `module.yaml`")


def _kept(library: Library, module_id: str, brand: str, rendition: Rendition) -> dict[int, str]:
    """The rewordings of a rendition that the bank has, by number."""
    place = (module_id, brand, rendition.channel, rendition.locale, rendition.variant)
    return {
        value.number: value.source.strip()
        for file in library.rewordings.values()
        if (value := file.item.value)
        and (value.module, value.brand, value.channel, value.locale, value.variant) == place
    }


def _text(
    rendition: Rendition,
    voice: BrandVoice,
    order: Order,
    proposed: Proposed,
    checks: tuple[str, ...],
) -> str:
    """A banked rewording as its file. JSON strings are YAML too, whatever a model is called."""
    assert proposed.source is not None
    header = {
        "rewords": words_hash(rendition.source),
        "model": json.dumps(proposed.model, ensure_ascii=False),
        "brand_hash": voice.brand_hash,
        "prompt_hash": voice.prompt_hash,
        "checks": f"[{', '.join(checks)}]",
        "made_on": order.on.isoformat(),
        "written_by": f"[{order.by}]",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in header.items())
    return f"---\n{lines}---\n{proposed.source.strip()}\n"
