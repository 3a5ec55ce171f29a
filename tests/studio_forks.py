"""Studios that start fast: a process that has loaded the guard, and forks itself for each of them.

What runs in a fork is the command itself, `bedside studio ...`, with an environment of its own.
That the command starts from nothing is tested where a studio is run without forks.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.read_once import FOLDER, read_once

ROOT = Path(__file__).resolve().parent.parent

#: What is imported before the first fork, so that no fork has to.
LOADED = ("uvicorn", "service.studio.app")


class Forks:
    """The process that is asked for forks."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], out: Path) -> int:
        """Run `bedside` with arguments; it prints to `out`, and its errors to `out`.err."""
        asked = {"arguments": list(arguments), "environment": dict(environment), "out": str(out)}
        return self._ask(asked)

    def running(self, process: int) -> bool:
        """Whether a fork has not ended by itself."""
        return bool(self._ask({"running": process}))

    def stop(self, process: int) -> None:
        """Ask a fork to end, and wait until it has."""
        self._ask({"stop": process})

    def _ask(self, asked: Mapping[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def running_forks() -> Iterator[Forks]:
    """Start the process; end it and whatever of it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.studio_forks"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Forks(process)


def main() -> None:
    """Load what every studio needs, then answer one line after the other with a number."""
    from guardrails import guard as guards
    from service.studio.hosting import make_templates
    from service.wiring import the_guard

    for name in LOADED:
        importlib.import_module(name)
    make_templates()
    the_guard()
    if FOLDER in os.environ:  # a run of all: not worth it for one test
        guards.read = read_once(guards.read, Path(os.environ[FOLDER]))
        _read_everything()
    alive: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "arguments" in asked:
            answer = os.fork() or _command(asked)
            alive.add(answer)
        elif "running" in asked:
            answer = int(not _ended(asked["running"], alive, os.WNOHANG))
        else:
            if asked["stop"] in alive:
                os.kill(asked["stop"], signal.SIGTERM)
            answer = int(_ended(asked["stop"], alive))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for process in alive:
        os.kill(process, signal.SIGKILL)


def _read_everything() -> None:
    """Check every sample message of the starter library once, so that no fork has to: the guard
    remembers what it read. In any order: what the other worker's forks read, these do not."""
    from service.assemblies import samples, try_sample
    from service.library.building import build
    from service.library.loader import load_library
    from service.wiring import the_clock, the_guard

    release = build(load_library(ROOT / "modules"), the_clock().date()).release
    every = list(samples(release))
    random.shuffle(every)
    for sample in every:
        try_sample(release, sample, the_guard())


def _ended(process: int, alive: set[int], options: int = 0) -> bool:
    if process in alive and os.waitpid(process, options) != (0, 0):
        alive.remove(process)
    return process not in alive


def _command(asked: Mapping[str, Any]) -> int:
    """The fork: the command line in place of the loop. Never returns."""
    from service.cli import main as bedside

    code = 70
    try:
        os.environ.clear()
        os.environ.update(asked["environment"])
        for name, number in (("/dev/null", 0), (asked["out"], 1), (f"{asked['out']}.err", 2)):
            opened = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        code = bedside(asked["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
