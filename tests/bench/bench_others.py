"""The guard beside medSpaCy's ConText and Presidio, on the same texts: `make bench-others`.

    python -m tests.bench.bench_others PYTHON [--write]

PYTHON is that of an environment which holds the other tools. `--write` keeps the tables as a page
of the docs. Held-back texts are counted and never printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.golden import GuardCase, load_golden
from evals.guard import hits
from evals.kinds import WHOLE_TEXT_ONLY
from guardrails import Context, Guard
from guardrails.lexicon import read_terms
from tests.bench.bench_guard import median_ms, texts

OTHERS = Path(__file__).with_name("other_tools.py")
PAGE = Path(__file__).parents[2] / "docs" / "reports" / "other-tools.md"
ABOUT = """# The guard beside other tools

Made by `make bench-others`; do not edit. All times are from one run on one machine, so compare
their ratios. What claims, look-alikes, real, adversarial, open and held back mean stands in
[evaluation](../evaluation.md).

medSpaCy was made for clinicians' notes and Presidio for personal data in records. The tables say
what our question needs that theirs does not; they do not say that these tools are bad at their own.
Both got the best we could give them: medSpaCy every term of our lists, Presidio its default
recognizers. Marked-up texts are left out, since the others read plain text. The guard learns from
the open set, so the held-back tables are the fair ones.

"""
LEXICONS = Path(__file__).parents[2] / "guardrails" / "lexicons"
LISTS = ("conditions", "symptoms", "care", "status", "drugs", "drugs_more")
#: Kinds about the reader's health: the question that ConText can be put to.
HEALTH = frozenset(f"DX-{number:02d}" for number in range(1, 15))
SPLITS = ("open", "held_back")


def terms() -> list[tuple[str, bool]]:
    """Every form of our own lists, so that the others miss nothing for want of a name."""
    forms: dict[tuple[str, bool], None] = {}
    for name in LISTS:
        for form in read_terms(LEXICONS / f"{name}.txt", str.split):
            if form.term.tag != "NONE":
                forms[form.exact or " ".join(form.words), bool(form.exact)] = None
    return list(forms)


def stopped(guard: Guard, case: GuardCase) -> bool:
    """Whether the guard stops a case, by the same count as `bedside eval guard`."""
    found = hits(guard.check(case.text, case.context))
    return any(hit.stops and hit.rule not in WHOLE_TEXT_ONLY for hit in found)


def ask(python: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the other tools answer. Raises SystemExit with their last words if they cannot."""
    done = subprocess.run(
        [python, str(OTHERS)], input=json.dumps(data), capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip() or "no output").splitlines()[-1]
        raise SystemExit(f"{python} cannot run the other tools: {last}\nrun: make bench-others")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def share(flags: Iterable[bool]) -> str:
    """How many of the flags are set, as `12 / 40 (30%)`."""
    seen = list(flags)
    return f"{sum(seen)} / {len(seen)} ({sum(seen) / len(seen):.0%})" if seen else "-"


def by_group(cases: Sequence[GuardCase], flags: Sequence[bool]) -> Iterator[str]:
    """One cell a column of `COLUMNS`: claims and look-alikes, real and adversarial."""
    for stop in (True, False):
        for tier in ("real", "adversarial"):
            chosen = zip(cases, flags, strict=True)
            yield share(flag for case, flag in chosen if case.stop is stop and case.tier == tier)


COLUMNS = (
    "claims found, real",
    "adversarial",
    "look-alikes flagged, real",
    "adversarial",
)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def timing(answer: dict[str, Any], inputs: Sequence[str], guard: Guard, built: float) -> str:
    """Build time and the median of one 60-word text that was not seen before."""
    import spacy

    blank, context = spacy.blank("en"), Context()
    ours = median_ms(lambda text: guard.check(text, context), inputs)
    plain = median_ms(blank, inputs)
    versions = answer["versions"]
    rows = [
        ("the guard, every check", f"{ours:.2f} ms", f"{built:.1f} s"),
        ('`spacy.blank("en")`, words only', f"{plain:.2f} ms", "-"),
    ]
    for name, key, package in (
        ("medSpaCy {}: our terms, ConText", "context", "medspacy"),
        ("Presidio {}: default recognizers, small model", "presidio", "presidio-analyzer"),
    ):
        found = answer[key]
        label = name.format(versions[package])
        rows.append((label, f"{found['ms']:.2f} ms", f"{found['built']:.1f} s"))
    return table(("tool", "one 60-word text", "build"), rows)


def detection(
    title: str, cases: Sequence[GuardCase], columns: dict[str, Sequence[bool]]
) -> Iterator[str]:
    """A table a split: each tool's flags on the same cases."""
    for split in SPLITS:
        chosen = [index for index, case in enumerate(cases) if case.split == split]
        part = [cases[index] for index in chosen]
        yield f"## {title}, {split.replace('_', ' ')}: {len(part)} texts\n\n"
        rows = [
            (name, *by_group(part, [flags[index] for index in chosen]))
            for name, flags in columns.items()
        ]
        yield table(("tool", *COLUMNS), rows) + "\n"


def report(python: str) -> Iterator[str]:
    """Everything that is measured, as Markdown."""
    plain = [case for case in load_golden().cases if case.context.format == "text"]
    health = [case for case in plain if case.kind in HEALTH]
    identifiers = [case for case in plain if case.kind == "PI-01"]
    inputs = texts(200)
    began = time.perf_counter()
    guard = Guard()
    built = time.perf_counter() - began
    data = {
        "timed": inputs,
        "terms": terms(),
        "texts": [case.text for case in health],
        "identifiers": [case.text for case in identifiers],
    }
    answer = ask(python, data)
    context, presidio = answer["context"], answer["presidio"]
    yield f"The guard's version in this run: `{guard.version}`.\n\n"
    yield "## Time\n\n" + timing(answer, inputs, guard, built) + "\n"
    ours = [stopped(guard, case) for case in health]
    yield from detection(
        "Claims about the reader's health (DX)",
        health,
        {
            "a term of our lists is named": context["named"],
            'and "you" or "your" in its sentence': context["you"],
            "and ConText does not exempt it": context["context"],
            "the guard": ours,
        },
    )
    yield from detection(
        "Identifiers (PI-01)",
        identifiers,
        {
            "Presidio, everything": presidio["any"],
            "Presidio, without dates, places, names of groups": presidio["identifiers"],
            "the guard": [stopped(guard, case) for case in identifiers],
        },
    )


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("python", help="the Python of an environment with the other tools")
    parser.add_argument("--write", action="store_true", help=f"keep the tables in {PAGE.name}")
    options = parser.parse_args()
    page = "".join(report(options.python)).rstrip() + "\n"
    sys.stdout.write(page)
    if options.write:
        PAGE.write_text(ABOUT + page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
