"""Proof that a log is whole: every entry's hash, every link, the columns beside it, and the head.

The same proof is made from the tables and from an exported file, which needs nothing of Bedside's:
an entry's hash is SHA-256 over the hash before it, a line end, and the entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from service.store.chain import GENESIS, link, read_entries, sealed_by
from service.store.instants import instant_from
from service.store.schema import chains, log
from service.store.store import Store

#: After so many faults the rest is told as a number.
SHOWN = 20


@dataclass(slots=True)
class Proof:
    """What a verification found. `head` is worth writing down where the store cannot reach."""

    chain: str
    entries: int = 0
    base_seq: int = 0
    seq: int = 0
    head: str = GENESIS
    faults: list[str] = field(default_factory=list)
    more_faults: int = 0

    @property
    def valid(self) -> bool:
        """Whether nothing was changed, taken out, put in or moved."""
        return not self.faults

    def fault(self, what: str) -> None:
        """Note a fault, or count it when there are many."""
        if len(self.faults) < SHOWN:
            self.faults.append(what)
        else:
            self.more_faults += 1

    def follow(self, seq: int, entry: str, hash_: str) -> None:
        """Hold one entry against the one before it."""
        if seq != self.seq + 1:
            self.fault(f"entries {self.seq + 1} to {seq - 1} are missing")
        elif link(self.head, entry) != hash_:
            self.fault(f"entry {seq} was changed, or the one before it was")
        self.entries += 1
        self.seq, self.head = seq, hash_


def verify(
    store: Store,
    chain: str,
    progress: Callable[[int, int], None] | None = None,
    expected: str | None = None,
) -> Proof:
    """Prove a chain of the store. `expected` is a hash that was written down at some time."""
    with store.reading(whole=True) as connection:
        head = connection.execute(select(chains).where(chains.c.chain == chain)).one()
        proof = Proof(chain, base_seq=head.base_seq, seq=head.base_seq, head=head.base_hash)
        met = expected in (None, head.base_hash)
        of = head.seq - head.base_seq
        for row in read_entries(connection, chain, head.base_seq):
            if row.seq > head.seq:
                break  # written while this reads
            proof.follow(row.seq, row.entry, row.hash)
            for what in _beside(row):
                proof.fault(f"entry {row.seq}: its column `{what}` says something else")
            met = met or row.hash == expected
            if progress is not None and proof.entries % 500 == 0:
                progress(proof.entries, of)
        before = connection.execute(
            select(func.count())
            .select_from(log)
            .where(log.c.chain == chain, log.c.seq <= head.base_seq)
        ).scalar_one()
    if before:
        proof.fault(f"{before} entries lie before the log's beginning")
    if (proof.seq, proof.head) != (head.seq, head.hash):
        proof.fault(f"the head says entry {head.seq}; the last one found is {proof.seq}")
    if not sealed_by(store.secret, chain, head.seq, head.hash, head.seal):
        proof.fault("the head's seal was not made with this installation's secret")
    if not met:
        proof.fault("the hash that was given is not in the log")
    return proof


def length_of(store: Store, chain: str) -> int:
    """How many entries a chain has, as its head says; nothing is proved."""
    with store.reading() as connection:
        head = connection.execute(select(chains).where(chains.c.chain == chain)).one()
        return int(head.seq - head.base_seq)


def _beside(row: Any) -> Iterator[str]:
    """The columns that do not say what the entry says."""
    try:
        data = json.loads(row.entry)
        for name in ("seq", "chain", "kind", "receipt_id", "recipient_key"):
            if data[name] != getattr(row, name):
                yield name
        if instant_from(data["at"]) != row.at:
            yield "at"
    except (KeyError, TypeError, ValueError):
        yield "entry"


# --- as a file -----------------------------------------------------------------------------------


#: An instant that is in a period, and the first one after it.
Within = tuple[datetime, datetime]


def export(store: Store, chain: str, within: Within | None = None) -> Iterator[str]:
    """A chain as lines: where it begins, each entry with its hash, and its head.

    Of a period it is the part from its first entry to its last one, in the log's order: what an
    unsteady clock dated otherwise in between is in it. It begins after the hash of the entry
    before, and ends with that of its own last, which the log's head follows from. What ends where
    the log does ends with the log's own head: its last entry cannot be another one unseen.
    """
    with store.reading(whole=True) as connection:
        head = connection.execute(select(chains).where(chains.c.chain == chain)).one()
        first, last = head.base_seq + 1, head.seq
        if within is not None:
            first, last = _of_period(connection, head, within)
        before = _hash_at(connection, head, first - 1)
        yield json.dumps({"chain": chain, "base_seq": first - 1, "base_hash": before})
        for row in read_entries(connection, chain, first - 1):
            if row.seq > last:
                break
            before = row.hash
            # The entry goes out byte for byte as it was hashed.
            yield f'{{"hash":"{row.hash}","entry":{row.entry}}}'
        yield json.dumps({"head": head.hash if last == head.seq else before, "seq": last})


def _of_period(connection: Connection, head: Any, within: Within) -> tuple[int, int]:
    """The first and the last entry of a period; without one the end is before the beginning."""
    start, end = within
    first, last = connection.execute(
        select(func.min(log.c.seq), func.max(log.c.seq)).where(
            log.c.chain == head.chain, log.c.at >= start, log.c.at < end, log.c.seq <= head.seq
        )
    ).one()
    return (first, last) if first is not None else (head.seq + 1, head.seq)


def _hash_at(connection: Connection, head: Any, seq: int) -> str:
    """The hash of an entry, or of what the log begins after; none where the entry was taken out,
    so that what follows it is not proved."""
    if seq == head.base_seq:
        return str(head.base_hash)
    found = select(log.c.hash).where(log.c.chain == head.chain, log.c.seq == seq)
    return str(connection.execute(found).scalar_one_or_none() or "")


def verify_export(lines: Iterable[str]) -> Proof:
    """Prove an exported chain. A line that is no line of an export is a fault."""
    proof = Proof("")
    ended = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            if "base_hash" in data:
                proof = Proof(data["chain"], seq=data["base_seq"], head=data["base_hash"])
                proof.base_seq = data["base_seq"]
            elif "head" in data:
                ended = True
                if (proof.seq, proof.head) != (data["seq"], data["head"]):
                    proof.fault(f"the head says entry {data['seq']}; the last is {proof.seq}")
            else:
                entry = line[line.index('"entry":') + len('"entry":') : line.rindex("}")]
                proof.follow(data["entry"]["seq"], entry, data["hash"])
        except (KeyError, TypeError, ValueError):
            proof.fault(f"line {number} is not a line of an exported log")
    if not ended:
        proof.fault("the file ends before the log does")
    return proof
