"""Where a text says a registered claim word for word, as its reader sees it.

How the words are set changes nothing: curly quotes, markup inside the sentence, a line that wraps.
Another word does, and so does an empty line: what stands in two paragraphs is not one claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from guardrails import normalise
from guardrails.mapped import Mapped
from guardrails.spans import Spans

#: Blanks of any kind and number, with one line break among them at most.
_GAP = r"(?:[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*)"

#: A line break of any system.
_BREAK = r"(?:\r\n|\r(?!\n)|[\n\x85\u2028])"

#: An empty line, which reading may even out to one line break or to blanks.
_PARTED = re.compile(rf"\u2029|{_BREAK}[^\S\r\n\x85\u2028]*{_BREAK}")


def said(claims: Iterable[str], mapped: Mapped, source: str, *, blank: bool) -> Spans:
    """The spans of a page, read as `normalise.plain` and without markup, that are such a claim.

    Its source tells paragraphs that its reading does not.
    blank: line breaks of the source are blanks to its reader, as in HTML.
    """
    return Spans(
        span
        for span in _said(claims, mapped.text)
        if blank or not _PARTED.search(source, *mapped.span(*span))
    )


def _said(claims: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    wordings = (tuple(normalise.plain(claim).split()) for claim in claims)
    for words in wordings:
        if words and all(word in text for word in words):  # few are there: to look takes no time
            for found in _wording(words).finditer(text):
                yield found.span()


@lru_cache(maxsize=1_024)
def _wording(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_GAP.join(map(re.escape, words)))
