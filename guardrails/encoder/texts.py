"""What the encoder learns from: sentences with the words before them, and what is known of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guardrails.build import text_parts
from guardrails.encoder.encoder import CALL, CLAIM, PROMISE, inputs, joined
from guardrails.encoder.wordpiece import WordPieces
from guardrails.learned.examples import Example
from guardrails.learned.sentences import cut

#: Sentences of one text that are learned from, at most.
_SENTENCES = 24
#: Sentences of public health education that a person read and took for claims after all: the
#: beginnings of their SHA-256, since the text itself is not ours to keep.
NOT_GOOD = Path(__file__).with_name("education_claims.txt")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: each sentence as the network's input, and the question that it is an answer to.

    kind: empty where the text is good. marked: the sentences that hold the claim, if known.
    asked: the questions that this text says something about.
    """

    source: str
    group: str
    tier: str
    kind: str
    asked: tuple[str, ...]
    sentences: tuple[tuple[list[int], list[int]], ...]
    marked: tuple[int, ...]
    written: str


def question_of(kind: str) -> str:
    """Which question a kind of claim answers."""
    if kind.startswith("DX-"):
        return CLAIM
    return PROMISE if kind.startswith(("CL-", "FE-")) else CALL


def prepared(examples: Iterable[Example], inbound: Iterable[Example]) -> list[Text]:
    """All texts, cut as the guard cuts them. Those without a word are left out."""
    tagger, alphabet = text_parts()
    pieces = WordPieces()
    wrong = frozenset(NOT_GOOD.read_text(encoding="ascii").split())
    out: list[Text] = []
    for example, calls in [*((e, False) for e in examples), *((e, True) for e in inbound)]:
        if example.source == "education" and fingerprint(example.text) in wrong:
            continue
        found = list(cut(example, tagger, alphabet))[:_SENTENCES]
        if not found:
            continue
        written = [sentence.text for sentence in found]
        out.append(
            Text(
                example.source,
                example.group,
                example.tier,
                example.kind,
                _asked(example.kind, calls),
                tuple(
                    inputs(pieces, "" if calls else joined(written[:at]), sentence)
                    for at, sentence in enumerate(written)
                ),
                tuple(at for at, sentence in enumerate(found) if sentence.marked),
                " ".join(written),
            )
        )
    return out


def fingerprint(text: str) -> str:
    """The beginning of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _asked(kind: str, calls: bool) -> tuple[str, ...]:
    """Good text is good for both questions about messages; a claim says nothing of the other."""
    if calls:
        return (CALL,)
    return (question_of(kind),) if kind else (CLAIM, PROMISE)


def kinds(texts: Sequence[Text]) -> dict[str, list[str]]:
    """The kinds of each question, in the order of the network's answers."""
    return {
        name: sorted({t.kind for t in texts if t.kind and question_of(t.kind) == name})
        for name in (CLAIM, PROMISE, CALL)
    }
