"""Which modules stand in a message, who their rivals were, and why those lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.candidates import Candidate, Selection, VariantOffer, Wish
from service.domain.choice import RIVALS_KEPT, choose
from service.domain.content import Funding, Layout, Order, Slot, SlotChoice
from service.domain.decision import Choice, Reason, Rival
from tests.factories import TEAM, make_module, make_trigger

TODAY = date(2026, 11, 24)
DEFAULT = VariantOffer("", grade=7, needs=frozenset(), headline=True)


def offer(name: str = "", **changes: Any) -> VariantOffer:
    """A variant that needs nothing and can head a message."""
    values = {"grade": 7, "needs": frozenset(), "headline": True}
    return VariantOffer(name, **{**values, **changes})


def candidate(
    module_id: str,
    *variants: VariantOffer,
    until: date = date(2027, 12, 31),
    sensitive: tuple[str, ...] = (),
    **module: Any,
) -> Candidate:
    """A released module with one variant unless others are named."""
    return Candidate(
        make_module(module_id, **module),
        f"hash of {module_id}",
        until,
        variants or (DEFAULT,),
        frozenset(sensitive),
    )


def slot(name: str, **changes: Any) -> Slot:
    """An open slot for education."""
    values = {"id": name, "title": name}
    if "modules" not in changes:
        values["kinds"] = ("education",)
    return Slot(**{**values, **changes})


def wish(*slots: Slot, asks: dict[str, SlotChoice] | None = None, **changes: Any) -> Wish:
    """A message for patients on the heart; each open slot asks for one piece of education."""
    slots = slots or (slot("lead", required=True),)
    asked = {place.id: SlotChoice(kinds=("education",)) for place in slots if place.kinds}
    values: dict[str, Any] = {
        "trigger": make_trigger(slots=asked if asks is None else asks),
        "layout": Layout(
            id="email-care",
            channel="email",
            title="Care",
            audience=("patient",),
            purposes=("care_operations",),
            headline=slots[0].id,
            slots=slots,
            **TEAM,
        ),
        "topics": frozenset({"heart"}),
        "audience": "patient",
        "reading_level": "standard",
        "available": frozenset(),
        "consented": frozenset(),
        "today": TODAY,
    }
    return Wish(**{**values, **changes})


def chosen(wanted: Wish, *candidates: Candidate) -> list[str]:
    """The ids of what stands in the message, in reading order."""
    return [choice.module_id for choice in select(wanted, *candidates).choices]


def select(wanted: Wish, *candidates: Candidate) -> Selection:
    """The selection among these candidates, in the order of their ids."""
    by_id = {one.module.id: one for one in sorted(candidates, key=lambda one: one.module.id)}
    return choose(wanted, by_id)


def rivals(wanted: Wish, *candidates: Candidate) -> dict[str, str]:
    """The rivals of the first choice and why they lost."""
    first = select(wanted, *candidates).choices[0]
    return {rival.module_id: rival.lost for rival in first.rivals}


class TestRanking:
    def test_choice_says_what_was_chosen_and_why(self) -> None:
        selection = select(wish(), candidate("heart/a", stages=("preparation",)))
        assert selection == Selection(
            (
                Choice(
                    "lead",
                    "heart/a",
                    "hash of heart/a",
                    "",
                    required=False,
                    because="on the topic, written for this stage, grade 7",
                ),
            )
        )

    def test_named_module_wins_in_the_order_of_the_names(self) -> None:
        asks = {"lead": SlotChoice(modules=("heart/z", "heart/y"), kinds=("education",))}
        everything = [candidate(f"heart/{name}") for name in "xyz"]
        assert chosen(wish(asks=asks), *everything) == ["heart/z"]
        assert chosen(wish(asks=asks), *everything[:2]) == ["heart/y"]

    def test_topic_beats_what_suits_any(self) -> None:
        wanted = candidate("z/heart"), candidate("a/general", topics=("general",))
        assert chosen(wish(), *wanted) == ["z/heart"]
        assert rivals(wish(), *wanted) == {
            "a/general": "ranked lower: suits any topic, suits any stage, grade 7"
        }

    def test_stage_beats_what_suits_any(self) -> None:
        wanted = candidate("z/ready", stages=("preparation",)), candidate("a/any")
        assert chosen(wish(), *wanted) == ["z/ready"]

    def test_topic_beats_stage(self) -> None:
        on_stage = candidate("a/b", topics=("general",), stages=("preparation",))
        assert chosen(wish(), on_stage, candidate("z/heart")) == ["z/heart"]

    def test_own_content_beats_content_that_others_pay_for(self) -> None:
        paid = Funding(by="A company", disclosed_in="legal/paid-for")
        wanted = candidate("a/paid", third_party_funded=paid), candidate("z/own")
        assert chosen(wish(), *wanted) == ["z/own"]

    def test_equals_are_settled_by_id(self) -> None:
        assert chosen(wish(), candidate("b/x"), candidate("a/x")) == ["a/x"]

    def test_order_of_the_candidates_does_not_matter(self) -> None:
        one, other = candidate("a/x"), candidate("b/x")
        assert choose(wish(), {"a/x": one, "b/x": other}).choices[0].module_id == "a/x"
        assert choose(wish(), {"b/x": other, "a/x": one}).choices[0].module_id == "a/x"

    def test_slot_takes_as_many_as_the_trigger_picks(self) -> None:
        wanted = wish(slot("lead", max=3), asks={"lead": SlotChoice(kinds=("education",), pick=2)})
        assert chosen(wanted, *(candidate(f"{n}/x") for n in "abc")) == ["a/x", "b/x"]

    def test_slot_takes_no_more_than_it_holds(self) -> None:
        wanted = wish(slot("lead"), asks={"lead": SlotChoice(kinds=("education",), pick=2)})
        assert chosen(wanted, candidate("a/x"), candidate("b/x")) == ["a/x"]

    def test_module_stands_in_one_slot_only(self) -> None:
        wanted = wish(slot("lead"), slot("more"))
        assert chosen(wanted, candidate("a/x"), candidate("b/x")) == ["a/x", "b/x"]

    def test_kind_that_the_slot_does_not_take_never_stands_there(self) -> None:
        asks = {"lead": SlotChoice(modules=("a/x",), kinds=("service",))}
        failure = select(wish(asks=asks), candidate("a/x", kind="service")).failure
        assert failure == Reason("no_content", "no approved module fits the `lead` slot")


class TestRivals:
    def test_every_rival_is_recorded_with_why_it_lost(self) -> None:
        assert rivals(
            wish(),
            candidate("a/winner"),
            candidate("b/second"),
            candidate("c/clinician", audience=("clinician",)),
            candidate("d/marketing", purposes=("marketing",)),
            candidate("e/knees", topics=("knees",)),
            candidate("f/expired", until=date(2026, 11, 23)),
            candidate("g/mind", topics=("heart", "mind"), sensitive=("mind",)),
            candidate("h/after", stages=("after_visit",)),
            candidate("i/needs", offer(needs=frozenset({"place", "day"}))),
            candidate("j/headless", offer(headline=False)),
        ) == {
            "b/second": "ranked lower: on the topic, suits any stage, grade 7",
            "c/clinician": "not written for patient",
            "d/marketing": "not for care operations",
            "e/knees": "another topic",
            "f/expired": "its approval or the module itself has expired",
            "g/mind": "sensitive topic without its own consent",
            "h/after": "written for another stage",
            "i/needs": "needs day, place",
            "j/headless": "has no headline for email",
        }

    def test_near_rivals_are_named_before_far_ones(self) -> None:
        """A library may hold thousands of modules; those hardly in the running are cut."""
        far = [candidate(f"a/far-{n}", topics=("knees",)) for n in range(RIVALS_KEPT)]
        other = candidate("b/stage", stages=("after_visit",))
        near = [candidate(f"z/near-{n}") for n in range(3)]
        found = select(wish(), *far, other, *near).choices[0].rivals
        assert len(found) == RIVALS_KEPT
        assert found[:3] == (
            Rival("z/near-1", "ranked lower: on the topic, suits any stage, grade 7"),
            Rival("z/near-2", "ranked lower: on the topic, suits any stage, grade 7"),
            Rival("b/stage", "written for another stage"),
        )
        assert {rival.lost for rival in found[3:]} == {"another topic"}

    def test_other_subject_is_the_reason_even_where_it_is_sensitive(self) -> None:
        """A message on the heart says nothing of consent to another subject."""
        mind = candidate("b/mind", topics=("mind",), sensitive=("mind",))
        assert rivals(wish(), candidate("a/x"), mind) == {"b/mind": "another topic"}


class TestPinned:
    RULES = slot("privacy", modules=("legal/privacy",))
    PRIVACY = candidate("legal/privacy", kind="privacy", topics=("general",))

    def test_pinned_module_is_always_there(self) -> None:
        selection = select(wish(slot("lead"), self.RULES), candidate("a/x"), self.PRIVACY)
        assert selection.choices[1] == Choice(
            "privacy",
            "legal/privacy",
            "hash of legal/privacy",
            "",
            required=True,
            because="required by `email-care`",
        )

    def test_pinned_words_are_the_default_ones_for_easy_readers_too(self) -> None:
        easy = candidate("legal/privacy", offer(), offer("simple", grade=3), kind="privacy")
        wanted = wish(slot("lead"), self.RULES, reading_level="simple")
        assert select(wanted, candidate("a/x"), easy).choices[1].variant == ""

    def test_pinned_module_that_is_not_served_stops_the_message(self) -> None:
        failure = select(wish(slot("lead"), self.RULES), candidate("a/x")).failure
        assert failure == Reason(
            "not_approved", "required module `legal/privacy` is not served today"
        )

    @pytest.mark.parametrize(("until", "stops"), [(TODAY, False), (date(2026, 11, 23), True)])
    def test_pinned_module_is_used_to_its_last_day(self, until: date, stops: bool) -> None:
        privacy = candidate("legal/privacy", kind="privacy", until=until)
        failure = select(wish(slot("lead"), self.RULES), candidate("a/x"), privacy).failure
        assert (failure is not None and failure.code == "not_approved") is stops

    def test_pinned_module_that_shows_what_is_not_known_stops_the_message(self) -> None:
        privacy = candidate("legal/privacy", offer(needs=frozenset({"day"})), kind="privacy")
        failure = select(wish(slot("lead"), self.RULES), candidate("a/x"), privacy).failure
        assert failure == Reason(
            "no_content", "required module `legal/privacy` cannot be shown here"
        )

    def test_failure_leaves_no_choice(self) -> None:
        assert select(wish(slot("lead"), self.RULES), candidate("a/x")).choices == ()


class TestCombinations:
    LEAD, MORE = slot("lead"), slot("more")

    def test_required_companion_takes_a_later_slot(self) -> None:
        """It comes before what ranks higher there."""
        lead = candidate("a/lead", requires=("z/companion",))
        others = candidate("b/better"), candidate("z/companion")
        assert chosen(wish(self.LEAD, self.MORE), lead, *others) == ["a/lead", "z/companion"]

    def test_companion_of_another_kind_needs_no_wish_of_the_trigger(self) -> None:
        service = slot("service", kinds=("service",))
        wanted = wish(self.LEAD, service, asks={"lead": SlotChoice(kinds=("education",))})
        lead = candidate("a/lead", requires=("z/service",))
        assert chosen(wanted, lead, candidate("z/service", kind="service")) == [
            "a/lead",
            "z/service",
        ]

    def test_module_whose_companion_has_no_place_is_left_out(self) -> None:
        lead = candidate("a/lead", requires=("z/companion",))
        found = candidate("b/alone"), candidate("z/companion")
        wanted = wish(self.LEAD)
        assert chosen(wanted, lead, *found) == ["b/alone"]
        assert rivals(wanted, lead, *found)["a/lead"] == (
            "requires `z/companion`, which cannot stand in this message"
        )

    def test_module_whose_companion_is_expired_is_left_out(self) -> None:
        lead = candidate("a/lead", requires=("z/companion",))
        companion = candidate("z/companion", until=date(2026, 11, 23))
        wanted = wish(self.LEAD, self.MORE)
        assert chosen(wanted, lead, candidate("b/alone"), companion) == ["b/alone"]

    def test_pinned_companion_is_there_already(self) -> None:
        pinned = slot("privacy", modules=("legal/privacy",))
        lead = candidate("a/lead", requires=("legal/privacy",))
        privacy = candidate("legal/privacy", kind="privacy")
        assert chosen(wish(self.LEAD, pinned), lead, privacy) == ["a/lead", "legal/privacy"]

    def test_module_is_set_aside_when_its_companion_is_kept_out_later(self) -> None:
        """No message ever holds one without the other."""
        middle = slot("middle", kinds=("service",))
        asks = {
            "lead": SlotChoice(kinds=("education",)),
            "middle": SlotChoice(kinds=("service",)),
        }
        lead = candidate("a/lead", requires=("z/companion",))
        enemy = candidate("m/enemy", kind="service", excludes=("z/companion",))
        companion = candidate("z/companion")
        wanted = wish(self.LEAD, middle, self.MORE, asks=asks)
        found = chosen(wanted, lead, enemy, companion, candidate("b/alone"))
        assert found == ["b/alone", "m/enemy"]

    @pytest.mark.parametrize("who", ["first", "second"])
    def test_modules_that_exclude_each_other_never_meet(self, who: str) -> None:
        """It is enough that one of the two says so."""
        first = candidate("a/x", excludes=("b/x",) if who == "first" else ())
        second = candidate("b/x", excludes=("a/x",) if who == "second" else ())
        wanted = wish(self.LEAD, self.MORE)
        assert chosen(wanted, first, second, candidate("c/x")) == ["a/x", "c/x"]

    def test_no_message_says_the_words_of_a_claim_twice(self) -> None:
        """A claim's words are locked, so two modules say it in the same sentence."""
        lead = candidate("a/x", claims=("slow-breathing",))
        echo = candidate("b/x", claims=("hand-washing", "slow-breathing"))
        wanted = wish(self.LEAD, self.MORE)
        assert chosen(wanted, lead, echo, candidate("c/x")) == ["a/x", "c/x"]
        lost = select(wanted, lead, echo, candidate("c/x")).choices[1].rivals
        assert [(one.module_id, one.lost) for one in lost] == [
            ("a/x", "stands in the message already"),
            ("b/x", "says what `a/x` says: claim `slow-breathing`"),
        ]

    def test_a_module_that_is_required_may_say_a_claim_again(self) -> None:
        lead = candidate("a/x", claims=("slow-breathing",), requires=("b/x",))
        needed = candidate("b/x", claims=("slow-breathing",))
        assert chosen(wish(self.LEAD, self.MORE), lead, needed) == ["a/x", "b/x"]

    def test_a_module_may_say_again_the_claim_of_one_that_it_requires(self) -> None:
        lead = candidate("a/x", claims=("slow-breathing",))
        more = candidate("b/x", claims=("slow-breathing",), requires=("a/x",))
        assert chosen(wish(self.LEAD, self.MORE), lead, more) == ["a/x", "b/x"]

    def test_a_message_is_not_lost_for_a_claim_said_twice(self) -> None:
        lead = candidate("a/x", claims=("slow-breathing",))
        echo = candidate("b/x", claims=("slow-breathing",))
        wanted = wish(self.LEAD, slot("more", required=True))
        assert chosen(wanted, lead, echo) == ["a/x", "b/x"]
        assert chosen(wanted, lead, echo, candidate("c/x")) == ["a/x", "c/x"]

    def test_a_later_pinned_module_keeps_its_claim(self) -> None:
        pinned = slot("privacy", modules=("legal/privacy",))
        privacy = candidate("legal/privacy", kind="privacy", claims=("slow-breathing",))
        found = (candidate("a/x", claims=("slow-breathing",)), candidate("b/x"), privacy)
        wanted = wish(self.LEAD, pinned)
        assert chosen(wanted, *found) == ["b/x", "legal/privacy"]
        told = "says what `legal/privacy` says: claim `slow-breathing`"
        assert rivals(wanted, *found)["a/x"] == told

    @pytest.mark.parametrize("who", ["open", "pinned"])
    def test_module_never_meets_a_later_pinned_one_that_it_excludes(self, who: str) -> None:
        pinned = slot("privacy", modules=("legal/privacy",))
        enemy = candidate("a/enemy", excludes=("legal/privacy",) if who == "open" else ())
        privacy = candidate(
            "legal/privacy", kind="privacy", excludes=("a/enemy",) if who == "pinned" else ()
        )
        wanted = wish(self.LEAD, pinned)
        found = (enemy, candidate("b/friend"), privacy)
        assert chosen(wanted, *found) == ["b/friend", "legal/privacy"]
        assert rivals(wanted, *found)["a/enemy"] == "may not stand with `legal/privacy`"

    def test_order_inside_a_slot_follows_the_rules(self) -> None:
        wanted = wish(slot("lead", max=3), asks={"lead": SlotChoice(kinds=("education",), pick=3)})
        first = candidate("a/x", order=Order(after=("c/x",)))
        assert chosen(wanted, first, candidate("b/x"), candidate("c/x")) == ["b/x", "c/x", "a/x"]

    def test_order_between_slots_keeps_a_module_out(self) -> None:
        late = candidate("b/x", order=Order(before=("a/x",)))
        found = (candidate("a/x"), late, candidate("c/x"))
        assert chosen(wish(self.LEAD, self.MORE), *found) == ["a/x", "c/x"]

    def test_module_that_must_follow_a_later_pinned_one_is_kept_out(self) -> None:
        pinned = slot("privacy", modules=("legal/privacy",))
        early = candidate("a/early", order=Order(after=("legal/privacy",)))
        privacy = candidate("legal/privacy", kind="privacy")
        found = (early, candidate("b/x"), privacy)
        assert chosen(wish(self.LEAD, pinned), *found) == ["b/x", "legal/privacy"]
        assert rivals(wish(self.LEAD, pinned), *found)["a/early"] == (
            "must stand after `legal/privacy`"
        )

    def test_rules_that_contradict_each_other_keep_the_rank(self) -> None:
        wanted = wish(slot("lead", max=2), asks={"lead": SlotChoice(kinds=("education",), pick=2)})
        one = candidate("a/x", order=Order(after=("b/x",)))
        other = candidate("b/x", order=Order(after=("a/x",)))
        assert chosen(wanted, one, other) == ["a/x", "b/x"]


class TestVariants:
    def variant(self, wanted: Wish, *offers: VariantOffer) -> str:
        return select(wanted, candidate("a/x", *offers)).choices[0].variant

    def test_default_words_stand_for_standard_readers(self) -> None:
        assert self.variant(wish(), offer(), offer("simple", grade=4)) == ""

    def test_easiest_words_stand_for_simple_readers(self) -> None:
        easy = wish(reading_level="simple")
        offers = (offer(grade=8), offer("simple", grade=4), offer("warm", grade=6))
        assert self.variant(easy, *offers) == "simple"

    def test_default_words_stand_where_they_are_the_easiest(self) -> None:
        easy = wish(reading_level="simple")
        assert self.variant(easy, offer(grade=5), offer("warm", grade=7)) == ""

    def test_easier_module_wins_for_simple_readers_alone(self) -> None:
        easy, hard = candidate("z/x", offer(grade=4)), candidate("a/x", offer(grade=8))
        assert chosen(wish(reading_level="simple"), easy, hard) == ["z/x"]
        assert chosen(wish(), easy, hard) == ["a/x"]

    def test_variant_that_shows_what_is_not_known_is_passed_over(self) -> None:
        offers = (offer(needs=frozenset({"place"})), offer("plain"))
        assert self.variant(wish(), *offers) == "plain"
        assert self.variant(wish(available=frozenset({"place"})), *offers) == ""


class TestArms:
    LOW = slot("lead", low_risk=True)
    FOUND = (
        candidate("a/x", offer(), offer("warm")),
        candidate("b/x"),
        candidate("s/other", kind="service"),
    )

    def test_arms_variant_is_shown(self) -> None:
        arms = (("warm-words", "lead", "warm", ""),)
        selection = select(wish(self.LOW, arms=arms), *self.FOUND)
        assert selection.choices[0].variant == "warm"

    def test_arms_module_comes_first(self) -> None:
        arms = (("which", "lead", "", "b/x"),)
        assert chosen(wish(self.LOW, arms=arms), *self.FOUND) == ["b/x"]

    def test_arms_module_may_be_of_a_kind_that_the_trigger_does_not_ask_for(self) -> None:
        place = slot("lead", low_risk=True, kinds=("education", "service"))
        arms = (("which", "lead", "", "s/other"),)
        asks = {"lead": SlotChoice(kinds=("education",))}
        assert chosen(wish(place, arms=arms, asks=asks), *self.FOUND) == ["s/other"]

    def test_arms_module_without_consent_or_approval_does_not_stand(self) -> None:
        arms = (("which", "lead", "", "b/x"),)
        expired = candidate("b/x", until=date(2026, 11, 23))
        assert chosen(wish(self.LOW, arms=arms), candidate("a/x"), expired) == ["a/x"]

    def test_arm_without_its_variant_here_shows_the_default(self) -> None:
        arms = (("warm-words", "lead", "warm", ""),)
        assert select(wish(self.LOW, arms=arms), candidate("b/x")).choices[0].variant == ""

    def test_arm_of_another_slot_changes_nothing(self) -> None:
        arms = (("warm-words", "more", "warm", "b/x"),)
        choice = select(wish(self.LOW, arms=arms), *self.FOUND).choices[0]
        assert (choice.module_id, choice.variant) == ("a/x", "")

    def test_slot_that_is_not_low_risk_is_never_varied(self) -> None:
        arms = (("warm-words", "lead", "warm", "b/x"),)
        choice = select(wish(arms=arms), *self.FOUND).choices[0]
        assert (choice.module_id, choice.variant) == ("a/x", "")


class TestSensitive:
    MIND = candidate("a/mind", topics=("mind",), sensitive=("mind",))
    NEUTRAL = candidate("z/neutral", topics=("general",))

    def test_sensitive_module_stands_with_consent_to_its_topic(self) -> None:
        wanted = wish(topics=frozenset({"mind"}), consented=frozenset({"mind"}))
        assert chosen(wanted, self.MIND, self.NEUTRAL) == ["a/mind"]

    def test_neutral_module_steps_in_without_it(self) -> None:
        wanted = wish(topics=frozenset({"mind"}))
        assert chosen(wanted, self.MIND, self.NEUTRAL) == ["z/neutral"]

    def test_every_sensitive_topic_of_a_module_needs_consent(self) -> None:
        both = candidate("a/both", topics=("mind", "sleep"), sensitive=("mind", "sleep"))
        wanted = wish(topics=frozenset({"mind"}), consented=frozenset({"mind"}))
        assert chosen(wanted, both, self.NEUTRAL) == ["z/neutral"]

    def test_nothing_neutral_suppresses(self) -> None:
        failure = select(wish(topics=frozenset({"mind"})), self.MIND).failure
        assert failure == Reason(
            "sensitive_topic_consent_absent",
            "`a/mind`: sensitive topic without its own consent",
        )


class TestEmptySlots:
    def test_optional_slot_may_stay_empty(self) -> None:
        assert chosen(wish(slot("lead"), slot("more")), candidate("a/x")) == ["a/x"]

    def test_module_is_used_to_the_last_day_of_its_approval(self) -> None:
        assert chosen(wish(), candidate("a/x", until=TODAY)) == ["a/x"]

    def test_optional_slot_that_the_trigger_does_not_name_stays_empty(self) -> None:
        asks = {"lead": SlotChoice(kinds=("education",))}
        wanted = wish(slot("lead"), slot("more"), asks=asks)
        assert chosen(wanted, candidate("a/x"), candidate("b/x")) == ["a/x"]

    def test_required_slot_that_the_trigger_does_not_name_fails(self) -> None:
        asks = {"lead": SlotChoice(kinds=("education",))}
        wanted = wish(slot("lead"), slot("more", required=True), asks=asks)
        assert select(wanted, candidate("a/x")).failure == Reason(
            "no_content", "the trigger fills no `more` slot"
        )

    def test_named_module_says_what_stands_in_its_way(self) -> None:
        asks = {"lead": SlotChoice(modules=("a/x", "b/x"), kinds=("education",))}
        found = candidate("a/x", purposes=("treatment",)), candidate("c/x", audience=("clinician",))
        assert select(wish(asks=asks), *found).failure == Reason(
            "no_content", "no approved module fits the `lead` slot; `a/x`: not for care operations"
        )

    @pytest.mark.parametrize(
        ("found", "reason"),
        [
            ((), Reason("no_content", "no approved module fits the `lead` slot")),
            (
                (candidate("a/x", audience=("clinician",)),),
                Reason("no_content", "no approved module fits the `lead` slot"),
            ),
            (
                (candidate("a/x", until=date(2026, 11, 23)),),
                Reason("not_approved", "`a/x`: its approval or the module itself has expired"),
            ),
            (
                (candidate("a/x", offer(needs=frozenset({"place"}))),),
                Reason("variable_missing", "`a/x`: needs place"),
            ),
            (
                (
                    candidate("a/x", until=date(2026, 11, 23)),
                    candidate("b/x", offer(needs=frozenset({"place"}))),
                    candidate("c/x", topics=("heart", "mind"), sensitive=("mind",)),
                ),
                Reason(
                    "sensitive_topic_consent_absent",
                    "`c/x`: sensitive topic without its own consent",
                ),
            ),
        ],
        ids=["nothing", "not for them", "expired", "unknown value", "the most telling"],
    )
    def test_required_slot_that_stays_empty_says_why(
        self, found: tuple[Candidate, ...], reason: Reason
    ) -> None:
        assert select(wish(), *found) == Selection((), reason)
