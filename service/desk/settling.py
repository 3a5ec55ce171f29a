"""Decisions, made durable: many calls share one look, one lock and one commit.

A batch is read and planned without a lock. Then, under the lock of the log's head, each plan is
held against the recipient's version and the kept answer as they are now; a plan that something
overtook is made again there, so no two calls can take the same place. Log entry, reservation,
answer and recipient commit together, and only then does any answer leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.desk.calls import Job, Making, Plan, Seen
from service.desk.looking import look, look_again, marks, returned
from service.desk.planning import plan
from service.desk.writing import write
from service.domain.rewording import RewordingRequest
from service.store.chain import Head, lock_head
from service.store.errors import StoreUnavailable
from service.store.prepared import together
from service.store.rotation import expect_recognised
from service.store.store import Store


def _never(job: Job, missing: Sequence[RewordingRequest]) -> bool:
    del job, missing
    return False


@dataclass(frozen=True, slots=True)
class Desk:
    """Works on batches of calls. `making` gives the release of the moment.

    `later` is told of a call whose other words are still to be made; it gives True where it will
    hand the call in again. Each call waits once at the most, and never under the lock. A call that
    waits is of no batch: whatever becomes of the one that it left is nothing to it.
    """

    store: Store
    making: Callable[[], Making]
    later: Callable[[Job, Sequence[RewordingRequest]], bool] = _never

    def work(self, jobs: list[Job]) -> None:
        """Settle every job: its answer, its refusal, or why the store could not."""
        waiting = [job for job in jobs if _is_due(job)]
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
                if job.owed:
                    try:
                        self._settle([job], making)
                    except Exception as again:  # noqa: BLE001 - it is this call's and no other's
                        _fail([job], again)

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
            still = self._still_true(connection, head, planned, making)
            _expect_recognised(connection, still, making)
            with together(connection):
                write(connection, head, [made for _, made in still])
                if not later:
                    head.write(connection, making.secret)
            settled.extend(still)
            for jobs_after in later:
                # They follow another call of the same recipient, so they look at what it wrote.
                seen = look_again(connection, head, jobs_after, making.secret)
                made = _plans(jobs_after, seen, making)
                _expect_recognised(connection, made, making)
                write(connection, head, [own for _, own in made])
                settled.extend(made)
            head.write(connection, making.secret)
        for job, answer in settled:
            job.future.set_result(answer.answered)

    def _plan(self, jobs: list[Job], making: Making) -> list[tuple[Job, Plan]]:
        """A plan for each job that needs a commit; the others are answered here."""
        with self.store.reading() as connection:
            seen = look(connection, jobs)
            back = returned(connection, jobs, seen)
        if back:
            with self.store.writing() as connection:
                head = lock_head(connection, jobs[0].call.person.chain)
                seen = look_again(connection, head, jobs, making.secret)
                head.write(connection, making.secret)
        planned = []
        for job, made in _plans(jobs, seen, making):
            if made.missing and not job.waited:
                job.waited = True
                job.away = self.later(job, made.missing)
                if job.away:
                    continue
            if made.writes:
                planned.append((job, made))
            else:
                job.future.set_result(made.answered)
        return planned

    def _still_true(
        self,
        connection: Connection,
        head: Head,
        planned: list[tuple[Job, Plan]],
        making: Making,
    ) -> list[tuple[Job, Plan]]:
        """The plans under the lock: as they were, or made anew where something overtook them."""
        now = marks(connection, [job for job, _ in planned])
        overtaken = [
            job for (job, made), mark in zip(planned, now, strict=True) if made.mark != mark
        ]
        if not overtaken:
            return planned
        seen = look_again(connection, head, overtaken, making.secret)
        kept = [pair for pair, mark in zip(planned, now, strict=True) if pair[1].mark == mark]
        return kept + _plans(overtaken, seen, making)


def _expect_recognised(
    connection: Connection, planned: Sequence[tuple[Job, Plan]], making: Making
) -> None:
    """Key no row while another process has a newer secret; known recipients need no asking."""
    if any(made.keys_a_row for _, made in planned):
        expect_recognised(connection, making.secret)


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


def _is_due(job: Job) -> bool:
    """Whether a job is to be worked on: neither cancelled, nor answered while it was away."""
    if not job.waited:
        return job.future.set_running_or_notify_cancel()
    job.away = False
    return not job.future.done()


def _worth_repeating(unavailable: StoreUnavailable) -> bool:
    cause = unavailable.__cause__
    return isinstance(cause, IntegrityError) or (
        isinstance(cause, DBAPIError) and cause.connection_invalidated
    )


def _fail(jobs: Iterable[Job], error: Exception) -> None:
    for job in jobs:
        if job.owed:
            job.future.set_exception(error)
