"""What the log tells of one recipient: found by the caller's own id alone, told in its order."""

from __future__ import annotations

import json

import pytest

from service.cli import main
from service.domain.standing import OptOut, Suppression
from service.serving import Addressee, Lift
from service.store.pseudonyms import LIVE, Person
from service.store.timeline import timeline
from tests.factories import NOW
from tests.stores import PATIENT, World

OTHER = Addressee("patient-2")


def lived(world: World) -> list[str]:
    """A yes, two messages, a stop and its lift, somebody's own words, and the receipts' ids."""
    world.allow(at=NOW.replace(month=3))
    world.allow(to=OTHER)
    first = world.ask(signal=world.new_signal())
    world.clock.move(hours=1)
    stop = OptOut(channel="portal", at=world.clock())
    world.service.standings.opt_out(world.caller, PATIENT, stop, "portal")
    world.clock.move(hours=1)
    second = world.ask(signal=world.new_signal())
    world.service.standings.opt_in(world.caller, PATIENT, Lift("portal"), "portal")
    entry = Suppression(channel="sms", cause="do_not_contact")
    world.service.standings.suppress(world.caller, PATIENT, entry, "crm")
    third = world.hear("STOP")
    world.ask(signal=world.new_signal(), recipient=OTHER.id)
    return [first.receipt_id, second.receipt_id, third.receipt_id]


def test_all_about_one_recipient_is_told_in_its_order(world: World) -> None:
    first, second, third = lived(world)
    found = timeline(world.store, Person(LIVE, "known", PATIENT.id))
    assert found is not None
    assert [(one.what, one.receipt_id) for one in found] == [
        (
            f"consent given: care operations by any (portal), said {NOW:%Y}-03-24 16:00 UTC",
            "",
        ),
        ("send by portal: visit-preparation", first),
        ("stop: portal, all purposes (portal)", ""),
        ("suppress by portal: visit-preparation: opted out", second),
        ("stop lifted: portal, all purposes (portal); left: none", ""),
        ("on the suppression list: sms, do not contact (crm)", ""),
        ("suppress by sms: opted out; their own words asked to stop", third),
    ]
    assert [one.seq for one in found] == sorted(one.seq for one in found)


def test_nobody_is_told_of_whom_nobody_knows_or_who_was_erased(world: World) -> None:
    lived(world)
    assert timeline(world.store, Person(LIVE, "known", "patient-3")) is None
    assert timeline(world.store, Person(LIVE, "anonymous", PATIENT.id)) is None
    assert timeline(world.store, Person("sandbox", "known", PATIENT.id)) is None
    world.service.standings.erase(world.caller, PATIENT)
    assert timeline(world.store, Person(LIVE, "known", PATIENT.id)) is None
    assert timeline(world.store, Person(LIVE, "known", OTHER.id)) is not None


def test_a_decision_tells_what_its_recipient_stopped_since(world: World) -> None:
    first, _, third = lived(world)
    assert world.since(world.service.receipt(first)) == [
        "stop: portal, all purposes (portal)",
        "stop lifted: portal, all purposes (portal); left: none",
        "on the suppression list: sms, do not contact (crm)",
        f"their own words asked to stop: sms, {third}",
    ]
    assert world.since(world.service.receipt(third)) == []


def test_the_command_asks_for_the_id_and_never_says_it(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(world)
    monkeypatch.setattr("service.hosting.the_store_there", lambda: world.store)
    monkeypatch.setattr("click.prompt", lambda *args, **more: PATIENT.id)
    assert main(["log", "recipient"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("; their own words asked to stop  " + out.split()[-3] + "\n7 entries\n")
    assert "UTC  send by portal: visit-preparation  r_" in out
    assert main(["log", "recipient", "--format", "json"]) == 0
    told = capsys.readouterr().out
    assert [one["kind"] for one in json.loads(told)["entries"]][:3] == [
        "consent",
        "decision",
        "opt_out",
    ]
    assert PATIENT.id not in out + told
    monkeypatch.setattr("click.prompt", lambda *args, **more: "patient-3")
    assert main(["log", "recipient"]) == 1
    assert capsys.readouterr().out.startswith("nobody is known by that id in ")
