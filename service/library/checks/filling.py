"""Words of a template that nobody has replaced: they must reach no recipient and no auditor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.errors import Problem
from service.library.filler import IN_A_CALL, IN_A_TEXT, IN_WORDS, OF_A_TRIGGER
from service.library.library import Library
from service.library.yaml_errors import position

CODE = "L374"
_WHAT, _FIX = "this is what the template wrote", "write your own words in its place"


def check_filling(library: Library, on: date) -> Iterator[Problem]:
    """Triggers and renditions that still hold a template's words."""
    del on
    for item in library.triggers.values():
        for field, words in OF_A_TRIGGER.items():
            if getattr(item.value, field) == words:
                yield item.problem((field,), CODE, _WHAT, _FIX)
    for files in library.renditions.values():
        for file in files:
            for words in (IN_A_TEXT, IN_A_CALL, IN_WORDS):
                at = file.value.source.find(words)
                if at >= 0:
                    line, column = file.text_place(*position(file.value.source, at))
                    yield Problem(file.file, line, column, CODE, _WHAT, _FIX)
