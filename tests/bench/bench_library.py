"""Loading and checking a library of 5,000 modules: seconds by step, and where they go.

python -m tests.bench.bench_library [COUNT]
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from service.assemblies import try_all
from service.library.building import build
from service.library.checks import cross_check
from service.library.loader import load_library
from service.reading import check_words
from service.wiring import the_guard
from tests.bench.make_library import make_library

DAY = date(2026, 11, 24)
T = TypeVar("T")


def main(count: int = 5_000) -> None:
    """Print what each step of `bedside check` takes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "library"
        modules = make_library(folder, count, on=date(2026, 11, 20))
        library = _step("load files", lambda: load_library(folder))
        renditions = sum(len(files) for files in library.renditions.values())
        _write(f"  {modules} modules, {renditions} renditions")
        _step("references, words' form, approvals", lambda: cross_check(library, DAY))
        guard = _step("build the guard", the_guard)
        _step("guard over every rendition", lambda: list(check_words(library, guard)))
        release = _step("freeze", lambda: build(library, DAY, assume_approved=True).release)
        tried = _step("try every message", lambda: try_all(release, guard))
        _write(f"  {len(tried.decisions)} messages tried")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        _write(f"memory {peak} MB")


def _step(name: str, work: Callable[[], T]) -> T:
    wall, cpu = time.perf_counter(), _cpu()
    result = work()
    spent = f"{time.perf_counter() - wall:6.2f} s  ({_cpu() - cpu:6.2f} s of one core)"
    _write(f"{name:36} {spent}")
    return result


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _cpu() -> float:
    """Processor time of this process and its finished children."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
