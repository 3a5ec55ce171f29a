"""Nothing leaves that the guard did not read and pass: every text, on every channel, every time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from guardrails import Context, Guard, Verdict
from guardrails.verdict import BYSTANDER_PARTS
from service.answers import answer, receipt_to_json
from service.deciding import composing
from service.demonstrating import CARELESS, with_careless_sentence
from service.domain.decision import Decision, FindingNote
from service.domain.signals import Signal
from service.domain.vocabulary import CHANNELS, Channel
from service.library.release import Release
from tests.doubles import (
    BrokenGuard,
    ScriptedGuard,
    altered,
    call,
    make_finding,
    with_words,
    words_of,
)
from tests.factories import make_signal

#: One call for each channel that the starter library answers with a message.
SIGNALS: dict[Channel, Signal] = {
    **dict.fromkeys(CHANNELS, make_signal()),
    "web": make_signal(type="article.read", attributes={"topic": "heart"}, subject=None),
}


def send(release: Release, channel: Channel, guard: Any) -> Decision:
    """The decision for the channel's call."""
    return call(release, signal=SIGNALS[channel], channel=channel, guard=guard)


@dataclass
class Answering(ScriptedGuard):
    """Answers the text at one place in the order of reading with something else."""

    place: int = 0
    with_: Any = None
    asked: int = field(default=0)

    def check(self, text: str, context: Context) -> Any:
        verdict = super().check(text, context)
        self.asked += 1
        if self.asked - 1 != self.place:
            return verdict
        if isinstance(self.with_, Exception):
            raise self.with_
        return self.with_


def is_blocked(decision: Decision) -> bool:
    """Whether nothing of it leaves, and somebody is told."""
    return (
        decision.outcome == "blocked"
        and decision.message is None
        and list(words_of(decision)) == []
        and [reason.code for reason in decision.reasons] == ["guardrail"]
        and decision.receipt.text_hash == ""
        and decision.alert != ""
    )


class TestEverythingIsShown:
    @pytest.mark.parametrize("channel", CHANNELS)
    def test_every_word_that_leaves_was_shown(self, channel: Channel, release: Release) -> None:
        guard = ScriptedGuard()
        decision = send(release, channel, guard)
        assert decision.outcome == "send"
        shown = [text for text, _ in guard.shown]
        words = list(words_of(decision))
        assert words
        assert [word for word in words if not any(word in text for text in shown)] == []

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_every_readable_is_shown_as_what_it_is(
        self, channel: Channel, release: Release
    ) -> None:
        guard = ScriptedGuard()
        decision = send(release, channel, guard)
        assert decision.message is not None
        shown = {(context.part, context.format, text) for text, context in guard.shown}
        assert shown == {
            *((one.part, one.format, one.text) for one in decision.message.readables),
            ("body", "text", decision.why),
        }
        assert decision.receipt.guarded_parts == len(guard.shown)

    def test_what_a_bystander_sees_is_shown_as_such(self, release: Release) -> None:
        def parts(channel: Channel) -> set[str]:
            guard = ScriptedGuard()
            send(release, channel, guard)
            return {context.part for _, context in guard.shown} & BYSTANDER_PARTS

        assert parts("email") == {"sender", "subject", "preheader", "link_text", "link_url"}
        assert "first_line" in parts("sms")

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_context_says_where_the_text_will_stand(
        self, channel: Channel, release: Release
    ) -> None:
        guard = ScriptedGuard()
        decision = send(release, channel, guard)
        for _, context in guard.shown:
            assert context.channel == channel
            assert context.purpose == decision.receipt.purpose
            assert context.audience == "patient"
            assert context.locale == "en-US"
            assert context.authenticated == (channel == "portal")
            assert not context.template
            assert "319-555-0100" in context.own_contacts

    def test_sentence_that_no_module_shows_is_read_too(self, release: Release) -> None:
        """A text holds no `why`, but the answer to its caller does."""
        guard = ScriptedGuard(refuses=lambda text, context: text == "You booked a visit with us.")
        assert is_blocked(send(release, "sms", guard))


class TestNoPartGetsThrough:
    @pytest.mark.parametrize("channel", CHANNELS)
    def test_one_refused_part_stops_the_message(self, channel: Channel, release: Release) -> None:
        counting = ScriptedGuard()
        send(release, channel, counting)
        refusal = Verdict(passed=False, findings=(make_finding(),))
        for place in range(len(counting.shown)):
            decision = send(release, channel, Answering(place=place, with_=refusal))
            assert is_blocked(decision)
            assert decision.alert == "the guard refused the words: XX-01"

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_one_failure_to_read_stops_the_message(
        self, channel: Channel, release: Release
    ) -> None:
        counting = ScriptedGuard()
        send(release, channel, counting)
        for place, (_, context) in enumerate(counting.shown):
            decision = send(release, channel, Answering(place=place, with_=RuntimeError("no")))
            assert is_blocked(decision)
            assert decision.receipt.findings == (FindingNote("GU-01", "block", context.part),)

    @pytest.mark.parametrize(
        "nonsense",
        [
            None,
            True,
            "pass",
            {"passed": True},
            pytest.param(object(), id="some object"),
            Verdict(passed=1),
            Verdict(passed="yes"),
            Verdict(passed=None),
            Verdict(passed=True, findings=None),
            Verdict(passed=True, findings=("nothing",)),
            Verdict(passed=True, findings=(make_finding(severity="block"),)),
            Verdict(passed=True, findings=(make_finding(severity="review"),)),
            Verdict(passed=False),
            Verdict(passed=False, findings=(make_finding(severity="warn"),)),
        ],
        ids=str,
    )
    def test_anything_but_a_clear_yes_is_a_no(self, nonsense: Any, release: Release) -> None:
        assert is_blocked(send(release, "email", Answering(place=3, with_=nonsense)))

    @pytest.mark.parametrize("severity", ["warn", "info"])
    def test_finding_that_stops_nothing_is_kept_on_the_receipt(
        self, severity: Any, release: Release
    ) -> None:
        verdict = Verdict(passed=True, findings=(make_finding(severity=severity),))
        decision = send(release, "email", Answering(place=1, with_=verdict))
        assert decision.outcome == "send"
        assert decision.receipt.findings == (FindingNote("XX-01", severity, "subject"),)

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_guard_that_is_out_of_order_stops_everything(
        self, channel: Channel, release: Release
    ) -> None:
        assert is_blocked(send(release, channel, BrokenGuard()))


class TestRealGuard:
    def test_careless_sentence_is_refused_on_every_channel_that_has_it(
        self, release: Release, guard: Guard
    ) -> None:
        careless = with_careless_sentence(release, "visit/prepare-office")
        for channel in ("email", "portal"):
            decision = send(careless, channel, guard)
            assert is_blocked(decision)
            assert decision.receipt.findings
            assert CARELESS not in str(answer(decision))
            assert CARELESS not in str(receipt_to_json(decision.receipt))

    def test_careless_subject_is_refused(self, release: Release, guard: Guard) -> None:
        careless = with_words(
            release,
            "visit/prepare-office",
            lambda words: words.model_copy(update={"subject": "Your diabetes visit is booked"}),
        )
        assert is_blocked(send(careless, "email", guard))

    def test_careless_reason_of_a_trigger_is_refused(self, release: Release, guard: Guard) -> None:
        trigger = release.triggers["visit-preparation"].model_copy(
            update={"because": "You have diabetes."}
        )
        careless = altered(release, triggers={**release.triggers, trigger.id: trigger})
        for channel in ("email", "sms", "portal", "call"):
            assert is_blocked(send(careless, channel, guard))

    def test_value_that_names_a_condition_is_refused(self, release: Release, guard: Guard) -> None:
        """A directory can be edited after the words around its values were read."""
        places = release.directories["places"]
        careless = {
            field: f"Center for your asthma, {text}"[:120]
            for field, text in places.entries["riverbend"].items()
        }
        entries = {**places.entries, "riverbend": careless}
        directory = places.model_copy(update={"entries": entries})
        decision = send(altered(release, directories={"places": directory}), "email", guard)
        assert is_blocked(decision)

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_starter_library_passes(self, channel: Channel, release: Release, guard: Guard) -> None:
        assert send(release, channel, guard).outcome == "send"


class TestForeignSyntax:
    @pytest.mark.parametrize("mark", ["{{ x }}", "{% x %}", "%%x%%", "((x))", "${x}"])
    @pytest.mark.parametrize("channel", ["email", "sms", "portal", "call"])
    def test_template_of_another_tool_in_the_reason_stops_the_message(
        self, channel: Channel, mark: str, release: Release
    ) -> None:
        trigger = release.triggers["visit-preparation"].model_copy(
            update={"because": f"You booked a visit {mark} with us."}
        )
        foreign = altered(release, triggers={**release.triggers, trigger.id: trigger})
        assert is_blocked(send(foreign, channel, ScriptedGuard()))

    @pytest.mark.parametrize("mark", ["{{ x }}", "{% x %}", "%%x%%", "((x))", "line\nbreak"])
    def test_template_of_another_tool_in_a_value_stops_the_message(
        self, mark: str, release: Release
    ) -> None:
        places = release.directories["places"]
        foreign = {field: f"{text} {mark}" for field, text in places.entries["riverbend"].items()}
        entries = {**places.entries, "riverbend": foreign}
        directories = {
            **release.directories,
            "places": places.model_copy(update={"entries": entries}),
        }
        decision = send(altered(release, directories=directories), "email", ScriptedGuard())
        assert is_blocked(decision)
        assert mark not in decision.alert


def test_message_without_a_readable_is_not_sent(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A formatter that forgets to list its texts would leave the guard nothing to read."""
    real = composing.FORMATTERS["email"]

    def forgetful(modules: Any, frame: Any) -> Any:
        return replace(real(modules, frame), readables=())

    monkeypatch.setattr(composing, "FORMATTERS", {**composing.FORMATTERS, "email": forgetful})
    assert is_blocked(send(release, "email", ScriptedGuard()))
