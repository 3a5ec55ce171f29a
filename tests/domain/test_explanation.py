"""Both explanations, word for word, for one message that went and one that did not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.answers import receipt_from_json, receipt_to_json
from service.domain.decision import (
    Check,
    Choice,
    ConsentNote,
    Considered,
    FindingNote,
    Reason,
    Receipt,
    Reworded,
    Rival,
)
from service.domain.explanation import Step, for_auditor, for_recipient
from service.domain.vocabulary import Outcome
from tests.factories import NOW

SENT = Receipt(
    id="r_0123456789abcdef",
    release="aabbccddeeff00112233",
    guard="112233445566778899aa",
    decided_at=NOW,
    signal_id="sig-1",
    signal_type="appointment.booked",
    signal_at=NOW - timedelta(minutes=5),
    channel="email",
    recipient_key="p_1",
    recipient_kind="known",
    outcome="send",
    reasons=(),
    trigger_id="visit-preparation",
    purpose="care_operations",
    because="You booked a visit with us.",
    considered=(
        Considered("visit-offer", 70, "suppress", ("consent_absent", "quiet_hours")),
        Considered("visit-preparation", 60, "send", ()),
    ),
    consent=ConsentNote(
        "care_operations", "any", datetime(2026, 5, 28, 16, 0, tzinfo=UTC), "portal"
    ),
    used=("consents", "place", "starts_at"),
    unused=("recent messages",),
    checks=(
        Check("consent", True, "care operations by email, given 2026-05-28 (portal)"),
        Check("quiet hours", True, "open in America/Chicago"),
    ),
    layout_id="email-care",
    choices=(
        Choice(
            "lead",
            "visit/prepare-office",
            "0123456789abcdef",
            "simple",
            required=False,
            because="named by the trigger, grade 5",
            rivals=(Rival("visit/upcoming", "another topic"),),
        ),
        Choice(
            "privacy",
            "legal/privacy-notice",
            "fedcba9876543210",
            "",
            required=True,
            because="required by `email-care`",
        ),
    ),
    experiments=(("warm-words", "plain"),),
    findings=(FindingNote("RD-01", "warn", "body"),),
    guarded_parts=7,
    reworded=(
        Reworded(
            "visit/prepare-office",
            "banked",
            "cedar-valley",
            "ab" * 32,
            "cd" * 32,
            "small-model",
            "rewording:visit/prepare-office/cedar-valley/en-US/email.1",
            "ef" * 32,
        ),
    ),
    reword_refused=(("visit/getting-there", "locked text changed"),),
    text_hash="ab" * 32,
    size=20_480,
    segments=1,
    warnings=("subject_long The subject has 51 characters; phones cut after 33 to 50.",),
    valid_until=NOW + timedelta(days=7),
)

SUPPRESSED = Receipt(
    id="r_fedcba9876543210",
    release="aabbccddeeff00112233",
    guard="112233445566778899aa",
    decided_at=NOW,
    signal_id="sig-2",
    signal_type="article.read",
    signal_at=NOW - timedelta(hours=1),
    channel="portal",
    recipient_key="s_9",
    recipient_kind="anonymous",
    outcome="suppress",
    reasons=(
        Reason("consent_absent", "no consent to education by portal"),
        Reason("no_channel", "not meant for anonymous recipients"),
    ),
    trigger_id="article-follow-up",
    purpose="education",
    because="You read an article in our health library.",
    considered=(Considered("article-follow-up", 30, "suppress", ("consent_absent", "no_channel")),),
    used=("consents",),
    unused=("topic",),
    checks=(
        Check("consent", False, "no consent to education by portal", "consent_absent"),
        Check("channel", False, "not meant for anonymous recipients", "no_channel"),
    ),
    opt_out_words=True,
)


class TestRecipient:
    def test_sent_message_says_why_it_was_sent(self) -> None:
        assert for_recipient(SENT) == "You booked a visit with us."

    def test_answer_to_a_call_for_help_says_why_it_was_sent(self) -> None:
        assert for_recipient(replace(SENT, outcome="escalate")) == "You booked a visit with us."

    @pytest.mark.parametrize("outcome", ["suppress", "hold", "blocked", "escalate"])
    def test_nothing_sent_says_nothing(self, outcome: Outcome) -> None:
        assert for_recipient(replace(SENT, outcome=outcome, text_hash="")) == ""


class TestAuditor:
    def test_sent_message_is_explained_step_by_step(self) -> None:
        assert for_auditor(SENT) == (
            Step("outcome", "send on email"),
            Step("receipt", "r_0123456789abcdef"),
            Step("release", "aabbccddeeff"),
            Step(
                "signal", "appointment.booked at 2026-11-24 15:55 UTC, decided 2026-11-24 16:00 UTC"
            ),
            Step("recipient", "known, p_1"),
            Step("valid until", "2026-12-01 16:00 UTC"),
            Step("trigger", "visit-offer (priority 70): suppress, consent_absent, quiet_hours"),
            Step("trigger", "visit-preparation (priority 60): send"),
            Step("why you received this", "You booked a visit with us."),
            Step("consent", "care operations by any, given 2026-05-28 (portal)"),
            Step("used", "consents, place, starts_at"),
            Step("left unused", "recent messages"),
            Step("check", "ok  consent: care operations by email, given 2026-05-28 (portal)"),
            Step("check", "ok  quiet hours: open in America/Chicago"),
            Step("layout", "email-care"),
            Step(
                "slot lead",
                "visit/prepare-office [simple] 01234567: named by the trigger, grade 5",
            ),
            Step("beat", "visit/upcoming: another topic", 1),
            Step("slot privacy", "legal/privacy-notice fedcba98: required by `email-care`"),
            Step("experiment", "warm-words: plain"),
            Step("guard", "passed, 7 texts read (112233445566)"),
            Step("finding", "RD-01 warn in body", 1),
            Step("reworded", "visit/prepare-office"),
            Step(
                "banked words",
                "visit/prepare-office: approved as "
                "rewording:visit/prepare-office/cedar-valley/en-US/email.1 efefefef, "
                "in the voice of cedar-valley abababab by small-model, asked by cdcdcdcd",
                1,
            ),
            Step("kept approved words", "visit/getting-there: locked text changed", 1),
            Step(
                "warning", "subject_long The subject has 51 characters; phones cut after 33 to 50."
            ),
        )

    def test_message_that_did_not_go_is_explained_step_by_step(self) -> None:
        assert for_auditor(SUPPRESSED) == (
            Step("outcome", "suppress on portal"),
            Step("reason", "consent_absent: no consent to education by portal"),
            Step("reason", "no_channel: not meant for anonymous recipients"),
            Step("receipt", "r_fedcba9876543210"),
            Step("release", "aabbccddeeff"),
            Step("signal", "article.read at 2026-11-24 15:00 UTC, decided 2026-11-24 16:00 UTC"),
            Step("recipient", "anonymous, s_9"),
            Step(
                "trigger", "article-follow-up (priority 30): suppress, consent_absent, no_channel"
            ),
            Step("why it was thought of", "You read an article in our health library."),
            Step("used", "consents"),
            Step("left unused", "topic"),
            Step("check", "NO  consent: no consent to education by portal"),
            Step("check", "NO  channel: not meant for anonymous recipients"),
            Step("opt-out", "the inbound text asks to stop"),
        )

    def test_held_message_says_from_when_on(self) -> None:
        held = replace(SUPPRESSED, not_before=NOW + timedelta(hours=3))
        assert Step("not before", "2026-11-24 19:00 UTC") in for_auditor(held)

    def test_refused_words_are_explained(self) -> None:
        blocked = replace(SENT, findings=(FindingNote("DX-01", "block", "subject"),))
        steps = for_auditor(blocked)
        assert Step("guard", "rejected, 7 texts read (112233445566)") in steps
        assert Step("finding", "DX-01 block in subject", 1) in steps

    @pytest.mark.parametrize("receipt", [SENT, SUPPRESSED])
    @pytest.mark.parametrize("hours", [-6, 0, 9])
    def test_stored_receipt_is_explained_in_the_same_words(
        self, receipt: Receipt, hours: int
    ) -> None:
        """A receipt loses the name of its zone in JSON; its explanation must not change."""
        zone = datetime.fromisoformat(f"2026-01-01T00:00{hours:+03d}:00").tzinfo
        fresh = replace(receipt, decided_at=receipt.decided_at.astimezone(zone))
        stored = receipt_from_json(json.dumps(receipt_to_json(fresh)))
        assert for_auditor(stored) == for_auditor(fresh) == for_auditor(receipt)
        assert for_recipient(stored) == for_recipient(receipt)
