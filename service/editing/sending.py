"""What a change stops from going out: errors of messages, as `bedside check` would name them.

Of a trigger every call is tried. What other items reach may be thousands of calls; of those the
most telling are, as many as `service/editing/reaching.py` shows.
"""

from __future__ import annotations

from datetime import date

from service.checking import is_sound, unsendable
from service.composing import GuardLike
from service.editing.calls import offered
from service.editing.reaching import MOST, reach
from service.errors import BedsideError, Problem
from service.library.library import Library
from service.library.places import Place
from service.library.release import build


def stopped(
    before: Library, after: Library, place: Place, on: date, guard: GuardLike
) -> tuple[Problem, ...]:
    """Errors of messages that a change adds; none where no message can be made of the library."""
    if place.in_prompts:
        return ()
    try:
        old, new = (build(lib, on, assume_approved=True).release for lib in (before, after))
    except BedsideError:
        return ()  # the files are at fault: whoever looks at them says so
    most = None if place.sort == "trigger" else MOST
    found = reach(old, new, (before, after), place, guard, most)
    fails = [
        (change.sample, change.after)
        for change in found.changed
        if not is_sound(change.after)
        and offered(new, change.sample)  # what an editor takes out is no message that is lost
        and (change.before is None or is_sound(change.before))
    ]
    return tuple(unsendable(after, fails))
