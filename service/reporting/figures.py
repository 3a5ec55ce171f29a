"""The figures of a report: every table, ready to be shown, with small cells hidden.

Pure. `page.py` draws them, `exposition.py` writes them as metrics, the command prints them as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.domain.vocabulary import CHANNELS, REASON_CODES
from service.reporting.anomalies import Change, Series, changes
from service.reporting.cells import HIDDEN, Cell, Table
from service.reporting.facts import Decided
from service.reporting.hiding import Shown, at
from service.reporting.period import STEPS, Period
from service.reporting.sums import (
    ANSWERS,
    KINDS,
    MANY,
    OUTCOMES,
    SEVERITIES,
    Parts,
    book_of,
    listed_modules,
    listed_triggers,
    more,
)
from service.reporting.tally import Tally, tally

#: The fewest parts that show a course, and the most that a chart has room for.
FEWEST_PARTS, MOST_PARTS = 4, 45


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: the log's chain, and where its reading ended.

    Not how many entries it has: less the decisions that are shown, that is how few stops it holds.
    """

    chain: str
    head: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one period."""

    period: Period
    source: Source
    decisions: Cell
    people: Cell
    people_before: Cell
    repeats: Cell
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
    sends_checked: Cell
    sends_unchecked: Cell
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
    step, shown = _fitting(now)
    shown_before = book_of(before).shown()
    parts = period.parts(step)
    return Figures(
        period=period,
        source=source,
        decisions=shown.cell(at()),
        people=shown.cell(at(people="all")),
        people_before=shown_before.cell(at(people="all")),
        repeats=shown.cell(at(proof="repeat", was="True")),
        outcomes=_by(shown, "channel", CHANNELS, "outcome", OUTCOMES),
        outcomes_before=_by(shown_before, "channel", CHANNELS, "outcome", OUTCOMES),
        triggers=_triggers(now, shown),
        step=step,
        over_time={channel: _course(shown, channel, parts) for channel in _channels(now)},
        triggers_over_time={
            trigger: tuple(
                shown.cell(at(trigger=trigger, outcome="send", part=str(first)))
                for first, _ in parts
            )
            for trigger in sorted({trigger for trigger, _ in now.trigger_days})
        },
        silence=_by(shown, "reason", _silent(shown), "channel", CHANNELS, adds_up=False),
        findings=_by(shown, "rule", _all(shown, "rule"), "severity", SEVERITIES, adds_up=False),
        callers=_by(
            shown,
            "caller",
            _all(shown, "caller"),
            "answer",
            ANSWERS,
            names=callers,
            adds_up=False,
        ),
        without_consent=shown.cell(at(proof="without_consent", was="True")),
        after_stop=shown.cell(at(proof="after_stop", was="True")),
        missing=tuple((name, shown.cell(at(missing=name))) for name in _all(shown, "missing")),
        sends_checked=shown.cell(at(proof="checked", was="True")),
        sends_unchecked=shown.cell(at(proof="checked", was="False")),
        per_recipient=_by(shown, "kind", KINDS, "got", MANY, every={"got": "any"}),
        kinds=_by(shown, "kind", KINDS, "outcome", OUTCOMES),
        triggers_by_kind=_given(shown, "trigger", listed_triggers(now), {"outcome": "send"}),
        modules_by_kind=_given(shown, "module", listed_modules(now), {}, adds_up=False),
        changes=changes(_series(now, before), shown, shown_before)
        if before.every.decisions
        else (),
    )


def _by(
    shown: Shown,
    down: str,
    rows: Sequence[str],
    across: str,
    columns: Sequence[str],
    *,
    fixed: Mapping[str, str] = {},
    every: Mapping[str, str] = {},
    names: Mapping[str, str] | None = None,
    adds_up: bool = True,
) -> Table:
    """A table of two coordinates, the others fixed; `every` are those of a row's total."""

    def cell(**where: str) -> Cell:
        return shown.cell(at(**{**fixed, **where}))

    words = names or {}
    lines = tuple(
        (
            words.get(row, row),
            tuple(cell(**{down: row, across: column}) for column in columns),
            cell(**{down: row, **every}),
        )
        for row in rows
    )
    if not adds_up or not rows:
        return Table(tuple(columns), lines, (), HIDDEN if rows and not adds_up else Cell(0))
    totals = tuple(cell(**{across: column}) for column in columns)
    return Table(tuple(columns), lines, totals, cell(**every))


def _all(shown: Shown, what: str) -> list[str]:
    """Every value of a coordinate that something was counted at."""
    return sorted({value for key in shown.counts for name, value in key if name == what})


def _silent(shown: Shown) -> list[str]:
    found = _all(shown, "reason")
    return [code for code in REASON_CODES if code in found]


def _channels(now: Tally) -> list[str]:
    return [c for c in CHANNELS if any(channel == c for channel, _ in now.by_channel)]


def _triggers(now: Tally, shown: Shown) -> Table:
    """Outcomes by trigger, the largest first; a hidden size is not told by a place either."""
    triggers = sorted(
        {trigger for trigger, _ in now.by_trigger},
        key=lambda name: (-(shown.cell(at(trigger=name)).decisions or 0), name),
    )
    return _by(shown, "trigger", triggers, "outcome", OUTCOMES, names={"": "no trigger"})


def _fitting(now: Tally) -> tuple[int, Shown]:
    """The days in one part of what is shown over time, and what may be shown then.

    Parts are as short as a chart has room for; where most numbers would be hidden they are longer,
    as long as there are enough of them to see a course.
    """
    fitting = [
        step
        for step in STEPS
        if step == 1 or now.period.days >= FEWEST_PARTS * step
        if now.period.days <= MOST_PARTS * step or step == STEPS[-1]
    ]
    for step in fitting:
        parts = now.period.parts(step)
        shown = book_of(now, parts).shown()
        courses = [_course(shown, channel, parts) for channel in _channels(now)]
        cells = [cell for table in courses for _, row, _ in table.rows for cell in row]
        told = [cell for cell in cells if cell.decisions != 0]
        if 3 * sum(cell.is_hidden for cell in told) <= len(told):
            break
    return step, shown


def _course(shown: Shown, channel: str, parts: Parts) -> Table:
    """Outcomes of a channel by part. Only outcomes have a total on the page."""
    columns = [str(first) for first, _ in parts]
    fixed = {"channel": channel}
    return _by(shown, "outcome", OUTCOMES, "part", columns, fixed=fixed, adds_up=False)


def _given(
    shown: Shown,
    what: str,
    listed: tuple[list[str], list[str]],
    fixed: Mapping[str, str],
    *,
    adds_up: bool = True,
) -> Table:
    """What recipients of each kind were sent, the most frequent first, the rest added up."""
    first, rest = listed

    def size(name: str) -> tuple[int, str]:
        return -(shown.cell(at(**{what: name, **fixed})).decisions or 0), name

    rows = sorted(first, key=size) + ([more(rest)] if rest else [])
    return _by(shown, what, rows, "kind", KINDS, fixed=fixed, adds_up=adds_up)


def _series(now: Tally, before: Tally) -> Iterable[Series]:
    """Every figure that is held against the period before."""
    for channel in CHANNELS:
        whole = at(channel=channel)
        yield Series(f"decisions by {channel}", whole)
        for outcome in OUTCOMES:
            what = f"{outcome} by {channel}, of its decisions"
            yield Series(what, at(channel=channel, outcome=outcome), whole)
    for trigger in sorted({key[0] for t in (now, before) for key in t.by_trigger if key[0]}):
        yield Series(f"messages of {trigger}", at(trigger=trigger, outcome="send"))
    for reason in REASON_CODES:
        yield Series(f"{reason}, of all decisions", at(reason=reason), at())
    groups = [
        members for t in (now, before) for (group, members) in t.sets if group[0] == "findings"
    ]
    for rule in sorted({rule for members in groups for rule, _ in members}):
        yield Series(f"guard finding {rule}, of all decisions", at(rule=rule), at())
    for kind in KINDS:
        yield Series(f"messages to {kind} recipients", at(kind=kind, outcome="send"))
