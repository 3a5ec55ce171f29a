"""From when and until when a signal says something, by what its trigger counts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from service.domain.content import Trigger
from service.domain.days import instant
from service.domain.signals import Signal, TypedValue


@dataclass(frozen=True)
class Times:
    """The times that one trigger reads off one signal.

    Days without a time are those of `counting_zone`: the recipient's, or `place_zone`, the
    library's, while theirs is unknown.
    """

    trigger: Trigger
    signal: Signal
    values: dict[str, TypedValue]
    counting_zone: ZoneInfo
    place_zone: ZoneInfo

    @cached_property
    def valid_until(self) -> datetime:
        """When the signal stops saying anything: its lifetime, or what it speaks of."""
        bounds = (self.opens_at + self.trigger.within, self.useful_until, self.fresh_until)
        return min(bound for bound in bounds if bound is not None)

    @cached_property
    def useful_until(self) -> datetime | None:
        """When it is too late for what it prepares for, with the trigger's margin."""
        limit = self.values.get(self.trigger.before or "")
        margin = self.trigger.margin or timedelta(0)
        if isinstance(limit, datetime):
            return limit - margin
        if isinstance(limit, date):
            return instant(limit + timedelta(days=1), time.min, self.counting_zone) - margin
        return None

    @cached_property
    def near_from(self) -> datetime | None:
        """From when on what it speaks of is near, where the trigger says how near it must be."""
        ahead = self.values.get(self.trigger.before or "")
        if self.trigger.near is None:
            return None
        if isinstance(ahead, datetime):
            return ahead - self.trigger.near
        if isinstance(ahead, date):
            return instant(ahead, time.min, self.counting_zone) - self.trigger.near
        return None

    @cached_property
    def fresh_until(self) -> datetime | None:
        """Until when what it reports is news, where the trigger says how fresh it must be."""
        reported = self.values.get(self.trigger.after or "")
        if self.trigger.fresh is None:
            return None
        if isinstance(reported, datetime):
            return reported + self.trigger.fresh
        if isinstance(reported, date):
            day_after = reported + timedelta(days=1)
            return instant(day_after, time.min, self.counting_zone) + self.trigger.fresh
        return None

    @cached_property
    def happens_at(self) -> datetime | None:
        """The first moment at which what the signal reports can have happened."""
        reported = self.values.get(self.trigger.after or "")
        if isinstance(reported, datetime):
            return reported
        if isinstance(reported, date):
            # A day of the place or of the recipient, nobody knows which: it is enough that it has
            # begun for one of them.
            zones = (self.counting_zone, self.place_zone)
            return min(instant(reported, time.min, zone) for zone in zones)
        return None

    @cached_property
    def opens_at(self) -> datetime:
        """From when on it may be sent: the signal, or the day that the trigger waits for."""
        start = self.values.get(self.trigger.not_before or "")
        if isinstance(start, datetime):
            return start
        if isinstance(start, date):
            return instant(start, time.min, self.counting_zone)
        return self.signal.at
