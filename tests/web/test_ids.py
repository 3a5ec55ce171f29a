"""A recipient's id is read in one way, whatever a list, a form or a tool puts around it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.store.erasure import erase
from service.store.importing import import_standing
from service.store.pseudonyms import LIVE, Person, own_id
from service.store.words import recipient_faults
from tests.factories import NOW
from tests.web.conftest import Api, message, problem
from tests.web.test_formats import FORM, WHEN, execution, track, words

#: As copied out of a spreadsheet, an address book, a page.
SPELLINGS = [
    " cr-9",
    "cr-9 ",
    "\tcr-9\n",
    "cr-9\u00a0",
    "cr-9\u200b",
    "\ufeffcr-9",
    "\u202acr-9\u202c",
    "\u200e\u2060 cr-9\u3000\u00ad",
]
EDGES = st.text(
    st.sampled_from(" \t\n\r\u00a0\u2003\u3000\u2028\u200b\u200d\u200e\u2060\ufeff\u00ad")
)


def is_stopped(api: Api, id_: str = "cr-9") -> bool:
    kept = api.post("/v1/standing", {"recipient": {"id": id_}}).json()
    return [stop["channel"] for stop in kept["stops"]] != []


@pytest.mark.parametrize("id_", SPELLINGS, ids=ascii)
def test_a_stop_under_one_spelling_holds_under_every_other(api: Api, id_: str) -> None:
    api.agree("cr-9")
    assert api.post("/v1/messages", message(recipient={"id": id_})).json()["outcome"] == "send"
    assert api.post("/v1/opt-outs", {"recipient": {"id": id_}}).json()["changed"]
    assert is_stopped(api)
    body = message(signal={"id": "sig-2"}, recipient={"id": "cr-9"})
    assert api.post("/v1/messages", body).json()["reasons"][0]["code"] == "opted_out"


@pytest.mark.parametrize("id_", SPELLINGS, ids=ascii)
def test_own_words_are_those_of_the_same_person_in_every_form(api: Api, id_: str) -> None:
    who = {"id": id_}
    in_own_form = {"text": "STOP", "channel": "sms"}
    in_a_journey = {"signal": "message.received", "at": WHEN, **in_own_form}
    for path, body in (
        ("/v1/inbound", words("STOP", recipient=who)),
        ("/v1/inbound", words("STOP", recipient=who) | {"unknown": 1}),
        ("/v1/segment", track(userId=id_, integrations={"Bedside": in_own_form})),
        ("/v1/journey", execution(in_a_journey, keyValue=id_)),
    ):
        api.post(path, body)
        assert is_stopped(api), path
        assert api.post("/v1/erasures", {"recipient": who}).is_success
        lift = {"recipient": {"id": "cr-9"}, "lifted": True}
        assert api.post("/v1/opt-outs", lift).json()["stops"] == [], path


@pytest.mark.parametrize("id_", SPELLINGS, ids=ascii)
def test_a_list_and_an_erasure_name_the_same_person(api: Api, id_: str) -> None:
    row = f'recipient,record,at\n"{id_}",opt_out,2026-05-01T10:00:00Z\n'
    done = import_standing(api.store, LIVE, row.encode(), NOW)
    assert (done.rows, done.bad) == (1, [])
    assert is_stopped(api)
    assert erase(api.store, Person(LIVE, "known", id_), NOW) is not None
    assert erase(api.store, Person(LIVE, "known", "cr-9"), NOW) is None


def test_the_same_call_with_a_space_is_a_repeat(api: Api) -> None:
    first = api.post("/v1/messages", message(recipient={"id": "cr-9"}))
    again = api.post("/v1/messages", message(recipient={"id": "cr-9 "}))
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("id_", ["", " ", "\u200b\ufeff", "a\nb", "a\x00", "x" * 201], ids=ascii)
def test_an_id_that_is_none_is_none_everywhere(api: Api, id_: str) -> None:
    problem(api.post("/v1/opt-outs", {"recipient": {"id": id_}}), "W111")
    assert [fault.code for fault in recipient_faults(id_)] == ["S406"]
    row = f'recipient,record,at\n"{id_}",opt_out,2026-05-01T10:00:00Z\n'
    assert import_standing(api.store, LIVE, row.encode(), NOW).rows == 0


@given(st.text(min_size=1), EDGES, EDGES)
def test_what_nobody_sees_at_the_ends_changes_nothing(text: str, before: str, after: str) -> None:
    bare = own_id(text)
    assert own_id(bare) == bare
    assert bare in text
    assert own_id(before + text + after) == bare
    assert Person(LIVE, "known", before + text + after) == Person(LIVE, "known", text)


def test_what_stands_inside_of_an_id_is_left_alone() -> None:
    for id_ in ("jo ann 9", "a\u200bb", "MRN 12 / 7"):
        assert own_id(id_) == id_


@pytest.mark.parametrize("sender", ["+13195550166", "whatsapp:+13195550166", "+1 319-555-0166"])
@pytest.mark.parametrize("name", ["From", "recipient"])
def test_a_plus_that_was_not_encoded_is_a_plus_again(api: Api, sender: str, name: str) -> None:
    api.agree(sender)
    form = f"MessageSid=SM1&{name}={sender}&Body=STOP"
    answer = api.raw("/v1/inbound", form.encode(), FORM).json()
    assert answer["opt_out_words"] is True
    assert [(note["code"], note["name"]) for note in answer["notes"]] == [("W114", name)]
    assert "%2B" in answer["notes"][0]["fix"]
    assert "319" not in str(answer["notes"])
    body = message(recipient={"id": sender}, channel="sms")
    assert api.post("/v1/messages", body).json()["reasons"][0]["code"] == "opted_out"


@pytest.mark.parametrize("sender", ["MRN: 12345678", "user: 7", "sms: 40404", "tel: 0049 1"])
def test_a_space_in_another_id_is_no_plus(api: Api, sender: str) -> None:
    form = urlencode({"MessageSid": "SM1", "From": sender, "Body": "STOP"})
    answer = api.raw("/v1/inbound", form.encode(), FORM).json()
    assert answer["opt_out_words"] is True
    assert "notes" not in answer
    stands = api.post("/v1/standing", {"recipient": {"id": sender}}).json()["stops"]
    assert {stop["channel"] for stop in stands} == {"sms", "call"}


def test_other_words_in_such_a_form_are_answered_and_told_too(api: Api) -> None:
    def send(sender: str) -> Any:
        form = f"MessageSid=SM{len(sender)}&From={sender}&Body=thank+you"
        return api.raw("/v1/inbound", form.encode(), FORM)

    plain, bare = send("%2B13195550166"), send("+13195550166")
    assert (plain.status_code, bare.status_code) == (200, 200)
    assert "notes" not in plain.json()
    assert [note["name"] for note in bare.json()["notes"]] == ["From"]
    assert "notes" not in json.loads(send("crm-1").content)
