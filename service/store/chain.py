"""The hash-chained log: adding entries under its lock, and proving that none was touched.

An entry's hash covers its canonical JSON and the hash before it. `Head` is taken at the start of
every writing transaction: its row lock (on SQLite, the write lock) is what serialises writers, so
whatever a transaction reads after it is the truth until it commits.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from service.store.canonical import canonical, joined
from service.store.instants import instant_text
from service.store.prepared import Prepared
from service.store.schema import chains, log
from service.store.secret import Secret

#: The hash before the first entry.
GENESIS = "0" * 64


_ADD = Prepared(insert(log), [column.name for column in log.columns])
_MOVE = Prepared(
    update(chains)
    .where(chains.c.chain == bindparam("of"))
    .values(seq=bindparam("to_seq"), hash=bindparam("to_hash"), seal=bindparam("to_seal"))
)
_LOCK = Prepared(
    select(chains.c.seq, chains.c.hash).where(chains.c.chain == bindparam("of")).with_for_update()
)


def link(before: str, entry: str) -> str:
    """The hash of an entry behind another: SHA-256 over the hash before, a line end, and it."""
    return sha256(f"{before}\n{entry}".encode()).hexdigest()


@dataclass(slots=True)
class Head:
    """The locked end of a chain. Entries gather in it and are written by `write`."""

    chain: str
    seq: int
    hash: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        at: datetime,
        body: dict[str, Any] | str,
        *,
        receipt_id: str | None = None,
        recipient_key: str | None = None,
    ) -> None:
        """One more entry. `body`, a value or its canonical text, identifies no person."""
        self.seq += 1
        entry = joined(
            seq=str(self.seq),
            chain=canonical(self.chain),
            at=canonical(instant_text(at)),
            kind=canonical(kind),
            receipt_id=canonical(receipt_id),
            recipient_key=canonical(recipient_key),
            body=body if isinstance(body, str) else canonical(body),
        )
        self.hash = link(self.hash, entry)
        self.rows.append(
            {
                "chain": self.chain,
                "seq": self.seq,
                "at": at,
                "kind": kind,
                "receipt_id": receipt_id,
                "recipient_key": recipient_key,
                "entry": entry,
                "hash": self.hash,
            }
        )

    def write(self, connection: Connection, secret: Secret) -> None:
        """Write what gathered, and move the head. Part of the caller's transaction."""
        if not self.rows:
            return
        _ADD.run(connection, self.rows)
        sealed = seal(secret, self.chain, self.seq, self.hash)
        _MOVE.run(
            connection,
            [{"of": self.chain, "to_seq": self.seq, "to_hash": self.hash, "to_seal": sealed}],
        )
        self.rows = []


def lock_head(connection: Connection, chain: str) -> Head:
    """Take a chain's end for this transaction; other writers wait."""
    (row,) = _LOCK.rows(connection, {"of": chain})
    return Head(chain, row.seq, row.hash)


def seal(secret: Secret, chain: str, seq: int, hash_: str) -> str:
    """A head's HMAC: whoever has the database alone cannot make one."""
    return secret.mac("head", chain, str(seq), hash_).hex()


def seal_anew(connection: Connection, secret: Secret, chain: str) -> None:
    """Seal a head with the secret in use where an older one sealed it, which may go one day."""
    own = chains.c.chain == chain
    row = connection.execute(select(chains).where(own).with_for_update()).one()
    if sealed_by(secret, chain, row.seq, row.hash, row.seal):
        sealed = seal(secret, chain, row.seq, row.hash)
        connection.execute(update(chains).where(own).values(seal=sealed))


def sealed_by(secret: Secret, chain: str, seq: int, hash_: str, given: str) -> bool:
    """Whether a head was sealed with the secret in use or an older one."""
    macs = secret.macs("head", chain, str(seq), hash_)
    matches = [hmac.compare_digest(mac.hex(), given) for mac in macs]
    return any(matches)


def read_entries(
    connection: Connection, chain: str, after: int = 0, page: int = 500
) -> Iterator[Any]:
    """Every row of a chain in order, a page at a time."""
    while True:
        rows = connection.execute(
            select(log)
            .where(log.c.chain == chain, log.c.seq > after)
            .order_by(log.c.seq)
            .limit(page)
        ).all()
        yield from rows
        if len(rows) < page:
            return
        after = rows[-1].seq
