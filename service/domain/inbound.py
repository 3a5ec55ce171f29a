"""What a person's own inbound text asks of messages: to stop them; and what else it says.

`stop_words.py` holds the words; `stop_grammar.py`, `stop_told.py` and `stop_of_the_gone.py` join
them. A request takes its courtesy, anger and reason with it, so that "stop texting me you idiots"
leaves nothing to read for urgency, and "stop texting me, I want to die" leaves "I want to die".
What is not clearly about messages is always left.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from service.domain import stop_abroad
from service.domain import stop_grammar as grammar
from service.domain import stop_of_the_gone as gone
from service.domain import stop_told as told
from service.domain.stop_abroad import Abroad, asked_abroad

#: A short text is silence's where it begins with a stop word and nothing says what it means.
_SHORT = 4
_SPACED = re.compile(r"(?<![\w'])(?:[A-Za-z][ ._*~\-]{1,2}){3,12}[A-Za-z](?!\w)")
#: "stoop" is a word of its own.
_STRETCHED = re.compile(r"\bs+t+[o0](?:[o0]{2,})?p+\b", re.IGNORECASE)
_WRONG_NUMBER = re.compile(r"(?i)\bwrong\s?(?:#|(?:nbr|numbr|numer|nmber)\b\.?)")
#: What is no stop word beside others: "the front stoop", a stop sign among pictures.
_SLIP = re.compile(
    r"(?i)\W*(?P<before>(?:please|pls|plz)\W+)?(?:st(?:po|p|opp+|oop|ob|op\d)|s(?:otp|top[a-z])|tsop"
    r"|dtop|[\U0001f6d1\u26d4\U0001f6ab\ufe0f\s]*[\U0001f6d1\u26d4\U0001f6ab][\ufe0f\s]*)"
    r"(?P<behind>\W+(?:please|pls|plz|now|thanks))?\W*"
)
#: A stop sign before words is the word: "🛑 I want to die".
_SIGN_FIRST = re.compile("^\\s*(?:\U0001f6d1\ufe0f?\\s*)+(?=[^\\W\\d_])")
#: Letters of other alphabets that look like ours, inside a word of ours.
_LOOK_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0405\u041e\u0420\u0422\u03bf", "aeopcxSOPTo"
)
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0400-\u04ff\u03bf])\w{3,12}\b")
_MISSPELT = re.compile(
    r"\bun(?:subs?|suscribe|subcribe|subscibe|subsribe|[ -]subscribe|scribe)\b", re.IGNORECASE
)
_RUN_ON = re.compile(r"\b(?:stop){2,9}\b", re.IGNORECASE)
#: Pictures that are a call in themselves: an SOS, an ambulance.
_HELP_SIGN = re.compile("(?:[\U0001f198\U0001f691]\ufe0f?\\s*)+")
_SENTENCE = re.compile(r"[^.!?;\n\r]*+[.!?;\n\r]*+")
_CLAUSE_END = re.compile(r"[,:()\u2013\u2014\"]+| -+ |[^\w\s'.,:;!?()\u2013\u2014\"/@#&*+-]+")
_SIGNS = re.compile(r"[.!?;]+|(?<!\w)'|'(?!\w)")
_LETTER = re.compile(r"\w")
#: Its point ends no sentence.
_TITLE = re.compile(r"(?i)\b(mrs?|ms|dr)\.(?= )")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Heard:
    """Whether a text asks to stop, and what it says besides: "" where that is nothing.

    `unclear`: that it asks, or how much it asks to stop, is for people to read.
    """

    asks_to_stop: bool
    besides: str
    unclear: bool = False


def hear(text: str) -> Heard:
    """The request to stop in a text, and the rest, which may still be a call for help."""
    even = spelled_out(text)
    if grammar.GO_ON.fullmatch(_bare(even)):
        return Heard(asks_to_stop=False, besides="")
    abroad = asked_abroad(even)
    if abroad is not None:
        left = text if abroad is Abroad.PLEA else ""
        return Heard(True, left, unclear=abroad is not Abroad.STOP)
    withdrawn = told.TAKEN_BACK.search(even) is not None
    sentences = [
        _read(sentence, first=place == 0, told_too=not withdrawn)
        for place, sentence in enumerate(filter(None, _SENTENCE.findall(even)))
    ]
    asks = any(one.asks for one in sentences)
    partly = any(_is_partly(one, asks) for one in sentences)
    if not asks:
        if grammar.UNCLEAR_OF_THINGS.fullmatch(_bare(even)):
            return Heard(True, "", unclear=True)
        ways = _ways(sentences)
        if ways is _Ways.ALONE:
            return Heard(True, "")
        # A guard may take "don't" for despair, so it reads what the wish leaves open.
        plain = grammar.LIMITED.sub("write to me", _HELP_SIGN.sub(" SOS ", text))
        unclear = partly or ways is _Ways.BESIDE or _unclear(even) or _tells_of_the_gone(even)
        return Heard(unclear, plain if plain == text else plain.strip(), unclear)
    others = any(one.others for one in sentences)
    left = "".join(one.left(others) for one in sentences)
    return Heard(True, left.strip() if _LETTER.search(left) else "", partly)


def _is_partly(one: _Sentence, asks: bool) -> bool:
    """Whether a sentence says which messages are to stop, or which are to go on."""
    bare = _bare(one.text.replace(",", " "))
    return (
        grammar.PARTLY.match(bare) is not None
        or ("?" not in one.end and grammar.ONE_KIND.match(bare) is not None)
        or (asks and grammar.KEPT_FIRST.match(bare) is not None)
    )


def asks_to_stop(text: str) -> bool:
    """Whether the text asks to stop the messages, whatever else it says."""
    return hear(text).asks_to_stop


def is_unclear_stop(text: str) -> bool:
    """Whether a person should read what the text asks to stop; nothing goes until they have."""
    return hear(text).unclear


def besides_stop(text: str) -> str:
    """What the text says besides a request to stop, to be read for urgency; "" is nothing."""
    return hear(text).besides


def spelled_out(text: str) -> str:
    """The text with its letters as they are meant: "s t o p", "STOOOP" and the sign for SOS."""
    straight = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    straight = _HELP_SIGN.sub(" SOS ", straight)
    straight = _MIXED.sub(lambda word: word[0].translate(_LOOK_ALIKE), straight)
    calls = " SOS " in straight
    beside = straight.replace(" SOS ", " ")
    if _SLIP.fullmatch(beside) or (calls and _bare(beside).casefold() == "stop"):
        return "stop SOS" if calls else "stop"
    straight = _SIGN_FIRST.sub("stop ", straight)
    straight = _WRONG_NUMBER.sub("wrong number", straight)
    straight = _SPACED.sub(_joined, straight)
    straight = _RUN_ON.sub("stop", _STRETCHED.sub("stop", straight))
    return _MISSPELT.sub("unsubscribe", straight)


def prepare() -> None:
    """Compiles every expression now, so that nobody's words wait for it."""
    grammar.prepare()
    stop_abroad.prepare()
    told.prepare()
    gone.prepare()


# --- one sentence -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clause:
    """What a request left of a clause, in pieces; `others`: the messages go to somebody else."""

    asks: bool
    pieces: tuple[str, ...]
    others: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as it was written, and its clauses."""

    text: str
    clauses: tuple[_Clause, ...]
    end: str

    @property
    def asks(self) -> bool:
        """Whether any clause asks to stop."""
        return any(clause.asks for clause in self.clauses)

    @property
    def others(self) -> bool:
        """Whether the messages that it asks to stop go to somebody else."""
        return any(clause.others for clause in self.clauses)

    def left(self, others: bool) -> str:
        """What is left to read: without the tails that only belong to a request."""
        left = ", ".join(
            ". ".join(pieces)
            for clause in self.clauses
            if (pieces := [piece for piece in clause.pieces if not _adds_nothing(piece, others)])
        )
        if not left:
            return ""
        return f"{left}{self.end} " if self.asks else self.text


def _read(sentence: str, *, first: bool, told_too: bool) -> _Sentence:
    """The requests of a sentence; `told_too`: a stop that it tells of is one."""
    words = sentence.rstrip(".!?;\n\r")
    end = sentence[len(words) :]
    # A comma is often only breath: "Stop, please", "no, stop".
    if grammar.WORD.fullmatch(_bare(words.replace(",", " "))):
        return _Sentence(sentence, (_whole(words),), end)
    if told_too and told.TOLD.fullmatch(_run_on(words)):
        return _Sentence(sentence, (_Clause(asks=True, pieces=()),), end)
    parts = [part for part in _CLAUSE_END.split(words) if _LETTER.search(part)]
    clauses = tuple(
        # A stop word in the middle, or in a question, may be of anything.
        (first and place == 0 and _headed(part, "?" in end))
        or (told_too and "?" not in end and _told(part))
        or _clause(part, alone=place in (0, len(parts) - 1) and "?" not in end)
        for place, part in enumerate(parts)
    )
    return _Sentence(sentence, clauses, end)


def _told(text: str) -> _Clause | None:
    """A clause that tells of a stop, beside others that may tell of more."""
    return _Clause(asks=True, pieces=()) if told.TOLD.fullmatch(_run_on(text)) else None


def _headed(text: str, asked: bool) -> _Clause | None:
    """A clause that begins a text with a stop word, before another clause, which is left."""
    bare = _bare(text)
    found = grammar.HEADS.match(bare)
    # "Stop because it hurts?" may be of a medicine.
    if found is None or (asked and found["why"]):
        return None
    return _Clause(asks=True, pieces=(bare[found.end() :].strip(),))


def _clause(text: str, *, alone: bool) -> _Clause:
    """The requests in a clause; `alone` where a word that could be of anything may be one."""
    bare = _bare(text)
    if alone and grammar.WORD.fullmatch(bare):
        return _whole(bare)
    pieces: list[str] = []
    start, somebody = 0, ""
    asks = others = False
    for found in grammar.REQUEST.finditer(bare):
        before, after = bare[start : found.start()].strip(), bare[found.end() :].lstrip()
        # Denied, told of somebody, or a joke.
        if grammar.NOT_BEFORE.search(before) or grammar.JOKE.match(after):
            continue
        asks = True
        pieces.append(f"{somebody} {before}".strip() if before else "")
        named = grammar.OTHERS_AT_END.search(found["request"])
        # What follows may be said of them: "stop texting my mom is not breathing".
        start, somebody = found.end(), named[0] if named else ""
        others = others or named is not None
    rest = bare[start:].strip()
    if not asks:
        return _Clause(asks=False, pieces=(bare,))
    if rest and not _adds_nothing(rest, others):
        rest = f"{somebody} {rest}".strip()
    return _Clause(asks=True, pieces=tuple(filter(None, (*pieces, rest))), others=others)


def _adds_nothing(piece: str, others: bool) -> bool:
    """Whether words beside a request only belong to it: courtesy, anger, why."""
    tail = grammar.IS_DEAD if others else grammar.TAIL
    forms = (tail, grammar.WORD, told.WAY, told.SAY, told.TOLD)
    return any(form.fullmatch(piece) for form in forms)


def _whole(words: str) -> _Clause:
    found = grammar.REQUEST.search(_bare(words))
    others = found is not None and grammar.OTHERS_AT_END.search(found["request"]) is not None
    return _Clause(asks=True, pieces=(), others=others)


def _unclear(even: str) -> bool:
    """Whether silence is the safe answer to a text that may ask for it."""
    bare = _bare(even)
    if grammar.UNCLEAR.fullmatch(bare):
        return True
    if "?" not in even and (grammar.EITHER_WAY.match(bare) or grammar.ENDS.fullmatch(bare)):
        return True
    return (
        len(bare.split()) <= _SHORT
        and "?" not in even
        and grammar.BEGINS.match(bare) is not None
        and grammar.DENIES.search(bare) is None
    )


def _tells_of_the_gone(even: str) -> bool:
    """Whether a text only tells that somebody died, or is no patient any more."""
    if len(even) > gone.LONGEST or "?" in even or gone.OF_OLD.search(even):
        return False
    parts = [
        bare
        for sentence in _SENTENCE.findall(_TITLE.sub(r"\1", even))
        for part in _CLAUSE_END.split(sentence)
        if _LETTER.search(bare := _bare(part))
    ]
    tells = [gone.GONE.fullmatch(part) is not None for part in parts]
    return any(tells) and all(
        told_it or gone.BESIDE.fullmatch(part) is not None
        for part, told_it in zip(parts, tells, strict=True)
    )


class _Ways(Enum):
    """Whether a text says how one stops, and whether it says more."""

    NONE = 0
    ALONE = 1
    BESIDE = 2


def _ways(sentences: list[_Sentence]) -> _Ways:
    """Whether sentences that say how one stops ("Reply STOP to opt out") are a stop.

    They are where nothing else is said. Before all other words they may be; and so may one that
    does not say what for ("Hi there. Reply STOP"), beside a few. Behind a message the way to stop
    comes back with it, for whatever is sent has it there.
    """
    ways = [told.WAY.fullmatch(_run_on(one.text)) for one in sentences]
    if not any(ways):
        return _Ways.NONE
    asked = any("?" in one.text for one in sentences)
    others = " ".join(one.text for one, way in zip(sentences, ways, strict=True) if way is None)
    if not _says_more(others):
        return _Ways.BESIDE if asked else _Ways.ALONE
    few = len(others.split()) <= _SHORT and not any(way and way["purpose"] for way in ways)
    return _Ways.BESIDE if few or (ways[0] is not None and not asked) else _Ways.NONE


# --- letters ------------------------------------------------------------------------------------


def _says_more(text: str) -> bool:
    return _LETTER.search(text) is not None and not _adds_nothing(_run_on(text), others=False)


def _run_on(text: str) -> str:
    """A sentence without the signs inside it: "Reply 'STOP' (please)" is one request."""
    return _bare(_SIGNS.sub(" ", _CLAUSE_END.sub(" ", text)))


def _bare(text: str) -> str:
    return " ".join(_AROUND.sub("", text).split())


def _joined(spaced: re.Match[str]) -> str:
    letters = re.sub(r"[^A-Za-z]", "", spaced[0])
    return letters if grammar.SPACED_WORD.fullmatch(letters) else spaced[0]
