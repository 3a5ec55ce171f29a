"""The shortest calls for help, however they are typed, in the one spelling that patterns know.

A person in need writes a number with blanks, in words or as a picture, and holds a key down. Only
the spelling changes here; whether it is a call is for the patterns in `urgency/` to say.
"""

from __future__ import annotations

import re

from guardrails.calm_numbers import without_calm_numbers
from guardrails.slips import put_right

#: Between the digits of a number as it is said. Not a slash: 9/11 is a day.
_GAP = r"(?:[\ufe0f\u20e3]{1,2}\s?|\s?[-\u2013\u2014._*,]\s?|\s)"
_POINT = r"(?:\s?[-._*]\s?|\s)"
_WORDS = {"9": "nine", "1": "one", "8": "eight", "2": "two"}
_OTHERWISE = {
    "911": "nine{gap}double{gap}one",
    "988": "nine{gap}double{gap}eight",
    "999": r"(?:triple{gap}(?:nine|9)|three\s(?:nines|9'?s))",
    "112": "double{gap}one{gap}two",
}
#: No piece of a longer number, of a date or of a list of values.
_BEFORE = r"(?<![\w$\u00a3\u20ac])(?<![0-9][-\u2013\u2014.,/ ])"
_DIGIT = "[0-9]|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)\\b"
_AFTER = rf"[\ufe0f\u20e3]{{0,2}}(?!\w)(?![-\u2013\u2014.,/ ](?:{_DIGIT}))"


def _written(number: str) -> re.Pattern[str]:
    digits = _GAP.join(f"(?:{digit}|{_WORDS[digit]})" for digit in number)
    otherwise = _OTHERWISE[number].format(gap=_GAP)
    return re.compile(f"{_BEFORE}(?:{digits}|{otherwise}){_AFTER}", re.IGNORECASE)


#: Words of a text in which even one mark cries.
_FEW = 8
_CRIES = re.compile(r"!\s?!")
_MARKS = re.compile(r"\s?!(?:\s?!)*")

_SPELLINGS = (
    *((_written(number), number) for number in _OTHERWISE),
    (re.compile(r":sos:|\U0001f198"), " sos "),
    (re.compile("(?:\U0001f691\ufe0f?\\s?)+"), " ambulance "),
    (re.compile(rf"(?i)(?<![\w.])s{_POINT}o{_POINT}s(?!\w)(?:\.(?!\.)|\.(?=\.\.\.))?"), "sos"),
    (re.compile(r"(?<=\bsos)\.\.(?!\.)"), "."),
    (re.compile(r"(?i)\bh+e{3,}l+p+\b"), "help me"),  # drawn out, it is no keyword any more
    (re.compile(r"(?i)\b(?:h+(?:e+l+|al+)p+|hlep|hepl|helo(?= me\b))\b"), "help"),
    (re.compile(r"(?i)\bamb(?:u|a|i)?l[aeiu]?nc?(?:e|es|ce|se)\b"), "ambulance"),
    (re.compile(r"(?i)\b(?:emerg[aei]n[cs]y|emergecy|emergeny|emrgency|emergncy)\b"), "emergency"),
)


def spelled(text: str) -> str:
    """The text with such calls as `911`, `988`, `sos` and `help`. Linear in its length."""
    text = put_right(text)
    for pattern, word in _SPELLINGS:
        text = pattern.sub(word, text)
    return without_calm_numbers(text)


def quieter(text: str) -> str:
    """The text without exclamation marks, where they cry: several, or in a few words.

    One behind a longer sentence is as often good cheer ("what a great nurse!"), and stays.
    """
    if "!" not in text or not (_CRIES.search(text) or len(text.split()) <= _FEW):
        return text
    return _MARKS.sub(". ", text).rstrip(". \n\t")
