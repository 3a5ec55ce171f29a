"""Retention: what is older than the policy says goes, in small steps, and the log stays provable.

The log is cut from its beginning. Where the cut was made, and the hash of the last entry that went,
become the chain's new beginning and an entry of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from service.store.chain import lock_head
from service.store.erasure import forget
from service.store.pseudonyms import LIVE, SANDBOX
from service.store.schema import (
    answers,
    chains,
    events,
    imports,
    log,
    recipients,
    reservations,
    webhook_deliveries,
)
from service.store.store import Store

#: Rows that one transaction deletes, so that decisions do not wait for it.
STEP = 2000

_FINISHED_IMPORTS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each kind of thing is kept. Each answer knows by itself when it goes; events and
    places stay as long, for whether it may be repeated rests on them.
    """

    log: timedelta
    anonymous: timedelta
    events: timedelta
    deliveries: timedelta = timedelta(days=30)
    answers: timedelta = timedelta(hours=24)


@dataclass(slots=True)
class Tidied:
    """How many rows of each kind went."""

    answers: int = 0
    events: int = 0
    places: int = 0
    anonymous: int = 0
    log: int = 0
    imports: int = 0
    deliveries: int = 0


def tidy(store: Store, kept: Retention, now: datetime) -> Tidied:
    """Apply the policy. It may be stopped at any point, and run again."""
    done = Tidied()
    while gone := _step(store, answers.c.id, answers.c.kept_until <= now):
        done.answers += gone
    before = now - max(kept.events, kept.answers)
    while gone := _step(store, events.c.id, events.c.at < before):
        done.events += gone
    while gone := _step(store, reservations.c.receipt_id, reservations.c.at < before):
        done.places += gone
    while gone := _step(store, imports.c.digest, imports.c.finished_at < now - _FINISHED_IMPORTS):
        done.imports += gone
    ended = webhook_deliveries.c.ended_at
    while gone := _step(store, webhook_deliveries.c.id, ended < now - kept.deliveries):
        done.deliveries += gone
    for chain in (LIVE, SANDBOX):
        while gone := _forget_anonymous(store, chain, now - kept.anonymous, now):
            done.anonymous += gone
        while gone := _cut(store, chain, now - kept.log, now):
            done.log += gone
    store.empty_journal()
    return done


def _step(store: Store, key: object, old: object) -> int:
    """Delete up to a step's rows that are old. Rows that somebody else is at, such as the timer of
    another replica, are left to them.
    """
    with store.writing() as connection:
        rows = select(key).where(old).limit(STEP).with_for_update(skip_locked=True)  # type: ignore[call-overload]
        keys = list(connection.execute(rows).scalars())
        if keys:
            connection.execute(delete(key.table).where(key.in_(keys)))  # type: ignore[attr-defined]
    return len(keys)


def _forget_anonymous(store: Store, chain: str, before: datetime, now: datetime) -> int:
    with store.writing() as connection:
        head = lock_head(connection, chain)
        old = select(recipients.c.key).where(
            recipients.c.kind == "anonymous",
            recipients.c.chain == chain,
            recipients.c.seen_at < before,
        )
        keys = list(connection.execute(old.limit(STEP // 10)).scalars())
        if keys:
            forget(connection, keys)
            head.add("tidied", now, {"anonymous_recipients": len(keys)})
            head.write(connection, store.secret)
    return len(keys)


def _cut(store: Store, chain: str, before: datetime, now: datetime) -> int:
    """Take the oldest entries off, up to the first that must stay."""
    with store.writing() as connection:
        head = lock_head(connection, chain)
        end = _cut_at(connection, chain, before, head.seq)
        if end is None:
            return 0
        hash_ = connection.execute(
            select(log.c.hash).where(log.c.chain == chain, log.c.seq == end)
        ).scalar_one()
        gone = connection.execute(
            delete(log).where(log.c.chain == chain, log.c.seq <= end)
        ).rowcount
        connection.execute(
            update(chains).where(chains.c.chain == chain).values(base_seq=end, base_hash=hash_)
        )
        head.add("tidied", now, {"until_seq": end, "until_hash": hash_, "entries": gone})
        head.write(connection, store.secret)
    return gone


def _cut_at(connection: Connection, chain: str, before: datetime, last: int) -> int | None:
    """The last entry that may go in this step; None when none may."""
    own = log.c.chain == chain
    stays = connection.execute(
        select(func.min(log.c.seq)).where(own, log.c.at >= before)
    ).scalar_one()
    first = connection.execute(select(func.min(log.c.seq)).where(own)).scalar_one()
    if first is None:
        return None
    # The newest entry stays in any case: a log is never empty again.
    end = min((stays if stays is not None else last) - 1, last - 1, first + STEP - 1)
    return end if end >= first else None
