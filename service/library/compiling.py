"""Renditions compiled once, and what is wrong in their words, in its place."""

from __future__ import annotations

from collections.abc import Iterator

from service.channels import CompiledRendition, RenditionProblems, compile_rendition
from service.domain.content import Rendition
from service.errors import Problem
from service.library.library import Library, RenditionFile


def compiled_renditions(
    library: Library,
) -> Iterator[tuple[str, RenditionFile, CompiledRendition]]:
    """Every rendition that compiles, with its module's id and file."""
    for module_id, files in library.renditions.items():
        for file in files:
            compiled = compiled_once(library.modules[module_id].hash, file.value)
            if isinstance(compiled, CompiledRendition):
                yield module_id, file, compiled


def compile_problems(library: Library) -> Iterator[Problem]:
    """What is wrong inside rendition files."""
    for _, file, problems in uncompiled(library):
        for problem in problems.problems:
            place = (
                file.header_place(problem.field)
                if problem.field
                else file.text_place(problem.line, problem.column)
            )
            yield Problem(file.file, *place, problem.code, problem.message, problem.fix)


def uncompiled(library: Library) -> Iterator[tuple[str, RenditionFile, RenditionProblems]]:
    """Every rendition that does not compile, with its module's id and what is wrong with it."""
    for module_id, files in library.renditions.items():
        for file in files:
            compiled = compiled_once(library.modules[module_id].hash, file.value)
            if isinstance(compiled, RenditionProblems):
                yield module_id, file, compiled


#: Compiled words by their module's content hash, so that checks, releases and their parts share.
_COMPILED: dict[tuple[str, str, str, str], CompiledRendition | RenditionProblems] = {}
_KEPT = 50_000


def compiled_once(module_hash: str, rendition: Rendition) -> CompiledRendition | RenditionProblems:
    """A rendition of the module with this content hash, compiled; or what is wrong with it."""
    key = (module_hash, rendition.channel, rendition.locale, rendition.variant)
    compiled = _COMPILED.get(key)
    if compiled is None:
        if len(_COMPILED) >= _KEPT:
            _COMPILED.clear()
        try:
            compiled = compile_rendition(rendition)
        except RenditionProblems as problems:
            compiled = problems
        _COMPILED[key] = compiled
    return compiled
