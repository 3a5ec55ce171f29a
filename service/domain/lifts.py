"""Stops and lifts, in the order in which they were said: what of a stop a later lift took back.

They may come in any order, and more than once. Of two words at one moment the stop holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from service.domain.vocabulary import Purpose

EVERY_PURPOSE: tuple[Purpose, ...] = get_args(Purpose)
#: Words that were written longer ago than an hour come late, or again; than a month, by no clock.
_COMES_LATE, _NO_CLOCK = timedelta(hours=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lifted:
    """A lift as it was said: on a channel or `any`, for some purposes or (none) all, when."""

    channel: str
    purposes: tuple[str, ...]
    at: datetime


def left_of(stopped: Sequence[str], lifted: Sequence[str]) -> tuple[str, ...] | None:
    """The purposes that stay stopped, none for an end of it all; None where nothing is lifted.

    A stop that names no purpose stops every one.
    """
    before = set(stopped or EVERY_PURPOSE)
    after = before - set(lifted or EVERY_PURPOSE)
    return None if after == before else tuple(sorted(after))


def outlasting(
    channel: str, purposes: Sequence[str], at: datetime, lifts: Iterable[Lifted]
) -> tuple[str, ...] | None:
    """The purposes of a stop that no later lift took back; None where it took back all of it.

    A stop on any channel outlasts a lift on one.
    """
    left = tuple(purposes)
    for lift in lifts:
        if lift.at > at and lift.channel in (channel, "any"):
            after = left_of(left, lift.purposes)
            if after == ():
                return None
            left = left if after is None else after
    return left


def counts_from(written: datetime, came: datetime) -> datetime:
    """When a stop in words counts as said: as it came, so that a gateway's clock that runs behind
    or ahead loses none; words of more than an hour ago come late or again, and count as written. A
    time more than a month back is a mistake (a zero, seconds for milliseconds) and counts as none.
    """
    return written if _COMES_LATE < came - written < _NO_CLOCK else came
