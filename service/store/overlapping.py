"""Which earlier secret goes on working beside a new one; of two that work, none ends unsaid.

A key or a webhook has room for one secret besides its newest. Whoever gives a third while two work
ends one of them: the one that callers use, if what was printed last got lost, or else the older.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, TypeVar

S = TypeVar("S")

#: Which of two secrets that work ends.
Ends = Literal["older", "last"]


class TwoWork(ValueError):
    """Nobody said which of two secrets that work may end; the message says how to."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"two secrets of it work, the older one until {until:%Y-%m-%d %H:%M} UTC, and a new "
            "one ends one of them: say `--end last` if what was printed last was lost, or else "
            "`--end older`"
        )


def goes_on(
    last: S, older: S | None, until: datetime | None, overlap: timedelta, ends: Ends | None
) -> S | None:
    """The secret that works beside a new one; None without an overlap. `older` works until `until`
    now, or is None. Raises `TwoWork`.
    """
    if not overlap:
        return None
    if older is None or until is None:
        return last
    if ends is None:
        raise TwoWork(until)
    return older if ends == "last" else last
