"""Reading education sentences, and the false alarms counted on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.education import EducationScore, Reading, stopping_rules
from evals.scoring import Hit, Rate
from evals.sentences import Sentence, load_education
from service.errors import BedsideError


def reading(*rules: str, source: str = "A", you: bool = False) -> Reading:
    return Reading(Sentence("text", "asthma", source, you), rules)


def test_shares_by_source_address_and_rule() -> None:
    result = EducationScore(
        (
            reading("DX-02", "DX-01", source="B", you=True),
            reading("DX-02", source="A", you=True),
            reading(source="A"),
        )
    )
    assert result.overall == Rate(2, 3)
    assert list(result.by_source.items()) == [("A", Rate(1, 2)), ("B", Rate(1, 1))]
    assert dict(result.by_address) == {"no you": Rate(0, 1), "you": Rate(2, 2)}
    assert list(result.by_rule.items()) == [("DX-02", 2), ("DX-01", 1)]


def test_only_stopping_rules_that_judge_a_sentence_count() -> None:
    hits = [
        Hit("DX-14", False, 0, 1),
        Hit("RD-01", True, 0, 1),
        Hit("DX-02", True, 0, 1),
        Hit("DX-02", True, 5, 6),
    ]
    assert stopping_rules(hits) == ("DX-02",)


def test_loads_sentences_and_skips_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('{"text": "a", "focus": "f", "source": "S", "you": true}\n\n{"text": "b"}\n')
    assert load_education(path) == (
        Sentence("a", "f", "S", you=True),
        Sentence("b", "", "unknown", you=False),
    )


def test_labelled_claims_are_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(
        '{"text": "a", "label": "claim", "source": "S"}\n'
        '{"text": "b", "label": "claim", "source": "S"}\n'
        '{"text": "c", "label": "good", "source": "S"}\n'
        '{"text": "d", "label": "unsure", "source": "S"}\n'
    )
    rules = {"a": ("DX-02",), "b": (), "c": ("DX-02",)}
    score = EducationScore(tuple(Reading(s, rules[s.text]) for s in load_education(path)))
    assert score.found == {"S": Rate(1, 2)}
    assert [reading.sentence.text for reading in score.missed] == ["b"]
    assert (score.overall, score.by_source) == (Rate(1, 1), {"S": Rate(1, 1)})


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    texts = ["Walk\u2028with a friend.", "Rest\x85well.", "Sleep\x0cearly."]
    rows = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    path.write_bytes("\r\n".join([*rows, "not json"]).encode())
    with pytest.raises(BedsideError) as caught:
        load_education(path)
    assert [problem.where for problem in caught.value.problems] == ["s.jsonl:4:1"]
    path.write_bytes("\r\n".join(rows).encode())
    assert [sentence.text for sentence in load_education(path)] == texts


@pytest.mark.parametrize("text", ["", "\n\n", '{"text": "a", "label": "unsure"}\n'])
def test_a_file_without_a_sentence_measures_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(text)
    with pytest.raises(BedsideError, match="E113 the file: it holds no sentence"):
        load_education(path)


def test_says_every_line_that_is_not_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('{"text": "a"}\nnot json\n{"texts": "b"}\n[1]\n{"text": "c", "label": "bad"}\n')
    with pytest.raises(BedsideError) as caught:
        load_education(path)
    assert [problem.where for problem in caught.value.problems] == [
        "s.jsonl:2:1",
        "s.jsonl:3:1",
        "s.jsonl:4:1",
        "s.jsonl:5:1",
    ]
    assert str(caught.value.problems[0]) == (
        's.jsonl:2:1 E113 not JSON: Expecting value; write {"text": "...", "source": "..."}; '
        "a label is good, claim or unsure"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            '{"text": "Your asthma acts up.", "lable": "claim"}',
            "is not known; did you mean `label`",
        ),
        (
            '{"text": "Your asthma acts up.", "Label": "claim"}',
            "is not known; did you mean `label`",
        ),
        ('{"text": "a", "label": "good", "Label": "claim"}', "is not known; valid here: text, la"),
        ('{"text": "a", "url": "https://example.org"}', "the key 'url' is not known; valid here:"),
        ('{"text": "a", "label": "claim", "label": "good"}', "the key 'label' twice; keep one"),
        ('{"text": "a", "label": "Claim"}', "the value of `label` is wrong; write one of good, "),
        ('{"text": "a", "label": null}', "the value of `label` is wrong; write one of good, claim"),
        ('{"text": "a", "you": "false"}', "the value of `you` is wrong; write true or false"),
        ('{"text": 5}', "the value of `text` is wrong; write words in quotes"),
        ('{"source": "texts of May"}', "the key `text` is missing; write {"),
        ('{"text": ""}', "the text is blank; write the words"),
        ('{"text": " \\u200b\\t"}', "the text is blank; write the words"),
        ('{"text": "\\ud83d"}', "the text holds half of a character; write"),
        ('["a"]', "not an object with the key `text`; write"),
        pytest.param("[" * 100_000, "not JSON that can be read; write", id="deep"),
    ],
)
def test_each_cause_is_told_in_its_own_words(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(f'{{"text": "Spring is here."}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BedsideError) as caught:
        load_education(path)
    (problem,) = caught.value.problems
    assert (problem.where, problem.code) == ("s.jsonl:2:1", "E113")
    assert told in str(problem)


def test_what_is_not_json_is_told_by_its_column(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('{"text": "a"} {"text": "b"}\n', encoding="utf-8")
    with pytest.raises(BedsideError, match=r"s\.jsonl:1:15 E113 not JSON: Extra data"):
        load_education(path)


def test_whether_a_text_speaks_to_its_reader_is_read_in_it(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    texts = ["Take care of your diabetes.", "You\u2019re invited.", "Youth sports begin in May."]
    rows = [json.dumps({"text": text}) for text in texts]
    path.write_text("\n".join([*rows, '{"text": "Sign up.", "you": true}']), encoding="utf-8")
    assert [sentence.you for sentence in load_education(path)] == [True, True, False, True]


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('{"text": "a"}\n', encoding="utf-8-sig")
    assert [sentence.text for sentence in load_education(path)] == ["a"]


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(BedsideError) as caught:
        load_education(tmp_path / "none.jsonl")
    assert str(caught.value) == (
        "none.jsonl E101 the file: No such file or directory; a JSONL file in UTF-8"
    )


def test_a_sentence_may_hold_any_mark_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text('{"text": "a\u2028b\x85c"}\nbad\n', encoding="utf-8")
    with pytest.raises(BedsideError) as error:
        load_education(path)
    assert [(p.line, p.code) for p in error.value.problems] == [(2, "E113")]
    path.write_text('{"text": "a\u2028b\x85c"}\n', encoding="utf-8")
    assert [sentence.text for sentence in load_education(path)] == ["a\u2028b\x85c"]
