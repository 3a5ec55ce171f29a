"""Standing: what is kept, what it does to the next decision, and what is refused."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Literal

import pytest
from sqlalchemy import insert, select

from service.domain.standing import OptOut, PastEvent, Suppression
from service.domain.vocabulary import Channel, Purpose
from service.serving import Addressee, Caller, Lift, NotFound, Preferences, StandingRefused
from service.store.importing import import_standing
from service.store.proving import verify
from service.store.schema import consents, log, opt_outs, recipients, reservations
from service.store.whole_standing import KeptEntry, KeptStop, WholeStanding
from tests.factories import NOW, make_consent, make_signal
from tests.stores import PATIENT, World

REPORTING = Caller("k_rep", "reporting", frozenset({"decide"}), reports_delivery=True)


def kinds(world: World) -> list[str]:
    with world.store.reading() as connection:
        return list(connection.execute(select(log.c.kind).order_by(log.c.seq)).scalars())


def next_ask(world: World, **changes: object) -> object:
    signal = world.new_signal(subject=f"booking-{world.count}")
    return world.ask(**{"signal": signal, **changes})


def test_a_consent_said_twice_is_kept_and_logged_once(world: World) -> None:
    assert world.service.standings.record_consent(world.caller, PATIENT, make_consent()) is True
    assert world.service.standings.record_consent(world.caller, PATIENT, make_consent()) is False
    assert kinds(world) == ["consent"]


def test_consent_and_withdrawal_decide_the_next_call(world: World) -> None:
    assert next_ask(world).reasons == ("consent_absent",)
    world.allow()
    assert next_ask(world).outcome == "send"
    world.allow(status="withdrawn", at=NOW)
    assert next_ask(world).reasons == ("consent_withdrawn",)


def test_an_opt_out_holds_from_the_next_call_and_an_opt_in_lifts_it(world: World) -> None:
    world.allow()
    stop = OptOut(channel="portal", at=NOW)
    assert world.service.standings.opt_out(world.caller, PATIENT, stop, "portal") is True
    assert world.service.standings.opt_out(world.caller, PATIENT, stop, "portal") is False
    assert next_ask(world).reasons == ("opted_out",)
    assert world.service.standings.opt_in(world.caller, PATIENT, Lift("portal"), "portal") is True
    assert next_ask(world).outcome == "send"


def test_a_stop_on_any_channel_outlasts_an_opt_in_to_one(world: World) -> None:
    world.allow()
    world.service.standings.opt_out(world.caller, PATIENT, OptOut(at=NOW), "phone")
    assert world.service.standings.opt_in(world.caller, PATIENT, Lift("portal"), "portal") is False
    assert next_ask(world).reasons == ("opted_out",)
    assert world.service.standings.opt_in(world.caller, PATIENT, Lift("any"), "portal") is True
    assert next_ask(world).outcome == "send"


def stop_at(world: World, at: datetime, *purposes: Purpose, channel: Channel = "portal") -> bool:
    stop = OptOut(channel=channel, purposes=purposes, at=at)
    return world.service.standings.opt_out(world.caller, PATIENT, stop, "portal")


def lift(world: World, *purposes: Purpose, channel: str = "portal", **said: datetime) -> bool:
    wish = Lift(channel, purposes, **said)
    return world.service.standings.opt_in(world.caller, PATIENT, wish, "portal")


def say_stop(world: World, id_: str, at: datetime) -> object:
    words = make_signal(id=id_, type="message.received", attributes={}, text="STOP", at=at)
    return world.ask(signal=words).reasons


def stopped(world: World) -> list[tuple[str, tuple[str, ...]]]:
    stops = world.service.standings.stops(world.caller, PATIENT, "any")
    return [(stop.channel, stop.purposes) for stop in stops]


class TestTheOrderOfStopsAndLifts:
    """They count by when they were said, whenever they come and however often."""

    EARLIER, LATER = NOW - timedelta(seconds=90), NOW - timedelta(seconds=30)

    def test_a_stop_that_comes_again_after_its_lift_changes_nothing(self, world: World) -> None:
        assert stop_at(world, self.EARLIER)
        assert lift(world, at=self.LATER)
        for _ in range(2):
            assert not stop_at(world, self.EARLIER)
        assert stopped(world) == []
        assert kinds(world) == ["opt_out", "opt_in"]

    def test_a_stop_that_comes_after_the_lift_that_followed_it_changes_nothing(
        self, world: World
    ) -> None:
        assert not lift(world, at=self.LATER)
        assert not stop_at(world, self.EARLIER)
        assert stopped(world) == []

    def test_of_a_stop_and_a_lift_at_one_moment_the_stop_holds(self, world: World) -> None:
        lift(world, at=self.LATER)
        assert stop_at(world, self.LATER)
        assert not lift(world, at=self.LATER)
        assert stopped(world) == [("portal", ())]

    def test_a_stop_after_a_lift_holds_and_the_lift_again_does_not_end_it(
        self, world: World
    ) -> None:
        stop_at(world, self.EARLIER)
        lift(world, at=self.LATER)
        assert stop_at(world, NOW)
        assert not lift(world, at=self.LATER)
        assert stopped(world) == [("portal", ())]

    def test_a_lift_from_a_clock_that_is_ahead_outdates_no_stop_said_since(
        self, world: World
    ) -> None:
        lift(world, at=NOW + timedelta(minutes=4))
        world.clock.move(minutes=1)
        assert stop_at(world, world.clock.at)
        assert stopped(world) == [("portal", ())]

    def test_a_lift_of_one_purpose_leaves_the_rest_of_an_older_stop(self, world: World) -> None:
        lift(world, "marketing", at=self.LATER)
        assert stop_at(world, self.EARLIER, "education", "marketing")
        assert stopped(world) == [("portal", ("education",))]
        with world.store.reading() as connection:
            entry = connection.execute(select(log.c.entry).order_by(log.c.seq.desc())).scalar()
        assert json.loads(entry)["body"]["purposes"] == ["education"]

    def test_a_lift_on_one_channel_takes_no_stop_on_any_back(self, world: World) -> None:
        lift(world, at=self.LATER)
        stop = OptOut(channel="any", at=self.EARLIER)
        assert world.service.standings.opt_out(world.caller, PATIENT, stop, "crm")
        lift(world, channel="any", at=self.LATER)
        assert not world.service.standings.opt_out(world.caller, PATIENT, stop, "crm")
        assert stopped(world) == []

    def test_a_text_that_comes_again_under_another_id_stops_nobody_again(
        self, world: World
    ) -> None:
        world.allow()
        written, taken_back = NOW - timedelta(hours=3), NOW - timedelta(hours=2)
        assert say_stop(world, "first", written) == ("opted_out",)
        assert stopped(world) == [("portal", ())]
        assert lift(world, at=taken_back)
        assert say_stop(world, "again", written) == ("opted_out",)
        assert stopped(world) == []
        assert next_ask(world).outcome == "send"
        assert say_stop(world, "anew", NOW) == ("opted_out",)
        assert stopped(world) == [("portal", ())]

    def test_a_text_of_a_clock_that_runs_behind_stops_all_the_same(self, world: World) -> None:
        lift(world, at=self.LATER)
        assert say_stop(world, "behind", NOW - timedelta(minutes=50)) == ("opted_out",)
        assert stopped(world) == [("portal", ())]

    def test_a_list_that_comes_after_a_lift_stops_nobody_again(self, world: World) -> None:
        lift(world, at=self.LATER)
        rows = "recipient,record,channel,at\n" + "".join(
            f"{PATIENT.id},opt_out,{channel},{self.EARLIER.isoformat()}\n"
            for channel in ("portal", "email")
        )
        import_standing(world.store, "live", rows.encode(), NOW)
        assert stopped(world) == [("email", ())]
        assert kinds(world) == ["opt_in", "opt_out", "import"]


class TestLifting:
    def test_one_purpose_lifted_leaves_the_others_of_a_stop_of_everything(
        self, world: World
    ) -> None:
        world.allow()
        stop_at(world, NOW)
        assert lift(world, "care_operations")
        left = ("education", "marketing", "professional", "safety", "treatment")
        assert stopped(world) == [("portal", left)]
        assert next_ask(world).outcome == "send"
        assert not lift(world, "care_operations")

    def test_of_two_stops_the_other_stays(self, world: World) -> None:
        stop_at(world, NOW, "marketing")
        stop_at(world, NOW, "education")
        assert lift(world, "education")
        assert stopped(world) == [("portal", ("marketing",))]

    def test_of_two_purposes_in_one_stop_the_other_stays(self, world: World) -> None:
        stop_at(world, NOW, "marketing", "education")
        stop_at(world, NOW, "marketing")
        assert lift(world, "education")
        assert stopped(world) == [("portal", ("marketing",))]

    def test_a_purpose_that_was_not_stopped_changes_nothing(self, world: World) -> None:
        stop_at(world, NOW, "marketing")
        assert not lift(world, "education")
        assert stopped(world) == [("portal", ("marketing",))]
        assert kinds(world) == ["opt_out", "opt_in"]  # a stop from before it may yet come

    def test_a_purpose_lifted_on_any_channel_is_lifted_on_each(self, world: World) -> None:
        stop_at(world, NOW, "marketing", "education", channel="email")
        stop_at(world, NOW, "education", channel="any")
        assert lift(world, "education", channel="any")
        assert stopped(world) == [("email", ("marketing",))]

    def test_a_lift_from_before_the_stop_changes_nothing(self, world: World) -> None:
        world.allow()
        stop_at(world, NOW)
        assert not lift(world, at=NOW - timedelta(days=2000))
        assert not lift(world, at=NOW)  # of two words at one instant the no holds
        assert next_ask(world).reasons == ("opted_out",)
        assert lift(world, at=NOW + timedelta(seconds=1))

    def test_a_stop_said_again_outlasts_a_lift_from_between(self, world: World) -> None:
        stop_at(world, NOW - timedelta(days=3))
        assert not stop_at(world, NOW)
        assert not stop_at(world, NOW - timedelta(days=2))
        assert not lift(world, at=NOW - timedelta(days=1))

    def test_stop_words_said_again_outlast_a_lift_from_between(self, world: World) -> None:
        for number in range(2):
            assert say_stop(world, f"sig-{number}", world.clock.at) == ("opted_out",)
            world.clock.move(days=2)
        assert not lift(world, at=NOW + timedelta(days=1))
        assert lift(world)

    def test_a_lift_from_a_clock_that_is_ahead_is_refused(self, world: World) -> None:
        stop_at(world, NOW)
        with pytest.raises(StandingRefused) as refused:
            lift(world, at=NOW + timedelta(minutes=6))
        assert refused.value.faults[0].code == "S407"


class TestClockAhead:
    LATER = NOW + timedelta(minutes=10)

    def test_a_stop_is_kept_as_of_when_it_came(self, world: World) -> None:
        world.allow()
        assert stop_at(world, self.LATER)
        assert not stop_at(world, self.LATER)
        assert world.service.standings.stops(world.caller, PATIENT, "portal")[0].at == NOW
        assert next_ask(world).reasons == ("opted_out",)
        world.clock.move(minutes=1)
        assert lift(world, at=NOW + timedelta(minutes=1))

    def test_a_withdrawal_is_kept_as_of_when_it_came(self, world: World) -> None:
        world.allow()
        world.allow(status="withdrawn", at=self.LATER)
        assert next_ask(world).reasons == ("consent_withdrawn",)
        world.clock.move(minutes=1)
        world.allow(at=NOW + timedelta(minutes=1))
        assert next_ask(world).outcome == "send"

    def test_a_withdrawal_beats_a_yes_that_a_fast_clock_dated_after_it(self, world: World) -> None:
        world.allow(at=NOW + timedelta(minutes=4))
        world.allow(status="withdrawn", at=self.LATER)
        for _ in range(2):
            assert next_ask(world).reasons == ("consent_withdrawn",)
            world.clock.move(minutes=20)

    @pytest.mark.parametrize(
        ("yes", "no"),
        [
            ({}, {}),
            ({}, {"at": NOW - timedelta(minutes=1)}),
            ({}, {"channel": "portal"}),
            ({"channel": "portal"}, {}),
        ],
    )
    def test_a_withdrawal_by_a_true_clock_outlasts_a_yes_by_a_fast_one(
        self, world: World, yes: dict[str, Any], no: dict[str, Any]
    ) -> None:
        world.allow(**{"at": NOW + timedelta(minutes=2), **yes})
        for _ in range(2):
            world.allow(**{"status": "withdrawn", "at": NOW, **no})
        for _ in range(3):
            assert "consent_withdrawn" in next_ask(world).reasons
            world.clock.move(minutes=2)
        world.allow(at=NOW + timedelta(minutes=5))
        assert next_ask(world).outcome == "send"

    @pytest.mark.parametrize(
        "no",
        [
            {"at": NOW - timedelta(minutes=4)},  # longer before the yes than a clock may be ahead
            {"at": NOW, "channel": "email"},
            {"at": NOW, "purpose": "treatment"},
            {"at": NOW, "topic": "heart"},
        ],
    )
    def test_a_withdrawal_of_before_or_of_something_else_leaves_that_yes(
        self, world: World, no: dict[str, Any]
    ) -> None:
        world.allow(at=NOW + timedelta(minutes=2))
        no = {"purpose": "care_operations", "status": "withdrawn", **no}
        world.allow(no.pop("purpose"), **no)
        world.clock.move(minutes=3)
        assert next_ask(world).outcome == "send"

    def test_a_withdrawal_said_again_does_not_end_the_yes_that_came_between(
        self, world: World
    ) -> None:
        world.allow(status="withdrawn", at=NOW)
        world.allow(at=NOW + timedelta(minutes=2))
        world.allow(status="withdrawn", at=NOW)
        world.clock.move(minutes=3)
        assert next_ask(world).outcome == "send"

    def test_a_yes_is_refused(self, world: World) -> None:
        with pytest.raises(StandingRefused):
            world.allow(at=self.LATER)


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("STOP", True),
        ("when does the pain stop?", False),
        ("Unsubscribe", True),
        ("Reply STOP to opt out.", True),
        ("I texted STOP yesterday and still get these", True),
        ("Liked \u201cReply STOP to opt out.\u201d", False),
    ],
)
def test_stop_words_are_honoured_and_other_words_are_not(
    world: World, text: str, stopped: bool
) -> None:
    world.allow()
    assert ("opted_out" in world.hear(text).reasons) is stopped
    assert ("opted_out" in next_ask(world, channel="call").reasons) is stopped


def test_the_suppression_list_is_kept_and_left(world: World) -> None:
    world.allow()
    entry = Suppression(channel="portal", cause="invalid")
    assert world.service.standings.suppress(world.caller, PATIENT, entry, "crm") is True
    assert next_ask(world).reasons == ("suppression_list",)
    assert world.service.standings.unsuppress(world.caller, PATIENT, entry, "crm") is True
    assert world.service.standings.unsuppress(world.caller, PATIENT, entry, "crm") is False
    assert next_ask(world).outcome == "send"


def test_preferences_decide_the_next_call(world: World) -> None:
    world.allow()
    chosen = Preferences(zone="America/Chicago", channels=("sms",), reading_level="simple")
    assert world.service.standings.preferences(world.caller, PATIENT, chosen) is True
    assert world.service.standings.preferences(world.caller, PATIENT, chosen) is False
    assert next_ask(world).reasons == ("no_channel",)
    assert next_ask(world, channel="sms").outcome == "send"
    with world.store.reading() as connection:
        entry = connection.execute(
            select(log.c.entry).where(log.c.kind == "preferences")
        ).scalar_one()
    assert json.loads(entry)["body"] == {"set": ["channels", "reading_level", "zone"]}


def test_the_recipients_own_weekly_limit_is_a_cap(world: World) -> None:
    world.allow("education")
    world.service.standings.preferences(
        world.caller, PATIENT, Preferences(zone="America/Chicago", weekly_limit=1)
    )
    with world.store.writing() as connection:
        key = connection.execute(select(recipients.c.key)).scalar_one()
        connection.execute(insert(reservations).values(place_of(key)))
    read = make_signal(type="article.read", attributes={"topic": "nutrition"}, subject=None)
    answered = world.ask(signal=read, channel="email")
    assert answered.reasons == ("frequency_cap",)
    assert "`own-choice` (1 in 7 days)" in answered.decision.reasons[0].detail


def place_of(key: str) -> dict[str, object]:
    return {
        "receipt_id": "r_0",
        "recipient_key": key,
        "signal": "s_0",
        "channel": "email",
        "trigger_id": "another",
        "purpose": "marketing",
        "at": NOW,
        "status": "sent",
        "fingerprint": "",
        "facts": "",
    }


def test_an_event_stops_what_it_stops(world: World) -> None:
    world.allow()
    signal = make_signal()
    cancelled = PastEvent(type="appointment.cancelled", at=NOW, subject=signal.subject)
    assert world.service.standings.event(world.caller, PATIENT, cancelled) is True
    assert world.service.standings.event(world.caller, PATIENT, cancelled) is False
    assert world.ask(signal=signal).reasons == ("stop_rule",)
    assert world.ask(signal=make_signal(id="o", subject="another")).outcome == "send"


@pytest.mark.parametrize(
    ("act", "pointer"),
    [
        (lambda s, c: s.record_consent(c, PATIENT, make_consent(source="jane_doe")), "/source"),
        (lambda s, c: s.record_consent(c, PATIENT, make_consent(topic="jane")), "/topic"),
        (lambda s, c: s.opt_in(c, PATIENT, Lift("any", (), NOW), "jane@example.org"), "/source"),
        (lambda s, c: s.event(c, PATIENT, PastEvent(type="jane.doe", at=NOW)), "/type"),
        (lambda s, c: s.preferences(c, PATIENT, Preferences(zone="Jane")), "/zone"),
        (lambda s, c: s.preferences(c, PATIENT, Preferences(locale="jane")), "/locale"),
        (lambda s, c: s.erase(c, Addressee("")), "/recipient"),
    ],
)
def test_words_that_could_be_a_name_are_refused(world: World, act: object, pointer: str) -> None:
    with pytest.raises(StandingRefused) as refused:
        act(world.service.standings, world.caller)
    (fault,) = refused.value.faults
    assert fault.pointer == pointer
    assert "jane" not in f"{fault.what} {fault.fix}".lower()
    assert kinds(world) == []


def test_of_a_no_from_a_source_off_the_list_that_source_is_not_kept(world: World) -> None:
    world.service.standings.opt_out(world.caller, PATIENT, OptOut(at=NOW), "jane@example.org")
    no = make_consent(source="jane_doe", status="withdrawn")
    world.service.standings.record_consent(world.caller, PATIENT, no)
    with world.store.reading() as connection:
        kept = [*connection.execute(select(opt_outs.c.source)).scalars()]
        kept += connection.execute(select(consents.c.source)).scalars()
        logged = str(connection.execute(select(log)).all())
    assert kept == ["unlisted", "unlisted"]
    assert "jane" not in logged


# --- asked for ---


def test_who_asks_for_a_standing_makes_nobody_known(world: World) -> None:
    assert world.service.standings.standing(world.caller, PATIENT) == WholeStanding(known=False)
    with world.store.reading() as connection:
        assert connection.execute(select(recipients)).first() is None


def test_a_standing_tells_what_stands_and_where_it_is_from(world: World) -> None:
    world.allow("education", at=NOW - timedelta(days=2))
    world.allow("education", at=NOW - timedelta(days=2), status="withdrawn")
    world.allow("education", at=NOW - timedelta(days=1), topic="heart")
    stop_at(world, NOW, "marketing")
    chosen = Preferences(zone="America/Chicago", channels=())
    world.service.standings.preferences(world.caller, PATIENT, chosen)
    told = world.service.standings.standing(world.caller, PATIENT)
    assert [(word.topic, word.status) for word in told.consents] == [
        (None, "withdrawn"),
        ("heart", "given"),
    ]
    assert told.stops == (KeptStop("portal", ("marketing",), NOW, "portal"),)
    assert told.preferences == chosen
    sandbox = Caller("k_sb", "sandbox", frozenset({"standing"}), sandbox=True)
    assert not world.service.standings.standing(sandbox, PATIENT).known


def test_a_stop_that_outlives_an_erasure_is_told(world: World) -> None:
    stop_at(world, NOW, "marketing")
    world.service.standings.suppress(
        world.caller, PATIENT, Suppression(cause="complained"), "carrier"
    )
    world.service.standings.erase(world.caller, PATIENT)
    told = world.service.standings.standing(world.caller, PATIENT)
    assert told == WholeStanding(
        known=False,
        stops=(KeptStop("portal", ("marketing",), NOW, "kept"),),
        suppressions=(KeptEntry("any", "complained", NOW, "kept"),),
    )


# --- delivery feedback ---------------------------------------------------------------------------


def status(world: World, receipt_id: str) -> str:
    with world.store.reading() as connection:
        statement = select(reservations.c.status).where(reservations.c.receipt_id == receipt_id)
        return connection.execute(statement).scalar_one()


def test_a_place_given_back_is_free_and_the_signal_may_be_answered_again(world: World) -> None:
    world.allow()
    first = world.ask()
    assert world.service.standings.delivery(world.caller, first.receipt_id, "not_sent") is True
    assert world.service.standings.delivery(world.caller, first.receipt_id, "not_sent") is False
    assert status(world, first.receipt_id) == "not_sent"
    assert world.ask(idempotency_key="again").outcome == "send"
    assert verify(world.store, "live").valid


@pytest.mark.parametrize(
    ("reports", "ends_as", "suppressed"),
    [
        (("sent",), "sent", False),
        (("sent", "not_sent"), "sent", False),
        (("not_sent", "sent"), "sent", False),
        (("sent", "bounced"), "not_sent", True),
        (("bounced", "sent"), "sent", True),
        (("complained",), "sent", True),
    ],
)
def test_reports_settle_the_place_in_any_order(
    world: World, reports: tuple[str, ...], ends_as: str, suppressed: bool
) -> None:
    world.allow()
    first = world.ask()
    for report in reports:
        world.service.standings.delivery(world.caller, first.receipt_id, report)
    assert status(world, first.receipt_id) == ends_as
    other = next_ask(world)
    assert (other.reasons[:1] == ("suppression_list",)) is suppressed


def test_a_soft_bounce_gives_the_place_back_and_no_more(world: World) -> None:
    world.allow()
    first = world.ask()
    world.service.standings.delivery(world.caller, first.receipt_id, "bounced", hard=False)
    assert status(world, first.receipt_id) == "not_sent"
    assert next_ask(world).outcome == "send"


def mend(world: World, cause: Literal["bounced", "complained"]) -> bool:
    entry = Suppression(channel="portal", cause=cause)
    return world.service.standings.unsuppress(world.caller, PATIENT, entry, "crm")


@pytest.mark.parametrize("report", ["bounced", "complained"])
def test_a_report_that_comes_again_closes_no_mended_channel(
    world: World, report: Literal["bounced", "complained"]
) -> None:
    world.allow()
    first, second = world.ask(), next_ask(world)
    assert world.service.standings.delivery(world.caller, first.receipt_id, report)
    # It closes what is closed already, and is known when it comes again.
    world.service.standings.delivery(world.caller, second.receipt_id, report)
    assert mend(world, report)
    for receipt in (first.receipt_id, second.receipt_id):
        for _ in range(2):
            assert not world.service.standings.delivery(world.caller, receipt, report)
    third = world.ask(signal=world.new_signal(subject="booking-7"))
    assert third.outcome == "send"
    assert world.service.standings.delivery(world.caller, third.receipt_id, report)
    assert next_ask(world).reasons[0] == "suppression_list"
    assert verify(world.store, "live").valid


def test_a_bounce_after_a_soft_one_of_the_same_message_closes(world: World) -> None:
    world.allow()
    first = world.ask()
    world.service.standings.delivery(world.caller, first.receipt_id, "bounced", hard=False)
    assert world.service.standings.delivery(world.caller, first.receipt_id, "bounced")
    assert next_ask(world).reasons[0] == "suppression_list"


@pytest.mark.parametrize(("minutes", "closes"), [(-1, False), (0, True), (1, True), (None, True)])
def test_a_late_report_closes_unless_it_is_from_before_the_mending(
    world: World, minutes: int | None, closes: bool
) -> None:
    world.allow()
    first, late = world.ask(), next_ask(world)
    world.service.standings.delivery(world.caller, first.receipt_id, "bounced")
    world.clock.move(hours=1)
    mended = world.clock.at
    mend(world, "bounced")
    world.clock.move(hours=1)
    at = None if minutes is None else mended + timedelta(minutes=minutes)
    world.service.standings.delivery(world.caller, late.receipt_id, "bounced", at=at)
    assert (next_ask(world).outcome == "suppress") is closes


def test_a_report_about_nothing_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.service.standings.delivery(world.caller, "r_" + "0" * 32, "sent")
    silent = world.ask()
    assert world.service.standings.delivery(world.caller, silent.receipt_id, "sent") is False


def test_a_place_without_a_report_stays_taken_unless_the_caller_reports(world: World) -> None:
    world.allow()
    world.ask()
    world.ask(REPORTING, signal=make_signal(id="sig-2", subject="booking-2"))
    world.clock.move(hours=25)
    again = world.ask(idempotency_key="a")
    theirs = world.ask(
        REPORTING, idempotency_key="b", signal=make_signal(id="sig-2", subject="booking-2")
    )
    assert again.reasons == ("duplicate_signal",)
    assert theirs.outcome == "send"
