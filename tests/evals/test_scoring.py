"""The scorer on hand-made results: every number, exactly."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evals.golden import UrgencyCase
from evals.kinds import kind_of
from evals.scoring import Hit, Outcome, Rate, Score, UrgencyOutcome, score, total, wilson
from evals.thresholds import Thresholds, load_thresholds, shortfalls

Make = Callable[..., Outcome]

BAR = Thresholds(
    claims_real_at_least=0.95,
    claims_adversarial_at_least=0.9,
    pairs_at_least=1.0,
    look_alikes_flagged_at_most=0.05,
    kind_recall_at_least=0.8,
    kind_counts_from=2,
    urgent_found_at_least=0.95,
    urgent_false_at_most=0.1,
    education_flagged_at_most=0.01,
)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.27753),
        (10, 10, 0.72247, 1.0),
        (8, 10, 0.49016, 0.94331),
        (50, 100, 0.40383, 0.59617),
    ],
)
def test_wilson_interval(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=1e-5)


def test_rate_of_nothing_is_zero_and_unknown() -> None:
    assert Rate(0, 0).share == 0.0
    assert Rate(0, 0).interval == (0.0, 1.0)
    assert Rate(310, 310, cases=31).interval == Rate(31, 31).interval
    assert Rate(30, 60, cases=20).interval == Rate(10, 20).interval


def test_missed_and_over_blocked_are_kept_apart(make_outcome: Make) -> None:
    found = make_outcome(rules=("DX-02",))
    missed = make_outcome(id="dx02-002")
    flagged = make_outcome(id="dx02-003", rules=("DX-01",), stop=False)
    passed = make_outcome(id="dx02-004", stop=False)
    result = score([found, missed, flagged, passed], [])
    assert result.missed == (missed,)
    assert result.over_blocked == (flagged,)
    assert total(result.recall) == Rate(1, 2)
    assert total(result.flagged) == Rate(1, 2)


def test_rates_by_tier_kind_and_style(make_outcome: Make) -> None:
    outcomes = [
        make_outcome(rules=("DX-02",)),
        make_outcome(rules=("DX-01",), kind="DX-01", tier="adversarial", style="sms"),
        make_outcome(kind="DX-01"),
    ]
    result = score(outcomes, [])
    assert dict(result.recall) == {"real": Rate(1, 2), "adversarial": Rate(1, 1)}
    assert list(result.recall_by_kind.items()) == [("DX-01", Rate(1, 2)), ("DX-02", Rate(1, 1))]
    assert dict(result.recall_by_style) == {"email": Rate(1, 2), "sms": Rate(1, 1)}
    assert result.flagged_by_source == {}


def test_a_note_does_not_stop(make_outcome: Make) -> None:
    noted = make_outcome(notes=("ST-02",), stop=False, finds="ST-02")
    silent = make_outcome(stop=False, finds="ST-02")
    result = score([noted, silent], [])
    assert total(result.flagged) == Rate(0, 2)
    assert result.noted == Rate(1, 2)


def test_reading_grade_counts_only_in_its_own_cases(make_outcome: Make) -> None:
    other = make_outcome(rules=("RD-01",))
    own = make_outcome(rules=("RD-01",), kind="RD-01")
    alike = make_outcome(rules=("RD-01",), stop=False)
    assert (other.stopped, own.stopped, alike.stopped) == (False, True, False)


def test_a_failure_of_the_guard_finds_nothing(make_outcome: Make) -> None:
    """A guard that rejects everything because it is broken must not look perfect."""
    broken = make_outcome(rules=("GD-01",))
    result = score([broken], [])
    assert result.missed == (broken,)
    assert result.unknown_rules == ("GD-01",)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [("DX-01", "DX-01"), ("PI-01b", "PI-01"), ("ZZ-01a", "ZZ-01a"), ("DX-01B", "DX-01B"), ("", "")],
)
def test_a_kind_may_be_made_of_several_rules(rule: str, kind: str) -> None:
    assert kind_of(rule) == kind


def test_a_pair_is_right_only_when_both_are(make_outcome: Make) -> None:
    outcomes = [
        make_outcome(rules=("DX-02",), pair="a"),
        make_outcome(stop=False, pair="a"),
        make_outcome(rules=("DX-02",), pair="b"),
        make_outcome(rules=("DX-02",), stop=False, pair="b"),
    ]
    result = score(outcomes, [])
    assert result.pairs == Rate(1, 2)
    assert score(outcomes[:1], []).pairs == Rate(0, 0)
    assert result.broken_pairs == ("b",)


def test_expected_kind_and_marked_words(make_outcome: Make) -> None:
    right = make_outcome(rules=("DX-02",), span="your asthma")
    case = right.case
    beside = Outcome(case, (Hit("DX-01", True, 0, 6),))
    result = score([right, beside], [])
    assert result.named == Rate(1, 2)
    assert result.spans == Rate(1, 2)


def test_urgency(make_urgent: Callable[..., UrgencyCase]) -> None:
    right = UrgencyOutcome(make_urgent("crisis"), "crisis")
    misread = UrgencyOutcome(make_urgent("poison"), "emergency")
    missed = UrgencyOutcome(make_urgent("crisis"), "")
    over = UrgencyOutcome(make_urgent(""), "crisis")
    calm = UrgencyOutcome(make_urgent(""), "")
    result = score([], [right, misread, missed, over, calm])
    assert result.urgent_found == Rate(2, 3)
    assert result.urgent_named == Rate(1, 3)
    assert result.urgent_false == Rate(1, 2)
    assert result.urgent_missed == (misread, missed)
    assert result.urgent_over == (over,)


def below(result: Score, education: Rate | None = None) -> list[str]:
    return [str(short) for short in shortfalls(result, BAR, education=education)]


def test_nothing_measured_is_not_judged() -> None:
    assert below(score([], [])) == []


def test_shortfalls_say_what_was_wanted(make_outcome: Make) -> None:
    outcomes = [
        make_outcome(rules=("DX-02",), pair="a"),
        make_outcome(kind="DX-01"),
        make_outcome(kind="DX-01"),
        make_outcome(rules=("DX-02",), stop=False, pair="a"),
    ]
    assert below(score(outcomes, [])) == [
        "claims found, real: 1 of 3 (33.3%), wanted at least 95%",
        "minimal pairs right: 0 of 1 (0.0%), wanted at least 100%",
        "look-alikes flagged: 1 of 1 (100.0%), wanted at most 5%",
        "claims found, DX-01: 0 of 2 (0.0%), wanted at least 80%",
    ]


def test_education_has_its_own_bar() -> None:
    assert below(score([], []), Rate(1, 100)) == []
    assert below(score([], []), Rate(2, 100)) == [
        "education sentences flagged: 2 of 100 (2.0%), wanted at most 1%"
    ]


def test_another_kind_of_help_falls_short_of_the_bar(
    make_urgent: Callable[..., UrgencyCase],
) -> None:
    found = score([], [UrgencyOutcome(make_urgent("crisis"), "poison")])
    assert [str(short) for short in shortfalls(found, load_thresholds())] == [
        "urgent texts read as the right kind: 0 of 1 (0.0%), wanted at least 93%"
    ]
