"""Finds decisions in the log by what a compliance officer knows of them: day, channel, outcome."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from service.store.schema import log

#: Entries that one search looks through before it gives what it has.
MOST_READ = 5000
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; an empty word means any. `before` is a log number to go on from."""

    chain: str = "live"
    channel: str = ""
    outcome: str = ""
    reason: str = ""
    trigger: str = ""
    start: datetime | None = None
    end: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One decision in a list."""

    seq: int
    receipt_id: str
    at: datetime
    channel: str
    outcome: str
    reasons: tuple[str, ...]
    trigger: str
    kind: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some decisions, the latest first. `older` goes on from there; None at the beginning."""

    lines: tuple[Line, ...]
    older: int | None


def find_decisions(connection: Connection, wanted: Wanted, most: int = 50) -> Page:
    """The latest decisions that fit, at most `most` of them."""
    lines: list[Line] = []
    before, read = wanted.before, 0
    while read < MOST_READ:
        rows = connection.execute(_page(wanted, before)).all()
        for row in rows:
            if len(lines) == most:
                return Page(tuple(lines), lines[-1].seq)
            line = _line(row)
            if _fits(line, wanted):
                lines.append(line)
        read += len(rows)
        if len(rows) < _PAGE:
            return Page(tuple(lines), None)
        before = rows[-1].seq
    return Page(tuple(lines), before)


def _page(wanted: Wanted, before: int | None) -> Any:
    query = select(log.c.seq, log.c.receipt_id, log.c.at, log.c.entry).where(
        log.c.chain == wanted.chain, log.c.kind == "decision"
    )
    if wanted.start is not None:
        query = query.where(log.c.at >= wanted.start)
    if wanted.end is not None:
        query = query.where(log.c.at < wanted.end)
    if before is not None:
        query = query.where(log.c.seq < before)
    return query.order_by(log.c.seq.desc()).limit(_PAGE)


def _line(row: Any) -> Line:
    receipt = json.loads(row.entry)["body"]["receipt"]
    return Line(
        seq=row.seq,
        receipt_id=row.receipt_id,
        at=row.at,
        channel=receipt["channel"],
        outcome=receipt["outcome"],
        reasons=tuple(reason["code"] for reason in receipt["reasons"]),
        trigger=receipt["trigger_id"] or "",
        kind=receipt["recipient_kind"],
    )


def _fits(line: Line, wanted: Wanted) -> bool:
    return (
        wanted.channel in ("", line.channel)
        and wanted.outcome in ("", line.outcome)
        and wanted.trigger in ("", line.trigger)
        and (not wanted.reason or wanted.reason in line.reasons)
    )
