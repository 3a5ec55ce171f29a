"""Receipts, read back out of the log, and what came after them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from service.domain.decision import Receipt
from service.store.entry_words import in_words, said_before
from service.store.schema import log

_RECEIPT = TypeAdapter(Receipt)

#: What a recipient says after a message that whoever looks at the message must know.
_THEIR_STOPS = ("opt_out", "opt_in", "suppression", "unsuppression")


@dataclass(frozen=True, slots=True)
class Held:
    """A receipt as the log holds it: where, by whose key, and which answer it stands in for."""

    chain: str
    seq: int
    receipt: Receipt
    caller: str
    repeats: str | None
    entry: str
    hash: str


def receipt_from_entry(entry: str) -> Receipt:
    """The receipt in a decision's entry."""
    return _RECEIPT.validate_python(json.loads(entry)["body"]["receipt"])


def find_receipt(connection: Connection, receipt_id: str) -> Held | None:
    """A receipt by its id, or None when the log has no such entry."""
    row = connection.execute(select(log).where(log.c.receipt_id == receipt_id)).first()
    if row is None:
        return None
    body = json.loads(row.entry)["body"]
    return Held(
        row.chain,
        row.seq,
        receipt_from_entry(row.entry),
        body["caller"],
        body["repeats"],
        row.entry,
        row.hash,
    )


def history(connection: Connection, held: Held) -> list[tuple[datetime, str]]:
    """What happened since: delivery reports and answers in its place, what the recipient stopped
    or lifted, erasure."""
    rows = connection.execute(
        select(log.c.at, log.c.kind, log.c.entry)
        .where(
            log.c.chain == held.chain,
            log.c.recipient_key == held.receipt.recipient_key,
            log.c.seq > held.seq,
        )
        .order_by(log.c.seq)
    )
    since = []
    for row in rows:
        body = json.loads(row.entry)["body"]
        if row.kind == "delivery" and body["receipt"] == held.receipt.id:
            since.append((row.at, in_words(row.kind, body)))
        elif row.kind == "decision" and body["repeats"] == held.receipt.id:
            later = body["receipt"]
            since.append((row.at, f"asked again: {later['outcome']}, {later['id']}"))
        elif row.kind == "decision" and body["receipt"]["opt_out_words"]:
            later = body["receipt"]
            since.append(
                (row.at, f"their own words asked to stop: {later['channel']}, {later['id']}")
            )
        elif row.kind == "erasure":
            since.append((row.at, "the recipient was erased"))
        elif row.kind in _THEIR_STOPS:
            since.append((row.at, in_words(row.kind, body) + said_before(row.at, body)))
    return since
