"""The scores that were last accepted, who accepted them, and why: one file that diffs well.

The file names every case that was wrong when it was accepted. A run is worse than the baseline when
a case is wrong that was right then; a rate that looks the same can hide that.
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
from service.errors import BedsideError, Problem

BASELINE: Final = Path(__file__).parent / "baseline.json"


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

    def wrong(self, name: str) -> frozenset[str]:
        """The cases of a set that were wrong when it was accepted."""
        return frozenset(self.sets.get(name, {}).get("wrong", ()))


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
    if not run.whole:
        faults.append(("the run did not come to its end", "run it again"))
    if run.header.tags:
        faults.append(("the run is only a part of its sets", "run without a filter"))
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
        sets={**(before.sets if before else {}), **{s.name: _scores(s) for s in summaries}},
        history=(*last, *(before.history if before else ()))[:20],
    )
    _write(baseline, path)
    return baseline


def _scores(summary: SetSummary) -> dict[str, Any]:
    low, high = summary.right.interval
    return {
        "cases": summary.right.total,
        "right": summary.right.count,
        "share": round(summary.right.share, 4),
        "interval": [round(low, 4), round(high, 4)],
        "missed": len(summary.missed),
        "over_blocked": len(summary.over_blocked),
        "not_measured": summary.unmeasured,
        "wrong": sorted(result.item.id for result in summary.failed),
    }


def newly_wrong(summary: SetSummary, baseline: Baseline) -> list[str]:
    """The cases that are wrong now and were not when the baseline was accepted."""
    return sorted({r.item.id for r in summary.failed} - baseline.wrong(summary.name))


def _write(baseline: Baseline, path: Path) -> None:
    from dataclasses import asdict

    text = json.dumps(asdict(baseline), indent=2, ensure_ascii=False) + "\n"
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)
