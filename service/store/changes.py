"""Changes to what is known of one recipient: consents, stops, preferences, events.

Each is one transaction: the row, the recipient's new version, and an entry in the log. A change
that is there already changes nothing and is not logged again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from service.domain.signals import CLOCK_SKEW
from service.domain.standing import Consent, OptOut, PastEvent, Suppression
from service.domain.vocabulary import Channel, ReadingLevel
from service.store.chain import Head, lock_head
from service.store.instants import instant_text
from service.store.lifting import Lift, keep_lift, keep_stop, lift_stops, standing_stops
from service.store.listing import entry_row, keep_entry, take_off
from service.store.pseudonyms import Person, key_for, lookups, new_salt, subject_token
from service.store.rotation import expect_recognised
from service.store.rows import insert_one
from service.store.schema import consents, events, recipients
from service.store.secret import Secret
from service.store.standings import opt_out_of, read_rows
from service.store.stops import restore_stops
from service.store.store import Store
from service.store.words import lies_ahead


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a recipient chose. None leaves a choice as it is; an empty tuple declines all.

    `cleared` names the choices that they took back.
    """

    locale: str | None = None
    zone: str | None = None
    reading_level: ReadingLevel | None = None
    channels: tuple[Channel, ...] | None = None
    weekly_limit: int | None = None
    cleared: frozenset[str] = frozenset()


def record_consent(store: Store, person: Person, consent: Consent, now: datetime) -> bool:
    """Keep a yes or a withdrawal. The log says whether it named a topic, not which."""
    body: dict[str, Any] = {}

    def apply(connection: Connection, row: Row[Any]) -> bool:
        said = consent
        if consent.status == "withdrawn":
            at = withdrawn_at(connection, consent_row(row.key, consent), now)
            said = consent.model_copy(update={"at": at})
        body.update(said.model_dump(mode="json", exclude={"topic"}))
        body["names_a_topic"] = said.topic is not None
        return insert_one(connection, consents, consent_row(row.key, said))

    return _change(store, person, now, "consent", body, apply)


def consent_row(key: str, said: Consent) -> dict[str, Any]:
    """A yes or a withdrawal as a row."""
    return {**said.model_dump(), "topic": said.topic or "", "recipient_key": key}


def withdrawn_at(connection: Connection, no: Mapping[str, Any], now: datetime) -> datetime:
    """When a no to a purpose, as a row, counts as said.

    Its own time, or now where that lies ahead. But a yes that was kept by now and is dated after
    now is from a clock that is ahead: where the no may have come after it, the no counts from the
    time of that yes. Of two words at one instant the no holds. A no that is there already was said
    before that yes, and is only repeated.
    """
    at: datetime = now if lies_ahead(no["at"], now) else no["at"]
    word = consents.c
    same = [word[name] == no[name] for name in ("recipient_key", "purpose", "topic")]
    kept = select(word.id).where(
        *same, word.channel == no["channel"], word.status == "withdrawn", word.at == at
    )
    if connection.execute(kept).first() is not None:
        return at
    if no["channel"] != "any":
        same.append(word.channel.in_((no["channel"], "any")))
    ahead = select(func.max(word.at)).where(
        *same, word.status == "given", word.at > max(at, now), word.at <= at + CLOCK_SKEW
    )
    return connection.execute(ahead).scalar_one() or at


def opt_out(store: Store, person: Person, stop: OptOut, source: str, now: datetime) -> bool:
    """Keep a stop, as far as no later lift took it back. It holds from the next call on."""
    body = {**stop.model_dump(mode="json"), "source": source}

    def apply(connection: Connection, row: Row[Any]) -> bool:
        kept = keep_stop(connection, opt_out_row(row.key, stop, source))
        if kept is None:
            return False
        body["purposes"] = kept["purposes"].split()
        return True

    return _change(store, person, now, "opt_out", body, apply)


def opt_out_row(key: str, stop: OptOut, source: str) -> dict[str, Any]:
    """A stop as a row."""
    return {
        "recipient_key": key,
        "channel": stop.channel,
        "purposes": " ".join(sorted(set(stop.purposes))),
        "at": stop.at,
        "source": source,
    }


def opt_in(store: Store, person: Person, lift: Lift, source: str, now: datetime) -> bool:
    """Lift stops: the recipient asked for that; whether it ended any.

    The log says which were named, when that was said, and every stop that is left. A lift that ends
    nothing is in it too, for a stop that was said before it may yet come, and is not kept.
    """
    body: dict[str, Any] = {
        "channel": lift.channel,
        "purposes": sorted(set(lift.purposes)),
        "at": instant_text(min(lift.at or now, now)),
        "source": source,
    }
    changed = False

    def apply(connection: Connection, row: Row[Any]) -> bool:
        nonlocal changed
        changed = lift_stops(connection, row.key, lift)
        is_news = keep_lift(connection, row.key, lift, source, now)
        body["left"] = [
            {"channel": stop.channel, "purposes": stop.purposes.split()}
            for stop in standing_stops(connection, row.key)
        ]
        return changed or is_news

    _change(store, person, now, "opt_in", body, apply)
    return changed


def stops_on(store: Store, person: Person, channel: str) -> tuple[OptOut, ...]:
    """The stops that hold on a channel, those on every channel among them; for `any` all."""
    with store.reading() as connection:
        row = find(connection, store.secret, person)
        if row is None:
            return ()
        return tuple(map(opt_out_of, standing_stops(connection, row.key, channel)))


def suppress(store: Store, person: Person, entry: Suppression, source: str, now: datetime) -> bool:
    """Put a channel of theirs, or all, on the suppression list."""
    body = {**entry.model_dump(mode="json"), "source": source}

    def apply(connection: Connection, row: Row[Any]) -> bool:
        return keep_entry(connection, entry_row(row.key, entry, source, now))

    return _change(store, person, now, "suppression", body, apply)


def unsuppress(
    store: Store,
    person: Person,
    entry: Suppression,
    source: str,
    now: datetime,
    said: datetime | None = None,
) -> bool:
    """Take an entry off the list: an address was mended, a cause was wrong.

    `said` is when that was; an entry that is newer stays.
    """
    at = instant_text(min(said or now, now))
    body = {**entry.model_dump(mode="json"), "at": at, "source": source}

    def apply(connection: Connection, row: Row[Any]) -> bool:
        return take_off(connection, row.key, entry, said)

    return _change(store, person, now, "unsuppression", body, apply)


def set_preferences(store: Store, person: Person, chosen: Preferences, now: datetime) -> bool:
    """Keep what a recipient chose. The log names the choices made, not their values."""
    values: dict[str, Any] = dict.fromkeys(chosen.cleared)
    values |= {
        name: value
        for name in ("locale", "zone", "reading_level", "weekly_limit")
        if (value := getattr(chosen, name)) is not None
    }
    if chosen.channels is not None:
        values["channels"] = json.dumps(sorted(set(chosen.channels)))

    def apply(connection: Connection, row: Row[Any]) -> bool:
        if all(getattr(row, name) == value for name, value in values.items()):
            return False
        connection.execute(update(recipients).where(recipients.c.key == row.key).values(values))
        return True

    return _change(store, person, now, "preferences", {"set": sorted(values)}, apply)


def record_event(store: Store, person: Person, event: PastEvent, now: datetime) -> bool:
    """Keep a later event: a conversion, a cancellation, a visit that took place."""

    def apply(connection: Connection, row: Row[Any]) -> bool:
        subject = subject_token(row.salt, event.subject) if event.subject else ""
        values = {
            "recipient_key": row.key,
            "type": event.type,
            "subject": subject,
            "at": event.at,
        }
        return insert_one(connection, events, values)

    body = event.model_dump(mode="json", exclude={"subject"})
    return _change(store, person, now, "event", body, apply)


# --- the transaction around each -----------------------------------------------------------------


def _change(
    store: Store,
    person: Person,
    now: datetime,
    kind: str,
    body: dict[str, Any],
    apply: Callable[[Connection, Row[Any]], bool],
) -> bool:
    """Whether anything changed."""
    with store.writing() as connection:
        head = lock_head(connection, person.chain)
        (row,) = find_or_make(connection, head, store.secret, [person], now)
        changed = apply(connection, row)
        if changed:
            touch(connection, [row.key], now)
            head.add(kind, now, body, recipient_key=row.key)
        head.write(connection, store.secret)  # stops that came back are in it too
    return changed


def find_or_make(
    connection: Connection, head: Head, secret: Secret, people: Sequence[Person], now: datetime
) -> list[Row[Any]]:
    """The rows of these people, made now for those who have none. Needs the lock of the head.

    Who was erased and comes back gets their old stops, and nothing else. That is an entry, so the
    head has to be written.
    """
    tokens = [lookups(secret, person) for person in people]
    rows = read_rows(connection, {token for own in tokens for token in own})
    in_use = secret.names[0]
    new: dict[str, dict[str, Any]] = {}
    moved: dict[str, str] = {}
    for person, own in zip(people, tokens, strict=True):
        found = next((rows[token] for token in own if token in rows), None)
        if found is None:
            salt = new_salt()
            new[own[0]] = {
                "key": key_for(secret, person, salt),
                "lookup": own[0],
                "secret": in_use,
                "chain": person.chain,
                "kind": person.kind,
                "salt": salt,
                "version": 1,
                "seen_at": now,
            }
        elif found.secret != in_use:
            moved[found.key] = own[0]
    if new or moved:
        expect_recognised(connection, secret)
    for key, token in moved.items():
        move = update(recipients).where(recipients.c.key == key)
        connection.execute(move.values(lookup=token, secret=in_use))
    if new:
        connection.execute(insert(recipients), list(new.values()))
        returned = {token: new[own[0]]["key"] for own in tokens if own[0] in new for token in own}
        restore_stops(connection, head, returned, now)
    if new or any(own[0] not in rows for own in tokens):
        rows = read_rows(connection, {own[0] for own in tokens})
    return [rows[own[0]] for own in tokens]


def touch(connection: Connection, keys: Sequence[str], now: datetime) -> None:
    """New versions: plans that rest on what was known before must be made again. Who says something
    is seen, and an anonymous one is not forgotten with it.
    """
    connection.execute(
        update(recipients)
        .where(recipients.c.key.in_(keys))
        .values(version=recipients.c.version + 1, seen_at=now)
    )


def find(connection: Connection, secret: Secret, person: Person) -> Row[Any] | None:
    """A recipient's row, under whichever secret it lies; None when there is none."""
    own = lookups(secret, person)
    rows = connection.execute(select(recipients).where(recipients.c.lookup.in_(own))).all()
    return min(rows, key=lambda row: own.index(row.lookup), default=None)
