"""Writes a proposed wording into the bank: one file beside its module, with where it comes from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from service.domain.content import Rendition
from service.library.bank_files import place_of
from service.library.hashing import words_hash
from service.library.library import Library
from service.library.served import Served
from service.library.voices import BrandVoice
from service.library.writing import write_whole


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


@dataclass(frozen=True, slots=True)
class Question:
    """Approved words that may be said otherwise, and in whose voice."""

    module_id: str
    rendition: Rendition
    voice: BrandVoice
    served: Served


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one question: a file in the library, or the reasons why there is none."""

    module_id: str
    rendition: Rendition
    key: str = ""
    file: str = ""
    reasons: tuple[str, ...] = ()


def kept(library: Library, question: Question) -> dict[int, str]:
    """The rewordings of a rendition that the bank has, by number."""
    rendition = question.rendition
    place = (
        question.module_id,
        question.voice.id,
        rendition.channel,
        rendition.locale,
        rendition.variant,
    )
    return {
        value.number: value.source.strip()
        for file in library.rewordings.values()
        if (value := file.item.value)
        and (value.module, value.brand, value.channel, value.locale, value.variant) == place
    }


def put(
    folder: Path,
    known: dict[int, str],
    question: Question,
    proposed: Proposed,
    *,
    checks: Sequence[str],
    by: str,
    on: date,
) -> Made:
    """File what passed every check under the next number, and add it to what is `known`.

    Nothing is written of refused words, or of words that the bank has already.
    """
    rendition = question.rendition
    if proposed.source is None:
        return Made(question.module_id, rendition, reasons=proposed.reasons)
    words = proposed.source.strip()
    if words == rendition.source.strip() or words in known.values():
        same = ("the same words are in the bank already",)
        return Made(question.module_id, rendition, reasons=same)
    number = max(known, default=0) + 1
    known[number] = words
    key, file = place_of(
        question.module_id,
        question.voice.id,
        rendition.locale,
        rendition.channel,
        rendition.variant,
        number,
    )
    write_whole(folder / file, _text(question, words, proposed.model, checks, by, on))
    return Made(question.module_id, rendition, key, file, proposed.reasons)


def _text(
    question: Question, words: str, model: str, checks: Sequence[str], by: str, on: date
) -> str:
    """A banked rewording as its file. JSON strings are YAML too, whatever a model is called."""
    header = {
        "rewords": words_hash(question.rendition.source),
        "model": json.dumps(model, ensure_ascii=False),
        "brand_hash": question.voice.brand_hash,
        "prompt_hash": question.voice.prompt_hash,
        "checks": f"[{', '.join(checks)}]",
        "made_on": on.isoformat(),
        "written_by": f"[{by}]",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in header.items())
    return f"---\n{lines}---\n{words}\n"
