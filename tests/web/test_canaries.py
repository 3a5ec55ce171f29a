"""Planted names, contacts and conditions go in everywhere; no log, figure or error has one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.web import examples, logs
from tests.factories import BOOKING
from tests.web.conftest import Api, message

CANARIES = (
    "zanzibar.quill",
    "quill@example.net",
    "+13195550199",
    "fibrodysplasia",
    "Zanzibar",
    "Quillfeather",
)
WHO = {"id": "zanzibar.quill+13195550199"}


def calls() -> list[tuple[str, Any]]:
    """Good calls and bad ones, each with something that must not be seen again."""
    plant = " ".join(CANARIES)
    good = message(recipient=WHO, signal={"id": "zanzibar.quill", "subject": "Quillfeather"})
    return [
        ("/v1/messages", good),
        ("/v1/messages", good | {"recipient": {"id": plant}}),
        ("/v1/messages", good | {plant: 1}),
        ("/v1/messages", good | {"zone": plant, "channel": plant, "locale": plant}),
        ("/v1/messages", message(signal={"type": plant[:80]})),
        ("/v1/messages", message(signal={"attributes": {**BOOKING, "place": plant, plant: plant}})),
        (
            "/v1/messages",
            message(signal={"type": "message.received", "attributes": {}, "text": plant}),
        ),
        ("/v1/messages/batch", {"messages": [good, {"signal": plant}, {plant: plant}]}),
        ("/v1/segment", {**examples.TRACK, "userId": WHO["id"], "event": plant[:80]}),
        (
            "/v1/segment",
            {**examples.TRACK, "messageId": plant, "integrations": {"Bedside": {plant: 1}}},
        ),
        ("/v1/journey", {**examples.JOURNEY, "keyValue": plant, "inArguments": [{"email": plant}]}),
        ("/v1/inbound", {**examples.INBOUND, "recipient": WHO, "text": f"fibrodysplasia {plant}"}),
        ("/v1/consents", {"recipient": WHO, "consents": [{"source": plant, "purpose": plant}]}),
        ("/v1/events", {**examples.EVENT, "recipient": WHO, "type": "zanzibar.quill"}),
        ("/v1/opt-outs", {"recipient": WHO, "source": "zanzibar_quill"}),
        ("/v1/delivery", {"receipt_id": plant, "status": plant}),
        ("/v1/erasures", {"recipient": {"id": plant}, plant: plant}),
        ("/v1/standing", {"recipient": {"id": plant}, plant: plant}),
    ]


def test_none_of_them_is_seen_again(
    api: Api, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    logs.set_up()
    bodies = []
    for path, body in calls():
        response = api.post(path, body)
        assert response.status_code < 500, (path, response.text)
        if response.status_code >= 400 or "batch" in path:
            bodies.append(response.text)
    for path in ("/v1/messages/zanzibar.quill", "/why/Quillfeather", "/fibrodysplasia?q=Zanzibar"):
        bodies.append(api.get(path).text)
    bodies.append(api.request("POST", "/v1/messages", content=b"{" + CANARIES[1].encode()).text)
    headers = {"idempotency-key": "quill@example.net", "prefer": "outcome=Zanzibar"}
    bodies.append(api.post("/v1/messages", message(), headers=headers).text)
    bodies.append(api.post("/v1/messages?suppress_as=Zanzibar", message()).text)
    figures = api.get("/metrics").text
    printed = capsys.readouterr()
    for canary in CANARIES:
        for text in (*bodies, figures, printed.out, printed.err):
            assert canary.lower() not in text.lower()
    assert bodies
    for line in printed.err.splitlines():
        assert set(json.loads(line)) <= {
            "event", "level", "time", "request_id", "method", "route", "status", "ms",
            "caller", "outcome", "reasons", "items", "replayed", "code", "change", "unheard",
        }  # fmt: skip
    assert "/v1/messages/{ticket}" in printed.err
