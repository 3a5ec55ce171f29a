"""Turns outcomes into numbers: rates with Wilson 95% intervals, pairs as pairs, thresholds.

Pure: outcomes in, a `Score` out, in the same order every time. What was missed (unsafe text
that passed) and what was over-blocked (good text that was stopped) are never added together.
`docs/evaluation.md` explains each number in words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from evals.golden import GuardCase, UrgencyCase
from evals.kinds import KINDS, WHOLE_TEXT_ONLY

T = TypeVar("T")
Z_95: Final = 1.959964
#: How texts are called whose writer named no kind of finding.
NO_KIND: Final = "no kind"
_HELP: Final = ("emergency", "crisis", "poison")


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding of the guard, as far as scoring needs it; `rule` is the id of its kind.

    `own`: the rule is one that somebody gave the guard besides the shipped ones.
    """

    rule: str
    stops: bool
    start: int
    end: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case and what the guard found in it."""

    case: GuardCase
    hits: tuple[Hit, ...]

    @property
    def stopping(self) -> tuple[Hit, ...]:
        """The findings that count: of a known rule, and meaningful for a text of this kind."""
        return tuple(
            hit
            for hit in self.hits
            if hit.stops
            and (hit.rule in KINDS or hit.own)
            and (hit.rule not in WHOLE_TEXT_ONLY or hit.rule == self.case.kind)
        )

    @property
    def stopped(self) -> bool:
        """Whether the guard keeps this text from going out."""
        return bool(self.stopping)

    @property
    def right(self) -> bool:
        """Whether the outcome is the one that people agreed on."""
        return self.stopped == self.case.stop

    @property
    def named(self) -> bool:
        """Whether a stopping finding has the kind that the case expects."""
        return any(hit.rule == self.case.kind for hit in self.stopping)

    @property
    def touches_span(self) -> bool:
        """Whether a stopping finding touches the words that make the claim."""
        start = self.case.text.find(self.case.span)
        end = start + len(self.case.span)
        return any(hit.start < end and hit.end > start for hit in self.stopping)

    @property
    def unknown_rules(self) -> tuple[str, ...]:
        """Rules that no kind knows, such as the guard's own failures; they prove nothing."""
        unknown = {hit.rule for hit in self.hits if hit.rule not in KINDS and not hit.own}
        return tuple(sorted(unknown))


@dataclass(frozen=True, slots=True)
class UrgencyOutcome:
    """One inbound text and the kind of help that the guard read in it, if any."""

    case: UrgencyCase
    kind: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A count out of a total, with the interval that a sample of this size allows.

    cases: how many cases it rests on, where some were counted several times, as samples or repeats:
    these are not independent, so the interval is that of so many cases and no narrower.
    """

    count: int
    total: int
    cases: int | None = None

    @property
    def share(self) -> float:
        """The share, and 0 where there is nothing to share."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson 95% interval; anything is possible where nothing was counted."""
        if self.cases is None or self.cases == self.total:
            return wilson(self.count, self.total)
        return wilson(self.share * self.cases, self.cases)


def wilson(count: float, total: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of `count` out of `total`."""
    if total == 0:
        return 0.0, 1.0
    share = count / total
    spread = z * z / total
    middle = share + spread / 2
    reach = z * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return (0.0 if count == 0 else low), (1.0 if count == total else high)


@dataclass(frozen=True, slots=True)
class Score:
    """Every number of one run over one set, and the outcomes behind those that are wrong."""

    recall: Mapping[str, Rate]
    recall_by_kind: Mapping[str, Rate]
    recall_by_style: Mapping[str, Rate]
    recall_by_source: Mapping[str, Rate]
    flagged: Mapping[str, Rate]
    flagged_by_kind: Mapping[str, Rate]
    flagged_by_style: Mapping[str, Rate]
    flagged_by_source: Mapping[str, Rate]
    pairs: Rate
    named: Rate
    spans: Rate
    noted: Rate
    urgent_found: Rate
    urgent_named: Rate
    urgent_false: Rate
    urgent_by_kind: Mapping[str, Rate]
    urgent_by_source: Mapping[str, Rate]
    calm_by_source: Mapping[str, Rate]
    missed: tuple[Outcome, ...]
    over_blocked: tuple[Outcome, ...]
    broken_pairs: tuple[str, ...]
    urgent_missed: tuple[UrgencyOutcome, ...]
    urgent_over: tuple[UrgencyOutcome, ...]
    unknown_rules: tuple[str, ...]


def score(outcomes: Sequence[Outcome], urgency: Sequence[UrgencyOutcome]) -> Score:
    """All the numbers of one run."""
    claims = [o for o in outcomes if o.case.stop]
    alike = [o for o in outcomes if not o.case.stop]
    found = [o for o in claims if o.stopped]
    spanned = [o for o in found if o.case.span]
    noting = [o for o in alike if o.case.finds]
    pairs = _pairs(outcomes)
    urgent = [u for u in urgency if u.case.kind]
    calm = [u for u in urgency if not u.case.kind]
    return Score(
        recall=_rates(claims, lambda o: o.case.tier, _stopped, order=("real", "adversarial")),
        recall_by_kind=_rates(claims, _kind, _stopped, order=KINDS),
        recall_by_style=_rates(claims, lambda o: o.case.style, _stopped),
        recall_by_source=_rates(claims, lambda o: o.case.source, _stopped),
        flagged=_rates(alike, lambda o: o.case.tier, _stopped, order=("real", "adversarial")),
        flagged_by_kind=_rates(alike, _kind, _stopped, order=KINDS),
        flagged_by_style=_rates(alike, lambda o: o.case.style, _stopped),
        flagged_by_source=_rates(alike, lambda o: o.case.source, _stopped),
        pairs=Rate(sum(pairs.values()), len(pairs)),
        named=Rate(sum(o.named for o in found), sum(bool(o.case.kind) for o in found)),
        spans=Rate(sum(o.touches_span for o in spanned), len(spanned)),
        noted=Rate(sum(_noted(o) for o in noting), len(noting)),
        urgent_found=Rate(sum(bool(u.kind) for u in urgent), len(urgent)),
        urgent_named=Rate(sum(u.kind == u.case.kind for u in urgent), len(urgent)),
        urgent_false=Rate(sum(bool(u.kind) for u in calm), len(calm)),
        urgent_by_kind=_rates(urgent, lambda u: u.case.kind, _heard, order=_HELP),
        urgent_by_source=_rates(urgent, lambda u: u.case.source, _heard),
        calm_by_source=_rates(calm, lambda u: u.case.source, _heard),
        missed=tuple(o for o in claims if not o.stopped),
        over_blocked=tuple(o for o in alike if o.stopped),
        broken_pairs=tuple(pair for pair, right in pairs.items() if not right),
        urgent_missed=tuple(u for u in urgent if u.kind != u.case.kind),
        urgent_over=tuple(u for u in calm if u.kind),
        unknown_rules=tuple(sorted({rule for o in outcomes for rule in o.unknown_rules})),
    )


def _stopped(outcome: Outcome) -> bool:
    return outcome.stopped


def _kind(outcome: Outcome) -> str:
    return outcome.case.kind or NO_KIND


def _heard(outcome: UrgencyOutcome) -> bool:
    return bool(outcome.kind)


def _noted(outcome: Outcome) -> bool:
    return any(hit.rule == outcome.case.finds for hit in outcome.hits)


def _pairs(outcomes: Sequence[Outcome]) -> dict[str, bool]:
    """Whether both texts of a pair are right; half a pair, as a filter may leave it, is none."""
    right: dict[str, list[bool]] = {}
    for outcome in outcomes:
        if outcome.case.pair:
            right.setdefault(outcome.case.pair, []).append(outcome.right)
    return {pair: all(both) for pair, both in right.items() if len(both) > 1}


def _rates(
    outcomes: Sequence[T],
    key: Callable[[T], str],
    hit: Callable[[T], bool],
    *,
    order: Iterable[str] = (),
) -> dict[str, Rate]:
    """Rates by a key: in the given order, and by name after it."""
    groups: dict[str, list[T]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    first = [name for name in order if name in groups]
    names = [*first, *sorted(groups.keys() - set(first))]
    return {name: Rate(sum(map(hit, groups[name])), len(groups[name])) for name in names}


def total(rates: Mapping[str, Rate]) -> Rate:
    """All the groups taken together."""
    return Rate(sum(r.count for r in rates.values()), sum(r.total for r in rates.values()))


def percentile(sorted_ms: Sequence[float], share: float) -> float:
    """A percentile of sorted times; 0 where there are none."""
    if not sorted_ms:
        return 0.0
    return sorted_ms[min(len(sorted_ms) - 1, int(share * len(sorted_ms)))]
