"""A text that is a cry and nothing else, without the words and pictures that only press.

"omg 911!! 😭 hurry" and "hey, someone help please" say no more than "911" and "help me", in
whatever order. One word that is not listed here is something else to say, and the text stays as it
is. Whether the cry that is left is a call is for the patterns in `urgency/` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Words of the longest text that is still nothing but a cry, and its characters.
_MOST, _LONGEST = 16, 200
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
#: Faces and signs of distress, and hands that plead; any other picture is cheer, or says what for.
_DISTRESS = re.compile(
    "[\U0001f622\U0001f625\U0001f628-\U0001f62b\U0001f62d\U0001f630\U0001f631\U0001f616\U0001f623"
    "\U0001f635\U0001f64f\U0001f6a8\U0001f912\U0001f915\U0001f97a\U0001fa78\u203c\u2757]"
    "|:'?-?\\("
)
#: Signs that are neither words nor pictures, and what hides in and around pictures.
_SIGNS = re.compile(
    "[\\s.,!?\u2026:;'\"()~*_\u2013\u2014\u00a1\u00bf-]|[\ufe0f\u200d]|[\U0001f3fb-\U0001f3ff]"
)
#: Not of a longer number, a time, a date or a sum.
_FREE, _ENDS = r"(?<![\w$])(?<!\d[/:,.-])", r"(?!\w|[/:,.-]\d)"
_PHRASES = (
    (re.compile(r"\b(?:right|straight) (?:now|away)\b|\bhurry up\b"), "now"),
    (re.compile(r"\b(?:oh )?(?:my|dear) god\b|\b(?:oh )?(?:dios mio|por dios)\b"), "omg"),
    (re.compile(r"\bfor (?:god|heaven|christ|pete)'?s'? sakes?\b|\bpor favor\b"), "please"),
    (re.compile(r"\bi'?m (?:so |really |very )?scared\b|\bi'?m begging(?: you)?\b"), "omg"),
    (re.compile(r"\b(?:thank you|muchas gracias)\b"), "thanks"),
    (re.compile(r"\bi (?:just )?said\b"), "oh"),
    (re.compile(r"(?<=!)1+(?!\w)"), ""),  # a finger left the shift key
    # One that stayed on its key, or struck one twice: "9111", "9 1 1 1", "9911", "911911".
    (re.compile(rf"{_FREE}(?:9{{1,2}}1{{3,6}}|9{{2}}[ .-]?1{{2,6}}){_ENDS}"), "911"),
    (re.compile(rf"{_FREE}(?:9(?:[ .-]1){{3,6}}|911(?:[ .-]?911){{1,4}}){_ENDS}"), "911"),
    (re.compile(rf"{_FREE}(?:9{{1,2}}8{{3,6}}|988(?:[ .-]?988){{1,4}}){_ENDS}"), "988"),
)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


#: Press whoever reads, and cannot wait.
_HASTE = _words(
    "now asap rn hurry quick quickly fast urgent urgently immediately omg omfg god lord jesus",
    "christ someone somebody anyone anybody scared ahora urgente urgentemente rapido pronto dios",
    "alguien",
)
#: Press whoever reads, too, but also stand in a letter.
_PLEAS = _words("please pls plz plss plzz pleas porfavor porfa ya")
_THANKS = _words("thanks thx ty gracias")
#: Change nothing, and press nobody.
_CIVIL = _words("hi hey hello hola yes yeah yep oh sorry just ay") | _THANKS
#: Hold a cry together: "i need 911", "it's an emergency", "send the ambulance".
_FRAME = _words("i we need want send call dial get me us to", "necesito necesitamos llamen llame")
_NAMING = _words("an a the its it's it this is theres there's una un la al el es")
_NUMBERS = _words("911 999 112 988")
#: The shortest form of each cry that is one alone.
_ALONE = {
    **{word: word for word in ("911", "999", "112", "sos", "emergency", "auxilio", "emergencia")},
    "mayday": "sos",
    "ambulance": "ambulance now",
    "fire": "my house is on fire",
    "ambulancia": "necesito una ambulancia",
    "socorro": "auxilio",
    **dict.fromkeys(("ayudame", "ayudenme", "ayudeme", "ayudennos"), "auxilio"),
}
_HELP = _words("help ayuda")
#: Beside "come": who says "now" may ask whether to.
_FLEET = _words("quick quickly fast hurry")
#: Cries of nothing, where somebody is pressed.
_URGING = _words("hurry urgent urgente")


def cry_alone(text: str) -> str:
    """The cry that a text is, in its shortest form; the very text where it says anything else."""
    told = text.casefold()
    if len(told) > _LONGEST:
        return text
    for phrase, word in _PHRASES:
        told = phrase.sub(word, told)
    words = _WORD.findall(told)
    signs = _WORD.sub("", told)
    pictured = _DISTRESS.search(signs) is not None
    if not 0 < len(words) <= _MOST or _SIGNS.sub("", _DISTRESS.sub("", signs)):
        return text
    if words[0] == "is":  # asks whether
        return text
    return _shortest(words, pictured=pictured) or text


def _shortest(words: Sequence[str], *, pictured: bool) -> str:
    """The shortest form of a cry of some words, or "" where they are none, or say more."""
    named = [word for word in words if word not in _HASTE | _PLEAS | _CIVIL]
    cries = [word for word in named if word not in _FRAME | _NAMING]
    hasty = pictured or not _HASTE.isdisjoint(words)
    if not cries:
        urged = not _URGING.isdisjoint(words) and not named
        return "hurry" if urged else ""
    if not set(cries) <= _ALONE.keys() | _HELP | _NUMBERS | {"come"}:
        return ""
    if "come" in cries:
        return "come quick" if not _FLEET.isdisjoint(words) and named == ["come"] else ""
    if set(cries) <= _NUMBERS and _is_told(words, named, cries):
        return ""
    if "988" in cries:
        return "988"
    alone = [_ALONE[word] for word in cries if word in _ALONE]
    if alone:
        return alone[0]
    if named[0] in _FRAME and named[0] != "send":  # "i need help please" is often of a form
        return "help me" if hasty else ""
    pleads = hasty or len(cries) > 1 or len(named) > 1 or not _PLEAS.isdisjoint(words)
    return "help me" if pleads else ""


def _is_told(words: Sequence[str], named: Sequence[str], cries: Sequence[str]) -> bool:
    """Whether a number may be an answer, or be thanked for: "it's 112", "988, thanks"."""
    if "911" in cries:
        return False
    return not _NAMING.isdisjoint(named) or not (_THANKS | {"yes", "yeah"}).isdisjoint(words)
