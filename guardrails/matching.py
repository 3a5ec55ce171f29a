"""Runs the word rules over a tagged text.

Each pattern names signs that it cannot do without, so that a text tries only some of the several
hundred: those whose every need it meets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np

from guardrails.cutting import Cutter
from guardrails.errors import GuardDataError
from guardrails.patterns import Compiled, Compiler, PatternError
from guardrails.rules import PatternSpec, RuleFile, RuleSpec, TokenSpec
from guardrails.scopes import Scopes
from guardrails.tagger import Tagged
from guardrails.token_patterns import Pattern, TokenPatterns, check


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match: signs `start` to `end`, and which pattern of the rule it was."""

    rule: RuleSpec
    pattern: PatternSpec | TokenSpec
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    rule: RuleSpec
    spec: PatternSpec | TokenSpec
    exceptions: re.Pattern[str] | None


class _Needs:
    """Which patterns have, in a text, a sign out of every set that they need one of.

    Each set is numbered once, however many patterns share it. So a text is compared with every set
    in one go, and with every pattern in another, whatever their number.
    """

    def __init__(self, needs_of: Sequence[tuple[frozenset[str], ...]]) -> None:
        numbers: dict[frozenset[str], int] = {}
        rows = [[numbers.setdefault(signs, len(numbers)) for signs in needs] for needs in needs_of]
        self._size = len(numbers)
        self._of_sign: dict[str, int] = defaultdict(int)
        for signs, number in numbers.items():
            for sign in signs:
                self._of_sign[sign] |= 1 << number
        # a column for each pattern, of equal length: a shorter one says its last need again
        longest = max(map(len, rows), default=0)
        equal = [row + row[-1:] * (longest - len(row)) for row in rows]
        self._columns = np.array(equal, dtype=np.intp).reshape(len(rows), longest).T.copy()

    def met(self, signs: str) -> list[int]:
        """The patterns, by number and in order, that are worth trying on a text."""
        of = self._of_sign
        sets = reduce(or_, (of[sign] for sign in set(signs) if sign in of), 0)
        packed = np.frombuffer(sets.to_bytes(self._size // 8 + 1, "little"), dtype=np.uint8)
        present = np.unpackbits(packed, bitorder="little")
        found: list[int] = np.flatnonzero(
            np.bitwise_and.reduce(present.take(self._columns))
        ).tolist()
        return found


class WordRules:
    """All word rules of a guard, ready to run."""

    def __init__(
        self, rules: Iterable[RuleFile], compiler: Compiler, scopes: Scopes, cutter: Cutter
    ) -> None:
        self._scopes = scopes
        self._patterns: list[tuple[_Entry, Compiled]] = []
        self._tokens: list[tuple[_Entry, Pattern]] = []
        for rule in rules:
            exceptions = _exceptions(rule, compiler)
            for spec in rule.spec.patterns:
                entry = _Entry(rule.spec, spec, exceptions)
                self._patterns.append((entry, _compiled(rule, spec.match, compiler)))
            for number, written in enumerate(rule.spec.tokens):
                _checked(rule, number, compiler)
                self._tokens.append((_Entry(rule.spec, written, exceptions), written.match))
        self._needs = _Needs([compiled.needs for _, compiled in self._patterns])
        self._token_patterns = TokenPatterns(
            [match for _, match in self._tokens], compiler.tags, cutter, compiler.alphabet
        )

    def run(self, tagged: Tagged, check_time: Callable[[], None]) -> Iterator[Hit]:
        """Every hit that no fact and no exception lifts. `check_time` may raise to stop it."""
        signs = tagged.signs
        slow = len(signs) > 5_000
        for number in self._needs.met(signs):
            entry, compiled = self._patterns[number]
            if slow:
                check_time()
            if compiled.regex.search(signs) is None:
                continue  # as most do: cheaper than to begin with `_hits`
            for hit in self._hits(entry, _spans(compiled, tagged), tagged):
                if slow:
                    check_time()
                yield hit
        for number, start, end in self._token_patterns.find(tagged, check_time):
            yield from self._hits(self._tokens[number][0], [(start, end)], tagged)

    def run_rule(self, rule: str, tagged: Tagged) -> Iterator[Hit]:
        """The hits of one rule alone; what its own cases are proved with."""
        for entry, compiled in self._patterns:
            if entry.rule.id == rule:
                yield from self._hits(entry, _spans(compiled, tagged), tagged)
        for number, start, end in self._token_patterns.find(tagged, lambda: None):
            entry, _ = self._tokens[number]
            if entry.rule.id == rule:
                yield from self._hits(entry, [(start, end)], tagged)

    def _hits(
        self, entry: _Entry, spans: Iterable[tuple[int, int]], tagged: Tagged
    ) -> Iterator[Hit]:
        unless = entry.rule.unless if entry.spec.unless is None else entry.spec.unless
        for start, end in spans:
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
    if not rule.spec.exceptions:
        return None
    try:
        return compiler.any_of(rule.spec.exceptions)
    except (PatternError, re.error):
        for line in rule.spec.exceptions:
            _compiled(rule, line, compiler)  # says which line it was
        raise


def _spans(compiled: Compiled, tagged: Tagged) -> Iterator[tuple[int, int]]:
    return (found.span() for found in compiled.regex.finditer(tagged.signs))


def _compiled(rule: RuleFile, pattern: str, compiler: Compiler) -> Compiled:
    try:
        compiled = compiler.compile(pattern)
        if not compiled.needs and pattern not in rule.spec.exceptions:
            raise PatternError("it needs no word at all")
    except (PatternError, re.error) as error:
        raise GuardDataError(rule.path, rule.line_of(pattern), f"{pattern!r}: {error}") from None
    return compiled


def _checked(rule: RuleFile, number: int, compiler: Compiler) -> None:
    try:
        if rule.spec.detector != "words":
            raise PatternError(f"the detector {rule.spec.detector!r} reads no tokens")
        check(rule.spec.tokens[number].match, compiler.tags)
    except PatternError as error:
        line = rule.line_of_entry("tokens", number)
        raise GuardDataError(rule.path, line, f"tokens: {error}") from None
