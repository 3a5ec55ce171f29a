"""Fills the bank: asks for other words of approved renditions and writes down what passed.

Only what is approved is shown to a model: the words, the brand and the templates. What comes back
lies in the library as a proposal until the roles that its module needs have approved it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from service.bank.filing import Made, Proposed, Question, kept, put
from service.domain.content import ContentModule, Handle, Rendition
from service.domain.nearest import did_you_mean
from service.domain.vocabulary import Channel
from service.domain.wording import what_would_be_right
from service.errors import BedsideError, Problem
from service.library.building import Built, build
from service.library.library import Library
from service.library.loader import load_library
from service.library.served import Served, serve
from service.library.voices import BrandVoice

Progress = Callable[[int, int], None]


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


def generate(
    folder: Path, order: Order, maker: Maker, progress: Progress | None = None
) -> Iterator[Made]:
    """Make rewordings and write each as soon as it is there.

    Raises `BedsideError`, before anything is asked, when the library has errors, when the brand or
    a module is not there or not approved, or when a module may not be reworded.
    """
    library = load_library(folder)
    asked_for = questions(library, order)
    asked = 0
    for question in asked_for:
        known = kept(library, question)
        for sample in range(order.samples):
            proposed = maker.propose(
                question.served, question.module_id, question.rendition, question.voice, sample
            )
            asked += 1
            if progress is not None:
                progress(asked, len(asked_for) * order.samples)
            yield put(
                folder, known, question, proposed, checks=maker.checks, by=order.by, on=order.on
            )


def questions(library: Library, order: Order) -> list[Question]:
    """The approved words that an order asks to say otherwise. Raises as `generate` does."""
    _check_handle(order.by)
    built = build(library, order.on)
    served = serve(built.release)
    voice = _voice(library, built, order.brand or built.release.settings.brand)
    return [
        Question(module_id, rendition, voice, served)
        for module_id, rendition in _renditions(library, built, order, voice.brand.locale)
    ]


def _check_handle(by: str) -> None:
    """Refuse a writer whom the library could not name."""
    try:
        TypeAdapter(Handle).validate_python(by)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        fix = what_would_be_right(detail, by)
        raise BedsideError.at("--by", "L104", "it does not fit", fix) from None


def _voice(library: Library, built: Built, brand: str) -> BrandVoice:
    voice = built.release.voice(brand)
    if voice is not None:
        return voice
    if brand not in library.brands:
        fix = did_you_mean(brand, library.brands) or f"use {', '.join(library.brands) or 'none'}"
        raise BedsideError.at("--brand", "C160", "no brand is called so", fix)
    why = next(one.why for one in built.left_out if one.key == f"brand:{brand}")
    what = f"a model is shown approved brands only: {why}"
    raise BedsideError.at("--brand", "C160", what, "have it approved first")


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
