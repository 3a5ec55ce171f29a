"""Several triggers on one signal: the strongest that may go or wait wins; all are on record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.demonstrating import with_careless_sentence
from service.domain.decision import ConsentNote, Considered
from service.domain.explanation import for_auditor
from service.domain.standing import OptOut
from service.library.release import Release
from tests.doubles import ScriptedGuard, altered, call
from tests.factories import NOW, make_consent, make_signal, make_standing

#: Pulls `form-question` (care, priority 65) and `service-inquiry` (marketing, priority 20).
QUESTION = make_signal(
    type="form.submitted", attributes={"form": "question", "topic": "heart"}, subject=None
)
BOTH = make_standing(consents=(make_consent(), make_consent("marketing")))
ONLY_MARKETING = make_standing(consents=(make_consent("marketing"),))


class TestStronger:
    def test_stronger_trigger_goes_and_the_weaker_is_not_tried(self, release: Release) -> None:
        decision = call(release, signal=QUESTION, standing=BOTH)
        assert decision.outcome == "send"
        assert decision.receipt.trigger_id == "form-question"
        assert decision.receipt.considered == (Considered("form-question", 65, "send", ()),)

    def test_stronger_trigger_that_waits_keeps_its_place(self, release: Release) -> None:
        """`event-registered` (60) is held at night; `event-more-classes` (15) does not push in."""
        night = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
        signal = make_signal(
            type="event.registered",
            at=night - timedelta(minutes=5),
            attributes={"event": "cooking_class", "starts_at": "2026-12-05T10:00:00-06:00"},
        )
        decision = call(release, signal=signal, standing=BOTH, now=night)
        assert decision.outcome == "hold"
        assert decision.receipt.considered == (
            Considered("event-registered", 60, "hold", ("quiet_hours",)),
        )

    def test_equal_priorities_are_settled_by_id(self, release: Release) -> None:
        stronger = release.triggers["form-question"].model_copy(update={"priority": 20})
        triggers = {**release.triggers, "form-question": stronger}
        decision = call(altered(release, triggers=triggers), signal=QUESTION, standing=BOTH)
        assert decision.receipt.trigger_id == "form-question"


class TestWeaker:
    def test_stronger_without_consent_does_not_silence_the_weaker(self, release: Release) -> None:
        decision = call(release, signal=QUESTION, standing=ONLY_MARKETING)
        assert decision.outcome == "send"
        assert decision.reasons == ()
        assert decision.receipt.trigger_id == "service-inquiry"
        assert decision.receipt.considered == (
            Considered("form-question", 65, "suppress", ("consent_absent",)),
            Considered("service-inquiry", 20, "send", ()),
        )

    def test_weaker_stands_on_its_own_consent(self, release: Release) -> None:
        receipt = call(release, signal=QUESTION, standing=ONLY_MARKETING).receipt
        given = make_consent("marketing")
        assert receipt.purpose == "marketing"
        assert receipt.consent == ConsentNote("marketing", "any", given.at, "portal")

    def test_opt_out_of_the_strongers_purpose_leaves_the_weaker(self, release: Release) -> None:
        stopped = OptOut(purposes=("care_operations",), at=NOW)
        standing = BOTH.model_copy(update={"opt_outs": (stopped,)})
        decision = call(release, signal=QUESTION, standing=standing)
        assert decision.receipt.considered == (
            Considered("form-question", 65, "suppress", ("opted_out",)),
            Considered("service-inquiry", 20, "send", ()),
        )

    def test_stronger_that_the_guard_blocks_leaves_the_weaker_and_an_alert(
        self, release: Release
    ) -> None:
        careless = with_careless_sentence(release, "contact/form-question")
        guard = ScriptedGuard(refuses=lambda text, context: "high blood pressure" in text)
        decision = call(careless, signal=QUESTION, standing=BOTH, guard=guard)
        assert decision.outcome == "send"
        assert decision.receipt.trigger_id == "service-inquiry"
        assert decision.receipt.considered[0] == Considered(
            "form-question", 65, "blocked", ("guardrail",)
        )
        assert decision.alert == "the guard refused the words: XX-01"

    def test_explanation_shows_both(self, release: Release) -> None:
        receipt = call(release, signal=QUESTION, standing=ONLY_MARKETING).receipt
        steps = [step.text for step in for_auditor(receipt) if step.topic == "trigger"]
        assert steps == [
            "form-question (priority 65): suppress, consent_absent",
            "service-inquiry (priority 20): send",
        ]


class TestNeither:
    def test_strongest_gives_the_reason_when_none_may_go(self, release: Release) -> None:
        marketing = make_consent("marketing", status="withdrawn", at=NOW - timedelta(days=1))
        decision = call(release, signal=QUESTION, standing=make_standing(consents=(marketing,)))
        assert decision.outcome == "suppress"
        assert decision.receipt.trigger_id == "form-question"
        assert [reason.code for reason in decision.reasons] == ["consent_absent"]
        assert decision.receipt.considered == (
            Considered("form-question", 65, "suppress", ("consent_absent",)),
            Considered("service-inquiry", 20, "suppress", ("consent_withdrawn",)),
        )

    def test_trigger_for_another_answer_is_not_considered(self, release: Release) -> None:
        callback = make_signal(
            type="form.submitted", attributes={"form": "callback", "topic": "heart"}
        )
        receipt = call(release, signal=callback, standing=make_standing(consents=())).receipt
        assert [one.trigger_id for one in receipt.considered] == [
            "form-callback",
            "form-callback-call",
        ]

    def test_block_is_the_outcome_whatever_stopped_the_stronger(self, release: Release) -> None:
        """Somebody must look at the library; a plain `suppress` would hide it."""
        guard = ScriptedGuard(refuses=lambda text, context: True)
        decision = call(release, signal=QUESTION, standing=ONLY_MARKETING, guard=guard)
        assert decision.outcome == "blocked"
        assert decision.receipt.trigger_id == "service-inquiry"
        assert decision.receipt.considered == (
            Considered("form-question", 65, "suppress", ("consent_absent",)),
            Considered("service-inquiry", 20, "blocked", ("guardrail",)),
        )

    def test_trigger_of_another_channel_does_not_give_the_reason(self, release: Release) -> None:
        """`article-follow-up` is not written for the web; `article-web` is, and came too late."""
        signal = make_signal(
            type="article.read",
            at=NOW - timedelta(hours=2),
            attributes={"topic": "heart"},
            subject=None,
        )
        decision = call(release, signal=signal, channel="web")
        assert [reason.code for reason in decision.reasons] == ["signal_expired"]
        assert decision.receipt.considered == (
            Considered("article-follow-up", 30, "suppress", ("no_channel",)),
            Considered("article-web", 30, "suppress", ("signal_expired",)),
        )
