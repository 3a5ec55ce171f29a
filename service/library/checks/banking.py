"""Banked rewordings: of words that are there, unchanged since, with every lock and value kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.channels import CompiledRendition, RenditionProblems, compile_rendition
from service.domain.content import Rendition
from service.errors import Problem
from service.library.checks.references import missing
from service.library.compiling import compiled_once
from service.library.hashing import words_hash
from service.library.library import Library, RenditionFile, RewordingFile


def check_rewordings(library: Library, on: date) -> Iterator[Problem]:
    """What keeps a banked rewording from being used, and what people should look at again."""
    del on
    for file in library.rewordings.values():
        item = file.item
        if library.brands:
            yield from missing(item, (), [item.value.brand], library.names("brand"), "brand")
        module = library.modules[item.value.module]
        if module.value.rewording == "locked":
            what, fix = "its module is locked: no word of it may be reworded", "delete the file"
            yield item.problem((), "L226", what, fix)
        source = approved_words(library, file)
        if source is None and f"rendition:{item.value.module}" in library.unread:
            continue  # they may be in the file that could not be read
        if source is None:
            what = "the words that it rewords are not there"
            yield item.problem((), "L201", what, "delete it: `bedside reword drop`")
            continue
        yield from _unlike(library, file, source)
        if is_stale(file, source):
            what = "the approved words have changed since, so it is not used"
            fix = "make a new one with `bedside reword generate`, and drop this one"
            yield item.problem(("rewords",), "L225", what, fix, level="warning")
        brand = library.brands.get(item.value.brand)
        if brand is not None and brand.hash != item.value.brand_hash:
            what = "it was made for an earlier text of its brand"
            fix = "read it again; to use the brand as it is now, make a new one"
            yield item.problem(("brand_hash",), "L227", what, fix, level="warning")


def approved_words(library: Library, file: RewordingFile) -> RenditionFile | None:
    """The rendition that a rewording says differently."""
    value = file.item.value
    for rendition in library.renditions.get(value.module, ()):
        found = rendition.value
        if (found.channel, found.locale, found.variant) == (
            value.channel,
            value.locale,
            value.variant,
        ):
            return rendition
    return None


def is_stale(file: RewordingFile, source: RenditionFile) -> bool:
    """Whether the approved words are others than those that were reworded."""
    return file.item.value.rewords != words_hash(source.value.source)


def reworded(rendition: Rendition, source: str) -> Rendition:
    """A rendition with other words below its header."""
    return rendition.model_copy(update={"source": source})


def _unlike(library: Library, file: RewordingFile, source: RenditionFile) -> Iterator[Problem]:
    """Locks or values that are not those of the approved words."""
    item = file.item
    ours = compiled_once(library.modules[item.value.module].hash, source.value)
    if not isinstance(ours, CompiledRendition):
        return  # told where the approved words stand
    try:
        theirs = compile_rendition(reworded(source.value, item.value.source))
    except RenditionProblems as problems:
        for problem in problems.problems:
            line = file.first_line + problem.line - 1
            yield Problem(
                item.file, line, problem.column, problem.code, problem.message, problem.fix
            )
        return
    for same, what in (
        (theirs.locked == ours.locked, "locked words"),
        (theirs.variables == ours.variables, "values"),
    ):
        if not same:
            yield Problem(
                item.file,
                file.first_line,
                1,
                "L228",
                f"it does not keep the {what} of the approved words",
                "bring them back as they are there, or drop it",
            )
