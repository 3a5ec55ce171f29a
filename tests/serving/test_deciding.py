"""One call and its repeats: what is answered, what is written, what wins over what."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from guardrails.verdict import Urgency
from service.desk import calls
from service.domain.standing import OptOut, PastEvent, Suppression
from service.library.release import Release
from service.serving import (
    Caller,
    IdempotencyConflict,
    NotFound,
    Overrides,
    Preferences,
    SignalRefused,
    StandingRefused,
    StoreUnavailable,
)
from service.store.opening import open_store
from service.store.proving import verify
from service.store.schema import answers, log, recipients, reservations
from service.store.store import Store
from service.store.tidying import Retention, tidy
from tests.factories import BOOKING, NOW, make_signal
from tests.stores import PATIENT, SECRET, World, begin, make_request

SANDBOX = Caller("k_sand", "trying", frozenset({"decide"}), sandbox=True)
REPORTING = Caller("k_rep", "reporting", frozenset({"decide"}), reports_delivery=True)
STOP = OptOut(at=NOW)
ZONED: dict[str, Any] = {"overrides": Overrides(zone="America/Chicago")}


def rows(world: World, table: object) -> int:
    with world.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_without_consent_nothing_goes_and_the_decision_is_logged(world: World) -> None:
    answered = world.ask()
    assert (answered.outcome, answered.reasons) == ("suppress", ("consent_absent",))
    assert world.service.receipt(answered.receipt_id).receipt.outcome == "suppress"
    assert rows(world, reservations) == 0


def test_a_message_takes_a_place(world: World) -> None:
    world.allow()
    answered = world.ask()
    assert answered.outcome == "send"
    body = json.loads(answered.body)
    assert body["receipt_id"] == answered.receipt_id
    assert rows(world, reservations) == 1


@pytest.mark.parametrize("key", [None, "given-by-the-caller"])
def test_a_repeat_gets_the_same_bytes_and_no_second_place(world: World, key: str | None) -> None:
    world.allow()
    first = world.ask(idempotency_key=key)
    world.clock.move(hours=3)
    again = world.ask(idempotency_key=key)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.body == first.body
    assert again.trigger_id == first.trigger_id
    assert rows(world, reservations) == 1
    assert rows(world, answers) == 1


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    world.allow()
    world.ask(idempotency_key="k")
    for other in (
        {"channel": "email"},
        {"recipient": "patient-2"},
        {"signal": make_signal(id="sig-2")},
        {"audience": "caregiver"},
    ):
        with pytest.raises(IdempotencyConflict):
            world.ask(idempotency_key="k", **other)
    assert rows(world, answers) == 1


def test_callers_do_not_share_their_keys(world: World) -> None:
    world.allow()
    first = world.ask(idempotency_key="k")
    other = world.ask(REPORTING, idempotency_key="k")
    assert not other.replayed
    assert other.reasons == ("duplicate_signal",)
    assert first.outcome == "send"


def test_a_kept_answer_ends_after_its_time(world: World) -> None:
    world.allow()
    world.ask()
    world.clock.move(hours=23, minutes=59)
    assert world.ask().replayed
    world.clock.move(minutes=2)
    later = world.ask()
    assert not later.replayed
    assert later.reasons == ("duplicate_signal",)


@pytest.mark.parametrize(
    ("say_no", "reason", "told"),
    [
        (
            lambda w: w.service.standings.opt_out(w.caller, PATIENT, STOP, "portal"),
            "opted_out",
            ["stop: any, all purposes (portal)"],
        ),
        (
            lambda w: w.service.standings.opt_out(
                w.caller, PATIENT, OptOut(channel="portal", at=NOW), "portal"
            ),
            "opted_out",
            ["stop: portal, all purposes (portal)"],
        ),
        (
            lambda w: w.service.standings.suppress(
                w.caller, PATIENT, Suppression(cause="do_not_contact"), "crm"
            ),
            "suppression_list",
            ["on the suppression list: any, do not contact (crm)"],
        ),
        (
            lambda w: w.allow(status="withdrawn", at=NOW),
            "consent_withdrawn",
            [],
        ),
    ],
)
def test_a_no_beats_a_replay(
    world: World, say_no: Callable[[World], object], reason: str, told: list[str]
) -> None:
    world.allow()
    first = world.ask(idempotency_key="k")
    say_no(world)
    second = world.ask(idempotency_key="k")
    third = world.ask(idempotency_key="k")
    assert (second.outcome, second.reasons) == ("suppress", (reason,))
    assert third.replayed
    assert third.body == second.body
    held = world.service.receipt(second.receipt_id)
    assert held.repeats == first.receipt_id
    first_held = world.service.receipt(first.receipt_id)
    assert first_held.receipt.outcome == "send"
    assert world.since(first_held) == [*told, f"asked again: suppress, {second.receipt_id}"]


def test_a_no_beats_a_replay_whose_decision_was_tidied_away(world: World) -> None:
    """Where the log is kept for less long than answers are, nobody can tell what was answered."""
    world.allow()
    first = world.ask(idempotency_key="k")
    world.hear("hello")  # a log keeps its last entry
    kept = Retention(log=timedelta(hours=1), anonymous=timedelta(9), events=timedelta(9))
    assert tidy(world.store, kept, NOW + timedelta(hours=2)).log
    world.service.standings.opt_out(world.caller, PATIENT, STOP, "portal")
    assert first.outcome == "send"
    assert world.ask(idempotency_key="k").reasons[0] == "opted_out"


def test_a_no_beats_a_replay_in_the_same_batch(world: World) -> None:
    world.allow()
    stop = world.new_signal(type="message.received", attributes={}, text="STOP")
    first, no, second = (
        world.service.job(world.caller, asked)
        for asked in (
            make_request(channel="sms", idempotency_key="k", **ZONED),
            make_request(channel="sms", signal=stop, **ZONED),
            make_request(channel="sms", idempotency_key="k", **ZONED),
        )
    )
    world.service.submit(first, no, second)
    assert first.future.result(30).outcome == "send"
    assert no.future.result(30).reasons == ("opted_out",)
    assert second.future.result(30).reasons == ("opted_out",)


def test_an_opt_out_of_something_else_leaves_the_replay(world: World) -> None:
    world.allow()
    first = world.ask()
    stop = OptOut(channel="sms", at=NOW)
    world.service.standings.opt_out(world.caller, PATIENT, stop, "sms")
    stop = OptOut(purposes=("marketing",), at=NOW)
    world.service.standings.opt_out(world.caller, PATIENT, stop, "portal")
    assert world.ask().body == first.body


def test_an_answer_that_an_earlier_version_kept_is_repeated(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It kept times as they were written, and a hold's answer is kept for weeks."""
    world.allow()
    with monkeypatch.context() as earlier:
        earlier.setattr(calls, "_as_instant", lambda value: value)
        kept = world.ask()
        held = world.ask(channel="sms")
    again = world.ask()
    assert (again.body, again.replayed) == (kept.body, True)
    with pytest.raises(IdempotencyConflict):
        world.ask(audience="caregiver")
    assert held.reasons == ("zone_unknown",)
    world.clock.move(minutes=5)
    assert world.ask(channel="sms", overrides=Overrides(zone="America/Chicago")).outcome == "send"


@pytest.mark.parametrize("key", [None, "k"])
@pytest.mark.parametrize(
    ("happen", "reason"),
    [
        (lambda w: w.clock.move(hours=2), "signal_expired"),
        (
            lambda w: w.service.standings.event(
                w.caller,
                PATIENT,
                PastEvent(type="appointment.cancelled", at=NOW, subject="booking-1"),
            ),
            "stop_rule",
        ),
        (
            lambda w: w.service.standings.preferences(
                w.caller, PATIENT, Preferences(channels=("email",))
            ),
            "no_channel",
        ),
    ],
)
def test_a_message_that_says_nothing_any_more_is_not_repeated(
    world: World, happen: Callable[[World], object], reason: str, key: str | None
) -> None:
    world.allow()
    soon = {**BOOKING, "starts_at": (NOW + timedelta(hours=2)).isoformat()}
    same: dict[str, Any] = {"signal": make_signal(attributes=soon), "idempotency_key": key}
    first = world.ask(**same)
    happen(world)
    second = world.ask(**same)
    assert first.outcome == "send"
    assert (second.outcome, second.reasons[0]) == ("suppress", reason)
    assert json.loads(second.body)["parts"] == {}
    assert world.service.receipt(second.receipt_id).repeats == first.receipt_id
    assert world.ask(**same).body == second.body
    assert rows(world, reservations) == 1


def test_a_message_is_repeated_up_to_its_last_moment_and_after_what_does_not_touch_it(
    world: World,
) -> None:
    world.allow()
    soon = {**BOOKING, "starts_at": (NOW + timedelta(hours=2)).isoformat()}
    signal = make_signal(attributes=soon)
    first = world.ask(signal=signal)
    other = PastEvent(type="appointment.cancelled", at=NOW, subject="booking-2")
    world.service.standings.event(world.caller, PATIENT, other)
    world.service.standings.preferences(
        world.caller, PATIENT, Preferences(channels=("portal", "sms"))
    )
    world.service.standings.delivery(world.caller, first.receipt_id, "sent")
    world.clock.at = datetime.fromisoformat(json.loads(first.body)["valid_until"])
    assert world.ask(signal=signal).body == first.body


def test_a_place_given_back_is_asked_for_anew(world: World) -> None:
    """Else a repeat would pass the cap that another message has filled since."""
    world.allow("marketing", "education")
    ask = {"type": "newsletter.subscribed", "attributes": {"topic": "heart"}, "subject": None}
    first, other = world.new_signal(**ask), world.new_signal(**ask)
    given_back = world.ask(signal=first, channel="email", idempotency_key="k-1", **ZONED)
    world.service.standings.delivery(world.caller, given_back.receipt_id, "not_sent")
    sent = world.ask(signal=other, channel="email", **ZONED)
    again = world.ask(signal=first, channel="email", idempotency_key="k-1", **ZONED)
    assert (given_back.outcome, sent.outcome) == ("send", "send")
    assert (again.outcome, again.reasons) == ("suppress", ("frequency_cap",))


def test_a_place_given_back_is_taken_again_where_it_is_free(world: World) -> None:
    world.allow()
    first = world.ask(idempotency_key="k")
    world.service.standings.delivery(world.caller, first.receipt_id, "not_sent")
    second = world.ask(idempotency_key="k")
    assert (second.outcome, second.replayed) == ("send", False)
    assert second.receipt_id != first.receipt_id
    assert world.ask(idempotency_key="k").body == second.body
    assert world.ask(idempotency_key="other").reasons == ("duplicate_signal",)


def test_a_place_given_back_and_taken_by_another_key_is_not_taken_twice(world: World) -> None:
    world.allow()
    first = world.ask(idempotency_key="k-1")
    world.service.standings.delivery(world.caller, first.receipt_id, "not_sent")
    assert world.ask(idempotency_key="k-2").outcome == "send"
    assert world.ask(idempotency_key="k-1").reasons == ("duplicate_signal",)


def test_what_a_sandbox_key_wished_for_stays(world: World) -> None:
    first = world.ask(SANDBOX, wanted_outcome="send")
    world.service.standings.delivery(SANDBOX, first.receipt_id, "not_sent")
    assert world.ask(SANDBOX, wanted_outcome="send").body == first.body


def test_a_call_for_help_is_repeated_whatever_was_said_since(world: World) -> None:
    world.guard.urgency = Urgency(True, "crisis")
    signal = make_signal(type="message.received", attributes={}, text="please help me")
    first = world.ask(signal=signal)
    world.service.standings.opt_out(world.caller, PATIENT, STOP, "portal")
    again = world.ask(signal=signal)
    assert first.outcome == "escalate"
    assert again.body == first.body
    assert json.loads(first.body)["hand_off"]["signal_id"] == signal.id
    assert rows(world, reservations) == 0


def test_opt_out_words_stop_the_channel_and_calls_with_texts(world: World) -> None:
    world.allow()
    signal = make_signal(id="in-1", type="message.received", attributes={}, text="STOP")
    assert world.ask(signal=signal, channel="sms").reasons == ("opted_out",)
    assert "opted_out" in world.ask(channel="sms").reasons
    assert "opted_out" in world.ask(channel="call").reasons
    assert world.ask(channel="portal").outcome == "send"


@pytest.mark.parametrize("key", [None, "k"])
def test_a_hold_is_decided_anew_when_its_time_has_come(world: World, key: str | None) -> None:
    world.allow()
    world.service.standings.preferences(world.caller, PATIENT, Preferences(zone="America/Chicago"))
    night = NOW.replace(hour=3) + timedelta(days=1)
    world.clock.at = night
    signal = make_signal(at=night - timedelta(minutes=5))
    same: dict[str, Any] = {"signal": signal, "channel": "sms", "idempotency_key": key}
    held = world.ask(**same)
    assert held.outcome == "hold"
    assert world.ask(**same).body == held.body
    world.clock.at = datetime.fromisoformat(json.loads(held.body)["not_before"])
    sent = world.ask(**same)
    assert sent.outcome == "send"
    assert world.service.receipt(sent.receipt_id).repeats == held.receipt_id
    world.clock.move(hours=1)
    assert world.ask(**same).body == sent.body
    assert rows(world, reservations) == 1


def test_a_due_hold_still_refuses_another_body(world: World) -> None:
    world.allow()
    held = world.ask(channel="sms", idempotency_key="k")
    assert held.reasons == ("zone_unknown",)
    world.clock.at = datetime.fromisoformat(json.loads(held.body)["not_before"])
    with pytest.raises(IdempotencyConflict) as refused:
        world.ask(channel="email", idempotency_key="k")
    assert not refused.value.derived


def test_the_key_of_a_hold_outlives_its_time(
    store: Store, make_world: Callable[..., World]
) -> None:
    kept_for = timedelta(minutes=30)
    world = make_world(store, keep_answers=kept_for)
    world.allow()
    world.service.standings.preferences(world.caller, PATIENT, Preferences(zone="America/Chicago"))
    world.clock.at = night = NOW.replace(hour=3) + timedelta(days=1)
    signal = make_signal(at=night - timedelta(minutes=5))
    same: dict[str, Any] = {"signal": signal, "channel": "sms", "idempotency_key": "k"}
    due = datetime.fromisoformat(json.loads(world.ask(**same).body)["not_before"])
    assert due - night > kept_for
    world.clock.at = due + kept_for - timedelta(minutes=1)
    with pytest.raises(IdempotencyConflict):
        world.ask(**same, audience="caregiver")
    sent = world.ask(**same)
    assert sent.outcome == "send"
    assert world.ask(**same).body == sent.body


def test_a_hold_for_want_of_a_zone_ends_with_the_call_that_names_it(world: World) -> None:
    world.allow()
    held = world.ask(channel="sms")
    assert held.reasons == ("zone_unknown",)
    world.clock.move(minutes=5)
    sent = world.ask(channel="sms", overrides=Overrides(zone="America/Chicago"))
    assert sent.outcome == "send"
    assert world.service.receipt(sent.receipt_id).repeats == held.receipt_id
    assert world.ask(channel="sms", overrides=Overrides(zone="America/Chicago")).body == sent.body
    with pytest.raises(IdempotencyConflict) as refused:
        world.ask(channel="sms", overrides=Overrides(zone="Asia/Tokyo"))
    assert refused.value.derived
    assert rows(world, reservations) == 1


def test_a_call_that_names_the_zone_may_change_nothing_else(world: World) -> None:
    world.allow()
    world.ask(channel="sms")
    with_zone = Overrides(zone="America/Chicago", reading_level="simple")
    with pytest.raises(IdempotencyConflict):
        world.ask(channel="sms", overrides=with_zone)


def test_a_key_refuses_the_zone_as_it_refuses_any_other_body(world: World) -> None:
    world.allow()
    world.ask(channel="sms", idempotency_key="k")
    with_zone = Overrides(zone="America/Chicago")
    with pytest.raises(IdempotencyConflict):
        world.ask(channel="sms", idempotency_key="k", overrides=with_zone)
    sent = world.ask(channel="sms", idempotency_key="k-new", overrides=with_zone)
    assert sent.outcome == "send"


@pytest.mark.parametrize("key", [None, "k"])
def test_a_hold_for_want_of_a_zone_ends_when_the_zone_is_stored(
    world: World, key: str | None
) -> None:
    world.allow()
    held = world.ask(channel="sms", idempotency_key=key)
    world.service.standings.preferences(world.caller, PATIENT, Preferences(zone="America/Chicago"))
    sent = world.ask(channel="sms", idempotency_key=key)
    assert (held.outcome, sent.outcome) == ("hold", "send")


def test_a_dry_run_leaves_no_trace(world: World) -> None:
    world.allow()
    before = {t: rows(world, t) for t in (log, recipients, reservations, answers)}
    dry = world.ask(dry_run=True)
    unknown = world.ask(dry_run=True, recipient="nobody-yet")
    assert (dry.outcome, unknown.outcome) == ("send", "suppress")
    assert json.loads(dry.body)["dry_run"] is True
    assert {t: rows(world, t) for t in before} == before
    assert not world.ask().replayed


def test_a_dry_run_after_the_message_does_not_replay_it(world: World) -> None:
    world.allow()
    world.ask()
    dry = world.ask(dry_run=True)
    assert (dry.replayed, dry.reasons) == (False, ("duplicate_signal",))


def test_a_refused_signal_writes_nothing_and_fails_alone(world: World) -> None:
    world.allow()
    bad = begin(world.service, world.caller, make_request(signal=make_signal(type="no.such")))
    good = begin(world.service, world.caller, make_request())
    assert good.result(20).outcome == "send"
    with pytest.raises(SignalRefused):
        bad.result(20)
    assert rows(world, answers) == 1


def test_a_recipient_needs_an_id_and_overrides_are_what_they_say(world: World) -> None:
    with pytest.raises(StandingRefused, match="not an id"):
        world.ask(recipient="  ")
    with pytest.raises(StandingRefused) as refused:
        Overrides(locale="Jane Doe", zone="Jane's house")
    assert [fault.pointer for fault in refused.value.faults] == ["/locale", "/zone"]
    assert "Jane" not in str(refused.value)


def test_overrides_hold_for_the_call_alone(world: World) -> None:
    world.allow()
    with_zone = world.ask(channel="sms", overrides=Overrides(zone="America/Chicago"))
    assert with_zone.outcome == "send"
    without = world.ask(channel="sms", signal=make_signal(id="sig-2", subject="booking-2"))
    assert without.reasons == ("zone_unknown",)


def test_sandbox_and_live_share_nothing(world: World) -> None:
    world.allow()
    world.ask()
    tried = world.ask(SANDBOX)
    assert tried.reasons == ("consent_absent",)
    assert json.loads(tried.body)["sandbox"] is True
    held = world.service.receipt(tried.receipt_id)
    assert (held.chain, held.seq) == ("sandbox", 1)
    assert world.ask().replayed
    with pytest.raises(NotFound):
        world.service.receipt(tried.receipt_id, world.caller)


@pytest.mark.parametrize("outcome", ["send", "hold", "suppress", "escalate", "blocked"])
def test_a_sandbox_key_gets_the_outcome_it_asks_for(world: World, outcome: str) -> None:
    answered = world.ask(SANDBOX, wanted_outcome=outcome)
    assert answered.outcome == outcome
    body = json.loads(answered.body)
    assert bool(body["parts"]) == (outcome in ("send", "escalate"))  # both have words to send
    assert ("hand_off" in body) == (outcome == "escalate")


def test_a_live_key_does_not_get_to_choose(world: World) -> None:
    assert world.ask(wanted_outcome="send").outcome == "suppress"


def test_calls_at_one_instant_have_receipts_of_their_own(world: World) -> None:
    world.allow()
    ids = {world.ask(idempotency_key=f"k{number}").receipt_id for number in range(5)}
    assert len(ids) == 5


def test_a_signal_that_others_stop_on_is_remembered(world: World) -> None:
    world.allow()
    cancelled = {"starts_at": BOOKING["starts_at"]}
    signal = make_signal(id="c-1", type="appointment.cancelled", at=NOW, attributes=cancelled)
    world.ask(signal=signal)
    assert "stop_rule" in world.ask().reasons


@pytest.mark.parametrize("subject", ["booking-1", None])
def test_a_signal_does_not_stop_its_own_repeat(
    make_world: Callable[..., World], store: Store, release: Release, subject: str | None
) -> None:
    stops = {"stop_when": ("appointment.booked", "appointment.cancelled")}
    triggers = {
        name: trigger.model_copy(update=stops if trigger.on == "appointment.booked" else {})
        for name, trigger in release.triggers.items()
    }
    world = make_world(store, release=release.model_copy(update={"triggers": triggers}))
    world.allow()
    same = {"signal": make_signal(subject=subject), "idempotency_key": "k"}
    first = world.ask(**same)
    assert first.outcome == "send"
    assert world.ask(**same).body == first.body
    assert world.ask(signal=same["signal"], channel="sms", **ZONED).outcome == "send"
    world.clock.move(minutes=1)
    world.ask(signal=world.new_signal(subject=subject, at=world.clock.at))
    assert world.ask(**same).reasons == ("stop_rule", "duplicate_signal")


def test_a_visit_booked_again_or_moved_back_is_confirmed_again(world: World) -> None:
    world.allow()
    later = {**BOOKING, "starts_at": "2026-12-09T09:30:00-06:00"}
    off = {"starts_at": BOOKING["starts_at"]}

    def tell(subject: str, attributes: dict[str, Any] = BOOKING, type_: str = "booked") -> Any:
        world.clock.move(minutes=1)
        signal = world.new_signal(
            type=f"appointment.{type_}", attributes=attributes, subject=subject, at=world.clock.at
        )
        return world.ask(signal=signal, channel="sms", **ZONED)

    assert tell("b1").outcome == "send"
    assert tell("b1").reasons == ("near_duplicate",)
    assert tell("b1", off, "cancelled").outcome == "send"
    assert tell("b1").outcome == "send"
    assert tell("b1", later).outcome == "send"
    assert tell("b1").outcome == "send"
    assert tell("b1").reasons == ("near_duplicate",)
    assert tell("b2").outcome == "send"


def test_a_new_booking_stops_the_note_about_the_missed_one(world: World) -> None:
    world.allow()
    booked = PastEvent(
        type="appointment.booked", at=NOW - timedelta(minutes=1), subject="booking-81"
    )
    world.service.standings.event(world.caller, PATIENT, booked)
    at = NOW - timedelta(hours=4)
    missed = {"starts_at": (at - timedelta(hours=1)).isoformat(), "place": "riverbend"}
    signal = make_signal(type="appointment.missed", at=at, attributes=missed, subject="booking-80")
    assert world.ask(signal=signal).reasons == ("stop_rule",)


def test_after_close_there_are_no_answers(world: World) -> None:
    world.service.close()
    with pytest.raises(StoreUnavailable, match="stopping"):
        world.ask()


def test_a_batch_answers_each_of_its_calls(world: World) -> None:
    for number in range(40):
        world.allow(to=type(PATIENT)(f"patient-{number}"))
    futures = [
        begin(world.service, world.caller, make_request(recipient=f"patient-{number % 40}"))
        for number in range(120)
    ]
    answered = [future.result(30) for future in futures]
    assert sum(not a.replayed for a in answered) == 40
    assert len({a.body for a in answered}) == 40
    assert rows(world, reservations) == 40
    assert verify(world.store, "live").valid


def test_repeats_in_one_batch_are_answered_without_another_commit(world: World) -> None:
    world.allow()
    first = world.ask()
    futures = [begin(world.service, world.caller, make_request()) for _ in range(50)]
    assert {future.result(30).body for future in futures} == {first.body}
    mixed = [
        begin(world.service, world.caller, make_request(signal=make_signal(id=f"sig-{n % 2}")))
        for n in range(20)
    ]
    assert sum(not future.result(30).replayed for future in mixed) == 1
    assert verify(world.store, "live").entries == 3


def test_a_row_found_under_an_older_secret_moves_to_the_one_in_use(
    world: World, make_world: Callable[..., World]
) -> None:
    """Once decided for, a recipient is known without the older one; a key in the log stays."""
    world.allow()
    first = world.ask()
    url = world.store.engine.url.render_as_string(hide_password=False)
    renewed = make_world(open_store(url, Path(), f"{'n' * 40} {SECRET}", NOW))
    renewed.ask(signal=renewed.new_signal())
    alone = make_world(open_store(url, Path(), "n" * 40, NOW))
    second = alone.ask(signal=make_signal(id="sig-alone"))
    assert rows(world, recipients) == 1
    keys = [
        alone.service.receipt(answered.receipt_id).receipt.recipient_key
        for answered in (first, second)
    ]
    assert keys[0] == keys[1]


# --- topics that were switched off -------------------------------------------------------------

SENSITIVE = "behavioral_health"


def read_about(topic: str, **changes: Any) -> dict[str, Any]:
    """A call for an article that was read just now, under a key."""
    values = {"type": "article.read", "attributes": {"topic": topic}, "subject": None, "at": NOW}
    return {"signal": make_signal(**values), "idempotency_key": "k", **changes}


def switch(world: World, status: str, topic: str = SENSITIVE, **ago: float) -> None:
    world.allow("education", status=status, topic=topic, at=world.clock.at - timedelta(**ago))


@pytest.mark.parametrize("key", [None, "k"])
def test_neutral_words_about_a_sensitive_topic_are_repeated(world: World, key: str | None) -> None:
    world.allow("education", at=NOW - timedelta(hours=5))
    switch(world, "withdrawn", hours=4)
    same = read_about(SENSITIVE, idempotency_key=key)
    first = world.ask(**same)
    assert first.outcome == "send"
    assert (world.ask(**same).replayed, world.ask(**same).body) == (True, first.body)


def test_neutral_words_are_repeated_when_the_topic_is_switched_off_later(world: World) -> None:
    world.allow("education")
    switch(world, "given", hours=5)
    switch(world, "withdrawn", hours=4)
    first = world.ask(**read_about(SENSITIVE))
    world.clock.move(minutes=1)
    switch(world, "withdrawn")
    assert first.outcome == "send"
    assert world.ask(**read_about(SENSITIVE)).body == first.body


def test_words_that_name_a_sensitive_topic_are_not_repeated_when_it_is_switched_off(
    world: World,
) -> None:
    world.allow("education")
    switch(world, "given", hours=5)
    first = world.ask(**read_about(SENSITIVE))
    named = {choice.module_id for choice in world.service.receipt(first.receipt_id).receipt.choices}
    world.clock.move(minutes=1)
    switch(world, "withdrawn", hours=1)  # said before the message, and heard of after it
    second = world.ask(**read_about(SENSITIVE))
    assert "behavioral-health/calmer-evening" in named
    assert (first.outcome, second.outcome) == ("send", "suppress")
    assert second.reasons == ("consent_withdrawn",)


def test_words_about_an_ordinary_topic_are_not_repeated_when_it_is_switched_off(
    world: World,
) -> None:
    world.allow("education")
    first = world.ask(**read_about("heart"))
    switch(world, "withdrawn", "heart")
    assert first.outcome == "send"
    assert world.ask(**read_about("heart")).reasons == ("consent_withdrawn",)


def test_a_hold_about_a_sensitive_topic_stays_one(world: World) -> None:
    world.allow("education")
    switch(world, "withdrawn", hours=4)
    same = read_about(SENSITIVE, channel="email")
    first = world.ask(**same)
    assert first.outcome == "hold"
    switch(world, "withdrawn")
    assert world.ask(**same).body == first.body
