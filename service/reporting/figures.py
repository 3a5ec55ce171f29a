"""The figures of a report: every table, ready to be shown, with small cells hidden.

Pure. `page.py` draws them, `exposition.py` writes them as metrics, the command prints them as JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from service.domain.vocabulary import CHANNELS, REASON_CODES, Outcome, RecipientKind
from service.reporting.anomalies import Change, Series, changes
from service.reporting.cells import Cell, Count, Table, shown, table_of, together
from service.reporting.facts import Decided
from service.reporting.period import STEPS, Period
from service.reporting.tally import MISMATCHES, Counts, Tally, tally

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
KINDS: tuple[RecipientKind, ...] = get_args(RecipientKind)

#: Upper edges of "how many messages did one recipient get", and their names.
_MANY = ((1, "1"), (2, "2"), (3, "3"), (4, "4"), (9, "5 to 9"))
_MORE = "10 or more"

#: The fewest parts that show a course, and the most that a chart has room for.
FEWEST_PARTS, MOST_PARTS = 4, 45

#: The longest a table of triggers or modules gets; the rest is added up.
LONGEST = 25


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: the log's chain, where its reading ended, and the guard's words."""

    chain: str
    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one period."""

    period: Period
    source: Source
    decisions: Cell
    people: int | None
    people_before: int | None
    repeats: int
    outcomes: Table
    outcomes_before: Table
    triggers: Table
    step: int
    over_time: Mapping[str, Table]
    triggers_over_time: Mapping[str, tuple[Cell, ...]]
    silence: Table
    findings: Table
    callers: Table
    without_consent: Cell
    after_stop: Cell
    missing: tuple[tuple[str, Cell], ...]
    sends_checked: int
    sends_unchecked: int
    per_recipient: Table
    kinds: Table
    triggers_by_kind: Table
    modules_by_kind: Table
    changes: tuple[Change, ...]


def figures(
    facts: Iterable[Decided], period: Period, source: Source, callers: Mapping[str, str]
) -> Figures:
    """Count the decisions of a period and of the one before. `callers` are the names of keys."""
    now, before = tally(facts, period)
    step, over_time = _over_time(now)
    return Figures(
        period=period,
        source=source,
        decisions=shown(now.every),
        people=_people(now.every),
        people_before=_people(before.every),
        repeats=now.repeats,
        outcomes=_grid(now.by_channel, CHANNELS, OUTCOMES),
        outcomes_before=_grid(before.by_channel, CHANNELS, OUTCOMES),
        triggers=_grid(
            now.by_trigger, _largest(now.by_trigger), OUTCOMES, names={"": "no trigger"}
        ),
        step=step,
        over_time=over_time,
        triggers_over_time=_triggers_over_time(now, step),
        silence=_grid(
            now.reasons,
            [code for code in REASON_CODES if any(key[0] == code for key in now.reasons)],
            CHANNELS,
            adds_up=False,
        ),
        findings=_grid(
            now.findings,
            sorted({key[0] for key in now.findings}),
            ("block", "review", "warn", "info"),
            adds_up=False,
        ),
        callers=_grid(
            now.callers,
            sorted({key[0] for key in now.callers}),
            ("agreed", *MISMATCHES),
            names=callers,
            adds_up=False,
        ),
        without_consent=shown(now.without_consent),
        after_stop=shown(now.after_stop),
        missing=tuple((name, shown(count)) for name, count in sorted(now.missing.items())),
        sends_checked=now.checked,
        sends_unchecked=now.unchecked,
        per_recipient=_per_recipient(now),
        kinds=_grid(now.by_kind, KINDS, OUTCOMES),
        triggers_by_kind=_given(now, "trigger"),
        modules_by_kind=_given(now, "module"),
        changes=changes(_series(now, before)) if before.every.decisions else (),
    )


def _people(count: Count) -> int | None:
    return None if count.is_small else len(count.people)


def _grid(
    counts: Counts[tuple[str, str]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    names: Mapping[str, str] | None = None,
    adds_up: bool = True,
) -> Table:
    words = names or {}
    return table_of(
        columns,
        [
            (words.get(row, row), [counts.get((row, column), Count()) for column in columns])
            for row in rows
        ],
        adds_up=adds_up,
    )


def _largest(counts: Counts[tuple[str, str]]) -> list[str]:
    sizes: Counter[str] = Counter()
    for (name, _), count in counts.items():
        sizes[name] += count.decisions
    return [name for name, _ in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))]


def _over_time(now: Tally) -> tuple[int, dict[str, Table]]:
    """Outcomes by channel over time, and the days in one part.

    Parts are as short as a chart has room for; where most numbers would be hidden they are longer,
    as long as there are enough of them to see a course.
    """
    channels = [c for c in CHANNELS if any(key[0] == c for key in now.by_channel)]
    fitting = [
        step
        for step in STEPS
        if step == 1 or now.period.days >= FEWEST_PARTS * step
        if now.period.days <= MOST_PARTS * step or step == STEPS[-1]
    ]
    tables: dict[str, Table] = {}
    for step in fitting:
        tables = {channel: _parts_of(now, channel, step) for channel in channels}
        cells = [cell for table in tables.values() for _, row, _ in table.rows for cell in row]
        told = [cell for cell in cells if cell.decisions != 0]
        if 3 * sum(cell.is_hidden for cell in told) <= len(told):
            return step, tables
    return fitting[-1], tables


def _parts_of(now: Tally, channel: str, step: int) -> Table:
    """Outcomes by part. Only outcomes have a total on the page, so only their lines are guarded."""
    parts = now.period.parts(step)
    return table_of(
        [str(first) for first, _ in parts],
        [
            (
                outcome,
                [
                    together(now.by_day.get((channel, day, outcome), Count()) for day in days)
                    for _, days in parts
                ],
            )
            for outcome in OUTCOMES
        ],
        adds_up=False,
    )


def _triggers_over_time(now: Tally, step: int) -> dict[str, tuple[Cell, ...]]:
    parts = now.period.parts(step)
    table = table_of(
        [str(first) for first, _ in parts],
        [
            (
                trigger,
                [
                    together(now.trigger_days.get((trigger, day), Count()) for day in days)
                    for _, days in parts
                ],
            )
            for trigger in sorted({key[0] for key in now.trigger_days})
        ],
        adds_up=False,
    )
    return {name: row for name, row, _ in table.rows}


def _per_recipient(now: Tally) -> Table:
    """Recipients by how many messages they got: each recipient counts once."""
    columns = [name for _, name in _MANY] + [_MORE]
    rows = []
    for kind in KINDS:
        cells = [Count() for _ in columns]
        for (its_kind, who), many in now.sent_to.items():
            if its_kind == kind:
                place = next((n for n, (edge, _) in enumerate(_MANY) if many <= edge), len(_MANY))
                cells[place].add(who)
        rows.append((kind, cells))
    return table_of(columns, rows)


def _given(now: Tally, what: str) -> Table:
    """What recipients of each kind were sent, the most frequent first, the rest added up."""
    sizes: Counter[str] = Counter()
    for (its_what, name, _), count in now.given.items():
        if its_what == what:
            sizes[name] += count.decisions
    ranked = sorted(sizes, key=lambda name: (-sizes[name], name))
    rows = [
        (name, [now.given.get((what, name, kind), Count()) for kind in KINDS])
        for name in ranked[:LONGEST]
    ]
    rest = ranked[LONGEST:]
    if rest:
        added = [
            together(now.given.get((what, name, kind), Count()) for name in rest) for kind in KINDS
        ]
        rows.append((f"{len(rest)} more", added))
    return table_of(KINDS, rows, adds_up=what == "trigger")


def _series(now: Tally, before: Tally) -> Iterable[Series]:
    """Every figure that is held against the period before."""
    for channel in CHANNELS:
        whole = [
            sum(t.by_channel[channel, outcome].decisions for outcome in OUTCOMES)
            for t in (now, before)
        ]
        yield Series(f"decisions by {channel}", _all(now, channel), _all(before, channel))
        for outcome in OUTCOMES:
            yield Series(
                f"{outcome} by {channel}, of its decisions",
                now.by_channel[channel, outcome],
                before.by_channel[channel, outcome],
                *whole,
            )
    every = (now.every.decisions, before.every.decisions)
    for trigger in sorted({key[0] for t in (now, before) for key in t.by_trigger if key[0]}):
        yield Series(
            f"messages of {trigger}",
            now.by_trigger[trigger, "send"],
            before.by_trigger[trigger, "send"],
        )
    for reason in REASON_CODES:
        yield Series(
            f"{reason}, of all decisions",
            _of_all_channels(now, reason),
            _of_all_channels(before, reason),
            *every,
        )
    for rule in sorted({key[0] for t in (now, before) for key in t.findings}):
        yield Series(
            f"guard finding {rule}, of all decisions",
            _of_all_severities(now, rule),
            _of_all_severities(before, rule),
            *every,
        )
    for kind in KINDS:
        yield Series(
            f"messages to {kind} recipients",
            now.by_kind[kind, "send"],
            before.by_kind[kind, "send"],
        )


def _all(t: Tally, channel: str) -> Count:
    return together(t.by_channel[channel, outcome] for outcome in OUTCOMES)


def _of_all_channels(t: Tally, reason: str) -> Count:
    return together(t.reasons[reason, channel] for channel in CHANNELS)


def _of_all_severities(t: Tally, rule: str) -> Count:
    return together(count for key, count in list(t.findings.items()) if key[0] == rule)
