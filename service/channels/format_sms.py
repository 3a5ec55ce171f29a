"""A message as a text: modules joined by one space and counted in parts.

`render` has folded each module to GSM-7 already, so every module stands in the text as it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from service.channels.frame import Frame, PlacedModule, readables
from service.channels.gsm7 import measure
from service.domain.message import Message, MessageTooLong, Readable

#: Parts that phones and networks put together again without fail (918 GSM-7 units).
MOST_PARTS: Final = 6
#: Characters that a lock screen surely shows: two lines of a phone held upright.
FIRST_LINE: Final = 60

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"]+")


def format_sms(modules: Sequence[PlacedModule], frame: Frame) -> Message:
    """Place rendered modules in one text.

    It may have as many parts as its most generous module allows, one by default and never more
    than six. Raises `MessageTooLong` beyond.
    """
    text = " ".join(module.rendered.text for module in modules)
    size = measure(text)
    most = min(MOST_PARTS, max((module.rendered.sms_parts for module in modules), default=1))
    if size.parts > most:
        raise MessageTooLong(f"parts of a text ({size.alphabet})", size.parts, most)
    found = [Readable("body", text), Readable("first_line", first_line(text))]
    if "http" in text or "www." in text:
        addresses = (match[0].rstrip(".,;:!?)") for match in _ADDRESS.finditer(text))
        found += readables("link_url", addresses)
    found.append(Readable("message", text))
    return Message(
        channel="sms",
        locale=frame.locale,
        readables=tuple(found),
        visible_text=text,
        size=len(text),
        segments=size.parts,
        sms=text,
    )


def first_line(text: str) -> str:
    """What a lock screen shows: the first line, or 60 characters to the end of their last word.

    The word at the edge is taken whole, so that half a word cannot hide what it is.
    """
    line = text.split("\n", 1)[0]
    if len(line) <= FIRST_LINE:
        return line
    end = line.find(" ", FIRST_LINE - 1)
    return line if end < 0 else line[:end]
