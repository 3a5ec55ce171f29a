"""A reader who works hidden numbers out: everything that a report shows, and the sums between.

Written apart from what hides them, from the tables as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from service.reporting.cells import Cell, Table
from service.reporting.facts import Decided
from service.reporting.figures import Figures

Name = frozenset[tuple[str, str]]
Equation = dict[Name | None, Fraction]


def name(**where: str) -> Name:
    return frozenset(where.items())


class Reader:
    """What is shown by coordinates, and what must add up."""

    def __init__(self, figures: Figures) -> None:
        self.seen: dict[Name, int | None] = {}
        self.equations: list[tuple[Name, list[Name]]] = []
        self._table(figures.outcomes, "channel", "outcome", adds_up=True)
        self._table(figures.triggers, "trigger", "outcome", adds_up=True)
        self._table(figures.kinds, "kind", "outcome", adds_up=True)
        for channel, table in figures.over_time.items():
            self._table(table, "outcome", "part", fixed={"channel": channel})
        columns = next(iter(figures.over_time.values())).columns
        for trigger, cells in figures.triggers_over_time.items():
            whole = name(trigger=trigger, outcome="send")
            parts = [whole | name(part=part) for part in columns]
            self._see(zip(parts, cells, strict=True))
            self.equations.append((whole, parts))
        for part in columns:  # nowhere printed, but both sides are
            whole = name(outcome="send", part=part)
            for what, of in (
                ("channel", figures.over_time),
                ("trigger", figures.triggers_over_time),
            ):
                self.equations.append((whole, [whole | name(**{what: one}) for one in of]))
        sent = {"outcome": "send"}
        self._table(figures.triggers_by_kind, "trigger", "kind", fixed=sent, adds_up=True)
        self._table(figures.silence, "reason", "channel")
        for channel in figures.silence.columns:  # each decision here has one reason
            held = [name(channel=channel, outcome=outcome) for outcome in ("hold", "suppress")]
            silent = name(channel=channel, silent="yes")
            reasons = [name(reason=row, channel=channel) for row, _, _ in figures.silence.rows]
            self.equations += [(silent, held), (silent, reasons)]
        self._see([(name(), figures.decisions)])
        proofs = [name(checked="yes"), name(checked="no")]
        self._see(zip(proofs, (figures.sends_checked, figures.sends_unchecked), strict=True))
        self.equations.append((name(**sent), proofs))

    def _table(
        self,
        table: Table,
        down: str,
        across: str,
        *,
        fixed: dict[str, str] | None = None,
        adds_up: bool = False,
    ) -> None:
        frame = fixed or {}
        for row, cells, total in table.rows:
            names = [name(**frame, **{down: row, across: column}) for column in table.columns]
            whole = name(**frame, **{down: row})
            self._see([*zip(names, cells, strict=True), (whole, total)])
            self.equations.append((whole, names))
        if not adds_up or not table.rows:
            return
        rows = [row for row, _, _ in table.rows]
        for column, total in zip(table.columns, table.totals, strict=True):
            whole = name(**frame, **{across: column})
            self._see([(whole, total)])
            parts = [name(**frame, **{down: row, across: column}) for row in rows]
            self.equations.append((whole, parts))
        self._see([(name(**frame), table.total)])
        self.equations.append((name(**frame), [name(**frame, **{down: row}) for row in rows]))

    def _see(self, cells: Iterable[tuple[Name, Cell]]) -> None:
        for at, cell in cells:
            if self.seen.get(at, cell.decisions) != cell.decisions:
                raise AssertionError(f"two tables differ at {sorted(at)}")
            self.seen[at] = cell.decisions

    def worked_out(self) -> dict[Name, int]:
        """Every hidden number that has one value only, by solving all sums at once."""
        rows: dict[Name, Equation] = {}
        for whole, parts in self.equations:
            row: Equation = {None: Fraction(0)}
            for at, times in (*((part, 1) for part in parts), (whole, -1)):
                known = self.seen.get(at)
                if known is None:
                    row[at] = row.get(at, Fraction(0)) + times
                else:
                    row[None] += times * known
            for at in [at for at in row if at in rows]:
                _take(row, rows[at], row[at])
            pivot = next((at for at in row if at is not None), None)
            if pivot is None:
                assert not row.get(None), "what is shown does not add up"
                continue
            row = {at: times / row[pivot] for at, times in row.items()}
            for other in rows.values():
                if pivot in other:
                    _take(other, row, other[pivot])
            rows[pivot] = row
        return {
            at: int(-row.get(None, 0))
            for at, row in rows.items()
            if not [key for key in row if key not in (at, None)]
        }


def _take(row: Equation, other: Equation, times: Fraction) -> None:
    for at, its in other.items():
        row[at] = row.get(at, Fraction(0)) - times * its
        if not row[at] and at is not None:
            del row[at]


def people_at(at: Name, facts: Sequence[Decided], step: int) -> int:
    """How many people a number truly stands for."""
    where = dict(at)

    def matches(fact: Decided) -> bool:
        first = where.get("part")
        since = fact.at.date() - date.fromisoformat(first) if first else timedelta()
        return (
            all(
                getattr(fact, key) == where[key]
                for key in ("channel", "outcome", "trigger", "kind")
                if key in where
            )
            and timedelta() <= since < timedelta(days=step)
            and where.get("reason", next(iter(fact.reasons), "")) in ("", *fact.reasons)
            and ("silent" not in where or fact.outcome in ("hold", "suppress"))
            and ("checked" not in where or fact.outcome == "send")
            and where.get("checked") != ("no" if fact.missing is not None else "yes")
        )

    return len({fact.who for fact in facts if matches(fact)})
