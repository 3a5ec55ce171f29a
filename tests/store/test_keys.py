"""API keys: shown once, kept as a hash, rotated with an overlap, ended at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from service.store.api_keys import (
    KeyRefused,
    authenticate,
    create,
    list_keys,
    revoke,
    rotate,
)
from service.store.store import Store
from tests.factories import NOW
from tests.stores import World

DECIDE = frozenset({"decide"})
HOUR = timedelta(hours=1)


def test_a_key_opens_what_it_was_made_for(store: Store) -> None:
    scopes = frozenset({"decide", "approve:medical"})
    token = create(store, "gateway", scopes, NOW, sandbox=True, reports_delivery=True)
    key = authenticate(store, token, NOW)
    assert key is not None
    assert (key.name, key.scopes) == ("gateway", scopes)
    assert (key.sandbox, key.reports_delivery) == (True, True)
    assert [listed.name for listed in list_keys(store)] == ["gateway"]


def test_no_table_holds_a_secret(store: Store) -> None:
    token = create(store, "gateway", DECIDE, NOW)
    with store.reading() as connection:
        row = connection.execute(text("SELECT * FROM api_keys")).one()
    assert token.split("_", 2)[2] not in str(row)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("bsk_", "bsk_0", 1)[: len(token)],
        lambda token: token.upper(),
        lambda token: token + " ",
        lambda token: "",
        lambda token: "é" * 60,
    ],
)
def test_another_key_opens_nothing(store: Store, change: object) -> None:
    token = create(store, "gateway", DECIDE, NOW)
    assert authenticate(store, change(token), NOW) is None


def test_a_rotated_key_overlaps_with_the_old_one_and_keeps_its_id(store: Store) -> None:
    old = create(store, "gateway", DECIDE, NOW)
    new = rotate(store, "gateway", NOW, HOUR)
    before, after = authenticate(store, old, NOW), authenticate(store, new, NOW)
    assert before is not None
    assert after is not None
    assert before.key_id == after.key_id
    assert authenticate(store, old, NOW + HOUR) is None
    assert authenticate(store, new, NOW + HOUR) is not None


def test_without_an_overlap_the_old_secret_ends_at_once(store: Store) -> None:
    old = create(store, "gateway", DECIDE, NOW)
    rotate(store, "gateway", NOW, timedelta(0))
    assert authenticate(store, old, NOW) is None


def test_a_third_secret_ends_none_that_works_unsaid(store: Store) -> None:
    """What was printed last may be lost, and the older one be what every caller uses."""
    used = create(store, "gateway", DECIDE, NOW)
    lost = rotate(store, "gateway", NOW, HOUR)
    with pytest.raises(KeyRefused, match=r"the older one until 2026-.* `--end last` .* lost"):
        rotate(store, "gateway", NOW, HOUR)
    assert authenticate(store, used, NOW) is not None
    new = rotate(store, "gateway", NOW + HOUR / 2, HOUR, "last")
    assert authenticate(store, lost, NOW + HOUR / 2) is None
    later = NOW + HOUR
    assert authenticate(store, used, later) is not None
    newest = rotate(store, "gateway", later, HOUR, "older")
    assert authenticate(store, used, later) is None
    assert authenticate(store, new, later) is not None
    assert rotate(store, "gateway", later, timedelta(0))
    assert authenticate(store, newest, later) is None


def test_when_the_older_secret_is_over_nothing_has_to_be_said(store: Store) -> None:
    create(store, "gateway", DECIDE, NOW)
    second = rotate(store, "gateway", NOW, HOUR)
    rotate(store, "gateway", NOW + HOUR, HOUR)
    assert authenticate(store, second, NOW + HOUR) is not None


def test_a_revoked_key_is_ended_with_its_old_secret(store: Store) -> None:
    old = create(store, "gateway", DECIDE, NOW)
    new = rotate(store, "gateway", NOW, HOUR)
    revoke(store, "gateway", NOW)
    assert authenticate(store, old, NOW) is None
    assert authenticate(store, new, NOW) is None
    with pytest.raises(KeyRefused, match="revoked"):
        rotate(store, "gateway", NOW, HOUR)
    with pytest.raises(KeyRefused, match="no such key"):
        revoke(store, "nobody", NOW)


@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("", DECIDE),
        ("Jane Doe", DECIDE),
        ("gateway", frozenset()),
        ("gateway", frozenset({"everything"})),
        ("gateway", frozenset({"approve:"})),
        ("gateway", frozenset({"decide\n"})),
    ],
)
def test_a_key_that_means_nothing_is_refused(
    store: Store, name: str, scopes: frozenset[str]
) -> None:
    with pytest.raises(KeyRefused):
        create(store, name, scopes, NOW)
    assert list_keys(store) == []


def test_two_keys_do_not_share_a_name(store: Store) -> None:
    create(store, "gateway", DECIDE, NOW)
    with pytest.raises(KeyRefused, match="exists"):
        create(store, "gateway", DECIDE, NOW)


def test_the_service_knows_its_callers(world: World) -> None:
    token = create(world.store, "gateway", DECIDE, NOW, reports_delivery=True)
    caller = world.service.authenticate(token)
    assert caller is not None
    assert (caller.name, caller.scopes, caller.reports_delivery) == ("gateway", DECIDE, True)
    assert world.service.authenticate("bsk_x") is None
