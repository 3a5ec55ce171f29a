"""Which systems are told: webhooks made, listed, turned off and on, and given new secrets.

A secret is shown once. The store keeps it sealed under a key of the installation's secret, because
a signature needs it whole; the database alone cannot sign.
"""

from __future__ import annotations

import re
import secrets as random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from service.domain.nearest import did_you_mean
from service.store.overlapping import Ends, TwoWork, goes_on
from service.store.schema import chains, webhook_deliveries, webhooks
from service.store.secret import Secret
from service.store.store import Store
from service.store.webhook_secrets import opened, sealed
from service.webhooks.addresses import Network, addresses_of, target_of
from service.webhooks.events import EVENTS
from service.webhooks.signing import new_secret

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")

#: Why a webhook is off, in the words that `list` shows.
BY_HAND, GONE, GIVEN_UP = "by hand", "gone (410)", "failed too long"


class WebhookRefused(ValueError):
    """A webhook that cannot be made or found; the message says what would be right."""


class WebhookUnknown(WebhookRefused):
    """There is no such webhook in this store."""


class DeliveryUnknown(ValueError):
    """A webhook has no such delivery; the message says where they are listed."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as it is listed: everything but its secret. No `types`: all of them."""

    webhook_id: str
    name: str
    url: str
    chain: str
    types: frozenset[str]
    position: int
    created_at: datetime
    rotated_at: datetime | None
    failing_since: datetime | None
    paused_until: datetime | None
    disabled_at: datetime | None
    disabled_why: str | None


def add(
    store: Store,
    name: str,
    url: str,
    types: Iterable[str],
    chain: str,
    now: datetime,
    networks: Sequence[Network] = (),
) -> bytes:
    """Make a webhook that is told of what happens from now on; its secret, for the only time.

    Raises `WebhookRefused` and `AddressRefused`.
    """
    wanted = sorted(set(types))
    if not _NAME.fullmatch(name):
        raise WebhookRefused("a name is letters a to z, digits, `.`, `_` and `-`, at most 80")
    for type_ in wanted:
        if type_ not in EVENTS:
            near = did_you_mean(type_, EVENTS)
            raise WebhookRefused(
                f"there is no such event; {near or 'see `bedside webhooks types`'}"
            )
    _judge(url, networks)
    secret, webhook_id = new_secret(), f"wh_{random.token_hex(6)}"
    with store.writing() as connection:
        if connection.execute(_named(name)).first() is not None:
            raise WebhookRefused("a webhook of this name exists; take another name, or remove it")
        connection.execute(
            insert(webhooks).values(
                webhook_id=webhook_id,
                name=name,
                url=url,
                chain=chain,
                types=" ".join(wanted),
                secret=sealed(store.secret, webhook_id, secret),
                position=_end_of(connection, chain),
                created_at=now,
            )
        )
    return secret


def move(
    store: Store, which: str, url: str, now: datetime, networks: Sequence[Network] = ()
) -> None:
    """Call a webhook at another address. Its secret, its place in the log and what waits stay; that
    begins anew, for what failed failed elsewhere. Raises `WebhookRefused` and `AddressRefused`.
    """
    _judge(url, networks)
    with store.writing() as connection:
        row = find_to_change(connection, which)
        connection.execute(update(webhook_deliveries).where(_waiting(row)).values(begun(now)))
        connection.execute(_its(row).values(url=url, failing_since=None, paused_until=None))


def _judge(url: str, networks: Sequence[Network]) -> None:
    """Raises `AddressRefused` for an address that no call may go to."""
    target = target_of(url)
    if target.literal is not None:  # a name is looked up for every call; it may lead elsewhere
        addresses_of(target, networks)


def all_webhooks(connection: Connection) -> list[Webhook]:
    """Every webhook, the oldest first."""
    rows = connection.execute(select(webhooks).order_by(webhooks.c.created_at, webhooks.c.name))
    return [webhook_of(row) for row in rows]


def any_webhook(connection: Connection) -> bool:
    """Whether there is one at all, on or off."""
    return connection.execute(select(webhooks.c.webhook_id).limit(1)).first() is not None


def find(connection: Connection, which: str) -> Row[Any]:
    """A webhook's row, by its name or id. Raises `WebhookRefused`."""
    return _there(connection.execute(_named(which)).first())


def find_to_change(connection: Connection, which: str) -> Row[Any]:
    """The same, held to the end of the transaction, and before any delivery of it is, as senders
    hold them: else the two would wait for each other. Raises `WebhookRefused`.
    """
    return _there(connection.execute(_named(which).with_for_update()).first())


def _there(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise WebhookUnknown("there is no such webhook; see `bedside webhooks list`")
    return row


def rotate(
    store: Store, which: str, now: datetime, overlap: timedelta, ends: Ends | None = None
) -> bytes:
    """Give a webhook a new secret; calls are signed with the old one too for a while. Of two that
    calls are signed with `ends` says which is over now. Raises `WebhookRefused`.
    """
    secret = new_secret()
    with store.writing() as connection:
        row = find_to_change(connection, which)
        older = row.previous_secret if len(secrets_of(row, store.secret, now)) > 1 else None
        try:
            kept = goes_on(row.secret, older, row.previous_until, overlap, ends)
        except TwoWork as unsaid:
            raise WebhookRefused(str(unsaid)) from None
        connection.execute(
            _its(row).values(
                secret=sealed(store.secret, row.webhook_id, secret),
                previous_secret=kept,
                previous_until=now + overlap if kept else None,
                rotated_at=now,
            )
        )
    return secret


def disable(store: Store, which: str, now: datetime) -> None:
    """Call a webhook no more, until it is enabled. Raises `WebhookRefused`."""
    with store.writing() as connection:
        row = find_to_change(connection, which)
        connection.execute(_its(row).values(disabled_at=now, disabled_why=BY_HAND))


def enable(store: Store, which: str, now: datetime, *, skip: bool = False) -> None:
    """Call a webhook again, from where it was left, or with `skip` from now on. What waits has all
    its attempts, for it failed before somebody said that the receiver is well. Raises
    `WebhookRefused`.
    """
    with store.writing() as connection:
        row = find_to_change(connection, which)
        on: dict[str, Any] = {"disabled_at": None, "disabled_why": None}
        on |= {"failing_since": None, "paused_until": None}
        if skip:
            on["position"] = _end_of(connection, row.chain)
            connection.execute(delete(webhook_deliveries).where(_waiting(row)))
        else:
            connection.execute(update(webhook_deliveries).where(_waiting(row)).values(begun(now)))
        connection.execute(_its(row).values(on))


def remove(store: Store, which: str) -> None:
    """Delete a webhook and what waits for it. Raises `WebhookRefused`."""
    with store.writing() as connection:
        row = find_to_change(connection, which)
        own = webhook_deliveries.c.webhook_id == row.webhook_id
        connection.execute(delete(webhook_deliveries).where(own))
        connection.execute(delete(webhooks).where(webhooks.c.webhook_id == row.webhook_id))


def begun(now: datetime) -> dict[str, Any]:
    """The columns of a delivery that is made now, or begins anew: all attempts and their days are
    before it, however old its event is.
    """
    return {"status": "waiting", "attempts": 0, "due_at": now, "begun_at": now, "ended_at": None}


def secrets_of(row: Row[Any], secret: Secret, now: datetime) -> tuple[bytes, ...]:
    """What a call to a webhook is signed with now, the newest first.

    Empty where the installation's secret that they were sealed with is not known any more.
    """
    kept = [row.secret]
    if row.previous_secret is not None and now < row.previous_until:
        kept.append(row.previous_secret)
    found = (opened(secret, row.webhook_id, one) for one in kept)
    return tuple(own for own in found if own is not None)


def webhook_of(row: Row[Any]) -> Webhook:
    """A row as it is listed."""
    return Webhook(
        row.webhook_id,
        row.name,
        row.url,
        row.chain,
        frozenset(row.types.split()) or frozenset(EVENTS),
        row.position,
        row.created_at,
        row.rotated_at,
        row.failing_since,
        row.paused_until,
        row.disabled_at,
        row.disabled_why,
    )


def _named(which: str) -> Any:
    return select(webhooks).where((webhooks.c.name == which) | (webhooks.c.webhook_id == which))


def _its(row: Row[Any]) -> Any:
    return update(webhooks).where(webhooks.c.webhook_id == row.webhook_id)


def _waiting(row: Row[Any]) -> ColumnElement[bool]:
    """Which deliveries wait for it."""
    own = webhook_deliveries.c.webhook_id == row.webhook_id
    waiting: ColumnElement[bool] = own & (webhook_deliveries.c.status == "waiting")
    return waiting


def _end_of(connection: Connection, chain: str) -> int:
    return int(connection.execute(select(chains.c.seq).where(chains.c.chain == chain)).scalar_one())
