"""What a model is asked: a brand's prompt with masked sentences, and the form of its answer.

An `Ask` is all that any provider ever gets. It is made from a rendition's unlocked text, the brand
and the channel's limits; there is nothing else to make it from.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from service.rewording.masking import PLACEHOLDER
from service.rewording.pieces import Piece

#: Rough characters of an English token; an answer gets twice what its sentences take.
_CHARACTERS_PER_TOKEN: Final = 3


#: Tokens that a prompt takes beside its sentences, roughly; a budget counts with them beforehand.
PROMPT_TOKENS: Final = 1200


@dataclass(frozen=True)
class Ask:
    """One question to a model: `system` and `prompt` in words, and the sentences by id."""

    system: str
    prompt: str
    sentences: Mapping[str, str]
    temperature: float = 0.5
    seed: int = 7

    @property
    def most_tokens(self) -> int:
        """How long the answer may become."""
        characters = sum(len(text) + 12 for text in self.sentences.values())
        return 60 + 2 * characters // _CHARACTERS_PER_TOKEN

    def schema(self, *, patterns: bool = False) -> dict[str, Any]:
        """The JSON schema of an answer.

        `patterns` locks each sentence's placeholders by a regular expression, for servers that turn
        one into a grammar, as llama.cpp does.
        """
        properties = {
            id_: {"type": "string", "pattern": _pattern(text)}
            if patterns
            else {"type": "string", "description": "the sentence in other words"}
            for id_, text in self.sentences.items()
        }
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    @cached_property
    def digest(self) -> str:
        """A hash of everything that is asked."""
        parts = [self.system, self.prompt, self.sentences, self.temperature, self.seed]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def sentences_of(pieces: tuple[Piece, ...]) -> dict[str, str]:
    """Masked sentences by id, as they stand in an `Ask`."""
    return {piece.id: piece.text for piece in pieces}


def _pattern(text: str) -> str:
    """A sentence with these placeholders in this order and any plain words between them."""
    words = '[^\\[\\]{}<>*_|"\\\\\\n]'
    most = len(text) * 3 // 2 + 20
    parts = PLACEHOLDER.split(text)  # words, kind, number, words, kind, number, words
    pattern = _run(words, parts[0], most)
    for at in range(1, len(parts), 3):
        pattern += re.escape(f"[[{parts[at]}{parts[at + 1]}]]") + _run(words, parts[at + 2], most)
    return f"^{pattern}$"


def _run(words: str, text: str, most: int) -> str:
    if not any(map(str.isalpha, text)):
        return re.escape(text) if text.strip() else f"{words}{{0,40}}"
    # The end of a sentence stays what it is, so that a heading does not get a full stop.
    end = text[-1] if text[-1] in ".?!" else ""
    return f"{words}{{1,{most}}}{re.escape(end)}"
