"""Lists of standing from CSV: taken in once, resumable, and bad rows named without their words."""

from __future__ import annotations

import json
import tracemalloc
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.domain.standing import OptOut
from service.store import importing
from service.store.importing import BadRow, NotAList, import_standing
from service.store.proving import verify
from service.store.pseudonyms import LIVE
from service.store.schema import consents, imports, log, opt_outs, recipients, suppressions
from service.store.store import Store
from service.store.words import SOURCES
from tests.factories import NOW
from tests.stores import PATIENT, World

HEAD = "recipient,kind,record,purpose,channel,status,at,source,topic,cause\n"
AT = "2026-05-01T10:00:00Z"
AHEAD = f"{NOW + timedelta(minutes=6):%Y-%m-%dT%H:%M:%SZ}"


def take_in(store: Store, text: str, **more: object) -> object:
    return import_standing(store, LIVE, text.encode(), NOW, topics={"nutrition"}, **more)


def counts(store: Store) -> tuple[int, ...]:
    tables = (recipients, consents, opt_outs, suppressions)
    with store.reading() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        )


def test_a_list_is_taken_in_and_decides_the_next_call(world: World) -> None:
    text = HEAD + (
        f"patient-1,known,consent,care_operations,any,given,{AT},portal,,\n"
        f"patient-1,,opt_out,education marketing,email,,{AT},email,,\n"
        f"patient-2,,consent,care_operations,,,{AT},,,\n"
        f"patient-2,,suppression,,portal,,{AT},crm,,invalid\n"
        f'"patient, three",,consent,education,email,given,{AT},paper,nutrition,\n'
    )
    done = take_in(world.store, text)
    assert (done.rows, done.skipped, done.bad) == (5, 0, [])
    assert counts(world.store) == (3, 3, 1, 1)
    assert world.ask().outcome == "send"
    assert world.ask(recipient="patient-2").reasons == ("suppression_list",)
    assert verify(world.store, LIVE).valid


def test_a_no_from_a_clock_that_is_ahead_is_taken_in_as_of_now(store: Store) -> None:
    done = take_in(
        store,
        HEAD
        + f"patient-1,,opt_out,,any,,{AHEAD},portal,,\n"
        + f"patient-1,,consent,education,any,withdrawn,{AHEAD},portal,,\n"
        + f"patient-1,,suppression,,any,,{AHEAD},portal,,complained\n",
    )
    assert (done.rows, done.bad) == (3, [])
    with store.reading() as connection:
        for table in (opt_outs, consents, suppressions):
            assert connection.execute(select(table.c.at)).scalar_one() == NOW


@pytest.mark.parametrize("at", [AHEAD, f"{NOW:%Y-%m-%dT%H:%M:%SZ}"])
@pytest.mark.parametrize("listed", [True, False])
def test_a_withdrawal_in_a_list_outlasts_a_yes_by_a_fast_clock(
    world: World, at: str, listed: bool
) -> None:
    soon = NOW + timedelta(minutes=2)
    no = f"patient-1,,consent,care_operations,any,withdrawn,{at},portal,,\n"
    yes = f"patient-1,,consent,care_operations,any,given,{soon:%Y-%m-%dT%H:%M:%SZ},portal,,\n"
    if not listed:
        world.allow(at=soon)
    take_in(world.store, HEAD + no + (yes if listed else ""))
    for _ in range(2):
        assert world.ask(signal=world.new_signal()).reasons[0] == "consent_withdrawn"
        world.clock.move(minutes=3)


def test_a_stop_in_a_newer_list_is_dated_on_and_logged_once(store: Store) -> None:
    for day in ("01", "03", "02"):
        take_in(store, f"{HEAD}patient-1,,opt_out,,any,,2026-05-{day}T10:00:00Z,portal,,\n")
    with store.reading() as connection:
        at = connection.execute(select(opt_outs.c.at)).scalar_one()
        logged = connection.execute(select(log.c.kind).where(log.c.kind == "opt_out")).all()
    assert (at.day, len(logged)) == (3, 1)


def test_bad_rows_are_named_by_line_and_column_and_echo_nothing(store: Store) -> None:
    text = HEAD + (
        f"patient-1,,consent,care_operations,any,given,{AT},portal,,\n"
        f"CANARY,,consent,CANARY,any,given,{AT},portal,,\n"
        "CANARY,,consent,education,any,given,CANARY,portal,,\n"
        f"CANARY,,consent,education,any,given,{AT},canary jane,,\n"
        f"CANARY,,consent,education,any,given,{AT},portal,CANARY,\n"
        f"CANARY,,CANARY,education,any,given,{AT},portal,,\n"
        f",,consent,education,any,given,{AT},portal,,\n"
        f"CANARY,,suppression,,any,,{AT},portal,,\n"
        f"CANARY,,consent,education,any,given,{AT},portal,,,CANARY\n"
        f"CANARY,,consent,education,any,given,{AHEAD},portal,,\n"
    )
    done = take_in(store, text)
    assert done.rows == 1
    assert [(bad.line, bad.column) for bad in done.bad] == [
        (3, "purpose"),
        (4, "at"),
        (5, "source"),
        (6, "topic"),
        (7, "record"),
        (8, "recipient"),
        (9, "cause"),
        (10, "row"),
        (11, "at"),
    ]
    assert [bad.what for bad in done.bad][1] == (
        "it must be a time with its zone, such as 2026-12-08T09:30:00-06:00"
    )
    assert all(isinstance(bad, BadRow) for bad in done.bad)
    assert "canary" not in str(done.bad).lower()


def test_a_row_has_one_fault_a_column_with_all_that_would_be_right(store: Store) -> None:
    text = HEAD + f"p,,opt_out,CANARY CANARY,fax,,{AT},portal,,\n"
    assert [str(bad.what) for bad in take_in(store, text).bad] == [
        "use one of email, sms, portal, web, call, or use `any`",
        "use one of care_operations, treatment, education, marketing, professional, safety",
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_taken_in(store: Store, source: str) -> None:
    row = f"p,,consent,education,any,given,{AT},{source},,\n"
    assert take_in(store, HEAD + row).bad == []


def test_the_same_file_again_changes_nothing_and_reports_the_same(store: Store) -> None:
    text = HEAD + f"p,,consent,education,any,given,{AT},portal,,\nq,,x,,,,{AT},,,\n"
    first = take_in(store, text)
    again = take_in(store, text)
    assert (first.rows, again.rows, again.skipped) == (1, 0, 2)
    assert first.bad == again.bad
    assert counts(store) == (1, 1, 0, 0)


def test_rows_that_are_there_already_are_left_alone_in_another_file(store: Store) -> None:
    row = f"p,,consent,education,any,given,{AT},portal,,\n"
    take_in(store, HEAD + row)
    take_in(store, HEAD + row + row.replace("p,", "q,", 1))
    assert counts(store) == (2, 2, 0, 0)


def test_an_import_that_was_cut_off_goes_on_where_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.store.importing.STEP", 10)
    lines = [f"p{number},,consent,education,any,given,{AT},portal,,\n" for number in range(35)]
    seen: list[int] = []

    def stop(done: int, of: int) -> None:
        seen.append(done)
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(store, HEAD + "".join(lines), progress=stop)
    assert counts(store) == (20, 20, 0, 0)
    done = take_in(store, HEAD + "".join(lines))
    assert (done.rows, done.skipped) == (15, 20)
    assert counts(store) == (35, 35, 0, 0)
    with store.reading() as connection:
        row = connection.execute(select(imports)).one()
    assert (row.done, row.bad, row.finished_at) == (35, 0, NOW)
    assert verify(store, LIVE).valid


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"name,email\njane,jane@example.org\n",
        b"recipient,record\np,consent\n",
        HEAD.replace("cause", "CANARY").encode(),
        b"\xff\xfe\x00",
        HEAD.encode() + b'"unclosed',
        f"recipient,record,at,at,channel,channel\np,opt_out,{AT},,any,\n".encode(),
    ],
)
def test_a_file_that_is_no_list_is_refused_before_anything_is_written(
    store: Store, data: bytes
) -> None:
    with pytest.raises(NotAList) as refused:
        import_standing(store, LIVE, data, NOW)
    assert "CANARY" not in str(refused.value)
    assert "jane" not in str(refused.value)
    assert counts(store) == (0, 0, 0, 0)


def test_a_list_from_a_spreadsheet_may_begin_with_a_mark_and_end_lines_its_way(
    store: Store,
) -> None:
    text = "\ufeff" + HEAD.replace("\n", "\r\n") + f"p,,consent,education,,,{AT},,,\r\n"
    assert take_in(store, text).rows == 1


def test_each_new_stop_of_a_list_is_an_entry_of_the_log(world: World) -> None:
    """A report and a webhook read the log alone, and a stop that came in a list is a stop."""
    world.service.standings.opt_out(world.caller, PATIENT, OptOut(channel="sms", at=NOW), "sms")
    text = HEAD + (
        f"patient-1,,opt_out,,sms,,{AT},paper,,\n"  # known already
        f"patient-1,,opt_out,marketing education,email,,{AT},paper,,\n"
        f"patient-1,,opt_out,education marketing,email,,{AT},paper,,\n"  # the same again
        f"patient-2,,suppression,,,,{AT},crm,,deceased\n"
        f"patient-2,,consent,care_operations,,,{AT},,,\n"
    )
    take_in(world.store, text)
    with world.store.reading() as connection:
        rows = connection.execute(select(log).order_by(log.c.seq)).all()
    assert [row.kind for row in rows] == ["opt_out", "opt_out", "suppression", "import"]
    assert json.loads(rows[1].entry)["body"] == {
        "channel": "email",
        "purposes": ["education", "marketing"],
        "at": "2026-05-01T10:00:00.000000Z",
        "source": "paper",
    }
    assert rows[1].recipient_key == rows[0].recipient_key
    assert json.loads(rows[2].entry)["body"] == {
        "channel": "any",
        "cause": "deceased",
        "source": "crm",
    }
    take_in(world.store, text + "\n")
    with world.store.reading() as connection:
        kinds = [row.kind for row in connection.execute(select(log).order_by(log.c.seq))]
    assert kinds[4:] == ["import"]
    assert verify(world.store, LIVE).valid


def test_a_long_list_is_not_held_as_rows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may have half a gigabyte: its bytes are held, and the rows of one step."""
    monkeypatch.setattr(importing, "_take_in", lambda *_: None)
    row = f"patient-{{}},known,consent,care_operations,any,given,{AT},portal,,\n"
    data = (HEAD + "".join(row.format(number) for number in range(20_000))).encode()
    tracemalloc.start()
    try:
        assert import_standing(store, LIVE, data, NOW).rows == 20_000
        assert tracemalloc.get_traced_memory()[1] < 4 * len(data)
    finally:
        tracemalloc.stop()
