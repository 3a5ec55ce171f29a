"""Claims: each has support, and words that cite one are its exact words, locked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.channels.as_markdown import as_markdown
from service.domain.channels import TRAITS
from service.domain.nearest import did_you_mean
from service.domain.vocabulary import Channel
from service.errors import Problem
from service.library.checks.references import PUT_BACK
from service.library.compiling import compiled_renditions, uncompiled
from service.library.library import Library


def check_claims(library: Library, on: date) -> Iterator[Problem]:
    """Claims without support or use, and citations that differ from what is registered."""
    del on
    cited = {claim for item in library.modules.values() for claim in item.value.claims}
    cited.update(
        span.claim
        for _, _, compiled in compiled_renditions(library)
        for span in compiled.locked
        if span.claim is not None
    )
    for item in library.claims.values():
        if not item.value.references:
            yield item.problem(
                ("references",),
                "L211",
                "a claim without a reference",
                "say where its support can be read",
            )
        if item.value.id not in cited and library.whole("module"):
            yield item.problem(
                ("id",),
                "L212",
                "no module cites this claim",
                "cite it, or delete it",
                level="warning",
            )
    yield from _citations(library)


def _citations(library: Library) -> Iterator[Problem]:
    shown: dict[str, set[str]] = {}
    for module_id, file, compiled in compiled_renditions(library):
        module = library.modules[module_id].value
        for span in compiled.locked:
            if span.claim is None:
                continue
            shown.setdefault(module_id, set()).add(span.claim)
            claim = library.claims.get(span.claim)
            line, column = place_of(file.value.source, f"claim {span.claim}")
            where = file.text_place(line, column)
            if span.claim not in library.names("claim"):
                near = did_you_mean(span.claim, library.names("claim"))
                if span.claim in library.removed("claim"):
                    near = PUT_BACK
                what = f"no claim is called `{span.claim}`"
                yield Problem(file.file, *where, "L201", what, near or "register it first")
            elif span.claim not in module.claims and library.names("claim").issuperset(
                module.claims
            ):
                yield Problem(
                    file.file,
                    *where,
                    "L213",
                    f"the module does not list the claim `{span.claim}`",
                    "add it to `claims` in `module.yaml`",
                )
            if claim is not None and span.text != claim.value.text:
                yield Problem(
                    file.file,
                    *where,
                    "L214",
                    f"these are not the registered words of the claim `{span.claim}`",
                    f'write "{as_cited(claim.value.text, file.value.channel)}"',
                )
    broken = {module_id for module_id, _, _ in uncompiled(library)}
    for item in library.modules.values():
        if item.value.id in broken or f"rendition:{item.value.id}" in library.unread:
            continue  # the words that could not be read may show it
        for index, claim_id in enumerate(item.value.claims):
            if claim_id not in shown.get(item.value.id, set()) and claim_id in library.claims:
                yield item.problem(
                    ("claims", index),
                    "L215",
                    f"no rendition shows the claim `{claim_id}`",
                    f"mark it with `[[lock: claim {claim_id}]]`, or take it out",
                )


def as_cited(words: str, channel: Channel) -> str:
    """A claim's words as a file of a channel writes them, to be shown letter by letter."""
    return words if TRAITS[channel].written == "text" else as_markdown(words)


def place_of(source: str, words: str) -> tuple[int, int]:
    """Line and column, from 1, where some words first stand; the start if they do not."""
    at = max(source.find(words), 0)
    return source.count("\n", 0, at) + 1, at - (source.rfind("\n", 0, at) + 1) + 1
