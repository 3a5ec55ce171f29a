"""Many expressions as one, sorted by first letter, so that `re` tries few of them at each place.

It finds something exactly where one of them does. Which of several it finds at one place is
another matter: use it to ask whether any is there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

#: An escaped sign, a whole set (in which a first "]" stands for itself), or any sign.
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_BEGINS_PLAINLY = re.compile(r"[a-z0-9](?![?*+{])")


def any_of(expressions: Iterable[str]) -> str:
    """One expression for all alternatives of all of these."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for expression in expressions:
        for one in _apart(expression):
            if _BEGINS_PLAINLY.match(one):
                by_letter[one[0]].append(one[1:])
            else:
                others.append(one)
    grouped = [f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items())]
    return "|".join([*others, *grouped])


def _apart(expression: str) -> Iterator[str]:
    """The alternatives of an expression: what stands between bars outside of all groups."""
    depth = begin = 0
    for found in _TOKEN.finditer(expression):
        depth += (found[0] == "(") - (found[0] == ")")
        if found[0] == "|" and not depth:
            yield expression[begin : found.start()]
            begin = found.end()
    yield expression[begin:]
