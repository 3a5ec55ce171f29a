"""The decision sets as a suite."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from evals.decisions.cases import DecisionCase, DecisionSet
from evals.decisions.clock import written
from evals.decisions.judging import judge
from evals.decisions.loading import GOLDEN_DECISIONS, load_decisions
from evals.decisions.playing import play
from evals.faults import Fault
from evals.places import told_by_path
from evals.suites.base import Item, Result, below, item_hash, load_bar
from evals.system import System


class DecisionSuite:
    """Histories on a virtual clock, through the real `decide`."""

    name = "decisions"
    title = "Decisions"

    def __init__(self, folder: Path = GOLDEN_DECISIONS, golden: str = "") -> None:
        """`golden` is the name of a folder of somebody's own sets; shipped sets have none."""
        self.folder, self.golden = folder, golden

    @cached_property
    def _set(self) -> DecisionSet:
        with told_by_path(self.name, self.golden):
            return load_decisions(self.folder, own=bool(self.golden))

    @cached_property
    def _by_id(self) -> dict[str, DecisionCase]:
        return {case.id: case for case in self._set.cases}

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(self._item(case) for case in self._set.cases)

    def _item(self, case: DecisionCase) -> Item:
        last = case.asks[-1] if case.asks else None
        expect = last.expect if last else None
        labels = {
            "kind": (expect.outcome or "refused") if expect else "none",
            "channel": last.channel if last else "none",
            "audience": case.standing.recipient.audience,
            "file": case.file.removesuffix(".yaml"),
        }
        steps = [repr(step) for step in case.steps]
        written = [steps, case.standing.model_dump(mode="json"), repr(case.library)]
        return Item(
            set=self.name,
            id=case.id,
            where=case.where,
            reason=case.reason,
            hash=item_hash(written, self._set.always),
            labels=labels,
            tags=case.tags,
        )

    def items(self) -> Sequence[Item]:
        """Every case, in the order of its files."""
        return self._items

    def observe(self, case_id: str, system: System) -> Any:
        """What each step of the history came to."""
        return play(self._by_id[case_id], system.release, system.guard)

    def judge(self, case_id: str, observed: Any, known: Collection[str]) -> tuple[Fault, ...]:
        """What is wrong with the history."""
        return judge(self._by_id[case_id], observed, self._set.always, known)

    def shortfalls(self, results: Sequence[Result]) -> list[str]:
        """What falls short of the folder's `thresholds.yaml`."""
        with told_by_path(self.name, self.golden):
            return list(below(load_bar(self.folder, own=bool(self.golden)), results))

    def exact(self, case_id: str, observed: Any) -> str:
        """Each step's outcome, reasons and modules, then the words; times by the case's clock."""
        case = self._by_id[case_id]
        lines: list[str] = []
        for number, (ask, seen) in enumerate(zip(case.asks, observed, strict=False), 1):
            lines.append(f"# step {number}: {ask.signal.type} by {ask.channel}")
            if "refused" in seen:
                lines.append(f"refused: {', '.join(seen['refused'])}")
                continue
            reasons = f" ({', '.join(seen['reasons'])})" if seen["reasons"] else ""
            lines.append(f"{seen['outcome']}{reasons} {seen['trigger'] or ''}".rstrip())
            lines += [
                f"{name}: {written(datetime.fromisoformat(seen[name]), case.clock)}"
                for name in ("not_before", "valid_until")
                if seen[name]
            ]
            lines += [f"module: {module}" for module in (*seen["modules"], *seen["pinned"])]
            lines += seen["text"].splitlines()
        return "\n".join(lines)
