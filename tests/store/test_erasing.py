"""Erasure and retention: what goes, what stays, and that the log verifies behind both."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.domain.standing import OptOut, PastEvent, Suppression
from service.serving import Addressee, Lift, NotFound, Preferences
from service.store.checking import check_store
from service.store.erasure import ABOUT_THEM
from service.store.importing import import_standing
from service.store.opening import open_store
from service.store.proving import verify
from service.store.pseudonyms import LIVE, Person, lookups
from service.store.schema import (
    answers,
    events,
    kept_stops,
    log,
    metadata,
    recipients,
    reservations,
)
from service.store.secret import parse_secret, rotate, secret_in
from service.store.store import Store
from service.store.tidying import Retention, tidy
from tests.factories import NOW, make_signal
from tests.stores import PATIENT, SECRET, World, consent_to, make_request

OTHER = Addressee("patient-2")
DAY = timedelta(days=1)
KEEP = Retention(log=2190 * DAY, anonymous=30 * DAY, events=400 * DAY)


def count(store: Store, table: object) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_erasing_leaves_a_log_that_leads_to_nobody(world: World) -> None:
    for to in (PATIENT, OTHER):
        world.allow(to=to)
        world.service.standings.opt_out(world.caller, to, OptOut(channel="sms", at=NOW), "sms")
        world.service.standings.event(world.caller, to, PastEvent(type="article.read", at=NOW))
    first = world.ask()
    other = world.ask(recipient=OTHER.id)
    ticket = json.loads(first.body)["why_ticket"]
    assert world.service.standings.erase(world.caller, PATIENT) > 5
    key = world.service.receipt(first.receipt_id).receipt.recipient_key
    with world.store.reading() as connection:
        for table in ABOUT_THEM:
            own = select(func.count()).select_from(table).where(table.c.recipient_key == key)
            assert connection.execute(own).scalar_one() == 0
    assert count(world.store, recipients) == 1
    assert verify(world.store, LIVE).valid
    assert check_store(world.store) == []
    with pytest.raises(NotFound):
        world.service.pages.why(ticket)
    with pytest.raises(NotFound):
        world.service.pages.unsubscribe(first.receipt_id)
    assert world.service.standings.delivery(world.caller, first.receipt_id, "bounced") is False
    assert world.ask(recipient=OTHER.id).body == other.body
    held = world.service.receipt(first.receipt_id)
    assert world.since(held) == ["the recipient was erased"]


def test_who_comes_back_is_somebody_new_without_consent(world: World) -> None:
    world.allow()
    first = world.ask()
    world.service.standings.erase(world.caller, PATIENT)
    again = world.ask()
    assert (again.replayed, again.reasons) == (False, ("consent_absent",))
    keys = {world.service.receipt(a.receipt_id).receipt.recipient_key for a in (first, again)}
    assert len(keys) == 2


@pytest.mark.parametrize("first_call", ["decide", "consent"])
def test_a_stop_outlives_the_erasure_of_who_said_it(world: World, first_call: str) -> None:
    """Whoever was erased and agrees again still has said stop, until they lift it themselves."""
    world.allow()
    world.service.standings.opt_out(world.caller, PATIENT, OptOut(channel="any", at=NOW), "sms")
    world.service.standings.erase(world.caller, PATIENT)
    assert kept(world.store) == [("any", "", "")]
    if first_call == "decide":
        assert world.ask().reasons == ("opted_out", "consent_absent")
    world.allow()
    again = world.ask(idempotency_key="again")
    assert (again.outcome, again.reasons) == ("suppress", ("opted_out",))
    assert kept(world.store) == []  # it stands with their new row now
    world.service.standings.opt_in(world.caller, PATIENT, Lift("any"), "portal")
    assert world.ask(idempotency_key="later").outcome == "send"
    assert verify(world.store, LIVE).valid
    assert check_store(world.store) == []


def test_a_stop_outlives_one_erasure_after_another(world: World) -> None:
    world.allow()
    world.service.standings.opt_out(world.caller, PATIENT, OptOut(channel="any", at=NOW), "sms")
    for _ in range(3):
        world.service.standings.erase(world.caller, PATIENT)
        world.allow()
    assert world.ask().reasons == ("opted_out",)


def test_of_the_suppression_list_only_a_persons_own_no_is_kept(world: World) -> None:
    world.allow()
    for cause in ("bounced", "complained", "deceased", "do_not_contact", "invalid"):
        entry = Suppression(channel="email", cause=cause)
        world.service.standings.suppress(world.caller, PATIENT, entry, "crm")
    world.service.standings.erase(world.caller, PATIENT)
    assert kept(world.store) == [("email", "", "complained"), ("email", "", "do_not_contact")]
    world.allow()
    assert world.ask(channel="email").reasons == ("suppression_list",)


def test_what_stays_of_an_erased_recipient_leads_to_no_entry_of_the_log(world: World) -> None:
    world.allow()
    before = world.ask()
    key = world.service.receipt(before.receipt_id).receipt.recipient_key
    world.service.standings.opt_out(world.caller, PATIENT, OptOut(channel="any", at=NOW), "sms")
    world.service.standings.erase(world.caller, PATIENT)
    with world.store.reading() as connection:
        rows = [row._asdict() for row in connection.execute(select(kept_stops))]
    columns = ["at", "cause", "channel", "id", "lookup", "purposes", "secret"]
    assert [sorted(row) for row in rows] == [columns]
    assert key not in str(rows)
    assert PATIENT.id not in str(rows)


def test_an_anonymous_visitor_tidied_away_has_still_said_stop(world: World) -> None:
    visitor = Addressee("visitor", "anonymous")
    world.allow(to=visitor)
    world.service.standings.opt_out(world.caller, visitor, OptOut(channel="any", at=NOW), "portal")
    assert tidy(world.store, KEEP, NOW + 31 * DAY).anonymous == 1
    world.allow(to=visitor)
    asked = world.ask(recipient="visitor", recipient_kind="anonymous")
    assert "opted_out" in asked.reasons


def test_an_anonymous_visitor_who_said_something_was_seen_then(world: World) -> None:
    visitor = Addressee("visitor", "anonymous")
    world.allow(to=visitor)
    world.clock.move(days=29)
    world.service.standings.preferences(world.caller, visitor, Preferences(zone="America/Chicago"))
    assert tidy(world.store, KEEP, NOW + 31 * DAY).anonymous == 0
    assert tidy(world.store, KEEP, NOW + 60 * DAY).anonymous == 1


def test_what_another_replica_tidies_is_left_to_it_and_counted_once(world: World) -> None:
    if world.store.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    for number in range(5):
        event = PastEvent(type="article.read", subject=f"s-{number}", at=NOW)
        world.service.standings.event(world.caller, PATIENT, event)
    later = NOW + 401 * DAY
    with world.store.writing() as connection:
        theirs = select(events.c.id).order_by(events.c.id).limit(2).with_for_update()
        assert len(connection.execute(theirs).all()) == 2
        assert tidy(world.store, KEEP, later).events == 3
    assert tidy(world.store, KEEP, later).events == 2


def kept(store: Store) -> list[tuple[str, str, str]]:
    """The stops of erased recipients."""
    columns = (kept_stops.c.channel, kept_stops.c.purposes, kept_stops.c.cause)
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


def entries(store: Store) -> list[tuple[str, dict[str, object]]]:
    """The log as kinds and bodies."""
    with store.reading() as connection:
        rows = list(connection.execute(select(log.c.entry).order_by(log.c.seq)).scalars())
    return [(data["kind"], data["body"]) for data in map(json.loads, rows)]


@pytest.mark.parametrize("first_call", ["decide", "consent", "a consent that is there", "import"])
def test_a_stop_that_comes_back_is_in_the_log(world: World, first_call: str) -> None:
    world.service.standings.opt_out(
        world.caller, PATIENT, OptOut(channel="sms", purposes=("marketing",), at=NOW), "sms"
    )
    entry = Suppression(channel="email", cause="do_not_contact")
    world.service.standings.suppress(world.caller, PATIENT, entry, "crm")
    world.service.standings.erase(world.caller, PATIENT)
    before = len(entries(world.store))
    match first_call:
        case "decide":
            world.ask()
        case "import":
            text = "recipient,record,at,channel\npatient-1,opt_out,2026-05-01T10:00:00Z,web\n"
            import_standing(world.store, LIVE, text.encode(), NOW)
        case "consent":
            world.allow()
        case _:
            world.service.standings.opt_in(
                world.caller, PATIENT, Lift("web"), "portal"
            )  # changes nothing
    first, second = entries(world.store)[before:][:2]
    assert first == (
        "opt_out",
        {
            "channel": "sms",
            "purposes": ["marketing"],
            "at": "2026-11-24T16:00:00.000000Z",
            "source": "kept",
        },
    )
    assert second == (
        "suppression",
        {"channel": "email", "cause": "do_not_contact", "source": "kept"},
    )
    assert kept(world.store) == []
    assert verify(world.store, LIVE).valid


@pytest.mark.parametrize("beside", [False, True])
def test_a_dry_run_for_somebody_erased_sees_their_stop_and_writes_no_row(
    world: World, beside: bool
) -> None:
    """Also where another's first call, who was erased too, is in the same batch."""
    for to in (PATIENT, OTHER):
        world.allow(to=to)
        world.service.standings.opt_out(world.caller, to, OptOut(channel="any", at=NOW), "sms")
        world.service.standings.erase(world.caller, to)
    before = everything(world.store)
    trial = world.service.job(world.caller, make_request(dry_run=True))
    other = world.service.job(world.caller, make_request(recipient=OTHER.id))
    world.service.submit(*((trial, other) if beside else (trial,)))
    assert trial.future.result(20).reasons == ("opted_out", "consent_absent")
    if not beside:
        assert everything(world.store) == before
        return
    assert other.future.result(20).reasons == ("opted_out", "consent_absent")
    assert count(world.store, recipients) == 1
    assert count(world.store, kept_stops) == 1
    assert verify(world.store, LIVE).valid


def everything(store: Store) -> list[tuple[object, ...]]:
    """Every row of every table."""
    with store.reading() as connection:
        return [
            tuple(row)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        ]


def test_erasing_nobody_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.service.standings.erase(world.caller, Addressee("nobody"))


def test_retention_takes_what_is_old_and_nothing_else(world: World) -> None:
    world.allow()
    world.ask()
    world.ask(recipient="visitor", recipient_kind="anonymous")
    world.service.standings.event(world.caller, PATIENT, PastEvent(type="article.read", at=NOW))
    fresh = tidy(world.store, KEEP, NOW + timedelta(hours=23))
    assert vars_of(fresh) == (0, 0, 0, 0, 0)
    next_day = tidy(world.store, KEEP, NOW + DAY)
    assert vars_of(next_day) == (2, 0, 0, 0, 0)
    later = tidy(world.store, KEEP, NOW + 401 * DAY)
    assert vars_of(later) == (0, 3, 1, 1, 0)  # bookings are events too: triggers stop on them
    assert count(world.store, answers) == 0
    assert count(world.store, reservations) == 0
    assert count(world.store, recipients) == 1
    assert verify(world.store, LIVE).valid


def test_a_place_and_an_event_stay_as_long_as_the_answers_that_rest_on_them(world: World) -> None:
    world.allow()
    first = world.ask(idempotency_key="k")
    keep = replace(KEEP, events=timedelta(hours=1))
    world.clock.move(hours=23)
    assert vars_of(tidy(world.store, keep, world.clock.at)) == (0, 0, 0, 0, 0)
    assert first.outcome == "send"
    assert world.ask(idempotency_key="k").body == first.body
    assert vars_of(tidy(world.store, keep, NOW + 2 * DAY))[:3] == (1, 1, 1)


def vars_of(done: object) -> tuple[int, ...]:
    return (done.answers, done.events, done.places, done.anonymous, done.log)


def test_a_log_cut_at_its_beginning_still_verifies_and_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.tidying.STEP", 3)
    for number in range(8):
        world.ask(signal=make_signal(id=f"old-{number}"))
    noted = verify(world.store, LIVE).head
    world.clock.move(days=10)
    young = world.ask(signal=make_signal(id="young"))
    done = tidy(world.store, Retention(5 * DAY, 30 * DAY, 400 * DAY), world.clock.at)
    assert done.log == 8
    proof = verify(world.store, LIVE, expected=noted)
    assert (proof.valid, proof.base_seq) == (True, 8)
    assert world.service.receipt(young.receipt_id).seq == 9
    world.ask(signal=make_signal(id="younger"))
    assert verify(world.store, LIVE).valid
    with world.store.reading() as connection:
        kinds = list(connection.execute(select(log.c.kind).order_by(log.c.seq)).scalars())
    assert kinds == ["decision", "tidied", "tidied", "tidied", "decision"]


def test_a_log_that_is_old_as_a_whole_leaves_the_notes_of_its_cuts(world: World) -> None:
    world.ask()
    world.ask(signal=make_signal(id="sig-2"))
    keep = Retention(DAY, 30 * DAY, 400 * DAY)
    assert tidy(world.store, keep, NOW + 9 * DAY).log == 2
    assert count(world.store, log) == 2
    assert verify(world.store, LIVE).valid


# --- secrets -------------------------------------------------------------------------------------


def test_under_a_new_secret_old_recipients_are_known_and_moved(url: str, tmp_path: Path) -> None:
    person = Person(LIVE, "known", "patient-1")
    store = open_store(url, tmp_path, SECRET, NOW)
    consent_to(store, "patient-1", "education")
    store.close()
    newer = f"{SECRET[::-1]} {SECRET}"
    store = open_store(url, tmp_path, newer, NOW)
    consent_to(store, "patient-1", "marketing")
    with store.reading() as connection:
        (row,) = connection.execute(select(recipients)).all()
    assert row.lookup == lookups(parse_secret(newer, "x"), person)[0]
    assert count(store, recipients) == 1
    assert verify(store, LIVE).valid
    store.close()


def test_a_kept_answer_outlives_a_new_secret(url: str, tmp_path: Path, make_world: object) -> None:
    world = make_world(open_store(url, tmp_path, SECRET, NOW))
    world.allow()
    first = world.ask(idempotency_key="k")
    world.service.close()
    world = make_world(open_store(url, tmp_path, f"{SECRET[::-1]} {SECRET}", NOW))
    again = world.ask(idempotency_key="k")
    assert again.body == first.body
    world.service.standings.opt_out(world.caller, PATIENT, OptOut(at=NOW), "portal")
    assert world.ask(idempotency_key="k").reasons == ("opted_out",)
    assert world.ask(idempotency_key="k").replayed


def test_the_secret_beside_the_store_rotates_and_remembers(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    first = secret_in(file)
    rotate(file)
    second = secret_in(file)
    assert second.current != first.current
    assert second.older == (first.current,)
    assert file.stat().st_mode & 0o777 == 0o600
    assert first.current.decode() not in repr(second)
