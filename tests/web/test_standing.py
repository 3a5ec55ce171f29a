"""What recipients said: each change holds from the next call on, and a repeat does no harm."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from service.store.words import SOURCES
from service.web import examples, logs
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
    assert api.post(path, body).json()["changed"] is True
    assert api.post(path, body).json()["changed"] is False


def test_the_log_says_which_key_changed_what_and_not_for_whom(
    api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up()
    lifted = {"lifted": True}
    for path, body in (
        ("/v1/consents", examples.CONSENTS),
        ("/v1/preferences", examples.PREFERENCES),
        ("/v1/opt-outs", examples.OPT_OUT | {"recipient": WHO}),
        ("/v1/opt-outs", examples.OPT_OUT | {"recipient": WHO} | lifted),
        ("/v1/suppressions", examples.SUPPRESSION | {"recipient": WHO}),
        ("/v1/suppressions", examples.SUPPRESSION | {"recipient": WHO} | lifted),
        ("/v1/erasures", {"recipient": WHO}),
    ):
        assert api.post(path, body).status_code == 200
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["change"] for line in lines] == [
        "consents", "preferences", "opt-out", "opt-out lifted", "suppression",
        "suppression lifted", "erasure",
    ]  # fmt: skip
    (caller,) = {line["caller"] for line in lines}
    assert caller
    assert WHO["id"] not in said


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


def test_a_standing_can_be_asked_for(api: Api) -> None:
    nothing = api.post("/v1/standing", {"recipient": WHO}).json()
    chosen = dict.fromkeys(("locale", "zone", "reading_level", "channels", "weekly_limit"))
    lists = {"consents": [], "stops": [], "suppressions": []}
    assert nothing == {"known": False, **lists, "preferences": chosen}
    yes = {
        "purpose": "education", "channel": "email", "status": "given", "source": "portal",
        "at": "2026-05-24T16:00:00Z",
    }  # fmt: skip
    no = {**yes, "status": "withdrawn", "at": "2026-06-24T16:00:00Z"}
    api.post("/v1/consents", {"recipient": WHO, "consents": [no, yes]})
    words = {"id": "SM1", "recipient": WHO, "text": "STOP", "at": "2026-11-24T16:00:00Z"}
    api.post("/v1/inbound", words)
    api.post("/v1/suppressions", {"recipient": WHO, "channel": "email", "cause": "invalid"})
    api.post("/v1/preferences", {"recipient": WHO, "channels": ["portal"], "weekly_limit": 2})
    told = api.post("/v1/standing", {"recipient": WHO}).json()
    said = {"purposes": [], "at": "2026-11-24T16:00:00Z", "source": "own_words"}
    assert told == {
        "known": True,
        "consents": [{**no, "topic": None}],
        "stops": [{"channel": "sms", **said}, {"channel": "call", **said}],
        "suppressions": [
            {
                "channel": "email",
                "cause": "invalid",
                "at": "2026-11-24T16:00:00Z",
                "source": "crm",
            }
        ],
        "preferences": {**chosen, "channels": ["portal"], "weekly_limit": 2},
    }
    api.post("/v1/opt-outs", {"recipient": WHO, "channel": "any", "lifted": True})
    assert api.post("/v1/standing", {"recipient": WHO}).json()["stops"] == []


def test_a_bounce_that_is_reported_again_closes_no_mended_address(api: Api) -> None:
    api.agree()
    receipt = api.post("/v1/messages", message()).json()["receipt_id"]
    report = {"receipt_id": receipt, "status": "bounced", "at": "2026-11-24T15:59:00Z"}
    entry = {"recipient": WHO, "channel": "email", "cause": "bounced", "lifted": True}
    assert api.post("/v1/delivery", report).json() == {"changed": True}
    assert api.post("/v1/suppressions", entry).json() == {"changed": True}
    assert api.post("/v1/delivery", report).json() == {"changed": False}
    assert api.post("/v1/suppressions", entry).json() == {"changed": False}


def test_a_list_entry_taken_off_by_a_late_call_stays_where_it_is_newer(api: Api) -> None:
    api.agree()
    entry = {"recipient": WHO, "channel": "email", "cause": "complained"}
    assert api.post("/v1/suppressions", entry | {"at": "2026-11-01T08:00:00Z"}).status_code == 200
    late = entry | {"lifted": True, "at": "2026-11-24T08:00:00Z"}
    assert api.post("/v1/suppressions", late).json() == {"changed": False}
    assert outcome(api, "a") == ("suppress", "suppression_list")
    ahead = api.post("/v1/suppressions", late | {"at": "2031-01-01T00:00:00Z"})
    assert problem(ahead, "W118")["errors"][0]["code"] == "S407"


def test_feedback_on_an_unknown_receipt_is_a_404(api: Api) -> None:
    gone = {"receipt_id": "r_" + "0" * 32, "status": "sent"}
    problem(api.post("/v1/delivery", gone), "W403")


@pytest.mark.parametrize(
    ("path", "body", "code", "pointer"),
    [
        ("/v1/consents", {"source": "jane_roe"}, "S401", "/consents/0/source"),
        ("/v1/consents", {"topic": "jane"}, "S402", "/consents/0/topic"),
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


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_taken_and_named_in_the_description(api: Api, source: str) -> None:
    consent = {**examples.CONSENTS["consents"][0], "source": source}
    body = {"recipient": WHO, "consents": [consent]}
    assert api.post("/v1/consents", body).json() == {"changed": True}
    for path in ("/v1/opt-outs", "/v1/suppressions"):
        given = {"recipient": WHO, "cause": "invalid", "source": source}
        if path == "/v1/opt-outs":
            del given["cause"]
        assert api.post(path, given).status_code == 200
    described = api.get("/openapi.json").json()["components"]["schemas"]["ConsentIn"]
    assert source in described["properties"]["source"]["anyOf"][0]["enum"]


def test_a_source_in_another_spelling_is_helped(api: Api) -> None:
    consent = {**examples.CONSENTS["consents"][0], "source": "in person"}
    refused = api.post("/v1/consents", {"recipient": WHO, "consents": [consent]})
    assert problem(refused, "W118")["errors"][0]["fix"] == "did you mean `in_person`?"


def test_of_consents_all_or_none_are_kept_and_all_faults_told(api: Api) -> None:
    good = {"purpose": "care_operations", "status": "given", "at": NOW.isoformat()}
    consents = [good | {"source": word} for word in ("portal", "nowhere", "nobody")]
    faults = problem(api.post("/v1/consents", {"recipient": WHO, "consents": consents}), "W118")
    assert [fault["pointer"] for fault in faults["errors"]] == [
        "/consents/1/source",
        "/consents/2/source",
    ]
    assert outcome(api, "a") == ("suppress", "consent_absent")


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/v1/consents", "/consents/0/at"),
        ("/v1/events", "/at"),
        ("/v1/opt-outs", "/at"),
    ],
)
def test_what_is_dated_ahead_is_refused_and_a_clock_may_be_a_little_fast(
    api: Api, path: str, pointer: str
) -> None:
    def body(at: datetime) -> dict[str, Any]:
        if path != "/v1/consents":
            lift = {**examples.OPT_OUT, "lifted": True}
            given = examples.EVENT if path == "/v1/events" else lift
            return {**given, "at": at.isoformat()}
        consent = {**examples.CONSENTS["consents"][0], "at": at.isoformat()}
        return {"recipient": WHO, "consents": [consent]}

    fault = problem(api.post(path, body(NOW + timedelta(minutes=6))), "W118")["errors"][0]
    assert (fault["code"], fault["pointer"]) == ("S407", pointer)
    assert api.post(path, body(NOW + timedelta(minutes=4))).status_code == 200


def test_a_topic_that_was_switched_off_is_not_written_about(api: Api) -> None:
    api.agree_to_articles()
    read = {"type": "article.read", "attributes": {"topic": "heart"}, "subject": None}
    first = api.post("/v1/messages", message(signal=read))
    assert first.json()["outcome"] == "send"
    off = {"purpose": "education", "status": "withdrawn", "at": NOW.isoformat()}
    consents = [off | {"source": "portal", "topic": "heart"}]
    assert api.post("/v1/consents", {"recipient": WHO, "consents": consents}).json()["changed"]
    for again in (read, {**read, "id": "sig-2"}):  # a repeat of the first answer, too
        silent = api.post("/v1/messages", message(signal=again)).json()
        assert silent["reasons"][0]["code"] == "consent_withdrawn"
        assert "heart" not in str(silent["reasons"])
    other = {**read, "id": "sig-3", "attributes": {"topic": "nutrition"}}
    answered = api.post("/v1/messages", message(signal=other, dry_run=True)).json()
    assert "consent_withdrawn" not in str(answered["reasons"])


AHEAD = (NOW + timedelta(minutes=10)).isoformat()


def test_a_stop_from_a_clock_that_is_ahead_holds_and_its_caller_is_told(api: Api) -> None:
    api.agree()
    stopped = api.post("/v1/opt-outs", {"recipient": WHO, "channel": "email", "at": AHEAD}).json()
    assert stopped["changed"]
    assert [(note["code"], note["pointer"]) for note in stopped["notes"]] == [("S407", "/at")]
    assert outcome(api, "a") == ("suppress", "opted_out")


def test_a_withdrawal_from_a_clock_that_is_ahead_holds_and_its_caller_is_told(api: Api) -> None:
    api.agree()
    said = {"purpose": "care_operations", "source": "phone", "at": AHEAD}
    yes, no = said | {"status": "given"}, said | {"status": "withdrawn"}
    kept = api.post("/v1/consents", {"recipient": WHO, "consents": [no]}).json()
    assert kept["changed"]
    noted = [(note["code"], note["pointer"]) for note in kept["notes"]]
    assert noted == [("S407", "/consents/0/at")]
    assert outcome(api, "a") == ("suppress", "consent_withdrawn")
    refused = api.post("/v1/consents", {"recipient": WHO, "consents": [no, yes]})
    assert problem(refused, "W118")["pointer"] == "/consents/1/at"


def test_a_lift_names_its_purposes_and_comes_after_the_stop(api: Api) -> None:
    api.agree()
    stop = {"recipient": WHO, "channel": "email"}
    api.post("/v1/opt-outs", stop)
    old = api.post("/v1/opt-outs", stop | {"lifted": True, "at": "2020-01-01T00:00:00Z"}).json()
    assert old == {"changed": False, "stops": [{"channel": "email", "purposes": []}]}
    lift = stop | {"lifted": True, "purposes": ["care_operations"]}
    left = api.post("/v1/opt-outs", lift).json()
    others = ["education", "marketing", "professional", "safety", "treatment"]
    assert left == {"changed": True, "stops": [{"channel": "email", "purposes": others}]}
    assert outcome(api, "a")[0] == "send"
    read = {"id": "b", "type": "article.read", "attributes": {"topic": "heart"}, "subject": None}
    silent = api.post("/v1/messages", message(signal=read)).json()
    assert silent["reasons"][0]["code"] == "opted_out"


@pytest.mark.parametrize(
    "faults",
    [{"at": AHEAD}, {"attributes": {"foo": "x"}}, {"at": AHEAD, "attributes": {"foo": "x"}}],
    ids=["clock", "attribute", "both"],
)
def test_a_request_to_stop_is_heard_whatever_else_is_wrong_with_it(
    api: Api, faults: dict[str, Any]
) -> None:
    api.agree()
    words = {"type": "message.received", "attributes": {}, "subject": None, "text": "STOP"}
    signal = {**words, **faults, "id": "words"}
    heard = api.post("/v1/messages", message(signal=signal, channel="sms")).json()
    assert (heard["outcome"], heard["opt_out_words"]) == ("suppress", True)
    told = heard["reasons"][0]["detail"]
    assert ("S105 at /at" in told) == ("at" in faults)
    assert ("S102 at /attributes" in told) == ("attributes" in faults)
    assert outcome(api, "a", channel="sms") == ("suppress", "opted_out")
    assert outcome(api, "b", channel="call") == ("suppress", "opted_out")


def test_a_gateway_whose_clock_is_ahead_still_stops(api: Api) -> None:
    api.agree()
    stop = {"id": "x1", "recipient": WHO, "text": "STOP", "at": AHEAD}
    assert api.post("/v1/inbound", stop).json()["opt_out_words"] is True
    assert outcome(api, "a", channel="sms") == ("suppress", "opted_out")
    other = {**stop, "id": "x2", "text": "When are you open?"}
    assert problem(api.post("/v1/inbound", other), "W115")["errors"][0]["code"] == "S105"


def test_lifting_one_channel_says_which_stop_still_stands(api: Api) -> None:
    api.agree()
    everywhere = {"channel": "any", "purposes": []}
    stopped = api.post("/v1/opt-outs", {"recipient": WHO}).json()
    assert stopped == {"changed": True, "stops": [everywhere]}
    lift = {"recipient": WHO, "channel": "email", "lifted": True}
    assert api.post("/v1/opt-outs", lift).json() == {"changed": False, "stops": [everywhere]}
    assert outcome(api, "a") == ("suppress", "opted_out")
    all_ = api.post("/v1/opt-outs", lift | {"channel": "any"}).json()
    assert all_ == {"changed": True, "stops": []}
    assert outcome(api, "b")[0] == "send"


@pytest.mark.parametrize("status", ["bounced", "complained"])
def test_a_message_that_was_never_sent_cannot_come_back(api: Api, status: str) -> None:
    silent = api.post("/v1/messages", message()).json()
    assert silent["outcome"] == "suppress"
    report = {"receipt_id": silent["receipt_id"], "status": status}
    refused = problem(api.post("/v1/delivery", report), "W119")
    assert refused["pointer"] == "/receipt_id"
    api.agree()
    assert outcome(api, "b")[0] == "send"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weekly_limit", 1),
        ("channels", ["portal"]),
        ("zone", "America/Denver"),
        ("locale", "en-US"),
        ("reading_level", "simple"),
    ],
)
def test_null_takes_a_choice_back_and_what_is_left_out_stays(
    api: Api, name: str, value: Any
) -> None:
    def post(**choice: Any) -> bool:
        changed: bool = api.post("/v1/preferences", {"recipient": WHO, **choice}).json()["changed"]
        return changed

    assert post(**{name: value})
    assert not post()
    assert not post(**{name: value})
    assert post(**{name: None})
    assert not post(**{name: None})


def test_channels_that_were_taken_back_decline_nothing(api: Api) -> None:
    api.agree()
    api.post("/v1/preferences", {"recipient": WHO, "channels": ["portal"]})
    assert outcome(api, "a") == ("suppress", "no_channel")
    api.post("/v1/preferences", {"recipient": WHO, "channels": None})
    assert outcome(api, "b")[0] == "send"


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


def said(status: str, **changes: Any) -> dict[str, Any]:
    at = NOW.isoformat()
    word = {"purpose": "care_operations", "status": status, "at": at, "source": "portal"}
    return word | changes


WRONG_YES = [
    (said("given", purpose="marketing", at=AHEAD), "W118", "/consents/1/at"),
    (said("given", purpose="marketing", source="nowhere"), "W118", "/consents/1/source"),
    (said("given", purpose="newsletters"), "W111", "/consents/1/purpose"),
    ("yes", "W111", "/consents/1"),
]


@pytest.mark.parametrize(("yes", "code", "pointer"), WRONG_YES, ids=str)
def test_a_withdrawal_holds_where_another_word_of_its_call_is_refused(
    api: Api, yes: Any, code: str, pointer: str
) -> None:
    api.agree()
    other = said("given", purpose="education", at=(NOW - timedelta(hours=1)).isoformat())
    consents = [said("withdrawn"), yes, other]
    refused = problem(api.post("/v1/consents", {"recipient": WHO, "consents": consents}), code)
    assert refused["pointer"] == pointer
    assert "withdrawals that fit are kept" in refused["detail"]
    assert outcome(api, "a") == ("suppress", "consent_withdrawn")
    repeated = api.post("/v1/consents", {"recipient": WHO, "consents": [said("withdrawn"), other]})
    assert repeated.json() == {"changed": True}  # the yes was not kept before


@pytest.mark.parametrize("source", ["front_desk", "jane_roe"])
def test_a_no_from_a_source_off_the_list_holds_and_its_caller_is_told(
    api: Api, source: str
) -> None:
    api.agree()
    no = said("withdrawn", source=source)
    kept = api.post("/v1/consents", {"recipient": WHO, "consents": [no]})
    noted = [(note["code"], note["pointer"]) for note in kept.json()["notes"]]
    assert noted == [("S401", "/consents/0/source")]
    assert outcome(api, "a") == ("suppress", "consent_withdrawn")
    stopped = api.post("/v1/opt-outs", {"recipient": WHO, "channel": "sms", "source": source})
    assert stopped.json()["notes"][0]["code"] == "S401"
    assert outcome(api, "b", channel="sms") == ("suppress", "opted_out")
    entry = {"recipient": WHO, "channel": "email", "cause": "do_not_contact", "source": source}
    barred = api.post("/v1/suppressions", entry)
    assert barred.json()["notes"][0]["code"] == "S401"
    assert outcome(api, "c") == ("suppress", "suppression_list")
    for answered in (kept, stopped, barred):
        assert source not in answered.text


@pytest.mark.parametrize(
    ("faults", "pointer"),
    [
        ({"at": "2026-11-24"}, "/at"),
        ({"reason": "rude"}, ""),
        ({"purposes": ["ads"]}, "/purposes/0"),
        ({"purposes": ["marketing", "care_operations"] * 4}, "/purposes"),
        ({"channel": "SMS"}, "/channel"),
        ({"channel": "fax"}, "/channel"),
        ({"source": 7}, "/source"),
    ],
)
def test_a_stop_that_does_not_fit_holds_and_its_caller_is_told(
    api: Api, faults: dict[str, Any], pointer: str
) -> None:
    api.agree()
    stopped = api.post("/v1/opt-outs", {"recipient": WHO, "channel": "sms", **faults})
    assert stopped.json()["notes"][0]["pointer"] == pointer
    assert outcome(api, "a", channel="sms") == ("suppress", "opted_out")


@pytest.mark.parametrize(
    "body",
    [
        {"recipient": WHO, "lifted": "no"},
        {"recipient": WHO, "lifted": True, "reason": "x"},
        {"channel": "sms"},
        [],
    ],
)
def test_what_may_be_a_lift_or_is_nobodys_is_refused(api: Api, body: Any) -> None:
    assert problem(api.post("/v1/opt-outs", body), "W111")
