"""Makes the weights: `python -m guardrails.training.linear --golden DIR [--education FILE] ...`.

Logistic regression with a quadratic penalty, solved by L-BFGS in plain Python: no dependency, no
randomness, the same weights everywhere. A claim of several sentences counts for the sentence that
holds its span, or else for the one that weighs most. Cross-validation keeps pairs together and says
what to expect of texts that were not learned from.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guardrails.build import text_parts
from guardrails.learned.families import read_families
from guardrails.learned.features import Eyes
from guardrails.learned.model import FILE, INBOUND_FILE, looking_back
from guardrails.learned.numbering import FEATURE, SENTENCE, TEMPLATES, Symbols, parts_of
from guardrails.training.examples import (
    Example,
    education_examples,
    golden_examples,
    inbound_examples,
    library_examples,
    own_examples,
)
from guardrails.training.sentences import Cut, cut
from guardrails.training.solver import solve

FOLDS = 5
_RAREST = 3
_SMALLEST = 0.08


@dataclass(frozen=True, slots=True)
class Task:
    """What is learned: where the weights go, how much texts count, and where the bars stand.

    strength: how much a text counts against the penalty on large weights; `strong` for education,
    because that is the text that must pass. The rest: as in the weights file.
    """

    out: Path
    strength: float
    strong: float
    bare: float
    ask: float
    line: float
    stop: float
    lift: float
    spare: float


CLAIMS = Task(FILE, 2.0, 6.0, bare=1.2, ask=-7.0, line=0.3, stop=0.5, lift=0.0, spare=-5.0)
INBOUND = Task(
    INBOUND_FILE, 3.0, 3.0, bare=0.0, ask=-9.0, line=0.3, stop=-1.5, lift=-4.0, spare=-9.0
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an example: its features, and whether the claim stands in it, if known,
    and whether it has no term of the lexicons."""

    example: int
    features: tuple[int, ...]
    spanned: bool
    bare: bool


class Corpus:
    """All sentences of all examples, and the numbering of their features."""

    def __init__(self, task: Task, examples: Sequence[Example]) -> None:
        self.task = task
        self.examples = examples
        self.symbols = Symbols()
        eyes = Eyes(self.symbols, read_families())
        tagger, alphabet = text_parts()
        self.sentences: list[Sentence] = []
        self.of: list[list[int]] = []
        for number, example in enumerate(examples):
            found = list(cut(example, tagger, alphabet))
            self.of.append(list(range(len(self.sentences), len(self.sentences) + len(found))))
            for one, features in zip(found, _features(eyes, found), strict=True):
                bare = not any(word.tag for word in one.words)
                self.sentences.append(Sentence(number, features, one.marked, bare))

    def strength(self, row: int) -> float:
        """How much a sentence counts."""
        source = self.examples[self.sentences[row].example].source
        return self.task.strong if source == "education" else self.task.strength

    def positives(self, weights: Sequence[float] | None, rows_of: Matrix) -> list[int]:
        """For each sentence 1 for a claim, 0 for good text, -1 where nothing is known."""
        labels = [-1] * len(self.sentences)
        for number, example in enumerate(self.examples):
            rows = self.of[number]
            if not example.kind:
                for row in rows:
                    labels[row] = 0
                continue
            spanned = [row for row in rows if self.sentences[row].spanned]
            if spanned:
                labels[spanned[-1]] = 1
            elif rows and weights is not None:
                labels[max(rows, key=lambda row: rows_of.score(row, weights))] = 1
            elif rows:
                labels[rows[-1]] = 1
        return labels


def _features(eyes: Eyes, found: Sequence[Cut]) -> list[tuple[int, ...]]:
    """The features of each sentence of a text, each once."""
    each: list[dict[int, None]] = [{} for _ in found]
    if found:
        book = eyes.book()
        lines = eyes.lines(book, [book.places(one.words) for one in found])
        for key in eyes.features(lines, looking_back(lines.names)).tolist():
            each[key >> SENTENCE][key & FEATURE] = None
    return [tuple(features) for features in each]


class Matrix:
    """Sentences as rows of column numbers: features seen three times, and a bias."""

    def __init__(self, corpus: Corpus) -> None:
        seen = Counter(key for sentence in corpus.sentences for key in sentence.features)
        self.keys = sorted((key for key, count in seen.items() if count >= _RAREST), key=parts_of)
        column = {key: number for number, key in enumerate(self.keys)}
        self.rows = [
            [column[key] for key in sentence.features if key in column] + [len(self.keys)]
            for sentence in corpus.sentences
        ]
        self.width = len(self.keys) + 1

    def score(self, row: int, weights: Sequence[float]) -> float:
        """The weight of one sentence."""
        return sum(map(weights.__getitem__, self.rows[row]))


def learn(corpus: Corpus, matrix: Matrix, examples: set[int]) -> list[float]:
    """Weights from some of the examples."""
    weights: list[float] | None = None
    for _ in range(2):
        labels = corpus.positives(weights, matrix)
        rows = [row for number in sorted(examples) for row in corpus.of[number] if labels[row] >= 0]
        weights = solve(
            [matrix.rows[row] for row in rows],
            [labels[row] for row in rows],
            [corpus.strength(row) for row in rows],
            matrix.width,
            weights,
        )
    assert weights is not None
    return weights


def pruned(matrix: Matrix, weights: Sequence[float]) -> list[float]:
    """Without the weights that are too small to be worth a line, rounded as they are written."""
    bias = matrix.width - 1
    return [
        round(weight, 2) if at == bias or abs(weight) >= _SMALLEST else 0.0
        for at, weight in enumerate(weights)
    ]


def fold_of(group: str) -> int:
    """Which fold a group of examples is held back in."""
    return hashlib.sha256(group.encode()).digest()[0] % FOLDS


def cross_validate(corpus: Corpus, matrix: Matrix) -> list[float]:
    """For each example the score of its weightiest sentence, by weights that never saw it."""
    scores = [0.0] * len(corpus.examples)
    for fold in range(FOLDS):
        held = {n for n, e in enumerate(corpus.examples) if fold_of(e.group) == fold}
        weights = pruned(matrix, learn(corpus, matrix, set(range(len(scores))) - held))
        for number in held:
            scores[number] = max(
                (
                    matrix.score(row, weights) - corpus.sentences[row].bare * corpus.task.bare
                    for row in corpus.of[number]
                ),
                default=-9.0,
            )
    return scores


def summary(corpus: Corpus, scores: Sequence[float], stop: float) -> list[str]:
    """Found claims and flagged good texts, by source."""
    counts: Counter[tuple[str, bool, bool]] = Counter(
        (example.source, bool(example.kind), score > stop)
        for example, score in zip(corpus.examples, scores, strict=True)
    )
    lines = []
    for source in sorted({source for source, _, _ in counts}):
        for claim, what in ((True, "claims found"), (False, "good text flagged")):
            hit, missed = counts[source, claim, True], counts[source, claim, False]
            if hit + missed:
                share = 100 * hit / (hit + missed)
                lines.append(f"{source}: {what} {share:.1f}% ({hit} of {hit + missed})")
    return lines


def write(
    corpus: Corpus,
    matrix: Matrix,
    weights: Sequence[float],
    notes: Iterable[str],
) -> None:
    """The weights as a text file, in a stable order."""
    names = corpus.symbols.names()

    def spelled(key: int) -> str:
        template, *numbers = parts_of(key)
        size = _size(template)
        return " ".join([TEMPLATES[template], *(names[n] for n in numbers[:size])])

    lines = ["# The second reader's weights. Made by guardrails/training/linear.py; never edit."]
    lines += [f"# {note}" for note in notes]
    task = corpus.task
    lines += [f"bias {weights[-1]:.2f}", f"bare {task.bare:.2f}", f"ask {task.ask:.2f}"]
    lines += [f"line {task.line:.2f}", f"stop {task.stop:.2f}"]
    lines += [f"lift {task.lift:.2f}", f"spare {task.spare:.2f}"]
    body = [
        f"w {spelled(key)} {weights[at]:.2f}"
        for at, key in enumerate(matrix.keys)
        if weights[at] != 0.0
    ]
    corpus.task.out.write_text("\n".join([*lines, *sorted(body)]) + "\n", encoding="utf-8")


def _size(template: int) -> int:
    """How many symbols a template has."""
    name = TEMPLATES[template]
    if name in {"shape", "owned", "context"}:
        return 3
    return 1 if name in {"word", "family", "narrow", "carried", "first", "last", "length"} else 2


def train(corpus: Corpus, folds: bool) -> list[str]:
    """Learns from everything, and writes what cross-validation promises into the file."""
    matrix = Matrix(corpus)
    size = f"{len(corpus.examples)} texts, {len(corpus.sentences)} sentences"
    notes = [f"{size}. Cross-validated, without the rules:" if folds else f"{size}."]
    if folds:
        notes += summary(corpus, cross_validate(corpus, matrix), corpus.task.stop)
    weights = learn(corpus, matrix, set(range(len(corpus.examples))))
    write(corpus, matrix, pruned(matrix, weights), notes)
    return notes


def main(argv: Sequence[str] | None = None) -> None:
    """Trains the reader of messages, or with --inbound the reader of what people write to us."""
    parser = argparse.ArgumentParser(prog="python -m guardrails.training.linear")
    parser.add_argument("--golden", type=Path, required=True, help="a folder of golden sets")
    parser.add_argument("--library", type=Path, nargs="*", default=[], help="approved content")
    parser.add_argument("--education", type=Path, help="JSONL of good education sentences")
    parser.add_argument("--inbound", action="store_true", help="train the urgency check instead")
    parser.add_argument("--hold-out", nargs="*", default=[], help="beginnings of groups to leave")
    parser.add_argument("--no-folds", action="store_true", help="skip the cross-validation")
    asked = parser.parse_args(argv)
    if asked.inbound:
        corpus = Corpus(INBOUND, list(inbound_examples(asked.golden)))
    else:
        examples = [e for e in own_examples() if not e.kind or e.kind.startswith("DX-")]
        examples += golden_examples(asked.golden)
        for folder in asked.library:
            examples += library_examples(folder)
        if asked.education:
            examples += education_examples(asked.education)
        left = tuple(asked.hold_out)
        corpus = Corpus(CLAIMS, [e for e in examples if not (left and e.group.startswith(left))])
    print("\n".join(train(corpus, not asked.no_folds)))  # noqa: T201 - a command


if __name__ == "__main__":
    main()
