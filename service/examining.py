"""What of an installation is well, and what wants somebody: its parts looked at, none changed.

Each part is examined by itself, and by one function. `commands/doctor.py` opens them and prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from sqlalchemy import false, func, select, text, update

from service.deciding.composing import GuardLike
from service.domain.content import show_period
from service.domain.restraint import OWN_CHOICE_DAYS
from service.library.release import Release
from service.readiness import fault_of_guard, fault_of_release
from service.store.api_keys import list_keys
from service.store.checking import check_store
from service.store.recipient_links import WHY_OPENS_FOR
from service.store.rotation import older_secrets, registered, unrecognised
from service.store.schema import REVISION, answers, secrets
from service.store.store import Store
from service.webhooks.deliveries import waiting
from service.webhooks.registering import all_webhooks

#: `well`; `look`: somebody should, soon; `no`: it does not work, or not as it must.
State = Literal["well", "look", "no"]

#: Approvals that end sooner than this, as the alert of `docs/alerts.yaml` has it.
_SOON = timedelta(days=14)
#: What is kept for longer than it may be was not tidied for as long.
_UNTIDIED = timedelta(days=2)
#: Answers are dated by each replica's own clock, and a sender's signatures are good for minutes.
_APART = timedelta(seconds=5)
_MEGABYTE = 1_000_000
#: Releases that a line names; the rest are counted.
_NAMED = 3
_LITTLE, _TOO_LITTLE = 2000 * _MEGABYTE, 100 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Found:
    """What is said of one part. It names no recipient and no secret."""

    part: str
    state: State
    said: str
    do: str = ""


def release_found(release: Release, today: date) -> Found:
    """Whether the release that would be served can send, and for how long."""
    fault = fault_of_release(release, today)
    if fault:
        return Found("release", "no", fault, "have it reviewed again, and serve a new release")
    first = min(stamp.until for stamp in release.stamps.values())
    said = f"{release.hash[:12]}; its first approval ends on {first}"
    if first - today >= _SOON:
        return Found("release", "well", said)
    do = "the page Ending of the studio lists what ends; have it reviewed again"
    return Found("release", "look", said, do)


def forgetting_found(release: Release, kept: timedelta, log: timedelta) -> Iterator[Found]:
    """Whether something goes while it is asked for. Of places and events, which are `kept` so long,
    a cap would count too few, and a stop that came be forgotten; with the entries of the `log` goes
    why a message came, and with both the link that stops more of them.
    """
    rules, triggers = release.settings, release.triggers.values()
    days = [cap.days for cap in rules.caps] + [rule.days for rule in rules.near_repeats]
    days += [trigger.cap.days for trigger in triggers if trigger.cap is not None]
    periods = [timedelta(days=most) for most in (OWN_CHOICE_DAYS, *days)]
    asked = max(periods + [trigger.within for trigger in triggers])
    if kept < asked:
        said = f"taken places and events go after {show_period(kept)}, and are asked for "
        do = f"set BEDSIDE_KEEP_EVENTS to {show_period(asked)} or more"
        yield Found("keeping", "no", f"{said}{show_period(asked)} back", do)
    if log < WHY_OPENS_FOR:
        lost = "why a message came" if kept >= WHY_OPENS_FOR else "the links in messages"
        said = f"the log goes after {show_period(log)}, and {lost} with it"
        do = (
            f"set BEDSIDE_KEEP_LOG to {show_period(WHY_OPENS_FOR)} or more: links are followed late"
        )
        yield Found("keeping", "look", said, do)


def drafts_found(faulty: Sequence[str]) -> Found:
    """What the library leaves out of the release with a fault in it, in words: one at least."""
    more = f"; and {len(faulty) - 1} more" if len(faulty) > 1 else ""
    do = "mend it, and have it approved; `bedside check` lists every fault"
    return Found("drafts", "look", f"{faulty[0]}{more}", do)


def kept_found(altered: Sequence[str]) -> Found:
    """Whether the copies of releases that were served are still those releases, by their hashes."""
    if not altered:
        return Found("kept", "well", "the copies of releases that were served are as they were")
    named = ", ".join(digest[:12] for digest in altered[:_NAMED])
    more = f" and {len(altered) - _NAMED} more" if len(altered) > _NAMED else ""
    said = f"altered or damaged, so that they prove nothing: {named}{more}"
    do = "bring them back from a backup of `releases/`, and ask who changed them"
    return Found("kept", "look", said, do)


def guard_found(guard: GuardLike) -> Found:
    """Whether the guard reads."""
    if fault := fault_of_guard(guard):
        return Found("guard", "no", fault, "install Bedside again")
    return Found("guard", "well", guard.version)


def tables_found(revision: str) -> Found:
    """Whether the store's tables are those of this version; the store can be opened if so."""
    if revision == REVISION:
        return Found("tables", "well", f"at revision {revision}")
    if revision < REVISION:
        said = f"at revision {revision}; the first start of this version brings them to {REVISION}"
        said += "; what they hold was not looked at"
        do = "back up before; processes of the version before go on, and do not start again (D105)"
        return Found("tables", "look", said, do)
    said = f"at revision {revision}, of a newer version than this one"
    return Found("tables", "no", said, "use that version, or a newer one (D105)")


def store_found(store: Store, now: datetime) -> Iterator[Found]:
    """Everything that is asked of an open store."""
    yield from _clock_found(store, now)  # first: what follows may take minutes
    with store.reading() as connection:
        known = registered(connection)
    if not known:
        said, do = (
            "its tables are there, and nothing is in them yet",
            "the first start begins its log",
        )
        yield Found("store", "look", said, do)
        return
    faults = check_store(store)
    do = "restore a backup, or ask who changed it"
    yield from (Found("store", "no", fault, do) for fault in faults)
    if not faults:
        yield Found("store", "well", "its tables, its file and its rows agree")
    yield from _secrets_found(store, known)
    yield _keys_found(store)
    yield _tidying_found(store, now)
    yield from _webhooks_found(store)
    _expect_writable(store)  # last: it ends what is asked


def _expect_writable(store: Store) -> None:
    """Raise `StoreUnavailable` where the store may only be read. No row is written to find out."""
    nothing = update(secrets).where(false()).values(since=secrets.c.since)
    with store.writing() as connection:
        connection.execute(nothing)


def _secrets_found(store: Store, known: set[str]) -> Iterator[Found]:
    with store.reading(whole=True) as connection:
        missed = unrecognised(connection, store.secret)
        older = older_secrets(connection, store.secret)
    if missed:
        said = f"{missed} lie under a secret that is not given"
        yield Found("secret", "no", said, "give it behind the new one again (D106)")
    if not known & set(store.secret.checks):
        do = "give the secret that it was made with, behind a new one if you like (D106)"
        yield Found("secret", "no", "the store was made with another one, and does not open", do)
    elif store.secret.checks[0] not in known:
        said = "the newest one is not in use yet; the next start puts it in use"
        do = "give it, behind the one in use, to every replica before"
        yield Found("secret", "look", said, do)
    if older and not missed:
        yield Found("secret", "well", older)


def _clock_found(store: Store, now: datetime) -> Iterator[Found]:
    """A file has no clock of its own; a server has, and so have the replicas that share it."""
    if store.is_sqlite:
        return
    with store.reading() as connection:
        there = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = there.astimezone(UTC) - now
    said = f"{abs(apart).total_seconds():.0f} s from the database server's"
    if abs(apart) < _APART:
        yield Found("clock", "well", said)
    else:
        yield Found("clock", "look", said, "set both right (NTP); see docs/operating.md")


def _keys_found(store: Store) -> Found:
    live = [key for key in list_keys(store) if key.revoked_at is None and not key.sandbox]
    said = f"{len(live)} for real recipients"
    if live:
        return Found("keys", "well", said)
    return Found("keys", "look", said, "`bedside keys create NAME --scope decide` makes one")


def _tidying_found(store: Store, now: datetime) -> Found:
    with store.reading(whole=True) as connection:
        oldest = connection.execute(select(func.min(answers.c.kept_until))).scalar_one()
    late = now - oldest if oldest is not None else timedelta(0)
    if late < _UNTIDIED:
        return Found("tidying", "well", "nothing is kept for longer than it may be")
    said = f"a kept answer was to go {late.days} days ago"
    return Found("tidying", "look", said, "have `bedside store tidy` run daily")


def _webhooks_found(store: Store) -> Iterator[Found]:
    with store.reading(whole=True) as connection:
        held, counts = all_webhooks(connection), waiting(connection)
    for webhook in held:
        said = f"`{webhook.name}`: {counts[webhook.name]} waiting"
        if webhook.disabled_at is not None:
            said += f"; off since {webhook.disabled_at:%Y-%m-%d}, {webhook.disabled_why}"
            do = f"ask its owner, then `bedside webhooks enable {webhook.name}`"
            yield Found("webhooks", "look", said, do)
        elif webhook.failing_since is not None:
            said += f"; failing since {webhook.failing_since:%Y-%m-%d %H:%M}"
            do = f"`bedside webhooks deliveries {webhook.name}` shows how its calls end"
            yield Found("webhooks", "look", said, do)
        else:
            yield Found("webhooks", "well", said)


def room_found(free: int) -> Found:
    """Whether the disk of the data folder has room, in bytes that are free."""
    said = f"{free / _MEGABYTE:,.0f} MB are free in the data folder"
    do = "make room: a store that is full answers no call (W503)"
    if free < _TOO_LITTLE:
        return Found("room", "no", said, do)
    return Found("room", "look", said, do) if free < _LITTLE else Found("room", "well", said)


def account_found(owner: int, asking: int) -> Found:
    """Whether whoever asks may open the store's file: what SQLite lays beside it is the asker's
    own, and the service could not write to it any more.
    """
    if owner == asking:
        return Found("account", "well", "the data folder is this account's own")
    said = "the data folder is another account's, so the store was not opened"
    return Found("account", "no", said, "run it as the account of the service (sudo -u bedside)")
