"""What the links in a message open to the person who got it: why it came, and a stop."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from service.domain.standing import OptOut
from service.serving import NotFound
from service.store.tidying import Retention, tidy
from tests.factories import NOW
from tests.stores import PATIENT, World

OF_NOBODY = "r_" + "0" * 32


def test_a_message_says_where_to_ask_why(world: World) -> None:
    world.allow()
    body = json.loads(world.ask().body)
    assert world.service.pages.why(body["why_ticket"]).because == body["why"]


@pytest.mark.parametrize("ticket", ["", "x", "A" * 38, "é" * 38, "A" * 4000])
def test_a_ticket_that_was_not_made_here_opens_nothing(world: World, ticket: str) -> None:
    with pytest.raises(NotFound):
        world.service.pages.why(ticket)


def test_one_click_stops_the_purpose_in_the_channel(world: World) -> None:
    world.allow()
    first = world.ask()
    assert world.service.pages.unsubscribe(first.receipt_id) is True
    assert world.service.pages.unsubscribe(first.receipt_id) is False
    assert world.ask(signal=world.new_signal(subject="booking-2")).reasons == ("opted_out",)
    with pytest.raises(NotFound):
        world.service.pages.unsubscribe(OF_NOBODY)


def test_one_click_stops_where_the_log_was_cut_since(world: World) -> None:
    """Why the message came is not known any more; whose it was, what for and where, is."""
    world.allow()
    body = json.loads(world.ask().body)
    world.hear("hello")  # a log keeps its last entry
    kept = Retention(timedelta(hours=1), anonymous=timedelta(9), events=timedelta(days=9))
    assert tidy(world.store, kept, NOW + timedelta(days=2)).log
    with pytest.raises(NotFound):
        world.service.pages.why(body["why_ticket"])
    world.service.pages.ask_unsubscribe(body["receipt_id"])
    assert world.service.pages.unsubscribe(body["receipt_id"]) is True
    assert world.service.pages.unsubscribe(body["receipt_id"]) is False
    (stop,) = world.service.standings.stops(world.caller, PATIENT, "portal")
    assert stop.purposes == ("care_operations",)
    world.service.standings.erase(world.caller, PATIENT)
    with pytest.raises(NotFound):
        world.service.pages.unsubscribe(body["receipt_id"])


def test_to_ask_before_a_stop_stops_nothing(world: World) -> None:
    world.allow()
    first = world.ask()
    world.service.pages.ask_unsubscribe(first.receipt_id)
    assert world.service.standings.stops(world.caller, PATIENT, "any") == ()
    with pytest.raises(NotFound):
        world.service.pages.ask_unsubscribe(OF_NOBODY)


def test_what_sent_nothing_has_nothing_to_stop(world: World) -> None:
    silent = world.ask()
    for door in (world.service.pages.ask_unsubscribe, world.service.pages.unsubscribe):
        with pytest.raises(NotFound):
            door(silent.receipt_id)


def test_a_stop_by_a_link_is_kept_with_its_channel_and_purpose(world: World) -> None:
    world.allow()
    world.service.pages.unsubscribe(world.ask().receipt_id)
    (kept,) = world.service.standings.stops(world.caller, PATIENT, "portal")
    assert kept == OptOut(channel="portal", purposes=("care_operations",), at=NOW)
