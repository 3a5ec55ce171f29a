"""Which words about a recipient are kept: closed lists only, so that none of them can be a name.

Where a consent came from is a word from a list, not a note that somebody wrote; a topic or an event
is one that the library knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from service.domain.days import zone_or_none
from service.domain.nearest import did_you_mean
from service.domain.signals import CLOCK_SKEW, SignalFault, which_type
from service.store.pseudonyms import own_id

#: Where a consent or a stop may come from. An installation adds its own in BEDSIDE_SOURCES.
SOURCES = (
    "portal",
    "web_form",
    "preference_centre",
    "email",
    "sms",
    "phone",
    "in_person",
    "paper",
    "registration",
    "import",
    "ehr",
    "crm",
    "carrier",
    "one_click",
    "own_words",
    "delivery",
    "sandbox",
)

#: The source of a no that came from a place that is not on the list: it holds all the same.
UNLISTED = "unlisted"

#: A recipient's id: on one line, without control characters, and no longer than this.
RECIPIENT_ID = r"^[^\x00-\x1f\x7f]+$"
LONGEST_ID = 200

_ID = re.compile(r"[^\x00-\x1f\x7f]+")
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")


def source_faults(source: str, allowed: Iterable[str]) -> Iterator[SignalFault]:
    """A source that is not on the list."""
    words = sorted({*SOURCES, *allowed})
    if source not in words:
        fix = did_you_mean(source, words) or f"one of {', '.join(words)}"
        yield SignalFault("S401", "/source", "this source is not on the list", fix)


def topic_faults(topic: str | None, topics: Iterable[str]) -> Iterator[SignalFault]:
    """A topic that the library does not have."""
    if topic is not None and topic not in (names := sorted(topics)):
        fix = did_you_mean(topic, names) or f"one of {', '.join(names)}"
        yield SignalFault("S402", "/topic", "the library has no such topic", fix)


def event_faults(type_: str, types: Iterable[str]) -> Iterator[SignalFault]:
    """An event that no signal or trigger of the library speaks of."""
    if type_ not in (names := sorted(types)):
        fix = which_type(type_, names)
        yield SignalFault("S403", "/type", "this type of event is not registered", fix)


def locale_faults(locale: str | None) -> Iterator[SignalFault]:
    """A locale that has not the form of one."""
    if locale is not None and not _LOCALE.fullmatch(locale):
        yield SignalFault("S404", "/locale", "this is not a locale", "write one such as en-US")


def zone_faults(zone: str | None) -> Iterator[SignalFault]:
    """A zone that nobody lives in."""
    if zone is not None and zone_or_none(zone) is None:
        fix = "write one such as America/Chicago"
        yield SignalFault("S405", "/zone", "this is not a time zone", fix)


def lies_ahead(at: datetime, now: datetime) -> bool:
    """Whether a time has not come yet, by more than a sender's clock may be ahead."""
    return at - now > CLOCK_SKEW


def moment_faults(at: datetime, now: datetime) -> Iterator[SignalFault]:
    """A time that has not come yet: what it dates would outlive every word said until then.

    It refuses a yes or an event. A no is kept all the same, as of when it was received.
    """
    if lies_ahead(at, now):
        fix = "send when it was said; check the sender's clock"
        yield SignalFault("S407", "/at", "this time has not come yet", fix)


def recipient_faults(recipient: str) -> Iterator[SignalFault]:
    """An id that no call could name: a stop under it would stop nobody."""
    id_ = own_id(recipient)
    if not _ID.fullmatch(id_) or len(id_) > LONGEST_ID:
        fix = f"send your own id for the person, on one line, at most {LONGEST_ID} characters"
        yield SignalFault("S406", "/recipient", "this is not an id", fix)
