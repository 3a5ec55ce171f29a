"""Under which secret a store's rows lie, and when an older secret may go.

A caller's id for a person is nowhere in the store, so a row moves to a new secret only when its
recipient is named again. Until then the older secret alone finds it, and the stops on it. Two rules
keep them from being lost: no process keys a row while the store knows a secret that it was not
given, and none starts without a secret that rows still lie under.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from service.errors import BedsideError
from service.store.chain import lock_head
from service.store.errors import StoreUnavailable
from service.store.prepared import Prepared
from service.store.pseudonyms import LIVE, SANDBOX
from service.store.schema import kept_stops, recipients, secrets
from service.store.secret import Secret
from service.store.webhook_secrets import under_none, under_older

_MISSED = "their stops would be missed"
_RENEW = "`bedside webhooks rotate` seals a webhook's anew"

_REGISTERED = Prepared(select(secrets.c.check))


@dataclass(frozen=True, slots=True)
class Left:
    """What does not lie under certain secrets: recipients, kept stops of erased ones, and the
    secrets of webhooks, by the webhooks' names."""

    recipients: int
    stops: int
    webhooks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.recipients or self.stops or self.webhooks)

    def __str__(self) -> str:
        counts = [_counted(self.recipients, "recipient"), _counted(self.stops, "kept stop")]
        if self.webhooks:
            named = ", ".join(f"`{name}`" for name in self.webhooks)
            counts.append(f"the secret of {_counted(len(self.webhooks), 'webhook')} ({named})")
        *first, last = counts
        return f"{', '.join(first)} and {last}"


def _not_under(connection: Connection, names: Collection[str], webhooks: tuple[str, ...]) -> Left:
    """What lies under none of these secrets. It reads every row: not for the busy path."""
    recipients_left, stops_left = (
        connection.execute(
            select(func.count()).select_from(table).where(table.c.secret.not_in(names))
        ).scalar_one()
        for table in (recipients, kept_stops)
    )
    return Left(int(recipients_left), int(stops_left), webhooks)


def expect_recognised(connection: Connection, secret: Secret) -> None:
    """Raise `StoreUnavailable` where rows may lie under a secret that this process was not given.

    Asked under the lock of a head before a row is made or moved: a person whom another process
    moved to its newer secret would be taken for somebody new, and their stop be missed.
    """
    known, ours = registered(connection), secret.checks
    if ours[0] not in known or not known <= set(ours):
        what = "the store has another secret by now; restart with every secret that replicas have"
        raise StoreUnavailable(what, 30)


def unrecognised(connection: Connection, secret: Secret) -> Left | None:
    """What lies under secrets that the store knows and that were not given, for which it would not
    be opened; None where all that it knows were.
    """
    if registered(connection) <= set(secret.checks):
        return None
    return _not_under(connection, secret.names, under_none(connection, secret))


def registered(connection: Connection) -> set[str]:
    """The checks of the secrets that the store knows; none where its first start is to come."""
    return {row.check for row in _REGISTERED.rows(connection, {})}


def let_go(connection: Connection, secret: Secret) -> None:
    """Forget the secrets that were not given and that nothing lies under any more.

    Raises `BedsideError` where something does. The heads' locks keep others from adding to it.
    """
    for chain in sorted((LIVE, SANDBOX)):
        lock_head(connection, chain)
    left = _not_under(connection, secret.names, under_none(connection, secret))
    if left:
        lost = "stops would be missed and webhooks go off" if left.webhooks else _MISSED
        what = f"{left} lie under an older secret that was not given; {lost}"
        fix = "give it behind the new one again; `bedside store check` says when it may go"
        raise BedsideError.at("BEDSIDE_SECRET", "D106", what, fix)
    connection.execute(delete(secrets).where(secrets.c.check.not_in(secret.checks)))


def older_secrets(connection: Connection, secret: Secret) -> str | None:
    """Whether the older secrets that were given may go, in words; None without any."""
    if not secret.older:
        return None
    left = _not_under(connection, secret.names[:1], under_older(connection, secret))
    if left.webhooks:
        return f"{left} lie under an older secret yet: keep it; {_RENEW}"
    if left:
        return f"{left} lie under an older secret yet: keep it"
    return "nothing lies under an older secret any more: it may go"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
