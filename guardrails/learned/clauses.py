"""Where the telling words of sentences stand: in a main clause, under a condition, or after one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from guardrails.learned.book import Book
from guardrails.learned.words import BREAKS, OPENS, PLACED, RESUMES

_OWNER_REACH = 4


class Placed(NamedTuple):
    """A telling word by its sentence and position: its zone, and of "your X" where "your" stands
    and whether X was introduced by a condition. No `owner` where nothing is owned."""

    sentence: int
    at: int
    zone: str
    owner: int = 0
    state: str = ""


def placed(
    book: Book, places: Sequence[int], turning: Iterable[int], starts: Sequence[int]
) -> Iterator[Placed]:
    """The placed words of sentences that stand in a row with an edge between them.

    turning: the positions of words at which something may change. starts: of each sentence the
    first word's.
    """
    words, parts = book.words, book.parts
    zone = "main"
    introduced: set[str] = set()
    bounds = [*starts, len(places)]
    sentence, start, coming = -1, 0, bounds[0]
    for at in turning:
        while at >= coming:
            sentence += 1
            start, coming = coming, bounds[sentence + 1]
            zone, introduced = "main", set()
        column = places[at]
        text, plays = words[column].text, parts[column]
        if text in OPENS or (
            at == start and text in {"should", "had"} and parts[places[at + 1]] == "YOU"
        ):
            zone = "condition"
        elif zone == "condition" and (
            text in BREAKS or (text == "," and parts[places[at + 1]] in RESUMES)
        ):
            zone = "after"
        if plays not in PLACED:
            continue
        yield Placed(sentence, at, zone)
        if plays in {"ILL", "TX"}:
            near = range(max(start, at - _OWNER_REACH), at)
            owner = next((b for b in near if parts[places[b]] == "YOUR"), 0)
            if owner:
                state = "introduced" if words[column].name in introduced else "new"
                yield Placed(sentence, at, zone, owner, state)
            elif zone == "condition":
                introduced.add(words[column].name)
