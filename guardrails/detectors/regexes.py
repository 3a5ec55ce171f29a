"""Rules that are plain expressions over characters: identifiers, template marks, role tags.

Every repetition in an expression must be bounded; a rule with `*` or `+` does not load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.detectors.base import Find, Place, Reading
from guardrails.rules import RuleSpec


def finder(rule: RuleSpec) -> Find:
    """Every match. Settings may name a `screen` of words, one of which must be there, and so may
    each expression: most texts hold none of them."""
    screen = tuple(rule.settings.get("screen", ()))
    tried = [(re.compile(spec.match, re.IGNORECASE), spec.needs) for spec in rule.expressions]

    def find(reading: Reading) -> Iterator[Place]:
        low = reading.text.lower()
        if not _holds(low, screen):
            return
        ours = reading.context.template
        for expression, needs in tried:
            if not _holds(low, needs):
                continue
            for found in expression.finditer(reading.text):
                if ours and found.group().startswith(("{{", "}}")):
                    continue  # an unrendered rendition of ours: its variables are not foreign
                yield Place(found.start(), found.end(), found.group())

    return find


def _holds(low: str, words: tuple[str, ...]) -> bool:
    for word in words:  # not any(): most words are asked of most texts
        if word in low:
            return True
    return not words
