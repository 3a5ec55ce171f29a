"""The days that a report is about, the days before them to compare with, and their parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

#: Days that one part of a period may have when it is shown over time: a day, a week, four weeks.
STEPS = (1, 7, 28)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in UTC, the first and the last included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends on the day it begins or later")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def has_before(self) -> bool:
        """Whether the calendar has as many days before it."""
        return self.days <= (self.first - date.min).days

    @property
    def before(self) -> Period:
        """As many days right before it."""
        length = timedelta(days=self.days)
        return Period(self.first - length, self.last - length)

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC)

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def day_of(self, at: datetime) -> int:
        """On which of its days an instant lies, the first being 0."""
        return (at.astimezone(UTC).date() - self.first).days

    def parts(self, step: int) -> tuple[tuple[date, range], ...]:
        """Its parts of so many days: the first day of each, and its days by number."""
        return tuple(
            (self.first + timedelta(days=n), range(n, min(n + step, self.days)))
            for n in range(0, self.days, step)
        )

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" if self.days > 1 else str(self.first)
