"""Delivery feedback: what became of a message, and what that does to its place and its channel.

`sent` settles the place. `not_sent` gives it back. A hard bounce gives it back and puts the channel
on the suppression list; a complaint keeps it taken and suppresses too. A place once reported as
used is not given back by a late `not_sent`: reports arrive out of order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from service.domain.standing import Suppression
from service.domain.vocabulary import Outcome
from service.store.chain import lock_head
from service.store.changes import suppression_row, touch
from service.store.errors import NothingSent
from service.store.receipts import find_receipt
from service.store.rows import insert_one
from service.store.schema import recipients, reservations, suppressions
from service.store.store import Store

Report = Literal["sent", "not_sent", "bounced", "complained"]

#: Whence each report may move a place, and to what.
_MOVES: dict[Report, tuple[tuple[str, ...], str]] = {
    "sent": (("reserved", "not_sent"), "sent"),
    "not_sent": (("reserved",), "not_sent"),
    "bounced": (("reserved", "sent"), "not_sent"),
    "complained": (("reserved", "not_sent"), "sent"),
}

#: Reports that only a message can bring about, and the outcomes that have one.
_COMING_BACK: tuple[Report, ...] = ("bounced", "complained")
_SENDING: tuple[Outcome, ...] = ("send", "escalate")


def record_delivery(
    store: Store, chain: str, receipt_id: str, report: Report, now: datetime, *, hard: bool = True
) -> bool | None:
    """Whether the report changed anything; None when there is no such receipt.

    `hard` is for bounces: a soft one (a full mailbox) gives the place back and no more. Raises
    `NothingSent` where a message came back, and the decision had none.
    """
    with store.writing() as connection:
        head = lock_head(connection, chain)
        held = find_receipt(connection, receipt_id)
        if held is None or held.chain != chain:
            return None
        if report in _COMING_BACK and held.receipt.outcome not in _SENDING:
            raise NothingSent  # a mixed-up receipt would close the channel of somebody else
        key, channel = held.receipt.recipient_key, held.receipt.channel
        if (
            connection.execute(select(recipients.c.key).where(recipients.c.key == key)).first()
            is None
        ):
            return False  # erased since: nothing may be written about them again
        before, after = _MOVES[report]
        moved = connection.execute(
            update(reservations)
            .where(reservations.c.receipt_id == receipt_id, reservations.c.status.in_(before))
            .values(status=after, expires_at=None)
        ).rowcount
        listed = False
        if report == "complained" or (report == "bounced" and hard):
            entry = Suppression(channel=channel, cause=report)
            listed = insert_one(
                connection, suppressions, suppression_row(key, entry, "delivery", now)
            )
        if not moved and not listed:
            return False
        touch(connection, [key])
        body = {"receipt": receipt_id, "report": report, "suppressed": listed}
        head.add("delivery", now, body, recipient_key=key)
        head.write(connection, store.secret)
    return True
