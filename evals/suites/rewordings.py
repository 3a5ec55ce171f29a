"""The rewording sets as a suite. Without a reworder its cases are *not measured*, never right.

This version of Bedside has no reworder. The seam is `RewordingSuite(reworder=...)`: anything that
answers `reword` as the pipeline asks it. Each case is asked as many times as it says, and the
samples that broke a property are counted, so that a report can say how far they spread.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from evals.decisions.loading import read_file
from evals.faults import Fault
from evals.rewordings.formats import RewordingEntry, RewordingFile
from evals.rewordings.properties import broken
from evals.scoring import Rate
from evals.suites.base import Item, Result, content_hash
from evals.system import System
from guardrails import Context
from service.domain.rewording import NO_REWORDING, Reworder, RewordingRequest
from service.errors import BedsideError, Problem

GOLDEN_REWORDINGS: Final = Path(__file__).parents[1] / "golden" / "rewordings"


class RewordingSuite:
    """What must hold of any other wording."""

    name = "rewordings"
    title = "Rewordings"

    def __init__(self, folder: Path = GOLDEN_REWORDINGS, reworder: Reworder = NO_REWORDING) -> None:
        self.folder, self.reworder = folder, reworder

    @cached_property
    def _by_id(self) -> dict[str, tuple[RewordingEntry, str]]:
        problems: list[Problem] = []
        found: dict[str, tuple[RewordingEntry, str]] = {}
        for path in sorted(self.folder.glob("*.yaml")):
            read = read_file(path, RewordingFile, problems)
            for index, entry in enumerate(read[0].cases if read else ()):
                line, column = read[1].place(("cases", index)) if read else (1, 1)
                if entry.id in found:
                    what = f"the id {entry.id} again"
                    problems.append(Problem(path.name, line, column, "E107", what, "rename it"))
                found[entry.id] = (entry, f"{path.name}:{line}")
        if problems:
            raise BedsideError(problems)
        return found

    def items(self) -> Sequence[Item]:
        """Every rendition that the set asks about."""
        return tuple(
            Item(
                set=self.name,
                id=entry.id,
                where=where,
                reason=entry.reason,
                hash=content_hash(entry.model_dump(mode="json")),
                labels={"kind": entry.module.partition("/")[0], "channel": entry.channel},
                tags=entry.tags,
            )
            for entry, where in self._by_id.values()
        )

    def observe(self, case_id: str, system: System) -> Any:
        """What each sample broke; None where there is no reworder to ask."""
        if self.reworder is NO_REWORDING:
            return None
        entry, _ = self._by_id[case_id]
        release = system.release
        key = f"module:{entry.module}"
        rendition = next(
            (
                r
                for r in release.renditions.get(entry.module, ())
                if (r.channel, r.variant) == (entry.channel, "")
            ),
            None,
        )
        if rendition is None:
            return {"gone": f"{entry.module}@{entry.channel}"}
        module = release.modules[entry.module]
        context = Context(
            channel=entry.channel,
            purpose=module.purposes[0],
            audience=module.audience[0],
            template=True,
            claims=frozenset(claim.text for claim in release.claims.values()),
        )
        request = RewordingRequest(
            entry.module, release.stamps[key].hash, release.settings.brand, rendition
        )
        samples: list[dict[str, Any]] = []
        for _ in range(entry.samples):
            answer = self.reworder.reword(request)
            if answer is None or answer.source is None:
                samples.append({"source": None, "broke": []})
                continue
            broke = list(broken(rendition, answer.source, entry.holds, system.guard, context))
            samples.append({"source": answer.source, "broke": broke})
        return {"samples": samples}

    def judge(self, case_id: str, observed: Any, known: Collection[str]) -> tuple[Fault, ...]:
        """A property that any sample broke is a fault."""
        del known, case_id
        if observed is None:
            return ()
        if "gone" in observed:
            return (Fault("gone", f"`{observed['gone']}` is not in the release"),)
        faults: dict[str, int] = {}
        for sample in observed["samples"]:
            for what in sample["broke"]:
                faults[what] = faults.get(what, 0) + 1
        total = len(observed["samples"])
        return tuple(
            Fault("missed", what, got=f"{count} of {total} samples")
            for what, count in sorted(faults.items())
        )

    def shortfalls(self, results: Sequence[Result]) -> list[str]:
        """Every broken property falls short; what was not measured is said elsewhere."""
        wrong = sum(not result.ok for result in results if result.measured)
        total = sum(result.measured for result in results)
        rate = Rate(wrong, total)
        return [f"rewordings with a broken property: {rate.count} of {rate.total}"] if wrong else []

    def exact(self, case_id: str, observed: Any) -> str:
        """The samples."""
        del case_id
        if observed is None or "gone" in observed:
            return "not measured" if observed is None else f"gone: {observed['gone']}"
        return "\n---\n".join(str(sample["source"]) for sample in observed["samples"])
