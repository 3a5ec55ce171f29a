"""Tickets: a whole request in one opaque word, for tools that can only GET."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.store import api_keys
from tests.factories import NOW
from tests.web.conftest import Api, message, problem


def ticket(api: Api, **changes: object) -> str:
    made = api.post("/v1/tickets", {"message": message(**changes), "minutes": 60})
    assert made.status_code == 201, made.text
    assert made.json()["path"] == f"/v1/messages/{made.json()['ticket']}"
    path: str = made.json()["path"]
    return path


def test_a_ticket_is_fetched_without_a_key_and_gives_the_same_bytes_again(api: Api) -> None:
    api.agree()
    path, nobody = ticket(api), api.without_key()
    first = nobody.get(path)
    assert first.json()["outcome"] == "send"
    assert nobody.get(path).content == first.content
    assert api.post("/v1/messages", message()).content == first.content


def test_nothing_is_decided_before_it_is_fetched(api: Api) -> None:
    path = ticket(api)
    api.agree()
    assert api.without_key().get(path).json()["outcome"] == "send"


@pytest.mark.parametrize(
    ("signal", "code", "pointer"),
    [
        ({"type": "nonsense.done"}, "S101", "/message/signal/type"),
        ({"attributes": {"jane": 1}}, "S102", "/message/signal/attributes"),
    ],
)
def test_a_signal_that_can_never_be_decided_gets_no_ticket(
    api: Api, signal: dict[str, object], code: str, pointer: str
) -> None:
    refused = problem(api.post("/v1/tickets", {"message": message(signal=signal)}), "W115")
    assert (refused["errors"][0]["code"], refused["pointer"]) == (code, pointer)


def test_a_persons_own_words_get_a_ticket_whatever_else_is_wrong(api: Api) -> None:
    help_ = {"type": "message.received", "attributes": {"x": 1}, "text": "my chest hurts badly"}
    assert api.without_key().get(ticket(api, signal=help_)).json()["outcome"] == "escalate"


@pytest.mark.parametrize("outcome", ["send", "hold", "suppress", "escalate", "blocked"])
def test_an_outcome_that_a_sandbox_prefers_is_sealed_in_it(sandbox: Api, outcome: str) -> None:
    prefer = {"prefer": f"outcome={outcome}"}
    made = sandbox.post("/v1/tickets", {"message": message()}, headers=prefer)
    assert made.headers["preference-applied"] == f"outcome={outcome}"
    fetched = sandbox.without_key().get(made.json()["path"])
    assert fetched.json()["outcome"] == outcome
    assert sandbox.without_key().get(made.json()["path"]).content == fetched.content


def test_an_outcome_is_for_sandboxes_alone(api: Api) -> None:
    prefer = {"prefer": "outcome=hold"}
    problem(api.post("/v1/tickets", {"message": message()}, headers=prefer), "W204")


def test_nothing_can_be_read_in_it_and_it_fits_in_an_address(api: Api) -> None:
    paths = [ticket(api) for _ in range(2)]
    assert paths[0] != paths[1]
    for path in paths:
        assert "crm-1" not in path
        assert len(path) < 700


def test_it_ends_in_time(api: Api) -> None:
    path = ticket(api)
    api.clock.now = NOW + timedelta(minutes=61)
    refused = api.without_key().get(path)
    assert refused.status_code == 410
    problem(refused, "W404")


@pytest.mark.parametrize("broken", ["x", "A" * 60, "é", "%2e%2e", "a" * 5000])
def test_a_changed_ticket_is_not_ours(api: Api, broken: str) -> None:
    problem(api.without_key().get(f"/v1/messages/{broken}"), "W405")
    path = ticket(api)
    middle = len(path) // 2
    swapped = path[:middle] + ("A" if path[middle] != "A" else "B") + path[middle + 1 :]
    problem(api.without_key().get(swapped), "W405")


def test_it_ends_with_the_key_that_made_it(api: Api) -> None:
    path = ticket(api)
    api_keys.revoke(api.store, "tool", NOW)
    problem(api.without_key().get(path), "W404")


def test_silence_can_have_a_status_for_tools_that_key_on_it(api: Api) -> None:
    path = ticket(api)
    assert api.without_key().get(f"{path}?suppress_as=204").status_code == 204
    assert api.without_key().get(f"{path}?suppress_as=409").status_code == 409


@pytest.mark.parametrize("minutes", [0, -1, 10_081, "60", 1.5])
def test_a_ticket_lives_for_a_week_at_most(api: Api, minutes: object) -> None:
    refused = api.post("/v1/tickets", {"message": message(), "minutes": minutes})
    assert problem(refused, "W111")["pointer"] == "/minutes"
