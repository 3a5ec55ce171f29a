"""When two messages say nearly the same: the same facts in nearly the same words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.content import NearRepeat
from service.domain.repeats import facts_hash, fingerprint, said_before, similarity
from service.domain.standing import SentMessage
from service.domain.variables import Shown
from tests.factories import NOW

WORDS = (
    "Walking is one of the easiest ways to be more active. Start with ten minutes on a flat path, "
    "wear shoes that hold your heel, and go with somebody you like. Add five minutes each week. "
    "If it is icy, walk indoors: many shopping centers open early for walkers."
)


class TestFingerprint:
    def test_fingerprint_is_pinned(self) -> None:
        """Receipts keep it: another hash would let every repeat through once."""
        assert fingerprint(WORDS) == "88c3a127b53eea66"

    def test_letter_case_and_spaces_do_not_matter(self) -> None:
        assert fingerprint("Walk  ten\nminutes now") == fingerprint("walk ten MINUTES now")

    @pytest.mark.parametrize("text", ["", "one", "one two", "\ud800 lone surrogate"])
    def test_short_or_odd_text_has_one_too(self, text: str) -> None:
        assert len(fingerprint(text)) == 16


class TestSimilarity:
    def test_same_words_are_alike_entirely(self) -> None:
        assert similarity(fingerprint(WORDS), fingerprint(WORDS)) == 1.0

    def test_one_changed_word_is_nearly_the_same(self) -> None:
        other = WORDS.replace("icy", "wet")
        assert 0.85 <= similarity(fingerprint(WORDS), fingerprint(other)) < 1.0

    def test_other_words_are_about_half_alike_by_chance(self) -> None:
        other = "Bring your insurance card, a list of your questions, and the name of a pharmacy."
        assert similarity(fingerprint(WORDS), fingerprint(other)) < 0.8

    @pytest.mark.parametrize(("one", "other"), [("", "0" * 16), ("0" * 16, ""), ("", "")])
    def test_missing_fingerprint_is_like_nothing(self, one: str, other: str) -> None:
        assert similarity(one, other) == 0.0

    def test_opposite_bits_are_not_alike_at_all(self) -> None:
        assert similarity("0" * 16, "f" * 16) == 0.0

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.text(max_size=200), st.text(max_size=200))
    def test_similarity_is_a_symmetric_share(self, one: str, other: str) -> None:
        share = similarity(fingerprint(one), fingerprint(other))
        assert share == similarity(fingerprint(other), fingerprint(one))
        assert 0.0 <= share <= 1.0


class TestFacts:
    def test_same_facts_give_the_same_digest_in_any_order(self) -> None:
        day, place = Shown("Tuesday"), Shown("", {"name": "Riverbend"})
        assert facts_hash({"day": day, "place": place}) == facts_hash({"place": place, "day": day})

    def test_other_value_gives_another_digest(self) -> None:
        assert facts_hash({"day": Shown("Tuesday")}) != facts_hash({"day": Shown("Friday")})

    def test_other_form_gives_another_digest(self) -> None:
        morning, evening = Shown("Tuesday", {"time": "9 AM"}), Shown("Tuesday", {"time": "5 PM"})
        assert facts_hash({"day": morning}) != facts_hash({"day": evening})

    def test_other_name_gives_another_digest(self) -> None:
        assert facts_hash({"day": Shown("x")}) != facts_hash({"due": Shown("x")})

    def test_no_facts_have_a_digest_too(self) -> None:
        assert facts_hash({}) == facts_hash({})
        assert len(facts_hash({})) == 16


LAST = NearRepeat(purposes=("care_operations",), days=1, similarity=0.95, against="last")
ANY = LAST.model_copy(update={"against": "any"})
NINE, TEN = facts_hash({}), "1" * 16


def booked(minutes_ago: int, **changes: Any) -> SentMessage:
    """The confirmation of a visit at nine, by SMS."""
    values: dict[str, Any] = {
        "at": NOW - timedelta(minutes=minutes_ago),
        "channel": "sms",
        "trigger": "visit-preparation",
        "purpose": "care_operations",
        "subject": "b1",
        "fingerprint": fingerprint(WORDS),
        "facts": NINE,
    }
    return SentMessage(**{**values, **changes})


def cancelled(minutes_ago: int, **changes: Any) -> SentMessage:
    other = {"trigger": "visit-cancelled", "fingerprint": fingerprint("It is off."), "facts": TEN}
    return booked(minutes_ago, **{**other, **changes})


class TestSaidBefore:
    def said(self, *recent: SentMessage, rule: NearRepeat = LAST, **changes: Any) -> bool:
        new = booked(0, **changes)
        return said_before(new, recent, rule, ZoneInfo("America/Chicago")) is not None

    def test_the_same_again_is_a_repeat(self) -> None:
        assert self.said(booked(5))
        assert self.said(booked(5), rule=ANY)

    def test_it_goes_again_after_a_cancellation(self) -> None:
        assert not self.said(booked(9), cancelled(5))
        assert not self.said(cancelled(5), booked(9))  # in whatever order they are kept
        assert not self.said(booked(9), cancelled(5, channel="email"))

    def test_after_that_it_is_a_repeat_again(self) -> None:
        assert self.said(booked(9), cancelled(5), booked(2))

    def test_a_visit_moved_and_moved_back_is_news(self) -> None:
        assert not self.said(booked(9), booked(5, facts=TEN))

    def test_the_same_message_on_another_channel_says_nothing_else(self) -> None:
        assert self.said(booked(9), booked(5, channel="email", facts=TEN))

    def test_another_visit_at_the_same_hour_is_news(self) -> None:
        assert not self.said(booked(5, subject="b2"))

    def test_what_is_said_of_another_matter_changes_nothing(self) -> None:
        assert self.said(booked(9), cancelled(5, subject="b2"))
        assert self.said(booked(9), cancelled(5, purpose="education"))

    def test_a_message_without_a_subject_may_be_about_anything(self) -> None:
        assert self.said(booked(5, subject=None))
        assert self.said(booked(5), subject=None)
        assert not self.said(booked(9), cancelled(5, subject=None))

    def test_what_did_not_go_out_said_nothing(self) -> None:
        assert not self.said(booked(5, status="not_sent"))
        assert self.said(booked(9), cancelled(5, status="not_sent"))

    def test_against_any_neither_a_subject_nor_a_later_word_makes_it_news(self) -> None:
        assert self.said(booked(9), cancelled(5), rule=ANY)
        assert self.said(booked(9, subject="b2"), rule=ANY)

    def test_what_lies_ahead_hides_nothing_that_was_said(self) -> None:
        """A clock that once ran ahead frees no repeat, and may be one itself."""
        ahead = -60 * 24 * 400
        assert self.said(booked(9), cancelled(ahead))
        assert self.said(cancelled(ahead), booked(ahead, facts=TEN), booked(9))
        assert not self.said(booked(9), cancelled(5), cancelled(ahead))
        assert not self.said(cancelled(ahead))
        assert self.said(booked(ahead))

    def test_what_lies_before_the_window_is_forgotten(self) -> None:
        assert not self.said(booked(60 * 24), rule=ANY)
