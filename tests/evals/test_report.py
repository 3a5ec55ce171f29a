"""What the reports show, and what they keep to themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from evals.education import EducationScore, Reading
from evals.golden import UrgencyCase
from evals.report import Section, json_report, markdown_report, text_report
from evals.scoring import Outcome, Rate, UrgencyOutcome, score
from evals.sentences import Sentence
from evals.tables import markdown_table, plain_table, rate_cells
from evals.thresholds import Shortfall

Make = Callable[..., Outcome]
SHORT = Shortfall("claims found, real", Rate(1, 2), 0.95, at_least=True)


def section(make_outcome: Make, make_urgent: Callable[..., UrgencyCase]) -> Section:
    outcomes = [
        make_outcome(rules=("DX-02",)),
        make_outcome(id="dx02-002", text="Your open claim.", pair="dx02-a"),
        make_outcome(id="dx02-003", text="Your held claim.", split="held_back"),
        make_outcome(id="dx02-004", text="A good\ntext.", rules=("DX-09", "DX-02"), stop=False),
    ]
    urgency = [UrgencyOutcome(make_urgent("crisis", "lay words"), "emergency")]
    return Section("Open set", score(outcomes, urgency), (SHORT,))


def test_text_report_lists_misses_before_over_blocked(
    make_outcome: Make, make_urgent: Callable[..., UrgencyCase]
) -> None:
    report = text_report(section(make_outcome, make_urgent))
    tail = report[report.index("Missed") :]
    assert tail == (
        "Missed: a claim that passes: 2\n"
        "  dx02-002 [DX-02 real email pair dx02-a]  Your open claim.\n"
        "\n"
        "Over-blocked: good text that is stopped: 1\n"
        "  dx02-004 [DX-02 real email]  A good / text.  (DX-02, DX-09)\n"
        "\n"
        "Urgent, missed or misread: 1\n"
        "  urgency-001  lay words  (wanted crisis, read emergency)\n"
        "\n"
        "below the bar: claims found, real: 1 of 2 (50.0%), wanted at least 95%\n"
    )


def test_held_back_texts_are_shown_only_on_request(
    make_outcome: Make, make_urgent: Callable[..., UrgencyCase]
) -> None:
    part = section(make_outcome, make_urgent)
    assert "Your held claim." not in text_report(part)
    assert "Your held claim." not in json_report([part])
    assert "Your held claim." in text_report(replace(part, texts="all"))


def test_summary_shows_no_text(make_outcome: Make, make_urgent: Callable[..., UrgencyCase]) -> None:
    part = replace(section(make_outcome, make_urgent), texts="none")
    for report in (text_report(part), markdown_report([part]), json_report([part])):
        assert "Your open claim." not in report
        assert "A good" not in report
        assert "lay words" not in report


def test_invisible_characters_are_spelled_out(make_outcome: Make) -> None:
    part = Section("Open set", score([make_outcome(text="a\u200bb")], []), ())
    assert "a\\u200bb" in text_report(part)


def test_unknown_rules_fail_the_run(make_outcome: Make) -> None:
    part = Section("Open set", score([make_outcome(rules=("GD-01",))], []), ())
    assert part.fails
    assert "findings that no kind knows: GD-01" in text_report(part)


def test_education_sentences_are_shown_only_on_request(make_outcome: Make) -> None:
    read = EducationScore((Reading(Sentence("Flagged.", "asthma", "A", you=False), ("DX-02",)),))
    part = Section("Open set", score([], []), (), education=read)
    assert "Flagged." not in text_report(part)
    assert "DX-02  [A, asthma]  Flagged." in text_report(replace(part, education_texts=True))
    assert "all thresholds reached" in text_report(part)


def test_claims_among_real_sentences_have_a_table_of_their_own() -> None:
    claims = [Sentence(text, "", "A", you=True, claim=True) for text in ("Found.", "Missed.")]
    read = EducationScore((Reading(claims[0], ("DX-02",)), Reading(claims[1], ())))
    part = Section("Open set", score([], []), (), education=read)
    assert "Claims found among them" in text_report(part)
    assert "Missed." not in text_report(part)
    assert "missed  [A, ]  Missed." in text_report(replace(part, education_texts=True))
    (shown,) = json.loads(json_report([part]))
    assert shown["education"]["claims_found"]["A"]["count"] == 1


def test_json_report_is_complete_and_stable(
    make_outcome: Make, make_urgent: Callable[..., UrgencyCase]
) -> None:
    part = section(make_outcome, make_urgent)
    (read,) = json.loads(json_report([part]))
    assert read["passed"] is False
    assert read["claims_by_kind"]["DX-02"] == {
        "count": 1,
        "total": 3,
        "share": 0.3333,
        "interval": [0.0615, 0.7923],
    }
    assert [case["id"] for case in read["missed"]] == ["dx02-002", "dx02-003"]
    assert read["urgent_missed"] == ["urgency-001"]
    assert read["below"] == [str(SHORT)]
    assert json_report([part]) == json_report([part])


def test_markdown_report_has_a_chapter_for_each_section(make_outcome: Make) -> None:
    part = Section("Open set", score([make_outcome(rules=("DX-02",))], []), ())
    report = markdown_report([part, replace(part, title="Held-back set")])
    assert report.count("\n## ") == 2
    assert report.endswith("\n- all thresholds reached\n")
    assert "| DX-02 presupposed | 100.0% | 20.7% to 100.0% | 1 / 1 |" in report


def test_tables() -> None:
    rows = [("a", *rate_cells(Rate(1, 4))), ("long name", *rate_cells(Rate(0, 0)))]
    assert plain_table(("", "share", "95% interval", "count"), rows) == [
        "             share   95% interval  count",
        "  a          25.0%  4.6% to 69.9%  1 / 4",
        "  long name      -              -  0 / 0",
    ]
    assert markdown_table(("what", "n"), [("a", "1")]) == [
        "| what | n |",
        "| --- | ---: |",
        "| a | 1 |",
    ]
