"""Other words are used when they keep every lock and pass the guard; else the approved ones go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

import pytest

from guardrails import Guard
from service.answers import answer, receipt_to_json
from service.demonstrating import CARELESS
from service.domain.decision import Decision
from service.domain.rewording import Rewording, RewordingRequest, in_words
from service.domain.signals import Signal
from service.domain.vocabulary import CHANNELS, Channel
from service.library.release import Release
from tests.doubles import ScriptedGuard, altered, call
from tests.factories import make_signal

GOOD = "Take it one step at a time."
#: Its lead, `heart/walking-basics`, is open, shows values and holds a locked claim.
ARTICLE = make_signal(type="article.read", attributes={"topic": "heart"}, subject=None)
LEAD = "heart/walking-basics"


@dataclass
class ScriptedReworder:
    """Offers what `change` makes of the words of `only`, and remembers what it was asked."""

    change: Callable[[str], Any]
    only: str = LEAD
    asked: list[RewordingRequest] = field(default_factory=list)

    def reword(self, request: RewordingRequest) -> Any:
        self.asked.append(request)
        if request.module_id != self.only:
            return None
        return self.change(request.rendition.source)


def source(change: Callable[[str], str]) -> Callable[[str], Rewording]:
    """A change of the words as a rewording."""
    return lambda words: Rewording(change(words))


def send(
    release: Release,
    change: Callable[[str], Any],
    *,
    signal: Signal = ARTICLE,
    channel: Channel = "email",
    guard: Any = None,
) -> Decision:
    """The decision with a reworder that changes the lead."""
    reworder = ScriptedReworder(change)
    return call(release, signal=signal, channel=channel, guard=guard, reworder=reworder)


class TestGoodWords:
    def test_words_that_keep_the_locks_are_used_and_recorded(
        self, release: Release, guard: Guard
    ) -> None:
        decision = send(release, source(lambda words: f"{words}\n\n{GOOD}"), guard=guard)
        assert decision.outcome == "send"
        assert decision.message is not None
        assert GOOD in (decision.message.text or "")
        assert GOOD in (decision.message.html or "")
        assert [one.module_id for one in decision.receipt.reworded] == [LEAD]
        assert decision.receipt.reword_refused == ()

    def test_other_words_are_another_text_to_repeats_and_hashes(self, release: Release) -> None:
        plain = call(release, signal=ARTICLE).receipt
        other = send(release, source(lambda words: f"{words}\n\n{GOOD}")).receipt
        assert other.text_hash != plain.text_hash
        assert other.facts == plain.facts

    def test_reworded_text_is_shown_to_the_guard(self, release: Release) -> None:
        guard = ScriptedGuard()
        send(release, source(lambda words: f"{words}\n\n{GOOD}"), guard=guard)
        assert any(GOOD in text for text, _ in guard.shown)

    def test_no_words_at_all_leave_the_approved_ones_without_a_note(self, release: Release) -> None:
        decision = send(release, lambda words: None)
        assert decision == call(release, signal=ARTICLE)

    def test_refusal_leaves_the_approved_ones_with_its_reason(self, release: Release) -> None:
        decision = send(release, lambda words: Rewording(None, ("RW-62", "RW-64")))
        assert decision.message == call(release, signal=ARTICLE).message
        assert decision.receipt.reword_refused == ((LEAD, in_words(["RW-62", "RW-64"])),)


def replaced(old: str, new: str) -> Callable[[str], Rewording]:
    """A change of words that are there."""

    def change(words: str) -> Rewording:
        assert old in words
        return Rewording(words.replace(old, new, 1))

    return change


class TestBadWords:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (replaced("Regular walking can help", "Walking will"), "RW-51"),
            (replaced("blood pressure in", "blood pressure  in"), "RW-51"),
            (replaced("[[lock: claim walking-blood-pressure]]", "[[lock]]"), "RW-51"),
            (
                source(lambda words: words.replace("[[", "").replace("]]", "")),
                "RW-51",
            ),
            (replaced("{{ nurse_line.phone }}", "the number below"), "RW-51"),
            (replaced("{{ nurse_line.phone }}", "{{ poison_line.phone }}"), "RW-51"),
            (source(lambda words: f"{words} {{{{ starts_at }}}}"), "RW-51"),
            (replaced("[[/lock]]", ""), "RW-52"),
            (source(lambda words: f"{words} {{% if x %}}y{{% endif %}}"), "RW-52"),
            (source(lambda words: f"{words} {{{{ 7 * 7 }}}}"), "RW-52"),
            (source(lambda words: f"{words} {{{{ x.__class__ }}}}"), "RW-52"),
            (source(lambda words: f"{words} %%first_name%%"), "RW-52"),
            (source(lambda words: f"{words} ((name))"), "RW-52"),
            (source(lambda words: f"{words} <script>x</script>"), "RW-52"),
            (source(lambda words: f"{words}\x00"), "RW-52"),
            (source(lambda words: ""), "RW-52"),
            (source(lambda words: "   \n"), "RW-52"),
            (lambda words: Rewording(17), "RW-90"),
            (lambda words: words, "RW-90"),
            (lambda words: 17, "RW-90"),
            (lambda words: {"source": words}, "RW-90"),
            (lambda words: 1 / 0, "RW-90"),
            (lambda words: Rewording(None), "RW-67"),
        ],
    )
    def test_approved_words_go_and_the_receipt_says_why(
        self, change: Callable[[str], Any], why: str, release: Release
    ) -> None:
        decision = send(release, change)
        assert decision.outcome == "send"
        assert decision.message == call(release, signal=ARTICLE).message
        assert decision.receipt.reworded == ()
        assert decision.receipt.reword_refused == ((LEAD, in_words([why])),)
        assert decision.alert == ""

    def test_words_that_the_guard_refuses_fall_back(self, release: Release, guard: Guard) -> None:
        decision = send(release, source(lambda words: f"{words}\n\n{CARELESS}"), guard=guard)
        assert decision.outcome == "send"
        assert decision.message is not None
        assert decision.message == call(release, signal=ARTICLE, guard=guard).message
        ((module_id, why),) = decision.receipt.reword_refused
        assert module_id == LEAD
        assert why == in_words(["RW-50"])
        assert decision.alert == ""

    def test_words_that_do_not_fit_the_channel_fall_back(self, release: Release) -> None:
        signal = make_signal(
            type="appointment.missed",
            attributes={
                "starts_at": "2026-11-24T08:30:00-06:00",
                "place": "north",
            },
        )
        plain = call(release, signal=signal, channel="sms")
        lead = next(one for one in plain.receipt.choices if one.slot == "lead").module_id
        long = ScriptedReworder(source(lambda words: f"{words} And{' so on' * 9}."), only=lead)
        # Live words of its kind would need a notice, which no text message has room for.
        rules = release.settings.rewording.model_copy(update={"notice_for": ()})
        settings = release.settings.model_copy(update={"rewording": rules})
        release = altered(release, settings=settings)
        decision = call(release, signal=signal, channel="sms", reworder=long)
        assert decision.message == plain.message
        assert decision.receipt.reword_refused == ((lead, in_words(["RW-53"])),)

    def test_approved_words_that_the_guard_refuses_too_are_blocked(self, release: Release) -> None:
        guard = ScriptedGuard(refuses=lambda text, context: context.part == "subject")
        decision = send(release, source(lambda words: f"{words}\n\n{GOOD}"), guard=guard)
        assert decision.outcome == "blocked"
        assert decision.message is None
        assert decision.receipt.reworded == ()

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_reworder_that_always_fails_changes_no_message(
        self, channel: Channel, release: Release
    ) -> None:
        class Failing:
            def reword(self, request: RewordingRequest) -> Rewording | None:
                raise TimeoutError

        plain = call(release, channel=channel, signal=make_signal())
        decision = call(release, channel=channel, signal=make_signal(), reworder=Failing())
        assert (decision.outcome, decision.message) == (plain.outcome, plain.message)


class TestWhatItIsAsked:
    def asked(self, release: Release, **changes: Any) -> list[RewordingRequest]:
        reworder = ScriptedReworder(lambda words: None)
        call(release, signal=ARTICLE, reworder=reworder, **changes)
        return reworder.asked

    def test_modules_that_are_not_locked_are_asked_for(self, release: Release) -> None:
        asked = self.asked(release)
        choices = call(release, signal=ARTICLE).receipt.choices
        assert [request.module_id for request in asked] == [
            choice.module_id
            for choice in choices
            if not choice.required and release.modules[choice.module_id].rewording != "locked"
        ]
        assert any(choice.required for choice in choices)

    def test_module_that_reviewers_locked_is_not_asked_for(self, release: Release) -> None:
        locked = release.modules[LEAD].model_copy(update={"rewording": "locked"})
        asked = self.asked(altered(release, modules={**release.modules, LEAD: locked}))
        assert LEAD not in [request.module_id for request in asked]

    def test_request_holds_approved_words_and_nothing_of_the_recipient(
        self, release: Release
    ) -> None:
        request = next(one for one in self.asked(release) if one.module_id == LEAD)
        assert {one.name for one in fields(request)} == {
            "module_id",
            "module_hash",
            "brand",
            "rendition",
            "on",
            "live",
        }
        assert request.brand == release.settings.brand
        assert request.rendition in release.renditions[LEAD]
        assert "{{ nurse_line.phone }}" in request.rendition.source
        for secret in ("p_1", "sig-1", "America/Chicago", release.settings.organisation.phone):
            assert secret not in repr(request)

    def test_message_that_may_not_go_asks_for_nothing(self, release: Release) -> None:
        reworder = ScriptedReworder(lambda words: None)
        call(
            release,
            signal=make_signal(type="article.read", attributes={"topic": "heart"}),
            channel="sms",
            reworder=reworder,
        )
        assert reworder.asked == []

    def test_call_for_help_is_answered_in_approved_words(
        self, release: Release, guard: Guard
    ) -> None:
        reworder = ScriptedReworder(source(lambda words: f"{words} {GOOD}"))
        signal = make_signal(type="message.received", attributes={}, text="I took all my pills")
        decision = call(release, signal=signal, guard=guard, reworder=reworder)
        assert decision.outcome == "escalate"
        assert reworder.asked == []
        assert decision.receipt.reworded == ()


def test_refused_words_are_kept_nowhere(release: Release, guard: Guard) -> None:
    """A receipt says that a rewording was refused and why, never what it said."""
    decision = send(release, source(lambda words: f"{words}\n\n{CARELESS}"), guard=guard)
    assert CARELESS not in str(answer(decision))
    assert CARELESS not in str(receipt_to_json(decision.receipt))
