"""Runs the word rules over a tagged text.

Each pattern names signs that it cannot do without, so that a text tries only some of the several
hundred: those whose every need one of its sentences meets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_

from guardrails.alphabet import FIRST, Alphabet
from guardrails.cutting import Cutter
from guardrails.errors import GuardDataError
from guardrails.patterns import Compiled, Compiler, Expression, PatternError
from guardrails.rules import PatternSpec, RuleFile, RuleSpec, TokenSpec
from guardrails.scopes import Scopes
from guardrails.tagger import Tagged
from guardrails.token_patterns import Pattern, TokenPatterns, check

#: Signs from which on a text is watched for its time.
_LONG = 5_000
#: Needs of a pattern that are looked at, the rarest first: a pattern with more is tried more often.
_TOLD_APART = 5


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
    exceptions: Expression | None


class _Needs:
    """Which patterns have, within one sentence, a sign out of every set that they need one of.

    For each sign, one whole number holds a bit for each pattern and need that the sign meets: the
    first needs of all patterns, then their second ones, and so on. So a sentence is compared with
    all patterns at once, whatever their number. A pattern that may cross from one sentence to the
    next has its needs met by signs anywhere in the text.
    """

    def __init__(self, patterns: Sequence[Compiled], alphabet: Alphabet) -> None:
        self._begin = alphabet.begin
        self._size = len(patterns)
        self._crossing, self._staying = (
            sum(1 << number for number, one in enumerate(patterns) if one.crosses is crosses)
            for crosses in (True, False)
        )
        meets: dict[frozenset[str], int] = defaultdict(int)
        for number, one in enumerate(patterns):
            for place in range(_TOLD_APART):
                signs = one.needs[min(place, len(one.needs) - 1)]  # with fewer, the last again
                meets[signs] |= 1 << number + place * self._size
        #: No sign is missing, whether or not a pattern needs it.
        met = {chr(FIRST + code): 0 for code in range(alphabet.size)}
        for signs, bits in meets.items():
            for sign in signs:
                met[sign] |= bits
        self._met = met
        # each sentence has its edges, whether or not a sign stands for them
        self._always = met[alphabet.begin] | met[alphabet.paragraph]

    def met(self, signs: str) -> list[tuple[int, list[tuple[int, int]]]]:
        """The patterns, by number and in order, that are worth trying on a text, each with the
        sentences (first sign, sign after the last) that hold all that it needs."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        anywhere = 0
        for start, end in pairwise(self._bounds(signs)):
            held = reduce(or_, map(self._met.__getitem__, set(signs[start:end])), self._always)
            anywhere |= held
            for number in _bits(self._worth(held) & self._staying):
                found[number].append((start, end))
        for number in _bits(self._worth(anywhere) & self._crossing):
            found[number].append((0, len(signs)))
        return sorted(found.items())

    def _bounds(self, signs: str) -> list[int]:
        """Where each sentence begins, and where the last one ends."""
        bounds, at = [0], signs.find(self._begin, 1)
        while at > 0:
            bounds.append(at)
            at = signs.find(self._begin, at + 1)
        return [*bounds, len(signs)]

    def _worth(self, held: int) -> int:
        """The patterns, one bit each, all of whose needs are among what is held."""
        worth = held
        for place in range(1, _TOLD_APART):
            worth &= held >> place * self._size
        return worth


def _bits(number: int) -> list[int]:
    """The places of the bits that are set, lowest first."""
    found = []
    while number:
        lowest = number & -number
        found.append(lowest.bit_length() - 1)
        number ^= lowest
    return found


class WordRules:
    """All word rules of a guard, ready to run."""

    def __init__(
        self, rules: Iterable[RuleFile], compiler: Compiler, scopes: Scopes, cutter: Cutter
    ) -> None:
        self._scopes = scopes
        self._patterns: list[tuple[_Entry, Compiled]] = []
        self._tokens: list[tuple[_Entry, Pattern]] = []
        self._exceptions: dict[str, Expression] = {}
        for rule in rules:
            exceptions = _exceptions(rule, compiler)
            if exceptions is not None:
                self._exceptions[rule.spec.id] = exceptions
            for spec in rule.spec.patterns:
                entry = _Entry(rule.spec, spec, exceptions)
                self._patterns.append((entry, _compiled(rule, spec.match, compiler)))
            for number, written in enumerate(rule.spec.tokens):
                _checked(rule, number, compiler)
                self._tokens.append((_Entry(rule.spec, written, exceptions), written.match))
        self._needs = _Needs([compiled for _, compiled in self._patterns], compiler.alphabet)
        self._token_patterns = TokenPatterns(
            [match for _, match in self._tokens], compiler.tags, cutter, compiler.alphabet
        )

    def compile(self) -> None:
        """Compiles every expression now, so that none can fail on a text."""
        for entry, compiled in self._patterns:
            for expression in filter(None, (compiled, entry.exceptions)):
                _ = expression.regex

    def run(self, tagged: Tagged, check_time: Callable[[], None]) -> Iterator[Hit]:
        """Every hit that no fact and no exception lifts. `check_time` may raise to stop it."""
        signs = tagged.signs
        slow = len(signs) >= _LONG
        for number, sentences in self._needs.met(signs):
            entry, compiled = self._patterns[number]
            if slow:
                check_time()
            for low, high in sentences:
                if compiled.regex.search(signs, low, high) is None:
                    continue  # as most do: cheaper than to begin with `_hits`
                for hit in self._hits(entry, _spans(compiled, tagged, low, high), tagged):
                    if slow:
                        check_time()
                    yield hit
        for number, start, end in self._token_patterns.find(tagged, check_time):
            yield from self._hits(self._tokens[number][0], [(start, end)], tagged)

    def run_rule(self, rule: str, tagged: Tagged) -> Iterator[Hit]:
        """The hits of one rule alone; what its own cases are proved with."""
        for entry, compiled in self._patterns:
            if entry.rule.id == rule:
                spans = _spans(compiled, tagged, 0, len(tagged.signs))
                yield from self._hits(entry, spans, tagged)
        for number, start, end in self._token_patterns.find(tagged, lambda: None):
            entry, _ = self._tokens[number]
            if entry.rule.id == rule:
                yield from self._hits(entry, [(start, end)], tagged)

    def excepted(
        self, rule: str, tagged: Tagged, before: int, first: int, end: int
    ) -> list[tuple[int, int]]:
        """Where the exceptions of a rule match between two signs, in order.

        One may start in the sentence before, from the sign `before` on; only what it takes of
        this sentence counts."""
        found = self._exceptions.get(rule)
        if found is None:
            return []
        reached = (found.regex.match(tagged.signs, at, end) for at in range(before, first))
        into = max((one.end() for one in reached if one), default=first)
        spans = [(first, into)] if into > first else []
        own = found.regex.finditer(tagged.signs, max(first, into), end)
        return spans + [one.span() for one in own]

    def _hits(
        self, entry: _Entry, spans: Iterable[tuple[int, int]], tagged: Tagged
    ) -> Iterator[Hit]:
        for start, end in spans:
            if end > start and self._stands(entry, tagged, start, end):
                yield Hit(entry.rule, entry.spec, start, end)

    def _stands(self, entry: _Entry, tagged: Tagged, start: int, end: int) -> bool:
        """Whether no fact and no exception lifts a hit. Facts first: they are remembered."""
        holds = self._scopes.holds
        for fact in entry.rule.unless if entry.spec.unless is None else entry.spec.unless:
            if holds(fact, tagged, start, end):
                return False
        for fact in entry.spec.when:
            if not holds(fact, tagged, start, end):
                return False
        return not self._lifted(entry, tagged, start, end)

    def _lifted(self, entry: _Entry, tagged: Tagged, start: int, end: int) -> bool:
        """Whether an exception of the rule overlaps the hit in its sentence."""
        if entry.exceptions is None:
            return False
        first, last = self._scopes.sentence(tagged, start)
        last = max(last, end)
        found = entry.exceptions.regex.finditer(tagged.signs, first, last)
        return any(one.start() < end and one.end() > start for one in found)


def _exceptions(rule: RuleFile, compiler: Compiler) -> Expression | None:
    if not rule.spec.exceptions:
        return None
    try:
        return compiler.any_of(rule.spec.exceptions)
    except PatternError:
        for line in rule.spec.exceptions:
            _compiled(rule, line, compiler)  # says which line it was
        raise


def _spans(compiled: Compiled, tagged: Tagged, low: int, high: int) -> Iterator[tuple[int, int]]:
    return (found.span() for found in compiled.regex.finditer(tagged.signs, low, high))


def _compiled(rule: RuleFile, pattern: str, compiler: Compiler) -> Compiled:
    try:
        compiled = compiler.compile(pattern)
        if not compiled.needs and pattern not in rule.spec.exceptions:
            raise PatternError("it needs no word at all")
    except PatternError as error:
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
