"""`POST /v1/messages`: every outcome, repeats, dry runs, the sandbox, and the batch form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.domain.vocabulary import CHANNELS
from service.web.routes import messages
from tests.factories import NOW
from tests.web.conftest import Api, message, problem


def test_a_booked_visit_is_answered_with_a_finished_e_mail(api: Api) -> None:
    api.agree()
    response = api.post("/v1/messages", message())
    assert response.status_code == 200
    answer = response.json()
    assert answer["outcome"] == "send"
    assert answer["parts"]["subject"] == "Getting ready for a visit"
    assert answer["parts"]["html"].startswith("<!DOCTYPE html>")
    assert answer["why"] == "You booked a visit with us."
    assert response.headers["bedside-outcome"] == "send"
    assert response.headers["bedside-receipt"] == answer["receipt_id"]
    assert "idempotent-replayed" not in response.headers


def test_a_text_late_in_the_evening_is_held_until_the_morning(api: Api) -> None:
    api.agree()
    api.clock.now = NOW.replace(hour=4) + timedelta(days=1)  # 10 in the evening in Chicago
    booked = message(signal={"at": api.clock.now.isoformat()}, channel="sms")
    answer = api.post("/v1/messages", booked).json()
    assert (answer["outcome"], answer["not_before"]) == ("hold", "2026-11-25T14:00:00Z")


def test_somebody_who_never_agreed_gets_nothing_and_the_status_is_200(api: Api) -> None:
    response = api.post("/v1/messages", message())
    assert response.status_code == 200
    assert response.json()["outcome"] == "suppress"
    assert response.json()["reasons"][0]["code"] == "consent_absent"
    assert response.json()["parts"] == {}


def test_a_call_for_help_escalates(api: Api) -> None:
    words = {"type": "message.received", "attributes": {}, "text": "my chest hurts really bad"}
    answer = api.post("/v1/messages", message(signal=words, channel="sms")).json()
    assert answer["outcome"] == "escalate"
    assert answer["hand_off"]["kind"] == "emergency"
    assert answer["hand_off"]["signal_id"] == "sig-1"
    assert "911" in answer["parts"]["sms"]


@pytest.mark.parametrize("outcome", ["send", "hold", "suppress", "escalate", "blocked"])
def test_a_sandbox_key_gets_the_outcome_that_it_asks_for(sandbox: Api, outcome: str) -> None:
    wish = {"prefer": f"respond-async, outcome={outcome}"}
    response = sandbox.post("/v1/messages", message(), headers=wish)
    assert response.status_code == 200
    assert response.json()["outcome"] == outcome
    assert response.json()["sandbox"] is True
    assert response.headers["preference-applied"] == f"outcome={outcome}"


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_wished_escalation_is_the_whole_of_a_real_one(sandbox: Api, channel: str) -> None:
    words = {"type": "message.received", "attributes": {}, "text": "my chest hurts really bad"}
    real = sandbox.post("/v1/messages", message(signal={**words, "id": "cry"}, channel=channel))
    wish = {"prefer": "outcome=escalate"}
    wished = sandbox.post("/v1/messages", message(channel=channel), headers=wish)
    assert wished.json().keys() == real.json().keys()
    for name in ("outcome", "parts", "headers", "why", "valid_until"):
        assert wished.json()[name] == real.json()[name]
    assert wished.json()["hand_off"] == real.json()["hand_off"] | {"signal_id": "sig-1"}
    assert wished.json()["reasons"] == [
        {"code": "urgent", "detail": "asked for by a sandbox key"},
    ]


def test_a_wished_escalation_still_hears_a_stop(sandbox: Api) -> None:
    words = {"type": "message.received", "attributes": {}, "text": "STOP"}
    wish = {"prefer": "outcome=escalate"}
    body = message(signal=words, channel="sms")
    answer = sandbox.post("/v1/messages", body, headers=wish).json()
    assert (answer["outcome"], answer["opt_out_words"]) == ("escalate", True)
    kept = sandbox.post("/v1/standing", {"recipient": {"id": "crm-1"}}).json()
    assert {stop["channel"] for stop in kept["stops"]} == {"call", "sms"}


def test_a_wished_send_asks_no_channel_that_was_chosen(sandbox: Api) -> None:
    chosen = {"recipient": {"id": "crm-1"}, "channels": ["sms"]}
    assert sandbox.post("/v1/preferences", chosen).json()["changed"]
    wish = {"prefer": "outcome=send"}
    answer = sandbox.post("/v1/messages", message(channel="email"), headers=wish).json()
    assert answer["outcome"] == "send"


def test_a_wished_send_does_not_wait_for_the_morning(sandbox: Api) -> None:
    sandbox.clock.now = NOW.replace(hour=7)  # one in the morning there
    at = (sandbox.clock.now - timedelta(minutes=5)).isoformat()
    for outcome in ("send", "hold"):
        body = message(signal={"id": outcome, "at": at}, channel="sms")
        wish = {"prefer": f"outcome={outcome}"}
        assert sandbox.post("/v1/messages", body, headers=wish).json()["outcome"] == outcome


def test_a_live_key_may_not_choose_its_outcome(api: Api) -> None:
    response = api.post("/v1/messages", message(), headers={"prefer": "outcome=send"})
    assert problem(response, "W204")["errors"][0]["name"] == "Prefer"


def test_an_unknown_wish_is_refused_with_the_ones_that_exist(sandbox: Api) -> None:
    response = sandbox.post("/v1/messages", message(), headers={"prefer": "outcome=maybe"})
    refused = problem(response, "W117")
    fix = "one of send, hold, suppress, escalate, blocked"
    assert (refused["name"], refused["fix"]) == ("Prefer", fix.capitalize())
    assert refused["errors"] == [
        {
            "code": "W117",
            "name": "Prefer",
            "detail": "a query parameter or header does not fit",
            "fix": fix,
        }
    ]


def test_other_preferences_are_passed_over(api: Api) -> None:
    response = api.post("/v1/messages", message(), headers={"prefer": "return=minimal"})
    assert response.status_code == 200
    assert "preference-applied" not in response.headers


def test_what_the_sandbox_learns_never_reaches_real_data(api: Api, sandbox: Api) -> None:
    sandbox.agree()
    assert sandbox.post("/v1/messages", message()).json()["outcome"] == "send"
    assert api.post("/v1/messages", message()).json()["outcome"] == "suppress"


# --- repeats -----------------------------------------------------------------------------------


def test_a_repeat_gets_the_same_bytes_and_says_so(api: Api) -> None:
    api.agree()
    first = api.post("/v1/messages", message())
    again = api.post("/v1/messages", message())
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("key", ["8e03978e-40d5-43dd-bc93-6894a57f9324", '"quoted-1"'])
def test_an_idempotency_key_is_taken_plain_and_quoted(api: Api, key: str) -> None:
    first = api.post("/v1/messages", message(), headers={"idempotency-key": key})
    bare = key.strip('"')
    again = api.post("/v1/messages", message(), headers={"idempotency-key": bare})
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"


def test_the_same_key_with_another_body_is_refused(api: Api) -> None:
    given = {"idempotency-key": "k-1"}
    assert api.post("/v1/messages", message(), headers=given).status_code == 200
    other = api.post("/v1/messages", message(channel="portal"), headers=given)
    assert other.status_code == 422
    refused = problem(other, "W303")
    assert refused["name"] == "Idempotency-Key"
    assert refused["detail"] == "This key came with another body or `Prefer` before"


def test_a_repeat_may_write_its_times_in_another_zone(api: Api) -> None:
    api.agree()
    first = api.post("/v1/messages", message(signal={"at": "2026-11-24T15:55:00Z"}))
    again = message(signal={"at": "2026-11-24T16:55:00.000+01:00"})
    visit = datetime.fromisoformat(again["signal"]["attributes"]["starts_at"])
    for written in (visit.astimezone(UTC).isoformat(), f"{visit.astimezone(UTC):%FT%Tz}"):
        again["signal"]["attributes"]["starts_at"] = written
        repeat = api.post("/v1/messages", again)
        assert (repeat.content, repeat.headers.get("idempotent-replayed")) == (
            first.content,
            "true",
        )
    later = (visit + timedelta(minutes=1)).isoformat()
    again["signal"]["attributes"]["starts_at"] = later
    problem(api.post("/v1/messages", again), "W303")


def test_without_a_key_another_body_is_told_of_the_signal(api: Api) -> None:
    assert api.post("/v1/messages", message()).status_code == 200
    other = message()
    other["signal"]["subject"] = "another"
    refused = problem(api.post("/v1/messages", other), "W303")
    assert refused["pointer"] == "/signal/id"
    assert "name" not in refused
    assert "Key" not in refused["detail"]
    assert "a signal with an `id` of its own" in refused["fix"]


def test_a_yes_after_the_answer_counts_under_a_new_key_alone(api: Api) -> None:
    first = api.post("/v1/messages", message())
    assert first.json()["outcome"] == "suppress"
    api.agree()
    assert api.post("/v1/messages", message()).content == first.content
    again = api.post("/v1/messages", message(), headers={"idempotency-key": "after-the-yes"})
    assert again.json()["outcome"] == "send"


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k-1"}])
def test_the_outcome_that_a_sandbox_prefers_is_part_of_its_call(
    sandbox: Api, headers: dict[str, str]
) -> None:
    held = sandbox.post("/v1/messages", message(), headers={**headers, "prefer": "outcome=hold"})
    assert held.json()["outcome"] == "hold"
    for wish in ({}, {"prefer": "outcome=send"}):
        other = sandbox.post("/v1/messages", message(), headers={**headers, **wish})
        assert "`Prefer`" in problem(other, "W303")["detail"]


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 121, '"half', "naïve".encode("latin-1")])
def test_a_key_that_does_not_fit_is_refused(api: Api, key: str | bytes) -> None:
    problem(api.post("/v1/messages", message(), headers={"idempotency-key": key}), "W302")


def test_of_two_keys_neither_is_taken(api: Api) -> None:
    api.agree()
    head = [*api.headers.items(), ("idempotency-key", "k-1")]
    other = [*head, ("idempotency-key", "k-2")]
    refused = api.call("POST", "/v1/messages", json=message(), headers=other)
    assert problem(refused, "W302")["fix"] == "Send one"
    alike = [*head, ("idempotency-key", "k-1")]
    assert api.call("POST", "/v1/messages", json=message(), headers=alike).status_code == 200
    assert api.post("/v1/messages", message(), headers={"idempotency-key": "k-1"}).headers[
        "idempotent-replayed"
    ]
    stop = message(signal={"id": "s-2", "type": "message.received", "text": "STOP"}, channel="sms")
    stop["signal"] |= {"attributes": {}, "subject": None}
    heard = api.call("POST", "/v1/messages", json=stop, headers=other).json()
    assert (heard["opt_out_words"], heard["notes"][0]["code"]) == (True, "W302")


def test_a_preference_may_stand_behind_others_in_headers_of_their_own(sandbox: Api) -> None:
    head = [*sandbox.headers.items(), ("prefer", "respond-async"), ("prefer", "outcome=hold")]
    answer = sandbox.call("POST", "/v1/messages", json=message(), headers=head)
    assert answer.json()["outcome"] == "hold"
    assert answer.headers["preference-applied"] == "outcome=hold"


def test_of_too_many_items_none_is_got_ready(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte holds hundreds of thousands, and getting them ready held up everybody else."""
    monkeypatch.setattr(messages, "partial", lambda *_: pytest.fail("an item was got ready"))
    problem(api.post("/v1/messages/batch", {"messages": [1] * 101}), "W116")


def test_a_query_that_says_two_things_is_refused(api: Api) -> None:
    twice = api.post("/v1/messages?suppress_as=204&suppress_as=409", message())
    assert problem(twice, "W117")["name"] == "suppress_as"
    alike = api.post("/v1/messages?suppress_as=204&suppress_as=204", message())
    assert alike.status_code == 204


def test_a_key_is_missed_only_where_the_setting_asks_for_it(app_with) -> None:  # type: ignore[no-untyped-def]
    strict = app_with(idempotency_required=True)
    problem(strict.post("/v1/messages", message()), "W301")
    assert (
        strict.post("/v1/messages", message(), headers={"idempotency-key": "k"}).status_code == 200
    )


def test_an_opt_out_beats_a_replay(api: Api) -> None:
    api.agree()
    assert api.post("/v1/messages", message()).json()["outcome"] == "send"
    stop = {"recipient": {"id": "crm-1"}, "channel": "email"}
    assert api.post("/v1/opt-outs", stop).json()["changed"] is True
    again = api.post("/v1/messages", message())
    assert again.json()["outcome"] == "suppress"
    assert again.json()["reasons"][0]["code"] == "opted_out"


def test_a_dry_run_takes_no_place_and_leaves_no_trace(api: Api) -> None:
    api.agree()
    tried = api.post("/v1/messages", message(dry_run=True)).json()
    assert (tried["outcome"], tried["dry_run"]) == ("send", True)
    problem(api.get(f"/v1/decisions/{tried['receipt_id']}"), "W403")
    real = api.post("/v1/messages", message())
    assert real.json()["outcome"] == "send"
    assert "idempotent-replayed" not in real.headers


# --- silence by status -------------------------------------------------------------------------


@pytest.mark.parametrize(("wanted", "status"), [("200", 200), ("204", 204), ("409", 409)])
def test_silence_can_have_a_status_of_its_own(api: Api, wanted: str, status: int) -> None:
    response = api.post(f"/v1/messages?suppress_as={wanted}", message())
    assert response.status_code == status
    assert response.headers["bedside-outcome"] == "suppress"
    assert (response.content == b"") is (status == 204)


def test_a_message_is_a_200_whatever_silence_would_be(api: Api) -> None:
    api.agree()
    assert api.post("/v1/messages?suppress_as=409", message()).status_code == 200


def test_another_status_is_refused(api: Api) -> None:
    refused = problem(api.post("/v1/messages?suppress_as=500", message()), "W117")
    assert refused["errors"][0]["name"] == refused["name"] == "suppress_as"
    assert refused["fix"] == "Use `200` or `204` or `409`"


# --- the signal's own faults -------------------------------------------------------------------


def test_all_faults_of_a_signal_come_at_once_with_their_places(api: Api) -> None:
    wrong = {"attributes": {"starts_at": "soon", "plaec": "riverbend"}}
    refused = problem(api.post("/v1/messages", message(signal=wrong)), "W115")
    faults = {(fault["code"], fault["pointer"]) for fault in refused["errors"]}
    assert faults == {
        ("S102", "/signal/attributes"),
        ("S103", "/signal/attributes/starts_at"),
        ("S104", "/signal/attributes"),
    }
    assert "soon" not in str(refused)
    fixes = {fault["code"]: fault["fix"] for fault in refused["errors"]}
    assert fixes["S103"] == "a time with its zone, such as 2026-12-08T09:30:00-06:00"
    assert "plaec" not in str(refused)


def test_an_override_holds_for_its_call_alone(api: Api) -> None:
    api.agree()
    simple = api.post("/v1/messages", message(reading_level="simple", dry_run=True)).json()
    plain = api.post("/v1/messages", message(dry_run=True)).json()
    assert simple["parts"]["text"] != plain["parts"]["text"]


# --- batches -----------------------------------------------------------------------------------


def test_each_item_of_a_batch_has_its_own_status(api: Api) -> None:
    api.agree()
    items = [
        message(),
        message(signal={"id": "sig-2"}, channel="fax"),
        message(signal={"id": "sig-3", "type": "nothing.known"}),
        {**message(signal={"id": "sig-4"}, channel="portal"), "idempotency_key": "k-4"},
        {**message(signal={"id": "sig-5"}), "idempotency_key": "not a key"},
    ]
    response = api.post("/v1/messages/batch", {"messages": items})
    assert response.status_code == 200
    got = response.json()["items"]
    assert [item["status"] for item in got] == [200, 422, 422, 200, 400]
    assert got[0]["answer"]["outcome"] == "send"
    assert got[1]["problem"]["errors"][0]["pointer"] == "/messages/1/channel"
    assert got[2]["problem"]["errors"][0]["code"] == "S101"
    assert got[4]["problem"]["code"] == "W302"


def test_an_item_that_is_no_object_stops_no_other(api: Api) -> None:
    api.agree()
    items = [5, message(), None, "x", [message()]]
    response = api.post("/v1/messages/batch", {"messages": items})
    assert response.status_code == 200
    got = response.json()["items"]
    assert [item["status"] for item in got] == [422, 200, 422, 422, 422]
    assert got[1]["answer"]["outcome"] == "send"
    for place in (0, 2, 3, 4):
        assert got[place]["problem"]["code"] == "W111"
        assert got[place]["problem"]["errors"] == [
            {
                "code": "W114",
                "pointer": f"/messages/{place}",
                "detail": "a value that does not fit",
                "fix": "it must be a JSON object",
            }
        ]


def test_an_item_and_a_call_alone_get_the_same_bytes(api: Api) -> None:
    api.agree()
    alone = api.post("/v1/messages", message())
    batch = api.post("/v1/messages/batch", {"messages": [message()]})
    assert alone.content in batch.content


def test_an_item_says_whether_its_answer_was_given_before(api: Api) -> None:
    """Two items that are the same would be sent twice, and so would a batch that is repeated."""
    api.agree()
    body = {"messages": [message(), message(), message(signal={"type": "no.such"})]}
    for replayed in (1, 2):
        items = api.post("/v1/messages/batch", body).json()["items"]
        assert sum(item.get("replayed", False) for item in items) == replayed
        assert "replayed" not in items[2]
        assert items[0]["answer"] == items[1]["answer"]
        assert items[0]["answer"]["outcome"] == "send"


def test_a_batch_is_bounded(api: Api) -> None:
    many = {"messages": [message(signal={"id": f"s-{n}"}) for n in range(101)]}
    refused = problem(api.post("/v1/messages/batch", many), "W116")
    assert refused["errors"][0] == {
        "code": "W116",
        "pointer": "/messages",
        "detail": "there are too many items",
        "fix": "send 100 items or fewer in a call",
    }
    problem(api.post("/v1/messages/batch", {"messages": []}), "W111")
