"""A difference shows each word that came or went, once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.editing.differences import difference, word_pieces


def told(old: str, new: str) -> list[str]:
    marks = {"same": "", "gone": "-", "new": "+"}
    return [
        "".join(f"[{marks[p.kind]}{p.text}]" if p.kind != "same" else p.text for p in line.pieces)
        for line in difference(old, new).lines
    ]


def test_changed_line_shows_its_words() -> None:
    assert told("The call is free.\n", "The call costs nothing.\n") == [
        "The call [-is][+costs] [-free][+nothing]."
    ]


def test_lines_far_from_a_change_are_counted_and_left_out() -> None:
    old = "\n".join(str(n) for n in range(20)) + "\n"
    found = difference(old, old.replace("10\n", "ten\n"))
    assert [line.kind for line in found.lines] == ["same", "same", "gone", "new", "same", "same"]
    assert (found.lines[0].skipped, found.left_out) == (8, 7)


def test_same_texts_have_no_difference() -> None:
    assert difference("a\n", "a\n").empty
    assert not difference("a\n", "b\n").empty


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = word_pieces(old, new)
    assert "".join(p.text for p in pieces if p.kind != "new") == old
    assert "".join(p.text for p in pieces if p.kind != "gone") == new
