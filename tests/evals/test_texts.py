"""A finished message against the words that people agreed on: which way it is wrong, and how."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evals.texts.judging import against

MAIL = "outcome: send\nwhy: You read an article.\n\n=== email\nHello,\n\nWalk a little.\n"
NOTHING = "outcome: suppress\nreasons: consent_absent\n"


def told(agreed: str, came: str, **seen: str) -> list[tuple[str, str]]:
    observed = {"written": came, "seen": {"text": "", **seen} if seen else None}
    return [(fault.kind, str(fault)) for fault in against(agreed, observed, ())]


def test_the_outcome_says_which_way() -> None:
    assert told(NOTHING, MAIL) == [
        ("missed", "another outcome (wanted suppress (consent_absent), got send)")
    ]
    assert told(MAIL, NOTHING) == [
        ("over_blocked", "another outcome (wanted send, got suppress (consent_absent))")
    ]
    assert told("refused: no such signal\n", MAIL) == [
        ("missed", "another outcome (wanted refused, got send)")
    ]
    assert told("Walk.\n", MAIL) == [("missed", "another outcome (wanted no outcome, got send)")]


def test_words_with_a_decision_not_to_send_are_missed() -> None:
    found = told(NOTHING, NOTHING + "\n=== email\nHello\n", text="Hello", outcome="suppress")
    assert [kind for kind, _ in found] == ["other", "missed"]


def test_other_words_show_a_change_that_can_be_read() -> None:
    shorter = MAIL.replace("Hello,\n\n", "Dear reader,\n")
    assert told(MAIL, shorter) == [("other", "other words (wanted Hello,, got Dear reader,)")]
    assert told(MAIL, MAIL + "\n") == [
        ("other", "other words: only blank lines, or how lines end, are different")
    ]


LINES = st.lists(st.sampled_from(["", " ", "a", "b\u2028c", "=== email", "\x0c"]), max_size=6)


@given(LINES, LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_whatever_is_not_as_agreed_is_a_fault_and_never_of_nothing(
    one: list[str], other: list[str], end: str, closed: bool
) -> None:
    agreed = "\n".join(["outcome: send", *one, ""])
    came = end.join(["outcome: send", *other]) + ("\n" if closed else "")
    if agreed != came:
        found = told(agreed, came)
        assert found
        assert "wanted nothing, got nothing" not in str(found)
