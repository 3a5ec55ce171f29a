"""A new secret: no stop is lost on the way to it, and the old one goes when nothing needs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.domain.standing import OptOut
from service.errors import BedsideError
from service.store.changes import opt_out, record_consent, stops_on
from service.store.erasure import erase
from service.store.errors import StoreUnavailable
from service.store.migrating import downgrade, migrate
from service.store.opening import open_store
from service.store.proving import verify
from service.store.pseudonyms import LIVE, Person
from service.store.rotation import older_secrets
from service.store.schema import kept_stops, recipients
from service.store.secret import rotate, secret_in
from service.store.store import Store
from tests.factories import NOW, make_consent
from tests.stores import SECRET

NEW = SECRET[::-1]
LATER = "later-" + SECRET
ANNA, BERT = Person(LIVE, "known", "anna"), Person(LIVE, "known", "bert")
STOP = OptOut(channel="any", at=NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def opened(url: str, folder: Path, secret: str) -> Store:
    return open_store(url, folder, secret, NOW)


def names_again(store: Store, person: Person) -> None:
    record_consent(store, person, make_consent(), NOW)


def said_of_older(store: Store) -> str | None:
    with store.reading() as connection:
        return older_secrets(connection, store.secret)


def test_an_old_secret_that_stops_lie_under_cannot_be_dropped(url: str, folder: Path) -> None:
    store = opened(url, folder, SECRET)
    opt_out(store, ANNA, STOP, "portal", NOW)
    opt_out(store, BERT, STOP, "portal", NOW)
    erase(store, BERT, NOW)
    assert said_of_older(store) is None
    store.close()
    both = opened(url, folder, f"{NEW} {SECRET}")
    assert said_of_older(both) == (
        "1 recipient and 1 kept stop lie under an older secret yet: keep it"
    )
    for _ in ("at once", "at the next start"):
        with pytest.raises(BedsideError) as refused:
            opened(url, folder, NEW)
        assert str(refused.value) == (
            "BEDSIDE_SECRET D106 1 recipient and 1 kept stop lie under an older secret that was "
            "not given; their stops would be missed; give it behind the new one again; "
            "`bedside store check` says when it may go"
        )
    names_again(both, ANNA)
    names_again(both, BERT)
    assert said_of_older(both) == "nothing lies under an older secret any more: it may go"
    both.close()
    alone = opened(url, folder, NEW)
    assert stops_on(alone, ANNA, "any") == (STOP,)
    assert stops_on(alone, BERT, "any") == (STOP,)
    assert verify(alone, LIVE).valid
    alone.close()
    with pytest.raises(BedsideError, match="D106 the store was made with another secret"):
        opened(url, folder, SECRET)


def test_a_chain_that_nothing_was_added_to_is_sealed_anew(url: str, folder: Path) -> None:
    opened(url, folder, SECRET).close()
    opened(url, folder, f"{NEW} {SECRET}").close()
    alone = opened(url, folder, NEW)
    assert verify(alone, LIVE).valid
    alone.close()


def test_a_replica_without_the_newer_secret_makes_nobody_anew(url: str, folder: Path) -> None:
    """Else a consent would open a second row, without the stop that moved to the first."""
    old = opened(url, folder, SECRET)
    opt_out(old, ANNA, STOP, "portal", NOW)
    old.check()
    new = opened(url, folder, f"{NEW} {SECRET}")
    names_again(new, ANNA)
    with pytest.raises(StoreUnavailable, match="another secret by now"):
        names_again(old, ANNA)
    with pytest.raises(StoreUnavailable, match="another secret by now"):
        old.check()
    assert stops_on(new, ANNA, "any") == (STOP,)
    old.close()
    between = opened(url, folder, f"{SECRET} {NEW}")
    names_again(between, ANNA)
    assert stops_on(between, ANNA, "any") == (STOP,)
    assert stops_on(new, ANNA, "any") == (STOP,)
    for store in (between, new):
        store.close()


def test_a_replica_that_knows_a_secret_of_the_past_writes_nothing_under_it(
    url: str, folder: Path
) -> None:
    old = opened(url, folder, SECRET)
    opened(url, folder, f"{NEW} {SECRET}").close()
    opened(url, folder, NEW).close()
    with pytest.raises(StoreUnavailable, match="another secret by now"):
        names_again(old, ANNA)
    old.close()


def test_a_decision_moves_a_recipient_and_a_stale_replica_makes_none(
    url: str, folder: Path, make_world: object
) -> None:
    old = make_world(opened(url, folder, SECRET))
    old.allow()
    both = make_world(opened(url, folder, f"{NEW} {SECRET}"))
    assert both.ask(signal=both.new_signal()).outcome == "send"
    assert said_of_older(both.store) == "nothing lies under an older secret any more: it may go"
    with pytest.raises(StoreUnavailable, match="another secret by now"):
        old.ask(signal=old.new_signal())
    assert not old.service.ready().ready


def test_a_store_from_before_knows_its_one_secret(url: str, folder: Path) -> None:
    store = opened(url, folder, SECRET)
    opt_out(store, ANNA, STOP, "portal", NOW)
    opt_out(store, BERT, STOP, "portal", NOW)
    erase(store, BERT, NOW)
    downgrade(store.engine, "r0004")
    migrate(store.engine)
    with store.reading() as connection:
        for table in (recipients, kept_stops):
            found = connection.execute(table.select()).one()
            assert found.secret == store.secret.names[0]
    store.close()


def test_a_store_that_was_rotated_before_needs_all_until_each_was_seen(
    url: str, folder: Path
) -> None:
    """Which of its secrets a row lies under is not known, so none may go."""
    opened(url, folder, SECRET).close()
    both = opened(url, folder, f"{NEW} {SECRET}")
    opt_out(both, ANNA, STOP, "portal", NOW)
    downgrade(both.engine, "r0004")
    migrate(both.engine)
    with both.reading() as connection:
        assert connection.execute(recipients.select()).one().secret == ""
    for one in (NEW, SECRET):
        with pytest.raises(BedsideError, match="D106 1 recipient and 0 kept stops"):
            opened(url, folder, one)
    names_again(both, ANNA)
    both.close()
    alone = opened(url, folder, NEW)
    assert stops_on(alone, ANNA, "any") == (STOP,)
    alone.close()


def test_of_three_secrets_each_is_needed_while_a_row_lies_under_it(url: str, folder: Path) -> None:
    first = opened(url, folder, SECRET)
    opt_out(first, ANNA, STOP, "portal", NOW)
    first.close()
    second = opened(url, folder, f"{NEW} {SECRET}")
    opt_out(second, BERT, STOP, "portal", NOW)
    second.close()
    opened(url, folder, f"{LATER} {NEW} {SECRET}").close()
    for dropped in (f"{LATER} {NEW}", f"{LATER} {SECRET}"):
        with pytest.raises(BedsideError, match="D106 1 recipient "):
            opened(url, folder, dropped)


def test_a_full_disk_leaves_the_secrets_as_they_were_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    secret_in(file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BedsideError, match=r"D102 cannot be written \(No space left on device\)"):
        rotate(file)
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]
    assert file.read_bytes() == before
