"""Words of a template that nobody has replaced: they must reach no recipient and no auditor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.errors import Problem
from service.library.filler import (
    IN_A_CALL,
    IN_A_FIELD,
    IN_A_TEXT,
    IN_WORDS,
    OF_A_CLAIM,
    OF_A_REFERENCE,
    OF_A_SIGNAL,
    OF_A_TRIGGER,
    OF_AN_EXPERIMENT,
)
from service.library.library import Library
from service.library.yaml_errors import position

CODE = "L374"
_WHAT, _FIX = "this is what the template wrote", "write your own words in its place"


def check_filling(library: Library, on: date) -> Iterator[Problem]:
    """Whatever still holds a template's words: all that the studio makes from one."""
    del on
    for items, filled in (
        (library.triggers, OF_A_TRIGGER),
        (library.claims, OF_A_CLAIM),
        (library.signals, OF_A_SIGNAL),
        (library.experiments, OF_AN_EXPERIMENT),
    ):
        for item in items.values():
            for field, words in filled.items():
                if getattr(item.value, field) == words:
                    yield item.problem((field,), CODE, _WHAT, _FIX)
    yield from _in_references(library)
    yield from _in_entries(library)
    for files in library.renditions.values():
        for file in files:
            for words in (IN_A_TEXT, IN_A_CALL, IN_WORDS):
                at = file.value.source.find(words)
                if at >= 0:
                    line, column = file.text_place(*position(file.value.source, at))
                    yield Problem(file.file, line, column, CODE, _WHAT, _FIX)


def _in_references(library: Library) -> Iterator[Problem]:
    for item in library.claims.values():
        for index, reference in enumerate(item.value.references):
            for field, words in OF_A_REFERENCE.items():
                if getattr(reference, field) == words:
                    yield item.problem(("references", index, field), CODE, _WHAT, _FIX)


def _in_entries(library: Library) -> Iterator[Problem]:
    for item in library.directories.values():
        for name, entry in item.value.entries.items():
            for field, words in entry.items():
                if words == IN_A_FIELD:
                    yield item.problem(("entries", name, field), CODE, _WHAT, _FIX)
