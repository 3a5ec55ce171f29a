"""The checks of one reworded sentence, the cheap ones. Each takes a pair and yields findings.

`CHECKS` runs them in order. What needs a parser is in `grammar.py` and is asked last; what is true
of the whole answer is in `whole.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from service.rewording.checks.brand import keeps_brand
from service.rewording.checks.facts import adds_no_fact, keeps_facts
from service.rewording.checks.meaning import keeps_meaning
from service.rewording.checks.placeholders import keeps_placeholders
from service.rewording.checks.shape import keeps_shape
from service.rewording.findings import Finding
from service.rewording.pairs import Pair, Setting

Check = Callable[[Pair, Setting], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    keeps_shape,
    keeps_placeholders,
    adds_no_fact,
    keeps_facts,
    keeps_meaning,
    keeps_brand,
)
