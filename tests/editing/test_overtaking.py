"""Two windows of one person lose nothing, whatever each of them does, and in whatever order."""

from __future__ import annotations

from hypothesis import given
from hypothesis.strategies import lists, sampled_from

from service.editing.drafts import Draft
from service.editing.overtaking import is_overtaken, together
from tests.factories import NOW

BASE = "Walk a little.\nTake a friend along.\n"
LINES = lists(sampled_from(["Walk a little.", "Take a friend along.", "Rest.", "Drink."]))


def draft(text: str, base: str | None = BASE) -> Draft:
    return Draft("ed.one", "triggers/a.yaml", base, text, NOW)


def test_what_the_page_knew_is_written_over() -> None:
    for kept in (None, draft("known"), draft("sent, and no answer came"), draft("mine")):
        assert not is_overtaken(kept, draft("mine"), ["known", "sent, and no answer came"])
        assert together(kept, draft("mine"), ["known", "sent, and no answer came"]) == draft("mine")
    assert is_overtaken(draft("theirs"), draft("mine"), ["known"])
    assert is_overtaken(draft("theirs"), draft("mine"), [])  # a page that says nothing knew nothing


def test_words_in_different_lines_are_both_there() -> None:
    known = f"{BASE}Monday.\n"
    both = together(draft(f"{known}Tuesday.\n", "newer"), draft(f"Hello!\n{known}"), [known])
    assert both == draft(f"Hello!\n{known}Tuesday.\n", "newer")


@given(known=LINES, mine=LINES, kept=LINES)
def test_no_line_that_either_wrote_is_lost(
    known: list[str], mine: list[str], kept: list[str]
) -> None:
    was, ours, theirs = ("\n".join(lines) for lines in (known, mine, kept))
    both = together(draft(theirs), draft(ours), [was]).text.split("\n")
    if is_overtaken(draft(theirs), draft(ours), [was]):
        assert {*mine, *kept} - {*known} <= {*both}
    else:
        assert both == ours.split("\n")
