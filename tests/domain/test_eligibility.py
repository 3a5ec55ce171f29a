"""All checks of a message together: which reason is told, and what is held until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from service.domain.case import Case
from service.domain.content import TriggerCap
from service.domain.eligibility import (
    CHECKS,
    FINALITY,
    check_all,
)
from service.domain.experiments import HOLDOUT, assign
from service.domain.standing import (
    HandledSignal,
    OptOut,
    PastEvent,
    Recipient,
    SentMessage,
    Suppression,
)
from tests.factories import (
    NOW,
    make_case,
    make_experiment,
    make_signal,
    make_standing,
    make_trigger,
)

DAY = timedelta(days=1)
#: 22:00 in Chicago on the tests' day.
NIGHT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def sent(age: timedelta, **changes: object) -> SentMessage:
    """A message of `age` ago, by e-mail, of another trigger, for education."""
    values = {"channel": "email", "trigger": "another", "purpose": "education"}
    return SentMessage(at=NOW - age, **{**values, **changes})


class TestAllChecks:
    def test_every_check_runs_and_is_recorded_in_one_order(self) -> None:
        result = check_all(make_case())
        assert result.outcome == "send"
        assert result.reasons == ()
        assert [check.name for check in result.checks] == [
            "consent",
            "opt-out",
            "suppression list",
            "channel",
            "locale",
            "stop rules",
            "timing",
            "happened",
            "lifetime",
            "duplicate",
            "holdout",
            "frequency caps",
            "quiet hours",
        ]

    def test_failure_does_not_keep_the_others_from_running(self) -> None:
        result = check_all(make_case(standing=make_standing(consents=(), opt_outs=())))
        assert len(result.checks) == len(CHECKS)

    def test_reasons_are_ordered_from_the_most_final_on(self) -> None:
        case = everything_wrong()
        result = check_all(case)
        assert result.outcome == "suppress"
        assert [reason.code for reason in result.reasons] == [
            "suppression_list",
            "opted_out",
            "consent_absent",
            "no_channel",
            "locale_unavailable",
            "stop_rule",
            "signal_expired",
            "signal_premature",
            "duplicate_signal",
            "holdout",
            "frequency_cap",
            "quiet_hours",
        ]

    def test_every_reason_of_a_check_has_its_place(self) -> None:
        not_together = {"consent_withdrawn", "not_yet", "zone_unknown"}
        reached = {reason.code for reason in check_all(everything_wrong()).reasons}
        assert reached | not_together == set(FINALITY)
        assert len(FINALITY) == len(set(FINALITY))


def everything_wrong() -> Case:
    """A call that fails every check that can fail together with the others."""
    experiment = make_experiment(holdout=50, arms={"a": {"share": 25}, "b": {"share": 25}})
    key = next(f"p_{n}" for n in range(1000) if assign(experiment, f"p_{n}") == HOLDOUT)
    return make_case(
        trigger=make_trigger(
            channels=("sms",),
            stop_when=("appointment.cancelled",),
            within="1 hour",
            after="starts_at",
            cap=TriggerCap(max=1, days=7),
        ),
        values={"starts_at": NIGHT + DAY},
        experiments=(experiment,),
        locale=None,
        now=NIGHT,
        standing=make_standing(
            recipient=Recipient(key=key, kind="known"),
            consents=(),
            opt_outs=(OptOut(at=NOW),),
            suppressions=(Suppression(cause="bounced"),),
            recent=(sent(DAY, trigger="visit-preparation"),),
            events=(PastEvent(type="appointment.cancelled", at=NOW, subject="booking-1"),),
            handled=(HandledSignal(id="sig-1", channel="email"),),
        ),
    )


class TestHolds:
    def test_hold_says_from_when_on(self) -> None:
        result = check_all(make_case(now=NIGHT))
        assert result.outcome == "hold"
        assert [reason.code for reason in result.reasons] == ["quiet_hours"]
        assert result.not_before == MORNING

    def test_final_reason_beats_one_that_could_wait(self) -> None:
        result = check_all(make_case(now=NIGHT, standing=make_standing(consents=())))
        assert result.outcome == "suppress"
        assert [reason.code for reason in result.reasons] == ["consent_absent", "quiet_hours"]
        assert result.not_before is None

    def test_day_that_is_waited_for_begins_after_quiet_hours(self) -> None:
        case = make_case(
            trigger=make_trigger(not_before="due_on"), values={"due_on": date(2026, 12, 1)}
        )
        assert check_all(case).not_before == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)

    def test_day_that_is_waited_for_begins_at_midnight_where_nobody_is_disturbed(self) -> None:
        case = make_case(
            trigger=make_trigger(not_before="due_on"),
            values={"due_on": date(2026, 12, 1)},
            channel="portal",
        )
        assert check_all(case).not_before == datetime(2026, 12, 1, 6, 0, tzinfo=UTC)

    def test_cap_that_holds_ends_after_quiet_hours(self) -> None:
        trigger = make_trigger(cap=TriggerCap(max=1, days=2), on_cap="hold")
        recent = (sent(timedelta(hours=1), trigger=trigger.id),)
        case = make_case(trigger=trigger, standing=make_standing(recent=recent))
        result = check_all(case)
        assert result.outcome == "hold"
        assert result.not_before == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)

    def test_cap_suppresses_unless_the_trigger_holds(self) -> None:
        trigger = make_trigger(cap=TriggerCap(max=1, days=2))
        recent = (sent(timedelta(hours=1), trigger=trigger.id),)
        result = check_all(make_case(trigger=trigger, standing=make_standing(recent=recent)))
        assert result.outcome == "suppress"

    @pytest.mark.parametrize(("minutes", "outcome"), [(605, "hold"), (604, "suppress")])
    def test_hold_must_be_keepable(self, minutes: int, outcome: str) -> None:
        """Quiet hours end 605 minutes after the signal."""
        trigger = make_trigger(within=f"{minutes} minutes")
        signal = make_signal(at=NIGHT - timedelta(minutes=5))
        result = check_all(make_case(trigger=trigger, signal=signal, now=NIGHT))
        assert result.outcome == outcome
        assert [reason.code for reason in result.reasons] == ["quiet_hours"]

    def test_hold_that_cannot_be_kept_says_why(self) -> None:
        result = check_all(make_case(trigger=make_trigger(within="13 hours"), now=NIGHT))
        assert result.outcome == "suppress"
        assert result.reasons[0].detail == (
            "closed until Wed 2026-11-25 08:00 in their zone; "
            "the signal says nothing any more by then"
        )

    def test_unknown_zone_beyond_the_lifetime_is_suppressed(self) -> None:
        case = make_case(
            trigger=make_trigger(within="11 hours"), standing=make_standing(zone="Nowhere")
        )
        result = check_all(case)
        assert result.outcome == "suppress"
        assert result.reasons[0].code == "zone_unknown"

    def test_cap_beyond_the_lifetime_is_suppressed(self) -> None:
        trigger = make_trigger(cap=TriggerCap(max=1, days=30), on_cap="hold")
        recent = (sent(DAY, trigger=trigger.id),)
        result = check_all(make_case(trigger=trigger, standing=make_standing(recent=recent)))
        assert result.outcome == "suppress"
        assert result.reasons[0].code == "frequency_cap"

    def test_two_waits_end_with_the_later(self) -> None:
        trigger = make_trigger(not_before="due_on")
        case = make_case(trigger=trigger, values={"due_on": date(2026, 12, 1)}, now=NIGHT)
        result = check_all(case)
        assert [reason.code for reason in result.reasons] == ["not_yet", "quiet_hours"]
        assert result.not_before == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
