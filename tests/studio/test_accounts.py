"""Accounts, passwords, sessions and links, without a browser."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.errors import BedsideError
from service.store.secret import Secret
from service.studio import passwords
from service.studio.accounts import Account, Accounts
from service.studio.links import LASTS, Links
from service.studio.sessions import FRESH, IDLE, LONGEST, Sessions
from tests.factories import NOW

KNOWN = frozenset({"medical", "legal"})
SESSIONS = Sessions(Secret(b"s" * 32))
WHO = Account("jo.rivera", frozenset({"editor"}))
TICK = timedelta(seconds=1)


def codes(error: BedsideError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_an_account_is_kept_with_a_hash_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "accounts.json"
    held = Accounts(file)
    held.add("jo.rivera", frozenset({"editor", "medical"}), KNOWN, "a pond with slow fish")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "pond" not in file.read_text()
    kept = Accounts(file).get("jo.rivera")
    assert kept is not None
    assert (kept.edits, kept.reviews, kept.epoch) == (True, ("medical",), 0)
    assert passwords.matches(kept.password, "a pond with slow fish")
    assert not passwords.matches(kept.password, "a pond with slow fisH")
    assert "argon2id" in kept.password
    assert "argon2" not in repr(kept)


def test_everything_wrong_with_an_account_is_told_at_once(tmp_path: Path) -> None:
    held = Accounts(tmp_path / "accounts.json")
    held.add("jo.rivera", frozenset(), KNOWN)
    with pytest.raises(BedsideError) as wrong:
        held.add("Jo Rivera", frozenset({"medcal", "boss"}), KNOWN, "short")
    assert sorted(codes(wrong.value)) == ["C130", "C134", "C134", "C135"]
    with pytest.raises(BedsideError) as twice:
        held.add("jo.rivera", frozenset(), KNOWN)
    assert codes(twice.value) == ["C131"]
    with pytest.raises(BedsideError) as nobody:
        held.change("jo.rivero", password="a pond with slow fish")
    assert "jo.rivera" in str(nobody.value)


def test_a_damaged_file_is_said_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    file.write_text('{"jo": 5}')
    with pytest.raises(BedsideError) as damaged:
        Accounts(file).add("ed.new", frozenset(), KNOWN)
    assert codes(damaged.value) == ["C132"]
    assert file.read_text() == '{"jo": 5}'


@pytest.mark.parametrize("weak", ["short", "x" * 201, "aaaaaaaaaaaaaaaa", "ababababababab"])
def test_a_weak_password_is_refused(weak: str) -> None:
    assert [problem.code for problem in passwords.faults(weak)] == ["C135"]


def test_nobody_has_no_password() -> None:
    assert not passwords.matches("", "")
    assert not passwords.matches("", "compared with where there is no such account")
    assert not passwords.matches("not a hash", "x")


def test_a_lockout_ends_by_itself_and_by_the_right_password() -> None:
    lockout = passwords.Lockout()
    for _ in range(passwords.FREE_TRIES):
        assert lockout.until("jo", NOW) is None
        lockout.wrong("jo", NOW)
    assert lockout.until("jo", NOW + TICK) == NOW + passwords.LOCKED_FOR
    assert lockout.until("other", NOW) is None
    assert lockout.until("jo", NOW + passwords.LOCKED_FOR) is None
    lockout.wrong("jo", NOW + passwords.LOCKED_FOR)
    assert lockout.until("jo", NOW + passwords.LOCKED_FOR) is None
    lockout.right("jo")
    assert lockout.until("jo", NOW) is None


def test_a_session_ends_when_idle_and_after_half_a_day() -> None:
    session = SESSIONS.begin(WHO, NOW)
    cookie = SESSIONS.cookie(session)
    assert SESSIONS.read(cookie, NOW + IDLE) == session
    assert SESSIONS.read(cookie, NOW + IDLE + TICK) is None
    busy = SESSIONS.cookie(replace(session, seen=NOW + LONGEST))
    assert SESSIONS.read(busy, NOW + LONGEST) is not None
    assert SESSIONS.read(busy, NOW + LONGEST + TICK) is None


def test_a_session_is_written_anew_while_somebody_works() -> None:
    session = SESSIONS.begin(WHO, NOW)
    assert SESSIONS.refreshed(session, NOW + TICK) is None
    later = SESSIONS.refreshed(session, NOW + FRESH)
    assert later == replace(session, seen=NOW + FRESH)


def test_a_cookie_that_is_not_ours_is_nobody() -> None:
    cookie = SESSIONS.cookie(SESSIONS.begin(WHO, NOW))
    body, mac = cookie.split(".")
    others = Sessions(Secret(b"t" * 32))
    tampered = [
        "",
        ".",
        "a.b.c",
        body,
        f"{body}.",
        f"{body[:-2]}xx.{mac}",
        f"{body}.{mac[:-2]}xx",
        others.cookie(others.begin(WHO, NOW)),
        "é.ü",
    ]
    assert [SESSIONS.read(cookie, NOW) for cookie in tampered] == [None] * len(tampered)
    assert Sessions(Secret(b"n" * 32, (b"s" * 32,))).read(cookie, NOW) is not None


def test_a_form_token_belongs_to_one_session_and_never_looks_the_same() -> None:
    session, other = SESSIONS.begin(WHO, NOW), SESSIONS.begin(WHO, NOW)
    one, two = SESSIONS.form_token(session), SESSIONS.form_token(session)
    assert one != two
    assert SESSIONS.is_form_token(session, one)
    assert SESSIONS.is_form_token(session, two)
    assert not SESSIONS.is_form_token(other, one)
    for wrong in ("", "x", one[:-3], one + "AAAA", "é"):
        assert not SESSIONS.is_form_token(session, wrong)


def test_a_link_works_once_and_not_for_long() -> None:
    links = Links()
    token = links.make("owner", NOW)
    assert links.use("another", NOW) is None
    assert links.use(token, NOW) == "owner"
    assert links.use(token, NOW) is None
    late = links.make("owner", NOW)
    assert links.use(late, NOW + LASTS) is None
