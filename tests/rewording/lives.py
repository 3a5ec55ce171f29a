"""Live reworders for tests: scripted models that answer, hang, fail or count."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guardrails import Guard
from service.domain.rewording import RewordingRequest
from service.library.release import Release
from service.library.served import serve
from service.proposals import context_of
from service.rewording.asking import Ask
from service.rewording.live.budget import Budget
from service.rewording.live.reworder import Limits, LiveReworder, Surroundings
from service.rewording.providers.base import Completion, ProviderFailed
from service.rewording.providers.scripted import ScriptedProvider
from service.rewriters import may_be_live
from tests.rewording.voices import PlainVoice


def politely(sentences: Mapping[str, str]) -> dict[str, str]:
    """Says please wherever an instruction allows it: small, safe, and another text."""
    said = {}
    for id_, text in sentences.items():
        first, _, rest = text.partition(" ")
        verbs = ("Bring", "Call", "Come", "Sign", "Keep", "Open", "Write", "Ask", "Walk", "Choose")
        said[id_] = f"Please {first.lower()} {rest}" if first in verbs else text
        if text.startswith("Please "):
            said[id_] = text[7].upper() + text[8:]
    return said


#: Time enough for anything that a test makes.
PATIENT = Limits(deadline=20, patience=20, at_once=8)


@dataclass
class HangingProvider:
    """Answers nothing until it is let go, or its time is up."""

    model: str = "hanging"
    at_once: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)
    calls: int = 0

    def complete(self, ask: Ask, seconds: float) -> Completion:
        self.calls += 1
        if self.let_go.wait(seconds):
            return ScriptedProvider(politely, model=self.model).complete(ask, seconds)
        raise ProviderFailed("RW-60", "the model took too long")


def live(
    release: Release,
    guard: Guard,
    provider: Any,
    *,
    limits: Limits = PATIENT,
    tokens: int | None = None,
    dollars: float | None = None,
    may: Callable[[RewordingRequest], bool] | None = None,
    voice: PlainVoice | None = None,
    today: Callable[[], date] = lambda: date(2026, 11, 24),
) -> LiveReworder:
    """A live reworder of a release, with a plain voice for every brand."""
    served = serve(release)
    return LiveReworder(
        Surroundings(
            lambda brand: voice or PlainVoice(),
            lambda request: context_of(served, request.module_id, request.rendition),
            may or (lambda request: may_be_live(release, request.module_id)),
        ),
        provider,
        guard,
        guard.version,
        Budget(today, tokens, dollars),
        limits,
    )


def waited(reworder: LiveReworder, *requests: RewordingRequest, seconds: float = 30) -> None:
    """Have words made and wait for them, or for the deadline."""
    done = threading.Event()
    reworder.ask(requests, done.set)
    assert done.wait(seconds)
