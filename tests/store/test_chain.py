"""The chain: whole when whole, and no edit, cut, swap or forgery passes."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import delete, select, text, update

from service.domain.standing import OptOut
from service.store.canonical import canonical
from service.store.chain import GENESIS, link, lock_head
from service.store.changes import opt_out
from service.store.proving import export, verify, verify_export
from service.store.pseudonyms import LIVE, Person
from service.store.schema import chains, log
from service.store.store import Store
from service.store.tidying import Retention, tidy
from tests.factories import NOW

PERSON = Person(LIVE, "known", "patient-1")


@pytest.fixture
def chained(store: Store) -> Store:
    """A store with five entries in its log."""
    with store.writing() as connection:
        head = lock_head(connection, LIVE)
        for number in range(5):
            head.add("test", NOW, {"number": number}, recipient_key="p_1")
        head.write(connection, store.secret)
    return store


def test_a_new_chain_is_whole(store: Store) -> None:
    proof = verify(store, LIVE)
    assert (proof.valid, proof.entries, proof.head) == (True, 0, GENESIS)


def test_each_hash_covers_the_entry_and_the_hash_before(chained: Store) -> None:
    with chained.reading() as connection:
        rows = connection.execute(text("SELECT entry, hash FROM log ORDER BY seq")).all()
    before = GENESIS
    for entry, hash_ in rows:
        before = sha256(f"{before}\n{entry}".encode()).hexdigest()
        assert hash_ == before
        assert canonical(json.loads(entry)) == entry
    proof = verify(chained, LIVE)
    assert (proof.valid, proof.entries, proof.head) == (True, 5, before)


def test_log_that_is_cut_while_it_is_read_is_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retention goes on beside it; on PostgreSQL a statement may see what others wrote before."""
    monkeypatch.setattr(Store, "empty_journal", lambda _: None)  # it waits for whoever reads
    kept = Retention(log=timedelta(days=1), anonymous=timedelta(9), events=timedelta(9))

    def add_entries() -> None:
        with store.writing() as connection:
            head = lock_head(connection, LIVE)
            for number in range(1100):
                head.add("test", NOW, {"number": number})
            head.write(connection, store.secret)

    def cut(*_: int) -> None:
        tidy(store, kept, NOW + timedelta(days=2))

    add_entries()
    lines = export(store, LIVE)
    read = [next(lines) for _ in range(10)]
    cut()
    assert verify_export([*read, *lines]).faults == []
    add_entries()
    assert verify(store, LIVE, cut).faults == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (update(log).where(log.c.seq == 3).values(entry="{}"), "entry 3 was changed"),
        (update(log).where(log.c.seq == 3).values(kind="other"), "column `kind`"),
        (update(log).where(log.c.seq == 3).values(recipient_key="p_2"), "column `recipient_key`"),
        (update(log).where(log.c.seq == 3).values(receipt_id="r_2"), "column `receipt_id`"),
        (update(log).where(log.c.seq == 3).values(at=NOW.replace(year=2020)), "column `at`"),
        (update(log).where(log.c.seq == 3).values(hash="0" * 64), "entry 3 was changed"),
        (delete(log).where(log.c.seq == 3), "entries 3 to 3 are missing"),
        (delete(log).where(log.c.seq == 1), "entries 1 to 1 are missing"),
        (delete(log).where(log.c.seq == 5), "the head says entry 5; the last one found is 4"),
        (update(chains).where(chains.c.chain == LIVE).values(seq=4), "the head says entry 4"),
        (update(chains).where(chains.c.chain == LIVE).values(seal="0" * 64), "the head's seal"),
        (update(chains).where(chains.c.chain == LIVE).values(base_seq=2), "before the log's beg"),
    ],
)
def test_what_was_touched_is_found(chained: Store, change: object, fault: str) -> None:
    with chained.writing() as connection:
        connection.execute(change)
    proof = verify(chained, LIVE)
    assert any(fault in found for found in proof.faults), proof.faults


def test_a_chain_that_was_made_anew_lacks_the_seal_and_the_head_noted_before(
    chained: Store,
) -> None:
    noted = verify(chained, LIVE).head
    with chained.writing() as connection:
        connection.execute(delete(log).where(log.c.seq > 3))
        kept = connection.execute(log.select().where(log.c.seq == 3)).one()
        connection.execute(
            update(chains).where(chains.c.chain == LIVE).values(seq=3, hash=kept.hash)
        )
    proof = verify(chained, LIVE, expected=noted)
    assert proof.faults == [
        "the head's seal was not made with this installation's secret",
        "the hash that was given is not in the log",
    ]


def test_a_chain_that_goes_on_still_holds_a_head_noted_before(chained: Store) -> None:
    noted = verify(chained, LIVE).head
    opt_out(chained, PERSON, OptOut(at=NOW), "portal", NOW)
    assert verify(chained, LIVE, expected=noted).valid


def test_an_exported_chain_is_proved_without_the_store(chained: Store) -> None:
    lines = list(export(chained, LIVE))
    proof = verify_export(lines)
    assert (proof.valid, proof.entries) == (True, 5)
    assert proof.head == verify(chained, LIVE).head


def test_a_period_is_exported_as_a_part_that_is_proved_by_itself(chained: Store) -> None:
    with chained.writing() as connection:
        head = lock_head(connection, LIVE)
        for hours in (30, 20, 31, 60):  # the second from a clock that stepped back
            head.add("test", NOW + timedelta(hours=hours), {"number": hours})
        head.write(connection, chained.secret)
    day = (NOW + timedelta(hours=24), NOW + timedelta(hours=48))
    lines = list(export(chained, LIVE, day))
    proof = verify_export(lines)
    assert (proof.valid, proof.base_seq, proof.entries, proof.seq) == (True, 5, 3, 8)
    assert verify(chained, LIVE, expected=proof.head).valid
    assert json.loads(lines[-1]) == {"head": proof.head, "seq": 8}
    cut = verify_export([lines[0], *lines[2:]])
    assert cut.faults == ["entries 6 to 6 are missing"]
    assert list(export(chained, LIVE, (NOW, NOW + timedelta(days=9)))) == list(
        export(chained, LIVE)
    )
    later = (NOW + timedelta(days=9), NOW + timedelta(days=10))
    none = verify_export(list(export(chained, LIVE, later)))
    assert (none.valid, none.entries) == (True, 0)
    assert none.head == verify(chained, LIVE).head


def test_an_export_of_a_log_that_was_touched_is_not_proved(chained: Store) -> None:
    """Whoever has the database alone can forge the last entry and its hash, and not the head."""
    with chained.writing() as connection:
        head = lock_head(connection, LIVE)
        for hours in (30, 60):
            head.add("test", NOW + timedelta(hours=hours), {"number": hours})
        head.write(connection, chained.secret)
        hashes = {row.seq: row.hash for row in connection.execute(select(log))}
        entry = '{"seq":7}'
        forged = {"entry": entry, "hash": link(hashes[6], entry)}
        connection.execute(update(log).where(log.c.seq == 7).values(**forged))
        connection.execute(delete(log).where(log.c.seq == 5))
    whole, day = export(chained, LIVE), (NOW + timedelta(hours=24), NOW + timedelta(hours=48))
    assert verify_export(whole).faults == [
        "entries 5 to 5 are missing",
        "the head says entry 7; the last is 7",
    ]
    assert verify_export(export(chained, LIVE, day)).faults == [
        "entry 6 was changed, or the one before it was"
    ]


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (lambda lines: lines[:3] + lines[4:], "entries 3 to 3 are missing"),
        (lambda lines: [line.replace('"number":2', '"number":7') for line in lines], "changed"),
        (lambda lines: lines[:-1], "ends before"),
        (lambda lines: [*lines[:2], "nonsense", *lines[2:]], "line 3 is not a line"),
        (lambda lines: [*lines[:5], lines[-1]], "the head says entry 5; the last is 4"),
    ],
)
def test_an_exported_chain_that_was_touched_is_found(
    chained: Store, edit: object, fault: str
) -> None:
    proof = verify_export(edit(list(export(chained, LIVE))))
    assert any(fault in found for found in proof.faults), proof.faults


def test_the_log_is_read_in_pages(chained: Store) -> None:
    from service.store.chain import read_entries

    with chained.reading() as connection:
        assert [row.seq for row in read_entries(connection, LIVE, page=2)] == [1, 2, 3, 4, 5]
        assert [row.seq for row in read_entries(connection, LIVE, after=5, page=2)] == []


def test_a_transaction_that_fails_leaves_no_entry(chained: Store) -> None:
    def fail() -> None:
        with chained.writing() as connection:
            head = lock_head(connection, LIVE)
            head.add("test", NOW, {})
            head.write(connection, chained.secret)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert verify(chained, LIVE).entries == 5
