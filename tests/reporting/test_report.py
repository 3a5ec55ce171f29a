"""A report on a real store: what the log holds, as the page and the command tell it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from service.commands.report import report
from service.domain.standing import OptOut
from service.errors import BedsideError, Problem
from service.library.release import Release
from service.reporting.cells import Cell
from service.reporting.facts import Decided, read_facts
from service.reporting.page import report_page
from service.reporting.period import Period
from service.reporting.reading import report_on, required_by
from service.serving import Addressee, Lift
from service.store.chain import read_entries
from service.store.importing import import_standing
from service.store.pseudonyms import LIVE
from service.store.schema import opt_outs
from tests.factories import NOW
from tests.stores import PATIENT, World

PERIOD = Period((NOW - timedelta(days=2)).date(), (NOW + timedelta(days=3)).date())


def fill(world: World, people: int = 14) -> None:
    """Some who agreed, some who did not, one who stops and comes back for the same again."""
    for number in range(people):
        to = Addressee(f"patient-{number}")
        if number % 7:
            world.allow(to=to)
        world.ask(recipient=to.id, signal=world.new_signal())
    stopped = Addressee("patient-1")
    world.service.standings.opt_out(
        world.caller, stopped, OptOut(channel="portal", at=NOW), "portal"
    )
    world.ask(recipient=stopped.id, signal=world.new_signal())
    world.service.standings.opt_in(world.caller, stopped, Lift("portal"), "portal")
    world.ask(recipient=stopped.id, signal=world.new_signal(subject="booking-9"))


def test_a_lift_ends_the_stops_that_it_names_and_leaves_the_others(world: World) -> None:
    world.allow()
    for purposes in (("care_operations",), ("education",)):
        stop = OptOut(channel="portal", purposes=purposes, at=NOW)
        world.service.standings.opt_out(world.caller, PATIENT, stop, "portal")
    lift = Lift("portal", ("education",))
    assert world.service.standings.opt_in(world.caller, PATIENT, lift, "portal")
    world.ask()
    with world.store.reading() as connection:
        (fact,) = read_facts(read_entries(connection, "live"), {})
    assert fact.reasons == ("opted_out",)
    with world.store.reading() as connection:
        entries = list(read_entries(connection, "live"))
    # Had it gone all the same, the report would say so.
    assert next(read_facts(entries, {})).purpose == "care_operations"
    assert next(read_facts(entries, {})).after_stop


def test_the_log_is_read_as_it_was_written(world: World) -> None:
    fill(world)
    with world.store.reading() as connection:
        facts = list(
            read_facts(read_entries(connection, "live"), required_by([world.service.release]))
        )
    assert len(facts) == 16
    assert [fact.reasons for fact in facts if fact.outcome == "suppress"] == [
        ("consent_absent",),
        ("consent_absent",),
        ("opted_out",),
    ]
    sent = [fact for fact in facts if fact.outcome == "send"]
    assert all(fact.consented and fact.missing == () for fact in sent)
    assert not any(fact.after_stop for fact in sent)
    asked_after_the_stop = facts[14]
    assert asked_after_the_stop.after_stop
    assert asked_after_the_stop.reasons == ("opted_out",)


def test_a_required_module_that_is_not_there_is_missed(world: World) -> None:
    fill(world)
    required = {
        key: modules | {"legal/one-more"}
        for key, modules in required_by([world.service.release]).items()
    }
    with world.store.reading() as connection:
        facts = list(read_facts(read_entries(connection, "live"), required))
    assert {fact.missing for fact in facts if fact.outcome == "send"} == {("legal/one-more",)}
    with world.store.reading() as connection:
        facts = list(read_facts(read_entries(connection, "live"), {}))
    assert {fact.missing for fact in facts} == {None}


def test_a_send_after_a_stop_is_told_from_the_log_alone(world: World) -> None:
    """The entries are put in another order: the stop before a message that did go out."""
    fill(world)
    with world.store.reading() as connection:
        rows = list(read_entries(connection, "live"))
    stop = next(row for row in rows if row.kind == "opt_out")
    facts = list(read_facts([stop, *(row for row in rows if row is not stop)], {}))
    wrong = [fact for fact in facts if fact.after_stop and fact.outcome == "send"]
    assert [fact.who for fact in wrong] == [stop.recipient_key]


def facts_of(world: World) -> list[Decided]:
    with world.store.reading() as connection:
        return list(read_facts(list(read_entries(connection, "live")), {}))


def test_a_stop_that_came_in_a_list_is_a_stop(world: World) -> None:
    world.allow()
    world.ask(signal=world.new_signal())
    text = "recipient,record,at,channel\npatient-1,opt_out,2026-05-01T10:00:00Z,portal\n"
    import_standing(world.store, LIVE, text.encode(), NOW)
    world.ask(signal=world.new_signal())
    assert [fact.after_stop for fact in facts_of(world)] == [False, True]


def test_a_stop_that_outlived_an_erasure_is_one_for_who_comes_back(world: World) -> None:
    world.service.standings.opt_out(
        world.caller, PATIENT, OptOut(channel="portal", at=NOW), "portal"
    )
    world.service.standings.erase(world.caller, PATIENT)
    world.ask(signal=world.new_signal())
    assert [fact.after_stop for fact in facts_of(world)] == [True]


def test_a_stop_in_words_is_known_however_long_ago(world: World) -> None:
    """It is no entry of its own: the decision that answered it says so."""
    world.hear("STOP", channel="portal")
    world.hear("When are you open?", channel="portal")
    world.clock.move(days=5)
    with world.store.writing() as connection:  # what a fault would do
        connection.execute(delete(opt_outs))
    world.allow()
    assert world.ask(signal=world.new_signal(at=world.clock())).outcome == "send"
    day = world.clock().date()
    found = report_on(world.store, "live", Period(day, day), [])
    assert found.after_stop.decisions != 0


def test_a_stop_in_answer_to_a_text_is_one_for_calls_too(world: World) -> None:
    stop = {"type": "message.received", "attributes": {}, "text": "stop"}
    world.ask(signal=world.new_signal(**stop), channel="sms")
    world.ask(signal=world.new_signal(), channel="call")
    world.ask(signal=world.new_signal(), channel="email")
    assert [fact.after_stop for fact in facts_of(world)] == [False, True, False]


def test_the_page_needs_nothing_else_and_names_nobody(world: World, release: Release) -> None:
    fill(world, people=40)
    figures = report_on(world.store, "live", PERIOD, [world.service.release])
    page = report_page(figures, {"EV-02": "odd characters"}, datetime(2026, 11, 25, tzinfo=UTC))
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert "<script" not in page
    with world.store.reading() as connection:
        keys = {row.recipient_key for row in read_entries(connection, "live")}
    assert not [key for key in keys if key and key in page]
    assert "patient-" not in page
    assert figures.outcomes.rows[2][0] == "portal"
    assert figures.decisions == Cell(42)
    assert "Nothing" not in page.partition("What must be none")[2].partition("</section>")[0]


@pytest.fixture
def installed(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The store of a world, as the command finds it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("service.hosting.the_store_there", lambda: world.store)
    monkeypatch.setattr("service.wiring.release_from", lambda *_: world.service.release)
    monkeypatch.setattr("service.wiring.the_clock", lambda: NOW + timedelta(days=4))
    return world


def test_the_page_does_not_say_that_stops_of_a_list_are_unknown(world: World) -> None:
    page = report_page(report_on(world.store, "live", PERIOD, []), {}, NOW)
    assert "by a file" not in page


def test_the_command_writes_a_page_figures_or_metrics(installed: World) -> None:
    fill(installed)
    ran = CliRunner().invoke(report, [], standalone_mode=False)
    assert (ran.return_value, ran.output) == (0, "written to out/report.html\n")
    assert "Decisions, 2026-10-29 to 2026-11-27" in Path("out/report.html").read_text()
    ran = CliRunner().invoke(report, ["--format", "json"], standalone_mode=False)
    told = json.loads(ran.output)
    assert told["decisions"] == {"decisions": 16}
    assert told["people"] == {"decisions": None}  # sixteen less fourteen would be two people
    assert told["period"] == {"first": "2026-10-29", "last": "2026-11-27"}
    ran = CliRunner().invoke(
        report, ["--format", "prometheus", "-o", "figures.prom"], standalone_mode=False
    )
    assert ran.output == "written to figures.prom\n"
    assert "bedside_report_decisions" in Path("figures.prom").read_text()


def test_something_that_should_not_have_gone_out_is_exit_code_1(
    installed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(installed)
    more = {
        key: names | {"legal/one-more"}
        for key, names in required_by([installed.service.release]).items()
    }
    monkeypatch.setattr("service.reporting.reading.required_by", lambda _: more)
    assert CliRunner().invoke(report, [], standalone_mode=False).return_value == 1
    assert "legal/one-more" in Path("out/report.html").read_text()


def test_days_in_the_wrong_order_are_told(installed: World) -> None:
    ran = CliRunner().invoke(report, ["--from", "2026-11-20", "--to", "2026-11-01"])
    assert ran.exit_code == 2
    assert "--from 2026-11-20 is after --to 2026-11-01" in ran.output


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["--to", "2026-11-29"], "--to 2026-11-29 has not come yet; today is 2026-11-28 (UTC)"),
        (["--to", "9999-12-31"], "--to 9999-12-31 has not come yet"),
        (["--from", "0001-01-01"], "--from 0001-01-01 is too early"),
        (["--from", "1000-01-01"], "--from 1000-01-01 is too early"),
    ],
)
def test_days_that_no_report_has_are_told(installed: World, days: list[str], said: str) -> None:
    ran = CliRunner().invoke(report, days)
    assert ran.exit_code == 2
    assert said in " ".join(ran.output.split())


def test_a_long_time_is_reported_on(installed: World) -> None:
    ran = CliRunner().invoke(report, ["--from", "1970-01-01", "--to", "2026-11-28"])
    assert (ran.exit_code, ran.output) == (0, "written to out/report.html\n")
    page = Path("out/report.html").read_text()
    assert "The last day was not over when this was made." in page
    ran = CliRunner().invoke(report, ["--to", "2026-11-27"])
    assert "was not over" not in Path("out/report.html").read_text()


def test_a_library_that_cannot_be_served_stops_no_report(
    installed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(installed)

    def fail(*_: object) -> None:
        raise BedsideError([Problem("library.yaml", 1, 1, "L701", "not approved", "approve it")])

    monkeypatch.setattr("service.wiring.release_from", fail)
    ran = CliRunner().invoke(report, [], standalone_mode=False)
    assert ran.return_value == 0
    assert "what is served now cannot be read (L701; see `bedside check`)" in ran.output
    page = Path("out/report.html").read_text()
    assert "messages could not be checked for required modules" in page


def test_a_text_that_comes_again_after_its_lift_is_no_stop(world: World) -> None:
    world.allow()
    for said in ("first", "again"):
        written = world.clock.at - timedelta(hours=2)
        words = world.new_signal(
            id=said, type="message.received", attributes={}, text="STOP", at=written
        )
        world.ask(signal=words)
        if said == "first":
            world.service.standings.opt_in(
                world.caller, PATIENT, Lift("portal", at=written + timedelta(hours=1)), "portal"
            )
    world.ask(signal=world.new_signal())
    assert [(fact.outcome, fact.after_stop) for fact in facts_of(world)] == [
        ("suppress", False),
        ("suppress", False),
        ("send", False),
    ]
