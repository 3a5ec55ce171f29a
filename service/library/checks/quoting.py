"""Quotes: a value in curly ones, which YAML takes for letters of the text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.errors import Problem
from service.library.library import Library
from service.library.yaml_source import Sourced


def check_quotes(library: Library, on: date) -> Iterator[Problem]:
    """Values that would be shown with the quotes that an editor put round them for YAML."""
    del on
    for item in library.items():
        yield from _curly(item.file, item.source)
    for files in library.renditions.values():
        for file in files:
            yield from _curly(file.file, file.source)


def _curly(file: str, source: Sourced) -> Iterator[Problem]:
    """A warning each: words may be meant to stand in such quotes, as a title may."""
    for path in source.curly:
        what = "curly quotes stand round the value, and would be shown with it"
        fix = 'take them away, or put straight ones round all of it where they are meant: "“...”"'
        yield Problem(file, *source.place(path), "L229", what, fix, "warning")
