"""Where a text says a registered claim word for word, as its reader sees it.

How the words are set changes nothing: curly quotes, markup inside the sentence, a line that wraps.
Another word does, and so does an empty line: what stands in two paragraphs is not one claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from guardrails import normalise
from guardrails.spans import Spans

#: Blanks of any kind and number, with one line break among them at most.
_GAP = r"(?:[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*)"


def said(claims: Iterable[str], text: str) -> Spans:
    """The spans of a text, read as `normalise.plain` and without markup, that are such a claim."""
    wordings = (tuple(normalise.plain(claim).split()) for claim in claims)
    return Spans(
        found.span()
        for words in wordings
        if words and all(word in text for word in words)  # few are there: to look takes no time
        for found in _wording(words).finditer(text)
    )


@lru_cache(maxsize=1_024)
def _wording(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_GAP.join(map(re.escape, words)))
