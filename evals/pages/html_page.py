"""One self-contained HTML page of a run: failed cases first, tables, plots, a filter, printable."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from shlex import quote
from typing import Any

from markupsafe import Markup

from evals.baseline import Baseline, changes_since
from evals.coverage import Covered, overall
from evals.kinds import KINDS
from evals.pages.plots import bars, intervals, over_runs
from evals.pages.rendering import TEMPLATES, own_file
from evals.runs.log import Run
from evals.runs.repeats import by_case
from evals.runs.summary import SetSummary, nothing_measured, reached, slowest
from evals.scoring import Rate, percentile
from evals.suites.base import Result, Suite
from guardrails.detectors.reading import flesch_kincaid

#: Upper edges of the bars of times, in milliseconds, and their names.
_TIMES = (
    (0.5, "0.5"),
    (1, "1"),
    (2, "2"),
    (5, "5"),
    (10, "10"),
    (20, "20"),
    (50, "50"),
    (100, "100"),
)
#: Sets whose right cases show what came as well: histories and messages, which people read whole.
_SHOWN = frozenset({"decisions", "texts"})
#: So many characters of what came of one case.
_MOST = 6000
#: The grade from which words for patients are too hard.
_HARD = 9


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the page."""

    result: Result
    way: str
    text: str
    fresh: bool


def html_page(
    run: Run,
    summaries: Sequence[SetSummary],
    suites: Sequence[Suite],
    earlier: Sequence[Run],
    covered: Sequence[Covered] = (),
    baseline: Baseline | None = None,
) -> str:
    """The whole page; with a baseline, what went wrong since it stands before what was known."""
    by_name = {suite.name: suite for suite in suites}
    changes = changes_since(run, summaries, baseline)
    fresh = {(c.set, case) for c in changes for case in (*c.newly_wrong, *c.new_and_wrong)}
    golden = run.header.golden
    own = f" --golden {quote(golden)}" if golden else ""
    cases = [_case(r, by_name[r.item.set], fresh, own) for r in by_case(run.results)]
    cases.sort(key=lambda case: (not case.fresh, _ORDER.index(case.way)))
    return TEMPLATES.get_template("run.html.j2").render(
        run=run,
        versions=run.header.versions,
        summaries=summaries,
        cases=cases,
        reached=reached(run, summaries),
        nothing_measured=nothing_measured,
        below=[summary.title for summary in summaries if summary.short],
        baseline=baseline,
        changes=changes,
        fresh=fresh,
        failed=sum(case.way not in ("right", "not measured") for case in cases),
        unmeasured=sum(summary.unmeasured for summary in summaries),
        plots=[(title, Markup(svg)) for title, svg in _plots(run, summaries, earlier)],  # noqa: S704
        slow=slowest(run.results, 8),
        covered=covered,
        overall=overall(covered) if covered else None,
        style=own_file("run.css"),
        script=own_file("run.js"),
    )


_ORDER = ("missed", "over-blocked", "crashed", "gone", "other", "not measured", "right")


def _case(result: Result, suite: Suite, fresh: Collection[tuple[str, str]], own: str) -> Case:
    way = "right"
    if not result.measured and not result.faults:
        way = "not measured"
    for kind in ("missed", "over_blocked", "crashed", "gone", "other"):
        if result.has(kind):
            way = kind.replace("_", "-")
            break
    text = ""
    if (result.faults or result.item.set in _SHOWN) and result.observed is not None:
        with suppress(KeyError):  # the case is gone since
            text = suite.exact(result.item.id, result.observed)
    if len(text) > _MOST:
        text = f"{text[:_MOST]}\n(and more: bedside eval show {result.item.id}{own})"
    return Case(result, way, text, (result.item.set, result.item.id) in fresh)


def _plots(
    run: Run, summaries: Sequence[SetSummary], earlier: Sequence[Run]
) -> list[tuple[str, str]]:
    plots: list[tuple[str, str]] = []
    for name in ("guard", "guard-held-back"):
        recall = _recall(by_case(run.of(name)))
        if recall:
            title = "Claims found, by kind" + (", held back" if "back" in name else "")
            plots.append((title, intervals(title, recall, KINDS)))
    for summary in summaries:
        if summary.name in ("decisions", "texts", "urgency") and summary.by_channel:
            rates = summary.by_kind if summary.name == "urgency" else summary.by_channel
            what = "kind" if summary.name == "urgency" else "channel"
            title = f"{summary.title} right, by {what}"
            plots.append((title, intervals(title, rates, {})))
    lines = _history([*earlier, run])
    if lines:
        title = "Cases right, over runs"
        plots.append((title, over_runs(title, lines)))
    times = [r.ms for r in run.results if r.measured]
    if times:
        middle, late = percentile(sorted(times), 0.5), percentile(sorted(times), 0.95)
        title = f"Time of a case in ms (median {middle:.1f}, 95% within {late:.1f})"
        plots.append((title, bars(title, _binned(times))))
    grades = _grades(run)
    if grades:
        title = "Reading grade of messages to patients and caregivers"
        plots.append((title, bars(title, grades, marked=_HARD)))
    return plots


def _recall(results: Sequence[Result]) -> Mapping[str, Rate]:
    found: dict[str, list[bool]] = {}
    for result in results:
        if result.measured and result.item.labels.get("expect") == "stop":
            found.setdefault(result.item.labels["kind"], []).append(not result.has("missed"))
    kinds = [*(kind for kind in KINDS if kind in found), *sorted(found.keys() - KINDS.keys())]
    return {kind: Rate(sum(found[kind]), len(found[kind])) for kind in kinds}


def _history(runs: Sequence[Run]) -> dict[str, list[tuple[str, float]]]:
    lines: dict[str, list[tuple[str, float]]] = {}
    for run in runs:
        if run.header.part or not run.whole:
            continue
        for name in run.header.sets:
            measured = [r for r in by_case(run.of(name)) if r.measured]
            if measured:
                share = sum(r.ok for r in measured) / len(measured)
                lines.setdefault(name, []).append((run.header.id, share))
    return lines


def _binned(times: Sequence[float]) -> list[tuple[str, int]]:
    counts = [0] * (len(_TIMES) + 1)
    for ms in times:
        place = next((i for i, (edge, _) in enumerate(_TIMES) if ms <= edge), len(_TIMES))
        counts[place] += 1
    return [*zip((f"≤ {name}" for _, name in _TIMES), counts, strict=False), ("more", counts[-1])]


def _grades(run: Run) -> list[tuple[str, int]]:
    counts = [0] * 13
    for seen in _messages(run):
        grade = flesch_kincaid(seen["text"])
        if grade is not None and seen["audience"] in ("patient", "caregiver"):
            counts[max(0, min(12, round(grade)))] += 1
    return [(str(grade), count) for grade, count in enumerate(counts)] if any(counts) else []


def _messages(run: Run) -> list[dict[str, Any]]:
    return [
        seen
        for result in by_case(run.of("decisions"))
        for seen in result.observed or ()
        if seen.get("outcome") == "send" and seen["channel"] in ("email", "portal", "web")
    ]
