"""Makes `promising.txt`: `python -m guardrails.training.promising --golden DIR ...`.

Logistic regression over the words of sentences. It learns after the linear model has: a promise in
which that one sees nothing counts most, since nobody else would send it to the encoder.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from guardrails.build import Parts
from guardrails.guard import Guard
from guardrails.learned.promising import FILE
from guardrails.promises import PROMISE_KINDS
from guardrails.training.examples import (
    Example,
    education_examples,
    golden_examples,
    library_examples,
    own_examples,
)
from guardrails.training.linear import fold_of
from guardrails.training.solver import solve

#: From this sum on the encoder reads: five of six promises that it would not be asked about
#: otherwise, and one in five of the honest sentences that look like them.
ASK = -2.0
_RAREST = 4
_SMALLEST = 0.1
#: How much a promise counts that nobody else has a doubt about, and any other; education and the
#: library's own texts, and other good texts.
_UNHEARD, _HEARD, _SHIPPED, _GOOD = 6.0, 2.0, 2.0, 1.0


class Sentence(NamedTuple):
    """The words of a sentence, whether it promises, and whether it is asked about anyway."""

    words: frozenset[str]
    promises: bool
    asked: bool
    shipped: bool
    fold: int

    @property
    def strength(self) -> float:
        """How much it counts against the penalty on large weights."""
        if self.promises:
            return _HEARD if self.asked else _UNHEARD
        return _SHIPPED if self.shipped else _GOOD


def sentences(parts: Parts, examples: Iterable[Example]) -> list[Sentence]:
    """The sentences of good texts and of promises; of the latter those where the promise stands."""
    found = []
    for example in examples:
        promises = example.kind.startswith(PROMISE_KINDS)
        if example.kind and not promises:
            continue
        tagged = parts.tagger.tag(example.text)
        for one in parts.second.weigh(tagged, lambda: None):
            if promises and example.span and not _overlap(one.text, example.span):
                continue
            words = frozenset(tagged.written[one.first : one.end])
            shipped = example.source in {"education", "library"}
            asked = parts.second.doubts(one)
            found.append(Sentence(words, promises, asked, shipped, fold_of(example.group)))
    return found


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def learn(learned: Sequence[Sentence]) -> dict[str, float]:
    """The weight of each word worth a line, and of `bias`, which is the empty word."""
    seen = Counter(word for one in learned for word in one.words)
    column = {word: at for at, word in enumerate(w for w in sorted(seen) if seen[w] >= _RAREST)}
    rows = [[column[w] for w in one.words if w in column] + [len(column)] for one in learned]
    labels = [int(one.promises) for one in learned]
    weights = solve(rows, labels, [one.strength for one in learned], len(column) + 1, None)
    kept = {w: round(weights[at], 2) for w, at in column.items() if abs(weights[at]) >= _SMALLEST}
    return {"": round(weights[-1], 2), **kept}


def told(weights: dict[str, float], held: Sequence[Sentence]) -> str:
    """What weights make of sentences that they were not learned from, where nobody else asks."""
    counts = Counter(
        (one.promises, weights[""] + sum(weights.get(w, 0.0) for w in one.words if w) >= ASK)
        for one in held
        if not one.asked
    )
    found, missed = counts[True, True], counts[True, False]
    good, all_good = counts[False, True], counts[False, True] + counts[False, False]
    return (
        f"Of texts held back, where the linear model sees nothing: {found} of {found + missed} "
        f"promises are asked about, and {good} of {all_good} good sentences."
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Learns from four fifths to tell what it is worth, then from everything, and writes."""
    parser = argparse.ArgumentParser(prog="python -m guardrails.training.promising")
    parser.add_argument("--golden", type=Path, required=True, help="a folder of golden sets")
    parser.add_argument("--library", type=Path, nargs="*", default=[], help="approved content")
    parser.add_argument("--education", type=Path, help="JSONL of good education sentences")
    asked = parser.parse_args(argv)
    examples = [*own_examples(), *golden_examples(asked.golden, PROMISE_KINDS)]
    examples += [example for folder in asked.library for example in library_examples(folder)]
    examples += education_examples(asked.education) if asked.education else []
    every = sentences(Guard().parts, examples)
    first = [one for one in every if one.fold]
    note = told(learn(first), [one for one in every if not one.fold])
    weights = learn(every)
    body = [f"w {word} {weight:.2f}" for word, weight in weights.items() if word and weight]
    head = "# What words weigh in promises. Made by guardrails/training/promising.py; never edit."
    lines = [head, f"# {len(every)} sentences. {note}", f"bias {weights['']:.2f}", f"ask {ASK:.2f}"]
    FILE.write_text("\n".join([*lines, *body]) + "\n", encoding="utf-8")
    print(note)  # noqa: T201 - a command


if __name__ == "__main__":
    main()
