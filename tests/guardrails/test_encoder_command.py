"""The command that trains the encoder, where what it needs is not installed."""

from __future__ import annotations

import runpy
import sys

import pytest


@pytest.mark.parametrize("missing", ["onnx", "safetensors", "torch"])
def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in ("onnx", "safetensors", "torch", "guardrails.training.encoder"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    for name in ("onnx", "safetensors", "torch"):
        there = type(sys)(name)
        there.Tensor = object  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, None if name == missing else there)
    monkeypatch.setattr(sys, "argv", ["encoder.py", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("guardrails.training.encoder", run_name="__main__")
    assert ended.value.code == (
        f"{missing} is not installed here; only the training of the encoder needs it. `make"
        " encoder` installs what it takes and trains; `pip install -e '.[train]'` only installs."
    )
