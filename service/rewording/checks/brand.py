"""RW-40: what a brand does not say, unless the approved sentence says it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from service.rewording.findings import Finding
from service.rewording.pairs import Pair, Setting


def keeps_brand(pair: Pair, setting: Setting) -> Iterator[Finding]:
    """Each word of the brand's don't-say list that a rewording brought in."""
    for avoided in setting.dont_say:
        pattern = _pattern(avoided)
        if pattern.search(pair.after.open) and not pattern.search(pair.before.open):
            yield Finding("RW-40", pair.id, avoided)


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    """A word or phrase wherever it stands as words of its own; a mere sign anywhere."""
    text = r"\s+".join(map(re.escape, words.split()))
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(f"{left}{text}{right}", re.IGNORECASE)
