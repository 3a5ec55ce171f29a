"""On the spot: made once and kept, within its limits, and never in the way of a message."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guardrails import Guard
from service.domain.rewording import NOT_YET, OnTheSpot, RewordingRequest, in_words
from service.library.release import Release
from service.library.served import serve
from service.rewording.live.breaker import Breaker
from service.rewording.live.budget import Budget
from service.rewording.live.reworder import Limits
from service.rewording.providers.base import ProviderFailed
from service.rewording.providers.scripted import ScriptedProvider
from service.serving import Addressee
from service.store.store import Store
from tests.rewording.lives import HangingProvider, live, politely, waited
from tests.rewording.voices import PlainVoice
from tests.stores import World, begin, make_request, make_world, sqlite_template, store

__all__ = ["make_world", "sqlite_template", "store"]


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """One database is enough: words are made outside of every transaction."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'bedside.db')}"


def request(
    release: Release, module_id: str = "visit/upcoming", **changes: Any
) -> RewordingRequest:
    rendition = serve(release).rendition(module_id, "email", "en-US", "")
    assert rendition is not None
    rendition = rendition.model_copy(update=changes)
    return RewordingRequest(
        module_id,
        release.stamps[f"module:{module_id}"].hash,
        release.settings.brand,
        rendition,
        date(2026, 11, 24),
        live=True,
    )


class TestItself:
    def test_words_are_not_there_until_they_are_asked_for(
        self, release: Release, guard: Guard
    ) -> None:
        one = live(release, guard, ScriptedProvider(politely))
        assert isinstance(one, OnTheSpot)
        answer = one.reword(request(release))
        assert answer is not None
        assert answer.refused == (NOT_YET,)
        waited(one, request(release))
        answer = one.reword(request(release))
        assert answer is not None
        assert answer.source is not None
        assert "Please bring a photo ID" in answer.source

    def test_what_was_made_is_kept_and_asked_for_once(self, release: Release, guard: Guard) -> None:
        provider = ScriptedProvider(politely)
        one = live(release, guard, provider)
        for _ in range(3):
            waited(one, request(release))
        assert len(provider.asked) == 1

    def test_many_who_wait_share_one_call(self, release: Release, guard: Guard) -> None:
        provider = HangingProvider()
        one = live(release, guard, provider)
        events = [threading.Event() for _ in range(5)]
        for event in events:
            one.ask([request(release)], event.set)
        provider.let_go.set()
        assert all(event.wait(30) for event in events)
        assert provider.calls == 1

    @pytest.mark.parametrize(
        "changes", [{"source": "Bring a little more time with you."}, {"reading_grade": 3}]
    )
    def test_another_text_is_another_question(
        self, changes: dict[str, Any], release: Release, guard: Guard
    ) -> None:
        provider = ScriptedProvider(politely)
        one = live(release, guard, provider)
        waited(one, request(release), request(release, **changes))
        assert len(provider.asked) == 2

    def test_another_brand_prompt_or_model_is_another_question(
        self, release: Release, guard: Guard
    ) -> None:
        keys = {
            live(release, guard, ScriptedProvider(politely, model=model), voice=voice)._key(
                request(release), voice
            )
            for model in ("a", "b")
            for voice in (PlainVoice(), PlainVoice(hash="plain-2"))
        }
        assert len(keys) == 4

    def test_a_refusal_of_the_words_is_kept_too(self, release: Release, guard: Guard) -> None:
        provider = ScriptedProvider(lambda s: "no JSON")
        one = live(release, guard, provider)
        for _ in range(3):
            waited(one, request(release))
        assert len(provider.asked) == 2  # with its one repair
        answer = one.reword(request(release))
        assert answer is not None
        assert answer.refused == ("RW-01",)

    def test_a_hung_model_is_waited_for_until_the_deadline_and_no_longer(
        self, release: Release, guard: Guard
    ) -> None:
        provider = HangingProvider()
        one = live(release, guard, provider, limits=Limits(deadline=0.05, patience=20, at_once=2))
        waited(one, request(release))
        answer = one.reword(request(release))
        assert answer is not None
        assert answer.refused == (NOT_YET,)
        provider.let_go.set()  # late, and still good for the next message
        waited(live_again := one, request(release))
        for _ in range(200):
            answer = live_again.reword(request(release))
            if answer is not None and answer.source is not None:
                break
            threading.Event().wait(0.02)
        assert answer is not None
        assert answer.source is not None

    def test_a_deadline_holds_also_after_its_thread_could_not_be_started(
        self, release: Release, guard: Guard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def start(_: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        provider = HangingProvider()
        reworder = live(
            release, guard, provider, limits=Limits(deadline=0.05, patience=60, at_once=1)
        )
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", start)
            with pytest.raises(RuntimeError):
                reworder.ask([request(release)], lambda: None)
        waited(reworder, request(release))
        provider.let_go.set()

    def test_a_call_that_could_not_begin_takes_no_place(
        self, release: Release, guard: Guard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        provider = HangingProvider()
        reworder = live(
            release, guard, provider, limits=Limits(deadline=0.05, patience=60, at_once=1)
        )
        start, told = threading.Thread.start, []

        def refuse(thread: threading.Thread) -> None:
            if thread.name == "bedside-rewording":
                raise RuntimeError("can't start new thread")
            start(thread)

        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refuse)
            reworder.ask([request(release)], lambda: told.append("at once"))
        assert told == ["at once"]
        provider.let_go.set()
        waited(reworder, request(release))
        answer = reworder.reword(request(release))
        assert answer is not None
        assert answer.source is not None

    def test_more_calls_than_allowed_are_not_waited_for(
        self, release: Release, guard: Guard
    ) -> None:
        provider = HangingProvider()
        one = live(release, guard, provider, limits=Limits(deadline=20, patience=20, at_once=1))
        results: list[str] = []
        one.observe = lambda result, *_: results.append(result)
        first = threading.Event()
        one.ask([request(release)], first.set)
        waited(one, request(release, source="Bring a little more time with you."))
        assert results == ["busy"]
        provider.let_go.set()
        assert first.wait(30)

    def test_a_day_has_a_budget(self, release: Release, guard: Guard) -> None:
        provider = ScriptedProvider(politely)
        one = live(release, guard, provider, tokens=100)
        waited(one, request(release))
        assert provider.asked == []

    def test_a_model_that_fails_is_left_alone(self, release: Release, guard: Guard) -> None:
        provider = ScriptedProvider(lambda s: ProviderFailed("RW-61", "down"))
        one = live(release, guard, provider)
        for _ in range(9):
            waited(one, request(release))
        assert len(provider.asked) == 5
        answer = one.reword(request(release))
        assert answer is not None
        assert answer.refused == ("RW-64",)

    def test_sensitive_modules_are_never_reworded_on_the_spot(
        self, release: Release, guard: Guard
    ) -> None:
        provider = ScriptedProvider(politely)
        one = live(release, guard, provider)
        sensitive = request(release, "behavioral-health/booking")
        answer = one.reword(sensitive)
        assert answer is not None
        assert answer.refused == ("RW-66",)
        waited(one, sensitive)
        assert provider.asked == []

    def test_a_reworder_that_breaks_has_no_words(self, release: Release, guard: Guard) -> None:
        class Breaking(ScriptedProvider):
            def complete(self, ask: Any, seconds: float) -> Any:
                raise RuntimeError("a defect")

        one = live(release, guard, Breaking(politely))
        waited(one, request(release))
        answer = one.reword(request(release))
        assert answer is not None
        assert answer.source is None

    def test_what_is_observed_names_nobody(self, release: Release, guard: Guard) -> None:
        one = live(release, guard, ScriptedProvider(politely))
        seen: list[Any] = []
        one.observe = lambda *what: seen.append(what)
        waited(one, request(release))
        ((result, seconds, tokens_in, tokens_out),) = seen
        assert (result, tokens_in, tokens_out) == ("accepted", 0, 0)
        assert seconds > 0


class TestBudget:
    def test_tokens_and_dollars_of_a_day(self) -> None:
        day = [date(2026, 11, 24)]
        budget = Budget(lambda: day[0], tokens=1000, dollars=0.5)
        assert budget.take(800)
        assert not budget.take(300)
        budget.settle(800, 200, 0.1)
        assert budget.left == (800, 0.4)
        assert budget.take(300)
        budget.settle(300, 300, 0.45)
        assert not budget.take(1)
        day[0] = date(2026, 11, 25)
        assert budget.take(1000)

    def test_without_limits_everything_fits(self) -> None:
        budget = Budget(lambda: date(2026, 11, 24))
        assert budget.take(10**12)
        assert budget.left == (None, None)


def test_a_breaker_opens_tries_once_and_closes() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0], failures=3, pause=30)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    assert breaker.open
    assert not breaker.allows()
    now[0] = 31
    assert breaker.allows()
    assert not breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] = 62
    assert breaker.allows()
    breaker.answered()
    assert breaker.allows()
    assert not breaker.open


class TestInTheService:
    def test_the_first_message_waits_for_its_words_and_the_next_has_them(
        self, store: Store, make_world: Callable[..., World], release: Release, guard: Guard
    ) -> None:
        provider = ScriptedProvider(politely)
        world = make_world(store, live(release, guard, provider))
        world.allow()
        first = world.ask(channel="email")
        asked = len(provider.asked)
        other = Addressee("patient-2")
        world.allow(to=other)
        second = world.ask(channel="email", recipient=other.id)
        assert first.decision is not None
        assert first.decision.receipt.reworded
        assert second.decision is not None
        assert second.decision.receipt.reworded == first.decision.receipt.reworded
        assert len(provider.asked) == asked > 0

    def test_a_hung_model_costs_the_deadline_and_changes_nothing(
        self, store: Store, make_world: Callable[..., World], release: Release, guard: Guard
    ) -> None:
        limits = Limits(deadline=0.05, patience=5, at_once=2)
        provider = HangingProvider()
        world = make_world(store, live(release, guard, provider, limits=limits))
        world.allow()
        answered = world.ask(channel="email")
        assert answered.outcome == "send"
        assert answered.decision is not None
        assert answered.decision.receipt.reworded == ()
        assert (in_words([NOT_YET])) in {why for _, why in answered.decision.receipt.reword_refused}
        provider.let_go.set()

    def test_a_repeat_gets_the_same_bytes(
        self, store: Store, make_world: Callable[..., World], release: Release, guard: Guard
    ) -> None:
        limits = Limits(deadline=0.05, patience=5, at_once=8)
        provider = HangingProvider()
        reworder = live(release, guard, provider, limits=limits)
        world = make_world(store, reworder)
        world.allow()
        first = world.ask(channel="email")
        provider.let_go.set()
        again = world.ask(channel="email")
        assert again.replayed
        assert again.body == first.body

    def test_a_caller_that_gives_up_while_words_are_made_decides_nothing_twice(
        self, store: Store, make_world: Callable[..., World], release: Release, guard: Guard
    ) -> None:
        provider = HangingProvider()
        world = make_world(store, live(release, guard, provider))
        world.allow()
        one = begin(world.service, world.caller, make_request(channel="email"))
        two = begin(world.service, world.caller, make_request(channel="email"))
        provider.let_go.set()
        assert one.result(30).body == two.result(30).body
        assert {one.result().replayed, two.result().replayed} == {False, True}


def test_no_canary_of_signal_or_standing_is_in_what_is_asked(
    store: Store, make_world: Callable[..., World], release: Release, guard: Guard
) -> None:
    """The same over a real wire is in `test_wire.py`."""
    provider = ScriptedProvider(politely)
    world = make_world(store, live(release, guard, provider))
    world.allow()
    world.ask(channel="email", recipient="patient-1")
    assert provider.asked
    for ask in provider.asked:
        sent = json.dumps([ask.system, ask.prompt, dict(ask.sentences)])
        for value in ("patient-1", "sig-1", "Riverbend", "2026", "9:30", "booking"):
            assert value not in sent
