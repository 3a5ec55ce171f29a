"""Fuzzes the guard with atheris: `python tests/fuzz/fuzz_guard.py -max_total_time=60`.

Any text, in any format, must get a verdict whose spans lie inside the text and that is no failure
of the guard's own. Without atheris it says so and ends; it is not a dependency of anything.
"""

from __future__ import annotations

import sys

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed here: pip install atheris")

with atheris.instrument_imports(include=["guardrails"]):
    from guardrails import Context, Guard

GUARD = Guard()
FORMATS = ("text", "html", "markdown")
WORDS = (
    "your ",
    "you have ",
    "diabetes",
    " if ",
    "mother's ",
    "<b>",
    "&#98;",
    "\u200b",
    "{{",
    "\n\n",
)


def one(data: bytes) -> None:
    """Reads one input; raises when the guard breaks a promise."""
    source = atheris.FuzzedDataProvider(data)
    form = FORMATS[source.ConsumeIntInRange(0, 2)]
    pieces = []
    while source.remaining_bytes() > 4 and len(pieces) < 200:
        if source.ConsumeBool():
            pieces.append(WORDS[source.ConsumeIntInRange(0, len(WORDS) - 1)])
        else:
            pieces.append(source.ConsumeUnicode(12))
    text = "".join(pieces)
    for finding in GUARD.check(text, Context(format=form)).findings:
        if finding.rule.startswith("GU-"):
            raise AssertionError(f"{finding.message} {text!r}")
        if text[finding.start : finding.end] != finding.text:
            raise AssertionError(f"span of {finding.rule} is off: {text!r}")
    GUARD.read_urgency(text)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
