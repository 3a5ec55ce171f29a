"""Reads the decision log for a report: the entries that matter, and where it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from service.library.release import Release
from service.reporting.facts import Required, read_facts
from service.reporting.figures import Figures, Source, figures
from service.reporting.period import Period
from service.store.schema import api_keys, chains, log
from service.store.store import Store

#: Entries in one page. A page is in memory at once, the log is not.
PAGE = 1000

#: What the entry of a decision holds, as canonical JSON, when own words asked to stop.
_STOPPED = '"opt_out_words":true'


def required_by(releases: Iterable[Release]) -> Required:
    """The modules that each layout of these releases requires."""
    return {
        (release.hash, layout.id): layout.required
        for release in releases
        for layout in release.layouts.values()
    }


def report_on(
    store: Store,
    chain: str,
    period: Period,
    releases: Iterable[Release],
    progress: Callable[[int, int], None] | None = None,
) -> Figures:
    """The figures of a period, out of one reading of the log."""
    with store.reading(whole=True) as connection:
        head = connection.execute(select(chains).where(chains.c.chain == chain)).one()
        names = {row.key_id: row.name for row in connection.execute(select(api_keys))}
        source = Source(chain, head.hash)
        rows = _entries(connection, chain, period, head.seq, progress)
        return figures(read_facts(rows, required_by(releases)), period, source, names)


def _entries(
    connection: Connection,
    chain: str,
    period: Period,
    last: int,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Any]:
    """Decisions of the two periods, and everything before their end that says who had stopped."""
    wanted = (
        log.c.chain == chain,
        log.c.seq <= last,
        or_(
            log.c.kind.in_(("opt_out", "opt_in", "erasure")),
            (log.c.kind == "decision") & _within(period.before.start, period.end),
            # A stop in own words is no entry of its own: the decision that answered it is.
            (log.c.kind == "decision")
            & (log.c.at < period.before.start)
            & log.c.entry.contains(_STOPPED, autoescape=True),
        ),
    )
    of = 0
    if progress is not None:
        count = select(func.count()).select_from(log).where(*wanted)
        of = connection.execute(count).scalar_one()
    after = done = 0
    while True:
        page = (
            select(log.c.seq, log.c.kind, log.c.entry)
            .where(*wanted, log.c.seq > after)
            .order_by(log.c.seq)
            .limit(PAGE)
        )
        rows = connection.execute(page).all()
        yield from rows
        done += len(rows)
        if progress is not None:
            progress(done, of)
        if len(rows) < PAGE:
            return
        after = rows[-1].seq


def _within(start: datetime, end: datetime) -> Any:
    return (log.c.at >= start) & (log.c.at < end)
