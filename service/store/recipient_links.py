"""What stands behind the links in a message: the "why" page, and the one click that stops it.

Both end with the recipient's erasure, and neither says more than the message itself did.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from service.domain.explanation import for_recipient
from service.domain.standing import OptOut
from service.domain.vocabulary import Purpose
from service.store.chain import lock_head
from service.store.changes import opt_out_row, touch
from service.store.lifting import keep_stop
from service.store.receipts import Held, find_receipt
from service.store.schema import recipients
from service.store.store import Store
from service.store.tickets import receipt_of

#: Who stops one kind of outreach by e-mail's button wants no other kind of it either.
_STOPPED_TOGETHER: dict[Purpose, tuple[Purpose, ...]] = {
    "education": ("education", "marketing"),
    "marketing": ("education", "marketing"),
}


def why_receipt(store: Store, ticket: str) -> Held | None:
    """The receipt of a message whose recipient follows its link; None when there is none now."""
    receipt_id = receipt_of(store.secret, ticket)
    if receipt_id is None:
        return None
    with store.reading() as connection:
        held = find_receipt(connection, receipt_id)
        if held is None or not for_recipient(held.receipt) or not _lives(connection, held):
            return None
    return held


def can_be_stopped(store: Store, receipt_id: str) -> bool:
    """Whether one click on this receipt's link would stop something. It changes nothing."""
    with store.reading() as connection:
        held = find_receipt(connection, receipt_id)
        return held is not None and _is_message(held) and _lives(connection, held)


def stop_by_receipt(store: Store, receipt_id: str, now: datetime) -> bool | None:
    """Keep the stop that one click asks for; whether it was news, None without such a message."""
    with store.reading() as connection:
        held = find_receipt(connection, receipt_id)
    if held is None or not _is_message(held):
        return None
    purpose, key = held.receipt.purpose, held.receipt.recipient_key
    assert purpose is not None
    stop = OptOut(
        channel=held.receipt.channel, purposes=_STOPPED_TOGETHER.get(purpose, (purpose,)), at=now
    )
    with store.writing() as connection:
        head = lock_head(connection, held.chain)
        if not _lives(connection, held):
            return None
        if keep_stop(connection, opt_out_row(key, stop, "one_click")) is None:
            return False
        touch(connection, [key], now)
        body = {**stop.model_dump(mode="json"), "source": "one_click", "receipt": receipt_id}
        head.add("opt_out", now, body, recipient_key=key)
        head.write(connection, store.secret)
    return True


def _is_message(held: Held) -> bool:
    """Whether something was sent, for a purpose that can be stopped."""
    return held.receipt.purpose is not None and bool(held.receipt.text_hash)


def _lives(connection: Connection, held: Held) -> bool:
    """Whether the recipient was not erased since."""
    own = recipients.c.key == held.receipt.recipient_key
    return connection.execute(select(recipients.c.key).where(own)).first() is not None
