"""The ten things that must never break, one class each, as far as they hold without a store.

Properties over generated calls. The shells' halves of 5, 6 and 7 (two calls at once, replays, the
chained log) are tested where the store is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from guardrails import Guard
from guardrails.verdict import Urgency
from service.answers import answer, receipt_from_json, receipt_to_json
from service.channels import compile_rendition, render
from service.channels.gsm7 import fold
from service.deciding.composing import text_hash
from service.domain.days import zone_or_none
from service.domain.decision import Decision
from service.domain.explanation import for_auditor, for_recipient
from service.domain.message import Message
from service.domain.rewording import Rewording, RewordingRequest
from service.domain.signals import SignalRefused
from service.domain.standing import Consent, OptOut, SentMessage, Standing
from service.domain.variables import WHY, Shown, show_library
from service.domain.vocabulary import OUTREACH, Channel, Purpose
from service.library import release_files
from service.library.release import Release
from service.pipeline import decide
from tests.doubles import ScriptedGuard, altered, call, words_of
from tests.factories import NOW, make_consent, make_signal, make_standing
from tests.pipeline.strategies import CANARIES, Call, answerable, calls, hostile_signals

FOREIGN = ("{{", "{%", "%%", "((")


def examples(number: int) -> Any:
    """The same examples on every run; no limit on the time of one."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def decided(release: Release, one: Call, guard: Any = None, **more: Any) -> Decision:
    """The decision on a generated call; `event` shows what the examples were like."""
    decision = call(
        release,
        signal=one.signal,
        standing=one.standing,
        now=one.now,
        channel=one.channel,
        guard=guard or urgent_where_it_hurts(),
        **more,
    )
    event(decision.outcome)
    return decision


class _Reading(ScriptedGuard):
    """Reads `hurts` in inbound words as a call for help."""

    def read_urgency(self, text: str) -> Urgency:
        super().read_urgency(text)
        return Urgency(urgent="hurts" in text, kind="emergency" if "hurts" in text else "")


def urgent_where_it_hurts(**more: Any) -> ScriptedGuard:
    """A guard that passes everything and reads some words as a call for help."""
    return _Reading(**more)


def today_of(release: Release, now: datetime) -> date:
    """The day on which approvals are looked at: the library's own."""
    return now.astimezone(ZoneInfo(release.settings.zone)).date()


class Test01ApprovedInDateOfTheRelease:
    @examples(120)
    @given(data=st.data(), late=st.integers(0, 900))
    def test_everything_in_a_message_is_approved_and_in_date(
        self, data: st.DataObject, late: int, release: Release
    ) -> None:
        """Now and years later, when one approval after the other ends."""
        one = data.draw(calls(release))
        later = timedelta(days=late)
        aged = replace(
            one,
            now=one.now + later,
            signal=one.signal.model_copy(update={"at": one.signal.at + later}),
        )
        decision = decided(release, aged)
        if decision.message is None:
            assert decision.outcome != "send"
            return
        today = today_of(release, aged.now)
        receipt = decision.receipt
        assert receipt.release == release.hash
        assert receipt.choices
        used = [f"module:{choice.module_id}" for choice in receipt.choices]
        assert release.in_date(f"layout:{receipt.layout_id}", today)
        assert all(release.in_date(key, today) for key in used)
        if receipt.trigger_id is not None:
            assert release.in_date(f"trigger:{receipt.trigger_id}", today)
        for choice in receipt.choices:
            assert choice.module_hash == release.stamps[f"module:{choice.module_id}"].hash
            module = release.modules[choice.module_id]
            assert one.standing.recipient.audience in module.audience
            assert receipt.purpose in module.purposes

    @examples(60)
    @given(data=st.data(), key_number=st.integers(0, 10_000))
    def test_taking_an_approval_away_never_lets_it_stand(
        self, data: st.DataObject, key_number: int, release: Release
    ) -> None:
        decision = decided(release, one := data.draw(answerable(release)))
        assume(decision.message is not None)
        choice = decision.receipt.choices[key_number % len(decision.receipt.choices)]
        key = f"module:{choice.module_id}"
        over = release.stamps[key].model_copy(
            update={"until": today_of(release, one.now) - timedelta(days=1)}
        )
        again = decided(altered(release, stamps={**release.stamps, key: over}), one)
        assert choice.module_id not in [used.module_id for used in again.receipt.choices]
        if choice.required:
            assert again.message is None


class Test02NothingThatTheGuardDidNotPass:
    @examples(150)
    @given(data=st.data(), refused=st.integers(0, 12))
    def test_only_texts_that_passed_leave(
        self, data: st.DataObject, refused: int, release: Release
    ) -> None:
        """The guard refuses some texts; which ones depends on their length alone."""
        guard = urgent_where_it_hurts(refuses=lambda text, context: len(text) % 13 == refused)
        decision = decided(release, data.draw(calls(release)), guard)
        passed = set(guard.passed)
        for word in words_of(decision):
            assert any(word in text for text in passed)
        if decision.message is not None:
            assert {readable.text for readable in decision.message.readables} <= passed
            assert decision.receipt.guarded_parts >= len(decision.message.readables)

    @examples(60)
    @given(data=st.data(), place=st.integers(0, 30))
    def test_guard_that_fails_once_stops_the_message(
        self, data: st.DataObject, place: int, release: Release
    ) -> None:
        class FailsOnce(_Reading):
            def check(self, text: str, context: Any) -> Any:
                if len(self.shown) == place:
                    self.shown.append((text, context))
                    raise MemoryError
                return super().check(text, context)

        guard = FailsOnce()
        decision = decided(release, data.draw(calls(release)), guard)
        if len(guard.shown) > place and len(decision.receipt.considered) <= 1:
            assert decision.message is None
            assert decision.outcome in ("blocked", "escalate")
            assert decision.alert


def stands_in(message: Message, decision: Decision, release: Release, module_id: str) -> bool:
    """Whether a module's approved words are in a message, word for word."""
    rendition = next(
        words
        for words in release.renditions[module_id]
        if (words.channel, words.locale, words.variant) == (message.channel, message.locale, "")
    )
    values = {**show_library(release.settings), WHY: Shown(decision.receipt.because)}
    rendered = render(compile_rendition(rendition), values)
    match message.channel:
        case "email":
            return rendered.text in (message.text or "") and rendered.html in (message.html or "")
        case "sms":
            return fold(rendered.text) in (message.sms or "")
        case "portal":
            return rendered.text in message.visible_text
        case "web":
            return rendered.html in (message.web or "")
        case "call":
            script = message.script or {}
            return all(set(lines) <= set(script[key]) for key, lines in rendered.script)


class Test03RequiredModulesWordForWord:
    @examples(150)
    @given(data=st.data())
    def test_every_required_module_stands_word_for_word(
        self, data: st.DataObject, release: Release
    ) -> None:
        decision = decided(release, data.draw(answerable(release)), reworder=Shouting())
        assume(decision.message is not None)
        assert decision.message is not None
        layout = release.layouts[decision.receipt.layout_id or ""]
        slots = [slot for slot in layout.slots if not slot.with_live_words]
        notices = {slot.id for slot in layout.slots if slot.with_live_words}
        required = [module_id for slot in slots for module_id in slot.modules]
        chosen = [
            one.module_id
            for one in decision.receipt.choices
            if one.required and one.slot not in notices
        ]
        assert chosen == required
        for module_id in required:
            assert stands_in(decision.message, decision, release, module_id)
            assert module_id not in {one.module_id for one in decision.receipt.reworded}

    @examples(100)
    @given(data=st.data())
    def test_required_slot_is_never_empty(self, data: st.DataObject, release: Release) -> None:
        decision = decided(release, data.draw(answerable(release)))
        assume(decision.message is not None)
        layout = release.layouts[decision.receipt.layout_id or ""]
        filled = {choice.slot for choice in decision.receipt.choices}
        always = [slot for slot in layout.slots if not slot.with_live_words]
        assert {slot.id for slot in always if slot.required or slot.modules} <= filled


class Shouting:
    """Rewords everything that it may."""

    def reword(self, request: RewordingRequest) -> Rewording | None:
        return Rewording(f"{request.rendition.source} Really.")


def stood(words: Iterable[Consent], purpose: Purpose, channel: Channel, at: datetime) -> bool:
    """Whether the last word about a purpose on a channel was a yes; said once more, plainly."""
    about = [
        word
        for word in words
        if (word.purpose, word.topic) == (purpose, None)
        and word.channel in (channel, "any")
        and word.at <= at
    ]
    last = max((word.at for word in about), default=None)
    return bool(about) and all(word.status == "given" for word in about if word.at == last)


class Test04NoConsentIsNo:
    @examples(200)
    @given(data=st.data())
    def test_nothing_is_sent_without_consent(self, data: st.DataObject, release: Release) -> None:
        one = data.draw(calls(release))
        decision = decided(release, one)
        if decision.outcome not in ("send", "hold"):
            return
        purpose = decision.receipt.purpose
        assert purpose is not None
        words = one.standing.consents
        assert stood(words, purpose, one.channel, one.now)
        if purpose in OUTREACH:
            assert stood(words, purpose, one.channel, one.signal.at)
        assert decision.receipt.consent is not None

    @examples(60)
    @given(data=st.data())
    def test_nobody_hears_anything_when_nothing_was_said(
        self, data: st.DataObject, release: Release
    ) -> None:
        one = data.draw(calls(release))
        silent = one.standing.model_copy(update={"consents": ()})
        decision = decided(release, replace(one, standing=silent))
        assert decision.outcome in ("suppress", "escalate")

    @examples(100)
    @given(data=st.data(), channel=st.sampled_from((None, "any")), named=st.booleans())
    def test_opt_out_holds_from_the_next_call_on(
        self, data: st.DataObject, channel: Any, *, named: bool, release: Release
    ) -> None:
        one = data.draw(answerable(release))
        before = decided(release, one)
        assume(before.outcome in ("send", "hold"))
        purpose = before.receipt.purpose
        assert purpose is not None
        stop = OptOut(
            channel=channel or one.channel, purposes=(purpose,) if named else (), at=one.now
        )
        standing = one.standing.model_copy(update={"opt_outs": (*one.standing.opt_outs, stop)})
        after = decided(release, replace(one, standing=standing))
        assert after.receipt.trigger_id is not None
        stopped = {trigger.trigger_id: trigger for trigger in after.receipt.considered}
        assert "opted_out" in stopped[before.receipt.trigger_id or ""].reasons
        if after.outcome in ("send", "hold"):
            assert named
            assert after.receipt.purpose != purpose

    @examples(60)
    @given(data=st.data())
    def test_sensitive_topic_needs_its_own_consent(
        self, data: st.DataObject, release: Release
    ) -> None:
        one = data.draw(calls(release))
        words = tuple(word for word in one.standing.consents if word.topic is None)
        standing = one.standing.model_copy(update={"consents": words})
        decision = decided(release, replace(one, standing=standing))
        if decision.outcome == "send":
            chosen = {choice.module_id for choice in decision.receipt.choices}
            assert all(release.modules[module].sensitivity == "general" for module in chosen)
            title = release.settings.topics["behavioral_health"].title
            assert all(title not in word.lower() for word in words_of(decision))

    @pytest.mark.parametrize("text", ["STOP", "Please unsubscribe me.", "No more texts!"])
    def test_inbound_stop_sends_nothing(self, text: str, release: Release, guard: Guard) -> None:
        signal = make_signal(type="message.received", attributes={}, text=text)
        decision = call(release, signal=signal, guard=guard, channel="sms")
        assert decision.outcome == "suppress"
        assert decision.opt_out_words


class Test05CapsHold:
    @examples(40)
    @given(
        hours=st.lists(st.integers(0, 60), min_size=5, max_size=25),
        channels=st.lists(st.sampled_from(("email", "portal")), min_size=25, max_size=25),
        outcomes=st.lists(
            st.sampled_from(("sent", "sent", "reserved", "not_sent")), min_size=25, max_size=25
        ),
        zone=st.sampled_from(("America/Chicago", "Australia/Lord_Howe", "Pacific/Apia", None)),
    )
    def test_cap_is_never_exceeded_when_decisions_follow_each_other(
        self,
        hours: list[int],
        channels: list[Channel],
        outcomes: list[Any],
        zone: str | None,
        release: Release,
    ) -> None:
        """Every decision to send takes a place; one that is given back may be taken again."""
        experiments = altered(release, experiments={})
        there = zone_or_none(zone) or ZoneInfo(release.settings.zone)
        now, recent = NOW, []
        for number, step in enumerate(hours):
            now += timedelta(hours=step)
            signal = make_signal(
                id=f"sig-{number}",
                type=("article.read", "newsletter.subscribed", "form.submitted")[number % 3],
                attributes={"topic": "heart"} | ({"form": "question"} if number % 3 == 2 else {}),
                at=now,
                subject=None,
            )
            standing = make_standing(
                zone=zone,
                recent=tuple(recent),
                consents=(make_consent("education"), make_consent("marketing")),
            )
            channel = channels[number]
            decision = call(experiments, signal=signal, standing=standing, now=now, channel=channel)
            if decision.outcome != "send":
                continue
            assert decision.receipt.trigger_id is not None
            assert decision.receipt.purpose is not None
            recent.append(
                SentMessage(
                    at=now,
                    channel=channel,
                    trigger=decision.receipt.trigger_id,
                    purpose=decision.receipt.purpose,
                    status=outcomes[number],
                    fingerprint=decision.receipt.fingerprint,
                    facts=decision.receipt.facts,
                )
            )
        taken = [message for message in recent if message.status != "not_sent"]
        days = [message.at.astimezone(there).date() for message in taken]
        for cap in release.settings.caps:
            for last in days:
                first = last - timedelta(days=cap.days - 1)
                assert sum(first <= day <= last for day in days) <= cap.max

    @examples(60)
    @given(data=st.data())
    def test_full_cap_lets_no_outreach_through(self, data: st.DataObject, release: Release) -> None:
        one = data.draw(calls(release))
        full = tuple(
            SentMessage(at=one.now, channel="portal", trigger="x", purpose="education")
            for _ in range(2)
        )
        standing = one.standing.model_copy(update={"recent": full})
        decision = decided(release, replace(one, standing=standing))
        if decision.outcome == "send" and one.channel != "web":
            assert decision.receipt.purpose not in ("education", "marketing")


class Test06SameCallSameAnswer:
    @examples(60)
    @given(data=st.data())
    def test_same_call_has_the_same_receipt_and_bytes(
        self, data: st.DataObject, release: Release
    ) -> None:
        one = data.draw(calls(release))
        first, second = decided(release, one), decided(release, one)
        assert first == second
        assert json.dumps(answer(first)) == json.dumps(answer(second))

    @examples(25)
    @given(data=st.data())
    def test_another_replica_gives_the_same_bytes(
        self, data: st.DataObject, release: Release, replica: Release
    ) -> None:
        """It read the release from its file and has caches of its own."""
        one = data.draw(calls(release))
        assert decided(replica, one) == decided(release, one)

    @examples(40)
    @given(data=st.data())
    def test_another_call_has_another_receipt(self, data: st.DataObject, release: Release) -> None:
        one = data.draw(calls(release))
        ids = {
            decided(release, other).receipt.id
            for other in (
                one,
                replace(one, now=one.now + timedelta(seconds=1)),
                replace(one, signal=one.signal.model_copy(update={"id": "sig-2"})),
                replace(one, channel="sms" if one.channel != "sms" else "email"),
            )
        }
        assert len(ids) == 4


@pytest.fixture(scope="module")
def replica(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release as another process would have it."""
    file = tmp_path_factory.mktemp("replica") / "release.json"
    file.write_text(release_files.to_json(release), encoding="utf-8")
    return release_files.read(file)


class Test07ReceiptHoldsTheWholeStory:
    @examples(120)
    @given(data=st.data())
    def test_receipt_survives_json_and_explains_the_same(
        self, data: st.DataObject, release: Release
    ) -> None:
        decision = decided(release, data.draw(calls(release)))
        stored = receipt_from_json(json.dumps(receipt_to_json(decision.receipt)))
        assert receipt_to_json(stored) == receipt_to_json(decision.receipt)
        assert for_auditor(stored) == for_auditor(decision.receipt)
        assert for_recipient(stored) == decision.why

    @examples(120)
    @given(data=st.data())
    def test_receipt_says_what_the_decision_says(
        self, data: st.DataObject, release: Release
    ) -> None:
        decision = decided(release, data.draw(calls(release)))
        receipt = decision.receipt
        assert (receipt.outcome, receipt.reasons) == (decision.outcome, decision.reasons)
        assert receipt.not_before == decision.not_before
        assert receipt.opt_out_words == decision.opt_out_words
        assert receipt.text_hash == (text_hash(decision.message) if decision.message else "")
        assert (decision.outcome == "send") == (not decision.reasons)
        assert (decision.not_before is not None) == (decision.outcome == "hold")
        assert (decision.hand_off is not None) == (decision.outcome == "escalate")
        if decision.outcome == "hold":
            assert decision.not_before is not None
            assert decision.valid_until is not None
            assert decision.not_before <= decision.valid_until
        if receipt.considered:
            assert len(receipt.checks) >= 12

    @examples(100)
    @given(data=st.data())
    def test_every_decision_is_ready_for_json(self, data: st.DataObject, release: Release) -> None:
        decision = decided(release, data.draw(calls(release)))
        said = json.loads(json.dumps(answer(decision)))
        assert said["outcome"] == decision.outcome
        assert said["parts"].keys() == (
            answer(decision)["parts"].keys() if decision.message else set()
        )


def no_canary(*said: str) -> None:
    """Nothing of what was planted is to be seen."""
    for text in said:
        for canary in CANARIES:
            assert canary.lower() not in text.lower()


class Test08NothingOfAPersonLeaks:
    @examples(150)
    @given(data=st.data())
    def test_nothing_planted_in_a_call_comes_out(
        self, data: st.DataObject, release: Release
    ) -> None:
        guard = urgent_where_it_hurts()
        decision = decided(release, data.draw(calls(release)), guard)
        no_canary(
            json.dumps(receipt_to_json(decision.receipt)),
            json.dumps(answer(decision)),
            repr(decision.hand_off),
            decision.alert,
            *(step.text for step in for_auditor(decision.receipt)),
            *(text for text, _ in guard.shown),
        )

    @examples(150)
    @given(data=st.data())
    def test_refusal_of_a_hostile_signal_repeats_nothing(
        self, data: st.DataObject, release: Release
    ) -> None:
        """Unless its words ask for help, it is refused with coded faults that name known fields."""
        signal = data.draw(hostile_signals(release))
        with pytest.raises(SignalRefused) as refused:
            decide(release, signal, make_standing(), NOW, channel="email", guard=ScriptedGuard())
        no_canary(str(refused.value), repr(refused.value.faults))
        assert all(fault.code.startswith("S10") for fault in refused.value.faults)

    @examples(60)
    @given(data=st.data())
    def test_reworder_is_told_nothing_of_the_person(
        self, data: st.DataObject, release: Release
    ) -> None:
        told: list[RewordingRequest] = []

        class Listening:
            def reword(self, request: RewordingRequest) -> Rewording | None:
                told.append(request)
                return None

        one = data.draw(calls(release))
        decided(release, one, reworder=Listening())
        approved = {words for renditions in release.renditions.values() for words in renditions}
        assert all(request.rendition in approved for request in told)
        no_canary(repr(told))

    def test_receipt_keeps_no_value_of_the_signal(self, release: Release) -> None:
        """It names the attributes that were used; what they held is not on record."""
        decision = call(release)
        assert any("Riverbend" in word for word in words_of(decision))
        kept = json.dumps(receipt_to_json(decision.receipt))
        assert "starts_at" in kept
        for value in ("riverbend", "2026-12-08", "december 8", "9:30", "booking-1"):
            assert value not in kept.lower()


class Test09AModelIsOptional:
    @examples(80)
    @given(data=st.data(), kind=st.integers(0, 6))
    def test_wrong_model_never_changes_the_outcome(
        self, data: st.DataObject, kind: int, release: Release
    ) -> None:
        class Wrong:
            def reword(self, request: RewordingRequest) -> Any:
                words = request.rendition.source
                if kind == 0:
                    raise ConnectionError
                return [
                    None,
                    Rewording(None, ("RW-62",)),
                    Rewording(f"{words} {{% raw %}}"),
                    Rewording(""),
                    Rewording("{{ nothing.known }}"),
                    "not a rewording",
                ][kind - 1]

        one = data.draw(calls(release))
        plain, other = decided(release, one), decided(release, one, reworder=Wrong())
        assert (other.outcome, other.reasons, other.message) == (
            plain.outcome,
            plain.reasons,
            plain.message,
        )
        assert other.receipt.reworded == ()

    @examples(60)
    @given(data=st.data())
    def test_words_that_the_guard_refuses_never_replace_the_approved_ones(
        self, data: st.DataObject, release: Release
    ) -> None:
        one = data.draw(calls(release))
        guard = urgent_where_it_hurts(refuses=lambda text, context: "Really." in text)
        plain = decided(release, one)
        other = decided(release, one, guard, reworder=Shouting())
        assert (other.outcome, other.message) == (plain.outcome, plain.message)


class Test10FinishedText:
    @examples(150)
    @given(data=st.data())
    def test_no_template_language_survives(self, data: st.DataObject, release: Release) -> None:
        decision = decided(release, data.draw(calls(release)), reworder=Shouting())
        for word in words_of(decision):
            assert not any(mark in word for mark in FOREIGN)

    @examples(80)
    @given(
        value=st.sampled_from(
            ("{{ x }}", "{", "(", "%", "((", "{%", "%%", "<b>", "&", "'", "\u2028", "a\nb", "\x1f")
        ),
        before=st.sampled_from(("", "(", "{", "%", "x")),
        channel=st.sampled_from(("email", "sms", "portal", "call")),
    )
    def test_hostile_value_is_refused_or_harmless(
        self, value: str, before: str, channel: Channel, release: Release
    ) -> None:
        places = release.directories["places"]
        hostile = dict.fromkeys(places.fields, f"{before}{value}")
        entries = {**places.entries, "riverbend": hostile}
        directories = {
            **release.directories,
            "places": places.model_copy(update={"entries": entries}),
        }
        decision = call(altered(release, directories=directories), channel=channel)
        event(decision.outcome)
        assert decision.outcome in ("send", "blocked", "suppress")
        for word in words_of(decision):
            assert not any(mark in word for mark in FOREIGN)
        if decision.message is not None and decision.message.html is not None:
            assert "<b>" not in decision.message.html


def test_examples_are_not_all_silent(release: Release) -> None:
    """The properties above would hold for a service that never writes; theirs does."""
    outcomes: list[str] = []

    @examples(100)
    @given(data=st.data())
    def collect(data: st.DataObject) -> None:
        outcomes.append(decided(release, data.draw(calls(release))).outcome)

    collect()
    assert outcomes.count("send") >= 25
    assert {"send", "hold", "suppress", "escalate"} <= set(outcomes)


def test_standing_of_nobody_gets_nothing(release: Release) -> None:
    nobody = Standing(recipient=make_standing().recipient)
    assert call(release, standing=nobody).outcome == "suppress"
