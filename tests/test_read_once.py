"""What a process finds in the folder of a run is what it would read, of the very same question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guardrails import Context, Guard
from guardrails.reader import read
from tests.read_once import read_once

TEXT = "Thanks for looking after your diabetes."
OF_A_LIBRARY = Context(claims=frozenset({"Walking helps.", "Water helps."}))


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def readers(asked: list[str], tmp_path: Path) -> list[Any]:
    """Two processes of one run, as far as reading goes."""

    def watched(parts: Any, text: str, context: Context, check_time: Any) -> Any:
        asked.append(text)
        return read(parts, text, context, check_time)

    return [read_once(watched, tmp_path / "kept") for _ in range(2)]


def test_a_text_is_read_by_one_and_the_other_says_the_same(
    readers: list[Any], asked: list[str], guard: Guard
) -> None:
    first, second = (reader(guard.parts, TEXT, OF_A_LIBRARY, lambda: None) for reader in readers)
    assert first == second == read(guard.parts, TEXT, OF_A_LIBRARY, lambda: None)
    assert first
    assert asked == [TEXT]


@pytest.mark.parametrize("other", [{"part": "subject"}, {"claims": frozenset({TEXT})}])
def test_the_same_words_in_another_context_are_read(
    other: dict[str, Any], readers: list[Any], asked: list[str], guard: Guard
) -> None:
    for reader, context in zip(
        readers, (OF_A_LIBRARY, replace(OF_A_LIBRARY, **other)), strict=True
    ):
        reader(guard.parts, TEXT, context, lambda: None)
    assert asked == [TEXT, TEXT]


def test_what_is_of_no_library_is_read_each_time(
    readers: list[Any], asked: list[str], guard: Guard
) -> None:
    for reader in readers:
        reader(guard.parts, TEXT, Context(), lambda: None)
    assert asked == [TEXT, TEXT]
