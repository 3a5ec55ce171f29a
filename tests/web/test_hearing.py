"""A stop or a call for help is heard whatever else is wrong with the call that brings it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from service.web.limits import Limits
from tests.factories import BOOKING, NOW
from tests.web.conftest import Api, message, problem
from tests.web.test_formats import FORM, WHEN, event, execution, track, words

STOP, HELP, PLAIN = "STOP", "I have crushing chest pain", "When are you open?"

Send = Callable[[Api, str], Any]


def stops(api: Api, recipient: str = "crm-1") -> set[str]:
    """The channels on which a stop of theirs stands."""
    lift = {"recipient": {"id": recipient}, "lifted": True, "at": "2020-01-01T00:00:00Z"}
    answered = api.post("/v1/opt-outs", lift).json()
    return {stop["channel"] for stop in answered["stops"]}


def is_heard(api: Api, send: Send) -> dict[str, Any]:
    """A stop and a call for help are answered and kept; the answer to the stop."""
    helped = send(api, HELP)
    assert helped.status_code == 200, helped.text
    assert helped.json()["outcome"] == "escalate"
    assert helped.json()["hand_off"]["kind"] == "emergency"
    assert stops(api) == set()
    stopped = send(api, STOP)
    assert stopped.status_code == 200, stopped.text
    assert (stopped.json()["outcome"], stopped.json()["opt_out_words"]) == ("suppress", True)
    assert stops(api) == {"sms", "call"}
    answer: dict[str, Any] = stopped.json()
    return answer


def inbound(**changes: Any) -> Send:
    return lambda api, text: api.post("/v1/inbound", words(text, id=f"in-{len(text)}", **changes))


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"locale": ""}, "/locale"),
    ({"locale": "spanish!"}, "/locale"),
    ({"at": "2026-11-24T15:55:00"}, "/at"),
    ({"at": "yesterday"}, "/at"),
    ({"at": "1795786200"}, "/at"),
    ({"to": "+13195550100"}, ""),
    ({"zone": "America/Chicago"}, ""),
    ({"audience": "parent"}, "/audience"),
    ({"channel": "whatsapp"}, "/channel"),
    ({"recipient": {"id": "crm-1", "name": "x"}}, "/recipient"),
    ({"recipient": {"id": "crm-1", "kind": "patient"}}, "/recipient/kind"),
]


@pytest.mark.parametrize(("faults", "pointer"), FAULTS, ids=str)
def test_a_fault_beside_the_words_undoes_neither(
    api: Api, faults: dict[str, Any], pointer: str
) -> None:
    if faults == {"locale": "spanish!"}:  # whose words nobody here reads, they go to people
        assert inbound(**faults)(api, "me duele el pecho").json()["outcome"] == "escalate"
    else:
        refused = problem(inbound(**faults)(api, PLAIN), "W111")
        assert refused["errors"][0]["pointer"] == pointer
    notes = is_heard(api, inbound(**faults))["notes"]
    assert [note["pointer"] for note in notes] == [pointer]
    assert all(note["fix"] for note in notes)
    assert "+1319" not in str(notes)


@pytest.mark.parametrize("id_", ["no id!", "x" * 130, 17, None])
def test_nor_does_an_id_that_is_none(api: Api, id_: Any) -> None:
    def send(api: Api, text: str) -> Any:
        return api.post("/v1/inbound", words(text) | {"id": id_})

    assert [note["pointer"] for note in is_heard(api, send)["notes"]] == ["/id"]
    assert problem(send(api, PLAIN), "W111")["pointer"] == "/id"


def test_nor_in_a_form(api: Api) -> None:
    def send(api: Api, text: str) -> Any:
        form = {"MessageSid": "no id!", "From": "crm-1", "Body": text}
        return api.raw("/v1/inbound", urlencode(form).encode(), FORM)

    assert [note["name"] for note in is_heard(api, send)["notes"]] == ["MessageSid"]


def test_of_words_that_are_too_long_the_first_are_read(api: Api) -> None:
    is_heard(api, lambda api, text: inbound()(api, f"{text}. " + "x" * 20_000))


@pytest.mark.parametrize("tag", ["en", "en_US", "en-US"])
def test_a_language_is_a_locale_of_a_call(api: Api, tag: str) -> None:
    assert inbound(locale=tag)(api, PLAIN).json()["outcome"] == "suppress"
    assert "notes" not in is_heard(api, inbound(locale=tag))


@pytest.mark.parametrize("tag", ["es", "es_MX", "es-US"])
def test_words_of_another_language_go_to_people(api: Api, tag: str) -> None:
    answer = inbound(locale=tag)(api, "me duele mucho el pecho").json()
    assert answer["outcome"] == "escalate"
    assert "notes" not in answer


@pytest.mark.parametrize(
    "body", [{"text": STOP}, {"text": STOP, "recipient": {"id": ""}}, {"text": 1}, [], "STOP"]
)
def test_words_of_nobody_are_refused(api: Api, body: Any) -> None:
    assert problem(api.post("/v1/inbound", body), "W111")


# --- other ways in -----------------------------------------------------------------------------


def received(text: str, **changes: Any) -> dict[str, Any]:
    words_of = {
        "id": f"m-{len(text)}", "type": "message.received", "attributes": {}, "subject": None,
        "text": text, **changes.pop("signal", {}),
    }  # fmt: skip
    return message(signal=words_of, channel="sms", **changes)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"locale": "x"}, "/locale"),
        ({"zone": "Mars/X"}, "/zone"),
        ({"to": "+1"}, ""),
        ({"signal": {"at": "2026-11-24T15:55:00"}}, "/signal/at"),
        ({"signal": {"type": "message.recieved"}}, "/signal/type"),
    ],
)
def test_a_message_is_heard_with_its_faults(
    api: Api, changes: dict[str, Any], pointer: str
) -> None:
    def send(api: Api, text: str) -> Any:
        return api.post("/v1/messages", received(text, **changes))

    notes = is_heard(api, send)["notes"]
    assert [note["pointer"] for note in notes] == [pointer]
    assert send(api, PLAIN).status_code == 422


def test_items_of_a_batch_are_heard_with_their_faults(api: Api) -> None:
    sent = [received(HELP, zone="Mars/X"), received(STOP, to="x"), received(PLAIN, to="x")]
    items = api.post("/v1/messages/batch", {"messages": sent}).json()["items"]
    assert [item["status"] for item in items] == [200, 200, 422]
    assert items[0]["answer"]["outcome"] == "escalate"
    assert items[0]["answer"]["notes"][0]["pointer"] == "/messages/0/zone"
    assert stops(api) == {"sms", "call"}


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "k1"}])
def test_a_used_id_or_key_refuses_no_call_for_help_and_no_stop(
    api: Api, key: dict[str, str]
) -> None:
    def send(api: Api, text: str) -> Any:
        body = received(text, signal={"id": "used"})
        return api.post("/v1/messages", body, headers=key)

    assert "opt_out_words" not in send(api, PLAIN).json()
    assert [note["code"] for note in is_heard(api, send)["notes"]] == ["W303"]
    assert problem(send(api, "And on Sunday?"), "W303")


def test_a_key_that_is_none_refuses_no_stop(api: Api) -> None:
    def send(api: Api, text: str) -> Any:
        return api.post("/v1/messages", received(text), headers={"idempotency-key": "a key!"})

    assert [note["name"] for note in is_heard(api, send)["notes"]] == ["Idempotency-Key"]
    assert problem(send(api, PLAIN), "W302")


def segment(text: str, **changes: Any) -> dict[str, Any]:
    own = {"text": text, **changes.pop("own", {})}
    call = {"event": "Message Received", "properties": {}, "messageId": f"ajs-{len(text)}"}
    return track(**{**call, "integrations": {"Bedside": own}, **changes})


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, None),
        ({"own": {"channel": "sms", "locale": "x"}}, "/integrations/Bedside/locale"),
        ({"own": {"channel": "fax"}}, "/integrations/Bedside/channel"),
        ({"timestamp": None}, "/timestamp"),
    ],
)
def test_words_in_a_track_call_are_heard(
    api: Api, changes: dict[str, Any], pointer: str | None
) -> None:
    def send(api: Api, text: str) -> Any:
        return api.post("/v1/segment", segment(text, **changes))

    notes = is_heard(api, send).get("notes", [])
    assert [note["pointer"] for note in notes] == ([pointer] if pointer else [])


def test_words_that_are_kept_from_us_are_not_read(api: Api) -> None:
    kept = track(event=7, integrations={"Bedside": False, "All": True})
    assert api.post("/v1/segment", kept).status_code == 204


def cloud(text: str, **changes: Any) -> dict[str, Any]:
    data = {"recipient": {"id": "crm-1"}, "text": text, **changes.pop("data", {})}
    return event(**{"id": f"evt-{len(text)}", "type": "message.received", "data": data, **changes})


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, None),
        ({"data": {"channel": "sms", "locale": "x"}}, "/data/locale"),
        ({"data": {"zone": "x"}}, "/data/zone"),
        ({"time": 7.5}, "/time"),
    ],
)
def test_words_in_a_cloud_event_are_heard(
    api: Api, changes: dict[str, Any], pointer: str | None
) -> None:
    def send(api: Api, text: str) -> Any:
        return api.raw(
            "/v1/cloudevents",
            json.dumps(cloud(text, **changes)).encode(),
            "application/cloudevents+json",
        )

    notes = is_heard(api, send).get("notes", [])
    assert [note["pointer"] for note in notes] == ([pointer] if pointer else [])


def test_words_in_a_journey_are_heard(api: Api) -> None:
    def send(api: Api, text: str) -> Any:
        own = {"signal": "message.received", "signal_id": f"j-{len(text)}", "at": WHEN}
        return api.post(
            "/v1/journey",
            execution({**own, "channel": "sms", "recipient": "crm-1", "locale": "x", "text": text}),
        )

    is_heard(api, send)


def test_a_cancellation_with_a_remark_is_recorded_all_the_same(api: Api) -> None:
    api.agree()
    cancelled = segment("see you", event="Appointment Cancelled", own={"subject": "booking-1"})
    assert api.post("/v1/segment", cancelled).status_code == 202
    late = (NOW - timedelta(minutes=30)).isoformat()
    booked = message(signal={"at": late, "attributes": dict(BOOKING)})
    assert api.post("/v1/messages", booked).json()["outcome"] == "suppress"


def test_a_dry_run_of_a_call_with_faults_records_nothing(api: Api) -> None:
    answer = api.post("/v1/messages", received(STOP, zone="x", dry_run=True)).json()
    assert (answer["dry_run"], answer["opt_out_words"]) == (True, True)
    assert stops(api) == set()


# --- a batch that is refused as a whole ---------------------------------------------------------


def item(text: str, number: int = 0, **changes: Any) -> dict[str, Any]:
    signal = {"id": f"w-{number}", "type": "message.received", "attributes": {}, "text": text}
    return message(signal=signal, channel="sms", **changes)


def cloud_event(text: str, number: int = 0) -> dict[str, Any]:
    data = {"recipient": {"id": "crm-1"}, "channel": "sms", "text": text}
    return event(id=f"w-{number}", type="message.received", data=data)


def tracked(text: str, number: int = 0) -> dict[str, Any]:
    own = {"Bedside": {"channel": "sms", "text": text}}
    return track(event="Message Received", messageId=f"w-{number}", integrations=own)


CLOUD = "application/cloudevents-batch+json"
Envelope = Callable[[list[Any]], tuple[str, Any, str]]
_JSON = "application/json"
MANY = 101

#: Where a batch goes, what is wrong around its items, and how an item is written there.
ENVELOPES: dict[str, tuple[Callable[[str, int], Any], Envelope, str, str]] = {
    "an unknown key": (
        item, lambda all_: ("/v1/messages/batch", {"messages": all_, "extra": 1}, _JSON),
        "W111", "W113",
    ),
    "another name": (
        item, lambda all_: ("/v1/messages/batch", {"items": all_}, _JSON), "W111", "W112",
    ),
    "a bare list": (item, lambda all_: ("/v1/messages/batch", all_, _JSON), "W111", "W114"),
    "too many": (
        item,
        lambda all_: ("/v1/messages/batch", {"messages": [*all_, *[{}] * MANY]}, _JSON),
        "W116", "W116",
    ),
    "too many for Segment": (
        tracked, lambda all_: ("/v1/segment", {"batch": [*all_, *[{}] * MANY]}, _JSON),
        "W116", "W116",
    ),
    "a bare list of Segment's": (
        tracked, lambda all_: ("/v1/segment", all_, _JSON), "W111", "W114",
    ),
    "too many CloudEvents": (
        cloud_event, lambda all_: ("/v1/cloudevents", [*all_, *[{}] * MANY], CLOUD),
        "W116", "W116",
    ),
    "CloudEvents in an object": (
        cloud_event, lambda all_: ("/v1/cloudevents", {"events": all_}, CLOUD), "W111", "W114",
    ),
    "CloudEvents as if they were one": (
        cloud_event,
        lambda all_: ("/v1/cloudevents", all_, "application/cloudevents+json"),
        "W111", "W114",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_fault_around_a_batch_silences_none_of_its_words(api: Api, name: str) -> None:
    write, around, code, fault = ENVELOPES[name]

    def send(*items: Any) -> Any:
        path, body, type_ = around(list(items))
        return api.raw(path, json.dumps(body).encode(), type_)

    problem(send(write(PLAIN, 1), write("thank you", 2)), code)
    assert stops(api) == set()
    helped = send(write(PLAIN, 3), write(HELP, 4), write("ok", 5))
    assert helped.status_code == 200, helped.text
    plain, urgent, calm = helped.json()["items"][:3]
    assert urgent["answer"]["outcome"] == "escalate"
    assert "911" in urgent["answer"]["parts"]["sms"]
    assert fault in {note["code"] for note in urgent["answer"]["notes"]}
    assert plain == calm
    assert plain["status"] == plain["problem"]["status"]
    assert plain["problem"]["code"] == code
    stopped = send(write(PLAIN, 6), write(STOP, 7)).json()["items"]
    assert stopped[1]["answer"]["opt_out_words"] is True
    assert stops(api) == {"sms", "call"}


def test_a_batch_in_the_place_of_its_list_may_be_one_message(api: Api) -> None:
    for number, body in enumerate((item(STOP), {"messages": item(STOP)})):
        api.post("/v1/opt-outs", {"recipient": {"id": "crm-1"}, "lifted": True})
        body = json.loads(json.dumps(body).replace("w-0", f"w-{number}"))
        (answered,) = api.post("/v1/messages/batch", body).json()["items"]
        assert answered["answer"]["opt_out_words"] is True
        assert stops(api) == {"sms", "call"}


def test_items_under_another_name_are_heard_whatever_lists_stand_beside_them(api: Api) -> None:
    body = {"tags": ["spring"], "message": [item("ok", 1), item(STOP, 2)]}
    tag, calm, stopped = api.post("/v1/messages/batch", body).json()["items"]
    assert stopped["answer"]["opt_out_words"] is True
    assert tag == calm
    assert calm["problem"]["code"] == "W111"
    assert stops(api) == {"sms", "call"}


def test_the_answer_to_very_many_items_stays_small(api: Api) -> None:
    body = {"messages": [*[{}] * 20_000, item(STOP)], "extra": 1}
    answered = api.post("/v1/messages/batch", body)
    *refused, stopped = answered.json()["items"]
    assert stopped["answer"]["opt_out_words"] is True
    assert len(refused) == 20_000
    assert {one["status"] for one in refused} == {422}
    assert sum("problem" in one for one in refused) == 100
    assert len(answered.content) < 500_000


def test_what_a_refused_batch_asks_for_counts_against_the_limit(
    app_with: Callable[..., Api],
) -> None:
    api = app_with(Limits(calls_per_second=0.001, burst=20, deadline=120, key_seconds=0))
    many = [item(STOP, number, recipient={"id": f"crm-{number}"}) for number in range(15)]
    body = {"messages": many, "extra": 1}
    assert api.post("/v1/messages/batch", body).status_code == 200
    problem(api.post("/v1/messages/batch", body), "W205")


def test_of_very_many_texts_those_that_are_not_read_are_to_be_sent_again(api: Api) -> None:
    """Not refused for good: who gives up what is refused would give up a stop."""
    calm = [item("ok", n, recipient={"id": f"crm-{n}"}) for n in range(1000)]
    many = [*calm, {}, item(STOP, 1001), item(HELP, 1002)]
    answered = api.post("/v1/messages/batch", {"messages": many}).json()["items"]
    assert {one["status"] for one in answered[:1001]} == {422}
    assert [one["status"] for one in answered[1001:]] == [503, 503]
    assert answered[-1]["problem"]["code"] == "W502"
    assert "in a batch that fits" in answered[-1]["problem"]["detail"]
    assert stops(api) == set()
    again = api.post("/v1/messages/batch", {"messages": many[1001:]}).json()["items"]
    assert [one["answer"]["outcome"] for one in again] == ["suppress", "escalate"]


def test_a_dry_run_in_a_refused_batch_records_nothing(api: Api) -> None:
    body = {"messages": [item(STOP, dry_run=True)], "extra": 1}
    (answered,) = api.post("/v1/messages/batch", body).json()["items"]
    assert answered["answer"]["dry_run"] is True
    assert stops(api) == set()
