"""The nearest valid word for a mistyped one, for error messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, valid: Iterable[str]) -> str:
    """`did you mean `x`?`, or nothing when no valid word is near.

    The mistyped word itself is never repeated; only valid words are shown.
    """
    near = nearest(word, valid)
    return f"did you mean `{near}`?" if near else ""


def nearest(word: str, valid: Iterable[str]) -> str:
    """The valid word that is near a mistyped one, or nothing."""
    near = get_close_matches(word, list(valid), n=1, cutoff=0.6)
    return near[0] if near else ""
