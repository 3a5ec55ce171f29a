"""What the encoder makes of a sentence: does it speak about its reader's health, and in which way?

The network is in `encoder.onnx`: six layers of a general English model (MiniLM), trained further on
our texts (`guardrails/training/encoder.py`), with weights of eight bits. `README.md` beside it is
its card.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime

from guardrails.encoder.wordpiece import WordPieces
from guardrails.errors import GuardDataError

FILE = Path(__file__).with_name("encoder.onnx")
#: Pieces of the words before, and of the sentence itself, that are read; the rest is left out.
BEFORE, WITHIN = 40, 88
#: Characters of either that are looked at, at most: some 20 a piece, where English has 4.
_MOST_CHARACTERS = 2_000
_REMEMBERED = 16_384
#: The runtime's joined step of adding and evening out takes thrice the time of the two apart, which
#: is a tenth of a reading.
_SLOWER = ["SkipLayerNormFusion"]
#: A number that stands by itself, unlike those of "B12" and "COVID-19".
_NUMBER = re.compile(r"(?<![A-Za-z_]-)(?<!\w)\d+(?!\w)")
#: Numbers that say something by themselves: of none, one and two ("type 2"), of an emergency.
_TELLING = frozenset({"0", "1", "2", "111", "112", "911", "988", "999"})
#: The questions that one network answers: is it about the reader's health, does it promise or
#: threaten, and (of what people write to us) is it a call for help?
CLAIM, PROMISE, CALL = "claim", "promise", "call"


@dataclass(frozen=True, slots=True)
class Impression:
    """An answer to one question: how likely (log odds), and of which kind if so."""

    score: float
    kind: str


class Encoder:
    """Reads one sentence at a time, and remembers: many messages share most of their sentences.

    Safe to share between threads.
    """

    def __init__(self, path: Path = FILE, pieces: WordPieces | None = None) -> None:
        self._pieces = pieces or WordPieces()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if not path.is_file():
            raise GuardDataError(path, 1, "cannot be read: no such file")
        try:
            self._session = onnxruntime.InferenceSession(
                path,
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=_SLOWER,
            )
        except Exception as error:  # noqa: BLE001 - the runtime's errors have no common base
            raise GuardDataError(path, 1, f"no network: {type(error).__name__}") from None
        #: What the file says of itself: the first weights, how many texts, the kinds it names.
        self.about: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        try:
            self._kinds = {name: self.about[name].split() for name in (CLAIM, PROMISE, CALL)}
        except KeyError as missing:
            raise GuardDataError(path, 1, f"the network does not say its {missing}") from None

        self._known: OrderedDict[bytes, dict[str, Impression]] = OrderedDict()
        self._lock = Lock()

    def read(self, before: str, sentence: str) -> dict[str, Impression]:
        """The answers to every question about a sentence, given the words before it in its text."""
        ids, types = inputs(self._pieces, before, sentence)
        key = hashlib.blake2b(array("H", ids).tobytes(), digest_size=16).digest()
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
        out = self._answers(ids, types)
        with self._lock:
            self._known[key] = out
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return out

    def _answers(self, ids: list[int], types: list[int]) -> dict[str, Impression]:
        (row,) = self._session.run(None, {"ids": [ids], "types": [types]})[0]
        out: dict[str, Impression] = {}
        at = 0
        for question, kinds in self._kinds.items():
            best = int(np.argmax(row[at + 1 : at + 1 + len(kinds)]))
            out[question] = Impression(float(row[at]), kinds[best])
            at += 1 + len(kinds)
        return out


def inputs(pieces: WordPieces, before: str, sentence: str) -> tuple[list[int], list[int]]:
    """The piece numbers of both parts with their marks, and which part each belongs to.

    Most numbers are read as one of their length: a message at another hour is the same message,
    and is remembered as such.
    """
    earlier = pieces.cut(_NUMBER.sub(_of_its_length, before[-_MOST_CHARACTERS:]))[-BEFORE:]
    within = pieces.cut(_NUMBER.sub(_of_its_length, sentence[:_MOST_CHARACTERS]))[:WITHIN]
    ids = [pieces.start, *earlier, pieces.end, *within, pieces.end]
    return ids, [0] * (len(earlier) + 2) + [1] * (len(within) + 1)


def _of_its_length(number: re.Match[str]) -> str:
    """The number that stands for all numbers as long as this one, or itself where it is telling."""
    written = number[0]
    if written in _TELLING:
        return written
    return "5" if len(written) == 1 else "2" + "0" * (len(written) - 1)


@lru_cache(maxsize=1)
def shipped() -> Encoder:
    """The encoder of this package, loaded once a process."""
    return Encoder()


def joined(sentences: Sequence[str]) -> str:
    """The words before a sentence: of the two sentences before it."""
    return " ".join(sentences[-2:])
