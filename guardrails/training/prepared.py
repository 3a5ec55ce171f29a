"""What the encoder learns from: sentences with the words before them, and what is known of them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guardrails.build import text_parts
from guardrails.encoder.encoder import BEFORE, CALL, CLAIM, PROMISE, inputs, joined
from guardrails.encoder.wordpiece import WordPieces
from guardrails.training.examples import Example
from guardrails.training.sentences import cut

#: Sentences of one text that are learned from, at most.
_SENTENCES = 24
#: Sentences of public health education that a person read and took for claims after all: the
#: beginnings of their SHA-256, since the text itself is not ours to keep.
NOT_GOOD = Path(__file__).with_name("education_claims.txt")


#: Numbers of a sentence's pieces with those before it, and which part each belongs to.
Input = tuple[list[int], list[int]]
#: The source of sentences behind words of another text: no person labelled those.
MIXED = "mixed"


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
    sentences: tuple[Input, ...]
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


def mixed(texts: Sequence[Text], count: int) -> list[Text]:
    """Sentences of messages behind the words of other messages, as many as asked, drawn by lot.

    What they mean there nobody has said; they are for teachers to read.
    """
    messages = [text for text in texts if CALL not in text.asked]
    out = []
    for _ in range(count):
        first, second = random.sample(messages, 2)
        (ids, types), (before, parts) = map(random.choice, (first.sentences, second.sentences))
        begin, end = ids[0], ids[-1]
        earlier = before[parts.count(0) : -1][-BEFORE:]
        within = ids[types.count(0) : -1]
        whole = [begin, *earlier, end, *within, end]
        kinds_of = [0] * (len(earlier) + 2) + [1] * (len(within) + 1)
        out.append(Text(MIXED, MIXED, "", "", (CLAIM, PROMISE), ((whole, kinds_of),), (), ""))
    return out


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
