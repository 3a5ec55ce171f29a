"""Names whose servers do not answer: nobody waits for them, and nobody else is held up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.store.pseudonyms import LIVE
from service.webhooks.posting import post
from service.webhooks.registering import add
from service.webhooks.resolving import Resolver
from service.webhooks.sender import Pace, Sender
from tests.factories import NOW
from tests.stores import World
from tests.webhooks.receiver import Receiver
from tests.webhooks.test_sender import Ahead, Seen, stops, until

HANGING = "hanging.example.org"


class Names:
    """Name servers of which one does not answer until it is let go."""

    def __init__(self) -> None:
        self.real = socket.getaddrinfo
        self.asked: list[str] = []
        self.go = threading.Event()

    def __call__(self, host: str, port: int, *more: Any, **given: Any) -> list[Any]:
        if host == "127.0.0.1":  # no name: a connection asks for its form alone
            return self.real(host, port, *more, **given)
        self.asked.append(host)
        if host.startswith("hanging"):
            assert self.go.wait(60)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    asked = Names()
    monkeypatch.setattr(socket, "getaddrinfo", asked)
    yield asked
    asked.go.set()


def test_a_name_that_hangs_is_given_up_and_others_are_found(names: Names) -> None:
    resolver = Resolver()
    with pytest.raises(TimeoutError):
        resolver.look_up(HANGING, 443, 0.05)
    assert resolver.look_up("hooks.example.org", 443, 20)[0][4] == ("93.184.215.14", 443)


def test_calls_to_one_name_share_a_look_up_and_the_next_asks_anew(names: Names) -> None:
    resolver = Resolver()
    for _ in range(3):
        with pytest.raises(TimeoutError):
            resolver.look_up(HANGING, 443, 0.05)
    assert names.asked == [HANGING]
    names.go.set()
    while len(names.asked) == 1:  # the hanging one may not have ended yet
        assert resolver.look_up(HANGING, 443, 20)
    assert names.asked == [HANGING, HANGING]


def test_look_ups_are_bounded(names: Names) -> None:
    resolver = Resolver(most=2)
    for host in ("hanging-1", "hanging-2"):
        with pytest.raises(TimeoutError):
            resolver.look_up(host, 443, 0.05)
    with pytest.raises(TimeoutError):
        resolver.look_up("hooks.example.org", 443, 20)
    assert "hooks.example.org" not in names.asked


def test_a_name_that_leads_nowhere_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*given: Any, **more: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(socket.gaierror):
        Resolver().look_up("hooks.example.org", 443, 20)


def test_a_call_to_a_name_that_hangs_is_late(names: Names) -> None:
    answer = post(f"https://{HANGING}/in", b"{}", {}, deadline=0.05)
    assert answer.result == "late"


@pytest.mark.enable_socket
@pytest.mark.usefixtures("socket_enabled")
def test_while_a_resolver_hangs_others_are_told_and_decisions_are_made(
    world: World, make_receiver: Callable[..., Receiver], names: Names
) -> None:
    store, quick, seen = world.store, make_receiver(), Seen()
    world.allow()
    for number in range(5):  # together they could keep every calling thread waiting
        add(store, f"hanging-{number}", f"https://hanging-{number}.example.org/in", (), LIVE, NOW)
    add(store, "quick", quick.url, (), LIVE, NOW)
    pace = Pace(look=0.05, idle=0.05, deadline=0.3, stop=2)
    sender = Sender(store, Ahead(), seen, pace=pace, chance=lambda: 0.5)
    sender.start()
    try:
        stops(store, 20)
        until(lambda: any(host.startswith("hanging") for host in names.asked))
        assert world.ask().outcome == "send"
        quick.wait_for(20)
        assert not names.go.is_set()
        until(lambda: any(answer.result == "late" for _, answer, _ in seen.calls))
    finally:
        names.go.set()
        sender.stop()
