"""A claim's words stand in a Markdown file so that the reader sees exactly them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.channels import RenditionProblems
from service.channels.as_markdown import as_markdown
from tests.channels.samples import compiled


def shown(words: str) -> str:
    """What a reader sees of words that a file locks."""
    [span] = compiled(
        "portal", f"It is known: [[lock: claim walking]]{words}[[/lock]]", title="A walk"
    ).locked
    return span.text


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Walking helps, day by day.", "Walking helps, day by day."),
        ("2*10 or 3*10 minutes", r"2\*10 or 3\*10 minutes"),
        ("AT&T, at 5 < 6 & more", "AT&T, at 5 < 6 & more"),
        ("write &amp; or <b>", r"write \&amp; or \<b>"),
        ("snake_case and _this_", r"snake_case and \_this\_"),
        (r"a \ b", r"a \\ b"),
        ("see [1] (x)", r"see \[1\] (x)"),
    ],
)
def test_marks_have_a_backslash_where_they_would_be_read(words: str, written: str) -> None:
    assert as_markdown(words) == written
    assert shown(written) == words


def test_two_marks_that_no_message_may_show_are_not_read_as_one() -> None:
    written = as_markdown("the __init__ of it")
    assert written == r"the \_\_init\_\_ of it"
    with pytest.raises(RenditionProblems, match="`__` would be shown as it is"):
        shown(written)


@given(st.text("ab 1*_\\[]<>&;!().-#", min_size=1, max_size=24))
def test_whatever_can_be_shown_is_shown_letter_by_letter(words: str) -> None:
    assume(words == " ".join(words.split()) and not words.endswith("["))
    try:
        assert shown(as_markdown(words)) == words
    except RenditionProblems as error:  # marks that no message may show, such as `**` and `](`
        assert {problem.code for problem in error.problems} <= {"L302", "L331"}  # noqa: PT017
