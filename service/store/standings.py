"""What is known of recipients, read for deciding: a few at once, each statement once for all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

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


@dataclass(slots=True)
class _Gathered:
    """One recipient's parts while they are read."""

    consents: list[Consent] = field(default_factory=list)
    opt_outs: list[OptOut] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
    recent: list[SentMessage] = field(default_factory=list)
    events: list[PastEvent] = field(default_factory=list)
    handled: list[HandledSignal] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


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
    found: Mapping[str, _Gathered] = defaultdict(_Gathered)
    these = {"keys": list(by_key)}
    said, stops, listed, later, taken = read_all(
        connection,
        (_CONSENTS, these),
        (_OPT_OUTS, these),
        (_SUPPRESSIONS, these),
        (_EVENTS, these),
        (_RECENT, {**these, "since": now - LOOK_BACK}),
    )
    for row in said:
        found[row.recipient_key].consents.append(
            Consent.model_construct(
                purpose=row.purpose,
                channel=row.channel,
                status=row.status,
                at=row.at,
                source=row.source,
                topic=row.topic or None,
            )
        )
    for row in stops:
        found[row.recipient_key].opt_outs.append(
            OptOut.model_construct(
                channel=row.channel, purposes=tuple(row.purposes.split()), at=row.at
            )
        )
    for row in listed:
        found[row.recipient_key].suppressions.append(
            Suppression.model_construct(channel=row.channel, cause=row.cause)
        )
    for row in later:
        found[row.recipient_key].events.append(
            PastEvent.model_construct(type=row.type, at=row.at, subject=row.subject or None)
        )
    for row in taken:
        if row.status == "not_sent" or _lapsed(row, now):
            continue
        found[row.recipient_key].recent.append(
            SentMessage.model_construct(
                at=row.at,
                channel=row.channel,
                trigger=row.trigger_id,
                purpose=row.purpose,
                status=row.status,
                subject=row.subject or None,
                fingerprint=row.fingerprint,
                facts=row.facts,
            )
        )
        found[row.recipient_key].handled.append(
            HandledSignal.model_construct(id=row.signal, channel=row.channel)
        )
        found[row.recipient_key].taken.add(row.receipt_id)
    return {
        key: Known(
            row,
            tuple(parts.consents),
            tuple(parts.opt_outs),
            tuple(parts.suppressions),
            tuple(parts.recent),
            tuple(parts.events),
            tuple(parts.handled),
            frozenset(parts.taken),
        )
        for key, row in by_key.items()
        for parts in (found[key],)
    }


def _lapsed(row: Row[Any], now: datetime) -> bool:
    """A place that its caller would have reported on by now, and did not."""
    return row.status == "reserved" and row.expires_at is not None and row.expires_at <= now
