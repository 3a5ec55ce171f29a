"""Makes spelling tricks plain: look-alike letters, invisible characters, d1g1ts, s p a c i n g.

Two steps, because honest text has odd characters as well. `plain` only evens out typography and
keeps every position. `decoded` undoes what hides words; the guard reads that too, and blocks
for evasion only where it reveals something that the first reading did not.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Container

from guardrails.mapped import Builder, Mapped

#: Invisible or direction-changing characters; nothing a reader sees changes when they go.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f]"
)
_ODD = re.compile(r"[^\x00-\x7f\u2022\ufffd\u00a3\u20ac\u00b0\u00a9\u00ae\u2122\u2013\u2014\u2026]")
_OVERRIDE = re.compile("\u202e([^\u202c\n]{0,400})\u202c?")
_LOOKALIKES = dict(
    zip(
        "аАеЕоОрРсСуУхХіІјЈѕЅвВнНкКмМтТԁԛԝɡɑɩαΑβΒεΕιΙκΚνΝοΟρΡτΤυΥχΧηΗμΜζΖıℓℹ℮ſƖɪʟᴀʙᴄᴅᴇꜰɢʜᴊᴋᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢьЬ",  # noqa: RUF001 - look-alikes are the point
        "aAeEoOpPcCyYxXiIjJsSbBhHkKmMtTdqwgaiaAbBeEiIkKvNoOpPtTuYxXnHuMzZiliesIiLABCDEFGHJKMNOPRSTUVWYZbB",
        strict=True,
    )
)
_MARKUP = re.compile(
    r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|(?:shy|zwnj|zwj|nbsp));|(?<=\w)</?[a-zA-Z]{1,10}[^<>\n]{0,60}>(?=\w)|(?<=\w)<!--[^<>\n]{0,60}-->(?=\w)"
)
_LEET_TABLES = tuple(
    str.maketrans(digits, letters)
    for digits, letters in (
        ("013457@$!|+€£", "oieastasiitel"),
        ("013457@$!|+€£", "oleastaslitel"),
    )
)
_LEET = re.compile(
    r"(?<![\w@$])(?=[\w@$!|+€£]{0,30}[0-9@$!|+€£])(?=[\w@$!|+€£]{0,30}[A-Za-z])[\w@$!|+€£]{4,40}"
)
_SPACED = re.compile(r"(?<![\w'])(?:[A-Za-z][ ._*~\-]{1,2}){3,30}[A-Za-z](?!\w)")
#: Of letters in a row, words that are looked for behind "you", and letters that one has at most.
_WORDS_IN_A_ROW, _LONGEST_TERM = 6, 20
_SPLIT = re.compile(
    r"(?<![\w.@/])[A-Za-z]{1,20}(?:[-._*~|^/()\[\]]{1,2}[A-Za-z]{1,20}){1,12}(?![\w@/])"
)
_MASKED = re.compile(r"(?<!\w)[A-Za-z]{1,20}[*#_]{1,2}[A-Za-z]{1,20}(?!\w)")
#: Whether `_rejoined` can find anything. Each begins with its rarest character and looks back from
#: there: `re` skips to such a place in a tenth of the time that it takes to try every letter.
_SCREENS = (
    re.compile(
        r"[0-9@$!|+*_~^.\-#/()€£](?:(?<=[A-Za-z].)[0-9@$!|+*_~^.\-#/()€£]{0,2}[A-Za-z]"
        r"|(?<=[0-9@$!|])(?<!\w.)[A-Za-z]{3})"
    ),
    re.compile(r" [A-Za-z] (?<=(?<!\w)[A-Za-z] [A-Za-z] )[A-Za-z](?!\w)"),
)


def _typography() -> dict[int, str]:
    table = {ord(char): "'" for char in "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032"}
    table |= {ord(char): '"' for char in "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"}
    table |= {ord(char): "-" for char in "\u2010\u2011\u2212\u2043"}
    table |= {
        ord(char): " " for char in "\u00a0\u1680\u202f\u205f\u3000\x0b\x0c\x1c\x1d\x1e\x1f\x00"
    }
    table |= dict.fromkeys(range(0x2000, 0x200B), " ")
    table |= {0x2028: "\n", 0x2029: "\n", 0x85: "\n"}
    for code in range(0xC0, 0x180):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base
    return table


_TYPOGRAPHY = _typography()
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """Evened typography, same length: straight quotes, plain blanks, letters without accents.

    A mark of the byte order at the beginning of a line is what a file was joined from, no disguise.
    """
    if text.isascii():
        return text.translate(_CONTROLS) if _CONTROL.search(text) else text
    if "\ufeff" in text:
        text = _BYTE_ORDER.sub(" ", text)
    return _SURROGATE.sub("\ufffd", text.translate(_TYPOGRAPHY))


_BYTE_ORDER = re.compile("^\ufeff", re.MULTILINE)
_CONTROL = re.compile(r"[\x00\x0b\x0c\x1c-\x1f]")
_CONTROLS = dict.fromkeys((0, 11, 12, 28, 29, 30, 31), " ")


def odd_characters(text: str) -> list[int]:
    """Where plain text holds characters that could hide something."""
    if text.isascii():
        return []
    return [found.start() for found in _ODD.finditer(text)]


def decoded(text: str, knows: Callable[[str], str], ordinary: Container[str]) -> Mapped | None:
    """The text with tricks undone, or None if there are none.

    `knows` returns the word that some letters stand for, or nothing: digits become letters and
    pieces are joined only where a word comes out that the guard has a reason to know. `ordinary`
    holds the words of plain English: none is cut in two.
    """
    if "&" in text or "<" in text:
        bare = _unmarked(text)
        if bare is not None:
            inner = decoded(bare.text, knows, ordinary)
            return bare if inner is None else bare.then(inner)
    shown = _without_invisible(text) if not text.isascii() else None
    current = shown.text if shown else text
    hidden = any(screen.search(current) for screen in _SCREENS)
    joined = _rejoined(current, knows, ordinary) if hidden else None
    if joined is None:
        return shown
    return joined if shown is None else shown.then(joined)


def _unmarked(text: str) -> Mapped | None:
    """Plain text that carries character references or tags in the middle of a word."""
    if not _MARKUP.search(text):
        return None
    builder = Builder()
    at = 0
    for found in _MARKUP.finditer(text):
        builder.keep(text[at : found.start()], at)
        shown = html.unescape(found.group()) if found.group().startswith("&") else ""
        if shown and "&" not in shown:
            builder.put(shown, found.start(), found.end())
        at = found.end()
    builder.keep(text[at:], at)
    return builder.build()


def _without_invisible(text: str) -> Mapped | None:
    if not _ODD.search(text):
        return None
    builder = Builder()
    at = 0
    for found in _ODD.finditer(text):
        start = found.start()
        if start < at:
            continue
        builder.keep(text[at:start], at)
        override = _OVERRIDE.match(text, start)
        if override:
            builder.put(override.group(1)[::-1], start, override.end())
            at = override.end()
            continue
        builder.put(_folded(text[start]), start, start + 1)
        at = start + 1
    builder.keep(text[at:], at)
    return builder.build()


def _folded(char: str) -> str:
    if INVISIBLE.match(char) or unicodedata.combining(char):
        return ""
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    wide = unicodedata.normalize("NFKD", char)
    return "".join(c for c in wide if not unicodedata.combining(c)) or char


def _rejoined(text: str, knows: Callable[[str], str], ordinary: Container[str]) -> Mapped | None:
    changes: dict[int, tuple[int, str]] = {}
    for found in _SPACED.finditer(text):
        _spaced(changes, found, knows, ordinary)
    for found in _SPLIT.finditer(text):
        pieces = "".join(c for c in found.group() if c.isalpha()).lower()
        if knows(pieces) == pieces:  # joined as it stands; a hyphen is no misspelling
            _note(changes, found, pieces)
    for found in _MASKED.finditer(text):
        _note(changes, found, knows(re.sub(r"[*#_]+", "", found.group()).lower()))
    for found in _LEET.finditer(text):
        for table in _LEET_TABLES:
            word = found.group().lower().rstrip("!").translate(table)
            if word.isalpha() and knows(word):
                _note(changes, found, knows(word))
                break
    if not changes:
        return None
    builder = Builder()
    at = 0
    for start in sorted(changes):
        end, word = changes[start]
        if start < at:
            continue
        builder.keep(text[at:start], at)
        builder.put(word, start, end)
        at = end
    builder.keep(text[at:], at)
    return builder.build()


def _spaced(
    changes: dict[int, tuple[int, str]],
    found: re.Match[str],
    knows: Callable[[str], str],
    ordinary: Container[str],
) -> None:
    """A run of single letters: one word, or several with wider gaps between them."""
    run = found.group()
    whole = knows(_letters(run))
    if whole:
        _note(changes, found, whole)
        return
    pieces = [piece for piece in re.split(r"(\s{2,})", run) if piece]
    words = [piece if piece.isspace() else _letters(piece) for piece in pieces]
    if len(words) > 1 and any(len(word) > 3 and knows(word) for word in words):
        changes.setdefault(found.start(), (found.end(), "".join(words)))
        return
    _note(changes, found, _from_reader(_letters(run), knows, ordinary))


def _from_reader(letters: str, knows: Callable[[str], str], ordinary: Container[str]) -> str:
    """Letters in a row, cut into words from "you" or "your" on, if known words follow: all gaps of
    "y o u r l u p u s" are alike, and only words that the guard knows can be told apart. No
    ordinary word is cut: "your health" is not "your heal th"."""
    at = letters.find("you")
    if at < 0:
        return ""
    reader = "your" if letters.startswith("your", at) else "you"
    words, place = [letters[:at], reader], at + len(reader)
    for _ in range(_WORDS_IN_A_ROW):
        sizes = range(min(_LONGEST_TERM, len(letters) - place), 3, -1)
        known = (letters[place : place + size] for size in sizes)
        word = next((one for one in known if one in ordinary or knows(one) == one), "")
        if not word or knows(word) != word:
            break
        words.append(word)
        place += len(word)
    if place == at + len(reader):
        return ""
    return " ".join(filter(None, [*words, letters[place:]]))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha()).lower()


def _note(changes: dict[int, tuple[int, str]], found: re.Match[str], word: str) -> None:
    if word and word != found.group().lower():
        changes.setdefault(found.start(), (found.end(), word))
