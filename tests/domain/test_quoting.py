"""What a text quotes is cut, and not one word of the person's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.quoting import OurWords, between_ours, our_words, own_words

OURS = "This is general information. In an emergency, call 911. Do not wait for an answer from us."
KNOWN = our_words([OURS])
WROTE = "On Tue, Nov 24, 2026 at 9:00 AM Cedar Valley <m@cedarvalley.example.org> wrote:"
OUTLOOK = "-----Original Message-----\nFrom: Cedar Valley\nSent: Tuesday\nTo: Sam\nSubject: Visit\n"


def ours() -> OurWords:
    return KNOWN


def never() -> OurWords:
    raise AssertionError("nothing is quoted")


@given(st.text(alphabet=st.characters(exclude_characters='>:"\u201c\u201d\u00ab')))
def test_a_text_without_signs_of_a_quote_stays_as_it_is(text: str) -> None:
    assert own_words(text, never) is text


_OWN = st.text(alphabet="abcdefgh .,!?'", min_size=1).filter(lambda text: text.strip(" .,!?'"))


@given(own=_OWN, quoted=st.text(alphabet="abcd .\n>"))
def test_own_words_above_a_quote_stay(own: str, quoted: str) -> None:
    for begins in (WROTE, OUTLOOK):
        assert own_words(f"{own}\n\n{begins}\n{quoted}", ours).startswith(own.strip())


@given(own=_OWN)
def test_own_words_below_a_quote_or_in_it_stay(own: str) -> None:
    own = own.strip()
    for begins in (WROTE, OUTLOOK):
        assert own in own_words(f"{begins}\n> {OURS}\n\n{own}", ours)
        assert own in own_words(f"{begins}\n{OURS}\n{own}\n{OURS}", ours)


def test_lines_written_between_our_quoted_lines_stay() -> None:
    quoted = f"> Hello Sam\n> {OURS}\n> My chest hurts\n> and he is not breathing\n> {OURS}"
    found = own_words(f"See below\n\n{WROTE}\n{quoted}", ours)
    assert found == "See below\nMy chest hurts\nand he is not breathing"


@pytest.mark.parametrize("own", ["dad collapsed", "baby not breathing", "chest pain", "overdose"])
def test_a_line_between_ours_needs_no_word_of_a_person(own: str) -> None:
    for quoted in (f"> Hello Sam\n> {OURS}\n> {own}\n> {OURS}", f"> {OURS} {own}"):
        assert own in between_ours(f"See below\n\n{WROTE}\n{quoted}", ours).splitlines()


def test_between_ours_is_nothing_where_nothing_of_ours_is_quoted() -> None:
    for text in ("dad collapsed", f"ok\n{WROTE}\n> dad collapsed", f"ok\n{WROTE}\n> {OURS}"):
        assert between_ours(text, ours) == ""


def test_lines_of_an_older_letter_do_not() -> None:
    older = "> I have chest pain\n> call me"
    nested = f"> {OURS}\n>\n> {WROTE}\n>> my chest hurts\n> and my arm"
    for quoted in (older, nested):
        assert own_words(f"Thanks\n\n{WROTE}\n{quoted}", ours) == "Thanks"


def test_ours_is_told_in_broken_lines_and_with_addresses() -> None:
    quoted = OURS.replace("emergency,", "emergency,\n<https://a.example.org/b> ").upper()
    assert own_words(f"ok\n{OUTLOOK}\n{quoted}", ours) == "ok"


@pytest.mark.parametrize(
    "text",
    [
        # too few words in a row, and the same words in another row
        "In an emergency, call 911",
        "In an emergency do not wait, call 911 for general information",
    ],
)
def test_words_like_ours_are_heard(text: str) -> None:
    assert text in own_words(f"{OUTLOOK}\n{text}", ours)


def test_words_of_somebody_who_speaks_of_themselves_are_never_ours() -> None:
    said = "Say this to them when you call: I have pain in my chest and need help."
    known = our_words([said])
    assert "I have pain in my chest" in own_words(f"{OUTLOOK}\n{said}", lambda: known)


def test_more_than_is_no_quote() -> None:
    assert own_words(">3 days of chest pain", ours) == ">3 days of chest pain"


def test_a_person_who_wrote_is_no_quote() -> None:
    text = "On 5/3 I took 20 pills"
    assert own_words(text, never) is text


@pytest.mark.parametrize(
    "text",
    [
        *(sign * 20_000 for sign in (">", "> ", "\n>", "_", "-", '"', "On 1 ", "on 1\n")),
        *("From: a\n" * 2_500, f"{WROTE}\n" * 200, "Liked " * 3_000, 'Liked "' * 3_000),
        f"{WROTE}\n{OURS * 200}",
        "reply stop to " * 1_400,
        '"reply stop ' * 1_600,
        f"Liked \u201c{'reply stop to opt out of ' * 800}\u201d",
        *(f"{sign * 19_000}x" for sign in (" ", "\t", " *")),
        *(f"{WROTE}\n{sign * 2_000}" for sign in ("(https://", "[image:")),
        f"{WROTE}\n<{':' * 19_000}",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_long_hostile_text_is_read_to_its_end(text: str) -> None:
    """An expression that tries every way through such a text would not come to an end."""
    assert len(own_words(text, ours)) <= len(text)
