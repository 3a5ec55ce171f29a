"""What rules can look with besides word patterns; one file for each kind of looking.

A detector takes a rule and gives back what finds its places in a readable text; the guard turns
these into findings. So a rule's settings are read once, when the guard is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from guardrails.detectors import contacts, leak, names, reading, regexes, variables
from guardrails.detectors.base import Find, Place, Reading
from guardrails.errors import GuardDataError
from guardrails.rules import RuleFile, RuleSpec

Detector = Callable[[RuleSpec], Find]

DETECTORS: Mapping[str, Detector] = {
    "text": regexes.finder,
    "reading": reading.finder,
    "leak": leak.finder,
    "contacts": contacts.finder,
    "names": names.finder,
    "variables": variables.finder,
}


def finders(rules: Iterable[RuleFile]) -> dict[str, Find]:
    """What finds the places of each rule that has a detector, by the rule's id.

    Raises GuardDataError for settings that a detector cannot use.
    """
    found: dict[str, Find] = {}
    for rule in rules:
        detector = DETECTORS.get(rule.spec.detector)
        if detector is None:
            continue
        try:
            found[rule.spec.id] = detector(rule.spec)
        except KeyError as missing:
            problem = f"settings: {missing} is missing; detector {rule.spec.detector!r} needs it"
            raise GuardDataError(rule.path, rule.line_of("", "settings"), problem) from None
        except re.error as error:
            written = str(error.pattern)
            raise GuardDataError(
                rule.path, rule.line_of(written), f"{written!r}: {error}"
            ) from None
        except (TypeError, ValueError) as error:
            problem = f"settings that detector {rule.spec.detector!r} cannot use: {error}"
            raise GuardDataError(rule.path, rule.line_of("", "settings"), problem) from None
    return found


__all__ = ["DETECTORS", "Detector", "Find", "Place", "Reading", "finders"]
