"""Template variables that could be filled with a condition or a drug.

Whatever the words around them say, what will stand there is not reviewed by anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.detectors.base import Find, Place, Reading
from guardrails.rules import RuleSpec

_VARIABLE = re.compile(
    r"\{\{[^{}\n]{1,200}\}\}|\(\([^()\n]{1,100}\)\)|%%[^%\n]{1,100}%%|\*\|[^|\n]{1,100}\|\*|\$\{[^{}\n]{1,100}\}"
    r"|(?<!\w)\[\[?[A-Za-z_ .]{2,40}\]?\](?!\()|\{[A-Za-z_.]{2,40}\}|<[A-Z_]{3,40}>"
)
_OPENERS = re.compile(r"[{(%*$\[<]")
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def finder(rule: RuleSpec) -> Find:
    """Settings name the words that give such a variable away; `visit_type` is both in a row,
    however a system writes them."""
    words = str(rule.settings["words"]).split()
    telling = frozenset(words)
    rows = [f"_{word}_" for word in words if "_" in word]
    harmless = frozenset(str(rule.settings["harmless"]).split())

    def find(reading: Reading) -> Iterator[Place]:
        if not _OPENERS.search(reading.text):
            return
        for found in _VARIABLE.finditer(reading.text):
            row = [piece.lower() for piece in _PIECES.findall(found.group())]
            pieces, written = set(row), f"_{'_'.join(row)}_"
            tells = pieces & telling or any(one in written for one in rows)
            if tells and not pieces & harmless:
                yield Place(found.start(), found.end(), found.group())

    return find
