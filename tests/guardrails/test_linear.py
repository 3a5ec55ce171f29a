"""The linear model of the second reader: what it sees in sentences, and how it adds up."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.learned import book as rows
from guardrails.learned import table as tables
from guardrails.learned.families import Families
from guardrails.learned.features import MOST_WORDS, Eyes
from guardrails.learned.model import looking_back, read_model
from guardrails.learned.numbering import FEATURE, SENTENCE, TEMPLATES, Symbols, feature, parts_of
from guardrails.learned.table import Table
from guardrails.learned.words import Word

_THREE = ("shape", "owned", "context")
_ONE = ("word", "family", "narrow", "carried", "first", "last", "length")


def _word(text: str) -> Word:
    """Small letters are a word, `asthma` and `pills` are terms, a capital makes a name."""
    if text in {"asthma", "gout"}:
        return Word(text, "COND", text)
    if text == "pills":
        return Word(text, "DRUG", text)
    return Word(text.lower(), is_name=text[0].isupper())


def _seen(sentences: list[str], eyes: Eyes | None = None) -> list[list[int]]:
    """The features of each sentence of a text, in their order."""
    eyes = eyes or Eyes(Symbols(), Families({}))
    book = eyes.book()
    lines = eyes.lines(book, [book.places([_word(w) for w in s.split()]) for s in sentences])
    found: list[list[int]] = [[] for _ in sentences]
    for key in eyes.features(lines, looking_back(lines.names)).tolist():
        found[key >> SENTENCE].append(key & FEATURE)
    return found


def _spelled(sentences: list[str]) -> list[set[str]]:
    """The same in words."""
    symbols = Symbols()
    found = _seen(sentences, Eyes(symbols, Families({"back": ("%1", "%%2")})))
    names = symbols.names()

    def spell(key: int) -> str:
        template, *numbers = parts_of(key)
        name = TEMPLATES[template]
        size = 3 if name in _THREE else 1 if name in _ONE else 2
        return " ".join([name, *(names[number] for number in numbers[:size])])

    return [set(map(spell, keys)) for keys in found]


def test_what_it_sees_in_a_sentence():
    (seen,) = _spelled(["your asthma is back ."])
    assert seen == {
        "word YOUR", "word ILL", "word is", "word back", "word .",
        "family YOUR", "family ILL", "family is", "family %1", "family .",
        "narrow YOUR", "narrow ILL", "narrow is", "narrow %%2", "narrow .",
        "next ^ YOUR", "next YOUR ILL", "next ILL is", "next is %1", "next %1 .", "next . $",
        "shape ^ YOUR ILL", "shape YOUR ILL is", "shape ILL is WORD", "shape is WORD .",
        "shape WORD . $",
        "order YOUR ILL", "close YOUR ILL",
        "after YOUR ILL", "after YOUR is", "after YOUR back", "after YOUR .",
        "family_after YOUR ILL", "family_after YOUR is", "family_after YOUR %1",
        "family_after YOUR .",
        "before ILL YOUR", "after ILL is", "after ILL back", "after ILL .",
        "family_before ILL YOUR",
        "family_after ILL is", "family_after ILL %1", "family_after ILL .",
        "where YOUR main", "where ILL main", "owned ILL main new",
        "holds reader ill", "third none reader", "length short", "first YOUR", "last .",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("if you have asthma , your asthma can flare", "owned ILL after introduced"),
        ("if you have asthma , your gout can flare", "owned ILL after new"),
        ("if your asthma flares , call us", "owned ILL condition new"),
        ("should you have gout , call us", "where YOU condition"),
        ("call us when you have gout", "where ILL condition"),
        ("if you like but your gout", "owned ILL after new"),
        ("if so , your pills", "owned TX after new"),
        ("they have asthma", "third third nobody"),
        ("Sam is back", "first NAME"),
        ("call 555", "last NUM"),
    ],
)
def test_where_things_stand(sentence, feature):
    assert feature in _spelled([sentence])[0]


def test_a_sentence_knows_whether_one_of_the_two_before_it_named_a_condition():
    texts = ["your bus is late", "asthma is common", "they call it so", "it is", "it is"]
    seen = _spelled(texts)
    assert not any(one.startswith("context") for one in seen[0])
    assert "context unnamed nobody ill" in seen[1]
    assert "context named nobody well" in seen[2]
    assert "context named nobody well" in seen[3]
    assert "context unnamed nobody well" in seen[4]
    assert "carried it" in seen[3]
    assert "carried it" not in seen[4]


_WORDS = [
    *(
        "you",
        "your",
        "if",
        "when",
        "should",
        "have",
        "asthma",
        "gout",
        "pills",
        ",",
        ".",
        "?",
        "we",
    ),
    *("our", "people", "they", "12", "Sam", "child", "it", "back", "but", "then", "ready", "call"),
]
_TEXTS = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=30).map(" ".join), min_size=1, max_size=8
)


@given(texts=_TEXTS)
@settings(max_examples=150, deadline=None)
def test_sentences_looked_at_together_are_seen_as_each_would_be_alone(texts):
    """But for what was named before: that is told to the one that stands alone."""
    eyes = Eyes(Symbols(), Families({}))
    together = _seen(texts, eyes)
    book = eyes.book()
    before = looking_back([any(w in {"asthma", "gout", "pills"} for w in t.split()) for t in texts])
    for text, told, seen in zip(texts, before, together, strict=True):
        alone = eyes.lines(book, [book.places([_word(w) for w in text.split()])])
        assert sorted(eyes.features(alone, [told]).tolist()) == sorted(seen)


@given(text=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=30), told=st.booleans())
@settings(max_examples=100, deadline=None)
def test_every_feature_says_which_words_it_is_made_of(text, told):
    eyes = Eyes(Symbols(), Families({}))
    book = eyes.book()
    where: list[tuple[int, int]] = []
    features = eyes.features(eyes.lines(book, [book.places(list(map(_word, text)))]), [told], where)
    assert len(where) == len(features)
    assert all(0 <= first <= last < len(text) for first, last in where)
    for key, (first, last) in zip(features.tolist(), where, strict=True):
        if TEMPLATES[parts_of(key)[0]] == "word":
            assert first == last
            assert key == feature(0, book.fine[book.place(_word(text[first]))])


def test_of_a_long_sentence_it_sees_the_beginning():
    eyes = Eyes(Symbols(), Families({}))
    words = " ".join(["bus"] * (MOST_WORDS - 1))
    assert _seen([f"{words} late"], eyes) == _seen([f"{words} late today"], eyes)


@given(
    features=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=60),
    seed=st.integers(0, 5),
)
@settings(max_examples=200, deadline=None)
def test_a_table_counts_each_feature_once_in_its_sentence(features, seed):
    random_weights = random.Random(seed)
    weights = {key: round(random_weights.uniform(-2, 2), 2) for key in range(0, 41, 3)}
    expected = defaultdict(float)
    for sentence, key in set(features):
        expected[sentence] += weights.get(key, 0.0)
    keys = np.array([s << SENTENCE | key for s, key in features], dtype=np.uint64)
    sums = Table(weights).sums(keys, 6)
    assert sums == pytest.approx([expected[sentence] for sentence in range(6)])


def test_a_table_takes_no_feature_for_another():
    table = Table({5: 1.5, 7: -2.0})
    keys = np.array([4, 5, 6, 7, 8, FEATURE], dtype=np.uint64)
    assert table.of(keys).tolist() == [0.0, 1.5, 0.0, -2.0, 0.0, 0.0]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 15, 16, 1000])
def test_a_table_has_room_for_all_of_its_features_and_finds_no_other(count):
    keys = random.Random(count).sample(range(1 << 20), 2 * count)
    weights = {key: float(at + 1) for at, key in enumerate(keys[:count])}
    table = Table(weights)
    found = table.of(np.array(keys, dtype=np.uint64)).tolist()
    assert len(table) == count
    assert found == [*weights.values(), *[0.0] * count]


def test_a_table_grows_where_its_features_have_no_room(monkeypatch):
    monkeypatch.setattr(tables, "_MOST_ROUNDS", 1)  # so none may lie on its other side
    weights = {key: key + 0.5 for key in range(40)}
    keys = np.arange(50, dtype=np.uint64)
    assert Table(weights).of(keys).tolist() == [*weights.values(), *[0.0] * 10]


def test_a_new_book_begins_a_new_memory():
    """Its words have other numbers, so that what was remembered is said of other words."""
    model = read_model()
    book = model.eyes.book()

    def score(book: rows.Book, word: str) -> float:
        (weight,) = model.weigh(book, [book.places([_word(word)])], [True])
        return weight.score

    first, other = score(book, "please"), score(rows.Book(Symbols(), Families({})), "asthma")
    assert first != other
    assert score(book, "please") == first


def test_numbers_fill_no_book_and_a_full_one_is_replaced(monkeypatch):
    eyes = Eyes(Symbols(), Families({}))
    book = eyes.book()
    assert len(set(book.plain([str(number) for number in range(50)]))) == 1
    size = len(book.words)
    assert book.plain(["12", "bus"]) == [book.place(Word("0")), size]
    monkeypatch.setattr(rows, "_MOST", size)
    assert eyes.book() is not book
    assert eyes.book().plain(["bus"]) == [rows.GAP + 1]
