"""Histories: the virtual clock, the standing that is carried forward, and how a step is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from evals.decisions.cases import Ask
from evals.decisions.clock import later, moment, written
from evals.decisions.judging import judge, way
from evals.decisions.playing import play
from evals.suites.decisions import DecisionSuite
from guardrails import Guard
from service.library.release import Release

CHICAGO = ZoneInfo("America/Chicago")


class TestClock:
    def test_reads_a_wall_clock(self) -> None:
        assert moment("2026-11-24 10:00", CHICAGO) == datetime(2026, 11, 24, 16, tzinfo=UTC)

    def test_an_offset_of_its_own_wins(self) -> None:
        at = moment("2026-11-24T10:00:00+00:00", CHICAGO)
        assert at == datetime(2026, 11, 24, 10, tzinfo=UTC)

    @pytest.mark.parametrize(
        "skipped", ["2027-03-14 02:30", "2026-11-01 01:30", "noon", "2026-1-1"]
    )
    def test_refuses_what_is_vague(self, skipped: str) -> None:
        with pytest.raises(ValueError, match=r".+"):
            moment(skipped, CHICAGO)

    @pytest.mark.parametrize(
        "told",
        [
            "2026-11-24 10:00",
            "2026-11-24 10:00:30",
            "2026-11-01 01:30-05:00",
            "2026-11-01 01:30-06:00",
        ],
    )
    def test_a_time_is_told_as_a_case_would_write_it(self, told: str) -> None:
        assert written(moment(told, CHICAGO), CHICAGO) == told

    def test_days_are_days_and_hours_are_hours(self) -> None:
        eve = moment("2026-10-31 10:00", CHICAGO)
        assert later(eve, "1 day", CHICAGO) == moment("2026-11-01 10:00", CHICAGO)
        assert later(eve, "24 hours", CHICAGO) == moment("2026-11-01 09:00", CHICAGO)


@pytest.fixture(scope="module")
def suite() -> DecisionSuite:
    return DecisionSuite()


@pytest.fixture(scope="module")
def seen(suite: DecisionSuite, release: Release, guard: Guard) -> list[dict[str, Any]]:
    return play(suite._by_id["cancelled-by-text-at-night"], release, guard)


class TestJudging:
    """One case of the shipped set, with what it came to changed by hand."""

    def faults(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release, **change: Any
    ) -> list[tuple[str, str]]:
        other = [seen[0], {**seen[1], **change}]
        case = suite._by_id["cancelled-by-text-at-night"]
        found = judge(case, other, suite._set.always, frozenset(release.stamps))
        return [(fault.kind, fault.what) for fault in found]

    def test_right(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release
    ) -> None:
        assert self.faults(suite, seen, release) == []

    def test_kept_back_is_over_blocked(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release
    ) -> None:
        found = self.faults(suite, seen, release, outcome="suppress", text="")
        assert found[0] == ("over_blocked", "another outcome")

    def test_a_lost_way_to_stop_is_missed(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release
    ) -> None:
        text = seen[1]["text"].replace("STOP", "HELP")
        found = self.faults(suite, seen, release, text=text, pinned=["brand/sms-sender"])
        assert {kind for kind, _ in found} == {"missed"}

    def test_another_module_is_neither(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release
    ) -> None:
        found = self.faults(suite, seen, release, modules=["visit/missed"])
        assert found == [("other", "other modules")]

    def test_another_time_is_told_by_the_clock_of_the_case(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release
    ) -> None:
        other = [{**seen[0], "not_before": "2026-11-25T15:00:00Z"}, seen[1]]
        case = suite._by_id["cancelled-by-text-at-night"]
        (fault,) = judge(case, other, suite._set.always, frozenset(release.stamps))
        assert str(fault) == (
            "step 1: another time to wait for (wanted 2026-11-25 08:00, got 2026-11-25 09:00)"
        )
        none = [{**seen[0], "not_before": None}, seen[1]]
        (fault,) = judge(case, none, suite._set.always, frozenset(release.stamps))
        assert fault.got == "none"

    def test_words_with_a_hold_are_missed(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release
    ) -> None:
        found = self.faults(suite, seen, release, outcome="hold")
        assert ("missed", "words left with a decision not to send") in found

    def test_a_module_that_is_gone_says_so_and_fails(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release
    ) -> None:
        case = suite._by_id["cancelled-by-text-at-night"]
        known = frozenset(release.stamps) - {"module:visit/cancelled"}
        (fault,) = judge(case, seen, suite._set.always, known)
        assert (fault.kind, "visit/cancelled" in fault.what) == ("gone", True)

    @pytest.mark.parametrize("field", ["without", "variants", "holds", "modules", "pinned"])
    def test_a_module_that_never_was_fails_wherever_it_is_named(
        self, suite: DecisionSuite, seen: list[dict[str, Any]], release: Release, field: str
    ) -> None:
        names = ("visit/prepare-ofice",)
        named = {field: {names[0]: ""} if field == "variants" else names}
        case = suite._by_id["cancelled-by-text-at-night"]
        asked = [step for step in case.steps if isinstance(step, Ask)]
        expect = asked[1].expect.model_copy(update=named)
        spoiled = replace(case, steps=(asked[0], replace(asked[1], expect=expect)))
        found = judge(spoiled, seen, suite._set.always, frozenset(release.stamps))
        assert [fault.what for fault in found if fault.kind == "gone"] == [
            "`module:visit/prepare-ofice` is not in the release; "
            "did you mean `module:visit/prepare-office`?"
        ]

    @pytest.mark.parametrize(
        ("wanted", "got", "kind"),
        [
            ("suppress", "send", "missed"),
            ("hold", "escalate", "over_blocked"),
            ("send", "suppress", "over_blocked"),
            ("escalate", "suppress", "missed"),
            ("escalate", "refused", "missed"),
            ("send", "refused", "over_blocked"),
            ("refused", "suppress", "missed"),
            ("hold", "suppress", "other"),
            ("", "send", "missed"),
        ],
    )
    def test_which_way_another_outcome_is_wrong(self, wanted: str, got: str, kind: str) -> None:
        assert way(wanted, got) == kind


def test_the_same_case_plays_the_same(release: Release, guard: Guard) -> None:
    case = DecisionSuite()._by_id["from-article-to-the-day-after"]
    assert play(case, release, guard) == play(case, release, guard)
