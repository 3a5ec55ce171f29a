"""Runs the word rules over a tagged text.

Each pattern names signs that it cannot do without, so that a text tries only some of the several
hundred: those whose every need one of its sentences meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guardrails.alphabet import FIRST, Alphabet
from guardrails.cutting import Cutter
from guardrails.errors import GuardDataError
from guardrails.patterns import Compiled, Compiler, Expression, PatternError
from guardrails.rules import PatternSpec, RuleFile, RuleSpec, TokenSpec
from guardrails.scopes import Scopes
from guardrails.tagger import Tagged
from guardrails.token_patterns import Pattern, TokenPatterns, check

#: Signs from which on a text is compared as a whole, and watched for its time.
_LONG = 5_000
#: Sentences that are told apart; of a text with more, some neighbours count as one.
_BITS = 8
_BIT = (1 << np.arange(_BITS, dtype=np.uint8))[:, None]
#: Of some such bits the lowest, and the one after the highest.
_LOWEST = [(bits & -bits).bit_length() - 1 for bits in range(1 << _BITS)]
_HIGHEST = [bits.bit_length() for bits in range(1 << _BITS)]

_Sets = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.intp]


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

    Each set is numbered once, however many patterns share it. So a sentence is compared with every
    set in one go, and with every pattern in another, whatever their number. A pattern that may
    cross from one sentence to the next has its sets met by signs anywhere in the text.
    """

    def __init__(self, patterns: Sequence[Compiled], alphabet: Alphabet) -> None:
        self._begin = ord(alphabet.begin) - FIRST
        within, across = (
            dict.fromkeys(signs for one in patterns if one.crosses is kind for signs in one.needs)
            for kind in (False, True)
        )
        #: 64 sets in a number: first those of one sentence, and from here on those of any.
        self._across = -(-len(within) // 64)
        width = self._across - (-len(across) // 64)
        numbers = {(signs, False): at for at, signs in enumerate(within)}
        numbers |= {(signs, True): 64 * self._across + at for at, signs in enumerate(across)}
        members = np.zeros((alphabet.size, 64 * width), dtype=np.bool_)
        # each sentence has its edges, whether or not a sign stands for them
        edges = {alphabet.begin, alphabet.paragraph}
        always = np.zeros(64 * width, dtype=np.bool_)
        for (signs, _), number in numbers.items():
            always[number] = not signs.isdisjoint(edges)
            members[[ord(sign) - FIRST for sign in signs], number] = True
        # for each sign the sets that it belongs to
        self._sets, self._always = (
            np.packbits(sets, axis=-1, bitorder="little").view(np.uint64)
            for sets in (members, always)
        )
        # a column for each pattern, of equal length: a shorter one says its last need again
        rows = [[numbers[signs, one.crosses] for signs in one.needs] for one in patterns]
        longest = max(map(len, rows), default=0)
        equal = [row + row[-1:] * (longest - len(row)) for row in rows]
        self._columns = np.array(equal, dtype=np.intp).reshape(len(rows), longest).T.copy()

    def met(self, signs: str) -> list[tuple[int, int, int]]:
        """The patterns, by number and in order, that are worth trying on a text, and the first
        sign and the sign after the last of the sentences that hold all that each needs."""
        codes = np.frombuffer(signs.encode("utf-16-le"), dtype=np.uint16) - FIRST
        if len(codes) < _LONG:
            begins = codes == self._begin
            begins[0] = True
            starts = begins.nonzero()[0]
            if len(starts) > _BITS:
                starts = starts[:: -(-len(starts) // _BITS)]
            sets = _any(self._sets.take(codes, axis=0), starts)
            bounds = [*starts.tolist(), len(signs)]
        else:
            codes = np.unique(codes)
            sets = _any(self._sets.take(codes, axis=0), [0])
            bounds = [0, len(signs)]
        sets[:, self._across :] = np.bitwise_or.reduce(sets[:, self._across :])
        sets |= self._always
        held = np.unpackbits(sets.view(np.uint8), axis=1, bitorder="little")
        # one bit a sentence: those left of all of a pattern's needs are the sentences with them all
        present = np.bitwise_or.reduce(held * _BIT[: len(held)])
        worth = np.bitwise_and.reduce(present.take(self._columns))
        found = worth.nonzero()[0]
        return [
            (number, bounds[_LOWEST[bits]], bounds[_HIGHEST[bits]])
            for number, bits in zip(found.tolist(), worth.take(found).tolist(), strict=True)
        ]


def _any(rows: _Sets, starts: Sequence[int] | _Places) -> _Sets:
    """Neighbouring rows as one: what any row holds from each start to the next."""
    joined: _Sets = np.bitwise_or.reduceat(rows, starts, axis=0)
    return joined


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
        for number, low, high in self._needs.met(signs):
            entry, compiled = self._patterns[number]
            if slow:
                check_time()
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

    def excepted(self, rule: str, tagged: Tagged, first: int, end: int) -> list[tuple[int, int]]:
        """Where the exceptions of a rule match between two signs, in order."""
        found = self._exceptions.get(rule)
        if found is None:
            return []
        return [one.span() for one in found.regex.finditer(tagged.signs, first, end)]

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
