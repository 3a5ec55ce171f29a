"""The encoder: its words, its answers, its file, and what it learns from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.encoder.encoder import (
    BEFORE,
    CALL,
    CLAIM,
    PROMISE,
    WITHIN,
    Encoder,
    inputs,
    joined,
    shipped,
)
from guardrails.encoder.wordpiece import VOCABULARY, WordPieces
from guardrails.errors import GuardDataError
from guardrails.training.examples import Example
from guardrails.training.prepared import fingerprint, kinds, prepared


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces()


def _spelled(pieces: WordPieces, text: str) -> list[str]:
    names = VOCABULARY.read_text(encoding="utf-8").split("\n")
    return [names[number] for number in pieces.cut(text)]


def test_words_are_cut_into_their_longest_known_pieces(pieces):
    assert _spelled(pieces, "Your eczema, again?") == [
        *("your", "ec", "##ze", "##ma", ",", "again", "?"),
    ]


def test_case_and_accents_do_not_count(pieces):
    assert pieces.cut("CAFÉ naïve") == pieces.cut("cafe naive")


@pytest.mark.parametrize("text", ["x" * 101, "\U0001f9a0"])
def test_what_has_no_pieces_is_one_unknown_word(pieces, text):
    assert pieces.cut(text) == [pieces.unknown]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_cut(pieces, text):
    cut = pieces.cut(text)
    assert all(0 <= number < 30522 for number in cut)
    assert pieces.cut(text) == cut


def test_of_the_words_before_the_last_are_kept_and_of_the_sentence_the_first(pieces):
    ids, types = inputs(pieces, "one " * 200 + "two", "three " * 200)
    (two,) = pieces.cut("two")
    (three,) = pieces.cut("three")
    assert ids[0] == pieces.start
    assert ids[BEFORE] == two
    assert ids[BEFORE + 1] == pieces.end
    assert ids[BEFORE + 2 :] == [three] * WITHIN + [pieces.end]
    assert types == [0] * (BEFORE + 2) + [1] * (WITHIN + 1)


def test_two_sentences_are_the_words_before():
    assert joined(["a.", "b.", "c."]) == "b. c."
    assert joined([]) == ""


def test_the_network_says_what_it_was_made_from():
    encoder = shipped()
    assert encoder.about["base"] == (
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    )
    assert int(encoder.about["texts"]) > 10_000


def test_it_answers_every_question():
    answers = shipped().read("", "You have had asthma since you were four.")
    assert set(answers) == {CLAIM, PROMISE, CALL}
    assert answers[CLAIM].score > 0
    assert answers[CLAIM].kind.startswith("DX-")
    assert shipped().read("", "cured in three days, guaranteed")[PROMISE].score > 0
    assert shipped().read("", "i took all of the pills and now i feel sleepy")[CALL].score > 0
    assert shipped().read("", "The library opens at nine.")[CLAIM].score < 0


def test_the_words_before_change_what_a_sentence_says():
    after_illness = shipped().read("Eczema comes and goes.", "Yours is quiet in summer.")
    after_garden = shipped().read("Gardens need rest.", "Yours is quiet in summer.")
    assert after_illness[CLAIM].score > after_garden[CLAIM].score


def test_a_sentence_that_was_read_is_remembered():
    encoder = shipped()
    assert encoder.read("", "Tea is served at four.") is encoder.read("", "Tea is served at four.")


def test_a_file_that_is_no_network_is_named(tmp_path):
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a network")
    with pytest.raises(GuardDataError, match=r"broken\.onnx:1: no network"):
        Encoder(broken)
    with pytest.raises(GuardDataError, match=r"absent\.onnx:1: cannot be read"):
        Encoder(tmp_path / "absent.onnx")


def test_a_vocabulary_without_its_marks_is_named(tmp_path):
    short = tmp_path / "short.txt"
    short.write_text("you\nhave\n", encoding="utf-8")
    with pytest.raises(GuardDataError, match=r"short\.txt:1: no piece '\[CLS\]'"):
        WordPieces(short)


def test_training_reads_a_text_as_the_guard_does():
    example = Example(
        "Hives itch.\nYours will fade.", "DX-02", "own", "a:1", span="Yours will fade."
    )
    (text,) = prepared([example], [])
    assert text.asked == (CLAIM,)
    assert text.marked == (1,)
    assert text.sentences[1] == inputs(WordPieces(), "Hives itch.", "Yours will fade.")


def test_training_knows_which_question_a_text_answers():
    texts = prepared(
        [Example("Cures gout.", "CL-01", "own", "a:1"), Example("Good day.", "", "own", "a:2")],
        [Example("help me", "crisis", "own", "b:1")],
    )
    assert [text.asked for text in texts] == [(PROMISE,), (CLAIM, PROMISE), (CALL,)]
    assert kinds(texts) == {CLAIM: [], PROMISE: ["CL-01"], CALL: ["crisis"]}


def test_education_that_a_person_found_to_be_a_claim_is_not_learned_as_good(monkeypatch, tmp_path):
    listed = tmp_path / "claims.txt"
    listed.write_text(fingerprint("Take care of your gout.") + "\n", encoding="ascii")
    monkeypatch.setattr("guardrails.training.prepared.NOT_GOOD", listed)
    gone = Example("Take care of your gout.", "", "education", "e:1")
    kept = Example("Gout can hurt.", "", "education", "e:2")
    assert [text.group for text in prepared([gone, kept], [])] == ["e:2"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Your visit is at 9:30 in room 412.", "Your visit is at 7:15 in room 300.", True),
        ("Call 555-0110 by 14 March 2026.", "Call 555-0199 by 21 March 2027.", True),
        ("Living with type 1 diabetes.", "Living with type 2 diabetes.", False),
        ("Call 911 now.", "Call 345 now.", False),
        ("The COVID-19 clinic.", "The COVID-22 clinic.", False),
        ("Take vitamin B12.", "Take vitamin B6.", False),
        ("Room 7 is upstairs.", "Room 14 is upstairs.", False),  # as long as it is written
    ],
)
def test_a_number_is_read_as_one_of_its_length_unless_it_says_something(one, other, same):
    pieces = WordPieces()
    assert (inputs(pieces, "", one) == inputs(pieces, "", other)) is same
    assert (inputs(pieces, one, "Bye.") == inputs(pieces, other, "Bye.")) is same
