"""Every rule's own cases, read by the whole guard.

A rule proves its cases alone before it loads. Here the second reader and the other rules have their
say too: what a rule's page shows as stopped must be stopped, and the rule must let go what it shows
as good.
"""

from __future__ import annotations

from guardrails import Guard
from guardrails.proof import case_context
from guardrails.rules import Case, RuleFile

#: Cases in which the encoder errs: it asks for review, and they are good.
#: One that comes right is to be taken off, and none may join them.
ERRED_ON: set[tuple[str, str, str]] = set()


def held(guard: Guard, rule: RuleFile, field: str, case: Case) -> bool:
    """Whether the whole guard does with a case what its rule's page says."""
    findings = guard.check(case.text, case_context(rule, case)).findings
    own = [finding for finding in findings if finding.rule == rule.spec.code]
    if field == "allow":
        return not any(finding.stops for finding in own)
    if rule.spec.severity in {"block", "review"}:
        return any(finding.stops for finding in findings)
    return bool(own)


def test_what_the_pages_of_the_rules_show_holds_in_the_whole_guard(guard: Guard) -> None:
    cases = [
        (rule, field, case)
        for rule in guard.parts.rules
        for field in ("reject", "allow")
        for case in getattr(rule.spec, field)
    ]
    wrong = {
        (rule.spec.id, field, case.text)
        for rule, field, case in cases
        if not held(guard, rule, field, case)
    }
    assert len(cases) > 350
    assert wrong == ERRED_ON
