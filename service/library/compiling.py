"""Renditions of a library compiled once, and what is wrong in their words, in its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

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
            compiled = _compiled(_Key(file.value))
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
            compiled = _compiled(_Key(file.value))
            if isinstance(compiled, RenditionProblems):
                yield module_id, file, compiled


class _Key:
    """A rendition by identity: hashing its whole text for each check would be slow."""

    __slots__ = ("rendition",)

    def __init__(self, rendition: Rendition) -> None:
        self.rendition = rendition

    def __hash__(self) -> int:
        return id(self.rendition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.rendition is self.rendition


@lru_cache(maxsize=50_000)
def _compiled(key: _Key) -> CompiledRendition | RenditionProblems:
    try:
        return compile_rendition(key.rendition)
    except RenditionProblems as problems:
        return problems
