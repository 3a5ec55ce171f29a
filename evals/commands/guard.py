"""The command `bedside eval guard`: options in, a report out, an exit code.

Cheap to import: the guard and everything heavy are loaded when the command runs. Exit codes:
0 when the thresholds are reached, 1 when they are not, 2 when a file is broken.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from evals.commands.common import guard_options, own_data
from evals.kinds import KINDS

if TYPE_CHECKING:
    from evals.golden import GoldenSet
    from evals.guard import OwnData, Reader
    from evals.report import Section
    from evals.sentences import Sentence
    from evals.thresholds import Thresholds
    from service.errors import Problem

REPORT: Final = Path(__file__).parents[2] / "docs" / "reports" / "guard.md"
TITLES: Final = {
    "open": "Open set",
    "held_back": "Held-back set",
    "all": "Open and held-back sets",
}


@click.command("guard")
@click.option(
    "--split",
    type=click.Choice(["open", "held_back", "all"]),
    default="open",
    show_default=True,
    help="Which part of the golden set.",
)
@click.option(
    "--golden",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Labelled texts of your own, in FOLDER/guard and FOLDER/urgency, in place of the shipped.",
)
@guard_options
@click.option("--summary", is_flag=True, help="Numbers only, no texts.")
@click.option(
    "--kind",
    type=click.Choice([*KINDS, "urgency"]),
    metavar="ID",
    help="Only cases of one kind, such as DX-02, or urgency.",
)
@click.option(
    "--misses", is_flag=True, help="Show held-back and education texts that went wrong as well."
)
@click.option(
    "--education",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PATH",
    help="JSONL of real sentences, good unless labelled `claim`, to measure on.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@click.option("--write", is_flag=True, help="Write docs/reports/guard.md, for both splits.")
def guard(
    split: str,
    golden: Path | None,
    rules: tuple[Path, ...],
    terms: tuple[Path, ...],
    policy: Path | None,
    summary: bool,
    kind: str | None,
    misses: bool,
    education: Path | None,
    form: str,
    write: bool,
) -> None:
    """Score the guard on its golden sets: what it misses, and what it stops without need."""
    from service.errors import BedsideError

    own = own_data(rules, terms, policy)
    if write and (kind or education):
        raise click.UsageError("--write is of both sets whole: leave out --kind and --education")
    if write and own:
        what = "--write is of the shipped guard: leave out --rules, --terms and --policy"
        raise click.UsageError(what)
    if golden is not None and (write or education or split != "open"):
        what = "--golden names texts of your own: leave out --split, --education and --write"
        raise click.UsageError(what)
    try:
        if golden is not None:
            sections = [_run_own(golden, kind or "", own)]
        else:
            splits = ["open", "held_back"] if write else [split]
            sections = _run(splits, kind or "", education, own)
    except BedsideError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if write:
        _write(sections)
    else:
        _print(_shown(sections, summary=summary, misses=misses), form)
    sys.exit(any(section.fails for section in sections))


def _run(
    splits: list[str], kind: str, education: Path | None, own: OwnData | None = None
) -> list[Section]:
    from evals.golden import SPLITS
    from evals.guard import run, run_education
    from evals.report import Section
    from evals.thresholds import shortfalls

    golden, bar, sentences = _files(education)
    reader, ids = _guard(own)
    started = time.perf_counter()
    read = run_education(reader, sentences) if education else None
    sections: list[Section] = []
    texts = len(sentences)
    for split in splits:
        part = golden.only(splits=SPLITS if split == "all" else [split], kind=kind)
        score = run(reader, part, ids)
        texts += len(part.cases) + len(part.urgency)
        shown = None if sections else read  # once, in the first section
        short = shortfalls(score, bar, education=shown.overall if shown else None)
        title = TITLES[split] + (_named(reader) if own else "")
        sections.append(Section(title, score, short, education=shown))
    _tell_speed(texts, time.perf_counter() - started)
    return sections


def _guard(own: OwnData | None) -> tuple[Reader, frozenset[str]]:
    """The guard, and the ids of the rules that it has besides the shipped ones."""
    from evals.guard import build_guard

    return (build_guard(own), own.rule_ids()) if own else (build_guard(), frozenset())


def _named(reader: Reader) -> str:
    return f", guard {reader.version} (not the shipped one)"


def _run_own(golden: Path, kind: str, data: OwnData | None) -> Section:
    """The guard on a folder's own sets `guard` and `urgency`, or on the one that is there."""
    from evals.guard import run
    from evals.own.bars import below_own
    from evals.own.reading import read_own
    from evals.report import Section

    own = read_own(golden, kind)
    reader, ids = _guard(data)
    started = time.perf_counter()
    score = run(reader, own.texts, ids)
    unsure = sum(case.unsure for case in own.texts.cases)
    texts = len(own.texts.cases) + len(own.texts.urgency) - unsure
    _tell_speed(texts, time.perf_counter() - started)
    title = f"Texts of {golden.as_posix()}" + (_named(reader) if data else "")
    return Section(title, score, below_own(score, *own.bars), unsure=unsure, places=True)


def _tell_speed(texts: int, seconds: float) -> None:
    click.echo(f"{texts} texts in {seconds:.2f} s, {texts / seconds:.0f} a second", err=True)


def _files(education: Path | None) -> tuple[GoldenSet, Thresholds, Sequence[Sentence]]:
    """The cases, the bar and the sentences, or everything that is wrong in any of them."""
    from evals.golden import load_golden
    from evals.places import noted, told_by_path
    from evals.sentences import load_education
    from evals.thresholds import load_thresholds
    from service.errors import BedsideError

    problems: list[Problem] = []
    golden = bar = None
    sentences: Sequence[Sentence] = ()
    with noted(problems), told_by_path("guard"):
        golden = load_golden()
    with noted(problems), told_by_path("guard"):
        bar = load_thresholds()
    with noted(problems):
        sentences = load_education(education) if education else ()
    if golden is None or bar is None or problems:
        raise BedsideError(problems)
    return golden, bar, sentences


def _shown(sections: list[Section], *, summary: bool, misses: bool) -> list[Section]:
    from dataclasses import replace

    texts = "none" if summary else "all" if misses else "open"
    return [replace(s, texts=texts, education_texts=misses and not summary) for s in sections]


def _print(sections: list[Section], form: str) -> None:
    from evals.report import json_report, markdown_report, text_report

    if form == "json":
        click.echo(json_report(sections), nl=False)
    elif form == "markdown":
        click.echo(markdown_report(sections), nl=False)
    else:
        click.echo("\n".join(text_report(section) for section in sections), nl=False)


def write_guard_report() -> None:
    """Write docs/reports/guard.md for both splits."""
    _write(_run(["open", "held_back"], "", None))


def _write(sections: list[Section]) -> None:
    from evals.report import markdown_report

    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(markdown_report(sections), encoding="utf-8")
    click.echo(f"wrote {REPORT.parent.name}/{REPORT.name}", err=True)
