"""Cuts text into the pieces that the encoder knows: of each word the longest known beginning first.

The scheme is WordPiece as BERT's lower-cased models use it (Wu et al. 2016, Devlin et al. 2019).
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from guardrails.errors import GuardDataError

VOCABULARY = Path(__file__).with_name("vocabulary.txt")
_WORDS = re.compile(r"[^\W_]+|[^\w\s]|_")
#: A longer word is unknown as a whole; nobody writes one, and looking for its pieces is quadratic.
_LONGEST_WORD = 100
_UNSEEN = frozenset({"Mn", "Cf"})
_REMEMBERED = 50_000


class WordPieces:
    """Numbers of pieces. Immutable but for a table of the words that it has met."""

    def __init__(self, path: Path = VOCABULARY) -> None:
        try:
            pieces = path.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise GuardDataError(path, 1, f"cannot be read: {error.strerror}") from None
        self._numbers = {piece: number for number, piece in enumerate(pieces) if piece}
        try:
            self.start, self.end, self.unknown = (
                self._numbers[name] for name in ("[CLS]", "[SEP]", "[UNK]")
            )
        except KeyError as missing:
            raise GuardDataError(path, 1, f"no piece {missing}") from None
        self._known: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str) -> list[int]:
        """The numbers of the pieces of a text, in order."""
        plain = text.lower()
        if not plain.isascii():
            apart = unicodedata.normalize("NFD", plain)
            # accents, and signs without a shape such as e-mail puts after a preheader
            plain = "".join(sign for sign in apart if unicodedata.category(sign) not in _UNSEEN)
        out: list[int] = []
        for word in _WORDS.findall(plain):
            pieces = self._known.get(word)
            if pieces is None:
                pieces = self._pieces(word)
                if len(self._known) < _REMEMBERED:
                    self._known[word] = pieces
            out += pieces
        return out

    def _pieces(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self.unknown,)
        found: list[int] = []
        at = 0
        while at < len(word):
            for end in range(len(word), at, -1):
                piece = word[at:end] if at == 0 else f"##{word[at:end]}"
                number = self._numbers.get(piece)
                if number is not None:
                    found.append(number)
                    at = end
                    break
            else:
                return (self.unknown,)
        return tuple(found)
