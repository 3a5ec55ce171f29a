"""Measures what whole e-mails cost the guard: `python -m tests.bench.bench_emails`.

Every part of an e-mail that can be read is checked: sender, subject, preheader, HTML, text, links,
and all together. Forty e-mails of the starter library are read by a guard that remembers nothing of
them, which is the worst case. Times are of the processor: other work on the machine counts less.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from guardrails import Context, Guard, Verdict
from guardrails.encoder.encoder import Encoder
from guardrails.verdict import Urgency
from service.assemblies import SAMPLE_DAY, samples, try_sample
from service.library.building import build
from service.library.loader import load_library
from service.library.release import Release

ROOT = Path(__file__).parents[2]


class Listener:
    """A guard that passes everything, and keeps what it was shown."""

    version = "listening"

    def __init__(self) -> None:
        self.shown: list[tuple[str, Context]] = []

    def check(self, text: str, context: Context) -> Verdict:
        self.shown.append((text, context))
        return Verdict(passed=True)

    def read_urgency(self, text: str) -> Urgency:
        raise NotImplementedError


class Counted:
    """A method that counts its calls and the processor's time in them."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self.method = method
        self.calls, self.seconds = 0, 0.0

    def __call__(self, *given: Any) -> Any:
        self.calls += 1
        began = time.thread_time()
        try:
            return self.method(*given)
        finally:
            self.seconds += time.thread_time() - began


def emails(release: Release, count: int) -> list[list[tuple[str, Context]]]:
    """What the guard is shown of some e-mails, each as its parts."""
    calls = [sample for sample in samples(release) if sample.channel == "email"]
    random.Random(3).shuffle(calls)
    out = []
    for sample in calls:
        listener = Listener()
        try_sample(release, sample, listener)
        if listener.shown:
            out.append(listener.shown)
        if len(out) == count:
            break
    return out


def main() -> int:
    """Prints a Markdown table."""
    library = load_library(ROOT / "modules")
    shown = emails(build(library, SAMPLE_DAY, assume_approved=True).release, 41)
    guard = Guard()
    encoder = guard.parts.encoder
    totals, rest, asked, anew = [], [], [], []
    for number, parts in enumerate(shown):
        weighed = guard.parts.second._model._memory.known
        for memory in (guard._cache, encoder._known, weighed):
            memory.clear()
        reads, answers = Counted(Encoder.read), Counted(Encoder._answers)
        with (
            patch.object(Encoder, "read", lambda *given, to=reads: to(*given)),
            patch.object(Encoder, "_answers", lambda *given, to=answers: to(*given)),
        ):
            began = time.thread_time()
            for text, context in parts:
                guard.check(text, context)
            taken = time.thread_time() - began
        if number:  # the first one warms what stays: words, not sentences
            totals.append(taken)
            rest.append(taken - answers.seconds)
            asked.append(reads.calls)
            anew.append(answers.calls)
    rows = [
        ("parts of an e-mail that are checked", f"{statistics.median(map(len, shown)):.0f}"),
        ("all of them, nothing remembered", f"{statistics.median(totals) * 1000:.0f} ms"),
        ("of that without the encoder", f"{statistics.median(rest) * 1000:.1f} ms"),
        ("sentences that the encoder is asked about", f"{statistics.median(asked):.0f}"),
        ("of them read anew, the rest remembered", f"{statistics.median(anew):.0f}"),
    ]
    sys.stdout.write("| what | measured |\n|---|---|\n")
    sys.stdout.writelines(f"| {name} | {figure} |\n" for name, figure in rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
