"""The API over a real service on SQLite, at the tests' own time, called in this process."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI

from guardrails import Guard
from service.library.release import Release
from service.serving import Service
from service.store import api_keys
from service.store.opening import DATABASE_FILE, open_store
from service.store.store import Store
from service.web.app import create_app
from service.web.limits import Limits
from tests.factories import BOOKING, NOW
from tests.stores import postgres, sqlite_template

__all__ = ["postgres", "sqlite_template"]

EVERYTHING = frozenset({"decide", "standing", "read-log"})

#: Numbers that no test reaches by accident.
ROOMY = Limits(
    calls_per_second=10_000, burst=10_000, deadline=120, batch_deadline=120, key_seconds=0
)


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Api:
    """A caller of the API. `headers` go along with every call."""

    call: Callable[..., httpx.Response]
    store: Store
    service: Service
    clock: Clock
    app: FastAPI
    headers: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        given["headers"] = {**self.headers, **given.pop("headers", {})}
        return self.call(method, path, **given)

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, body: Any = None, **given: Any) -> httpx.Response:
        if body is not None:
            given["json"] = body
        return self.request("POST", path, **given)

    def raw(self, path: str, content: bytes, type_: str = "application/json") -> httpx.Response:
        return self.request("POST", path, content=content, headers={"content-type": type_})

    def with_key(self, name: str, *scopes: str, **kind: bool) -> Api:
        token = api_keys.create(self.store, name, frozenset(scopes), NOW, **kind)
        bearer = {"authorization": f"Bearer {token}"}
        return Api(self.call, self.store, self.service, self.clock, self.app, bearer)

    def without_key(self) -> Api:
        return Api(self.call, self.store, self.service, self.clock, self.app)

    def agree(self, recipient: str = "crm-1", *purposes: str, kind: str = "known") -> None:
        """Consent on any channel since half a year, and a zone."""
        who = {"id": recipient, "kind": kind}
        consents = [
            {
                "purpose": purpose,
                "status": "given",
                "at": (NOW - timedelta(days=180)).isoformat(),
                "source": "portal",
            }
            for purpose in purposes or ("care_operations", "education")
        ]
        assert self.post("/v1/consents", {"recipient": who, "consents": consents}).is_success
        zone = {"recipient": who, "zone": "America/Chicago"}
        assert self.post("/v1/preferences", zone).is_success

    def agree_to_articles(self) -> None:
        """The same for somebody whom no experiment holds out: pseudonyms are random, and so is
        who is held out."""
        read = {"id": "probe", "type": "article.read", "attributes": {"topic": "heart"}}
        for _ in range(20):
            self.agree()
            probe = message(signal=read | {"subject": None}, dry_run=True)
            if self.post("/v1/messages", probe).json()["outcome"] == "send":
                return
            self.post("/v1/erasures", {"recipient": {"id": "crm-1"}})
        raise AssertionError("everybody is held out")


def message(**changes: Any) -> dict[str, Any]:
    """A visit booked five minutes ago, by e-mail."""
    signal = {
        "id": "sig-1",
        "type": "appointment.booked",
        "at": (NOW - timedelta(minutes=5)).isoformat(),
        "attributes": dict(BOOKING),
        "subject": "booking-1",
        **changes.pop("signal", {}),
    }
    return {"signal": signal, "channel": "email", "recipient": {"id": "crm-1"}, **changes}


async def _until_built(app: FastAPI) -> None:
    async with asyncio.timeout(5):
        while app.state.web is None:
            await asyncio.sleep(0.001)


@contextmanager
def running(
    service: Service, clock: Clock, limits: Limits = ROOMY, **settings: Any
) -> Iterator[Api]:
    """The application, started and stopped as a server does it."""
    app = create_app(lambda: service, limits, **settings)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        stack.enter_context(portal.wrap_async_context_manager(app.router.lifespan_context(app)))
        client = httpx.AsyncClient(transport=transport, base_url="http://bedside.test")

        def call(method: str, path: str, **given: Any) -> httpx.Response:
            async def send() -> httpx.Response:
                return await client.request(method, path, **given)

            return portal.call(send)

        portal.call(_until_built, app)
        yield Api(call, service.store, service, clock, app)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(
    tmp_path: Path, sqlite_template: Path, release: Release, guard: Guard, clock: Clock
) -> Iterator[Service]:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    shutil.copy(sqlite_template, data / DATABASE_FILE)
    store = open_store(None, data, None, clock.now)
    made = Service(store, release, guard, clock)
    yield made
    made.close()


@pytest.fixture
def api(service: Service, clock: Clock) -> Iterator[Api]:
    """A caller who may do everything, with a live key."""
    with running(service, clock) as made:
        yield made.with_key("tool", *EVERYTHING)


@pytest.fixture
def sandbox(api: Api) -> Api:
    return api.with_key("trial", *EVERYTHING, sandbox=True)


@pytest.fixture
def app_with(service: Service, clock: Clock) -> Iterator[Callable[..., Api]]:
    """Applications with other limits or settings."""
    with ExitStack() as stack:

        def start(limits: Limits = ROOMY, **settings: Any) -> Api:
            made = stack.enter_context(running(service, clock, limits, **settings))
            return made.with_key(f"tool-{len(stack._exit_callbacks)}", *EVERYTHING)  # type: ignore[attr-defined]

        yield start


def problem(response: httpx.Response, code: str) -> dict[str, Any]:
    """The problem document of a refused call, its shape checked."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    document: dict[str, Any] = json.loads(response.text)
    assert document["code"] == code, document
    assert document["status"] == response.status_code
    assert document["type"].startswith("/problems/")
    assert document["request_id"] == response.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    assert document["fix"]
    for fault in document["errors"]:
        assert set(fault) in (
            {"code", "pointer", "detail", "fix"},
            {"code", "name", "detail", "fix"},
        )
        assert fault["detail"]
        assert fault["fix"]
    assert response.headers["cache-control"] == "no-store"
    return document
