"""Makes the encoder: `python -m guardrails.encoder.training --base model.safetensors ...`.

Needs the packages of the extra `train`. A claim of several sentences counts for the sentence that
is marked, or else for the one that the network likes best. The result differs a little between
machines, as such arithmetic does: what was shipped is the file, not the recipe.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody who writes PyTorch does
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from guardrails.encoder.encoder import CALL, CLAIM, FILE, PROMISE
from guardrails.encoder.network import BASE, Network, read_base
from guardrails.encoder.texts import Text, kinds, prepared
from guardrails.learned.examples import (
    Example,
    education_examples,
    golden_examples,
    inbound_examples,
    library_examples,
    own_examples,
)

_BATCH = 24
_FASTEST, _FURTHER = 1e-4, 5e-5
_WARMING = 0.06
_DECAY = 0.01
_KIND_COUNTS = 0.2
#: What a library sends today must pass.
_LIBRARY_COUNTS = 2.0
_GOOD_SENTENCES = 3


class Trainer:
    """A network and the texts that it learns from."""

    def __init__(self, texts: Sequence[Text], epochs: int, fastest: float = _FASTEST) -> None:
        self.kinds = kinds(texts)
        self.at: dict[str, int] = {}
        width = 0
        for name, own in self.kinds.items():
            self.at[name] = width
            width += 1 + len(own)
        self.network = Network(width)
        self._fastest = fastest
        self._epochs = epochs
        self._done = 0
        named = list(self.network.named_parameters())
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [p for _, p in named if p.ndim > 1], "weight_decay": _DECAY},
                {"params": [p for _, p in named if p.ndim == 1], "weight_decay": 0.0},
            ],
            betas=(0.9, 0.98),
            fused=True,
        )

    def learn(self, texts: Sequence[Text]) -> Iterator[float]:
        """One mean loss after each epoch."""
        steps = self._epochs * math.ceil(len(texts) / _BATCH)
        for _ in range(self._epochs):
            self.network.train()
            total = 0.0
            for batch in _batches(texts):
                for group in self._optimizer.param_groups:
                    warm = min(1.0, self._done / (_WARMING * steps))
                    group["lr"] = self._fastest * warm * max(0.0, 1 - self._done / steps)
                loss = self._loss(batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                self._optimizer.step()
                self._optimizer.zero_grad()
                self._done += 1
                total += loss.item() * len(batch)
            yield total / len(texts)

    def _loss(self, batch: Sequence[Text]) -> Tensor:
        chosen = [_chosen(text) for text in batch]
        with torch.autocast("cpu", torch.bfloat16):
            answers = self.network(*_padded([s for sentences in chosen for s in sentences])).float()
        losses: list[Tensor] = []
        start = 0
        for text, sentences in zip(batch, chosen, strict=True):
            own = answers[start : start + len(sentences)]
            start += len(sentences)
            for name in text.asked:
                at = self.at[name]
                if not text.kind:
                    counts = _LIBRARY_COUNTS if text.source == "library" else 1.0
                    losses.append(counts * F.softplus(own[:, at]).sum() / len(own) ** 0.5)
                    continue
                best = own[int(own[:, at].argmax())]
                losses.append(F.softplus(-best[at]))
                among = best[at + 1 : at + 1 + len(self.kinds[name])]
                which = torch.tensor(self.kinds[name].index(text.kind))
                losses.append(_KIND_COUNTS * F.cross_entropy(among, which))
        return torch.stack(losses).sum() / len(batch)

    def average(self, others: Sequence[Trainer]) -> None:
        """Takes the mean of several trainings' weights: one network, and a steadier one than any
        of them (Wortsman et al. 2022, "Model soups")."""
        states = [other.network.state_dict() for other in others]
        self.network.load_state_dict(
            {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
        )

    def scores(self, texts: Sequence[Text], question: str) -> list[float]:
        """For each text the answer of its weightiest sentence."""
        self.network.eval()
        flat = [(n, s) for n, text in enumerate(texts) for s in text.sentences]
        flat.sort(key=lambda entry: len(entry[1][0]))
        best = [-99.0] * len(texts)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for start in range(0, len(flat), 64):
                part = flat[start : start + 64]
                answers = self.network(*_padded([s for _, s in part]))[:, self.at[question]]
                for (n, _), value in zip(part, answers.float().tolist(), strict=True):
                    best[n] = max(best[n], value)
        return best

    def export(self, path: Path, about: dict[str, str]) -> None:
        """Writes the network with weights of eight bits, and what it is, in one file."""
        self.network.eval()
        one = torch.zeros(1, 8, dtype=torch.long)
        with TemporaryDirectory() as folder:
            whole = Path(folder) / "whole.onnx"
            torch.onnx.export(
                self.network,
                (one, one),
                str(whole),
                input_names=["ids", "types"],
                output_names=["answers"],
                dynamic_axes={"ids": {1: "pieces"}, "types": {1: "pieces"}},
                opset_version=17,
                dynamo=False,
            )
            # seven of the eight bits: sums must not overflow on processors without VNNI
            quantize_dynamic(
                whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
            )
        model = onnx.load(str(path))
        for name, own in self.kinds.items():
            about[name] = " ".join(own)
        onnx.helper.set_model_props(model, about)
        onnx.save(model, str(path))


def _chosen(text: Text) -> list[tuple[list[int], list[int]]]:
    """The sentences of a text that are learned from this time."""
    if text.kind and text.marked:
        return [text.sentences[text.marked[-1]]]
    if text.kind or text.source == "library" or len(text.sentences) <= _GOOD_SENTENCES:
        return list(text.sentences)
    return random.sample(text.sentences, _GOOD_SENTENCES)


def _padded(inputs: Sequence[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    size = max(len(ids) for ids, _ in inputs)
    ids = torch.zeros(len(inputs), size, dtype=torch.long)
    types, there = ids.clone(), torch.zeros(len(inputs), size, dtype=torch.bool)
    for row, (numbers, parts) in enumerate(inputs):
        ids[row, : len(numbers)] = torch.tensor(numbers)
        types[row, : len(numbers)] = torch.tensor(parts)
        there[row, : len(numbers)] = True
    return ids, types, there


def _batches(texts: Sequence[Text]) -> list[list[Text]]:
    """Batches of texts of about one length, in a new order each time."""
    mixed = random.sample(texts, len(texts))
    out: list[list[Text]] = []
    for start in range(0, len(mixed), _BATCH * 16):
        near = sorted(
            mixed[start : start + _BATCH * 16],
            key=lambda text: max(len(ids) for ids, _ in text.sentences),
        )
        out += [near[at : at + _BATCH] for at in range(0, len(near), _BATCH)]
    return random.sample(out, len(out))


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


def _trainer(texts: Sequence[Text], epochs: int, base: Path, start: Path | None) -> Trainer:
    """Begins with the general model's weights, or goes on, in smaller steps, from kept ones."""
    if start is None:
        trainer = Trainer(texts, epochs)
        read_base(trainer.network, base)
    else:
        trainer = Trainer(texts, epochs, _FURTHER)
        trainer.network.load_state_dict(torch.load(start, weights_only=True))
    return trainer


def main(argv: Sequence[str] | None = None) -> None:
    """Trains and writes the network; with --hold-out says first how it does on unseen groups."""
    parser = argparse.ArgumentParser(prog="python -m guardrails.encoder.training")
    parser.add_argument("--base", type=Path, required=True, help="MiniLM's model.safetensors")
    parser.add_argument("--golden", type=Path, required=True, help="a folder of golden sets")
    parser.add_argument("--library", type=Path, nargs="*", default=[], help="approved content")
    parser.add_argument("--education", type=Path, help="JSONL of good education sentences")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--start", type=Path, help="go on from weights that --keep has kept")
    parser.add_argument("--keep", type=Path, help="where to keep the weights as PyTorch has them")
    parser.add_argument("--runs", type=int, default=1, help="trainings whose weights are averaged")
    parser.add_argument("--hold-out", nargs="*", default=[], help="beginnings of groups to leave")
    parser.add_argument("--scores", type=Path, help="where to write scores of those")
    parser.add_argument("--out", type=Path, default=FILE)
    asked = parser.parse_args(argv)
    examples: list[Example] = [
        *own_examples(),
        *golden_examples(asked.golden, ("DX-", "CL-", "FE-")),
    ]
    for folder in asked.library:
        examples += library_examples(folder)
    if asked.education:
        examples += education_examples(asked.education)
    texts = prepared(examples, inbound_examples(asked.golden))
    out = tuple(asked.hold_out)
    held = [t for t in texts if out and (t.group.startswith(out) or t.source.startswith(out))]
    left = {id(text) for text in held}
    learned = [text for text in texts if id(text) not in left]
    trainers = []
    for run in range(1, asked.runs + 1):
        random.seed(run)
        torch.manual_seed(run)
        trainers.append(_trainer(learned, asked.epochs, asked.base, asked.start))
        for epoch, loss in enumerate(trainers[-1].learn(learned), start=1):
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
    trainer.export(asked.out, {"base": BASE, "texts": str(len(learned))})


if __name__ == "__main__":
    main()
