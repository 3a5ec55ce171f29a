"""What is read for a batch of calls: recipients, kept answers, and the receipts behind those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from service.desk.calls import Job, Mark, Seen
from service.domain.decision import Receipt
from service.store.chain import Head
from service.store.changes import find_or_make
from service.store.kept import KEPT, still_kept
from service.store.prepared import Prepared, one_of, read_all
from service.store.receipts import receipt_from_entry
from service.store.schema import answers, log, recipients
from service.store.secret import Secret
from service.store.standings import ROWS, read_known
from service.store.stops import have_stops


def look(connection: Connection, jobs: Sequence[Job], head: Head | None = None) -> list[Seen]:
    """What is known for each job; also of what this transaction has decided, and the head holds."""
    now = max(job.now for job in jobs)
    found, held = read_all(connection, (ROWS, _tokens(jobs)), (KEPT, _tickets(jobs)))
    rows = {row.lookup: row for row in found}
    known = read_known(connection, found, now)
    kept = still_kept(held, now)
    firsts = _receipts(connection, [row.receipt_id for row in kept.values()], head)
    seen = []
    for call in (job.call for job in jobs):
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


def returned(connection: Connection, jobs: Sequence[Job], seen: Sequence[Seen]) -> list[Job]:
    """Calls about recipients who were erased, and whose stops are still kept."""
    new = [job for job, known in zip(jobs, seen, strict=True) if known.known is None]
    erased = have_stops(connection, _tokens(new)["tokens"]) if new else frozenset[str]()
    return [job for job in new if not erased.isdisjoint(job.call.lookups)]


def look_again(
    connection: Connection, head: Head, jobs: Sequence[Job], secret: Secret
) -> list[Seen]:
    """What is known under the lock of the head, when erased recipients have their stops back.

    A dry run sees them too, and brings nobody back: what it looked at is undone.
    """
    seen = look(connection, jobs, head)
    back = returned(connection, jobs, seen)
    if not back:
        return seen
    now = max(job.now for job in jobs)
    people = [job.call.person for job in back if not job.call.request.dry_run]
    trying = [job.call.person for job in back if job.call.request.dry_run]
    find_or_make(connection, head, secret, people, now)
    if not trying:
        return look(connection, jobs, head)
    with connection.begin_nested() as trial:
        find_or_make(connection, replace(head, rows=[]), secret, trying, now)
        seen = look(connection, jobs, head)
        trial.rollback()
    return seen


def _tokens(jobs: Sequence[Job]) -> dict[str, list[str]]:
    return {"tokens": [token for job in jobs for token in job.call.lookups]}


def _tickets(jobs: Sequence[Job]) -> dict[str, list[str]]:
    return {"ids": [id_ for job in jobs for id_ in job.call.ticket.ids]}


_ENTRIES = Prepared(select(log.c.receipt_id, log.c.entry).where(one_of(log.c.receipt_id, "ids")))


def _receipts(connection: Connection, ids: list[str], head: Head | None) -> dict[str, Receipt]:
    unwritten = {row["receipt_id"]: row["entry"] for row in head.rows} if head is not None else {}
    found = {id_: receipt_from_entry(unwritten[id_]) for id_ in ids if id_ in unwritten}
    written = [id_ for id_ in ids if id_ not in found]
    rows = _ENTRIES.rows(connection, {"ids": written}) if written else []
    return found | {row.receipt_id: receipt_from_entry(row.entry) for row in rows}


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


def marks(connection: Connection, jobs: Sequence[Job]) -> list[Mark]:
    """For each job what its plan must rest on, as it is now."""
    found, held = read_all(connection, (_VERSIONS, _tokens(jobs)), (_ANSWERED, _tickets(jobs)))
    rows = {row.lookup: row for row in found}
    kept = still_kept(held, max(job.now for job in jobs))
    found_marks: list[Mark] = []
    for job in jobs:
        row = next((rows[token] for token in job.call.lookups if token in rows), None)
        answer = next((kept[id_] for id_ in job.call.ticket.ids if id_ in kept), None)
        found_marks.append(
            (
                row.key if row is not None else None,
                row.version if row is not None else None,
                answer.receipt_id if answer is not None else None,
            )
        )
    return found_marks
