"""The real client against a real server on loopback: what goes over the wire, and what may fail."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from service.rewording.asking import Ask
from service.rewording.providers.base import ProviderFailed
from service.rewording.providers.through_litellm import LitellmProvider, the_litellm
from tests.rewording.wire import Handler, Server, server

__all__ = ["server"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.filterwarnings("ignore"),  # of a client that is not ours
]


@pytest.fixture(autouse=True, scope="module")
def imported() -> None:
    """Importing litellm takes seconds, and on a busy machine a minute; no call is timed with it."""
    the_litellm()


ASK = Ask("Who speaks.", "What to say.", {"s1": "Come at [[time1]]."})


def provider(server: Server, **options: Any) -> LitellmProvider:
    return LitellmProvider("openai/local", api_base=server.base, **options)


def test_an_answer_with_what_it_took(server: Server) -> None:
    made = provider(server).complete(ASK, 60)
    assert made.text == '{"s1": "Be at [[time1]]."}'
    assert (made.model, made.tokens_in, made.tokens_out) == ("openai/local", 31, 9)
    assert made.cost is None
    _, _, body = server.seen[0].partition(b"\n\n")
    sent = json.loads(body)
    assert [message["content"] for message in sent["messages"]] == [ASK.system, ASK.prompt]
    assert sent["response_format"]["json_schema"]["schema"] == ASK.schema(patterns=True)
    assert sent["max_tokens"] == ASK.most_tokens


def test_a_server_on_this_machine_is_shown_no_key(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-of-another-place")
    provider(server).complete(ASK, 60)
    assert b"canary" not in server.seen[0]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_model_is_asked_again(status: int, server: Server) -> None:
    server.answers = [(status, '{"error": {"message": "busy"}}')]
    assert provider(server).complete(ASK, 60).text
    assert len(server.seen) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_not_repeated(status: int, server: Server) -> None:
    server.answers = [(status, '{"error": {"message": "canary of a prompt"}}')] * 3
    with pytest.raises(ProviderFailed) as failed:
        provider(server).complete(ASK, 60)
    assert failed.value.code == "RW-61"
    assert "canary" not in str(failed.value)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "answer", [(200, "not JSON at all"), (200, "{}"), (200, '{"choices": []}'), (200, "")]
)
def test_garbage_is_a_failure_and_nothing_else(answer: Any, server: Server) -> None:
    server.answers = [answer] * 4
    with pytest.raises(ProviderFailed) as failed:
        provider(server).complete(ASK, 60)
    assert failed.value.code == "RW-61"


def hang(handler: Handler) -> None:
    time.sleep(5)


def trickle(handler: Handler) -> None:
    """An answer that never ends: a byte now and then, for as long as anybody listens."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
        handler.server.seen.append(b"nobody hung up")
    except OSError:
        handler.server.seen.append(b"hung up")


@pytest.mark.parametrize("bad", [hang, trickle])
def test_a_model_that_never_ends_is_left_in_time(bad: Any, server: Server) -> None:
    one = provider(server)
    one.complete(ASK, 60)  # litellm is imported by now
    server.answers = [bad] * 2
    started = time.monotonic()
    with pytest.raises(ProviderFailed) as failed:
        one.complete(ASK, 0.5)
    assert failed.value.code == "RW-60"
    assert time.monotonic() - started < 3
    if bad is trickle:
        for _ in range(60):
            if server.seen[-1] == b"hung up":
                break
            time.sleep(0.05)
        assert server.seen[-1] == b"hung up"


def test_another_model_answers_when_the_first_cannot(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base)
    server.answers = [(404, '{"error": {"message": "gone"}}')]
    made = provider(server, fallbacks=["openai/other"]).complete(ASK, 60)
    assert made.model == "openai/other"


def test_nobody_there_is_a_failure() -> None:
    with pytest.raises(ProviderFailed) as failed:
        LitellmProvider("openai/local", api_base="http://127.0.0.1:9/v1").complete(ASK, 20)
    assert failed.value.code in ("RW-60", "RW-61")
