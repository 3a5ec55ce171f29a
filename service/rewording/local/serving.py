"""Serves a model file on this machine's loopback, as OpenAI's API is spoken."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from service.errors import BedsideError

#: Tokens that the server keeps in mind: the longest prompt, and its answer.
_CONTEXT: Final = 4096


def start(model: Path, port: int, threads: int | None = None) -> Any:
    """Start the server and give it back; it ends when it is let go of. Raises `BedsideError`.

    It listens on 127.0.0.1 and nowhere else: it knows no key.
    """
    try:
        import xllamacpp
    except ImportError:
        what = "the server for local models is not installed"
        fix = "in Bedside's own folder, run `make model` or: pip install -e '.[local-llm]'"
        raise BedsideError.at("serve-model", "C150", what, fix) from None
    settings = xllamacpp.CommonParams()
    settings.model.path = str(model)
    settings.hostnames = ["127.0.0.1"]
    settings.port = port
    settings.verbosity = 1  # errors alone; it tells of each request otherwise
    settings.n_ctx = _CONTEXT
    settings.n_parallel = 1
    settings.cpuparams.n_threads = threads or max(1, (os.cpu_count() or 2) // 2)
    try:
        return xllamacpp.Server(settings)
    except Exception:  # noqa: BLE001 - the library says no more than that it failed
        what = "the model's server did not start"
        fix = "choose another --port, or fetch the model again"
        raise BedsideError.at(f"127.0.0.1:{port}", "C151", what, fix) from None
