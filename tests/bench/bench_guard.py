"""Measures the guard: `python -m tests.bench.bench_guard`.

All figures come from one run on one thread, so compare ratios more than milliseconds. What other
tools do with the same texts is measured by `bench_others.py`.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence

BASE = (
    "Hi Sam, thank you for booking visit {n} with us. A {n}-minute walk is a good place to start. "
    "If you have asthma, keep your inhaler {n} close and ask your doctor about your plan before "
    "you travel. People with diabetes often check their feet {n} times. Call us about visit {n} "
    "to move it or to ask about parking."
)


def texts(count: int, first: int = 0) -> list[str]:
    """60-word messages that differ in every sentence, so that nothing remembered helps."""
    return [BASE.format(n=first + n) for n in range(count)]


def median_ms(read: Callable[[str], object], inputs: Sequence[str]) -> float:
    """The median time of one call, in milliseconds."""
    taken = []
    for text in inputs:
        began = time.perf_counter()
        read(text)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def memory_mb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows() -> list[tuple[str, str]]:
    """What was measured, as name and figure."""
    import spacy

    from guardrails import Context, Guard

    loaded = memory_mb()
    began = time.perf_counter()
    guard = Guard()
    built = time.perf_counter() - began
    held = memory_mb()
    context, blank = Context(), spacy.blank("en")
    for text in texts(50, 9_000):
        guard.check(text, context)
        blank(text)
    cold = median_ms(lambda text: guard.check(text, context), texts(400))
    cached = median_ms(lambda text: guard.check(text, context), texts(400))
    plain = median_ms(blank, texts(400))
    out = [
        ("words in one message", str(len(BASE.split()))),
        ("one message, nothing cached", f"{cold:.3f} ms"),
        ("the same message again", f"{cached * 1000:.1f} us"),
        ('spacy.blank("en")', f"{plain:.3f} ms"),
        ("ratio to it", f"{cold / plain:.1f}"),
        ("build", f"{built:.2f} s"),
        ("memory, imports alone", f"{loaded:.0f} MB"),
        ("memory, guard built", f"{held:.0f} MB"),
    ]
    return out + [(f"{size:,} characters", f"{seconds:.2f} s") for size, seconds in scaling(guard)]


def scaling(guard: object) -> list[tuple[int, float]]:
    """Seconds for adversarial text of growing length; it should grow in step."""
    from guardrails import Context

    piece = "your if you have diabetes, your mother's and other people like you at risk "
    out = []
    for size in (125_000, 250_000, 500_000, 1_000_000):
        text = piece * (size // len(piece))
        began = time.perf_counter()
        guard.check(text, Context())  # type: ignore[attr-defined]
        out.append((size, time.perf_counter() - began))
    return out


def main() -> int:
    """Prints a Markdown table."""
    lines = ["| what | measured |", "|---|---|"]
    lines += [f"| {name} | {figure} |" for name, figure in rows()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
