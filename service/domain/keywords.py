"""The carriers' keywords other than STOP, where they are all that a text says: START and HELP.

They only tell the caller what was asked. START lifts nothing by itself, for YES may answer another
question; and a text is read for urgency before it is read for these.
"""

from __future__ import annotations

import re

from service.domain.standing import Standing
from service.domain.vocabulary import Channel

_START = frozenset({"start", "unstop", "yes"})
_HELP = frozenset({"help", "info", "ayuda"})
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def asks_to_start(text: str, standing: Standing, channel: Channel) -> bool:
    """Whether somebody who stopped this channel asks to be written to again."""
    stopped = any(stop.channel in (channel, "any") for stop in standing.opt_outs)
    return stopped and _bare(text) in _START


def asks_for_help(text: str) -> bool:
    """Whether somebody asks who writes, and how to reach or to stop them."""
    return _bare(text) in _HELP


def _bare(text: str) -> str:
    return _AROUND.sub("", text).casefold()
