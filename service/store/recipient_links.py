"""What stands behind the links in a message: the "why" page, and the one click that stops it.

Both end with the recipient's erasure, and neither says more than the message itself did. Why a
message came is in the log alone; to stop it, the place that it took says enough where the log was
cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from service.domain.explanation import for_recipient
from service.domain.standing import OptOut
from service.domain.vocabulary import Channel, Purpose
from service.store.chain import lock_head
from service.store.changes import opt_out_row, touch
from service.store.lifting import keep_stop
from service.store.receipts import Held, find_receipt
from service.store.schema import recipients, reservations
from service.store.store import Store
from service.store.tickets import receipt_of

#: How long the page behind a message says why it came. A click that stops more of them never grows
#: too old, as far as anything is kept of the message.
WHY_OPENS_FOR = timedelta(days=90)

#: Who stops one kind of outreach by e-mail's button wants no other kind of it either.
_STOPPED_TOGETHER: dict[Purpose, tuple[Purpose, ...]] = {
    "education": ("education", "marketing"),
    "marketing": ("education", "marketing"),
}


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message as a stop needs it: whose it was, what for, and where."""

    key: str
    channel: Channel
    purpose: Purpose


def why_receipt(store: Store, ticket: str) -> Held | None:
    """The receipt of a message whose recipient follows its link; None when there is none now."""
    receipt_id = receipt_of(store.secret, ticket)
    if receipt_id is None:
        return None
    with store.reading() as connection:
        held = find_receipt(connection, receipt_id)
        if held is None or not for_recipient(held.receipt):
            return None
        return held if _chain_of(connection, held.receipt.recipient_key) else None


def can_be_stopped(store: Store, receipt_id: str) -> bool:
    """Whether one click on this receipt's link would stop something. It changes nothing."""
    with store.reading() as connection:
        sent = _sent(connection, receipt_id)
        return sent is not None and _chain_of(connection, sent.key) is not None


def stop_by_receipt(store: Store, receipt_id: str, now: datetime) -> bool | None:
    """Keep the stop that one click asks for; whether it was news, None without such a message."""
    with store.reading() as connection:
        sent = _sent(connection, receipt_id)
        chain = _chain_of(connection, sent.key) if sent is not None else None
    if sent is None or chain is None:
        return None
    purposes = _STOPPED_TOGETHER.get(sent.purpose, (sent.purpose,))
    stop = OptOut(channel=sent.channel, purposes=purposes, at=now)
    with store.writing() as connection:
        head = lock_head(connection, chain)
        if _chain_of(connection, sent.key) is None:  # erased meanwhile
            return None
        if keep_stop(connection, opt_out_row(sent.key, stop, "one_click")) is None:
            return False
        touch(connection, [sent.key], now)
        body = {**stop.model_dump(mode="json"), "source": "one_click", "receipt": receipt_id}
        head.add("opt_out", now, body, recipient_key=sent.key)
        head.write(connection, store.secret)
    return True


def _sent(connection: Connection, receipt_id: str) -> _Sent | None:
    """What was sent for a purpose that can be stopped: out of the log, or where that was cut by the
    place that the message took.
    """
    held = find_receipt(connection, receipt_id)
    if held is not None:
        receipt = held.receipt
        if receipt.purpose is None or not receipt.text_hash:
            return None
        return _Sent(receipt.recipient_key, receipt.channel, receipt.purpose)
    own = reservations.c.receipt_id == receipt_id
    place = connection.execute(select(reservations).where(own)).first()
    if place is None or not place.purpose:
        return None
    return _Sent(place.recipient_key, place.channel, place.purpose)


def _chain_of(connection: Connection, key: str) -> str | None:
    """Whose world the recipient is of; None where they were erased since."""
    own = recipients.c.key == key
    chain: str | None = connection.execute(select(recipients.c.chain).where(own)).scalar()
    return chain
