"""Absent is no; the latest word holds; consent to outreach is not retroactive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from service.domain.consent import ConsentFinding, consented_topics, find
from service.domain.standing import Consent
from service.domain.vocabulary import OUTREACH, Purpose
from tests.factories import NOW, make_consent, make_standing

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
SIGNAL_AT = NOW - DAY


def found(
    *words: Consent, purpose: Purpose = "education", channel: str = "email"
) -> ConsentFinding:
    """What stands for a purpose on a channel after these words."""
    standing = make_standing(consents=words)
    return find(standing, purpose, channel, signal_at=SIGNAL_AT, now=NOW)


class TestAbsent:
    def test_no_word_is_no_consent(self) -> None:
        finding = found()
        assert finding.reason == "consent_absent"
        assert finding.detail == "no consent to education by email"
        assert finding.record is None

    def test_consent_to_another_purpose_is_no_consent(self) -> None:
        assert found(make_consent("marketing")).reason == "consent_absent"

    def test_consent_on_another_channel_is_no_consent(self) -> None:
        assert found(make_consent("education", channel="sms")).reason == "consent_absent"

    def test_consent_to_a_sensitive_topic_is_not_consent_to_the_purpose(self) -> None:
        assert found(make_consent("education", topic="mind")).reason == "consent_absent"


class TestGiven:
    def test_consent_on_the_channel_stands(self) -> None:
        word = make_consent("education", channel="email")
        finding = found(word)
        assert finding == ConsentFinding(
            word, None, "education by email, given 2026-05-28 (portal)"
        )

    def test_consent_for_any_channel_stands_on_each(self) -> None:
        word = make_consent("education", channel="any")
        assert [
            found(word, channel=channel).record for channel in ("email", "sms", "portal", "web")
        ] == [word] * 4


class TestWithdrawn:
    def test_withdrawal_after_consent_holds(self) -> None:
        finding = found(
            make_consent("education"),
            make_consent("education", status="withdrawn", at=NOW - timedelta(days=3)),
        )
        assert finding.reason == "consent_withdrawn"
        assert finding.detail == "consent to education by email was withdrawn on 2026-11-21"

    def test_withdrawal_for_any_channel_reaches_the_one_with_its_own_consent(self) -> None:
        finding = found(
            make_consent("education", channel="email"),
            make_consent("education", channel="any", status="withdrawn", at=NOW - 3 * DAY),
        )
        assert finding.reason == "consent_withdrawn"

    def test_withdrawal_on_one_channel_leaves_the_others(self) -> None:
        words = (
            make_consent("education", channel="any"),
            make_consent("education", channel="sms", status="withdrawn", at=NOW - 3 * DAY),
        )
        assert found(*words, channel="email").reason is None
        assert found(*words, channel="sms").reason == "consent_withdrawn"

    def test_consent_given_again_stands(self) -> None:
        again = make_consent("education", at=NOW - 3 * DAY)
        finding = found(
            make_consent("education"),
            make_consent("education", status="withdrawn", at=NOW - 5 * DAY),
            again,
        )
        assert finding.record == again

    def test_order_of_the_words_does_not_matter(self) -> None:
        given = make_consent("education")
        withdrawn = make_consent("education", status="withdrawn", at=NOW - 3 * DAY)
        assert found(given, withdrawn) == found(withdrawn, given)

    def test_of_two_words_at_one_instant_the_withdrawal_holds(self) -> None:
        at = NOW - 3 * DAY
        given = make_consent("education", at=at)
        withdrawn = make_consent("education", status="withdrawn", at=at)
        assert found(given, withdrawn).reason == "consent_withdrawn"
        assert found(withdrawn, given).reason == "consent_withdrawn"


class TestNotRetroactive:
    @pytest.mark.parametrize("purpose", sorted(OUTREACH))
    def test_outreach_needs_consent_when_the_signal_happened(self, purpose: Purpose) -> None:
        finding = found(make_consent(purpose, at=SIGNAL_AT + SECOND), purpose=purpose)
        assert finding.reason == "consent_absent"
        assert finding.detail == (
            f"consent to {purpose} by email did not stand when the signal happened"
        )

    @pytest.mark.parametrize("purpose", sorted(OUTREACH))
    def test_consent_in_the_second_of_the_signal_is_in_time(self, purpose: Purpose) -> None:
        assert found(make_consent(purpose, at=SIGNAL_AT), purpose=purpose).reason is None

    @pytest.mark.parametrize("purpose", ["care_operations", "treatment", "safety"])
    def test_care_needs_consent_when_the_message_goes(self, purpose: Purpose) -> None:
        assert found(make_consent(purpose, at=NOW), purpose=purpose).reason is None

    def test_outreach_refused_at_the_signal_is_not_mended_by_a_later_yes(self) -> None:
        finding = found(
            make_consent("education", status="withdrawn", at=SIGNAL_AT - DAY),
            make_consent("education", at=SIGNAL_AT + SECOND),
        )
        assert finding.reason == "consent_absent"

    def test_withdrawal_between_signal_and_message_holds(self) -> None:
        finding = found(
            make_consent("education"),
            make_consent("education", status="withdrawn", at=SIGNAL_AT + SECOND),
        )
        assert finding.reason == "consent_withdrawn"

    def test_outreach_given_at_the_signal_withdrawn_and_given_again_stands(self) -> None:
        finding = found(
            make_consent("education"),
            make_consent("education", status="withdrawn", at=SIGNAL_AT + SECOND),
            make_consent("education", at=SIGNAL_AT + 2 * SECOND),
        )
        assert finding.reason is None


class TestClocksAhead:
    def test_yes_from_the_future_is_not_counted_yet(self) -> None:
        finding = found(make_consent("care_operations", at=NOW + SECOND), purpose="care_operations")
        assert finding.reason == "consent_absent"

    def test_no_from_the_future_holds_already(self) -> None:
        finding = found(
            make_consent("education"),
            make_consent("education", status="withdrawn", at=NOW + timedelta(minutes=3)),
        )
        assert finding.reason == "consent_withdrawn"


class TestSwitchedOffTopics:
    """A no to any topic holds for it; a yes to the purpose is a yes to the ordinary ones."""

    def about_heart(self, *words: Consent) -> ConsentFinding:
        standing = make_standing(consents=(make_consent("education"), *words))
        return find(
            standing,
            "education",
            "email",
            signal_at=SIGNAL_AT,
            now=NOW,
            topics=frozenset({"heart"}),
        )

    def test_topic_that_nobody_spoke_of_needs_no_yes(self) -> None:
        assert self.about_heart().reason is None

    @pytest.mark.parametrize("at", [NOW - 9 * DAY, NOW, NOW + SECOND])
    @pytest.mark.parametrize("channel", ["email", "any"])
    def test_withdrawal_holds_at_once_and_names_no_topic(self, at: Any, channel: Any) -> None:
        off = make_consent("education", topic="heart", status="withdrawn", at=at, channel=channel)
        finding = self.about_heart(off)
        assert finding.reason == "consent_withdrawn"
        assert "heart" not in finding.detail

    @pytest.mark.parametrize(
        "changes",
        [{"purpose": "marketing"}, {"channel": "sms"}, {"topic": "sleep"}],
        ids=["purpose", "channel", "topic"],
    )
    def test_withdrawal_of_something_else_does_not(self, changes: dict[str, Any]) -> None:
        said = {"purpose": "education", "topic": "heart", "status": "withdrawn", "at": NOW}
        assert self.about_heart(make_consent(**{**said, **changes})).reason is None

    def test_topic_switched_on_again_before_the_signal_is_written_about(self) -> None:
        off = make_consent("education", topic="heart", status="withdrawn", at=NOW - 9 * DAY)
        for on, reason in ((NOW - 5 * DAY, None), (NOW, "consent_withdrawn")):
            again = make_consent("education", topic="heart", at=on)
            assert self.about_heart(off, again).reason == reason


class TestSensitiveTopics:
    TOPICS = frozenset({"mind", "sleep"})

    def topics(self, *words: Consent, purpose: Purpose = "education") -> frozenset[str]:
        return consented_topics(
            make_standing(consents=(make_consent(purpose), *words)),
            purpose,
            "email",
            self.TOPICS,
            signal_at=SIGNAL_AT,
            now=NOW,
        )

    def test_consent_to_the_purpose_is_not_consent_to_the_topic(self) -> None:
        assert self.topics() == frozenset()

    def test_consent_by_name_stands_for_that_topic_alone(self) -> None:
        assert self.topics(make_consent("education", topic="mind")) == {"mind"}

    def test_consent_for_another_purpose_does_not_stand(self) -> None:
        assert self.topics(make_consent("marketing", topic="mind")) == frozenset()

    def test_consent_on_another_channel_does_not_stand(self) -> None:
        assert self.topics(make_consent("education", channel="sms", topic="mind")) == frozenset()

    def test_withdrawn_topic_does_not_stand(self) -> None:
        words = (
            make_consent("education", topic="mind"),
            make_consent("education", topic="mind", status="withdrawn", at=NOW - 3 * DAY),
        )
        assert self.topics(*words) == frozenset()

    def test_topic_withdrawn_by_a_clock_ahead_does_not_stand(self) -> None:
        words = (
            make_consent("education", topic="mind"),
            make_consent("education", topic="mind", status="withdrawn", at=NOW + SECOND),
        )
        assert self.topics(*words) == frozenset()

    def test_outreach_needs_the_topic_when_the_signal_happened(self) -> None:
        assert self.topics(make_consent("education", topic="mind", at=NOW)) == frozenset()

    def test_care_needs_the_topic_when_the_message_goes(self) -> None:
        word = make_consent("care_operations", topic="mind", at=NOW)
        assert self.topics(word, purpose="care_operations") == {"mind"}
