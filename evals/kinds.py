"""The kinds of finding that a golden case may name, in the words that reports print."""

from __future__ import annotations

from typing import Final

KINDS: Final[dict[str, str]] = {
    "DX-01": "asserted",
    "DX-02": "presupposed",
    "DX-03": "inferred",
    "DX-04": "at risk",
    "DX-05": "treatment or device",
    "DX-06": "linked person",
    "DX-07": "group membership",
    "DX-08": "question",
    "DX-09": "inside a condition",
    "DX-10": "behaviour or record",
    "DX-11": "unnamed diagnosis",
    "DX-12": "pregnancy, weight, disability",
    "DX-13": "negative status",
    "DX-14": "generic you",
    "DX-15": "template variable",
    "CL-01": "cure",
    "CL-02": "guarantee",
    "CL-03": "prevent, treat, superlative",
    "ST-01": "slur",
    "ST-02": "condition as a name",
    "ST-03": "judging words",
    "PI-01": "identifier",
    "FE-01": "fear or pressure",
    "LK-01": "leak to a bystander",
    "RD-01": "reading grade",
    "EV-01": "evasion",
    "EV-02": "odd characters",
    "IN-01": "instruction-like",
    "TM-01": "foreign template",
}

#: Rules that judge a whole text and mean little for the single sentences of most cases. They
#: count only in cases of their own kind, neither as a claim found nor as a false alarm.
WHOLE_TEXT_ONLY: Final[frozenset[str]] = frozenset({"RD-01"})


def kind_of(rule: str) -> str:
    """The kind that a rule belongs to: a kind may be made of several rules, `PI-01a`, `PI-01b`."""
    return rule[:-1] if rule[:-1] in KINDS and rule[-1:].islower() else rule
