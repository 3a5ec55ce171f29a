"""What of an inbound text is the person's own: replies quote what they answer, and so do tapbacks.

Quoted history is cut only where it says that it is one: lines with a quote sign under a line in
which a mail program says who wrote, but for those in a message of ours that speak of a person, who
has written between our lines. What is forwarded is handed on on purpose, and kept. All else under
such a line, where a person may have written too, is kept but for our own words in it. Where nothing
of their own is left, all that is not ours is: somebody may have written into the quote. A text that
quotes nothing stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from service.domain import stop_told as told

#: Words in a row that make a run ours, and nobody's chance. Shorter texts of ours count as a whole.
RUN = 8
_SHORTEST = 4
#: Words of somebody who speaks of themselves are never ours, even where we once wrote the like.
_OWN = frozenset({"i", "me", "my", "mine", "myself", "im", "yo", "mi", "mis"})
#: Our messages speak of nobody but the reader and ourselves: a line that does is no value.
_SPEAKS = _OWN | {"he", "she", "hes", "shes", "him", "her", "his", "they", "ella", "\u00e9l"}
_WORD = re.compile(r"[^\W_]+")
#: A number to call, or the end of how to.
_LINE = re.compile(r"(?i)\b(?:911|988|999|112|\d{3}[-. ]\d{4})\b|^\W*call\W*$")
#: An address, with or without the words of its link, and a picture.
_ADDRESS = re.compile(
    r"<[^<>\s:@/]*+[:@/][^<>\s]*+>|(?:https?|tel|mailto):[^\s<>()]+"
    r"|\[(?:image|cid):[^\[\]\n]*+\]|\(https?://[^\s()]*+\)"
)

# --- where a quote begins -----------------------------------------------------------------------

_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
#: One of the quoted message, not of what that quotes.
_FIRST_LEVEL = re.compile(r"^[ \t]*>(?![ \t]*>)(.*)$", re.MULTILINE)
#: A mail program names the year, the time or an address; "On Nov 3 my son wrote:" is a person's.
_WROTE = (
    r"(?:on|le|am|el|em|il|op) (?=[^\n]*(?:\n[^\n]*){0,2}?(?:\d{4}|\d[:.h]\d\d|[@<]))"
    r"[^\n]{3,200}?(?:\n[^\n]{1,200}?){0,2}?"
    r"(?:wrote|writes|escribi\u00f3|a \u00e9crit|schrieb[^\n:]{0,80}|escreveu|ha scritto)"
    r"[ \t\xa0]*:"
)
_FORWARDED = (
    r"-{2,}[ \t]*(?:forwarded message|mensaje reenviado)[ \t]*-{2,}|begin forwarded message:"
)
_RULE = (
    r"-{2,}[ \t]*(?:original message|mensaje original|message d'origine|mensagem original)"
    rf"[ \t]*-{{2,}}|{_FORWARDED}"
    r"|_{8,}(?=\s*\n[ \t*]*(?:from|de):)"
)
_HEADER = (
    r"[ \t*]*+(?:from|de|von|da)[ \t*]*+:[^\n]+\n(?:[^\n]+\n){0,2}?"
    r"[ \t*]*+(?:sent|date|enviado|fecha|envoy\u00e9|gesendet|inviato)[ \t*]*+:"
)
_BEGINS = re.compile(
    rf"^(?:[ \t]*+>)*+[ \t]*+(?:(?P<forwarded>{_FORWARDED})|{_WROTE}|{_RULE}|{_HEADER})",
    re.IGNORECASE | re.MULTILINE,
)
#: Lines of a letter's head.
_HEAD_LINE = re.compile(
    rf"^[ \t]*(?:{_WROTE}|{_RULE}|[*]?(?:from|sent|to|cc|bcc|date|subject|reply-to|de|para|asunto"
    rf"|fecha|enviado(?: el)?)[*]?[ \t]*:[^\n]*|_{{8,}}|-{{8,}})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
#: What a mail program signs with; nobody writes it.
_SIGNED = re.compile(
    r"^[ \t]*(?:(?:sent|get outlook|enviado|envoy\u00e9)"
    r"(?: (?:from|for|via|desde|de|do|mi|my|mon|meu))+"
    r" (?:iphone|ipad|ios|android|outlook|yahoo|gmail|samsung|galaxy|mail|mobile)\b[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
#: A phone's reaction to a message, with the message in it, as phones without reactions get it.
_TAPBACK = re.compile(
    r"\s*(?P<how>(?:(?:dis)?liked|loved|laughed at|emphasi[sz]ed|questioned"
    r"|reacted \S{1,12}(?: \S{1,12})? to|removed an? [\w -]{1,30} from"
    r"|(?:no )?(?:me|le) (?:gusta|gust\u00f3|encanta|encant\u00f3|divierte|divirti\u00f3|ri\u00f3)"
    r"|se ri\u00f3 de|enfatiz\u00f3|destac\u00f3|cuestion\u00f3|pregunt\u00f3 por"
    r"|reaccion\u00f3 con \S{1,12} a|(?:quit\u00f3|elimin\u00f3) [\w ]{1,40} (?:de|en)"
    r"|[^\w\s]{1,8} (?:to|a)))\s*[\u200a\u200b]*[\"\u201c\u201d\u00ab](?P<what>.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class OurWords:
    """The runs of words that stand in what we write, by how many words they have."""

    by_length: dict[int, frozenset[tuple[str, ...]]]

    def runs(self, words: list[str]) -> Iterator[tuple[int, int]]:
        """The runs of words, as (first, end), that stand in what we write."""
        for length, known in self.by_length.items():
            for first in range(len(words) - length + 1):
                if tuple(words[first : first + length]) in known:
                    yield first, first + length


def our_words(texts: Iterable[str]) -> OurWords:
    """What we write, from pieces of text without a value between their words."""
    by_length: dict[int, set[tuple[str, ...]]] = {}
    for text in texts:
        words = [word for word, _, _ in _words(text)]
        length = min(RUN, len(words))
        if length < _SHORTEST:
            continue
        for first in range(len(words) - length + 1):
            run = tuple(words[first : first + length])
            if _OWN.isdisjoint(run):
                by_length.setdefault(length, set()).add(run)
    return OurWords({length: frozenset(runs) for length, runs in by_length.items()})


#: Gives what we write; asked only where a text quotes something.
Ours = Callable[[], OurWords]


def own_words(text: str, ours: Ours) -> str:
    """The text without what it quotes; the very text where it quotes nothing."""
    tapback = _TAPBACK.fullmatch(text)
    if tapback is not None:
        # One to words of their own says them once more, and somebody may write behind it.
        return _without(tapback["what"], ours)
    begins = _BEGINS.search(text)
    if begins is None:
        # A quote sign alone may be "more than": ">3 days of chest pain".
        return _QUOTED_LINE.sub(lambda line: _without(line[0], ours), text)
    before, quoted = text[: begins.start()], text[begins.start() :]
    letters = _HEAD_LINE.sub("", quoted)
    after = letters if begins["forwarded"] else _QUOTED_LINE.sub("", letters)
    own = f"{before.rstrip()}\n{_without(after, ours).strip()}".strip()
    if not begins["forwarded"]:
        lines = _written_between(text[begins.end() :], ours)
        between = "\n".join(line for line in lines if _speaks(line))
        own = f"{own}\n{between}".strip()
    if _WORD.search(_SIGNED.sub("", own)):
        return own
    return f"{own}\n{_without(letters, ours)}".strip()


def between_ours(text: str, ours: Ours) -> str:
    """What else stands between our words in a quote: somebody's own ("dad collapsed"), or a value.

    It is nothing to take a keyword from, and may still be a call for help.
    """
    begins = _BEGINS.search(text)
    if begins is None or begins["forwarded"] or _TAPBACK.fullmatch(text):
        return ""
    lines = _written_between(text[begins.end() :], ours, behind=True)
    # What is left of a broken line of ours may be where to call.
    return "\n".join(line for line in lines if not _speaks(line) and not _LINE.search(line))


def _speaks(line: str) -> bool:
    return any(word in _SPEAKS for word, _, _ in _words(line))


def _written_between(quoted: str, ours: Ours, *, behind: bool = False) -> list[str]:
    """The quoted lines that are not ours, where the message that is answered is one of ours.

    In one that is not, they are of whoever wrote it, this person days ago perhaps. `behind`: also
    what stands behind our words in a line; what stands before them is a value, such as a day.
    """
    older = _BEGINS.search(quoted)
    lines = _FIRST_LEVEL.findall(quoted if older is None else quoted[: older.start()])
    if not lines:
        return []
    joined = "\n".join(lines)
    placed = list(_words(joined))
    is_ours = bytearray(len(joined))
    for first, end in ours().runs([word for word, _, _ in placed]):
        start, stop = placed[first][1], placed[end - 1][2]
        is_ours[start:stop] = b"\x01" * (stop - start)
    if not any(is_ours):
        return []
    kept, at = [], 0
    for line in lines:
        last = is_ours.rfind(b"\x01", at, at + len(line))
        left = line if last < 0 else line[last + 1 - at :] if behind else ""
        if next(_words(left), None) is not None:
            kept.append(left.strip(" \t.,;:"))
        at += len(line) + 1
    return kept


def _without(quoted: str, ours: Ours) -> str:
    """Quoted text without our words and without the way to stop."""
    placed = list(_words(quoted))
    cuts = sorted(ours().runs([word for word, _, _ in placed]))
    kept, at = [], 0
    for first, end in cuts:
        start, stop = placed[first][1], placed[end - 1][2]
        if start > at:
            kept.append(quoted[at:start])
        at = max(at, stop)
    kept.append(quoted[at:])
    left = told.QUOTED_WAY.sub("", _ADDRESS.sub(" ", "\n".join(kept) if cuts else quoted))
    return "\n".join(line.strip() for line in left.splitlines() if _WORD.search(line))


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word in one form, with its place; addresses of links are none."""
    hidden = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
    for found in _WORD.finditer(hidden):
        yield unicodedata.normalize("NFKC", found[0]).casefold(), found.start(), found.end()
