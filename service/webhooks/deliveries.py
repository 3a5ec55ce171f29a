"""Deliveries as rows: taken by one sender, settled by what came of them, looked at, sent again.

Who takes a delivery moves its `due_at` ahead by a lease. Whoever dies with it in hand loses
nothing: it is due again when the lease is over. So a receiver may get one twice, and never none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from service.store.schema import webhook_deliveries as deliveries
from service.store.schema import webhooks
from service.store.store import Store
from service.store.webhook_secrets import UNREADABLE
from service.webhooks.posting import Answer
from service.webhooks.registering import (
    GIVEN_UP,
    GONE,
    DeliveryUnknown,
    begun,
    find,
    find_to_change,
    secrets_of,
)
from service.webhooks.schedule import (
    GIVE_UP,
    attempts_forgiven,
    breather,
    pause_after,
    rest_after,
)
from service.webhooks.schedule import GONE as GONE_STATUS

#: How long a sender keeps what it took, at most; longer than a call can take.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, repr=False)
class Job:
    """A delivery in a sender's hand, with all that its call needs; tried `since` then."""

    id: int
    webhook_id: str
    name: str
    url: str
    message_id: str
    type: str
    since: datetime
    body: bytes
    attempts: int
    secrets: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a call changed: the delivery's new status, and why its webhook was turned off."""

    status: str
    disabled: str | None = None


# --- taking --------------------------------------------------------------------------------------


def take(
    store: Store,
    now: datetime,
    lease: timedelta,
    room: int,
    under_way: Mapping[str, int],
    at_once: int,
    went_off: Callable[[str, str], object] = lambda *_: None,
) -> list[Job]:
    """Up to `room` deliveries that are due, for this sender alone until the lease is over.

    No webhook gets more than `at_once` calls at a time from one sender, and one that fails gets
    one, so that a slow receiver does not keep the others waiting. `went_off` is told of a webhook
    that was turned off here, by its name and why.
    """
    with store.reading() as connection:
        shares = _shares(connection, now, under_way, at_once)
    jobs: list[Job] = []
    for webhook_id, share in shares:
        most = min(share, room - len(jobs))
        if most > 0:
            taken, off = _take_from(store, webhook_id, now, lease, most)
            jobs += taken
            if off is not None:
                went_off(off, UNREADABLE)
    return jobs


def _shares(
    connection: Connection, now: datetime, under_way: Mapping[str, int], at_once: int
) -> list[tuple[str, int]]:
    """Each webhook with something due, the longest waiting first, and how much it may get."""
    oldest = (
        select(func.min(deliveries.c.due_at))
        .where(
            deliveries.c.webhook_id == webhooks.c.webhook_id,
            deliveries.c.status == "waiting",
            deliveries.c.due_at <= now,
        )
        .scalar_subquery()
        .label("oldest")
    )
    ready = select(webhooks.c.webhook_id, webhooks.c.failing_since, oldest).where(*_open(now))
    due = [row for row in connection.execute(ready) if row.oldest is not None]
    return [
        (
            row.webhook_id,
            (at_once if row.failing_since is None else 1) - under_way.get(row.webhook_id, 0),
        )
        for row in sorted(due, key=lambda row: row.oldest)
    ]


def _open(now: datetime) -> tuple[Any, ...]:
    """What is so of a webhook that may be called now."""
    rested = webhooks.c.paused_until.is_(None) | (webhooks.c.paused_until <= now)
    return webhooks.c.disabled_at.is_(None), rested


def _take_from(
    store: Store, webhook_id: str, now: datetime, lease: timedelta, most: int
) -> tuple[list[Job], str | None]:
    """Its due deliveries; or none, and its name where it was turned off, as nothing can be signed.

    Of several senders one turns it off, so that it is told and counted once.
    """
    with store.writing() as connection:
        webhook = connection.execute(
            select(webhooks).where(webhooks.c.webhook_id == webhook_id, *_open(now))
        ).first()
        if webhook is None:
            return [], None
        secrets = secrets_of(webhook, store.secret, now)
        if not secrets:
            on = (webhooks.c.webhook_id == webhook_id) & webhooks.c.disabled_at.is_(None)
            off = update(webhooks).where(on).values(disabled_at=now, disabled_why=UNREADABLE)
            return [], webhook.name if connection.execute(off).rowcount else None
        rows = connection.execute(
            select(deliveries)
            .where(
                deliveries.c.webhook_id == webhook_id,
                deliveries.c.status == "waiting",
                deliveries.c.due_at <= now,
            )
            .order_by(deliveries.c.due_at, deliveries.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()
        if rows:
            connection.execute(
                update(deliveries)
                .where(deliveries.c.id.in_([row.id for row in rows]))
                .values(due_at=now + lease, attempts=deliveries.c.attempts + 1)
            )
    jobs = [
        Job(
            row.id,
            webhook_id,
            webhook.name,
            webhook.url,
            row.message_id,
            row.type,
            row.begun_at or row.at,
            row.body.encode(),
            row.attempts + 1,
            secrets,
        )
        for row in rows
    ]
    return jobs, None


# --- settling ------------------------------------------------------------------------------------


def settle(
    store: Store,
    done: Sequence[tuple[Job, Answer]],
    now: datetime,
    chance: Callable[[], float],
) -> list[tuple[Job, Answer, Settled]]:
    """Keep what came of some calls, in one transaction. `chance` draws the jitter of pauses."""
    settled: list[tuple[Job, Answer, Settled]] = []
    if not done:
        return settled
    with store.writing() as connection:
        # Webhooks are locked first and in one order, so that two senders cannot wait for each
        # other.
        for job, answer in sorted(done, key=lambda pair: (pair[0].webhook_id, pair[0].id)):
            webhook = connection.execute(
                select(webhooks).where(webhooks.c.webhook_id == job.webhook_id).with_for_update()
            ).first()
            if webhook is not None:  # removed since, and its deliveries with it
                came = _settled(connection, webhook, job, answer, now, chance())
                settled.append((job, answer, came))
    return settled


def _settled(
    connection: Connection,
    webhook: Row[Any],
    job: Job,
    answer: Answer,
    now: datetime,
    chance: float,
) -> Settled:
    mine = update(deliveries).where(deliveries.c.id == job.id)
    said = {"result": answer.result, "http_status": answer.status}
    if answer.result == "delivered":
        connection.execute(mine.values(status="delivered", ended_at=now, **said))
        if webhook.failing_since is not None:
            _change(connection, webhook, {"failing_since": None, "paused_until": None})
            failed = now - webhook.failing_since
            _bring_forward(connection, webhook, now, attempts_forgiven(failed))
        return Settled("delivered")
    if job.url != webhook.url:  # moved meanwhile: its no is not the new receiver's, and it is due
        return Settled("waiting")
    pause = pause_after(job.attempts, now - job.since, chance)
    # Where the lease ran out and another sender took over, what that one finds is what counts; and
    # what began anew meanwhile is not given up.
    still = mine.where(deliveries.c.attempts == job.attempts, deliveries.c.status == "waiting")
    status = "waiting"
    if pause is not None:
        connection.execute(still.values(due_at=now + pause, **said))
    elif connection.execute(still.values(status="failed", ended_at=now, **said)).rowcount:
        status = "failed"
    if webhook.disabled_at is not None:
        return Settled(status)
    since = webhook.failing_since or now
    rest = max(breather(answer.status, answer.retry_after), rest_after(now - since))
    changes: dict[str, Any] = {"failing_since": since, "paused_until": now + rest}
    why = None
    if answer.status == GONE_STATUS:
        why = GONE
    elif now - since >= GIVE_UP:
        why = GIVEN_UP
    if why is not None:
        changes |= {"disabled_at": now, "disabled_why": why}
    _change(connection, webhook, changes)
    return Settled(status, why)


def _bring_forward(
    connection: Connection, webhook: Row[Any], now: datetime, most: int | None = None
) -> int:
    """Let what waits for a later attempt start now, or of that what had at most so many; how many.

    What is due within a lease may be in a sender's hand, and comes soon by itself.
    """
    later = update(deliveries).where(
        deliveries.c.webhook_id == webhook.webhook_id,
        deliveries.c.status == "waiting",
        deliveries.c.due_at > now + LEASE,
    )
    if most is not None:
        later = later.where(deliveries.c.attempts <= most)
    return connection.execute(later.values(due_at=now)).rowcount


def _change(connection: Connection, webhook: Row[Any], values: dict[str, Any]) -> None:
    own = update(webhooks).where(webhooks.c.webhook_id == webhook.webhook_id)
    connection.execute(own.values(values))


# --- looking, and once more ----------------------------------------------------------------------


def listed(
    connection: Connection, which: str | None, statuses: Collection[str], most: int
) -> Sequence[Row[Any]]:
    """Deliveries with their webhook's name, the newest first. Raises `WebhookRefused`."""
    query = (
        select(deliveries, webhooks.c.name)
        .join(webhooks, webhooks.c.webhook_id == deliveries.c.webhook_id)
        .order_by(deliveries.c.id.desc())
        .limit(most)
    )
    if which is not None:
        query = query.where(deliveries.c.webhook_id == find(connection, which).webhook_id)
    if statuses:
        query = query.where(deliveries.c.status.in_(statuses))
    return connection.execute(query).all()


def waiting(connection: Connection) -> dict[str, int]:
    """How many deliveries wait for each webhook, by its name."""
    rows = connection.execute(
        select(webhooks.c.name, func.count(deliveries.c.id))
        .outerjoin(
            deliveries,
            (deliveries.c.webhook_id == webhooks.c.webhook_id) & (deliveries.c.status == "waiting"),
        )
        .group_by(webhooks.c.name)
    )
    return {name: int(count) for name, count in rows}


def resend(store: Store, which: str, message_id: str | None, now: datetime) -> int:
    """Let failed deliveries start over, and those that wait for a later attempt, without a pause;
    or one of any status. How many. Raises `WebhookRefused`, `DeliveryUnknown`."""
    with store.writing() as connection:
        webhook = find_to_change(connection, which)
        chosen = (
            deliveries.c.message_id == message_id
            if message_id is not None
            else deliveries.c.status == "failed"
        )
        again = update(deliveries).where(deliveries.c.webhook_id == webhook.webhook_id, chosen)
        count = connection.execute(again.values(begun(now))).rowcount
        if message_id is None:
            count += _bring_forward(connection, webhook, now)
        elif not count:
            raise DeliveryUnknown(
                f"nothing with this id was kept for {webhook.name}; "
                f"`bedside webhooks deliveries {webhook.name}` lists what was"
            )
        own = update(webhooks).where(webhooks.c.webhook_id == webhook.webhook_id)
        connection.execute(own.values(paused_until=None))
        return count
