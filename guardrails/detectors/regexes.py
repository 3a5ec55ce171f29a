"""Rules that are plain expressions over characters: identifiers, template marks, role tags.

Every repetition in an expression must be bounded; a rule with `*` or `+` does not load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.detectors.base import Place, Reading
from guardrails.rules import RuleSpec


def find(rule: RuleSpec, reading: Reading) -> Iterator[Place]:
    """Every match; settings may name a `screen` of words, one of which must be there."""
    screen = rule.settings.get("screen")
    if screen:
        low = reading.text.lower()
        if not any(word in low for word in screen):
            return  # most texts hold none of the words that an expression needs
    ours = reading.context.template
    for expression in rule.expressions:
        for found in compiled(expression).finditer(reading.text):
            if ours and found.group().startswith(("{{", "}}")):
                continue  # an unrendered rendition of ours: its variables are not foreign
            yield Place(found.start(), found.end(), found.group())


@lru_cache(maxsize=512)
def compiled(expression: str) -> re.Pattern[str]:
    """An expression, without regard to case."""
    return re.compile(expression, re.IGNORECASE)
