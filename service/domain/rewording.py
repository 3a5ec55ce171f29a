"""What rewording is asked and answers: approved words in, other words or nothing out.

A request holds no signal, no recipient and no value of a variable. What comes back is checked
before anyone sees it; a refusal, a failure or nothing at all means the approved words. A refusal
is told in codes of `REFUSALS`, so that a receipt can never hold a word that a model said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, Protocol, runtime_checkable

from service.domain.content import Rendition


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why other words are not used. `whole`: nothing of the answer is believed any more.

    A refusal that is not `whole` costs one sentence, which keeps its approved words.
    """

    what: str
    whole: bool = False


_SENTENCE: Final = {
    "RW-03": "a placeholder is lost, doubled or made up",
    "RW-04": "a placeholder stands in another place",
    "RW-11": "a number is new, lost or counts something else",
    "RW-12": "a day or a time is new or lost",
    "RW-15": "a name is new or lost",
    "RW-20": "a negation is lost, new or stands with something else",
    "RW-21": "an instruction is lost",
    "RW-22": "an instruction is new",
    "RW-23": "what must, should, can or may be done has changed",
    "RW-24": "what a thing is part of is lost (a list of, a copy of)",
    "RW-25": "something that was said is missing",
    "RW-26": "something is said that was not",
    "RW-27": "who does what has changed",
    "RW-28": "a condition, an order or a limit has changed (if, before, only)",
    "RW-30": "it is too long for its place",
    "RW-31": "it is harder to read",
    "RW-34": "it is not one whole sentence of the same kind",
    "RW-40": "the brand does not say this",
}
_WHOLE: Final = {
    "RW-01": "the answer is not in the form that was asked for",
    "RW-02": "the answer is far too large",
    "RW-05": "the answer holds markup, code or characters that no message may hold",
    "RW-06": "the answer talks to a program or about itself",
    "RW-10": "a price or an offer is new",
    "RW-13": "a phone number, an address or a link is new",
    "RW-14": "a condition, drug, dose, symptom or test is new",
    "RW-16": "a promise about health is new",
    "RW-17": "it speaks of the reader's health",
    "RW-32": "it is in another language",
    "RW-33": "nothing was reworded",
    "RW-50": "the guard refused it",
    "RW-51": "locked words or variables changed",
    "RW-52": "it is not a valid rendition",
    "RW-53": "it does not fit its message",
    "RW-60": "the model did not answer in time",
    "RW-61": "the model could not answer",
    "RW-62": "the day's budget for models is used up",
    "RW-63": "too many other words are being made at once",
    "RW-64": "the model failed too often and is left alone for a while",
    "RW-65": "other words are still being made",
    "RW-66": "the module or its topic does not allow live rewording",
    "RW-67": "it has no other words",
    "RW-68": "it is not one of the approved rewordings of these words",
    "RW-90": "the reworder failed",
}

#: Every code with which other words are refused; `docs/rewording.md` explains each.
REFUSALS: Final[Mapping[str, Refusal]] = MappingProxyType(
    {
        **{code: Refusal(what) for code, what in _SENTENCE.items()},
        **{code: Refusal(what, whole=True) for code, what in _WHOLE.items()},
    }
)


def in_words(codes: Iterable[str]) -> str:
    """Codes as a receipt keeps them: each with its sentence, and nothing that a model said."""
    known = sorted(set(codes) & REFUSALS.keys()) or ["RW-90"]
    return "; ".join(f"{code} {REFUSALS[code].what}" for code in known)


@dataclass(frozen=True, slots=True)
class RewordingRequest:
    """One rendition of a module that reviewers left open, in the library's brand.

    `on` is the day of the message. `live` says whether words that nobody has read may be used;
    where it is False, a model need not be asked.
    """

    module_id: str
    module_hash: str
    brand: str
    rendition: Rendition
    on: date
    live: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """Where other words come from, as far as a receipt tells.

    `live` words nobody has read. `banked` ones people approved: `item` is the key of the approved
    rewording, `item_hash` the content hash that they approved.
    """

    mode: Literal["banked", "live"]
    brand: str = ""
    brand_hash: str = ""
    prompt_hash: str = ""
    model: str = ""
    item: str = ""
    item_hash: str = ""


#: Words of which nothing is known are words that nobody has read.
UNREAD: Final = Origin("live")


@dataclass(frozen=True, slots=True)
class Rewording:
    """Another source text for a rendition, or the codes of why there is none."""

    source: str | None
    refused: tuple[str, ...] = ()
    origin: Origin = UNREAD


class Reworder(Protocol):
    """Anything that may offer other words. It must not raise; what it raises counts as nothing."""

    def reword(self, request: RewordingRequest) -> Rewording | None:
        """Other words for one rendition, or None to keep the approved ones without a word."""
        ...


@runtime_checkable
class OnTheSpot(Reworder, Protocol):
    """A reworder whose words may have to be made first.

    `reword` looks at what is there and never waits; where nothing is there yet it refuses with
    `NOT_YET`. A shell that has time may `ask`, wait for `done`, and decide again.
    """

    def ask(
        self, requests: Sequence[RewordingRequest], done: Callable[[], None], spent: float = 0.0
    ) -> None:
        """Have words made; `done` is called once, when they are there or the time is up.

        `spent` are the seconds that the message has taken already; they count.
        """
        ...


#: What a reworder refuses with while its words are being made.
NOT_YET: Final = "RW-65"


class Noting:
    """A reworder that remembers which words were not there yet, for one decision."""

    def __init__(self, inner: Reworder) -> None:
        self._inner = inner
        self.missing: list[RewordingRequest] = []

    def reword(self, request: RewordingRequest) -> Rewording | None:
        """What the reworder behind it says."""
        answer = self._inner.reword(request)
        if answer is not None and NOT_YET in answer.refused:
            self.missing.append(request)
        return answer


class _NoRewording:
    """Every message goes out in its approved words."""

    def reword(self, request: RewordingRequest) -> Rewording | None:
        del request
        return None


NO_REWORDING: Reworder = _NoRewording()
