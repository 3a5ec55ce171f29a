"""Decisions, made durable: many calls share one look, one lock and one commit.

A batch is read and planned without a lock. Then, under the lock of the log's head, each plan is
held against the recipient's version and the kept answer as they are now; a plan that something
overtook is made again there, so no two calls can take the same place. Log entry, reservation,
answer and recipient commit together, and only then does any answer leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.calling import Answered
from service.domain.decision import Receipt
from service.planning import Call, Making, Plan, Seen, plan
from service.store.chain import Head, lock_head
from service.store.errors import StoreUnavailable
from service.store.kept import KEPT, still_kept
from service.store.prepared import Prepared, one_of, read_all, together
from service.store.receipts import receipt_from_entry
from service.store.rows import adding, upserting
from service.store.schema import answers, events, log, opt_outs, recipients, reservations
from service.store.standings import ROWS, read_known
from service.store.store import Store


@dataclass(slots=True, eq=False)
class Job:
    """A call that waits for its answer."""

    call: Call
    now: datetime
    future: Future[Answered] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class Desk:
    """Works on batches of calls. `making` gives the release of the moment."""

    store: Store
    making: Callable[[], Making]

    def work(self, jobs: list[Job]) -> None:
        """Settle every job: its answer, its refusal, or why the store could not."""
        waiting = [job for job in jobs if job.future.set_running_or_notify_cancel()]
        for chain in sorted({job.call.person.chain for job in waiting}):
            own = [job for job in waiting if job.call.person.chain == chain]
            try:
                self._together(own)
            except Exception as error:  # noqa: BLE001 - each caller is told, none is left waiting
                _fail(own, error)

    def _together(self, jobs: list[Job]) -> None:
        making = self.making()
        try:
            self._settle(jobs, making)
        except StoreUnavailable as unavailable:
            if not _worth_repeating(unavailable):
                raise
            # The connection broke, maybe behind a commit that succeeded, or one row was in the
            # way. Either is safe to repeat: what was committed is found as a kept answer.
            for job in jobs:
                if not job.future.done():
                    try:
                        self._settle([job], making)
                    except StoreUnavailable as again:
                        job.future.set_exception(again)

    def _settle(self, jobs: list[Job], making: Making) -> None:
        later = _rounds(jobs)
        planned: list[tuple[Job, Plan]] = []
        while later and not planned:  # repeats and dry runs need no lock
            planned = self._plan(later.pop(0), making)
        if not planned:
            return
        settled: list[tuple[Job, Plan]] = []
        with self.store.writing() as connection:
            head = lock_head(connection, jobs[0].call.person.chain)
            still = self._still_true(connection, planned, making)
            with together(connection):
                _write(connection, head, still)
                if not later:
                    head.write(connection, making.secret)
            settled.extend(still)
            for jobs_after in later:
                # They follow another call of the same recipient, so they look at what it wrote.
                seen = look(connection, [(job.call, job.now) for job in jobs_after])
                made = _plans(jobs_after, seen, making)
                _write(connection, head, made)
                settled.extend(made)
            head.write(connection, making.secret)
        for job, answer in settled:
            job.future.set_result(answer.answered)

    def _plan(self, jobs: list[Job], making: Making) -> list[tuple[Job, Plan]]:
        """A plan for each job that needs a commit; the others are answered here."""
        with self.store.reading() as connection:
            seen = look(connection, [(job.call, job.now) for job in jobs])
        planned = []
        for job, made in _plans(jobs, seen, making):
            if made.writes:
                planned.append((job, made))
            else:
                job.future.set_result(made.answered)
        return planned

    def _still_true(
        self, connection: Connection, planned: list[tuple[Job, Plan]], making: Making
    ) -> list[tuple[Job, Plan]]:
        """The plans under the lock: as they were, or made anew where something overtook them."""
        marks = _marks(connection, [job for job, _ in planned])
        overtaken = [
            job for (job, made), mark in zip(planned, marks, strict=True) if made.mark != mark
        ]
        if not overtaken:
            return planned
        seen = look(connection, [(job.call, job.now) for job in overtaken])
        kept = [pair for pair, mark in zip(planned, marks, strict=True) if pair[1].mark == mark]
        return kept + _plans(overtaken, seen, making)


def look(connection: Connection, calls: list[tuple[Call, datetime]]) -> list[Seen]:
    """What is known for each call: its recipient, its kept answer, the receipt of that answer."""
    now = max(at for _, at in calls)
    found, held = read_all(connection, (ROWS, _tokens(calls)), (KEPT, _tickets(calls)))
    rows = {row.lookup: row for row in found}
    known = read_known(connection, found, now)
    kept = still_kept(held, now)
    firsts = _receipts(connection, [row.receipt_id for row in kept.values()])
    seen = []
    for call, _ in calls:
        row = next((rows[token] for token in call.lookups if token in rows), None)
        answer = next((kept[id_] for id_ in call.ticket.ids if id_ in kept), None)
        seen.append(
            Seen(
                known[row.key] if row is not None else None,
                answer,
                firsts.get(answer.receipt_id) if answer is not None else None,
            )
        )
    return seen


def _tokens(calls: list[tuple[Call, datetime]]) -> dict[str, list[str]]:
    return {"tokens": [token for call, _ in calls for token in call.lookups]}


def _tickets(calls: list[tuple[Call, datetime]]) -> dict[str, list[str]]:
    return {"ids": [id_ for call, _ in calls for id_ in call.ticket.ids]}


_ENTRIES = Prepared(select(log.c.receipt_id, log.c.entry).where(one_of(log.c.receipt_id, "ids")))


def _receipts(connection: Connection, ids: list[str]) -> dict[str, Receipt]:
    if not ids:
        return {}
    rows = _ENTRIES.rows(connection, {"ids": ids})
    return {row.receipt_id: receipt_from_entry(row.entry) for row in rows}


_VERSIONS = Prepared(
    select(recipients.c.lookup, recipients.c.key, recipients.c.version).where(
        one_of(recipients.c.lookup, "tokens")
    )
)
_ANSWERED = Prepared(
    select(answers.c.id, answers.c.receipt_id, answers.c.kept_until).where(
        one_of(answers.c.id, "ids")
    )
)


def _marks(
    connection: Connection, jobs: list[Job]
) -> list[tuple[str | None, int | None, str | None]]:
    """For each job what its plan must rest on, as it is now."""
    calls = [(job.call, job.now) for job in jobs]
    found, held = read_all(connection, (_VERSIONS, _tokens(calls)), (_ANSWERED, _tickets(calls)))
    rows = {row.lookup: row for row in found}
    kept = still_kept(held, max(job.now for job in jobs))
    marks = []
    for job in jobs:
        row = next((rows[token] for token in job.call.lookups if token in rows), None)
        answer = next((kept[id_] for id_ in job.call.ticket.ids if id_ in kept), None)
        marks.append(
            (
                row.key if row is not None else None,
                row.version if row is not None else None,
                answer.receipt_id if answer is not None else None,
            )
        )
    return marks


_NEW = Prepared(
    insert(recipients),
    ("key", "lookup", "chain", "kind", "salt", "version", "seen_at", "decided_at"),
)
_TOUCH = Prepared(
    update(recipients)
    .where(recipients.c.key == bindparam("its_key"))
    .values(
        version=bindparam("its_version"),
        lookup=bindparam("its_lookup"),
        seen_at=bindparam("its_seen_at"),
        decided_at=bindparam("its_decided_at"),
    )
)


_PLACES = Prepared(insert(reservations), [column.name for column in reservations.columns])
_ANSWERS = upserting(answers, "id")
_STOPS, _EVENTS = adding(opt_outs), adding(events)


def _write(connection: Connection, head: Head, settled: list[tuple[Job, Plan]]) -> None:
    """Every table's rows in one statement each; the log's gather in its head."""
    plans = [made for _, made in settled if made.writes]
    for made in plans:
        head.add("decision", **made.log)
    new = [made.recipient for made in plans if made.recipient["version"] == 1]
    _NEW.run(connection, new)
    old = [made.recipient for made in plans if made.recipient["version"] > 1]
    names = ("key", "version", "lookup", "seen_at", "decided_at")
    _TOUCH.run(connection, [{f"its_{name}": row[name] for name in names} for row in old])
    places = [made.reservation for made in plans if made.reservation is not None]
    _PLACES.run(connection, places)
    _ANSWERS.run(connection, [made.answer for made in plans])
    _STOPS.run(connection, [row for made in plans for row in made.opt_outs])
    _EVENTS.run(connection, [made.event for made in plans if made.event is not None])


def _plans(jobs: list[Job], seen: list[Seen], making: Making) -> list[tuple[Job, Plan]]:
    """Each job with its plan; jobs that are refused are told so and left out."""
    made = []
    for job, known in zip(jobs, seen, strict=True):
        try:
            made.append((job, plan(job.call, known, job.now, making)))
        except Exception as refused:  # noqa: BLE001 - one bad call must not fail the others
            job.future.set_exception(refused)
    return made


def _rounds(jobs: list[Job]) -> list[list[Job]]:
    """Jobs in rounds, so that no two of a round are of one recipient or one idempotency key."""
    rounds: list[list[Job]] = []
    turn: dict[str, int] = {}
    for job in jobs:
        own = (job.call.lookups[0], job.call.ticket.id)
        place = max(turn.get(name, 0) for name in own)
        turn.update(dict.fromkeys(own, place + 1))
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(job)
    return rounds


def _worth_repeating(unavailable: StoreUnavailable) -> bool:
    cause = unavailable.__cause__
    return isinstance(cause, IntegrityError) or (
        isinstance(cause, DBAPIError) and cause.connection_invalidated
    )


def _fail(jobs: Iterable[Job], error: Exception) -> None:
    for job in jobs:
        if not job.future.done():
            job.future.set_exception(error)
