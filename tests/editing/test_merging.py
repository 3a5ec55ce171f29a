"""Two changes to one text end in one text or in a question, and lose no line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.editing.merging import holds_conflict, merge

BASE = "one\ntwo\nthree\nfour\nfive\n"


def test_changes_in_different_lines_are_put_together() -> None:
    mine = BASE.replace("one", "ONE")
    theirs = BASE.replace("five", "FIVE").replace("four\n", "four\nand a half\n")
    merged = merge(BASE, mine, theirs)
    assert merged.clean
    assert merged.text == "ONE\ntwo\nthree\nfour\nand a half\nFIVE\n"


def test_changes_in_one_line_are_shown_with_both_sides() -> None:
    merged = merge(BASE, BASE.replace("two", "mine"), BASE.replace("two", "theirs"))
    assert merged.conflicts == 1
    assert merged.text == (
        "one\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> saved meanwhile\nthree\nfour\nfive\n"
    )
    assert holds_conflict(merged.text)


def test_same_change_twice_is_one_change() -> None:
    both = BASE.replace("two", "both")
    assert merge(BASE, both, both).text == both


def test_deleting_what_somebody_changed_is_a_conflict() -> None:
    merged = merge(BASE, BASE.replace("three\n", ""), BASE.replace("three", "theirs"))
    assert merged.conflicts == 1
    assert "theirs" in merged.text


lines = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8).map("\n".join)


@given(lines, lines, lines)
def test_nothing_that_somebody_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    kept = set(merged.text.split("\n"))
    for side in (mine, theirs):
        assert set(side.split("\n")) - set(base.split("\n")) <= kept


@given(lines, lines)
def test_one_side_alone_is_taken_as_it_is(base: str, mine: str) -> None:
    assert merge(base, mine, base).text == mine
    assert merge(base, base, mine).text == mine
