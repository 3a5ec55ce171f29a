"""Words are cut as spaCy's tokenizer cuts the whole text, however much of it was seen before."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import cutting
from guardrails.build import english
from guardrails.cutting import Cutter

PIECES = st.sampled_from(
    ["don't", "asthma,", "(well)", "Dr.", "10:30", "a.m.", "U.S.", "can't.", "555-0134", "U+1F600",
     "www.example.org/a?b=c", "we're", "2,000", "naïve", "A", "I'm", ":)", "½", "...", "C++"]
)  # fmt: skip
BLANKS = st.sampled_from([" ", " ", " ", "  ", "\n", " \n", "\n\n", "\t", "\r\n", " \n \n "])


def as_spacy_cuts(text: str) -> list[tuple[str, int, int]]:
    """Every token but blanks without a line break, as the whole text is cut."""
    return [
        (token.lower_, token.idx, token.idx + len(token))
        for token in english().make_doc(text)
        if not token.is_space or "\n" in token.text
    ]


def each_run_alone(text):
    """As spaCy cuts what stands between blanks, each run by itself."""
    return [
        (word, run.start() + start, run.start() + end)
        for run in re.finditer(r"\S+", text)
        for word, start, end in as_spacy_cuts(run.group())
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES | st.text(max_size=12), BLANKS), max_size=12))
def test_words_are_those_of_the_whole_text(parts):
    text = "".join(piece + blank for piece, blank in parts)
    cutter = Cutter(english())
    first = list(zip(*cutter.cut(text), strict=True))
    assert first in (as_spacy_cuts(text), each_run_alone(text))
    assert list(zip(*cutter.cut(text), strict=True)) == first


@pytest.mark.parametrize(
    "text", [" a b", "\n\na", "a \n\nb ", "a  b", "a \n b\n", "Hi,\r\nyou", "20001 2,000 x2", ""]
)
def test_blanks_and_numbers(text):
    assert list(zip(*Cutter(english()).cut(text), strict=True)) == as_spacy_cuts(text)


@settings(max_examples=300, deadline=None)
@given(st.text("01389amp-,:;%$()'+?!.DoX_ k", min_size=1, max_size=12), st.randoms())
def test_a_value_is_cut_as_if_its_like_had_not_been_seen(text, random):
    cutter = Cutter(english())
    cutter.cut(re.sub(r"\d", lambda _: random.choice("0123456789"), text))
    found = list(zip(*cutter.cut(text), strict=True))
    assert found in (as_spacy_cuts(text), each_run_alone(text))


#: spaCy looks for the pieces of its exceptions (emoticons, quotes) over a blank too, and then
#: cuts the run beside it otherwise: a difference that no word has, and that is left as it is.
@pytest.mark.parametrize("text", ["' ''-", "see ' ''-", "( ;)*p>-p", "[ :>>>"])
def test_emoticons_over_a_blank_are_cut_run_by_run(text):
    found = list(zip(*Cutter(english()).cut(text), strict=True))
    assert found == each_run_alone(text)
    assert found != as_spacy_cuts(text)
    assert [word for word, *_ in found if word.isalpha()] == [
        word for word, *_ in as_spacy_cuts(text) if word.isalpha()
    ]


def test_what_is_remembered_has_an_end(monkeypatch):
    monkeypatch.setattr(cutting, "_REMEMBERED", 20)
    cutter = Cutter(english())
    for number in range(200):
        letters = chr(0x4E00 + number)
        text = f"visit{letters} {number} {'x' * 50}{number} {'a' * (number % 30)}7 now"
        words, _, _ = cutter.cut(text)
        assert words == text.split()
    assert 0 < len(cutter._known) <= 20
    assert 0 < len(cutter._shapes) <= 20
