"""Runs the own cases of every rule for messages before the guard may be used.

A case asks only whether its own rule fires in its context, so that rules stay independent. The
cases of `urgency/`, which are of what people write to us, are read whole by the tests.
"""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from guardrails import normalise
from guardrails.build import Parts
from guardrails.detectors import Reading
from guardrails.encoder.asking import Asking
from guardrails.errors import GuardDataError
from guardrails.mapped import Mapped
from guardrails.policy import Policy
from guardrails.promises import promises
from guardrails.reader import lookup_of, read, rest_of
from guardrails.rules import Case, RuleFile
from guardrails.verdict import Context
from guardrails.visible import visible

#: The version whose shipped rules held all their cases; `python -m guardrails.prove` writes it, a
#: test checks it, and a guard of that very version need not prove itself at every start.
PROVED = Path(__file__).with_name("proved.sha256")
_FIELDS = {field.name for field in fields(Context)}


#: Whether a rule must fire on the cases of a field, and how it is told where it does not.
_FIRES = {"reject": True, "allow": False}
_WRONG = {"reject": "should be rejected, but passes", "allow": "should pass, but is rejected"}


class WrongCaseError(GuardDataError):
    """A rule that gets one of its own cases wrong."""

    def __init__(self, rule: RuleFile, case: Case, field: str) -> None:
        self.rule, self.case, self.field = rule, case, field
        self.what = _WRONG[field]
        line = rule.line_of(case.text, field)
        super().__init__(
            rule.path, line, f"{rule.spec.id} is not loaded: {case.text!r} {self.what}"
        )


def prove(parts: Parts) -> None:
    """Raises GuardDataError naming the first rule, line and case that does not hold."""
    parts.words.compile()
    parts.urgent.compile()
    parts = replace(parts, policy=Policy(name="the rules' own severities"))
    for rule in parts.rules:
        for field in _FIRES:
            for case in getattr(rule.spec, field):
                if not holds(parts, rule, case, field):
                    raise WrongCaseError(rule, case, field)


def holds(parts: Parts, rule: RuleFile, case: Case, field: str) -> bool:
    """Whether a rule does with one of its cases what the field that it stands in says."""
    return fires(parts, rule, case) is _FIRES[field]


def proved_version() -> str:
    """The version that was last proved whole; empty if none was."""
    return PROVED.read_text(encoding="ascii").strip() if PROVED.is_file() else ""


def fires(parts: Parts, rule: RuleFile, case: Case) -> bool:
    """Whether one rule has anything to say about one of its cases."""
    context = case_context(rule, case)
    spec = rule.spec
    if spec.detector in {"characters", "evasion"} or context.claims:
        findings = read(parts, case.text, context, lambda: None)
        return any(
            f.rule == spec.code and (f.severity != "info" or spec.code == "EV-02") for f in findings
        )
    mapped = visible(case.text, context.format)
    even = Mapped(normalise.plain(mapped.text), mapped.starts, mapped.ends)
    tagged = parts.tagger.tag(even.text)
    if spec.detector == "words":
        return next(parts.words.run_rule(spec.id, tagged), None) is not None
    if spec.detector == "second":
        weighed = parts.second.weigh(tagged, lambda: None)
        return (
            next(
                parts.second.claims(
                    tagged,
                    weighed,
                    Asking(parts.encoder),
                    rest=rest_of(parts, spec.id, tagged),
                ),
                None,
            )
            is not None
        )
    if spec.detector == "promise":
        weighed = parts.second.weigh(tagged, lambda: None)
        return (
            next(
                promises(
                    parts.second,
                    parts.promising,
                    Asking(parts.encoder),
                    spec,
                    tagged,
                    weighed,
                    rest=rest_of(parts, spec.id, tagged),
                ),
                None,
            )
            is not None
        )
    reading = Reading(even.text, tagged, context, lookup_of(parts))
    return next(parts.finders[spec.id](reading), None) is not None


def case_context(rule: RuleFile, case: Case) -> Context:
    """The default context with what a case changes. Raises GuardDataError for an unknown field."""
    unknown = set(case.context) - _FIELDS
    if unknown:
        raise GuardDataError(
            rule.path, rule.line_of(case.text), f"no such context: {', '.join(sorted(unknown))}"
        )
    values: dict[str, Any] = {
        name: frozenset(map(_hashable, value)) if isinstance(value, list) else value
        for name, value in case.context.items()
    }
    return Context(**values)


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
