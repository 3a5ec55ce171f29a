"""Families of words: which words are used alike, as a plain list that diffs well.

`families.txt` was made once from word vectors (`guardrails/training/make_families.py`); at run
time it is only a table. Each line is one narrow family: the number of the wide family that it
belongs to, a blank, its own number, a tab, its words.
"""

from __future__ import annotations

from pathlib import Path

from guardrails.errors import GuardDataError

FILE = Path(__file__).with_name("families.txt")


class Families:
    """Looks up the wide and the narrow family of a word."""

    def __init__(self, table: dict[str, tuple[str, str]]) -> None:
        self._table = table

    def of(self, word: str) -> tuple[str, str]:
        """The names of a word's wide and narrow family; two empty strings for an unlisted word."""
        return self._table.get(word, ("", ""))

    def __contains__(self, word: object) -> bool:
        """Whether a word is listed: an ordinary one, as it is written in small letters."""
        return word in self._table


def read_families(path: Path = FILE) -> Families:
    """Raises GuardDataError for a line that is not `WIDE NARROW<tab>words`."""
    table: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        head, tab, words = line.partition("\t")
        wide, _, narrow = head.partition(" ")
        if not tab or not wide.isdigit() or not narrow.isdigit():
            raise GuardDataError(path, number, "not `WIDE NARROW<tab>words`")
        names = (f"%{wide}", f"%%{narrow}")
        for word in words.split():
            table[word] = names
    return Families(table)
