"""Brands and prompt templates: what they name is there, and every template can be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from service.domain.content import Brand
from service.domain.vocabulary import CHANNELS, Channel
from service.errors import Problem
from service.library.checks.references import missing
from service.library.library import Item, Library
from service.library.prompt_templates import PromptFailed
from service.library.voices import BrandVoice, make_voice


def check_brands(library: Library, on: date) -> Iterator[Problem]:
    """The brand that the library speaks in, each brand's locale and templates."""
    del on
    if library.settings is None:
        return
    brands = library.names("brand")
    if brands:
        settings = library.settings
        yield from missing(settings, ("brand",), [settings.value.brand], brands, "brand")
    for item in library.brands.values():
        locales = library.settings.value.locales
        if item.value.locale not in locales:
            what = f"the library has no locale `{item.value.locale}`"
            fix = f"declare it in `library.yaml`, or use {', '.join(locales)}"
            yield item.problem(("locale",), "L202", what, fix)
        for name in ("system", "reword", "repair"):
            prompt = getattr(item.value.prompts, name)
            yield from missing(
                item, ("prompts", name), [prompt], library.names("prompt"), "template"
            )
        if all(prompt in library.prompts for prompt in item.value.prompts.ids()):
            yield from _unfillable(library, item)


@dataclass(frozen=True, slots=True)
class _Sample:
    """A question to try templates with."""

    channel: Channel
    findings: tuple[_SampleFinding, ...] = ()
    locale: str = "en-US"
    reading_grade: int = 6
    sentences: Mapping[str, str] = field(default_factory=lambda: {"s1": "Call [[phone1]] to book."})
    tried: Mapping[str, str] = field(default_factory=lambda: {"s1": "Ring us."})


@dataclass(frozen=True, slots=True)
class _SampleFinding:
    piece: str


def _unfillable(library: Library, item: Item[Brand]) -> Iterator[Problem]:
    """Templates that show what is not there, each told once, tried on every channel."""
    voice = voice_in(library, item)
    found = set()
    for channel in CHANNELS:
        for findings in ((), (_SampleFinding("s1"), _SampleFinding(""))):
            sample = _Sample(channel, findings)
            prompts = item.value.prompts
            asked = prompts.repair if findings else prompts.reword
            for prompt_id, make in ((prompts.system, voice.system), (asked, voice.prompt)):
                try:
                    make(sample)
                except PromptFailed as failed:
                    file = library.prompts[prompt_id]
                    found.add((file.item.file, file.first_line + failed.line - 1, failed.what))
    for name, line, what in sorted(found):
        fix = "show what `bedside reword` gives a template"
        yield Problem(
            name, line, 1, "L224", f"for `{item.value.id}` it cannot be filled: {what}", fix
        )


def voice_in(library: Library, item: Item[Brand]) -> BrandVoice:
    """A brand of a library with its templates, approved or not."""
    ids = item.value.prompts.ids()
    return make_voice(
        item.value,
        item.hash,
        {name: library.prompts[name].item.value for name in ids},
        {name: library.prompts[name].item.hash for name in ids},
    )
