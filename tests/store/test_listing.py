"""The suppression list, in the order of what was said: a late call undoes no newer entry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.domain.standing import Suppression
from service.serving import StandingRefused
from service.store.importing import import_standing
from tests.factories import NOW
from tests.stores import PATIENT, World

ENTRY = Suppression(channel="portal", cause="bounced")
LIST = "recipient,record,at,channel,cause\npatient-1,suppression,{},portal,bounced\n"


def outcome(world: World) -> tuple[str, ...]:
    signal = world.new_signal(subject=f"booking-{world.count}")
    answered = world.ask(signal=signal)
    return (answered.outcome, *answered.reasons[:1])


def test_an_entry_taken_off_late_leaves_what_was_put_on_since(world: World) -> None:
    world.allow()
    world.service.standings.suppress(world.caller, PATIENT, ENTRY, "crm")
    world.clock.move(hours=1)
    mended = world.clock()
    world.clock.move(hours=1)
    # Said again: the entry that stands is dated on, and is no news.
    assert not world.service.standings.suppress(world.caller, PATIENT, ENTRY, "phone")
    for said in (mended, world.clock()):
        assert not world.service.standings.unsuppress(world.caller, PATIENT, ENTRY, "crm", said)
    assert outcome(world) == ("suppress", "suppression_list")
    world.clock.move(seconds=1)
    assert world.service.standings.unsuppress(world.caller, PATIENT, ENTRY, "crm", world.clock())
    assert outcome(world)[0] == "send"


def test_an_entry_is_not_taken_off_ahead_of_time(world: World) -> None:
    world.allow()
    world.service.standings.suppress(world.caller, PATIENT, ENTRY, "crm")
    with pytest.raises(StandingRefused):
        world.service.standings.unsuppress(
            world.caller, PATIENT, ENTRY, "crm", NOW + timedelta(days=1)
        )
    assert outcome(world) == ("suppress", "suppression_list")


def test_an_entry_of_an_old_list_is_kept_whatever_was_taken_off_since(world: World) -> None:
    world.allow()
    world.service.standings.suppress(world.caller, PATIENT, ENTRY, "crm")
    world.clock.move(minutes=1)
    assert world.service.standings.unsuppress(world.caller, PATIENT, ENTRY, "crm", world.clock())
    for day, kept_as in (("2026-05-01", "05-01"), ("2026-06-01", "06-01"), ("2026-04-01", "06-01")):
        lines = LIST.format(f"{day}T10:00:00Z").encode()
        import_standing(world.store, "live", lines, world.clock())
        assert outcome(world) == ("suppress", "suppression_list")
        (kept,) = world.service.standings.standing(world.caller, PATIENT).suppressions
        assert f"{kept.at:%m-%d}" == kept_as


def test_a_bounce_after_a_mended_address_was_told_late_closes_again(world: World) -> None:
    """What counts is when the address was mended, not when the call that tells it came."""
    world.allow()
    receipts = [world.ask(signal=world.new_signal(subject=f"b-{n}")).receipt_id for n in range(3)]
    assert world.service.standings.delivery(world.caller, receipts[0], "bounced", at=NOW)
    world.clock.move(hours=3)
    mended, again = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    assert world.service.standings.unsuppress(world.caller, PATIENT, ENTRY, "crm", mended)
    world.service.standings.delivery(world.caller, receipts[1], "bounced", at=NOW)
    assert outcome(world)[0] == "send"
    world.service.standings.delivery(world.caller, receipts[2], "bounced", at=again)
    assert outcome(world) == ("suppress", "suppression_list")
