"""What a model sees of a sentence, and that everything comes back byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.channels import compile_rendition
from service.domain.content import Rendition
from service.library.release import Release
from service.library.served import serve
from service.rewording.masking import Masker, unmask
from service.rewording.pieces import cut


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Call {{ nurse_line.phone }}, day or night.", "Call [[phone1]], day or night."),
        ("See you on {{ starts_at.weekday }}.", "See you on [[date1]]."),
        ("You booked {{ starts_at }} at {{ place.name }}.", "You booked [[date1]] at [[name1]]."),
        ("Go to {{ place.name }}, {{ place.address }} soon.", "Go to [[name1]] soon."),
        ("Please come 15 minutes early.", "Please come [[amount1]] early."),
        ("It is 3:30 p.m. or 16:00.", "It is [[amount1]] or [[amount2]]."),
        ("Pay $20 or 5% of it.", "Pay [[amount1]] or [[amount2]] of it."),
        ("Open Monday to Friday.", "Open [[date1]] to [[date2]]."),
        ("You may come in May 2026.", "You may come in [[date1]]."),
        ("Write to a@b.example.org now.", "Write to [[mail1]] now."),
        ("See [our page](https://example.org/a?b=1) first.", "See [[link1]] first."),
        ("See https://example.org/x, or call 555-0100.", "See [[link1]], or call [[phone1]]."),
        ("Pick a time at {{ portal.url }}/visits.", "Pick a time at [[link1]]."),
        ("It is **very** good and _new_.", "It is [[words1]] good and [[words2]]."),
        ("A [[lock]]locked part[[/lock]] stays.", "A [[text1]] stays."),
        ("Take [[lock: claim x]]ten {{ a.b }}[[/lock]] steps.", "Take [[text1]] steps."),
    ],
)  # fmt: skip
def test_a_sentence_as_a_model_sees_it(source: str, seen: str) -> None:
    masked = Masker().mask(source)
    assert masked.text == seen
    assert unmask(masked.text, masked.hidden) == source


def test_placeholders_are_unique_over_a_rendition() -> None:
    masker = Masker()
    first, second = masker.mask("Call 555-0100."), masker.mask("Or call 555-0101.")
    assert (first.text, second.text) == ("Call [[phone1]].", "Or call [[phone2]].")


@given(st.text(st.characters(codec="utf-8", exclude_characters="[]\x00"), max_size=60))
def test_what_is_hidden_comes_back_byte_for_byte(source: str) -> None:
    masked = Masker().mask(source)
    assert unmask(masked.text, masked.hidden) == source


def rendition(source: str, channel: str = "email") -> Rendition:
    return Rendition(channel=channel, locale="en-US", source=source)


def offered(source: str, channel: str = "email") -> list[str]:
    one = rendition(source, channel)
    return [piece.text for piece in cut(one, compile_rendition(one)).pieces]


class TestWhichSentencesAreOffered:
    def test_sentences_of_a_paragraph(self) -> None:
        assert offered("Come a little early please. Bring your own questions too.") == [
            "Come a little early please.",
            "Bring your own questions too.",
        ]

    def test_a_locked_sentence_stays_out_of_it(self) -> None:
        source = "[[lock]]This is not advice.[[/lock]] You can ask us anything."
        assert offered(source) == ["You can ask us anything."]

    def test_a_locked_phrase_is_a_placeholder_in_its_sentence(self) -> None:
        source = "You know that [[lock]]walking can help[[/lock]] when days are long."
        assert offered(source) == ["You know that [[text1]] when days are long."]

    def test_a_locked_phrase_at_the_beginning_or_end_belongs_to_its_sentence(self) -> None:
        source = "[[lock]]Walking can help[[/lock]] when the days are long."
        assert offered(source) == ["[[text1]] when the days are long."]
        source = "On many long days [[lock]]walking can help[[/lock]]."
        assert offered(source) == ["On many long days [[text1]]."]

    def test_an_abbreviation_ends_no_sentence(self) -> None:
        assert offered("Ask for Dr. Lee when you come in.") == ["Ask for Dr. Lee when you come in."]

    def test_what_an_agent_must_not_say_is_not_reworded(self) -> None:
        source = "## Say\n\n- I am calling about your visit.\n\n## Must not say\n\n"
        source += "- What it is for, or with whom it is."
        assert offered(source, "call") == ["I am calling about your visit."]

    def test_sentences_over_two_lines_stay_as_they_are(self) -> None:
        assert offered(
            "Come a little early\nand bring your questions. That helps us all a lot."
        ) == ["That helps us all a lot."]

    def test_short_ones_stay_as_they_are(self) -> None:
        assert offered("See you soon. Call {{ nurse_line.phone }} now.") == []


def test_every_open_rendition_comes_back_as_it_was(release: Release) -> None:
    served = serve(release)
    offered_of = 0
    for module_id, renditions in release.renditions.items():
        if release.modules[module_id].rewording == "locked":
            continue
        for one in renditions:
            pieces = cut(one, served.compiled(module_id, one))
            offered_of += bool(pieces.pieces)
            same = {piece.id: piece.text for piece in pieces.pieces}
            assert pieces.assemble(same) == one.source
            for piece in pieces.pieces:
                assert "{{" not in piece.text
                assert "[[lock" not in piece.text
                assert not any(letter.isdigit() for letter in _without_placeholders(piece.text))
    assert offered_of > 300


def _without_placeholders(text: str) -> str:
    from service.rewording.masking import PLACEHOLDER

    return PLACEHOLDER.sub("", text)
