"""Runs the word rules over a tagged text.

Each pattern names signs that it cannot do without. Patterns are filed under the rarest of them, so
that a text without a condition or a reader tries only a handful of the several hundred.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from guardrails.errors import GuardDataError
from guardrails.patterns import Compiled, Compiler, PatternError
from guardrails.rules import PatternSpec, RuleFile, RuleSpec
from guardrails.scopes import Scopes
from guardrails.tagger import Tagged


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match: signs `start` to `end`, and which pattern of the rule it was."""

    rule: RuleSpec
    pattern: PatternSpec
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    order: int
    rule: RuleSpec
    spec: PatternSpec
    compiled: Compiled
    exceptions: re.Pattern[str] | None


class WordRules:
    """All word rules of a guard, ready to run."""

    def __init__(self, rules: Iterable[RuleFile], compiler: Compiler, scopes: Scopes) -> None:
        self._scopes = scopes
        self._filed: dict[str, list[_Entry]] = defaultdict(list)
        self._of_rule: dict[str, list[_Entry]] = defaultdict(list)
        order = 0
        for rule in rules:
            exceptions = _exceptions(rule, compiler)
            for spec in rule.spec.patterns:
                compiled = _compiled(rule, spec.match, compiler)
                order += 1
                entry = _Entry(order, rule.spec, spec, compiled, exceptions)
                self._of_rule[rule.spec.id].append(entry)
                if not compiled.needs:
                    raise GuardDataError(
                        rule.path, rule.line_of(spec.match), f"{spec.match!r} needs no word at all"
                    )
                for sign in compiled.needs[0]:
                    self._filed[sign].append(entry)

    def run(self, tagged: Tagged, check_time: Callable[[], None]) -> Iterator[Hit]:
        """Every hit that no fact and no exception lifts. `check_time` may raise to stop it."""
        present = frozenset(tagged.signs)
        tried: dict[int, _Entry] = {}
        for sign in present & self._filed.keys():
            for entry in self._filed[sign]:
                tried[entry.order] = entry
        slow = len(tagged.signs) > 5_000
        for order in sorted(tried):
            entry = tried[order]
            for signs in entry.compiled.needs[1:]:
                if present.isdisjoint(signs):
                    break
            else:
                if slow:
                    check_time()
                for hit in self._hits(entry, tagged):
                    if slow:
                        check_time()
                    yield hit

    def run_rule(self, rule: str, tagged: Tagged) -> Iterator[Hit]:
        """The hits of one rule alone; what its own cases are proved with."""
        for entry in self._of_rule[rule]:
            yield from self._hits(entry, tagged)

    def _hits(self, entry: _Entry, tagged: Tagged) -> Iterator[Hit]:
        unless = entry.rule.unless if entry.spec.unless is None else entry.spec.unless
        for found in entry.compiled.regex.finditer(tagged.signs):
            start, end = found.span()
            if end == start or self._lifted(entry, tagged, start, end):
                continue
            if any(self._scopes.holds(fact, tagged, start, end) for fact in unless):
                continue
            if all(self._scopes.holds(fact, tagged, start, end) for fact in entry.spec.when):
                yield Hit(entry.rule, entry.spec, start, end)

    def _lifted(self, entry: _Entry, tagged: Tagged, start: int, end: int) -> bool:
        """Whether an exception of the rule overlaps the hit in its sentence."""
        if entry.exceptions is None:
            return False
        first, last = self._scopes.sentence(tagged, start)
        last = max(last, end)
        return any(
            found.start() < end and found.end() > start
            for found in entry.exceptions.finditer(tagged.signs, first, last)
        )


def _exceptions(rule: RuleFile, compiler: Compiler) -> re.Pattern[str] | None:
    parts = [_compiled(rule, line, compiler).regex.pattern for line in rule.spec.exceptions]
    return re.compile("|".join(f"(?:{part})" for part in parts)) if parts else None


def _compiled(rule: RuleFile, pattern: str, compiler: Compiler) -> Compiled:
    try:
        return compiler.compile(pattern)
    except (PatternError, re.error) as error:
        raise GuardDataError(rule.path, rule.line_of(pattern), f"{pattern!r}: {error}") from None
