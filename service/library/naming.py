"""Names that an item's file or folder can have, and what a misnamed one probably means."""

from __future__ import annotations

import re

from service.domain.channels import TRAITS, named
from service.domain.vocabulary import CHANNELS, Channel

#: A pattern for the name of any channel.
CHANNEL = "|".join(CHANNELS)
#: A pattern for the ending of any file of words, without the dot; see `channel_of`.
ENDING = "|".join(sorted({traits.ending for traits in TRAITS.values()}))

_WORD = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
#: `visit-booked`, `heart/walking`, `visit.booked`.
_NAME = re.compile(rf"{_WORD}(?:[/.]{_WORD})*")
_NO_PART = re.compile(r"[^a-z0-9_/.-]+")


def can_be_a_name(place: str) -> bool:
    """Whether an item can have the name that its place gives it."""
    return _NAME.fullmatch(place) is not None


def renamed(place: str) -> str:
    """What would be right for a place whose name does not fit."""
    near = _NO_PART.sub("-", place.lower())
    told = f", such as `{near}`" if can_be_a_name(near) else ""
    return f"rename it: use lower-case words joined by `-` or `_`{told}"


def words_name(channel: Channel, *middle: str) -> str:
    """The name of a file of words: `email.md`, `sms.txt`, `email.simple.md`."""
    return ".".join(filter(None, (channel, *middle, TRAITS[channel].ending)))


def channel_of(name: str, ending: str) -> Channel | None:
    """The channel of a file of words; None where there is none, or its words end otherwise."""
    channel = named(name)
    return channel if channel is not None and TRAITS[channel].ending == ending else None
