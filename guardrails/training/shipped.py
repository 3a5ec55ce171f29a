"""Reads the weights of the shipped encoder back, so that a training can go on from the file itself.

The file holds each table as whole numbers of eight bits, with the size of one step: what comes back
is what the guard reads with, not the finer numbers that were rounded when it was written.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from guardrails.training.network import LAYERS

#: The tables of one layer, in the order in which the network uses them.
_IN_ORDER = ("query_key_value", "mixed", "inner", "outer")
_ROUNDED = "_quantized"
_USES_TABLE = "MatMulInteger"


def read_shipped(path: Path) -> dict[str, Tensor]:
    """The state of a `network.Network`. Raises ValueError where the file is another network's."""
    graph = onnx.load(str(path)).graph
    held = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    state = {name: torch.tensor(held[name]) for name in held if _is_plain(name)}
    state["words"] = _whole(held, "words")
    state["types"] = _whole(held, "types.1")
    used = [node.input[1] for node in graph.node if node.op_type == _USES_TABLE]
    tables = [name.removesuffix(_ROUNDED) for name in used if name.endswith(_ROUNDED)]
    names = [f"layers.{n}.{part}.weight" for n in range(LAYERS) for part in _IN_ORDER]
    names.append("head.weight")
    if len(tables) != len(names):
        raise ValueError(f"{path.name} has {len(tables)} tables; an encoder has {len(names)}")
    for name, table in zip(names, tables, strict=True):
        state[name] = _whole(held, table).T.contiguous()
    return state


def _is_plain(name: str) -> bool:
    """Whether these numbers were never rounded: shifts, norms and places."""
    return name.split(".")[0] in {"places", "norm", "layers", "head"} and "_Transposed_" not in name


def _whole(held: dict[str, np.ndarray], name: str) -> Tensor:
    """A table as it was, but for what rounding took."""
    zero = held[f"{name}_zero_point"].astype(np.float32)
    steps = held[f"{name}{_ROUNDED}"].astype(np.float32) - zero
    return torch.tensor(steps * held[f"{name}_scale"].astype(np.float32))
