"""Counting a text, held against another implementation and against the standard's own examples."""

from __future__ import annotations

import pytest
import smsutil
from hypothesis import example, given
from hypothesis import strategies as st

from service.channels.gsm7 import BASIC, EXTENSION, SmsSize, fold, measure, outside, room, split

LETTERS = st.one_of(
    st.sampled_from(sorted(BASIC)),
    st.sampled_from(sorted(EXTENSION)),
    st.sampled_from("áçêñéüŁ字😀👩\u200d\u2019"),
)
TEXTS = st.one_of(
    st.text(LETTERS, max_size=400),
    # Long texts of one kind of letter, with another where parts meet.
    st.builds(
        lambda letter, count, edge, rest: letter * count + edge + letter * rest,
        st.sampled_from("a€😀á"),
        st.sampled_from([0, 34, 35, 66, 67, 68, 69, 70, 79, 80, 81, 151, 152, 153, 159, 160, 305]),
        st.sampled_from(["", "€", "😀", "á", "{}"]),
        st.integers(0, 320),
    ),
)


@given(TEXTS)
@example("a" * 152 + "€" + "a" * 10)
@example("é" * 66 + "😀" * 3 + "á")
def test_counts_agree_with_smsutil(text: str) -> None:
    if not text:
        return  # smsutil calls an empty text UCS-2
    found, oracle = measure(text), smsutil.split(text)
    assert found.alphabet == ("gsm7" if oracle.encoding == "gsm0338" else "ucs2")
    assert found.parts == len(oracle.parts)


@given(TEXTS)
def test_parts_join_to_the_text_and_each_fits(text: str) -> None:
    size, parts = measure(text), split(text)
    assert "".join(parts) == text
    assert len(parts) == size.parts
    if size.parts > 1:
        most = 153 if size.alphabet == "gsm7" else 67
        for part in parts:
            units = (
                sum(2 if letter in EXTENSION else 1 for letter in part)
                if size.alphabet == "gsm7"
                else len(part.encode("utf-16-le")) // 2
            )
            assert units <= most


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", SmsSize("gsm7", 0, 1)),
        ("a" * 160, SmsSize("gsm7", 160, 1)),
        ("a" * 161, SmsSize("gsm7", 161, 2)),
        ("a" * 306, SmsSize("gsm7", 306, 2)),
        ("a" * 307, SmsSize("gsm7", 307, 3)),
        ("a" * 918, SmsSize("gsm7", 918, 6)),
        ("€" * 80, SmsSize("gsm7", 160, 1)),
        ("€" * 81, SmsSize("gsm7", 162, 2)),
        ("a" * 152 + "€" + "a" * 152, SmsSize("gsm7", 306, 3)),
        ("[x]{y}^~\\|\f", SmsSize("gsm7", 20, 1)),
        ("é à ñ ü ß Å Ω", SmsSize("gsm7", 13, 1)),
        ("á" + "a" * 69, SmsSize("ucs2", 70, 1)),
        ("á" + "a" * 70, SmsSize("ucs2", 71, 2)),
        ("😀" * 35, SmsSize("ucs2", 70, 1)),
        ("😀" * 36, SmsSize("ucs2", 72, 2)),
        ("a" * 66 + "😀" * 3, SmsSize("ucs2", 72, 2)),
    ],
)
def test_sizes_from_the_standard(text: str, size: SmsSize) -> None:
    assert measure(text) == size


def test_a_surrogate_pair_is_never_parted() -> None:
    assert split("á" * 66 + "😀" + "á" * 10) == ("á" * 66, "😀" + "á" * 10)


def test_an_escape_is_never_parted() -> None:
    assert split("a" * 152 + "€" + "b" * 10) == ("a" * 152, "€" + "b" * 10)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Don\u2019t \u201cwait\u201d", 'Don\'t "wait"'),
        ("9\u201311 a.m. \u2014 or later\u2026", "9-11 a.m. - or later..."),
        ("9:30\u202fAM\u00a0sharp", "9:30 AM sharp"),
        ("José Ramón Łukasz Zoë çelik", "José Ramón Łukasz Zoë çelik"),
        ("plain words", "plain words"),
        ("`tick`", "'tick'"),
    ],
)
def test_typography_is_folded_and_letters_are_not(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters(categories=["L", "N"])))
def test_no_letter_or_digit_is_ever_changed(text: str) -> None:
    assert fold(text) == text


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_room_is_what_so_many_parts_hold() -> None:
    assert [room(parts) for parts in (1, 2, 6)] == [160, 306, 918]
    assert [room(parts, "ucs2") for parts in (1, 2, 6)] == [70, 134, 402]


def test_the_characters_that_make_a_text_long_are_named() -> None:
    assert outside("Zażółć {é} ż 😀") == ("ż", "ó", "ł", "ć", "😀")
