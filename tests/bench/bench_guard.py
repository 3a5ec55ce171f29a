"""Measures the guard: `python tests/bench/bench_guard.py [--others PYTHON]`.

All figures come from one run on one thread, so compare ratios more than milliseconds. `--others`
names the Python of another environment that holds medspacy and presidio-analyzer; they read the
same texts.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

BASE = (
    "Hi Sam, thank you for booking a visit with us at {n}. A ten-minute walk is a good place to "
    "start. If you have asthma, keep your inhaler close and ask your doctor about your plan before "
    "you travel. People with diabetes often check their feet each day. Call us at any time to move "
    "your visit or to ask about parking."
)
OTHERS = """
import json, statistics, sys, time
texts = json.load(sys.stdin)
def median(read):
    taken = []
    for text in texts:
        began = time.perf_counter(); read(text); taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000
out = {}
try:
    import spacy, medspacy
    nlp = spacy.blank("en"); nlp.add_pipe("medspacy_pyrush")
    matcher = nlp.add_pipe("medspacy_target_matcher"); nlp.add_pipe("medspacy_context")
    from medspacy.ner import TargetRule
    matcher.add([TargetRule(word, "CONDITION") for word in ("asthma", "diabetes")])
    out["medSpaCy ConText"] = median(nlp)
except Exception as error:
    out["medSpaCy ConText"] = f"not run: {type(error).__name__}"
try:
    from presidio_analyzer import AnalyzerEngine
    engine = AnalyzerEngine()
    out["Presidio analyzer"] = median(lambda text: engine.analyze(text=text, language="en"))
except BaseException as error:
    out["Presidio analyzer"] = f"not run: {type(error).__name__}"
print(json.dumps(out))
"""


def texts(count: int, first: int = 0) -> list[str]:
    """60-word messages that differ, so that no cache of verdicts helps."""
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


def rows(others: str | None) -> list[tuple[str, str]]:
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
    out += [(f"{size:,} characters", f"{seconds:.2f} s") for size, seconds in scaling(guard)]
    return out + beside(others)


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


def beside(python: str | None) -> list[tuple[str, str]]:
    """The same texts through other tools, in their own environment."""
    if python is None:
        return []
    done = subprocess.run(
        [python, "-c", OTHERS],
        input=json.dumps(texts(100)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return [("other tools", "not run: " + done.stderr.strip().splitlines()[-1])]
    found = json.loads(done.stdout.splitlines()[-1])
    return [(name, f"{f:.2f} ms" if isinstance(f, float) else f) for name, f in found.items()]


def main() -> int:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--others", help="the Python of an environment with medspacy and presidio")
    lines = ["| what | measured |", "|---|---|"]
    lines += [f"| {name} | {figure} |" for name, figure in rows(parser.parse_args().others)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
