"""Whether an installation can answer now: its store, its guard and its release, each one tried.

A guard fails closed and never raises, so that it answers says nothing: harmless words must pass.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime

from guardrails import Context
from service.calling import Readiness, StoreUnavailable
from service.deciding.composing import GuardLike
from service.library.release import Release
from service.store.store import Store

#: What a person might write who needs no help. No urgency is kept, so the same will do each time.
CALM_WORDS = "Thank you, see you on Monday."
#: Counts the trials, so that each has words of its own. A guard and its encoder keep what they
#: read, and what was passed while they were well would hide that they fail now. They keep thousands
#: of texts; there are a quarter of a million of these. Numbers would not do: to the encoder, 17 is
#: as good as 23.
_TRIALS = itertools.count()
_COLOURS = ("beige", "black", "brown", "green", "grey", "purple", "white", "yellow")
_THINGS = ("bench", "carpet", "chair", "clock", "door", "lamp", "shelf", "table")


def readiness(store: Store, guard: GuardLike, release: Release, now: datetime) -> Readiness:
    """What of an installation cannot answer, if anything."""
    faults = {
        "store": _fault_of_store(store),
        "guard": fault_of_guard(guard),
        "release": fault_of_release(release, release.settings.day(now)),
    }
    told = tuple(f"{part}: {fault}" for part, fault in faults.items() if fault)
    return Readiness(not told, release.hash, guard.version, told)


def _fault_of_store(store: Store) -> str:
    try:
        store.check()
    except StoreUnavailable as error:
        return error.what
    return ""


def fault_of_guard(guard: GuardLike) -> str:
    """Why the guard cannot be relied on now, or nothing: harmless words must pass."""
    try:
        verdict = guard.check(harmless_words(next(_TRIALS)), Context())
        stopped = sorted({finding.rule for finding in verdict.stopping})
        urgent = guard.read_urgency(CALM_WORDS).urgent
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing may go out
        return type(error).__name__
    if verdict.passed is not True or stopped:
        return f"it refuses harmless words ({', '.join(stopped) or 'no rule'})"
    if urgent is not False:
        return "it takes harmless words for a call for help"
    return ""


def fault_of_release(release: Release, today: date) -> str:
    """Why a release can send nothing on a day, or nothing."""
    last = max(stamp.until for stamp in release.stamps.values())
    return "every approval in it has ended" if today > last else ""


def harmless_words(trial: int) -> str:
    """Words that no rule may stop, others at each trial."""
    things: list[str] = []
    for names in (_COLOURS, _THINGS) * 3:
        trial, place = divmod(trial, len(names))
        things.append(names[place])
    return "The {} {} stands between the {} {} and the {} {}.".format(*things)
