"""Which answers are read, and which are thrown away whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rewording.answers import MOST_ANSWER, AnswerRefused, read_answer
from service.rewording.asking import Ask

IDS = ("s1", "s2")


@pytest.mark.parametrize(
    "text",
    [
        '{"s1": "A.", "s2": "B."}',
        '  {"s1": "A.",\n "s2": "B."}\n',
        '```json\n{"s1": "A.", "s2": "B."}\n```',
        '```\n{"s1": "A.", "s2": "B."}\n```',
    ],
)
def test_harmless_wrapping_is_taken_off(text: str) -> None:
    assert read_answer(text, IDS) == {"s1": "A.", "s2": "B."}


def test_a_sentence_that_was_left_out_is_not_there() -> None:
    assert read_answer('{"s2": "B."}', IDS) == {"s2": "B."}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "RW-01"),
        (None, "RW-01"),
        (17, "RW-01"),
        ("Sure! Here it is.", "RW-01"),
        ('Sure: {"s1": "A."}', "RW-01"),
        ('{"s1": "A."} and more', "RW-01"),
        ('{"s1": "A."', "RW-01"),
        ("{}", "RW-01"),
        ('["A."]', "RW-01"),
        ('"A."', "RW-01"),
        ("null", "RW-01"),
        ('{"s1": 7}', "RW-01"),
        ('{"s1": null}', "RW-01"),
        ('{"s1": ["A."]}', "RW-01"),
        ('{"s1": {"text": "A."}}', "RW-01"),
        ('{"s1": " "}', "RW-01"),
        ('{"s3": "A."}', "RW-01"),
        ('{"s1": "A.", "note": "B."}', "RW-01"),
        ('{"s1": "A.", "s1": "B."}', "RW-01"),
        ("[" * 100_000, "RW-02"),
        ("[" * 10_000, "RW-01"),
        ('{"s1": "' + "a" * 900 + '"}', "RW-02"),
        ("x" * (MOST_ANSWER + 1), "RW-02"),
    ],
)
def test_anything_else_is_refused(text: object, code: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        read_answer(text, IDS)
    assert refused.value.finding.code == code


@given(st.one_of(st.text(), st.binary(), st.none(), st.integers(), st.lists(st.text())))
def test_no_answer_breaks_the_reader(text: object) -> None:
    try:
        read = read_answer(text, IDS)
    except AnswerRefused:
        return
    assert read.keys() <= set(IDS)


@given(st.dictionaries(st.sampled_from([*IDS, "s3"]), st.text(max_size=20), max_size=3))
def test_only_asked_sentences_of_words_come_through(data: dict[str, str]) -> None:
    good = bool(data) and data.keys() <= set(IDS) and all(map(str.strip, data.values()))
    try:
        assert read_answer(json.dumps(data), IDS) == data
    except AnswerRefused:
        assert not good


def test_a_schema_asks_for_every_sentence_and_nothing_else() -> None:
    ask = Ask("s", "p", {"s1": "Come at [[time1]].", "s2": "A heading"})
    plain = ask.schema()
    assert plain["required"] == ["s1", "s2"]
    assert plain["additionalProperties"] is False
    assert "pattern" not in plain["properties"]["s1"]
    import re

    pattern = ask.schema(patterns=True)["properties"]["s1"]["pattern"]
    assert re.match(pattern, "Please come at [[time1]].")
    assert not re.match(pattern, "Please come.")
    assert not re.match(pattern, "Please come at [[time1]] or [[time1]].")
    assert not re.match(pattern, "Please come at [[time2]].")


def test_everything_that_is_asked_is_in_the_digest() -> None:
    one = Ask("s", "p", {"s1": "A."})
    others = [
        Ask("t", "p", {"s1": "A."}),
        Ask("s", "q", {"s1": "A."}),
        Ask("s", "p", {"s1": "B."}),
        Ask("s", "p", {"s1": "A."}, temperature=0.7),
        Ask("s", "p", {"s1": "A."}, seed=8),
    ]
    assert len({ask.digest for ask in (one, *others)}) == 6
