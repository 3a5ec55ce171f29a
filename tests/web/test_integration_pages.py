"""Every request that a page in `docs/integrations` shows is sent as it stands there, and works."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.factories import NOW
from tests.web.conftest import Api

PAGES = Path(__file__).resolve().parents[2] / "docs" / "integrations"
NAMES = ("braze", "segment", "cloudevents", "salesforce", "iterable", "sms-gateway", "nhs-notify")
_REQUEST = re.compile(r"```http\n(POST) (\S+) HTTP/1\.1\n(.*?)\n\n(.*?)\n```", re.DOTALL)


def requests_in(name: str) -> list[tuple[str, dict[str, str], str]]:
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    found = []
    for _, path, head, body in _REQUEST.findall(text):
        headers = dict(line.split(": ", 1) for line in head.splitlines())
        headers.pop("Authorization")
        found.append((path, headers, body))
    return found


def test_every_tool_has_its_page() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} >= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_requests_on_a_page_work(api: Api, name: str) -> None:
    api.agree("crm-20417")
    for path, headers, body in requests_in(name):
        response = api.request("POST", path, headers=headers, content=body)
        assert response.is_success, (path, response.text)


def test_the_pages_show_requests() -> None:
    shown = [path for name in NAMES for path, _, _ in requests_in(name)]
    assert {"/v1/messages", "/v1/cloudevents", "/v1/tickets", "/v1/inbound"} <= set(shown)


def test_the_journey_of_the_salesforce_page_is_answered_by_branch(api: Api) -> None:
    text = (PAGES / "salesforce.md").read_text(encoding="utf-8")
    activity = json.loads(re.search(r"```json\n(.*?)\n```", text, re.DOTALL)[1])  # type: ignore[index]
    arguments = json.dumps(activity["arguments"]["execute"]["inArguments"])
    for field, value in (
        ("BookedAt", NOW.isoformat()),
        ("BookingId", "booking-80"),
        ("StartsAt", "2026-12-08T09:30:00-06:00"),
        ("Place", "riverbend"),
    ):
        arguments = arguments.replace(f"{{{{Event.APIEvent-1.{field}}}}}", value)
    api.agree("crm-20417")
    body = {"inArguments": json.loads(arguments), "keyValue": "crm-20417", "activityId": "a-1"}
    outcome = api.post("/v1/journey", body).json()["branchResult"]
    assert outcome == "send"
    branches = [one["arguments"]["branchResult"] for one in activity["outcomes"]]
    assert outcome in branches


@pytest.mark.parametrize("parts", [{}, {"sms": "Call 911 now."}])
def test_the_bridge_to_notify_tells_people_first_also_without_a_reply(parts: Any) -> None:
    text = (PAGES / "nhs-notify.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)\n```", text, re.DOTALL)
    assert block is not None
    bridge = block[1]
    asked = mock.Mock()
    asked.raise_for_status().json.return_value = {
        "outcome": "escalate", "parts": parts, "receipt_id": "r_1", "hand_off": {"team": "nurses"},
    }  # fmt: skip
    done = mock.Mock()
    names = {
        "httpx": mock.Mock(post=mock.Mock(return_value=asked)),
        "key": "k",
        "event_id": "e",
        "signal": {"text": "help"},
        "person": "p",
        "number": "n",
        "TEMPLATE": "t",
        "notify": done.notify,
        "tell_people": done.tell_people,
    }
    exec(bridge, names)
    sent = [mock.call.notify.send_sms_notification(
        phone_number="n", template_id="t", reference="r_1", personalisation=parts
    )]  # fmt: skip
    told = mock.call.tell_people({"team": "nurses"}, "help")
    assert done.mock_calls == [told, *(sent if parts else [])]
