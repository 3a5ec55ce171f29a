"""What is known of recipients, read for deciding: a few at once, each statement once for all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Table, bindparam, select

from service.domain.standing import (
    Consent,
    HandledSignal,
    OptOut,
    PastEvent,
    SentMessage,
    Suppression,
)
from service.domain.vocabulary import Channel
from service.store.prepared import Prepared, one_of, read_all
from service.store.schema import consents, events, opt_outs, recipients, reservations, suppressions

T = TypeVar("T")

#: Messages older than this are under no cap and no near-repeat rule.
LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Known:
    """A recipient's row and everything that hangs on it.

    `taken` are the receipts of the messages in `recent`.
    """

    row: Row[Any]
    consents: tuple[Consent, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    recent: tuple[SentMessage, ...] = ()
    events: tuple[PastEvent, ...] = ()
    handled: tuple[HandledSignal, ...] = ()
    taken: frozenset[str] = frozenset()

    @property
    def channels(self) -> tuple[Channel, ...] | None:
        """The channels that they chose, or None where they did not choose."""
        return None if self.row.channels is None else tuple(json.loads(self.row.channels))


#: Recipients' rows by their tokens; for `read_all` beside other queries.
ROWS = Prepared(select(recipients).where(one_of(recipients.c.lookup, "tokens")))


def _all_of(table: Table) -> Prepared:
    return Prepared(select(table).where(one_of(table.c.recipient_key, "keys")).order_by(table.c.id))


_CONSENTS, _OPT_OUTS = _all_of(consents), _all_of(opt_outs)
_SUPPRESSIONS, _EVENTS = _all_of(suppressions), _all_of(events)
_RECENT = Prepared(
    select(reservations)
    .where(one_of(reservations.c.recipient_key, "keys"), reservations.c.at >= bindparam("since"))
    .order_by(reservations.c.at, reservations.c.receipt_id)
)


def read_rows(connection: Connection, tokens: Iterable[str]) -> dict[str, Row[Any]]:
    """The recipients' rows that lie under any of these tokens, by token."""
    return {row.lookup: row for row in ROWS.rows(connection, {"tokens": list(tokens)})}


def read_known(connection: Connection, rows: Iterable[Row[Any]], now: datetime) -> dict[str, Known]:
    """Everything known of these recipients, by their key."""
    by_key = {row.key: row for row in rows}
    if not by_key:
        return {}
    these = {"keys": list(by_key)}
    said, stops, listed, later, taken = read_all(
        connection,
        (_CONSENTS, these),
        (_OPT_OUTS, these),
        (_SUPPRESSIONS, these),
        (_EVENTS, these),
        (_RECENT, {**these, "since": now - LOOK_BACK}),
    )
    agreed, stopped = _by_key(said, _consent), _by_key(stops, opt_out_of)
    suppressed, happened = _by_key(listed, _suppression), _by_key(later, _event)
    places = [row for row in taken if row.status != "not_sent" and not _lapsed(row, now)]
    recent, handled = _by_key(places, _sent), _by_key(places, _handled)
    receipts = _by_key(places, lambda row: row.receipt_id)
    return {
        key: Known(
            row,
            tuple(agreed[key]),
            tuple(stopped[key]),
            tuple(suppressed[key]),
            tuple(recent[key]),
            tuple(happened[key]),
            tuple(handled[key]),
            frozenset(receipts[key]),
        )
        for key, row in by_key.items()
    }


def _by_key(rows: Iterable[Row[Any]], made: Callable[[Row[Any]], T]) -> defaultdict[str, list[T]]:
    """What rows say, by the recipient whose they are."""
    found: defaultdict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[row.recipient_key].append(made(row))
    return found


def _consent(row: Row[Any]) -> Consent:
    return Consent.model_construct(
        purpose=row.purpose,
        channel=row.channel,
        status=row.status,
        at=row.at,
        source=row.source,
        topic=row.topic or None,
    )


def opt_out_of(row: Row[Any]) -> OptOut:
    """A stop in a row."""
    return OptOut.model_construct(
        channel=row.channel, purposes=tuple(row.purposes.split()), at=row.at
    )


def _suppression(row: Row[Any]) -> Suppression:
    return Suppression.model_construct(channel=row.channel, cause=row.cause)


def _event(row: Row[Any]) -> PastEvent:
    return PastEvent.model_construct(type=row.type, at=row.at, subject=row.subject or None)


def _sent(row: Row[Any]) -> SentMessage:
    return SentMessage.model_construct(
        at=row.at,
        channel=row.channel,
        trigger=row.trigger_id,
        purpose=row.purpose,
        status=row.status,
        subject=row.subject or None,
        fingerprint=row.fingerprint,
        facts=row.facts,
    )


def _handled(row: Row[Any]) -> HandledSignal:
    return HandledSignal.model_construct(id=row.signal, channel=row.channel)


def _lapsed(row: Row[Any], now: datetime) -> bool:
    """A place that its caller would have reported on by now, and did not."""
    return row.status == "reserved" and row.expires_at is not None and row.expires_at <= now
