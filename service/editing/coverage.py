"""A map of what the library can say: for each signal and channel what exists, and what is missing.

Each cell is decided by the real pipeline, over every topic and choice that the signal may carry,
for one recipient of each trigger's first audience who agreed to everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.assemblies import Sample, samples, try_sample
from service.deciding.composing import GuardLike
from service.domain.decision import Decision
from service.domain.vocabulary import CHANNELS
from service.library.release import Release


@dataclass(frozen=True, slots=True)
class Case:
    """One call of a cell, in words: which trigger, about what, and what it got."""

    trigger_id: str
    label: str
    what: str  # own, general, none
    detail: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One signal on one channel. No cases: no trigger offers the channel."""

    signal: str
    channel: str
    cases: tuple[Case, ...]

    def count(self, what: str) -> int:
        """How many of its cases got `own` words, `general` ones, or `none`."""
        return sum(case.what == what for case in self.cases)

    @property
    def state(self) -> str:
        """`nothing` where nobody offers the channel, else the worst of its cases."""
        if not self.cases:
            return "nothing"
        return next(what for what in ("none", "general", "own") if self.count(what))


def coverage(release: Release, guard: GuardLike) -> tuple[tuple[Cell, ...], ...]:
    """A row of cells a signal, a cell a channel, in the order of the library."""
    grouped: dict[tuple[str, str], list[Case]] = {}
    for sample in _chosen(release, samples(release)):
        signal = release.triggers[sample.trigger_id].on
        case = _case(release, sample, try_sample(release, sample, guard))
        grouped.setdefault((signal, sample.channel), []).append(case)
    return tuple(
        tuple(
            Cell(signal, channel, tuple(grouped.get((signal, channel), ()))) for channel in CHANNELS
        )
        for signal in release.signals
    )


def _chosen(release: Release, every: Iterable[Sample]) -> Iterable[Sample]:
    """One recipient for each trigger, and each topic once: places read alike."""
    seen = set()
    for sample in every:
        trigger = release.triggers[sample.trigger_id]
        about = tuple(
            (name, value)
            for name, value in sample.attributes
            if release.signals[trigger.on].attributes[name].type != "entry"
        )
        key = (sample.trigger_id, sample.channel, sample.locale, about)
        if (
            sample.audience == trigger.audience[0]
            and sample.recipient == trigger.recipients[0]
            and sample.reading_level == "standard"
            and sample.sensitive_consent
            and key not in seen
        ):
            seen.add(key)
            yield sample


def _case(release: Release, sample: Sample, decision: Decision) -> Case:
    if decision.message is None:
        reason = decision.reasons[0]
        return Case(sample.trigger_id, sample.label, "none", f"{reason.code}: {reason.detail}")
    trigger = release.triggers[sample.trigger_id]
    topics = set(trigger.topics) | {
        str(value) for name, value in sample.attributes if name == trigger.topics_from
    }
    chosen = [choice.module_id for choice in decision.receipt.choices if not choice.required]
    pinned = {module for slot in trigger.slots.values() for module in slot.modules}
    about = {topic for module in chosen for topic in release.modules[module].topics}
    own = topics & about or pinned & set(chosen)
    return Case(sample.trigger_id, sample.label, "own" if own else "general", ", ".join(chosen))
