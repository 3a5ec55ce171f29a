"""The text sets as a suite: each finished message against the words that people agreed on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from evals.decisions.loading import GOLDEN_DECISIONS
from evals.decisions.playing import noted
from evals.faults import Fault
from evals.places import told_by_path
from evals.suites.base import Item, Result, below, item_hash, load_bar
from evals.system import System
from evals.texts.judging import against
from evals.texts.loading import GOLDEN_TEXTS, TextCase, TextSet, load_texts
from evals.texts.snapshots import snapshot_file, written
from service.domain.signals import SignalRefused
from service.pipeline import decide


class TextSuite:
    """Finished messages, to the character."""

    name = "texts"
    title = "Texts"

    def __init__(self, folder: Path = GOLDEN_TEXTS, golden: str = "") -> None:
        """`golden` is the name of a folder of somebody's own sets; shipped sets have none."""
        self.folder, self.golden = folder, golden

    @cached_property
    def _set(self) -> TextSet:
        with told_by_path(self.name, self.golden):
            decisions = self.folder.parent / "decisions" if self.golden else GOLDEN_DECISIONS
            return load_texts(self.folder, decisions, self.golden)

    @cached_property
    def _by_id(self) -> dict[str, TextCase]:
        return {case.id: case for case in self._set.cases}

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(self._item(case) for case in self._set.cases)

    def _item(self, case: TextCase) -> Item:
        values = (case.signal, case.standing)
        written = [*(value.model_dump(mode="json") for value in values), case.at]
        return Item(
            set=self.name,
            id=case.id,
            where=case.where,
            reason=case.reason,
            hash=item_hash([*written, self._agreed(case.id)], self._set.always),
            labels={
                "kind": case.signal.type,
                "channel": case.channel,
                "audience": case.standing.recipient.audience,
            },
            tags=case.tags,
        )

    def items(self) -> Sequence[Item]:
        """Every message on every channel."""
        return self._items

    def observe(self, case_id: str, system: System) -> Any:
        """The message as it leaves."""
        case = self._by_id[case_id]
        try:
            decision = decide(
                system.release,
                case.signal,
                case.standing,
                case.at,
                channel=case.channel,
                guard=system.guard,
            )
        except SignalRefused as refused:
            return {"written": f"refused: {refused}\n", "seen": None}
        audience = case.standing.recipient.audience
        return {"written": written(decision), "seen": noted(decision, system.release, audience)}

    def judge(self, case_id: str, observed: Any, known: Collection[str]) -> tuple[Fault, ...]:
        """Every difference from the agreed words is a fault; the outcome says which way."""
        del known
        agreed = self._agreed(case_id)
        if agreed is None:
            return (Fault("gone", "nobody has agreed on its words; look, then run with --update"),)
        if agreed == observed["written"]:
            return ()
        return tuple(against(agreed, observed, self._set.always))

    def update(self, results: Sequence[Result]) -> list[str]:
        """Write the words as they are now; the diff is for people to review."""
        moved = []
        for result in results:
            if result.observed is None:  # it crashed, and has no words
                continue
            file = snapshot_file(self.folder, result.item.id)
            if self._agreed(result.item.id) != result.observed["written"]:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(result.observed["written"], encoding="utf-8", newline="\n")
                moved.append(file.name)
        wanted = {snapshot_file(self.folder, case_id).name for case_id in self._by_id}
        for file in sorted((self.folder / "snapshots").glob("*.txt")):
            if file.name not in wanted:
                file.unlink()
                moved.append(f"{file.name} (removed)")
        return moved

    def shortfalls(self, results: Sequence[Result]) -> list[str]:
        """What falls short of the folder's `thresholds.yaml`."""
        with told_by_path(self.name, self.golden):
            return list(below(load_bar(self.folder, own=bool(self.golden)), results))

    def exact(self, case_id: str, observed: Any) -> str:
        """The message."""
        del case_id
        return str(observed["written"])

    def _agreed(self, case_id: str) -> str | None:
        try:
            return snapshot_file(self.folder, case_id).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
