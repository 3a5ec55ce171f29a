"""Answers a preview's question: the real decision, and everything that the page shows beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from guardrails.detectors.reading import flesch_kincaid
from service.deciding.composing import GuardLike
from service.demonstrating import with_careless_sentence
from service.domain.decision import Decision
from service.domain.signals import SignalFault, SignalRefused
from service.library.release import Release
from service.listening import Hit, Listening
from service.pipeline import decide
from service.studio.previewing.asking import Ask, scenarios
from service.studio.previewing.budgets import Budget, budgets_of
from service.studio.previewing.sources import Source, Traced, trace
from service.studio.previewing.standing import signal_of, standing_of
from service.studio.shelf import Held

#: Previews that are kept for one reading of the library; a frame asks again what its page asked.
_KEPT = 128


@dataclass
class Preview:
    """One question with its decision; `faults` instead, where the signal itself is refused."""

    ask: Ask
    release: Release
    decision: Decision | None
    faults: tuple[SignalFault, ...]
    hits: tuple[Hit, ...]
    traced: Traced

    @cached_property
    def grade(self) -> float | None:
        """The Flesch-Kincaid grade of what a recipient reads, required small print and all."""
        message = self.traced.message
        words = "\n\n".join(s for source in self.sources for s in source.sentences)
        return flesch_kincaid(words, fewest=30) if message and words else None

    @cached_property
    def budgets(self) -> tuple[Budget, ...]:
        """How much of each limit the message uses."""
        decided = self.decision.message if self.decision else None
        return budgets_of(decided) if decided else ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """The chosen modules."""
        return self.traced.sources


def preview(held: Held, release: Release, ask: Ask, guard: GuardLike) -> Preview:
    """The answer to a question; the same question of the same library is answered once."""
    key = ("preview", release.hash, _of_content(ask))
    with held.lock:
        kept = held.kept.get(key)
        if kept is None:
            if len(held.kept) >= _KEPT:
                held.kept.clear()
            kept = held.kept[key] = _preview(held, release, ask, guard)
    assert isinstance(kept, Preview)
    return replace(kept, ask=ask)


def _of_content(ask: Ask) -> tuple[object, ...]:
    """All of a question but how its answer is looked at."""
    return tuple(
        getattr(ask, name)
        for name in Ask.__dataclass_fields__
        if name not in ("view", "dark", "images")
    )


def _preview(held: Held, release: Release, ask: Ask, guard: GuardLike) -> Preview:
    listening = Listening(guard)
    scenario = scenarios().get(ask.scenario)
    if scenario is not None and scenario.tamper in release.modules:
        release = with_careless_sentence(release, scenario.tamper)
    signal = signal_of(ask, inbound=release.signals[ask.signal].inbound_text)
    standing = standing_of(ask)
    try:
        decision = decide(release, signal, standing, ask.now, channel=ask.channel, guard=listening)
    except SignalRefused as refused:
        return Preview(ask, release, None, refused.faults, (), Traced(None, False, ()))
    traced = trace(release, held.library, signal, standing, decision, ask.now)
    return Preview(ask, release, decision, (), listening.hits(), traced)
