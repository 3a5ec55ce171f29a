"""Slips of thumb, ear and dictation in the gravest words, put right before anything is read.

"Chess pain", "hart attack" and "cant brethe" are what phones and frightened people write. Only a
spelling that means nothing else in a text to a clinic stands here; whether what it says is a call
is for the patterns in `urgency/` to say.
"""

from __future__ import annotations

import re

_RIGHT = (
    (r"(?:chess|cheast|chesst|chset|chezt|chst|chets|chist) (?:pains?|pane|pian)", "chest pain"),
    (r"chest (?:panes?|pian|payne?|paine|pains)", "chest pain"),
    (r"(?:chess|cheast|chesst|chset|chezt|chst|chest) (?:hurst|hurs|hertz?|hruts)",
     "chest hurts"),
    (r"(?:hart|haert|heart|hrt) (?:attak|atack|attck|atak|attach|attac|attact)s?",
     "heart attack"),
    (r"hart attacks?", "heart attack"),
    (r"(?:having|have|had|has) a strok", "having a stroke"),
    (r"strok(?= (?:symptoms?|signs?|now|help))", "stroke"),
    (r"breethe?|brethe|brathe|breahte|braethe", "breathe"),
    (r"bree?thing|breating|brathing|breahting|braething", "breathing"),
    (r"al+erg(?:ic|ick|ik) (?:reaction|rection|reacton|reation)", "allergic reaction"),
    (r"ana(?:f|ph)[iy]l+a(?:xis|xes|x|ctic)", "anaphylaxis"),
    (r"(?:pased|passd|passt|pasted) out(?! the)", "passed out"),
    (r"fa(?:inded|intd)", "fainted"),
    (r"su(?:iside|isid|icid|icied|izide|cide)", "suicide"),
    # In capitals it names a finding: "I have HLP" is of blood fats.
    (r"(?-i:[Hh]lp)|hlp(?= (?:me|us)\b)", "help"),
    (r"siezures?|seisures?|seizuers?|seazures?|ceizures?", "seizure"),
    (r"unconcious|unconsious|unconcsious|unconcience|unconsciuos", "unconscious"),
    (r"bleding|bleading|bleedin", "bleeding"),
)  # fmt: skip
_SLIPS = tuple(
    (re.compile(rf"(?i)(?<![\w'-])(?:{wrong})(?![\w'-])"), right) for wrong, right in _RIGHT
)


def put_right(text: str) -> str:
    """The text with the gravest words as they are meant. Linear in its length."""
    for wrong, right in _SLIPS:
        text = wrong.sub(right, text)
    return text
