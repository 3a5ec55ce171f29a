"""What entries of a real log tell the outside, and what they keep to themselves."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from jsonschema import Draft202012Validator, validate

from service.domain.standing import OptOut, Suppression
from service.domain.vocabulary import Outcome
from service.serving import Addressee, Caller, DeliveryReport, Lift
from service.store.chain import read_entries
from service.store.pseudonyms import LIVE, SANDBOX
from service.store.recipient_links import stop_by_receipt
from service.webhooks.describing import schema_of, webhooks_described
from service.webhooks.events import EVENTS, Event, events_of, kinds_behind
from tests.factories import NOW, make_consent, make_signal
from tests.stores import World
from tests.webhooks.fields import COMMON, fields_of

MAIL = "canary@example.org"
PERSON = Addressee(MAIL)
SANDBOX_CALLER = Caller("k_sandbox", "trying", frozenset({"decide", "standing"}), sandbox=True)


def told(world: World, chain: str = LIVE) -> list[Event]:
    with world.store.reading() as connection:
        entries = [row.entry for row in read_entries(connection, chain)]
    return [event for entry in entries for event in events_of(entry)]


def everything(world: World) -> list[Event]:
    """A life in the sandbox, where outcomes can be asked for, that ends in every type of event."""
    service, caller, to = world.service, SANDBOX_CALLER, PERSON
    service.standings.record_consent(caller, to, make_consent("care_operations"))
    service.standings.record_consent(caller, to, make_consent("education", status="withdrawn"))
    for outcome in get_args(Outcome):
        asked = {"recipient": MAIL, "wanted_outcome": outcome, "channel": "email"}
        answered = world.ask(caller, signal=world.new_signal(), **asked)
        assert answered.outcome == outcome
    for number, report in enumerate(get_args(DeliveryReport)):
        asked = {"recipient": f"{number}-{MAIL}", "wanted_outcome": "send", "channel": "email"}
        sent = world.ask(caller, signal=world.new_signal(), **asked)
        assert service.standings.delivery(caller, sent.receipt_id, report)
    assert service.standings.opt_out(caller, to, OptOut(channel="email", at=NOW), "portal")
    assert service.standings.opt_in(caller, to, Lift("email"), "portal")
    entry = Suppression(channel="sms", cause="deceased")
    assert service.standings.suppress(caller, to, entry, "portal")
    assert service.standings.unsuppress(caller, to, entry, "portal")
    assert service.standings.erase(caller, to)
    return told(world, SANDBOX)


def test_a_life_in_events(world: World) -> None:
    events = everything(world)
    assert {event.type for event in events} == EVENTS.keys()
    for event in events:
        body = json.loads(event.body)
        assert set(body) == {"type", "timestamp", "data"}
        assert set(body["data"]) == COMMON | fields_of(event.type), event.type
        assert len(event.body) < 600
        validate(body, schema_of(event.type), Draft202012Validator)


def test_the_description_of_the_api_names_each_event_and_its_fields() -> None:
    described = webhooks_described()
    assert described.keys() == EVENTS.keys()
    for type_, call in described.items():
        body = call["post"]["requestBody"]["content"]["application/json"]["schema"]
        Draft202012Validator.check_schema(body)
        assert set(body["properties"]["data"]["required"]) == COMMON | fields_of(type_)


def test_no_event_says_who_it_is_why_or_what_about(world: World) -> None:
    text = "\n".join(event.body for event in everything(world)).lower()
    kept_back = (MAIL, "canary", "crisis", "deceased", "visit", "appointment", "topic", "trigger")
    for word in (*kept_back, "reason", "because", "signal", "urgent", "riverbend"):
        assert word not in text


@pytest.mark.parametrize("status", ["given", "withdrawn"])
def test_a_word_on_a_topic_is_told_apart_from_one_on_its_purpose(world: World, status: str) -> None:
    for topic in (None, "behavioral_health"):
        consent = make_consent("education", status=status, topic=topic)
        assert world.service.standings.record_consent(world.caller, PERSON, consent)
    whole, part = told(world)
    assert whole.type == part.type
    assert [event.data["part"] for event in (whole, part)] == [False, True]
    assert whole.data.keys() == part.data.keys()  # and neither says which
    assert "behavioral" not in part.body


def test_a_stop_in_somebodys_own_words_stops_texts_and_calls(world: World) -> None:
    world.ask(
        signal=make_signal(type="message.received", attributes={}, text="stop"), channel="sms"
    )
    decided, *stops = told(world)
    assert decided.type == "decision.suppress"
    assert [(e.type, e.data["channel"], e.number) for e in stops] == [
        ("recipient.opted_out", "sms", 1),
        ("recipient.opted_out", "call", 2),
    ]
    assert all(e.data["receipt_id"] == decided.data["receipt_id"] for e in stops)


def test_one_click_names_the_receipt_by_which_a_caller_finds_the_person(world: World) -> None:
    world.allow()
    sent = world.ask(channel="email")
    stop_by_receipt(world.store, sent.receipt_id, NOW)
    *_, stop = told(world)
    assert stop.data["receipt_id"] == sent.receipt_id
    assert stop.data["source"] == "one_click"


def test_an_entry_that_nobody_outside_needs_tells_nothing(world: World) -> None:
    from service.serving import Preferences

    world.service.standings.preferences(world.caller, PERSON, Preferences(locale="en-US"))
    assert told(world) == []


def test_the_kinds_of_entries_behind_types() -> None:
    assert kinds_behind(frozenset({"decision.send", "delivery.sent"})) == {"decision", "delivery"}
    assert kinds_behind(frozenset({"recipient.opted_out"})) == {"opt_out", "decision"}
    assert kinds_behind(frozenset(EVENTS)) == {
        "decision", "delivery", "opt_out", "opt_in", "suppression", "unsuppression", "consent",
        "erasure",
    }  # fmt: skip


def test_every_kind_of_entry_is_looked_for(world: World) -> None:
    """An event is found by the kind of its entry, so that no type can be asked for in vain."""
    everything(world)
    with world.store.reading() as connection:
        rows = list(read_entries(connection, SANDBOX))
    for row in rows:
        for event in events_of(row.entry):
            assert row.kind in kinds_behind(frozenset({event.type}))
