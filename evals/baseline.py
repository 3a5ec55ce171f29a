"""The scores that were last accepted, who accepted them, and why: one file that diffs well.

The file names every case that there was and every one that was wrong when it was accepted. A run is
worse than the baseline when a case is wrong that was right then; a rate that looks the same can
hide that. The baseline informs; what fails a run is the bar that its set states.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from evals.runs.log import Run
from evals.runs.summary import SetSummary
from evals.suites.base import Suite
from service.errors import BedsideError, Problem

BASELINE: Final = Path(__file__).parent / "baseline.json"
#: What a run's note holds when it judged what nobody approved.
ASSUMED: Final = "(approvals assumed)"
HELD_BACK: Final = "held-back"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was accepted."""

    by: str
    why: str
    at: str
    run: str
    release: str
    guard: str
    sets: dict[str, dict[str, Any]]
    history: tuple[dict[str, str], ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The sets whose cases it names, which a run can be held against one by one."""
        return tuple(name for name in self.sets if self.cases(name))

    def wrong(self, name: str) -> frozenset[str]:
        """The cases of a set that were wrong when it was accepted."""
        return frozenset(self.sets.get(name, {}).get("wrong", ()))

    def cases(self, name: str) -> frozenset[str]:
        """Every case that the set had when it was accepted."""
        return frozenset(self.sets.get(name, {}).get("ids", "").split())


@dataclass(frozen=True, slots=True)
class Since:
    """What is different from the baseline in one set, case by case."""

    set: str
    newly_wrong: tuple[str, ...]
    mended: tuple[str, ...]
    new_and_wrong: tuple[str, ...]
    new: int
    gone: int

    @property
    def anything(self) -> bool:
        """Whether there is something to say."""
        return bool(self.newly_wrong or self.mended or self.new or self.gone)


def baseline_for(run: Run) -> Baseline | None:
    """The accepted baseline that a run is held against: none where cases or guard are one's own."""
    return None if run.header.golden or run.header.guard else read_baseline()


def read_baseline(path: Path = BASELINE) -> Baseline | None:
    """The accepted baseline, or None where there is none yet. Raises `BedsideError` if broken."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Baseline(**{**data, "history": tuple(data["history"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"it is no baseline ({type(error).__name__})"
        fix = "restore it, or accept a run: bedside eval baseline accept --by NAME --why REASON"
        raise BedsideError([Problem(path.name, 0, 0, "E160", what, fix)]) from None


def refuse_old(run: Run, suites: Sequence[Suite]) -> None:
    """Raise E161 where a run holds cases that its sets have lost since, with how many of each."""
    faults = []
    for suite in suites:
        there = {item.id for item in suite.items()}
        gone = sum(result.item.id not in there for result in run.of(suite.name))
        if gone:
            faults.append((f"cases that {suite.name} has no more: {gone}", "run it again"))
    if faults:
        raise BedsideError(Problem("baseline", 0, 0, "E161", what, fix) for what, fix in faults)


def accept(
    run: Run,
    summaries: Sequence[SetSummary],
    by: str,
    why: str,
    now: datetime,
    path: Path = BASELINE,
) -> Baseline:
    """Make a run the baseline. It must be whole, and have run every case of its sets."""
    faults = []
    if run.header.golden:
        faults.append(("its cases are not the shipped ones", "run `bedside eval` without --golden"))
    if run.header.guard:
        what, fix = "its guard is not the shipped one", "run without --rules, --terms and --policy"
        faults.append((what, fix))
    if not run.whole:
        faults.append(("the run did not come to its end", "run it again"))
    if run.header.tags:
        faults.append(("the run is only a part of its sets", "run without a filter"))
    if ASSUMED in run.header.note:
        faults.append(("its approvals were assumed", "run what reviewers have approved"))
    if len(why.split()) < 3:
        faults.append(("the reason says too little", "say in a sentence why it is accepted"))
    if faults:
        raise BedsideError(Problem("baseline", 0, 0, "E161", what, fix) for what, fix in faults)
    before = read_baseline(path)
    last = () if before is None else (
        {"by": before.by, "why": before.why, "at": before.at, "run": before.run},
    )  # fmt: skip
    baseline = Baseline(
        by=by,
        why=why,
        at=now.isoformat(timespec="seconds"),
        run=run.header.id,
        release=run.header.versions.release,
        guard=run.header.versions.guard,
        sets={s.name: _scores(s) for s in summaries},
        history=(*last, *(before.history if before else ()))[:20],
    )
    _write(baseline, path)
    return baseline


def _scores(summary: SetSummary) -> dict[str, Any]:
    low, high = summary.right.interval
    scores: dict[str, Any] = {
        "cases": summary.right.total,
        "right": summary.right.count,
        "share": round(summary.right.share, 4),
        "interval": [round(low, 4), round(high, 4)],
        "missed": len(summary.missed),
        "over_blocked": len(summary.over_blocked),
        "pairs": [summary.pairs.count, summary.pairs.total],
        "not_measured": summary.unmeasured,
    }
    if (
        HELD_BACK not in summary.name
    ):  # which of them are wrong is nobody's business who writes rules
        scores["wrong"] = sorted(result.item.id for result in summary.failed)
        scores["ids"] = " ".join(sorted(result.item.id for result in summary.results))
    return scores


def since(summary: SetSummary, baseline: Baseline, *, part: bool = False) -> Since | None:
    """What changed in a set since the baseline; None where it holds no cases of the set.

    Of a part of a set nobody can say what is gone.
    """
    then, wrong_then = baseline.cases(summary.name), baseline.wrong(summary.name)
    if not then:
        return None
    now = {result.item.id for result in summary.results}
    wrong = {result.item.id for result in summary.failed}
    return Since(
        set=summary.name,
        newly_wrong=tuple(sorted((wrong & then) - wrong_then)),
        mended=tuple(sorted((wrong_then & now) - wrong)),
        new_and_wrong=tuple(sorted(wrong - then)),
        new=len(now - then),
        gone=0 if part else len(then - now),
    )


def changes_since(
    run: Run, summaries: Sequence[SetSummary], baseline: Baseline | None
) -> list[Since]:
    """What changed in every set that a run holds and the baseline names the cases of."""
    if baseline is None:
        return []
    part = run.header.part
    found = (since(s, baseline, part=part or not s.whole) for s in summaries)
    return [change for change in found if change is not None]


def _write(baseline: Baseline, path: Path) -> None:
    from dataclasses import asdict

    text = json.dumps(asdict(baseline), indent=2, ensure_ascii=False) + "\n"
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)
