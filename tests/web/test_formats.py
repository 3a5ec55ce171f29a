"""Events as other tools write them down, each as its own documentation shows it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from service.library.release import Release
from service.serving import Service
from service.web.formats.segment import signal_type
from tests.doubles import altered
from tests.factories import BOOKING
from tests.web.conftest import Api, message, problem

WHEN = "2026-11-24T15:55:00.000Z"


def track(**changes: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Appointment Booked",
        "userId": "crm-1",
        "messageId": "ajs-1",
        "timestamp": WHEN,
        "sentAt": WHEN,
        "context": {"library": {"name": "analytics.js"}, "ip": "203.0.113.9"},
        "properties": dict(BOOKING),
        "integrations": {"All": True, "Bedside": {"channel": "email", "subject": "booking-1"}},
        **changes,
    }


def event(**changes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "evt-1",
        "source": "/scheduling",
        "type": "appointment.booked",
        "time": WHEN,
        "subject": "booking-1",
        "datacontenttype": "application/json",
        "traceparent": "00-ab",
        "data": {"recipient": {"id": "crm-1"}, "channel": "email", "attributes": dict(BOOKING)},
        **changes,
    }


# --- Segment -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "type_"),
    [
        ("Appointment Booked", "appointment.booked"),
        ("Portal Document Posted", "portal.document_posted"),
        ("article.read", "article.read"),
        ("Clinician Update-Requested", "clinician.update_requested"),
        ("!", ""),
    ],
)
def test_an_event_name_becomes_a_signal_type(event: str, type_: str) -> None:
    assert signal_type(event) == type_


def test_a_track_call_is_decided(api: Api) -> None:
    api.agree()
    assert api.post("/v1/segment", track()).json()["outcome"] == "send"


def test_a_channel_can_stand_in_the_address(api: Api) -> None:
    api.agree()
    bare = track(integrations={"Bedside": True})
    assert api.post("/v1/segment?channel=portal", bare).json()["channel"] == "portal"


def test_an_anonymous_visitor_is_an_anonymous_recipient(api: Api) -> None:
    api.agree("anon-9", "education", kind="anonymous")
    read = track(event="Article Read", properties={"topic": "orthopedics"}, anonymousId="anon-9")
    del read["userId"]
    read["integrations"] = {"Bedside": {"channel": "web"}}
    assert api.post("/v1/segment", read).json()["outcome"] == "send"


def test_without_a_channel_it_is_recorded_and_stops_what_it_should(api: Api) -> None:
    api.agree()
    cancelled = track(
        event="Appointment Cancelled",
        messageId="ajs-2",
        timestamp="2026-11-24T15:58:00Z",
        integrations={"Bedside": {"subject": "booking-1"}},
    )
    assert api.post("/v1/segment", cancelled).status_code == 202
    answer = api.post("/v1/segment", track()).json()
    assert (answer["outcome"], answer["reasons"][0]["code"]) == ("suppress", "stop_rule")


def test_calls_of_other_kinds_are_passed_over(api: Api) -> None:
    for kind in ("identify", "page", "screen", "group", "alias"):
        assert api.post("/v1/segment", {"type": kind, "userId": "crm-1"}).status_code == 204


@pytest.mark.parametrize(
    "off", [{"Bedside": False}, {"All": False}, {"All": False, "Bedside": False}]
)
def test_calls_that_are_kept_from_us_are_passed_over(api: Api, off: dict[str, bool]) -> None:
    api.agree()
    for path in ("/v1/segment", "/v1/segment?channel=email"):
        kept = api.post(path, track(integrations=off))
        assert (kept.status_code, kept.content) == (204, b"")
    items = api.post("/v1/segment", {"batch": [track(integrations=off), track()]}).json()["items"]
    assert [item["status"] for item in items] == [204, 200]


@pytest.mark.parametrize("on", [{}, {"All": True}, {"All": False, "Bedside": True}, {"X": False}])
def test_calls_that_are_not_kept_from_us_are_answered(api: Api, on: dict[str, bool]) -> None:
    api.agree()
    answer = api.post("/v1/segment?channel=email", track(integrations=on))
    assert answer.json()["outcome"] == "send"


def test_a_batch_has_a_status_an_item(api: Api) -> None:
    api.agree()
    batch = {
        "batch": [track(), {"type": "identify", "userId": "x"}, track(messageId="no id!")],
        "writeKey": "ignored",
        "sentAt": WHEN,
    }
    items = api.post("/v1/segment", batch).json()["items"]
    assert [item["status"] for item in items] == [200, 204, 422]
    assert items[2]["problem"]["errors"][0]["pointer"] == "/batch/2/messageId"


@pytest.mark.parametrize("wrong", [[], 1, None, {}, {"type": "track"}, {"batch": 1}, "x"])
def test_what_is_no_track_call_is_refused(api: Api, wrong: Any) -> None:
    assert api.raw("/v1/segment", json.dumps(wrong).encode()).status_code == 422


@pytest.mark.parametrize("options", [1, "x", [], {"chanel": "email"}, {"channel": "fax"}])
def test_wrong_options_are_refused_at_their_place(api: Api, options: Any) -> None:
    refused = api.post("/v1/segment", track(integrations={"Bedside": options}))
    assert problem(refused, "W111")["pointer"].startswith("/integrations/Bedside")


@pytest.mark.parametrize("integrations", [1, "x", [1], None])
def test_odd_integrations_are_no_fault_of_ours(api: Api, integrations: Any) -> None:
    assert api.post("/v1/segment", track(integrations=integrations)).status_code in (202, 422)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"event": "Nonsense Done"}, "/event"),
        ({"properties": {**BOOKING, "jane": 1}}, "/properties"),
        ({"properties": {**BOOKING, "place": "jane"}}, "/properties/place"),
        ({"timestamp": "2026-11-25T15:55:00Z"}, "/timestamp"),
        ({"event": "Nonsense Done", "integrations": {}}, "/event"),
        ({"timestamp": "2026-11-25T15:55:00Z", "integrations": {}}, "/timestamp"),
    ],
)
def test_what_is_refused_is_told_by_its_place_in_the_track_call(
    api: Api, changes: dict[str, Any], pointer: str
) -> None:
    refused = api.post("/v1/segment", track(**changes))
    assert refused.json()["pointer"] == pointer
    items = api.post("/v1/segment", {"batch": [{"type": "page"}, track(**changes)]}).json()["items"]
    assert items[1]["problem"]["pointer"] == f"/batch/1{pointer}"


# --- CloudEvents -------------------------------------------------------------------------------

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"


def test_a_structured_event_is_decided(api: Api) -> None:
    api.agree()
    got = api.raw("/v1/cloudevents", json.dumps(event()).encode(), STRUCTURED + "; charset=UTF-8")
    assert got.json()["outcome"] == "send"


def test_a_binary_event_is_decided(api: Api) -> None:
    api.agree()
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "evt-1",
        "ce-source": "/sched%20uling",
        "ce-type": "appointment.booked",
        "ce-time": WHEN,
        "ce-subject": "booking-1",
        "content-type": "application/json",
    }
    got = api.post("/v1/cloudevents", event()["data"], headers=headers)
    assert got.json()["outcome"] == "send"


def test_data_in_base64_is_read(api: Api) -> None:
    api.agree()
    encoded = base64.b64encode(json.dumps(event()["data"]).encode()).decode()
    made = event(data_base64=encoded)
    del made["data"]
    assert (
        api.raw("/v1/cloudevents", json.dumps(made).encode(), STRUCTURED).json()["outcome"]
        == "send"
    )
    broken = event(data_base64="%%")
    refused = api.raw("/v1/cloudevents", json.dumps(broken).encode(), STRUCTURED)
    assert problem(refused, "W111")["pointer"] == "/data_base64"


def test_a_batch_of_events_has_a_status_an_item(api: Api) -> None:
    api.agree()
    cancelled = event(id="evt-2", type="appointment.cancelled", data={"recipient": {"id": "crm-1"}})
    events = [event(), cancelled, event(id="evt-3", specversion="0.3"), 7]
    items = api.raw("/v1/cloudevents", json.dumps(events).encode(), BATCHED).json()["items"]
    assert [item["status"] for item in items] == [200, 202, 422, 422]
    assert items[2]["problem"]["pointer"] == "/2/specversion"


def test_an_event_without_a_time_is_refused_at_its_place(api: Api) -> None:
    late = event()
    del late["time"]
    refused = api.raw("/v1/cloudevents", json.dumps(late).encode(), STRUCTURED)
    assert problem(refused, "W111")["pointer"] == "/time"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"type": "nonsense.done"}, "/type"),
        ({"time": "2026-11-25T15:55:00Z"}, "/time"),
        ({"time": "2026-11-25T15:55:00Z", "data": {"recipient": {"id": "crm-1"}}}, "/time"),
        ({"data": {**event()["data"], "attributes": {"jane": 1}}}, "/data/attributes"),
        ({"data": {**event()["data"], "locale": "english"}}, "/data/locale"),
        ({"data": {"channel": "email"}}, "/data/recipient"),
        ({"data_base64": "e30="}, "/data_base64"),
    ],
)
def test_what_is_refused_is_told_by_its_place_in_the_event(
    api: Api, changes: dict[str, Any], pointer: str
) -> None:
    made = event(**changes)
    got = api.raw("/v1/cloudevents", json.dumps(made).encode(), STRUCTURED)
    assert got.json()["pointer"] == pointer
    got = api.raw("/v1/cloudevents", json.dumps([made]).encode(), BATCHED)
    assert got.json()["items"][0]["problem"]["pointer"] == f"/0{pointer}"


def test_in_binary_mode_attributes_are_headers_and_the_body_is_the_data(api: Api) -> None:
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "evt-1",
        "ce-source": "/scheduling",
        "ce-type": "nonsense.done",
        "ce-time": WHEN,
    }
    refused = api.post("/v1/cloudevents", event()["data"], headers=headers)
    assert problem(refused, "W115")["errors"][0]["name"] == "ce-type"
    wrong = {**event()["data"], "locale": "english"}
    refused = api.post("/v1/cloudevents", wrong, headers=headers)
    assert problem(refused, "W111")["errors"][0]["pointer"] == "/locale"


def test_json_without_the_attributes_is_no_event(api: Api) -> None:
    problem(api.post("/v1/cloudevents", event()), "W107")
    problem(api.raw("/v1/cloudevents", b"{}", BATCHED), "W111")


# --- Journey Builder ---------------------------------------------------------------------------


def execution(*arguments: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "inArguments": list(arguments)
        or [
            {"signal": "appointment.booked", "channel": "email", "at": WHEN},
            dict(BOOKING),
            {"x": ""},
        ],
        "outArguments": [],
        "activityObjectID": "c5e6f5a0-0001-4a7e-9f8e-000000000001",
        "journeyId": "8d235358-367e-402a-b9e7-356963f4c815",
        "activityId": "901d36bb-9877-43a2-935b-cb8d62443526",
        "activityInstanceId": "2d6b2f7f-0002-4a7e-9f8e-000000000002",
        "definitionInstanceId": "6f1c5f0e-57a5-4b38-9c37-0ac1e4b7a1de",
        "keyValue": "crm-1",
        "mode": 0,
        **changes,
    }


def test_a_contact_in_a_journey_is_decided_and_told_its_branch(api: Api) -> None:
    api.agree()
    first = api.post("/v1/journey", execution())
    assert first.json()["outcome"] == first.json()["branchResult"] == "send"
    assert first.headers["content-length"] == str(len(first.content))
    again = api.post("/v1/journey", execution())
    assert again.content == first.content


def test_silence_in_a_journey_can_have_its_own_status(api: Api) -> None:
    assert api.post("/v1/journey?suppress_as=204", execution()).status_code == 204


@pytest.mark.parametrize(
    ("arguments", "changes"),
    [
        (({},), {}),
        (({"signal": "appointment.booked", "channel": "fax", "at": WHEN},), {}),
        ((), {"keyValue": None}),
        ((), {"inArguments": []}),
        ((), {"inArguments": "x"}),
        (({"channel": "email", "channel_": {"a": [1]}},), {}),
    ],
)
def test_an_activity_that_is_set_up_wrong_is_explained(
    api: Api, arguments: tuple[dict[str, Any], ...], changes: dict[str, Any]
) -> None:
    problem(api.post("/v1/journey", execution(*arguments, **changes)), "W111")


def test_a_signal_that_an_activity_gets_wrong_is_told_by_its_arguments(api: Api) -> None:
    wrong = {"signal": "nonsense.done", "channel": "email", "at": WHEN}
    assert problem(api.post("/v1/journey", execution(wrong)), "W115")["pointer"] == "/inArguments"


# --- inbound words -----------------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"


def words(text: str, **changes: Any) -> dict[str, Any]:
    return {"id": "SM1", "recipient": {"id": "crm-1"}, "text": text, "at": WHEN, **changes}


def test_words_are_heard_whatever_the_library_calls_their_type(
    api: Api, service: Service, release: Release
) -> None:
    types = dict(release.signals)
    own = types.pop("message.received").model_copy(update={"type": "portal.replied"})
    service.release = altered(release, signals={**types, own.type: own})
    assert api.post("/v1/inbound", words("Stop")).json()["opt_out_words"] is True
    for type_ in ("message.received", "appointment.booked"):
        said = {"id": type_, "type": type_, "at": WHEN, "text": "STOP", "attributes": {}}
        answer = api.post("/v1/messages", {**message(), "signal": said}).json()
        assert answer["opt_out_words"] is True


def test_stop_by_text_holds_from_the_next_call_on(api: Api) -> None:
    api.agree()
    answer = api.post("/v1/inbound", words("Stop")).json()
    assert (answer["outcome"], answer["opt_out_words"]) == ("suppress", True)
    booked = {
        "signal": {
            "id": "b", "type": "appointment.booked", "at": WHEN, "attributes": dict(BOOKING)
        },
        "channel": "sms",
        "recipient": {"id": "crm-1"},
    }  # fmt: skip
    silent = api.post("/v1/messages", booked).json()
    assert silent["reasons"][0]["code"] == "opted_out"


def test_a_call_for_help_with_stop_in_it_does_both(api: Api) -> None:
    answer = api.post("/v1/inbound", words("STOP. I cannot breathe and my chest hurts")).json()
    assert answer["outcome"] == "escalate"
    assert answer["opt_out_words"] is True
    assert "911" in answer["parts"]["sms"]


def test_a_stop_before_a_call_for_help_is_kept(api: Api) -> None:
    for id_, text in (("SM1", "STOP but my chest hurts"), ("SM2", "STOP my baby is not breathing")):
        answer = api.post("/v1/inbound", words(text, id=id_)).json()
        assert (answer["outcome"], answer["opt_out_words"]) == ("escalate", True)
        assert "opt_out_unclear" not in answer
    told = api.post("/v1/standing", {"recipient": {"id": "crm-1"}}).json()
    assert {stop["channel"] for stop in told["stops"]} == {"sms", "call"}


def test_a_stop_of_some_messages_stops_and_is_flagged_for_people(api: Api) -> None:
    some = words("no marketing please but keep visit reminders")
    answer = api.post("/v1/inbound", some).json()
    assert (answer["outcome"], answer["opt_out_words"]) == ("suppress", True)
    assert answer["opt_out_unclear"] is True
    api.clock.now += timedelta(minutes=1)
    kept = {"recipient": {"id": "crm-1"}, "channel": "sms", "purposes": ["care_operations"]}
    lift = {**kept, "lifted": True, "at": api.clock.now.isoformat(), "source": "own_words"}
    assert api.post("/v1/opt-outs", lift).json()["changed"] is True
    clear = api.post("/v1/inbound", words("no more marketing", id="SM2")).json()
    assert (clear["opt_out_words"], clear.get("opt_out_unclear")) == (True, None)


def test_a_gateways_form_is_read(api: Api) -> None:
    form = urlencode({"MessageSid": "SM9", "From": "crm-1", "Body": "unsubscribe", "NumMedia": "0"})
    answer = api.raw("/v1/inbound", form.encode(), FORM).json()
    assert answer["opt_out_words"] is True


def test_a_gateways_repeat_without_a_time_is_answered_too(api: Api) -> None:
    form = urlencode({"MessageSid": "SM9", "From": "crm-1", "Body": "my chest hurts really bad"})
    first = api.raw("/v1/inbound", form.encode(), FORM)
    api.clock.now = api.clock.now.replace(minute=1)
    again = api.raw("/v1/inbound", form.encode(), FORM)
    assert first.json()["outcome"] == again.json()["outcome"] == "escalate"


@pytest.mark.parametrize("body", [b"", b"From=1", b"Body=%ff", b"&" * 200 + b"a=b&" * 200])
def test_a_form_that_does_not_fit_is_a_4xx(api: Api, body: bytes) -> None:
    assert 400 <= api.raw("/v1/inbound", body, FORM).status_code < 500


def test_what_is_wrong_with_inbound_words_is_told_by_its_place(api: Api) -> None:
    late = words("hello", at="2026-11-25T15:55:00Z")
    assert problem(api.post("/v1/inbound", late), "W115")["pointer"] == "/at"
    form = urlencode({"MessageSid": "no id!", "From": "crm-1", "Body": "x"}).encode()
    assert problem(api.raw("/v1/inbound", form, FORM), "W111")["errors"][0]["name"] == "MessageSid"


@pytest.mark.parametrize("word", ["START", "unstop", "Yes.", " start "])
def test_a_wish_to_come_back_is_told_and_lifts_nothing(api: Api, word: str) -> None:
    said = words(word, id="SM2", at="2026-11-24T15:56:00Z")
    assert "opt_in_words" not in api.post("/v1/inbound", {**said, "id": "SM0"}).json()
    api.post("/v1/inbound", words("STOP"))
    api.clock.now += timedelta(minutes=1)
    said["at"] = api.clock.now.isoformat()
    answer = api.post("/v1/inbound", said).json()
    assert (answer["outcome"], answer["opt_in_words"], answer["parts"]) == ("suppress", True, {})
    stop = {"recipient": {"id": "crm-1"}, "channel": "sms"}
    assert api.post("/v1/opt-outs", {**stop, "at": WHEN}).json()["changed"] is False
    lift = {**stop, "lifted": True, "at": said["at"], "source": "own_words"}
    assert api.post("/v1/opt-outs", lift).json() == {"changed": True, "stops": []}
    again = api.post("/v1/inbound", {**said, "id": "SM3"}).json()
    assert "opt_in_words" not in again


@pytest.mark.parametrize("text", ["yes I can come", "start the treatment", "no", "help wanted"])
def test_other_words_are_no_keywords(api: Api, text: str) -> None:
    api.post("/v1/inbound", words("STOP"))
    answer = api.post("/v1/inbound", words(text, id="SM2")).json()
    assert not {"opt_in_words", "help_words"} & answer.keys()


@pytest.mark.parametrize("word", ["HELP", "help.", "INFO", "Ayuda"])
def test_the_keyword_for_help_is_told_also_to_who_stopped(api: Api, word: str) -> None:
    assert api.post("/v1/inbound", words(word)).json()["help_words"] is True
    api.post("/v1/inbound", words("STOP", id="SM2"))
    answer = api.post("/v1/inbound", words(word, id="SM3")).json()
    assert (answer["outcome"], answer["help_words"]) == ("suppress", True)


@pytest.mark.parametrize("word", ["Help!", "HELP!!!", "¡Ayuda!"])
def test_a_cry_for_help_is_answered_with_911_and_is_the_keyword_too(api: Api, word: str) -> None:
    answer = api.post("/v1/inbound", words(word)).json()
    assert (answer["outcome"], answer["help_words"]) == ("escalate", True)
    assert "911" in answer["parts"]["sms"]


@pytest.mark.parametrize("text", ["HELP ME", "help please", "SOS", "help I took all of the pills"])
def test_a_call_for_help_is_no_keyword(api: Api, text: str) -> None:
    answer = api.post("/v1/inbound", words(text)).json()
    assert answer["outcome"] == "escalate"
    assert "help_words" not in answer
