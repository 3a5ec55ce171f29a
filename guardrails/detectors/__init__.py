"""What rules can look with besides word patterns; one file for each kind of looking.

A detector is a function of a rule and what is being read. It yields places in the readable text;
the guard turns them into findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from guardrails.detectors import contacts, leak, names, reading, regexes, variables
from guardrails.detectors.base import Place, Reading
from guardrails.rules import RuleSpec

Detector = Callable[[RuleSpec, Reading], Iterator[Place]]

DETECTORS: Mapping[str, Detector] = {
    "text": regexes.find,
    "reading": reading.find,
    "leak": leak.find,
    "contacts": contacts.find,
    "names": names.find,
    "variables": variables.find,
}

__all__ = ["DETECTORS", "Detector", "Place", "Reading"]
