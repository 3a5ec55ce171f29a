"""Mutants of the guard's rules: softened, or with half of their patterns or exceptions gone."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import guardrails.build
from evals.kinds import KINDS, kind_of
from evals.mutation.mutant import Mutant, by_copy
from evals.system import System
from guardrails import Guard
from guardrails.build import Parts
from guardrails.policy import Setting
from guardrails.rules import RuleFile, read_rules

#: Kinds that only note; softening one further changes no verdict.
_NOTES = frozenset({"DX-14", "ST-02", "ST-03", "EV-02", "RD-01"})
#: Rules whose patterns are halved or whose exceptions are dropped; each needs a guard built anew.
_REBUILT = ("DX-01", "DX-02", "DX-03", "DX-05", "DX-08", "CL-01", "CL-02", "FE-01")


def guard_mutants() -> Iterator[Mutant]:
    """Every rule that stops a text softened, and some of them hollowed out."""
    for kind in KINDS:
        if kind not in _NOTES:
            yield _softened(kind)
    for rule in _REBUILT:
        yield _rebuilt("halve-patterns", rule, _halved, "guard")
        yield _rebuilt("drop-exceptions", rule, _unexcepted, "guard")
    for kind in ("crisis", "poison", "emergency"):
        yield _rebuilt("halve-patterns", kind, _halved, "urgency")


def _softened(kind: str) -> Mutant:
    """The rule notes what it should stop."""

    def change(system: System) -> System:
        assert isinstance(system.guard, Guard)
        parts = system.guard.parts
        setting = Setting(because="a mutant", set={kind: "info"})
        policy = parts.policy.model_copy(update={"settings": (*parts.policy.settings, setting)})
        return replace(system, guard=_with_parts(system.guard, replace(parts, policy=policy)))

    sets = ("guard", "decisions")
    return Mutant("soften-rule", f"rule:{kind}", "", by_copy(change), sets)


def _with_parts(guard: Guard, parts: Parts) -> Guard:
    """A guard of other parts, with no verdict remembered."""
    other = copy.copy(guard)
    # A mutant is made behind the guard's back, on purpose.
    other._parts = parts
    other._cache = OrderedDict()
    return other


def _rebuilt(
    operator: str, name: str, broken: Callable[[RuleFile], RuleFile], suite: str
) -> Mutant:
    def change(system: System) -> System:
        assert isinstance(system.guard, Guard)

        def read(folder: Path) -> list[RuleFile]:
            return [broken(rule) if _is(rule, name) else rule for rule in read_rules(folder)]

        with mock.patch.object(guardrails.build, "read_rules", read):
            parts = guardrails.build.build([], [], None)
        return replace(system, guard=_with_parts(system.guard, parts))

    family = "rule" if suite == "guard" else "urgency"
    sets = (suite, "decisions")
    return Mutant(operator, f"{family}:{name}", "", by_copy(change), sets)


def _is(rule: RuleFile, name: str) -> bool:
    return kind_of(rule.spec.id) == name or rule.spec.kind == name


def _halved(rule: RuleFile) -> RuleFile:
    kept = rule.spec.patterns[1::2]
    return replace(rule, spec=rule.spec.model_copy(update={"patterns": kept}))


def _unexcepted(rule: RuleFile) -> RuleFile:
    return replace(rule, spec=rule.spec.model_copy(update={"exceptions": (), "unless": ()}))
