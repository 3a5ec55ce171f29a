"""What is kept of one recipient, as a caller may ask: what they said, where from, and what stands.

Asking changes nothing: nobody is made a row, and who was erased is not brought back. Their no
outlives that, and is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from service.store.changes import Preferences, find
from service.store.pseudonyms import Person, lookups
from service.store.schema import consents, kept_stops, opt_outs, suppressions
from service.store.stops import SOURCE
from service.store.store import Store


@dataclass(frozen=True, slots=True)
class KeptConsent:
    """The last word on a purpose, channel and topic (or none by name)."""

    purpose: str
    channel: str
    status: str
    at: datetime
    source: str
    topic: str | None


@dataclass(frozen=True, slots=True)
class KeptStop:
    """A stop that holds; no purposes means all of them."""

    channel: str
    purposes: tuple[str, ...]
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry on the suppression list."""

    channel: str
    cause: str
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class WholeStanding:
    """All of it. `known` is whether there is a row of theirs."""

    known: bool
    consents: tuple[KeptConsent, ...] = ()
    stops: tuple[KeptStop, ...] = ()
    suppressions: tuple[KeptEntry, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)


def whole_standing(store: Store, person: Person) -> WholeStanding:
    """What is known of somebody now."""
    with store.reading() as connection:
        row = find(connection, store.secret, person)
        if row is None:
            return _outliving(connection, lookups(store.secret, person))
        said, stops, listed = (
            connection.execute(
                select(table).where(table.c.recipient_key == row.key).order_by(table.c.id)
            ).all()
            for table in (consents, opt_outs, suppressions)
        )
    return WholeStanding(
        known=True,
        consents=_last_words(said),
        stops=tuple(_stop(stop, stop.source) for stop in stops),
        suppressions=tuple(_entry(entry, entry.source) for entry in listed),
        preferences=Preferences(
            row.locale,
            row.zone,
            row.reading_level,
            None if row.channels is None else tuple(json.loads(row.channels)),
            row.weekly_limit,
        ),
    )


def _outliving(connection: Connection, tokens: tuple[str, ...]) -> WholeStanding:
    """The no of somebody who was erased: it holds for the next call that names them."""
    kept = select(kept_stops).where(kept_stops.c.lookup.in_(tokens)).order_by(kept_stops.c.id)
    rows = connection.execute(kept).all()
    return WholeStanding(
        known=False,
        stops=tuple(_stop(row, SOURCE) for row in rows if not row.cause),
        suppressions=tuple(_entry(row, SOURCE) for row in rows if row.cause),
    )


def _last_words(said: Iterable[Row[Any]]) -> tuple[KeptConsent, ...]:
    """Of each purpose, channel and topic the last word; of two at one moment the no."""
    last: dict[tuple[str, str, str], Row[Any]] = {}
    for word in sorted(said, key=lambda word: (word.at, word.status == "withdrawn")):
        last[(word.purpose, word.channel, word.topic)] = word
    return tuple(
        KeptConsent(
            word.purpose, word.channel, word.status, word.at, word.source, word.topic or None
        )
        for _, word in sorted(last.items())
    )


def _stop(row: Row[Any], source: str) -> KeptStop:
    return KeptStop(row.channel, tuple(row.purposes.split()), row.at, source)


def _entry(row: Row[Any], source: str) -> KeptEntry:
    return KeptEntry(row.channel, row.cause, row.at, source)
