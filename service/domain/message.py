"""A finished message in one channel's form, and the list of everything in it that can be read.

`service/channels` builds these values; the pipeline shows every `Readable` to the guard before a
message may leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from guardrails.verdict import Format, Part
from service.domain.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class Readable:
    """One text of a message that somebody can see, and where they see it."""

    part: Part
    text: str
    format: Format = "text"


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel tool sends or shows. Only the fields of its channel are set.

    html, text, subject, preheader, sender, headers: e-mail. sms: the text; `segments` its parts.
    portal, script: JSON-ready mappings. web: an HTML fragment.
    `size` is bytes for e-mail HTML and the web block, characters elsewhere.
    `warnings` are (code, sentence) pairs that stop nothing.
    """

    channel: Channel
    locale: str
    readables: tuple[Readable, ...]
    visible_text: str
    size: int
    segments: int = 1
    sender: str | None = None
    subject: str | None = None
    preheader: str | None = None
    html: str | None = None
    text: str | None = None
    sms: str | None = None
    portal: Mapping[str, Any] | None = None
    web: str | None = None
    script: Mapping[str, Any] | None = None
    headers: tuple[tuple[str, str], ...] = ()
    warnings: tuple[tuple[str, str], ...] = field(default=())


#: What a message says about itself. Every other field is something to send or show.
_ABOUT: Final = frozenset(
    ("channel", "locale", "readables", "visible_text", "size", "segments", "headers", "warnings")
)

#: The fields of a message that a caller sends or shows, in the order of the answer.
PARTS: Final = tuple(one.name for one in fields(Message) if one.name not in _ABOUT)


def parts(message: Message | None) -> dict[str, Any]:
    """The parts of a message that its channel has, ready for JSON."""
    if message is None:
        return {}
    return {
        name: dict(value) if isinstance(value, Mapping) else value
        for name in PARTS
        if (value := getattr(message, name)) is not None
    }


class MessageTooLong(Exception):
    """A finished message is over a hard limit of its channel; it never goes out."""

    def __init__(self, limit: str, size: int, maximum: int) -> None:
        super().__init__(f"{limit}: {size}, at most {maximum}")
        self.limit, self.size, self.maximum = limit, size, maximum
