"""Words that promises are made of: who is asked about, and what a broken file is told."""

import pytest

from guardrails.errors import GuardDataError
from guardrails.learned.promising import FILE, Promising, read_promising
from guardrails.training.promising import Sentence, learn, told

GOOD = "# words\nbias -2.00\nask -1.50\nw cures 1.00\nw heart attack 0.50\nw ! 0.40\n"


def test_words_add_up_each_once(tmp_path):
    path = tmp_path / "promising.txt"
    path.write_text(GOOD)
    words = read_promising(path)
    assert words.doubts(["it", "cures"])
    assert words.doubts(["heart attack", "!"]) == (0.5 + 0.4 >= 0.5)
    assert not words.doubts(["!", "!", "!"])
    assert not words.doubts([])


def test_a_sum_that_just_reaches_the_bar_is_worth_a_reading(tmp_path):
    """As floats 0.70 and 0.10 fell short of 0.80; others did or not by the order of their words."""
    path = tmp_path / "promising.txt"
    path.write_text("bias 0.00\nask 0.80\nw cures 0.70\nw ends 0.10\n")
    assert read_promising(path).doubts(["cures", "ends"])


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (GOOD + "w cures much\n", 7, "no number at the end of the line"),
        ("bias -2.00\nask\n", 2, "no number at the end of the line"),
        ("bias -2.00\nw cures 1.00\n", 1, "needs one line `bias`, one line `ask`, and `w` lines"),
        (GOOD + "x 1.0\n", 1, "needs one line `bias`, one line `ask`, and `w` lines"),
    ],
)
def test_a_broken_file_says_where(tmp_path, text, line, told):
    path = tmp_path / "promising.txt"
    path.write_text(text)
    with pytest.raises(GuardDataError) as raised:
        read_promising(path)
    assert str(raised.value) == f"{path}:{line}: {told}"


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(GuardDataError):
        read_promising(tmp_path / "promising.txt")


def test_a_promise_about_nobody_is_read_and_stopped(guard, stops):
    text = "Celery water sweeps kidney stones out of the body."
    tagged = guard.parts.tagger.tag(text)
    (weighed,) = guard.parts.second.weigh(tagged, lambda: None)
    assert not guard.parts.second.doubts(weighed)
    assert guard.parts.promising.doubts(tagged.written)
    assert stops(text) == {"CL-01"}
    assert stops("Celery water and the kitchen's leftovers, all in one glass.") == set()


def test_plain_service_words_are_not_worth_a_reading(guard):
    text = "Your visit is on Friday at 10:30."
    assert not guard.parts.promising.doubts(guard.parts.tagger.tag(text).written)


def test_it_learns_words_that_only_promises_have():
    def of(words: str, *, promises: bool, fold: int = 1) -> Sentence:
        return Sentence(frozenset(words.split()), promises, asked=False, shipped=False, fold=fold)

    seen = [of(f"tea {w} pain", promises=True) for w in ("cures", "ends", "cures", "ends") * 30]
    seen += [of(f"tea {w} cups", promises=False) for w in ("fills", "warms", "fills", "warms") * 30]
    weights = learn(seen)
    assert weights["cures"] > 0 > weights["fills"]
    assert abs(weights.get("tea", 0.0)) < weights["pain"]
    held = [of("tea cures pain", promises=True), of("tea fills cups", promises=False)]
    assert told(weights, held) == (
        "Of texts held back, where the linear model sees nothing: 1 of 1 promises are asked about, "
        "and 0 of 1 good sentences."
    )


def test_the_shipped_file_is_as_it_was_made():
    head, note, *rest = FILE.read_text(encoding="utf-8").splitlines()
    assert "never edit" in head
    assert "promises are asked about" in note
    assert [line.split(" ")[0] for line in rest[:2]] == ["bias", "ask"]
    assert all(line.startswith("w ") for line in rest[2:])
    assert isinstance(read_promising(), Promising)
