"""How a text message is counted: the GSM 7-bit alphabet, its parts, and folding into it.

The tables are those of 3GPP TS 23.038 (section 6.2.1, default alphabet and extension table). A
part holds 160 units of GSM-7 or 70 UTF-16 units; where there are several, a header takes room and
153 or 67 are left. An extension character is an escape and a letter: two units, never parted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

#: One unit each, in the order of the standard. Its escape (0x1B) is no character of a text.
BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Two units each: an escape and a letter.
EXTENSION: Final = frozenset("\f^{}\\[~]|€")

Alphabet = Literal["gsm7", "ucs2"]
_UnitsOf = Callable[[str], int]

_GSM7_ONE, _GSM7_MORE = 160, 153
_UCS2_ONE, _UCS2_MORE = 70, 67

# Typography only. Letters stay as they are written: "José" is a name, and "Jose" another one.
_FOLDED: Final = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u2035\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022"), "-"),
    **dict.fromkeys(map(ord, "\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007"), " "),
    **dict.fromkeys(map(ord, "\u2008\u2009\u200a\u202f\u205f\u3000"), " "),
    0x2026: "...",
}


@dataclass(frozen=True, slots=True)
class SmsSize:
    """What a text costs: its alphabet, its units (septets or UTF-16 units) and its parts."""

    alphabet: Alphabet
    units: int
    parts: int


def fold(text: str) -> str:
    """Typographic quotes, dashes, spaces and dots as GSM-7 has them; no letter is changed."""
    if text.isascii() and "`" not in text and "\t" not in text:
        return text
    return text.translate(_FOLDED)


def measure(text: str) -> SmsSize:
    """Count a text exactly as a phone network does. An empty text is one empty part."""
    letters = set(text)
    extended = letters & EXTENSION
    if letters - extended <= BASIC:
        units = len(text) + (sum(map(text.count, extended)) if extended else 0)
        if units <= _GSM7_ONE:
            return SmsSize("gsm7", units, 1)
        if not extended:
            return SmsSize("gsm7", units, -(-units // _GSM7_MORE))
        return SmsSize("gsm7", units, len(_pack(text, _GSM7_MORE, _gsm7_units)))
    units = sum(map(_ucs2_units, text))
    if units <= _UCS2_ONE:
        return SmsSize("ucs2", units, 1)
    return SmsSize("ucs2", units, len(_pack(text, _UCS2_MORE, _ucs2_units)))


def split(text: str) -> tuple[str, ...]:
    """The parts as they are sent. Joined, they are the text again."""
    size = measure(text)
    if size.parts == 1:
        return (text,)
    if size.alphabet == "gsm7":
        return _pack(text, _GSM7_MORE, _gsm7_units)
    return _pack(text, _UCS2_MORE, _ucs2_units)


def room(parts: int, alphabet: Alphabet = "gsm7") -> int:
    """Units of an alphabet that so many parts hold."""
    if alphabet == "ucs2":
        return _UCS2_ONE if parts <= 1 else parts * _UCS2_MORE
    return _GSM7_ONE if parts <= 1 else parts * _GSM7_MORE


def outside(text: str) -> tuple[str, ...]:
    """The characters that make a text UCS-2, once each, in reading order."""
    return tuple(letter for letter in dict.fromkeys(text) if letter not in BASIC | EXTENSION)


def _gsm7_units(character: str) -> int:
    return 2 if character in EXTENSION else 1


def _ucs2_units(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _pack(text: str, most: int, units_of: _UnitsOf) -> tuple[str, ...]:
    parts, start, used = [], 0, 0
    for at, character in enumerate(text):
        units = units_of(character)
        if used + units > most:
            parts.append(text[start:at])
            start, used = at, 0
        used += units
    return (*parts, text[start:])
