"""The carriers' keywords other than STOP, where they are all that a text says: START and HELP.

They only tell the caller what was asked. START lifts nothing by itself, for YES may answer another
question; and a text is read for urgency before it is read for these. Courtesy beside a keyword says
nothing of its own.
"""

from __future__ import annotations

import re

from service.domain.standing import Standing
from service.domain.vocabulary import Channel

_START = frozenset(
    {
        *("start", "start again", "unstop", "yes", "resume", "resubscribe", "opt in", "optin"),
        *("start texting me again", "text me again", "start texting me", "sign me back up"),
        *("opt-in", "undo stop", "s\u00ed", "si", "comenzar", "empezar", "iniciar", "reanudar"),
    }
)
_HELP = frozenset({"help", "info", "information", "ayuda", "informaci\u00f3n", "informacion"})
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_CIVIL = r"(?:hi|hello|hey|hola|please|pls|plz|por favor|thanks|thank you|thx|ty|gracias)"
#: As many as anybody writes; of more, the rest is something else to say.
_COURTESY = re.compile(rf"^(?:{_CIVIL}\W+){{0,4}}+(?P<alone>.*?)(?:\W+{_CIVIL}){{0,4}}$", re.DOTALL)
#: Beside "help" it makes a call of it.
_PLEA = re.compile(r"\b(?:please|pls|plz|por favor)\b")
#: Characters of the longest keyword with its courtesy.
_LONGEST = 120


def asks_to_start(text: str, standing: Standing, channel: Channel) -> bool:
    """Whether somebody who stopped this channel asks to be written to again."""
    stopped = any(stop.channel in (channel, "any") for stop in standing.opt_outs)
    return stopped and _alone(text) in _START


def asks_for_help(text: str) -> bool:
    """Whether somebody asks who writes, and how to reach or to stop them.

    "Help please" is a plea, and none.
    """
    alone = _alone(text)
    return alone in _HELP and not (alone in ("help", "ayuda") and _PLEA.search(text.casefold()))


def _alone(text: str) -> str:
    """The text without the courtesy and the signs around it."""
    bare = _AROUND.sub("", text).casefold()
    found = _COURTESY.match(bare) if len(bare) <= _LONGEST else None
    return bare if found is None else found["alone"]
