"""When a call that failed is made again, and when an endpoint is given up."""

from __future__ import annotations

from datetime import timedelta

#: Pauses after the first attempt, the second, and so on: ten attempts over a little more than three
#: days, as Standard Webhooks 1.0 suggests.
PAUSES: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(PAUSES) + 1

#: Each pause is drawn from this much around it, so that calls that failed together come apart.
JITTER = 0.2

#: Nothing is given up sooner than ten attempts at their own pauses would be over, for a yes to
#: others may have brought them forward.
_AT_LEAST = sum(PAUSES, timedelta()) * (1 - JITTER)

#: A receiver that fails for so long, with no call that succeeds in between, is called no more.
GIVE_UP = timedelta(days=5)

#: What a receiver may ask for with `Retry-After`, at most.
LONGEST_WISH = timedelta(hours=1)

#: How long a receiver that is overloaded, and does not say for how long, is left alone.
_BREATHER = timedelta(seconds=30)

#: Between two calls to a receiver that has failed for ten minutes or more.
_LONGEST_REST = timedelta(seconds=60)

_OVERLOADED = frozenset({429, 502, 503, 504})
GONE = 410


def pause_after(attempts: int, tried: timedelta, chance: float) -> timedelta | None:
    """How long to wait after so many attempts within this time; None when that was the last.
    `chance` is 0 to 1.
    """
    if attempts >= MOST_ATTEMPTS and tried >= _AT_LEAST:
        return None
    return PAUSES[min(attempts, len(PAUSES)) - 1] * (1 + JITTER * (2 * chance - 1))


def breather(status: int | None, retry_after: timedelta | None) -> timedelta:
    """How long a receiver that says so wants no call at all."""
    if status not in _OVERLOADED:
        return timedelta(0)
    return min(retry_after, LONGEST_WISH) if retry_after is not None else _BREATHER


def rest_after(failing: timedelta) -> timedelta:
    """How long a receiver that has failed for a while is left alone: the longer, the more rarely.

    Without it everything that waits would be tried again and again while nobody is there.
    """
    return min(failing / 10, _LONGEST_REST)


def attempts_forgiven(failing: timedelta) -> int:
    """How many attempts a delivery may have had to be due at once when a receiver that failed for
    so long says yes again: a second of failing for each minute of the delivery's pause.

    One event that alone is refused, between others that are taken, thus keeps its own pauses.
    """
    return sum(pause <= 60 * failing for pause in PAUSES)
