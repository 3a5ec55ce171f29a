"""The rewording sets as a suite: answers written ahead, or a real model's, through the same checks.

Without a model each case is judged by its written answers: other words that must not pass and do
are *missed*, good ones that are refused are *over-blocked*. With a model each case is asked as many
times as it says, and whatever was accepted must keep the case's properties.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from evals.decisions.loading import read_file
from evals.faults import Fault
from evals.folders import case_files
from evals.places import placed_problems, told_by_path
from evals.rewordings.formats import Answer, RewordingEntry, RewordingFile
from evals.rewordings.properties import broken
from evals.rewordings.providers import Replayed
from evals.suites.base import Item, Result, below, content_hash, load_bar
from evals.system import System
from service.domain.content import Rendition
from service.errors import BedsideError, Problem
from service.library.release import Release
from service.library.served import serve
from service.proposals import context_of, propose_module
from service.rewording.proposing import Options, Proposal
from service.rewording.providers.base import Provider

GOLDEN_REWORDINGS: Final = Path(__file__).parents[1] / "golden" / "rewordings"


@dataclass(frozen=True, slots=True)
class Asked:
    """One case: a rendition, and the written answer that it is about, if any."""

    entry: RewordingEntry
    answer: Answer | None
    where: str

    @property
    def kind(self) -> str:
        """What people agreed must come of it."""
        if self.answer is None:
            return "asked"
        return "good words" if self.answer.accepted else "words to refuse"


class RewordingSuite:
    """What must hold of any other wording."""

    name = "rewordings"
    title = "Rewordings"

    def __init__(
        self,
        folder: Path = GOLDEN_REWORDINGS,
        provider: Provider | None = None,
        *,
        sampled: bool = False,
    ) -> None:
        """`sampled`: its results are those of a model, also where none is asked any more."""
        self.folder, self.provider = folder, provider
        self.sampled = sampled or provider is not None

    @cached_property
    def _by_id(self) -> dict[str, Asked]:
        """Each written answer is a case of its own; for a model each rendition is one."""
        found: dict[str, Asked] = {}
        for entry, where in self._entries.values():
            if self.sampled or not entry.answers:
                found[entry.id] = Asked(entry, None, where)
                continue
            for number, answer in enumerate(entry.answers, 1):
                found[f"{entry.id}-{number}"] = Asked(entry, answer, where)
        return found

    @cached_property
    def _entries(self) -> dict[str, tuple[RewordingEntry, str]]:
        problems: list[Problem] = []
        found: dict[str, tuple[RewordingEntry, str]] = {}
        for path in case_files(self.folder, problems):
            read = read_file(path, RewordingFile, problems)
            for index, entry in enumerate(read[0].cases if read else ()):
                line, column = read[1].place(("cases", index)) if read else (1, 1)
                if entry.id in found:
                    what = f"the id {entry.id} again"
                    problems.append(Problem(path.name, line, column, "E107", what, "rename it"))
                found[entry.id] = (entry, f"{path.name}:{line}")
        if problems:
            raise BedsideError(placed_problems(self.name, problems))
        return found

    def entries(self) -> Iterator[RewordingEntry]:
        """Every case as it is written."""
        yield from (entry for entry, _ in self._entries.values())

    def items(self) -> Sequence[Item]:
        """Every rendition that the set asks about."""
        return tuple(
            Item(
                set=self.name,
                id=case_id,
                where=asked.where,
                reason=(asked.answer and asked.answer.note) or asked.entry.reason,
                hash=content_hash(asked.entry.model_dump(mode="json")),
                labels={"kind": asked.kind, "channel": asked.entry.channel},
                tags=asked.entry.tags,
            )
            for case_id, asked in self._by_id.items()
        )

    def observe(self, case_id: str, system: System) -> Any:
        """What came of each answer; None where there is nothing to ask."""
        asked = self._by_id[case_id]
        entry, answer = asked.entry, asked.answer
        if self.provider is None and answer is None:
            return None
        served = serve(system.release)
        rendition = _rendition(system.release, entry)
        brand = entry.brand or system.release.settings.brand
        voice = system.release.voice(brand)
        if rendition is None or voice is None:
            missing = f"{entry.module}@{entry.channel}" if rendition is None else f"brand:{brand}"
            return {"gone": missing}

        def ask(provider: Provider, sample: int) -> Proposal:
            return propose_module(
                served,
                entry.module,
                rendition,
                voice=voice,
                provider=provider,
                guard=system.guard,
                options=Options(repair=self.provider is not None, seed=7 + 10 * sample),
            )

        place = {"module": entry.module, "channel": entry.channel, "brand": brand}
        if self.provider is None:
            assert answer is not None  # seen above
            return {**place, **_noted(ask(Replayed(answer.say), 0))}
        context = context_of(served, entry.module, rendition)
        samples = []
        for sample in range(entry.samples):
            one = ask(self.provider, sample)
            source = one.source
            broke = (
                list(broken(rendition, source, entry.holds, system.guard, context))
                if source
                else []
            )
            samples.append({**_noted(one), "broke": broke})
        return {**place, "model": self.provider.model, "samples": samples}

    def judge(self, case_id: str, observed: Any, known: Collection[str]) -> tuple[Fault, ...]:
        """An answer that came out another way than people agreed; a property that was broken."""
        del known
        if observed is None:
            return ()
        if "gone" in observed:
            return (Fault("gone", f"`{observed['gone']}` is not in the release"),)
        if "samples" in observed:
            return tuple(_broken_samples(observed["samples"]))
        answer = self._by_id[case_id].answer
        return tuple(_against(answer, observed)) if answer is not None else ()

    def shortfalls(self, results: Sequence[Result]) -> list[str]:
        """What falls short of `golden/rewordings/thresholds.yaml`."""
        with told_by_path(self.name):
            return list(below(load_bar(self.folder), results))

    def exact(self, case_id: str, observed: Any) -> str:
        """Each answer with what came of it."""
        del case_id
        if observed is None or "gone" in observed:
            return "not measured" if observed is None else f"gone: {observed['gone']}"
        lines: list[str] = []
        for number, seen in enumerate(observed.get("samples") or [observed], 1):
            came = "accepted" if seen["source"] else f"refused ({', '.join(seen['codes'])})"
            lines.append(f"# {number}: {came}")
            lines += [f"{said['before']} -> {said['after']}" for said in seen["sentences"]]
        return "\n".join(lines)


def _rendition(release: Release, entry: RewordingEntry) -> Rendition | None:
    return next(
        (
            rendition
            for rendition in release.renditions.get(entry.module, ())
            if (rendition.channel, rendition.variant) == (entry.channel, "")
        ),
        None,
    )


def _noted(made: Proposal) -> dict[str, Any]:
    """One proposal as plain data, without its times: they differ from run to run."""
    return {
        "source": made.source,
        "codes": list(made.codes),
        "sentences": [
            {"before": one.before, "after": one.after, "accepted": one.accepted}
            for one in made.sentences
            if one.after != one.before
        ],
    }


def _against(answer: Answer, seen: dict[str, Any]) -> Iterator[Fault]:
    accepted = seen["source"] is not None
    codes = ", ".join(seen["codes"]) or "nothing against it"
    words = "; ".join(answer.say.values())[:200]
    if answer.accepted and not accepted:
        yield Fault("over_blocked", f"good words are refused: {words}", "accepted", codes)
    elif accepted and not answer.accepted:
        wanted = ", ".join(answer.codes) or "refused"
        yield Fault("missed", f"words that may not go out pass: {words}", wanted, codes)
    elif not set(answer.codes) <= set(seen["codes"]):
        yield Fault("other", "another reason", ", ".join(answer.codes), codes)


def _broken_samples(samples: Sequence[dict[str, Any]]) -> Iterator[Fault]:
    counts: dict[str, int] = {}
    for sample in samples:
        for what in sample["broke"]:
            counts[what] = counts.get(what, 0) + 1
    for what, count in sorted(counts.items()):
        yield Fault("missed", what, got=f"{count} of {len(samples)} samples")
