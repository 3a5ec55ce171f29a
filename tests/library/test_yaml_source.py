"""YAML as an editor means it: plain words stay words, every place is right, nothing crashes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from service.library import yaml_source
from service.library.yaml_source import MAX_DEPTH, read_yaml

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]))
_DATA = st.recursive(
    st.booleans() | st.integers(-(10**9), 10**9) | _WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(st.text())
def test_any_text_is_read_or_reported(text: str) -> None:
    source = read_yaml(text, "x.yaml")
    lines = text.count("\n") + text.count("\r") + text.count("\x85") + 2
    for problem in source.problems:
        assert 1 <= problem.line <= lines + text.count("\u2028") + text.count("\u2029")
        assert problem.column >= 1


@given(st.text("-:[]{}&*!|>'\"%@`#? \n\tab", max_size=60))
def test_any_punctuation_is_read_or_reported(text: str) -> None:
    source = read_yaml(text, "x.yaml")
    assert source.problems or json.dumps(source.data)


@given(_DATA)
def test_json_means_the_same_in_yaml(data: Any) -> None:
    source = read_yaml(json.dumps({"data": data}, ensure_ascii=False), "x.yaml")
    if not source.problems:  # YAML refuses some letters that JSON takes
        assert source.data == {"data": data}


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(0, 9), min_size=1))
def test_every_key_is_found_at_its_line(data: dict[str, int]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in data.items())
    marks = read_yaml(text, "x.yaml").marks
    assert [marks[key,] for key in data] == [(line, 1) for line in range(1, len(data) + 1)]


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2027-06-30", "2027-06-30"),
        ("0123", "0123"),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("true", True),
        ("null", None),
        ("42", 42),
        ("-1.5", -1.5),
        ('"42"', "42"),
    ],
)
def test_plain_words_stay_words(plain: str, value: object) -> None:
    assert read_yaml(f"a: {plain}", "x.yaml").data == {"a": value}


def test_places_count_from_the_first_line_of_a_header() -> None:
    source = read_yaml("subject: x\naction: {label: y}\n", "email.md", first_line=2)
    assert source.marks["subject",] == (2, 1)
    assert source.marks["action", "label"] == (3, 10)


def test_place_of_what_is_missing_is_its_nearest_parent() -> None:
    source = read_yaml("a:\n  b: 1\n", "x.yaml")
    assert source.place(("a", "c", 3)) == (1, 1)
    assert source.place(("z",)) == (1, 1)


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000])
def test_bottomless_nesting_neither_crashes_nor_hangs(text: str) -> None:
    assert [problem.code for problem in read_yaml(text, "x.yaml").problems] == ["L004"]


def test_depth_that_people_write_is_read() -> None:
    text = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert read_yaml(text, "x.yaml").problems == ()


def test_parser_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: {b: [1, 'x', {c: true}]}\nd: |\n  two\n  lines\n"
    fast = read_yaml(text, "x.yaml")
    monkeypatch.setattr(yaml_source, "_Loader", yaml.SafeLoader)
    slow = read_yaml(text, "x.yaml")
    assert (slow.data, slow.marks) == (fast.data, fast.marks)


@pytest.mark.parametrize("loader", [yaml_source._Loader, yaml.SafeLoader])
@pytest.mark.parametrize(
    ("text", "place", "spaces"),
    [
        ("source: clinic\n purpose: education\n", (2, 2), "1 space"),
        ("a:\n  x: 1\n   y: 2\n", (3, 4), "1 space"),
        ("a:\n  - id: x\n      kind: y\n", (3, 7), "2 spaces"),
        ("topics: [heart]\n  purpose: education\n", (2, 3), "2 spaces"),
        ("because: 'You asked'\n purpose: education\n", (2, 2), "1 space"),
        ("a: x\n\n# a note\n   b: y\nc: z\n", (4, 4), "3 spaces"),
    ],
)
def test_key_that_is_indented_too_far_is_told_by_how_much(
    loader: Any, text: str, place: tuple[int, int], spaces: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_source, "_Loader", loader)
    (problem,) = read_yaml(text, "x.yaml").problems
    assert (problem.line, problem.column) == place
    assert str(problem).partition(" ")[2] == (
        "L004 not valid YAML: this line is indented more than its neighbours; "
        f"take {spaces} away before its key, or put a text that goes on here in quotes"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("because: You joined\n  and then: came\n", "a `:` makes this a second key in one line"),
        ("because: You: joined\n", "a `:` makes this a second key in one line"),
        ("a:\n   x: 1\n  y: 2\n", "this line does not continue what stands above it"),
        ("a:\n- x\n  b: c\n", "a `:` makes this a second key in one line"),
    ],
)
def test_other_slips_are_not_taken_for_indentation(text: str, what: str) -> None:
    (problem,) = read_yaml(text, "x.yaml").problems
    assert problem.what == f"not valid YAML: {what}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: “You joined us.”", [("a",)]),
        ("a: «Bonjour»\nb: „Guten Tag“", [("a",), ("b",)]),
        ("a: ‘We don’t call.’", [("a",)]),
        ("a: [one, “two”]", [("a", 1)]),
        ("a: “Yes” and “no”", []),
        ("a: Why “yes”", []),
        ('a: "“You joined us.”"', []),
        ("a: 'You joined us.'", []),
    ],
)
def test_a_value_in_curly_quotes_alone_is_noticed(text: str, found: list[object]) -> None:
    source = read_yaml(text, "x.yaml")
    assert (source.problems, list(source.curly)) == ((), found)


def test_curly_quotes_round_a_colon_are_told_to_be_no_quotes() -> None:
    (problem,) = read_yaml("a: “You joined: welcome.”", "x.yaml").problems
    assert (problem.line, problem.code) == (1, "L004")
    assert problem.fix == "put the text in straight quotes, or begin a new line"
