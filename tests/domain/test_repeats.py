"""When two messages say nearly the same: the same facts in nearly the same words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.repeats import facts_hash, fingerprint, similarity
from service.domain.variables import Shown

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
