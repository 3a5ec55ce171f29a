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
    """Every match; a group named `skip` lets an expression name what is fine."""
    ours = reading.context.template
    for expression in rule.expressions:
        for found in compiled(expression).finditer(reading.text):
            if "skip" in found.re.groupindex and found.group("skip") is not None:
                continue
            if ours and found.group().startswith(("{{", "}}")):
                continue  # an unrendered rendition of ours: its variables are not foreign
            yield Place(found.start(), found.end(), found.group())


@lru_cache(maxsize=512)
def compiled(expression: str) -> re.Pattern[str]:
    """An expression, without regard to case."""
    return re.compile(expression, re.IGNORECASE)
