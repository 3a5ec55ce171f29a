"""A stop or a call for help is heard in a call that is refused before its body is understood."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from service.web import keeping
from service.web.logs import set_up
from service.web.metrics import UNHEARD
from tests.web.conftest import ROOMY, Api, message, problem
from tests.web.test_formats import FORM, WHEN, execution, words
from tests.web.test_hearing import (
    HELP,
    PLAIN,
    STOP,
    cloud,
    is_heard,
    received,
    segment,
    stops,
)

JSON = "application/json"
BOUNDARY = "multipart/form-data; boundary=xyz"


def posted(path: str, body: bytes, type_: str, query: str = "") -> Callable[[Api], Any]:
    return lambda api: api.raw(f"{path}{query}", body, type_)


def doubled(body: dict[str, Any], key: str = "channel", value: Any = "sms") -> bytes:
    """The body with a key that it has once more."""
    return f"{json.dumps({key: value})[:-1]}, {json.dumps({**body, key: value})[1:]}".encode()


def parts(**fields: str) -> bytes:
    return "".join(
        f'--xyz\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ).encode() + b"--xyz--\r\n"  # fmt: skip


def inbound(text: str, **more: Any) -> dict[str, Any]:
    return words(text, id=f"in-{len(text)}", **more)


def journey(text: str) -> dict[str, Any]:
    own = {"signal": "message.received", "signal_id": f"j-{len(text)}", "at": WHEN}
    return execution({**own, "channel": "sms", "recipient": "crm-1", "text": text})


#: The endpoint, its body for a text, and its content type.
ENDPOINTS: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "a message": ("/v1/messages", received, JSON),
    "words": ("/v1/inbound", inbound, JSON),
    "a track call": ("/v1/segment", segment, JSON),
    "a CloudEvent": ("/v1/cloudevents", cloud, "application/cloudevents+json"),
    "a journey": ("/v1/journey", journey, JSON),
}


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("query", ["?utm_source=x", "?utm_source=x&suppress_as=200"])
def test_a_query_that_nobody_knows_undoes_neither(api: Api, name: str, query: str) -> None:
    path, body, type_ = ENDPOINTS[name]

    def send(api: Api, text: str) -> Any:
        return api.raw(f"{path}{query}", json.dumps(body(text)).encode(), type_)

    assert {note["code"] for note in is_heard(api, send)["notes"]} == {"W117"}
    problem(send(api, PLAIN), "W117")


@pytest.mark.parametrize("name", ["a message", "a journey"])
def test_nor_a_wrong_value_in_the_query(api: Api, name: str) -> None:
    path, body, _ = ENDPOINTS[name]

    def send(api: Api, text: str) -> Any:
        return api.post(f"{path}?suppress_as=500", body(text))

    assert [note["name"] for note in is_heard(api, send)["notes"]] == ["suppress_as"]
    problem(send(api, PLAIN), "W117")


def test_silence_has_the_status_that_was_asked_for_all_the_same(api: Api) -> None:
    sent = api.post("/v1/messages?suppress_as=409&x=1", received(STOP))
    assert (sent.status_code, sent.json()["opt_out_words"]) == (409, True)


def test_a_journey_still_has_its_branch(api: Api) -> None:
    assert api.post("/v1/journey?x=1", journey(STOP)).json()["branchResult"] == "suppress"


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("type_", ["application/x-json", "text/html; charset=utf-8", "", FORM])
def test_nor_another_content_type(api: Api, name: str, type_: str) -> None:
    path, body, _ = ENDPOINTS[name]
    is_heard(api, lambda api, text: api.raw(path, json.dumps(body(text)).encode(), type_))


@pytest.mark.parametrize(
    ("type_", "encoding"),
    [
        (f"{JSON}; charset=iso-8859-1", "iso-8859-1"),
        (f"{JSON}; Charset=UTF-16", "utf-16"),
        (JSON, "iso-8859-1"),
        (JSON, "utf-8-sig"),
    ],
)
def test_nor_another_encoding(api: Api, type_: str, encoding: str) -> None:
    def send(api: Api, text: str) -> Any:
        body = json.dumps(inbound(f"{text}. Jos\u00e9"), ensure_ascii=False)
        return api.raw("/v1/inbound", body.encode(encoding), type_)

    is_heard(api, send)


def test_half_an_emoji_of_a_text_that_was_cut_undoes_no_stop(api: Api) -> None:
    body = json.dumps(inbound("STOP")).replace("STOP", "STOP \\ud83d").encode()
    assert posted("/v1/inbound", body, JSON)(api).json()["opt_out_words"] is True


@pytest.mark.parametrize("name", ENDPOINTS)
def test_nor_a_key_that_is_there_twice(api: Api, name: str) -> None:
    path, body, type_ = ENDPOINTS[name]

    def send(api: Api, text: str) -> Any:
        return api.raw(path, doubled(body(text), "channel", "sms"), type_)

    assert {note["code"] for note in is_heard(api, send)["notes"]} == {"W103"}
    problem(send(api, PLAIN), "W103")


@pytest.mark.parametrize("said", [(STOP, PLAIN), (PLAIN, STOP)])
def test_of_two_texts_both_are_read(api: Api, said: tuple[str, str]) -> None:
    body = doubled(inbound(said[0]), "text", said[0]).replace(said[0].encode(), said[1].encode(), 1)
    assert posted("/v1/inbound", body, JSON)(api).json()["opt_out_words"] is True
    form = urlencode([("MessageSid", "m"), ("From", "crm-1"), *(("Body", text) for text in said)])
    assert posted("/v1/inbound", form.encode(), FORM)(api).json()["opt_out_words"] is True


@pytest.mark.parametrize("said", [(STOP, PLAIN), (PLAIN, STOP)])
def test_so_they_are_under_the_two_names_of_a_text(api: Api, said: tuple[str, str]) -> None:
    fields = {"MessageSid": "m", "From": "crm-1", "Body": said[0], "text": said[1]}
    form = api.raw("/v1/inbound", urlencode(fields).encode(), FORM).json()
    assert (form["opt_out_words"], [note["code"] for note in form["notes"]]) == (True, ["W103"])
    assert form["notes"][0]["name"] == "Body"
    both = inbound(said[1]) | {"Body": said[0]}
    assert api.post("/v1/inbound", both).json()["opt_out_words"] is True
    calm = urlencode(fields | {"Body": PLAIN, "text": f"{PLAIN}!"}).encode()
    problem(api.raw("/v1/inbound", calm, FORM), "W103")
    alike = urlencode(fields | {"Body": PLAIN, "text": PLAIN}).encode()
    assert api.raw("/v1/inbound", alike, FORM).status_code == 200


@pytest.mark.parametrize("other", ["", " ", f" {PLAIN}\n"])
@pytest.mark.parametrize("names", [("Body", "text"), ("text", "Body")])
def test_a_text_beside_a_blank_or_the_same_is_one_text(
    api: Api, names: tuple[str, str], other: str
) -> None:
    name, beside = names
    fields = {"MessageSid": "m", "From": "crm-1", name: PLAIN, beside: other}
    answer = api.raw("/v1/inbound", urlencode(fields).encode(), FORM)
    assert (answer.status_code, answer.json().get("notes", [])) == (200, [])
    stop = urlencode(fields | {"MessageSid": "m-2", name: STOP, beside: other.strip() and STOP})
    assert api.raw("/v1/inbound", stop.encode(), FORM).json()["opt_out_words"] is True
    twice = urlencode([*fields.items(), (name, "")]).encode()
    problem(api.raw("/v1/inbound", twice, FORM), "W103")


def test_a_form_that_names_two_people_is_told_whose_words_they_are(api: Api) -> None:
    fields = {"MessageSid": "m", "From": "crm-1", "recipient": "crm-2", "Body": STOP}
    (note,) = api.raw("/v1/inbound", urlencode(fields).encode(), FORM).json()["notes"]
    assert (note["code"], note["name"]) == ("W103", "recipient")
    assert (stops(api), stops(api, "crm-2")) == ({"sms", "call"}, set())


def test_of_two_people_neither_is_stopped(api: Api) -> None:
    body = doubled(inbound(STOP), "recipient", {"id": "crm-2"})
    body = body.replace(b"crm-2", b"crm-1", 1)
    problem(posted("/v1/inbound", body, JSON)(api), "W103")
    assert stops(api) == stops(api, "crm-2") == set()


def test_an_id_that_was_damaged_is_nobodys(api: Api) -> None:
    body = json.dumps(inbound(STOP, recipient={"id": "Jos\u00e9"}), ensure_ascii=False)
    problem(posted("/v1/inbound", body.encode("latin-1"), JSON)(api), "W102")
    form = b"MessageSid=m&From=Jos%E9&Body=STOP"
    assert problem(posted("/v1/inbound", form, FORM)(api), "W102")["name"] == "From"
    problem(posted("/v1/inbound", form, "text/plain")(api), "W107")
    damaged = posted(
        "/v1/inbound", form.replace(b"Jos%E9", b"crm-1").replace(b"OP", b"OP+%E9"), FORM
    )
    assert damaged(api).json()["opt_out_words"] is True


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/messages", received), ("/v1/inbound", inbound)],
    ids=["a message", "inbound words"],
)
def test_a_list_in_the_place_of_one_is_read_item_by_item(
    api: Api, path: str, body: Callable[[str], Any]
) -> None:
    problem(api.post(path, [body(PLAIN), body("ok")]), "W111")
    calm, urgent = api.post(path, [body("ok"), body(HELP)]).json()["items"]
    assert calm["problem"]["code"] == "W111"
    assert urgent["answer"]["outcome"] == "escalate"
    (stopped,) = api.post(path, [body(STOP)]).json()["items"]
    assert stopped["answer"]["opt_out_words"] is True
    assert stops(api) == {"sms", "call"}


@pytest.mark.parametrize(
    "send",
    [
        posted("/v1/inbound", parts(MessageSid="m", From="crm-1", Body=STOP), BOUNDARY),
        posted("/v1/inbound", b"MessageSid=m&From=crm-1&Body=STOP", "text/plain"),
        posted(
            "/v1/inbound", json.dumps({"Body": STOP, "From": "crm-1", "To": "1"}).encode(), JSON
        ),
    ],
    ids=["in parts", "as plain text", "its names in JSON"],
)
def test_a_form_of_another_kind_is_heard(api: Api, send: Callable[[Api], Any]) -> None:
    assert send(api).json()["opt_out_words"] is True
    assert stops(api) == {"sms", "call"}


def test_a_gateways_repeat_of_it_is_no_fault(api: Api) -> None:
    send = posted("/v1/inbound", b"MessageSid=m&From=crm-1&Body=STOP", "text/plain")
    first = send(api).json()
    api.clock.now += timedelta(seconds=5)
    again = send(api).json()
    assert [note["code"] for note in again["notes"]] == ["W107"]
    assert again["receipt_id"] != first["receipt_id"]


def test_a_number_beside_the_recipient_does_not_say_who(api: Api) -> None:
    stopped = api.post("/v1/inbound", inbound(STOP, From="+13195550166")).json()
    assert [note["code"] for note in stopped["notes"]] == ["W113"]
    assert (stops(api), stops(api, "+13195550166")) == ({"sms", "call"}, set())


def test_a_batch_is_heard_whatever_its_type_or_query(api: Api) -> None:
    for number, (query, type_) in enumerate((("?x=1", JSON), ("", "text/plain"))):
        body = {"messages": [received(PLAIN), received(STOP, signal={"id": f"s-{number}"})]}
        sent = api.raw(f"/v1/messages/batch{query}", json.dumps(body).encode(), type_)
        calm, stopped = sent.json()["items"]
        assert calm["status"] == calm["problem"]["status"] >= 400
        assert stopped["answer"]["opt_out_words"] is True
        assert stops(api) == {"sms", "call"}
        api.post("/v1/opt-outs", {"recipient": {"id": "crm-1"}, "lifted": True})


@pytest.mark.parametrize(
    "body", [b'{"text": "STOP", ', b"STOP", b"[" * 100_000, b"\xff\xfe", b"[]"]
)
def test_what_cannot_be_read_is_refused_as_it_was(api: Api, body: bytes) -> None:
    for path in ("/v1/inbound", "/v1/messages", "/v1/messages/batch", "/v1/opt-outs"):
        assert api.raw(path, body, JSON).status_code in (400, 422)
        problem(api.raw(path, body, "text/csv"), "W107")


def test_what_cannot_be_read_beside_a_fault_hides_it_not(api: Api) -> None:
    large = json.dumps(inbound(STOP) | {"x": "x" * 1_100_000}).encode()
    for path in ("/v1/inbound", "/v1/messages", "/v1/opt-outs"):
        problem(api.raw(path, large, "text/csv"), "W107")
        packed = {"content-encoding": "zstd", "content-type": "text/csv"}
        problem(api.request("POST", path, content=b"x", headers=packed), "W107")


# --- bodies that are too large, or not compressed as they say -----------------------------------


def sent_as(path: str, body: bytes, encoding: str) -> Callable[[Api], Any]:
    headers = {"content-type": JSON, "content-encoding": encoding}
    return lambda api: api.request("POST", path, content=body, headers=headers)


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 60_000):
        yield body[start : start + 60_000]


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("way", ["whole", "in pieces", "packed"])
def test_a_body_that_is_too_large_undoes_neither(api: Api, name: str, way: str) -> None:
    path, body, type_ = ENDPOINTS[name]

    def send(api: Api, text: str) -> Any:
        raw = json.dumps({"media": "x" * 150_000, **body(text)}).encode()
        headers = {"content-type": type_}
        if way == "packed":
            headers["content-encoding"], raw = "gzip", gzip.compress(raw)
        content = in_pieces(raw) if way == "in pieces" else raw
        return api.request("POST", path, content=content, headers=headers)

    is_heard(api, send)


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_nor_a_text_that_is_said_to_be_compressed(api: Api, encoding: str) -> None:
    def send(api: Api, text: str) -> Any:
        return sent_as("/v1/inbound", json.dumps(inbound(text)).encode(), encoding)(api)

    is_heard(api, send)
    stop = json.dumps({"recipient": {"id": "crm-1"}, "channel": "email"}).encode()
    assert sent_as("/v1/opt-outs", stop, encoding)(api).json()["notes"][0]["code"][:3] == "W10"
    assert "email" in stops(api)


def test_nor_what_follows_a_whole_gzip_body(api: Api) -> None:
    body = gzip.compress(json.dumps(inbound(STOP)).encode()) + b"\0" * 7
    assert sent_as("/v1/inbound", body, "gzip")(api).json()["opt_out_words"] is True


def test_a_part_of_gzip_that_is_damaged_is_not_passed_over(api: Api) -> None:
    """What stands before it may be cut in the middle of an id: somebody else's."""
    whose, rest = gzip.compress(b"MessageSid=m&Body=STOP&From=crm-1"), gzip.compress(b"23")
    body = whose + rest[:-6] + bytes([rest[-6] ^ 1]) + rest[-5:]
    headers = {"content-type": FORM, "content-encoding": "gzip"}
    refused = problem(api.request("POST", "/v1/inbound", content=body, headers=headers), "W105")
    assert "nothing in the body was heard" in refused["detail"]
    assert stops(api) == set()


LARGE = json.dumps({"recipient": {"id": "crm-1"}, "text": "STOP", "x": "x" * 1_100_000}).encode()
CUT = gzip.compress(json.dumps(inbound(STOP)).encode())[:-9]


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (LARGE, "identity", "W106"),
        (gzip.compress(LARGE), "gzip", "W106"),
        (CUT, "gzip", "W105"),
        (zlib.compress(LARGE), "deflate", "W108"),
        (b'{"text": "STOP", ', "identity", "W101"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/inbound", "/v1/messages/batch", "/v1/opt-outs"])
def test_what_nobody_can_read_is_told_to_the_caller_the_log_and_a_figure(
    api: Api, capsys: pytest.CaptureFixture[str], path: str, body: bytes, encoding: str, code: str
) -> None:
    set_up()
    before = UNHEARD._value.get()
    refused = problem(sent_as(path, body, encoding)(api), code)
    assert "nothing in the body was heard or kept" in refused["detail"]
    assert UNHEARD._value.get() == before + 1
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["code"], line["unheard"]) == (code, "body")
    assert stops(api) == set()


def test_what_can_be_read_and_says_nothing_is_not_called_unheard(api: Api) -> None:
    refused = problem(api.post("/v1/inbound", inbound(PLAIN) | {"x": 1}), "W111")
    assert "heard" not in refused["detail"]


def test_nobody_without_a_key_is_heard(api: Api) -> None:
    refused = api.without_key().post("/v1/inbound?x=1", inbound(STOP))
    problem(refused, "W201")
    problem(api.with_key("no", "read-log").post("/v1/inbound?x=1", inbound(STOP)), "W203")
    assert stops(api) == set()


@pytest.mark.parametrize(
    ("who", "id_"),
    [("crm-1", "crm-1"), (319, "319"), ({"id": 98765432109876543210}, "98765432109876543210")],
)
def test_an_id_that_is_a_number_or_stands_alone_says_who(api: Api, who: Any, id_: str) -> None:
    problem(api.post("/v1/inbound", inbound(PLAIN, recipient=who)), "W111")
    stopped = api.post("/v1/inbound", inbound(STOP, recipient=who)).json()
    assert stopped["notes"][0]["pointer"].startswith("/recipient")
    assert stops(api, id_) == {"sms", "call"}
    assert api.post("/v1/opt-outs", {"recipient": who, "channel": "email"}).status_code == 200
    assert "email" in {
        stop["channel"]
        for stop in api.post("/v1/standing", {"recipient": {"id": id_}}).json()["stops"]
    }


@pytest.mark.parametrize("who", [True, 3.0, None, {"id": True}, {"id": 3.5}, {"id": [1]}, ""])
def test_what_is_no_id_says_of_nobody(api: Api, who: Any) -> None:
    problem(api.post("/v1/inbound", inbound(STOP, recipient=who)), "W111")
    problem(api.post("/v1/opt-outs", {"recipient": who}), "W111")


# --- stops that are named as such --------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "type_", "code"),
    [
        (b'{"recipient": {"id": "crm-1"}, "channel": "sms"}', "text/plain", "W107"),
        (b'{"recipient": {"id": "crm-1"}, "channel": "sms", "channel": "sms"}', JSON, "W103"),
        (b'\xef\xbb\xbf{"recipient": {"id": "crm-1"}, "channel": "sms"}', JSON, "W101"),
    ],
)
def test_a_stop_that_can_be_read_is_kept(api: Api, body: bytes, type_: str, code: str) -> None:
    kept = api.raw("/v1/opt-outs", body, type_)
    assert kept.status_code == 200
    assert [note["code"] for note in kept.json()["notes"]] == [code]
    assert stops(api) == {"sms"}


def test_a_channel_that_two_readers_read_differently_is_any(api: Api) -> None:
    body = b'{"recipient": {"id": "crm-1"}, "channel": "sms", "channel": "email"}'
    assert api.raw("/v1/opt-outs", body).status_code == 200
    assert stops(api) == {"any"}


def test_what_may_be_a_lift_is_no_stop(api: Api) -> None:
    body = b'{"recipient": {"id": "crm-1"}, "lifted": false, "lifted": true}'
    problem(api.raw("/v1/opt-outs", body), "W103")
    problem(api.raw("/v1/opt-outs", body.replace(b"false", b"true"), "text/plain"), "W107")
    assert stops(api) == set()


def test_stops_and_withdrawals_in_a_list_are_kept(api: Api) -> None:
    stop = [{"recipient": {"id": f"crm-{n}"}, "channel": "email"} for n in (1, 2)]
    assert "kept" in problem(api.post("/v1/opt-outs", stop), "W111")["detail"]
    assert stops(api) == stops(api, "crm-2") == {"email"}
    no = {"purpose": "education", "status": "withdrawn", "at": WHEN, "source": "portal"}
    bodies = [{"recipient": {"id": "crm-3"}, "consents": [no, no | {"status": "given"}]}]
    assert "kept" in problem(api.post("/v1/consents", bodies), "W111")["detail"]
    kept = api.post("/v1/standing", {"recipient": {"id": "crm-3"}}).json()
    assert [consent["status"] for consent in kept["consents"]] == ["withdrawn"]


def test_more_withdrawals_than_a_call_may_bring_are_kept_all(api: Api) -> None:
    no = {"purpose": "education", "status": "withdrawn", "at": WHEN, "source": "portal"}
    last = {**no, "purpose": "marketing"}
    body = {"recipient": {"id": "crm-1"}, "consents": [*[no] * 50, last]}
    problem(api.post("/v1/consents", body), "W111")
    kept = api.post("/v1/standing", {"recipient": {"id": "crm-1"}}).json()["consents"]
    assert {consent["purpose"] for consent in kept} == {"education", "marketing"}


def test_a_withdrawal_that_is_refused_keeps_out_no_other(api: Api) -> None:
    no = {"purpose": "education", "status": "withdrawn", "at": WHEN, "source": "portal"}
    unknown = no | {"topic": "nosuch"}
    bodies = [{"recipient": {"id": f"crm-{n}"}, "consents": [no]} for n in (1, 2)]
    bodies[0]["consents"] = [unknown]
    assert "kept" in problem(api.post("/v1/consents", bodies), "W111")["detail"]
    alone = {"recipient": {"id": "crm-1"}, "consents": [*[unknown] * 50, no]}
    assert "kept" in problem(api.post("/v1/consents", alone), "W111")["detail"]
    for recipient in ("crm-1", "crm-2"):
        kept = api.post("/v1/standing", {"recipient": {"id": recipient}}).json()["consents"]
        assert [(consent["status"], consent["topic"]) for consent in kept] == [("withdrawn", None)]
    refused = problem(api.post("/v1/consents", [bodies[0]]), "W111")
    assert "kept" not in refused["detail"]


def test_each_of_a_list_is_a_call_of_its_key(app_with: Callable[..., Api]) -> None:
    api = app_with(replace(ROOMY, calls_per_second=0.001, burst=10))
    stop = [{"recipient": {"id": f"crm-{n}"}, "channel": "email"} for n in range(10)]
    problem(api.post("/v1/opt-outs", stop), "W111")
    problem(api.post("/v1/opt-outs", stop[0]), "W205")


NO = {"purpose": "education", "status": "withdrawn", "at": WHEN, "source": "portal"}

#: The path, and a list with a no of each of the first so many people.
LISTS: dict[str, tuple[str, Callable[[int], Any]]] = {
    "stops": ("/v1/opt-outs", lambda n: [{"recipient": f"crm-{i}"} for i in range(n)]),
    "entries": (
        "/v1/suppressions",
        lambda n: [{"recipient": f"crm-{i}", "cause": "invalid"} for i in range(n)],
    ),
    "withdrawals": (
        "/v1/consents",
        lambda n: [{"recipient": f"crm-{i}", "consents": [NO]} for i in range(n)],
    ),
}


def said_no(api: Api, recipient: str) -> bool:
    kept = api.post("/v1/standing", {"recipient": {"id": recipient}}).json()
    return bool(kept["stops"] or kept["suppressions"] or kept["consents"])


@pytest.mark.parametrize("name", LISTS)
def test_of_more_than_a_call_keeps_the_first_are_kept_and_the_rest_is_told(
    api: Api, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(keeping, "MOST_NOES", 3)
    path, listed = LISTS[name]
    before = UNHEARD._value.get()
    refused = problem(api.post(path, listed(5)), "W116")
    assert "of the first 3 of its stops" in refused["detail"]
    assert "complaints 3 are kept" in refused["detail"]
    assert "none behind them" in refused["detail"]
    assert "send what is behind them again" in refused["fix"].lower()
    assert [said_no(api, f"crm-{i}") for i in range(5)] == [True, True, True, False, False]
    assert UNHEARD._value.get() == before + 1


def test_so_are_withdrawals_of_one_person(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_NOES", 60)
    last = NO | {"purpose": "marketing"}
    body = {"recipient": {"id": "crm-1"}, "consents": [*[NO] * 60, last]}
    assert "the first 60" in problem(api.post("/v1/consents", body), "W116")["detail"]
    kept = api.post("/v1/standing", {"recipient": {"id": "crm-1"}}).json()["consents"]
    assert [consent["purpose"] for consent in kept] == ["education"]


def test_those_that_cannot_be_kept_are_not_counted(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_NOES", 3)
    unknown = [NO | {"topic": "nobody-knows-it"}, NO, NO, NO]
    refused = problem(
        api.post("/v1/consents", [{"recipient": "crm-1", "consents": unknown}]), "W116"
    )
    assert "of the first 3 of its stops" in refused["detail"]
    assert "complaints 2 are kept" in refused["detail"]
    report = {"receipt_id": f"r_{'0' * 32}", "status": "complained"}
    refused = problem(api.post("/v1/delivery", [report] * 4), "W116")
    assert "complaints 0 are kept" in refused["detail"]


def test_what_there_is_no_time_for_is_told_as_not_kept(app_with: Callable[..., Api]) -> None:
    api = app_with(replace(ROOMY, batch_deadline=-1))
    refused = problem(api.post("/v1/opt-outs", LISTS["stops"][1](2)), "W116")
    assert "the first 0" in refused["detail"]
    assert not said_no(api, "crm-0")


def test_an_item_that_is_nobodys_is_missing_in_what_is_told(api: Api) -> None:
    stops = [{"recipient": "crm-1"}, {"recipient": None}, {"recipient": "crm-2"}]
    assert "kept: 2 of 3" in problem(api.post("/v1/opt-outs", stops), "W111")["detail"]


LISTED = {"recipient": {"id": "crm-1"}, "cause": "do_not_contact"}


@pytest.mark.parametrize(
    ("changes", "type_", "channel"),
    [
        ({"note": "x", "channel": "sms"}, JSON, "sms"),
        ({"channel": "fax"}, JSON, "any"),
        ({"channel": "sms"}, "text/plain", "sms"),
        ({"at": "soon", "channel": "sms"}, JSON, "sms"),
    ],
)
def test_an_entry_of_the_suppression_list_holds_with_its_faults(
    api: Api, changes: dict[str, Any], type_: str, channel: str
) -> None:
    kept = api.raw("/v1/suppressions", json.dumps(LISTED | changes).encode(), type_)
    assert kept.json()["changed"] is True
    assert len(kept.json()["notes"]) == 1
    (entry,) = api.post("/v1/standing", {"recipient": {"id": "crm-1"}}).json()["suppressions"]
    assert (entry["channel"], entry["cause"]) == (channel, "do_not_contact")


@pytest.mark.parametrize("changes", [{"cause": "moved"}, {"lifted": "no"}, {"recipient": {}}])
def test_what_says_not_why_or_may_be_a_lift_is_no_entry(api: Api, changes: dict[str, Any]) -> None:
    problem(api.post("/v1/suppressions", LISTED | changes | {"note": "x"}), "W111")


def test_a_complaint_counts_with_its_faults(api: Api) -> None:
    api.agree()
    told = {"receipt_id": api.post("/v1/messages", message()).json()["receipt_id"]}
    problem(api.post("/v1/delivery", told | {"status": "bounced", "why": "x"}), "W111")
    kept = api.post("/v1/delivery", told | {"status": "complained", "why": "x"})
    assert [note["code"] for note in kept.json()["notes"]] == ["W113"]
    (entry,) = api.post("/v1/standing", {"recipient": {"id": "crm-1"}}).json()["suppressions"]
    assert entry["cause"] == "complained"


def test_a_complaint_about_nothing_keeps_out_no_other(api: Api) -> None:
    api.agree()
    sent = api.post("/v1/messages", message()).json()["receipt_id"]
    unknown = f"r_{'0' * len(sent[2:])}"
    told = [{"receipt_id": receipt, "status": "complained"} for receipt in (unknown, sent)]
    assert "kept" in problem(api.post("/v1/delivery", told), "W111")["detail"]
    assert "kept" not in problem(api.post("/v1/delivery", told[:1]), "W111")["detail"]
    (entry,) = api.post("/v1/standing", {"recipient": {"id": "crm-1"}}).json()["suppressions"]
    assert entry["cause"] == "complained"
