"""What a change stops from going out: errors of messages, as `bedside check` would name them.

Of a trigger every call is tried. What other items reach may be thousands of calls; of those the
most telling are, as many as `service/editing/reaching.py` shows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from service.assemblies import refused_words
from service.checking import is_sound, unsendable
from service.deciding.composing import GuardLike
from service.editing.calls import offered
from service.editing.reaching import MOST, Reach, reach
from service.errors import BedsideError, Problem
from service.library.building import build
from service.library.library import Library
from service.library.places import Place
from service.library.release import Release


def stopped(
    before: Library, after: Library, place: Place, on: date, guard: GuardLike
) -> tuple[Problem, ...]:
    """Errors of messages that a change adds.

    Where no message could be made before it, all that fail after it count: nobody knows which
    failed before. Where none can be made after it either, none is tried, and why is told as
    warnings: what was wrong already hinders nobody, and whoever saves is told.
    """
    if place.in_prompts:
        return ()
    (old, faults), (new, left) = (_made(library, on) for library in (before, after))
    if new is None:
        return tuple(replace(problem, level="warning") for problem in left) if faults else left
    old = _nothing(new) if old is None else old
    most = None if place.sort == "trigger" else MOST
    found = reach(old, new, (before, after), place, guard, most)
    return lost(found, new, after, guard)


def lost(found: Reach, new: Release, after: Library, guard: GuardLike) -> tuple[Problem, ...]:
    """Errors of messages that a change adds, of what it reaches and the release with it."""
    fails = [
        (change.sample, change.after)
        for change in found.changed
        if not is_sound(change.after)
        and offered(new, change.sample)  # what an editor takes out is no message that is lost
        and (change.before is None or is_sound(change.before))
    ]
    return tuple(unsendable(after, fails, lambda sample: refused_words(new, sample, guard)))


def unmade(library: Library, on: date) -> tuple[Problem, ...]:
    """Why no message can be made of a library; nothing where messages can."""
    return _made(library, on)[1]


def _made(library: Library, on: date) -> tuple[Release | None, tuple[Problem, ...]]:
    """What a library would serve if all of it were approved, or why it can serve nothing."""
    try:
        return build(library, on, assume_approved=True).release, ()
    except BedsideError as error:
        return None, error.problems


def _nothing(release: Release) -> Release:
    """What goes out of a library of which no message can be made: there is nothing to compare."""
    none = release.model_copy(update={"triggers": {}, "stamps": {}})
    none.__dict__.pop("hash", None)
    return none
