"""What holds of a channel besides its form: its names, how its words are written, whom it disturbs.

Every channel answers every question here, once; whoever needs an answer asks `TRAITS`. The forms
themselves are in `service/channels`. `docs/how-to/add-a-channel.md` leads through the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from service.domain.vocabulary import CHANNELS, Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """One channel's answers.

    title: what pages for editors call it. spoken_of: what recipients call it, behind "by".
    written: how an editor writes its words; it decides how they are read and their files' ending.
    opens_with: header fields that a rendition must have to stand first in a message.
    writes: somebody is written to; otherwise they come to look, and a weekly limit leaves it out.
    wakes: it rings or buzzes, so no trigger may use it in quiet hours.
    by_phone: US rules count texts and calls as one thing, so a stop of one stops all of these.
    signed_in: its readers have signed in, and no bystander sees the message.
    """

    title: str
    spoken_of: str
    written: Literal["markdown", "text"]
    opens_with: tuple[str, ...]
    writes: bool
    wakes: bool
    by_phone: bool
    signed_in: bool

    @property
    def ending(self) -> str:
        """The ending of a file of its words, without the dot."""
        return {"markdown": "md", "text": "txt"}[self.written]


TRAITS: Final[Mapping[Channel, Traits]] = {
    "email": Traits(
        title="E-mail",
        spoken_of="email",
        written="markdown",
        opens_with=("subject", "preheader"),
        writes=True,
        wakes=False,
        by_phone=False,
        signed_in=False,
    ),
    "sms": Traits(
        title="Text message",
        spoken_of="a text message",
        written="text",
        opens_with=(),
        writes=True,
        wakes=True,
        by_phone=True,
        signed_in=False,
    ),
    "portal": Traits(
        title="Portal card",
        spoken_of="the patient portal",
        written="markdown",
        opens_with=("title",),
        writes=True,
        wakes=False,
        by_phone=False,
        signed_in=True,
    ),
    "web": Traits(
        title="Web block",
        spoken_of="our website",
        written="markdown",
        opens_with=("title",),
        writes=False,
        wakes=False,
        by_phone=False,
        signed_in=False,
    ),
    "call": Traits(
        title="Call script",
        spoken_of="a phone call",
        written="markdown",
        opens_with=("title",),
        writes=True,
        wakes=True,
        by_phone=True,
        signed_in=False,
    ),
}

#: What pages for editors call each channel.
TITLES: Final[Mapping[Channel, str]] = {channel: TRAITS[channel].title for channel in CHANNELS}

#: Channels that ring or buzz.
WAKING: Final = frozenset(channel for channel in CHANNELS if TRAITS[channel].wakes)

#: Channels in which somebody is written to.
WRITTEN: Final = tuple(channel for channel in CHANNELS if TRAITS[channel].writes)

#: Channels that reach a phone by its number.
_BY_PHONE: Final = tuple(channel for channel in CHANNELS if TRAITS[channel].by_phone)


def stopped_with(channel: Channel) -> tuple[Channel, ...]:
    """The channels that one stop closes: US rules count texts and calls as one thing."""
    return _BY_PHONE if channel in _BY_PHONE else (channel,)


def named(name: str) -> Channel | None:
    """The channel of this name; None where there is none."""
    return next((channel for channel in CHANNELS if channel == name), None)
