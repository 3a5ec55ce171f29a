"""Keeping stops and lifting them: a later no renews one, a yes ends what it names and no more.

A stop is one row for each channel and set of purposes, dated by the last time that it was said, so
that a lift which was said before it, and comes late, finds it newer and changes nothing. A lift
leaves a row too, so that a stop which was said before it, and comes late or again, stops nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from service.domain.lifts import Lifted, left_of, outlasting
from service.domain.vocabulary import Purpose
from service.store.prepared import Prepared, one_of
from service.store.rows import keep_dated, renewing
from service.store.schema import lifts, opt_outs

#: What makes two stops, or two lifts, the same.
_SAME = ("recipient_key", "channel", "purposes")

_KEEP = renewing(opt_outs, *_SAME)
_LIFTS = Prepared(select(lifts).where(one_of(lifts.c.recipient_key, "keys")))


@dataclass(frozen=True, slots=True)
class Lift:
    """The wish to be written to again: on a channel or `any`, for some purposes or (none) all.

    `at` is when it was said; None is now, after every stop that stands.
    """

    channel: str
    purposes: tuple[Purpose, ...] = ()
    at: datetime | None = None


def keep_stop(connection: Connection, row: dict[str, Any]) -> dict[str, Any] | None:
    """Keep what no later lift took back of a stop; as it was kept, or None where it is no news.

    One that stands already is dated on, never back.
    """
    for kept in not_lifted(connection, [row]):
        if keep_dated(connection, opt_outs, kept, *_SAME) == "new":
            return kept
    return None


def keep_stops(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep many stops as `keep_stop` keeps one."""
    _KEEP.run(connection, not_lifted(connection, rows))


def not_lifted(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """These stops, as far as no lift that was said after them took them back."""
    if not rows:
        return []
    said: defaultdict[str, list[Lifted]] = defaultdict(list)
    for lift in _LIFTS.rows(connection, {"keys": sorted({row["recipient_key"] for row in rows})}):
        said[lift.recipient_key].append(Lifted(lift.channel, tuple(lift.purposes.split()), lift.at))
    kept = []
    for row in rows:
        later = said[row["recipient_key"]]
        left = outlasting(row["channel"], row["purposes"].split(), row["at"], later)
        if left is not None:
            kept.append(row | {"purposes": " ".join(left)})
    return kept


def keep_lift(connection: Connection, key: str, lift: Lift, source: str, now: datetime) -> bool:
    """Keep that a lift was said, and when; whether that is news.

    One from a clock that is ahead counts as of now: a stop that comes next must not seem older.
    """
    row = {
        "recipient_key": key,
        "channel": lift.channel,
        "purposes": " ".join(sorted(set(lift.purposes))),
        "at": min(lift.at or now, now),
        "source": source,
    }
    return keep_dated(connection, lifts, row, *_SAME) != "known"


def lift_stops(connection: Connection, key: str, lift: Lift) -> bool:
    """End what a lift names of the stops that were said before it; whether that was anything.

    A stop on any channel stays as long as one channel alone is asked for.
    """
    own = select(opt_outs).where(opt_outs.c.recipient_key == key).order_by(opt_outs.c.id)
    if lift.channel != "any":
        own = own.where(opt_outs.c.channel == lift.channel)
    if lift.at is not None:
        own = own.where(opt_outs.c.at < lift.at)
    changed = False
    for stop in connection.execute(own).all():
        left = left_of(stop.purposes.split(), lift.purposes)
        if left is not None:
            changed = True
            _narrow(connection, stop, left)
    return changed


def _narrow(connection: Connection, stop: Row[Any], left: Sequence[str]) -> None:
    connection.execute(delete(opt_outs).where(opt_outs.c.id == stop.id))
    if left:
        row = {name: value for name, value in stop._asdict().items() if name != "id"}
        keep_dated(connection, opt_outs, row | {"purposes": " ".join(left)}, *_SAME)


def standing_stops(connection: Connection, key: str, channel: str = "any") -> list[Row[Any]]:
    """The stops that hold on a channel, those on every channel among them; for `any` all."""
    own = select(opt_outs).where(opt_outs.c.recipient_key == key).order_by(opt_outs.c.id)
    if channel != "any":
        own = own.where(opt_outs.c.channel.in_((channel, "any")))
    return list(connection.execute(own).all())
