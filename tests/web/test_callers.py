"""Who may call: the forms of a key, scopes, revoked keys, and how fast."""

from __future__ import annotations

import base64
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from service.desk.calls import Job
from service.store import api_keys
from service.web.auth import KeyCache
from service.web.limits import Limits, RateLimiter
from service.web.problems import WebProblem
from tests.factories import NOW
from tests.web.conftest import Api, message, problem


def basic(name: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"authorization": f"Basic {pair}"}


def test_a_key_is_read_from_every_place_that_tools_can_fill(api: Api) -> None:
    key = api.headers["authorization"].removeprefix("Bearer ")
    nobody = api.without_key()
    for headers in (
        {"authorization": f"bearer  {key}"},
        basic(key, ""),
        basic("bedside", key),
        {"x-api-key": key},
    ):
        assert nobody.post("/v1/messages", message(), headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "W201"),
        ({"authorization": ""}, "W201"),
        ({"authorization": "Bearer"}, "W201"),
        ({"authorization": "Digest abc"}, "W201"),
        ({"authorization": "Bearer nonsense"}, "W202"),
        ({"authorization": "Bearer bsk_000000000000_" + "A" * 43}, "W202"),
        ({"authorization": "Bearer " + "x" * 5000}, "W202"),
        ({"authorization": "Basic !!!"}, "W202"),
        ({"authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()}, "W202"),
        ({"x-api-key": "bsk_"}, "W202"),
    ],
)
def test_no_key_and_a_wrong_key_are_a_401_with_a_challenge(
    api: Api, headers: dict[str, str], code: str
) -> None:
    refused = api.without_key().post("/v1/messages", message(), headers=headers)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    problem(refused, code)


def test_a_key_in_a_url_is_no_key(api: Api) -> None:
    key = api.headers["authorization"].removeprefix("Bearer ")
    problem(api.without_key().post(f"/v1/messages?key={key}&access_token={key}", message()), "W201")


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/messages", "decide"),
        ("POST", "/v1/messages/batch", "decide"),
        ("POST", "/v1/tickets", "decide"),
        ("POST", "/v1/segment", "decide"),
        ("POST", "/v1/cloudevents", "decide"),
        ("POST", "/v1/journey", "decide"),
        ("POST", "/v1/inbound", "decide"),
        ("POST", "/v1/consents", "standing"),
        ("POST", "/v1/preferences", "standing"),
        ("POST", "/v1/opt-outs", "standing"),
        ("POST", "/v1/suppressions", "standing"),
        ("POST", "/v1/events", "standing"),
        ("POST", "/v1/delivery", "standing"),
        ("POST", "/v1/erasures", "standing"),
        ("POST", "/v1/standing", "standing"),
        ("GET", "/v1/decisions/r_0", "read-log"),
    ],
)
def test_each_endpoint_wants_its_scope_and_admin_has_all(
    api: Api, method: str, path: str, scope: str
) -> None:
    others = {"decide", "standing", "read-log", "edit"} - {scope}
    poor = api.with_key("poor", *others).request(method, path)
    assert poor.status_code == 403
    assert problem(poor, "W203")["errors"][0]["fix"] == f"use a key with the scope `{scope}`"
    problem(api.without_key().request(method, path), "W201")
    assert api.with_key("chief", "admin").request(method, path).status_code not in (401, 403)


def test_a_revoked_key_ends(api: Api) -> None:
    other = api.with_key("leaver", "decide")
    assert other.post("/v1/messages", message()).status_code == 200
    api_keys.revoke(api.store, "leaver", NOW)
    problem(other.post("/v1/messages", message()), "W202")


def test_a_cached_key_is_asked_for_again_after_a_while() -> None:
    asked: list[str] = []
    time = [0.0]
    cache = KeyCache(lambda key: asked.append(key), 5, lambda: time[0])  # type: ignore[func-returns-value]
    assert cache.look_up("nobody") is None
    assert cache.fresh("nobody") is None
    assert asked == ["nobody"]


# --- rates -------------------------------------------------------------------------------------


def test_calls_beyond_the_burst_wait_for_as_long_as_they_are_told() -> None:
    time = [100.0]
    limiter = RateLimiter(2.0, 3, lambda: time[0])
    for _ in range(3):
        limiter.take("a")
    with pytest.raises(WebProblem) as refused:
        limiter.take("a")
    assert refused.value.headers == {"Retry-After": "1"}
    limiter.take("b")
    time[0] += 0.5
    limiter.take("a")
    with pytest.raises(WebProblem):
        limiter.take("a")


def test_a_batch_takes_a_call_an_item_and_may_leave_a_debt() -> None:
    time = [0.0]
    limiter = RateLimiter(1.0, 10, lambda: time[0])
    limiter.take("a", 25)
    with pytest.raises(WebProblem) as refused:
        limiter.take("a")
    assert refused.value.headers == {"Retry-After": "16"}
    time[0] = 16
    limiter.take("a")


def test_a_batch_passes_in_the_end_whose_call_took_a_token_before_it() -> None:
    """As each does: one larger than the burst passed never, nor did a repeat at the time told."""
    time = [0.0]
    limiter = RateLimiter(1.0, 10, lambda: time[0])
    limiter.take("large")
    limiter.take("large", 24, taken=1)
    for _ in range(5):
        limiter.take("small")
    limiter.take("small")
    with pytest.raises(WebProblem) as refused:
        limiter.take("small", 7, taken=1)
    time[0] += float(refused.value.headers["Retry-After"])
    limiter.take("small")
    limiter.take("small", 7, taken=1)


def test_a_batch_larger_than_the_burst_is_answered(app_with: Callable[..., Api]) -> None:
    api = app_with(Limits(calls_per_second=0.001, burst=5, deadline=120, key_seconds=0))
    body = {"messages": [message(signal={"id": f"b-{n}"}) for n in range(20)]}
    assert len(api.post("/v1/messages/batch", body).json()["items"]) == 20
    problem(api.post("/v1/messages/batch", body), "W205")


def test_a_clock_that_steps_back_gives_nothing_away() -> None:
    time = [10.0]
    limiter = RateLimiter(1.0, 1, lambda: time[0])
    limiter.take("a")
    time[0] = 5.0
    with pytest.raises(WebProblem):
        limiter.take("a")


def test_too_fast_is_a_429_with_a_time(app_with: Callable[..., Api]) -> None:
    slow = app_with(Limits(calls_per_second=0.5, burst=2, deadline=120))
    codes = [slow.post("/v1/messages", message()).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = slow.post("/v1/messages", message())
    problem(refused, "W205")
    assert 1 <= int(refused.headers["retry-after"]) <= 2


# --- time --------------------------------------------------------------------------------------


def test_an_answer_that_takes_too_long_is_a_503_and_the_repeat_finds_it(
    app_with: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    api = app_with(Limits(deadline=0.02))
    held: list[Job] = []
    # Nobody works on the call until its deadline is over.
    slow = SimpleNamespace(job=api.service.job, submit=lambda *jobs: held.extend(jobs))
    with monkeypatch.context() as patch:
        patch.setattr(api.app.state.web.waiting, "_service", slow)
        late = api.post("/v1/messages", message())
    problem(late, "W501")
    assert late.headers["retry-after"] == "1"
    api.service.submit(*held)
    decided = held[0].future.result(timeout=30)
    patient = app_with()
    patient.headers = api.headers
    again = patient.post("/v1/messages", message())
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["receipt_id"] == decided.receipt_id


def test_more_calls_than_can_wait_are_turned_away_at_once(api: Api) -> None:
    web = api.app.state.web
    web.waiting.under_way = web.limits.waiting
    problem(api.post("/v1/messages", message()), "W502")
    web.waiting.under_way = 0
    assert api.post("/v1/messages", message()).status_code == 200
    assert web.waiting.under_way == 0
