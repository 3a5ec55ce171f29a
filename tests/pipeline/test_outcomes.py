"""All five outcomes, and every reason code, reached on the starter library with its own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from guardrails import Guard
from guardrails.verdict import Urgency
from service.demonstrating import with_careless_sentence
from service.domain.content import SlotChoice
from service.domain.decision import Decision
from service.domain.experiments import HOLDOUT, assign
from service.domain.signals import Signal
from service.domain.standing import (
    HandledSignal,
    OptOut,
    PastEvent,
    Recipient,
    SentMessage,
    Suppression,
)
from service.domain.vocabulary import REASON_CODES, Outcome, ReasonCode
from service.library.release import Release
from tests.doubles import ScriptedGuard, altered, call, with_words, without, words_of
from tests.factories import NOW, make_consent, make_signal, make_standing

DAY = timedelta(days=1)
#: 22:00 in Chicago on the tests' day, five minutes after a booking.
NIGHT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
BOOKED_AT_NIGHT = make_signal(at=NIGHT - timedelta(minutes=5))
CHEST_PAIN = make_signal(
    type="message.received",
    attributes={},
    subject=None,
    text="my chest hurts really bad and I cant catch my breath",
)


def article(topic: str = "heart") -> Signal:
    """An article read five minutes ago."""
    return make_signal(type="article.read", attributes={"topic": topic}, subject=None)


class TestOutcomes:
    def test_message_is_sent(self, release: Release, guard: Guard) -> None:
        decision = call(release, guard=guard)
        assert decision.outcome == "send"
        assert decision.reasons == ()
        assert decision.why == "You booked a visit with us."
        assert decision.alert == ""
        assert decision.hand_off is None
        message = decision.message
        assert message is not None
        assert message.subject
        assert "Tuesday, December 8" in (message.text or "")
        assert decision.receipt.outcome == "send"
        assert decision.receipt.trigger_id == "visit-preparation"
        assert decision.receipt.text_hash
        assert decision.valid_until == make_signal().at + timedelta(days=7)

    def test_message_is_held(self, release: Release, guard: Guard) -> None:
        decision = call(release, guard=guard, signal=BOOKED_AT_NIGHT, now=NIGHT, channel="sms")
        assert decision.outcome == "hold"
        assert decision.message is None
        assert decision.why == ""
        assert decision.not_before == datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
        assert decision.receipt.not_before == decision.not_before

    def test_held_message_goes_when_its_time_has_come(self, release: Release) -> None:
        held = call(release, signal=BOOKED_AT_NIGHT, now=NIGHT, channel="sms")
        later = call(release, signal=BOOKED_AT_NIGHT, now=held.not_before, channel="sms")
        assert later.outcome == "send"

    def test_message_is_suppressed(self, release: Release, guard: Guard) -> None:
        decision = call(release, guard=guard, standing=make_standing(consents=()))
        assert decision.outcome == "suppress"
        assert decision.message is None
        assert decision.not_before is None
        assert decision.receipt.text_hash == ""

    def test_call_for_help_escalates(self, release: Release, guard: Guard) -> None:
        decision = call(release, guard=guard, signal=CHEST_PAIN, channel="sms")
        assert decision.outcome == "escalate"
        assert decision.hand_off is not None
        assert decision.message is not None
        assert "911" in (decision.message.sms or "")

    def test_careless_words_are_blocked(self, release: Release, guard: Guard) -> None:
        careless = with_careless_sentence(release, "heart/walking-basics")
        decision = call(careless, guard=guard, signal=article())
        assert decision.outcome == "blocked"
        assert decision.message is None
        assert decision.alert.startswith("the guard refused the words: ")
        assert decision.receipt.findings
        assert list(words_of(decision)) == []


@pytest.mark.parametrize("signal", [article(), CHEST_PAIN], ids=["article", "call-for-help"])
def test_words_in_a_locale_that_is_not_listed_never_go_out(
    release: Release, guard: Guard, signal: Signal
) -> None:
    """Words that an editor prepares for a locale to come are of the release, and wait."""
    prepared = altered(
        release,
        renditions={
            module_id: (*words, *(w.model_copy(update={"locale": "en-GB"}) for w in words))
            for module_id, words in release.renditions.items()
        },
    )
    standing = make_standing(locale="en-GB")
    decision = call(prepared, guard=guard, signal=signal, standing=standing)
    assert decision.message is not None
    assert decision.message.locale == "en-US"
    before = call(release, guard=guard, signal=signal, standing=standing)
    assert before.message is not None
    assert decision.message.readables == before.message.readables


# --- one call for each reason ------------------------------------------------------------------


def _urgent(release: Release) -> Decision:
    guard = ScriptedGuard(urgency=Urgency(urgent=True, kind="crisis"))
    return call(release, signal=CHEST_PAIN, guard=guard)


def _no_trigger(release: Release) -> Decision:
    recipient = Recipient(key="p_1", kind="known", audience="clinician")
    return call(release, standing=make_standing(recipient=recipient))


def _signal_expired(release: Release) -> Decision:
    return call(release, signal=make_signal(at=NOW - 8 * DAY))


def _signal_premature(release: Release) -> Decision:
    ahead = {"starts_at": "2026-12-08T15:30:00Z", "place": "riverbend"}
    return call(release, signal=make_signal(type="appointment.missed", attributes=ahead))


def _duplicate_signal(release: Release) -> Decision:
    return call(
        release, standing=make_standing(handled=(HandledSignal(id="sig-1", channel="email"),))
    )


def _suppression_list(release: Release) -> Decision:
    entry = Suppression(channel="email", cause="bounced")
    return call(release, standing=make_standing(suppressions=(entry,)))


def _opted_out(release: Release) -> Decision:
    return call(release, standing=make_standing(opt_outs=(OptOut(channel="email", at=NOW),)))


def _consent_absent(release: Release) -> Decision:
    return call(release, standing=make_standing(consents=()))


def _consent_withdrawn(release: Release) -> Decision:
    words = (make_consent(), make_consent(status="withdrawn", at=NOW - DAY))
    return call(release, standing=make_standing(consents=words))


def _sensitive_topic_consent_absent(release: Release) -> Decision:
    """A trigger that has nothing neutral to say."""
    trigger = release.triggers["article-follow-up"]
    only = SlotChoice(modules=("behavioral-health/calmer-evening",))
    narrow = trigger.model_copy(update={"slots": {"lead": only}})
    triggers = {**release.triggers, trigger.id: narrow}
    return call(altered(release, triggers=triggers), signal=article("behavioral_health"))


def _stop_rule(release: Release) -> Decision:
    event = PastEvent(type="appointment.cancelled", at=NOW, subject="booking-1")
    return call(release, standing=make_standing(events=(event,)))


def _frequency_cap(release: Release) -> Decision:
    recent = tuple(
        SentMessage(at=NOW - age * DAY, channel="portal", trigger="x", purpose="education")
        for age in (1, 2)
    )
    return call(release, signal=article(), standing=make_standing(recent=recent))


def _not_yet(release: Release) -> Decision:
    reminder = {"service": "flu_shot", "due_on": "2026-12-01"}
    return call(release, signal=make_signal(type="reminder.requested", attributes=reminder))


def _near_duplicate(release: Release) -> Decision:
    first = call(release).receipt
    recent = SentMessage(
        at=NOW - timedelta(hours=1),
        channel="email",
        trigger=first.trigger_id or "",
        purpose="care_operations",
        fingerprint=first.fingerprint,
        facts=first.facts,
    )
    again = make_signal(id="sig-2")
    return call(release, signal=again, standing=make_standing(recent=(recent,)))


def _quiet_hours(release: Release) -> Decision:
    return call(release, signal=BOOKED_AT_NIGHT, now=NIGHT, channel="sms")


def _zone_unknown(release: Release) -> Decision:
    return call(release, standing=make_standing(zone=None), channel="sms")


def _holdout(release: Release) -> Decision:
    experiment = release.experiments["article-help"]
    key = next(f"p_{n}" for n in range(1000) if assign(experiment, f"p_{n}") == HOLDOUT)
    standing = make_standing(recipient=Recipient(key=key, kind="known"))
    return call(release, signal=article(), standing=standing)


def _no_channel(release: Release) -> Decision:
    return call(release, standing=make_standing(channels=("sms",)))


def _no_content(release: Release) -> Decision:
    return call(without(release, modules="visit/prepare-office"))


def _locale_unavailable(release: Release) -> Decision:
    return call(release, standing=make_standing(locale="es-US"))


def _variable_missing(release: Release) -> Decision:
    """A trigger that may not use what its words show."""
    trigger = release.triggers["visit-preparation"].model_copy(update={"uses": ()})
    return call(altered(release, triggers={**release.triggers, trigger.id: trigger}))


def _length_exceeded(release: Release) -> Decision:
    """A clinic whose name does not fit in a text."""
    places = release.directories["places"]
    long = {field: f"{text} {'Hall ' * 40}".strip() for field, text in _riverbend(release).items()}
    entries = {**places.entries, "riverbend": long}
    directories = {"places": places.model_copy(update={"entries": entries})}
    return call(altered(release, directories={**release.directories, **directories}), channel="sms")


def _riverbend(release: Release) -> dict[str, str]:
    return release.directories["places"].entries["riverbend"]


def _not_approved(release: Release) -> Decision:
    key = "module:legal/privacy-notice"
    stamp = release.stamps[key].model_copy(update={"until": NOW.date() - DAY})
    return call(altered(release, stamps={**release.stamps, key: stamp}))


def _guardrail(release: Release) -> Decision:
    return call(release, guard=ScriptedGuard(refuses=lambda text, context: True))


CALLS: dict[ReasonCode, tuple[Outcome, Callable[[Release], Decision]]] = {
    "urgent": ("escalate", _urgent),
    "no_trigger": ("suppress", _no_trigger),
    "signal_expired": ("suppress", _signal_expired),
    "signal_premature": ("suppress", _signal_premature),
    "duplicate_signal": ("suppress", _duplicate_signal),
    "suppression_list": ("suppress", _suppression_list),
    "opted_out": ("suppress", _opted_out),
    "consent_absent": ("suppress", _consent_absent),
    "consent_withdrawn": ("suppress", _consent_withdrawn),
    "sensitive_topic_consent_absent": ("suppress", _sensitive_topic_consent_absent),
    "stop_rule": ("suppress", _stop_rule),
    "frequency_cap": ("suppress", _frequency_cap),
    "not_yet": ("hold", _not_yet),
    "near_duplicate": ("suppress", _near_duplicate),
    "quiet_hours": ("hold", _quiet_hours),
    "zone_unknown": ("hold", _zone_unknown),
    "holdout": ("suppress", _holdout),
    "no_channel": ("suppress", _no_channel),
    "no_content": ("suppress", _no_content),
    "locale_unavailable": ("suppress", _locale_unavailable),
    "variable_missing": ("suppress", _variable_missing),
    "length_exceeded": ("suppress", _length_exceeded),
    "not_approved": ("suppress", _not_approved),
    "guardrail": ("blocked", _guardrail),
}


class TestReasons:
    def test_every_reason_is_reached_here(self) -> None:
        assert CALLS.keys() == set(REASON_CODES)

    @pytest.mark.parametrize("code", REASON_CODES)
    def test_reason_is_given_with_its_outcome(self, code: ReasonCode, release: Release) -> None:
        outcome, make = CALLS[code]
        decision = make(release)
        assert decision.outcome == outcome
        assert [reason.code for reason in decision.reasons] == [code]
        assert decision.reasons[0].detail
        assert decision.receipt.reasons == decision.reasons
        assert decision.receipt.outcome == outcome
        assert (decision.message is not None) == (code == "urgent")
        assert (decision.not_before is not None) == (outcome == "hold")

    @pytest.mark.parametrize("code", ["length_exceeded", "not_approved", "guardrail"])
    def test_fault_of_the_library_raises_an_alert(self, code: ReasonCode, release: Release) -> None:
        decision = CALLS[code][1](release)
        assert decision.alert == decision.reasons[0].detail

    @pytest.mark.parametrize("code", ["consent_absent", "frequency_cap", "near_duplicate"])
    def test_silence_that_is_meant_raises_none(self, code: ReasonCode, release: Release) -> None:
        assert CALLS[code][1](release).alert == ""


class TestApprovedAndInDate:
    def test_message_goes_to_the_last_day_of_its_approval(self, release: Release) -> None:
        key = "trigger:visit-preparation"
        stamp = release.stamps[key].model_copy(update={"until": NOW.date()})
        assert call(altered(release, stamps={**release.stamps, key: stamp})).outcome == "send"

    @pytest.mark.parametrize(
        ("key", "code"),
        [
            ("trigger:visit-preparation", "no_trigger"),
            ("layout:email-care", "no_content"),
            ("module:visit/prepare-office", "not_approved"),
            ("module:legal/not-medical-advice", "not_approved"),
            ("settings:library", "not_approved"),
        ],
    )
    def test_nothing_goes_on_an_approval_that_ended(
        self, key: str, code: ReasonCode, release: Release
    ) -> None:
        stamp = release.stamps[key].model_copy(update={"until": NOW.date() - DAY})
        decision = call(altered(release, stamps={**release.stamps, key: stamp}))
        assert decision.outcome == "suppress"
        assert decision.reasons[0].code == code

    def test_day_of_an_approval_is_that_of_its_reviewers(self, release: Release) -> None:
        """It is still the 24th in Cedar Valley when it is the 25th in London."""
        key = "trigger:visit-preparation"
        stamp = release.stamps[key].model_copy(update={"until": NOW.date()})
        dated = altered(release, stamps={**release.stamps, key: stamp})
        late = datetime(2026, 11, 25, 5, 59, 59, tzinfo=UTC)
        standing = make_standing(zone="Asia/Tokyo")
        assert call(dated, now=late, standing=standing).outcome == "send"
        after = late + timedelta(seconds=1)
        assert call(dated, now=after, standing=standing).reasons[0].code == "no_trigger"


class TestSensitiveTopics:
    TOPIC = make_consent("education", topic="behavioral_health")

    def test_message_without_consent_names_nothing_of_the_topic(self, release: Release) -> None:
        decision = call(release, signal=article("behavioral_health"))
        assert decision.outcome == "send"
        modules = [choice.module_id for choice in decision.receipt.choices]
        assert not any(module.startswith("behavioral-health/") for module in modules)
        title = release.settings.topics["behavioral_health"].title
        assert not any(title in text.lower() for text in words_of(decision))

    def test_message_with_consent_names_it(self, release: Release) -> None:
        standing = make_standing(consents=(*make_standing().consents, self.TOPIC))
        decision = call(release, signal=article("behavioral_health"), standing=standing)
        assert decision.outcome == "send"
        lead = next(choice for choice in decision.receipt.choices if choice.slot == "lead")
        assert lead.module_id.startswith("behavioral-health/")


class TestReceipt:
    def test_data_that_was_used_and_left_unused_is_named(self, release: Release) -> None:
        receipt = call(release).receipt
        assert receipt.used == (
            "consents",
            "locale",
            "opt-outs",
            "place",
            "starts_at",
            "suppression list",
            "visit_kind",
            "zone",
        )
        assert receipt.unused == ()

    def test_data_at_hand_that_nothing_showed_is_unused(self, release: Release) -> None:
        missed = {"starts_at": "2026-11-23T09:30:00-06:00", "place": "riverbend"}
        signal = make_signal(type="appointment.missed", attributes=missed)
        words = with_words(
            release,
            "visit/missed",
            lambda rendition: rendition.model_copy(
                update={"source": "Let us find another time. Call us with any question."}
            ),
        )
        decision = call(words, signal=signal)
        assert decision.outcome == "send"
        assert decision.receipt.unused == ("place",)

    def test_inbound_words_were_used(self, release: Release) -> None:
        assert "inbound text" in _urgent(release).receipt.used
        stop = make_signal(type="message.received", attributes={}, text="STOP")
        assert call(release, signal=stop).receipt.used == ("inbound text",)

    def test_release_and_guard_are_named(self, release: Release) -> None:
        receipt = call(release).receipt
        assert receipt.release == release.hash
        assert receipt.guard == "scripted"

    def test_now_needs_a_zone(self, release: Release) -> None:
        with pytest.raises(ValueError, match="`now` needs a time zone"):
            call(release, now=NOW.replace(tzinfo=None))
