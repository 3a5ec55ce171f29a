"""JSON from callers: read strictly, with the place of every key."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.library.json_source import read_json

_DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.text())
def test_any_text_is_read_or_reported(text: str) -> None:
    source = read_json(text, "x.json")
    assert source.problems or source.data == json.loads(text)


@given(_DATA, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_python_reads_it(data: Any, indent: Any, ascii_only: bool) -> None:
    source = read_json(json.dumps(data, indent=indent, ensure_ascii=ascii_only), "x.json")
    assert (source.data, source.problems) == (data, ())


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 9), min_size=1))
def test_every_key_is_found_at_its_line(data: dict[str, int]) -> None:
    source = read_json(json.dumps(data, indent=2), "x.json")
    assert [source.marks[key,] for key in data] == [(line, 3) for line in range(2, len(data) + 2)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "L005"),
        ('{"a": {"b": 1, "b": 2}}', "L005"),
        ('{"a": NaN}', "L011"),
        ('{"a": -Infinity}', "L011"),
        ('{"a": 1e999}', "L011"),
        ('{"a": ' + "9" * 5_000 + "}", "L011"),
        ("[" * 100_000, "L004"),
        ("[" * 100 + "]" * 100, "L004"),
        (" " * 1_000_001, "L003"),
    ],
)
def test_what_python_lets_through_is_refused(text: str, code: str) -> None:
    assert [problem.code for problem in read_json(text, "x.json").problems] == [code]
