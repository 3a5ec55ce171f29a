"""Real clients over loopback: curl, the CloudEvents SDK, Segment's library, and a Braze call.

The server is a real one, on a free port of 127.0.0.1, in a thread of this process.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from guardrails import Guard
from service.library.release import Release
from service.serving import Service
from service.store import api_keys
from service.store.opening import open_store
from service.web.app import create_app
from tests.factories import BOOKING, NOW
from tests.web.conftest import EVERYTHING, ROOMY, message

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server(
    tmp_path: Path, release: Release, guard: Guard, socket_enabled: None
) -> Iterator[tuple[str, str]]:
    """Its address and a key. The person `crm-1` agreed to everything by e-mail."""
    store = open_store(None, tmp_path / "data", None, NOW)
    service = Service(store, release, guard, lambda: NOW)
    key = api_keys.create(store, "tool", EVERYTHING, NOW)
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(lambda: service, ROOMY), log_config=None, access_log=False)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    _until_ready(url)
    _agree(url, key)
    yield url, key
    running.should_exit = True
    thread.join(20)
    bound.close()


def _until_ready(url: str) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    pytest.fail("the server did not get ready")


def _agree(url: str, key: str) -> None:
    yes = {
        "purpose": "care_operations",
        "status": "given",
        "at": (NOW - timedelta(days=9)).isoformat(),
        "source": "portal",
    }
    body = {"recipient": {"id": "crm-1"}, "consents": [yes]}
    bearer = {"authorization": f"Bearer {key}"}
    assert httpx.post(f"{url}/v1/consents", json=body, headers=bearer).status_code == 200


def test_curl(server: tuple[str, str]) -> None:
    url, key = server
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    ran = subprocess.run(
        [
            curl, "-sS", "--fail-with-body", "--max-time", "10", "--compressed",
            "-H", f"Authorization: Bearer {key}",
            "-H", "Content-Type: application/json",
            "-H", "Idempotency-Key: curl-1",
            "--data-binary", json.dumps(message()),
            f"{url}/v1/messages",
        ],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert json.loads(ran.stdout)["outcome"] == "send"


def test_curl_with_expect_100_continue_and_a_large_body(server: tuple[str, str]) -> None:
    url, key = server
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    ran = subprocess.run(
        [
            curl, "-sS", "--max-time", "10", "-w", "%{http_code}", "-o", "/dev/null",
            "-H", f"X-Api-Key: {key}", "-H", "Content-Type: application/json",
            "-H", "Expect: 100-continue", "--data-binary", "@-", f"{url}/v1/messages",
        ],
        input="x" * 300_000, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.endswith("413")


def test_a_braze_connected_content_call(server: tuple[str, str]) -> None:
    """`{% connected_content URL :method post :content_type application/json :basic_auth ... %}`.

    Braze sends the body that the template wrote, basic auth from its credentials, and its own
    user agent; it asks several times for one message, and takes a 2xx within two seconds.
    """
    url, key = server
    headers = {
        "Content-Type": "application/json",
        "Accept": "*/*",
        "User-Agent": "Braze Sender 75e404755ae1270441f07eb238f0d4f25e44dfdc",
        "X-Braze-Api-Campaign-ID": "2c3f2b5e-58d8-4a0f-a7fd-6a5f5b3a7c10",
    }
    body = json.dumps(message(), indent=2)
    answers = [
        httpx.post(f"{url}/v1/messages", content=body, headers=headers, auth=("bedside", key))
        for _ in range(3)
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["parts"]["subject"] == "Getting ready for a visit"
    assert answers[0].headers["cache-control"] == "no-store"
    assert not answers[0].history


@pytest.mark.parametrize("gzip", [False, True])
def test_segments_library_pointed_at_it(server: tuple[str, str], gzip: bool) -> None:
    from segment.analytics.client import Client

    url, key = server
    failed: list[Any] = []
    client = Client(
        key,
        host=f"{url}/v1/segment",
        gzip=gzip,
        on_error=lambda error, items: failed.append((error, items)),
        max_retries=0,
    )
    client.identify("crm-1", {"plan": "x"})
    client.track(
        "crm-1",
        "Appointment Booked",
        BOOKING,
        timestamp=NOW - timedelta(minutes=5),
        integrations={"Bedside": {"channel": "email", "subject": "booking-1"}},
        message_id="sig-1",
    )
    client.flush()
    client.shutdown()
    assert failed == []
    again = httpx.post(
        f"{url}/v1/messages", json=message(signal={"at": _shown()}), headers={"x-api-key": key}
    )
    assert again.json()["outcome"] == "send"
    assert again.headers.get("idempotent-replayed") == "true"


def _shown() -> str:
    return (NOW - timedelta(minutes=5)).isoformat()


def test_the_cloudevents_sdk(server: tuple[str, str]) -> None:
    from cloudevents.core.bindings.http import to_binary_event, to_structured_event
    from cloudevents.core.v1.event import CloudEvent

    url, key = server
    attributes = {
        "id": "sig-1",
        "source": "/scheduling",
        "type": "appointment.booked",
        "time": datetime(2026, 11, 24, 15, 55, tzinfo=UTC),
        "subject": "booking-1",
        "specversion": "1.0",
        "datacontenttype": "application/json",
    }
    data = {"recipient": {"id": "crm-1"}, "channel": "email", "attributes": BOOKING}
    event = CloudEvent(attributes=attributes, data=data)
    answers = []
    for form in (to_structured_event, to_binary_event):
        sent = form(event)
        headers = {**sent.headers, "authorization": f"Bearer {key}"}
        answers.append(httpx.post(f"{url}/v1/cloudevents", content=sent.body, headers=headers))
    assert [answer.json()["outcome"] for answer in answers] == ["send", "send"]
    assert answers[0].content == answers[1].content


def test_a_tool_that_can_only_get(server: tuple[str, str]) -> None:
    url, key = server
    made = httpx.post(
        f"{url}/v1/tickets", json={"message": message()}, headers={"x-api-key": key}
    ).json()
    fetched = httpx.get(url + made["path"], headers={"accept": "application/json"})
    assert isinstance(fetched.json(), dict)
    assert fetched.json()["outcome"] == "send"
