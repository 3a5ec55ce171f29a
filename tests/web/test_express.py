"""The short way past the framework: nobody can tell which way a call went."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from tests.web.conftest import Api, message

#: A query without a meaning sends a call the framework's way.
WAYS = ("/v1/messages", "/v1/messages?suppress_as=200")
OWN = {"x-request-id", "bedside-receipt", "idempotent-replayed"}


def _shown(api: Api, path: str, **given: Any) -> tuple[int, dict[str, str], str]:
    response = api.request("POST", path, **given)
    headers = {name: value for name, value in response.headers.items() if name not in OWN}
    assert response.headers["x-request-id"]
    body = response.text.replace(response.headers["x-request-id"], "ID")
    return response.status_code, headers, body


@pytest.mark.parametrize(
    "given",
    [
        {"json": message()},
        {"json": message(signal={"type": "no.such"})},
        {"json": {"signal": 1}},
        {"content": b"{", "headers": {"content-type": "application/json"}},
        {"content": b"a", "headers": {"content-type": "text/plain"}},
        {"json": message(), "headers": {"authorization": "Bearer wrong"}},
        {"json": message(), "headers": {"authorization": ""}},
        {"json": message(), "headers": {"prefer": "outcome=hold"}},
        {"json": message(), "headers": {"idempotency-key": "not a key"}},
    ],
)
def test_both_ways_answer_alike(api: Api, given: dict[str, Any]) -> None:
    api.agree()
    express, framework = (_shown(api, path, **given) for path in WAYS)
    assert express == framework


def test_both_ways_are_counted_under_one_route(api: Api) -> None:
    api.agree()

    def counted() -> float:
        name = 'bedside_http_requests_total{method="POST",route="/v1/messages",status="200"} '
        lines = api.get("/metrics").text.splitlines()
        return next((float(line[len(name) :]) for line in lines if line.startswith(name)), 0.0)

    before = counted()
    for path in WAYS:
        assert api.post(path, message()).status_code == 200
    assert counted() == before + 2


def test_the_busy_call_goes_past_the_framework(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.agree()
    monkeypatch.setattr(FastAPI, "__call__", None)
    express, framework = (api.request("POST", path, json=message()) for path in WAYS)
    assert express.status_code == 200
    assert framework.status_code == 500


def test_other_methods_are_refused_as_everywhere(api: Api) -> None:
    assert api.request("PUT", "/v1/messages", json=message()).status_code == 405
