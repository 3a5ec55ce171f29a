"""One training of the encoder, or of its teacher: texts go in, and weights change.

A claim of several sentences counts for the sentence that is marked, or else for the one that the
network likes best. Where teachers have read a sentence, it learns their doubts beside our labels
(Hinton et al. 2015, "Distilling the knowledge in a neural network").
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody who writes PyTorch does
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from guardrails.training.network import Network
from guardrails.training.prepared import MIXED, Input, Text, kinds

_BATCH = 24
FASTEST = 1e-4
_WARMING = 0.06
_DECAY = 0.01
_KIND_COUNTS = 0.2
#: What a library sends today must pass.
_LIBRARY_COUNTS = 2.0
_GOOD_SENTENCES = 3
#: How much of what is learned of a sentence is the teachers' reading, where there is one.
_TAUGHT = 0.5
#: What teachers say of a sentence: for each question log odds, in the order of `kinds`.
Taught = Mapping[tuple[int, ...], Sequence[float]]


class Trainer:
    """A network and the texts that it learns from."""

    def __init__(
        self,
        texts: Sequence[Text],
        epochs: int,
        fastest: float = FASTEST,
        network: Callable[[int], nn.Module] = Network,
    ) -> None:
        self.kinds = kinds(texts)
        self.at: dict[str, int] = {}
        width = 0
        for name, own in self.kinds.items():
            self.at[name] = width
            width += 1 + len(own)
        self.network = network(width)
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

    def learn(self, texts: Sequence[Text], taught: Taught | None = None) -> Iterator[float]:
        """One mean loss after each epoch; `taught` holds what teachers say of the sentences."""
        steps = self._epochs * math.ceil(len(texts) / _BATCH)
        for _ in range(self._epochs):
            self.network.train()
            total = 0.0
            for batch in _batches(texts):
                for group in self._optimizer.param_groups:
                    warm = min(1.0, self._done / (_WARMING * steps))
                    group["lr"] = self._fastest * warm * max(0.0, 1 - self._done / steps)
                loss = self._loss(batch, taught or {})
                torch.autograd.backward(loss)
                torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                self._optimizer.step()
                self._optimizer.zero_grad()
                self._done += 1
                total += loss.item() * len(batch)
            yield total / len(texts)

    def _loss(self, batch: Sequence[Text], taught: Taught) -> Tensor:
        chosen = [_chosen(text) for text in batch]
        with torch.autocast("cpu", torch.bfloat16):
            answers = self.network(*_padded([s for sentences in chosen for s in sentences])).float()
        losses: list[Tensor] = []
        start = 0
        for text, sentences in zip(batch, chosen, strict=True):
            own = answers[start : start + len(sentences)]
            start += len(sentences)
            said = [taught.get(tuple(ids)) for ids, _ in sentences]
            for name in text.asked:
                place = list(self.at).index(name)
                hints = [(row, entry[place]) for row, entry in enumerate(said) if entry is not None]
                share = _TAUGHT if hints else 0.0
                if text.source == MIXED:
                    share = 1.0
                else:
                    losses.append((1 - share) * self._labelled(text, name, own))
                if hints:
                    mine = torch.stack([own[row, self.at[name]] for row, _ in hints])
                    theirs = torch.sigmoid(torch.tensor([odds for _, odds in hints]))
                    apart = F.binary_cross_entropy_with_logits(mine, theirs, reduction="sum")
                    losses.append(share * apart / len(hints) ** 0.5)
        return torch.stack(losses).sum() / len(batch)

    def _labelled(self, text: Text, name: str, own: Tensor) -> Tensor:
        """The loss for what people said of a text; `own` holds a row a sentence."""
        at = self.at[name]
        if not text.kind:
            counts = _LIBRARY_COUNTS if text.source == "library" else 1.0
            loss: Tensor = counts * F.softplus(own[:, at]).sum() / len(own) ** 0.5
            return loss
        best = own[int(own[:, at].argmax())]
        among = best[at + 1 : at + 1 + len(self.kinds[name])]
        which = torch.tensor(self.kinds[name].index(text.kind))
        return F.softplus(-best[at]) + _KIND_COUNTS * F.cross_entropy(among, which)

    def readings(self, inputs: Sequence[Input]) -> list[list[float]]:
        """Of each sentence the log odds of every question, in the order of `kinds`."""
        self.network.eval()
        order = sorted(range(len(inputs)), key=lambda n: len(inputs[n][0]))
        out: list[list[float]] = [[]] * len(inputs)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for start in range(0, len(order), 64):
                part = order[start : start + 64]
                answers = self.network(*_padded([inputs[n] for n in part]))
                for n, row in zip(part, answers[:, list(self.at.values())].float(), strict=True):
                    out[n] = row.tolist()
        return out

    def average(self, others: Sequence[Trainer]) -> None:
        """Takes the mean of several trainings' weights: one network, and a steadier one than any
        of them (Wortsman et al. 2022, "Model soups")."""
        states = [other.network.state_dict() for other in others]
        self.network.load_state_dict(
            {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
        )

    def scores(self, texts: Sequence[Text], question: str) -> list[float]:
        """For each text the answer of its weightiest sentence."""
        flat = [(n, sentence) for n, text in enumerate(texts) for sentence in text.sentences]
        place = list(self.at).index(question)
        best = [-99.0] * len(texts)
        rows = self.readings([sentence for _, sentence in flat])
        for (n, _), row in zip(flat, rows, strict=True):
            best[n] = max(best[n], row[place])
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


def _chosen(text: Text) -> list[Input]:
    """The sentences of a text that are learned from this time."""
    if text.kind and text.marked:
        return [text.sentences[text.marked[-1]]]
    if text.kind or text.source == "library" or len(text.sentences) <= _GOOD_SENTENCES:
        return list(text.sentences)
    return random.sample(text.sentences, _GOOD_SENTENCES)


def _padded(inputs: Sequence[Input]) -> tuple[Tensor, Tensor, Tensor]:
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
