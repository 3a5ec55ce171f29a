"""Keeping stops and lifting them: a later no renews one, a yes ends what it names and no more.

A stop is one row for each channel and set of purposes, dated by the last time that it was said, so
that a lift which was said before it, and comes late, finds it newer and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, Row, delete, select, update

from service.domain.vocabulary import Purpose
from service.store.rows import insert_one, renewing
from service.store.schema import opt_outs

EVERY_PURPOSE: tuple[Purpose, ...] = get_args(Purpose)

#: Keeps many stops as `keep_stop` keeps one.
KEEP_STOPS = renewing(opt_outs, "recipient_key", "channel", "purposes")


@dataclass(frozen=True, slots=True)
class Lift:
    """The wish to be written to again: on a channel or `any`, for some purposes or (none) all.

    `at` is when it was said; None is now, after every stop that stands.
    """

    channel: str
    purposes: tuple[Purpose, ...] = ()
    at: datetime | None = None


def keep_stop(connection: Connection, row: dict[str, Any]) -> bool:
    """Keep a stop; whether it was new. One that stands already is dated on, never back."""
    if insert_one(connection, opt_outs, row):
        return True
    own = [opt_outs.c[name] == row[name] for name in ("recipient_key", "channel", "purposes")]
    renewed = update(opt_outs).where(*own, opt_outs.c.at < row["at"])
    connection.execute(renewed.values(at=row["at"], source=row["source"]))
    return False


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


def left_of(stopped: Sequence[str], lifted: Sequence[str]) -> tuple[str, ...] | None:
    """The purposes that stay stopped, none for an end of it all; None where nothing is lifted.

    A stop that names no purpose stops every one.
    """
    before = set(stopped or EVERY_PURPOSE)
    after = before - set(lifted or EVERY_PURPOSE)
    return None if after == before else tuple(sorted(after))


def _narrow(connection: Connection, stop: Row[Any], left: Sequence[str]) -> None:
    connection.execute(delete(opt_outs).where(opt_outs.c.id == stop.id))
    if left:
        row = {name: value for name, value in stop._asdict().items() if name != "id"}
        keep_stop(connection, row | {"purposes": " ".join(left)})


def standing_stops(connection: Connection, key: str, channel: str = "any") -> list[Row[Any]]:
    """The stops that hold on a channel, those on every channel among them; for `any` all."""
    own = select(opt_outs).where(opt_outs.c.recipient_key == key).order_by(opt_outs.c.id)
    if channel != "any":
        own = own.where(opt_outs.c.channel.in_((channel, "any")))
    return list(connection.execute(own).all())
