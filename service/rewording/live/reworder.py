"""Other words made on the spot, and kept: what a message asks for once is there for all later ones.

`reword` looks a rendition up and never waits. `ask` has words made by a few threads and says when
they are there or the deadline has passed, whichever is first; a call that comes back later still
fills the cache, until `patience` ends it. No signal, recipient or value comes near this file.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from guardrails import Context
from service.domain.rewording import NOT_YET, Origin, Rewording, RewordingRequest
from service.rewording.asking import PROMPT_TOKENS
from service.rewording.live.alarms import Alarms
from service.rewording.live.breaker import Breaker
from service.rewording.live.budget import Budget
from service.rewording.proposing import DEFAULTS, GuardReader, Options, Proposal, propose
from service.rewording.providers.base import Provider
from service.rewording.voices import Voice

#: Renditions whose words are kept; a library has a few hundred.
_KEPT: Final = 8192
#: What says of the model rather than of the words: not kept, so that a later call tries again.
_PASSING: Final = frozenset({"RW-60", "RW-61", "RW-62", "RW-63", "RW-64", "RW-90"})

#: What its threads are called.
_THREADS: Final = "bedside-rewording"

#: Seconds of the deadline that are kept for deciding once more.
_AGAIN: Final = 0.02

#: Told of everything that was made: what came of it, seconds, tokens in and out.
Observe = Callable[[str, float, int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a message may wait, and a call may take; how many calls may run at once."""

    deadline: float = 0.8
    patience: float = 20.0
    at_once: int = 2


LIMITS: Final = Limits()


@dataclass(slots=True)
class Surroundings:
    """What the reworder looks up: voices of brands, where a module stands, whether it may."""

    voice: Callable[[str], Voice | None]
    context: Callable[[RewordingRequest], Context]
    may: Callable[[RewordingRequest], bool]


def _unobserved(result: str, seconds: float, tokens_in: int, tokens_out: int) -> None:
    del result, seconds, tokens_in, tokens_out


class LiveReworder:
    """A `service.domain.rewording.OnTheSpot`. Safe to call from any thread."""

    def __init__(
        self,
        around: Surroundings,
        provider: Provider,
        guard: GuardReader,
        guard_version: str,
        budget: Budget,
        limits: Limits = LIMITS,
        options: Options = DEFAULTS,
    ) -> None:
        self._around, self._provider, self._guard = around, provider, guard
        self._budget, self._limits = budget, limits
        self._options = replace(options, seconds=limits.patience)
        self._same = json.dumps(
            [provider.model, provider.at_once, options.temperature, options.seed, guard_version]
        )
        self.observe: Observe = _unobserved
        self.breaker = Breaker(time.monotonic)
        self._kept: OrderedDict[str, Rewording] = OrderedDict()
        self._under_way: dict[str, list[Callable[[], None]]] = {}
        self._lock = threading.Lock()
        self._alarms = Alarms()

    # --- looking up ----------------------------------------------------------------------------

    def reword(self, request: RewordingRequest) -> Rewording | None:
        """Words that are there; or a refusal, `NOT_YET` where words could be made."""
        if not (request.live and self._around.may(request)):
            return Rewording(None, ("RW-66",))
        voice = self._around.voice(request.brand)
        if voice is None:
            return None
        key = self._key(request, voice)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
            if key in self._under_way:
                return Rewording(None, (NOT_YET,))
        why_not = self._why_not()
        return Rewording(None, (why_not or NOT_YET,))

    def _why_not(self) -> str:
        """Why nothing can be made now, as far as that is known without trying."""
        if self.breaker.open and not self.breaker.may_try:
            return "RW-64"
        tokens, dollars = self._budget.left
        if tokens == 0 or dollars == 0.0:
            return "RW-62"
        return ""

    def _key(self, request: RewordingRequest, voice: Voice) -> str:
        """A hash of everything that decides which words come out."""
        rendition = request.rendition
        text = json.dumps(
            [
                rendition.source,
                rendition.channel,
                rendition.locale,
                rendition.reading_grade,
                request.module_hash,
                voice.hash,
                self._same,
            ]
        )
        return hashlib.sha256(text.encode()).hexdigest()

    # --- making --------------------------------------------------------------------------------

    def ask(
        self, requests: Sequence[RewordingRequest], done: Callable[[], None], spent: float = 0.0
    ) -> None:
        """Have words made; `done` is called once, when all are there or the deadline passes."""
        once = _Once(done, len(requests))
        self._alarms.after(self._limits.deadline - spent - _AGAIN, once.call)
        for request in requests:
            if not self._begin(request, once.one_less):
                once.one_less()

    def _begin(self, request: RewordingRequest, done: Callable[[], None]) -> bool:
        """Start a call, or join one that is under way. False where there is none to wait for."""
        voice = self._around.voice(request.brand)
        if voice is None or not (request.live and self._around.may(request)):
            return False
        key = self._key(request, voice)
        tokens = PROMPT_TOKENS + len(request.rendition.source)
        with self._lock:
            if key in self._kept:
                return False
            waiting = self._under_way.get(key)
            if waiting is not None:
                waiting.append(done)
                return True
            if len(self._under_way) >= self._limits.at_once:
                self.observe("busy", 0.0, 0, 0)
                return False
            if not self._budget.take(tokens):
                self.observe("budget", 0.0, 0, 0)
                return False
            if not self.breaker.allows():
                self._budget.settle(tokens, 0, 0.0)
                self.observe("left alone", 0.0, 0, 0)
                return False
            self._under_way[key] = [done]
        # None of a pool: what a pool has queued it may run after a start that failed.
        given = (key, request, voice, tokens)
        thread = threading.Thread(target=self._make, args=given, name=_THREADS, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system gives no further thread
            self._give_up(key, tokens, done)
            return False
        return True

    def _give_up(self, key: str, tokens: int, done: Callable[[], None]) -> None:
        """Take a call back that could not begin; whoever joined it meanwhile waits no longer."""
        self.breaker.failed()
        self._budget.settle(tokens, 0, 0.0)
        with self._lock:
            joined = [one for one in self._under_way.pop(key) if one is not done]
        self.observe("busy", 0.0, 0, 0)
        for other in joined:
            other()

    def _make(self, key: str, request: RewordingRequest, voice: Voice, tokens: int) -> None:
        """Make words for one rendition, keep them, and tell all who wait."""
        started = time.monotonic()
        made: Proposal | None = None
        try:
            made = propose(
                request.rendition,
                voice=voice,
                provider=self._provider,
                guard=self._guard,
                context=self._around.context(request),
                options=self._options,
            )
            refused = made.codes or ("RW-67",)
            origin = Origin("live", voice.id, voice.brand_hash, voice.prompt_hash, made.model)
            words = Rewording(made.source, () if made.source is not None else refused, origin)
        except Exception:  # noqa: BLE001 - a model is optional: no failure of one reaches a message
            words = Rewording(None, ("RW-90",))
        codes = set(words.refused)
        if codes & {"RW-60", "RW-61", "RW-90"}:
            self.breaker.failed()
        else:
            self.breaker.answered()
        used = made.tokens_in + made.tokens_out if made else 0
        self._budget.settle(tokens, used, made.cost if made else None)
        with self._lock:
            if not codes & _PASSING:
                self._kept[key] = words
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            waiting = self._under_way.pop(key)
        self.observe(
            "accepted" if words.source is not None else "failed" if codes & _PASSING else "refused",
            time.monotonic() - started,
            made.tokens_in if made else 0,
            made.tokens_out if made else 0,
        )
        for done in waiting:
            done()


class _Once:
    """Calls a function when a count has run down or a deadline has passed, and not again."""

    def __init__(self, call: Callable[[], None], count: int) -> None:
        self._call, self._count, self._called = call, count, False
        self._lock = threading.Lock()

    def one_less(self) -> None:
        """One of those that are waited for is there."""
        with self._lock:
            self._count -= 1
            last = self._count <= 0
        if last:
            self.call()

    def call(self) -> None:
        """Do not wait any longer."""
        with self._lock:
            if self._called:
                return
            self._called = True
        self._call()
