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
    each expression: most texts hold none of them. A word is looked for once, however many
    expressions need it."""
    screen = tuple(rule.settings.get("screen", ()))
    tried = [re.compile(spec.match, re.IGNORECASE) for spec in rule.expressions]
    always = [at for at, spec in enumerate(rule.expressions) if not spec.needs]
    needing: dict[str, list[int]] = {}
    for at, spec in enumerate(rule.expressions):
        for word in spec.needs:
            needing.setdefault(word, []).append(at)

    def find(reading: Reading) -> Iterator[Place]:
        low = reading.text.lower()
        if screen and not any(word in low for word in screen):
            return
        asked = set(always)
        for word, expressions in needing.items():
            if word in low:
                asked.update(expressions)
        ours = reading.context.template
        for at in sorted(asked):
            for found in tried[at].finditer(reading.text):
                if ours and found.group().startswith(("{{", "}}")):
                    continue  # an unrendered rendition of ours: its variables are not foreign
                yield Place(found.start(), found.end(), found.group())

    return find
