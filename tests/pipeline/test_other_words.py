"""Banked words must be the approved ones; live words need leave, and the notice where asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from guardrails import Guard
from service.answers import receipt_from_json, receipt_to_json
from service.domain.decision import Decision
from service.domain.explanation import for_auditor
from service.domain.rewording import Origin, Rewording, RewordingRequest
from service.domain.vocabulary import Channel
from service.library.banked import BankReworder
from service.library.release import Release
from tests.banks import GOOD, KEY, LEAD, NAME, banked
from tests.doubles import altered, call
from tests.factories import NOW, make_signal

ARTICLE = make_signal(type="article.read", attributes={"topic": "heart"}, subject=None)
NOTICE = "legal/generated-words"


def from_bank(release: Release, **more: Any) -> Decision:
    return call(release, signal=ARTICLE, reworder=BankReworder(release, "cedar-valley"), **more)


def said(decision: Decision) -> str:
    assert decision.message is not None
    return decision.message.text or decision.message.sms or str(decision.message.portal)


class TestBank:
    def test_approved_rewordings_are_served(self, release: Release, guard: Guard) -> None:
        decision = from_bank(banked(release), guard=guard)
        assert decision.outcome == "send"
        assert GOOD in said(decision)
        (reworded,) = decision.receipt.reworded
        assert (reworded.module_id, reworded.mode, reworded.item) == (LEAD, "banked", KEY)
        assert reworded.item_hash == banked(release).stamps[KEY].hash
        assert (reworded.brand, reworded.brand_hash) == ("cedar-valley", "b" * 64)
        assert (reworded.prompt_hash, reworded.model) == ("c" * 64, "scripted")

    def test_people_read_them_so_they_carry_no_notice(self, release: Release) -> None:
        decision = from_bank(banked(release))
        assert NOTICE not in [one.module_id for one in decision.receipt.choices]

    def test_the_explanation_and_the_kept_receipt_say_the_same(self, release: Release) -> None:
        receipt = from_bank(banked(release)).receipt
        approved = receipt.reworded[0].item_hash[:8]
        (step,) = [step for step in for_auditor(receipt) if step.topic == "banked words"]
        assert step.text == (
            f"{LEAD}: approved as {KEY} {approved}, in the voice of cedar-valley bbbbbbbb "
            "by scripted, asked by cccccccc"
        )
        assert receipt_from_json(json.dumps(receipt_to_json(receipt))) == receipt

    def test_the_same_call_gives_the_same_bytes(self, release: Release) -> None:
        served = banked(release)
        assert from_bank(served) == from_bank(served)

    def test_saying_it_in_other_words_is_still_a_repeat(self, release: Release) -> None:
        served = banked(release)
        first, other = call(served, signal=ARTICLE).receipt, from_bank(served).receipt
        assert other.fingerprint == first.fingerprint
        assert other.text_hash != first.text_hash

    @pytest.mark.parametrize(
        "changes",
        [
            {"until": date(2026, 11, 23)},
            {"brand": "northline"},
            {"rewords": "0" * 64},
            {"channel": "portal"},
            {"locale": "es-US"},
            {"variant": "simple"},
        ],
    )
    def test_what_is_not_for_these_words_today_is_not_used(
        self, release: Release, changes: dict[str, Any]
    ) -> None:
        served = banked(release, **changes)
        decision = from_bank(served)
        assert decision.message == call(served, signal=ARTICLE).message
        assert decision.receipt.reworded == ()
        assert decision.receipt.reword_refused == ()

    def test_words_that_the_guard_refuses_stay_out(self, release: Release, guard: Guard) -> None:
        approved = next(one for one in release.renditions[LEAD] if one.channel == "email")
        careless = f"{approved.source}\n\nThis will help your high blood pressure."
        served = banked(release, source=careless)
        decision = from_bank(served, guard=guard)
        assert decision.message == call(served, signal=ARTICLE, guard=guard).message
        assert [one[0] for one in decision.receipt.reword_refused] == [LEAD]
        assert decision.alert == ""

    def test_words_that_break_a_lock_stay_out(self, release: Release) -> None:
        served = banked(release, source="Walk.")
        refused = from_bank(served).receipt.reword_refused
        assert refused == ((LEAD, "RW-51 locked words or variables changed"),)


@dataclass(frozen=True)
class Offering:
    """Offers one more sentence for every module of `only`, and says where it is from."""

    origin: Origin
    only: tuple[str, ...] = (LEAD,)
    source: str | None = None

    def reword(self, request: RewordingRequest) -> Rewording | None:
        if request.module_id not in self.only:
            return None
        words = self.source or f"{request.rendition.source}\n\n{GOOD}"
        return Rewording(words, origin=self.origin)


def genuine(served: Release) -> Origin:
    """Where the banked words of `served` come from."""
    hash_ = served.stamps[KEY].hash
    return Origin("banked", "cedar-valley", "b" * 64, "c" * 64, "scripted", KEY, hash_)


class TestForged:
    """A reworder is believed in nothing: banked words are looked up in the release."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"item": "rewording:no/such/one"},
            {"item": f"module:{LEAD}"},
            {"item": ""},
            {"item_hash": "e" * 64},
        ],
    )
    def test_approval_that_is_not_there(self, release: Release, changes: dict[str, str]) -> None:
        served = banked(release)
        origin = replace(genuine(served), **changes)
        decision = call(served, signal=ARTICLE, reworder=Offering(origin))
        assert decision.receipt.reworded == ()
        assert decision.receipt.reword_refused == (
            (LEAD, "RW-68 it is not one of the approved rewordings of these words"),
        )

    def test_other_words_under_a_genuine_approval(self, release: Release) -> None:
        served = banked(release)
        source = served.rewordings[NAME].source + " Really."
        decision = call(served, signal=ARTICLE, reworder=Offering(genuine(served), source=source))
        assert decision.receipt.reworded == ()
        assert "RW-68" in decision.receipt.reword_refused[0][1]

    def test_an_approval_that_has_expired(self, release: Release) -> None:
        served = banked(release, until=date(2026, 11, 23))
        decision = call(served, signal=ARTICLE, reworder=Offering(genuine(served)))
        assert decision.receipt.reworded == ()

    def test_an_approval_of_another_modules_words(self, release: Release) -> None:
        served = banked(release)
        other = next(
            choice.module_id
            for choice in call(served, signal=ARTICLE).receipt.choices
            if not choice.required and choice.module_id != LEAD
        )
        decision = call(served, signal=ARTICLE, reworder=Offering(genuine(served), only=(other,)))
        assert decision.receipt.reworded == ()


LIVE = Origin("live", "cedar-valley", "b" * 64, "c" * 64, "scripted")


class TestLive:
    def live(self, release: Release, channel: Channel = "email", **more: Any) -> Decision:
        return call(release, signal=ARTICLE, channel=channel, reworder=Offering(LIVE), **more)

    @pytest.mark.parametrize("channel", ["email", "portal"])
    def test_clinical_words_that_nobody_read_carry_the_notice(
        self, release: Release, channel: Channel, guard: Guard
    ) -> None:
        signal = make_signal(type="article.read", attributes={"topic": "heart"}, subject=None)
        decision = call(
            release, signal=signal, channel=channel, reworder=Offering(LIVE), guard=guard
        )
        assert [one.mode for one in decision.receipt.reworded] == ["live"]
        chosen = [one for one in decision.receipt.choices if one.module_id == NOTICE]
        assert [(one.slot, one.required) for one in chosen] == [("generated", True)]
        assert decision.receipt.choices[0].module_id == NOTICE
        assert decision.outcome == "send"

    def test_the_notice_stands_before_the_words(self, release: Release, guard: Guard) -> None:
        text = said(self.live(release, guard=guard))
        assert text.index("written by generative AI") < text.index(GOOD)

    def test_no_live_words_no_notice(self, release: Release) -> None:
        decision = call(release, signal=ARTICLE)
        assert NOTICE not in [one.module_id for one in decision.receipt.choices]

    def test_without_a_place_for_the_notice_the_approved_words_go(self, release: Release) -> None:
        layout = release.layouts["email-outreach"]
        slots = tuple(slot for slot in layout.slots if not slot.with_live_words)
        bare = altered(
            release,
            layouts={
                **release.layouts,
                layout.id: layout.model_copy(update={"slots": slots}),
            },
        )
        decision = self.live(bare)
        assert decision.receipt.reworded == ()
        assert decision.receipt.reword_refused == (
            (LEAD, "RW-66 the module or its topic does not allow live rewording"),
        )

    def test_a_notice_that_has_expired_stops_live_words_and_no_message(
        self, release: Release
    ) -> None:
        key = f"module:{NOTICE}"
        stamp = release.stamps[key].model_copy(update={"until": date(2026, 11, 23)})
        late = altered(release, stamps={**release.stamps, key: stamp})
        decision = self.live(late)
        assert decision.outcome == "send"
        assert decision.receipt.reworded == ()

    def test_kinds_that_need_no_notice_have_none(self, release: Release) -> None:
        rules = release.settings.rewording.model_copy(update={"notice_for": ("preparation",)})
        settings = release.settings.model_copy(update={"rewording": rules})
        decision = self.live(altered(release, settings=settings))
        assert [one.mode for one in decision.receipt.reworded] == ["live"]
        assert NOTICE not in [one.module_id for one in decision.receipt.choices]

    def test_a_module_that_is_open_to_the_bank_alone_takes_no_live_words(
        self, release: Release
    ) -> None:
        module = release.modules[LEAD].model_copy(update={"rewording": "banked"})
        closed = altered(release, modules={**release.modules, LEAD: module})
        assert self.live(closed).receipt.reworded == ()
        assert from_bank(banked(closed)).receipt.reworded[0].module_id == LEAD

    def test_the_reworder_is_told_where_a_model_need_not_be_asked(self, release: Release) -> None:
        asked: list[RewordingRequest] = []

        class Listening:
            def reword(self, request: RewordingRequest) -> None:
                asked.append(request)

        module = release.modules[LEAD].model_copy(update={"rewording": "banked"})
        closed = altered(release, modules={**release.modules, LEAD: module})
        call(closed, signal=ARTICLE, reworder=Listening())
        assert {one.module_id: one.live for one in asked}[LEAD] is False
        assert {one.on for one in asked} == {NOW.date()}

    def test_words_of_unknown_origin_count_as_unread(self, release: Release) -> None:
        assert Rewording("x").origin.mode == "live"

    def test_when_the_guard_refuses_the_words_the_notice_goes_with_them(
        self, release: Release, guard: Guard
    ) -> None:
        careless = Offering(
            LIVE,
            source=next(one.source for one in release.renditions[LEAD] if one.channel == "email")
            + "\n\nThis will help your high blood pressure.",
        )
        decision = call(release, signal=ARTICLE, reworder=careless, guard=guard)
        assert decision.message == call(release, signal=ARTICLE, guard=guard).message
        assert NOTICE not in [one.module_id for one in decision.receipt.choices]
