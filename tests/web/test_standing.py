"""What recipients said: each change holds from the next call on, and a repeat does no harm."""

from __future__ import annotations

from typing import Any

import pytest

from service.web import examples
from tests.factories import NOW
from tests.web.conftest import Api, message, problem

WHO = {"id": "crm-1"}


def outcome(api: Api, signal_id: str, **changes: Any) -> tuple[str, str]:
    answer = api.post("/v1/messages", message(signal={"id": signal_id}, **changes)).json()
    return answer["outcome"], answer["reasons"][0]["code"] if answer["reasons"] else ""


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/consents", examples.CONSENTS),
        ("/v1/preferences", examples.PREFERENCES),
        ("/v1/opt-outs", examples.OPT_OUT),
        ("/v1/suppressions", examples.SUPPRESSION),
        ("/v1/events", examples.EVENT),
    ],
)
def test_a_change_is_news_once(api: Api, path: str, body: dict[str, Any]) -> None:
    assert api.post(path, body).json() == {"changed": True}
    api.post(path, body)
    assert api.post(path, body).status_code == 200


def test_a_withdrawal_counts_at_once(api: Api) -> None:
    api.agree()
    assert outcome(api, "a")[0] == "send"
    no = {
        "purpose": "care_operations",
        "status": "withdrawn",
        "at": NOW.isoformat(),
        "source": "phone",
    }
    api.post("/v1/consents", {"recipient": WHO, "consents": [no]})
    assert outcome(api, "b", channel="portal") == ("suppress", "consent_withdrawn")


def test_an_opt_out_names_its_channel_and_can_be_lifted(api: Api) -> None:
    api.agree()
    stop = {"recipient": WHO, "channel": "email"}
    api.post("/v1/opt-outs", stop)
    assert outcome(api, "a") == ("suppress", "opted_out")
    assert outcome(api, "b", channel="portal")[0] == "send"
    api.post("/v1/opt-outs", stop | {"lifted": True})
    assert outcome(api, "c")[0] == "send"


def test_a_suppressed_address_is_not_written_to_until_it_is_mended(api: Api) -> None:
    api.agree()
    entry = {"recipient": WHO, "channel": "email", "cause": "invalid"}
    api.post("/v1/suppressions", entry)
    assert outcome(api, "a") == ("suppress", "suppression_list")
    api.post("/v1/suppressions", entry | {"lifted": True})
    assert outcome(api, "b")[0] == "send"


def test_preferences_shape_the_next_message(api: Api) -> None:
    api.agree()
    api.post("/v1/preferences", {"recipient": WHO, "channels": ["portal"]})
    assert outcome(api, "a") == ("suppress", "no_channel")


def test_a_message_that_was_not_sent_gives_its_place_back(api: Api) -> None:
    api.agree_to_articles()
    read = {"type": "article.read", "attributes": {"topic": "heart"}, "subject": None}
    first = api.post("/v1/messages", message(signal=read)).json()
    second = message(signal={**read, "id": "sig-2", "attributes": {"topic": "nutrition"}})
    assert first["outcome"] == "send"
    assert api.post("/v1/messages", second | {"dry_run": True}).json()["outcome"] == "suppress"
    report = {"receipt_id": first["receipt_id"], "status": "not_sent"}
    assert api.post("/v1/delivery", report).json() == {"changed": True}
    assert api.post("/v1/messages", second).json()["outcome"] == "send"


def test_a_complaint_closes_the_channel(api: Api) -> None:
    api.agree()
    receipt = api.post("/v1/messages", message()).json()["receipt_id"]
    api.post("/v1/delivery", {"receipt_id": receipt, "status": "complained"})
    assert outcome(api, "b") == ("suppress", "suppression_list")


def test_feedback_on_an_unknown_receipt_is_a_404(api: Api) -> None:
    gone = {"receipt_id": "r_" + "0" * 32, "status": "sent"}
    problem(api.post("/v1/delivery", gone), "W403")


@pytest.mark.parametrize(
    ("path", "body", "code", "pointer"),
    [
        ("/v1/consents", {"source": "jane_roe"}, "S401", "/source"),
        ("/v1/consents", {"topic": "jane"}, "S402", "/topic"),
        ("/v1/events", {"type": "jane.roe"}, "S403", "/type"),
    ],
)
def test_words_outside_of_the_lists_are_not_kept(
    api: Api, path: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    if path == "/v1/consents":
        consent = examples.CONSENTS["consents"][0] | body  # type: ignore[operator,index]
        refused = api.post(path, {"recipient": WHO, "consents": [consent]})
    else:
        refused = api.post(path, examples.EVENT | body)
    fault = problem(refused, "W118")["errors"][0]
    assert (fault["code"], fault["pointer"]) == (code, pointer)
    assert "jane" not in refused.text


def test_an_auditor_reads_a_decision_and_a_caller_of_another_world_does_not(
    api: Api, sandbox: Api
) -> None:
    api.agree()
    receipt = api.post("/v1/messages", message()).json()["receipt_id"]
    found = api.get(f"/v1/decisions/{receipt}").json()
    assert found["receipt_id"] == receipt
    assert found["why"] == "You booked a visit with us."
    assert {"outcome", "consent", "check", "used", "left unused"} <= {
        s["topic"] for s in found["steps"]
    }
    assert found["receipt"]["outcome"] == "send"
    assert "crm-1" not in str(found)
    problem(sandbox.get(f"/v1/decisions/{receipt}"), "W403")
    problem(api.get("/v1/decisions/nonsense"), "W403")
