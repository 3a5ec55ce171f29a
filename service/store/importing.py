"""Standing from a CSV file: consents, stops and suppressions, many at once.

A file may be cut off anywhere and given again: how far it was taken in is committed with its rows,
by the digest of its bytes, and a row that is there already is left alone. Bad rows are named by
line and column; what stood in them is not repeated.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, Table, select, update

from service.domain.signals import Moment
from service.domain.standing import Consent, OptOut, Suppression
from service.domain.vocabulary import RecipientKind
from service.domain.wording import what_would_be_right
from service.store.chain import lock_head
from service.store.changes import (
    consent_row,
    find_or_make,
    opt_out_row,
    touch,
    withdrawn_at,
)
from service.store.lifting import keep_stops, not_lifted
from service.store.listing import entry_row, keep_entries
from service.store.pseudonyms import Person
from service.store.rows import insert_new
from service.store.schema import consents, imports, opt_outs, suppressions
from service.store.stops import log_stop
from service.store.store import Store
from service.store.words import (
    lies_ahead,
    moment_faults,
    recipient_faults,
    source_faults,
    topic_faults,
)

COLUMNS = (
    "recipient",
    "kind",
    "record",
    "purpose",
    "channel",
    "status",
    "at",
    "source",
    "topic",
    "cause",
)
_NEEDED = ("recipient", "record", "at")

#: Rows that one transaction takes in.
STEP = 500


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """A row that was not taken in: where, and what is wrong, without what stood there."""

    line: int
    column: str
    what: str


class NotAList(ValueError):
    """The file has not the columns of a list of standing."""


@dataclass(slots=True)
class Imported:
    """How an import went. `skipped` rows were taken in by an earlier run of the same file."""

    rows: int = 0
    skipped: int = 0
    bad: list[BadRow] = field(default_factory=list)


class _Line(BaseModel):
    """What every row says; the rest depends on `record`."""

    model_config = ConfigDict(extra="ignore")

    recipient: str
    kind: RecipientKind = "known"
    record: Literal["consent", "opt_out", "suppression"]
    at: Moment
    source: str = "import"


@dataclass(frozen=True, slots=True)
class _Row:
    """A good row: whose it is, and what goes into which table once their key is known."""

    person: Person
    table: Table
    values: Callable[[str], dict[str, Any]]


def import_standing(
    store: Store,
    chain: str,
    data: bytes,
    now: datetime,
    *,
    sources: Collection[str] = (),
    topics: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Take in a file. Raises `NotAList` for one without the columns, before anything is written."""
    many = sum(1 for _ in _read(data))  # read to its end first: what is no list writes nothing
    seen = sha256(chain.encode() + b"\0")
    seen.update(data)
    digest = seen.hexdigest()
    with store.writing() as connection:
        insert_new(
            connection, imports, [{"digest": digest, "started_at": now, "done": 0, "bad": 0}]
        )
        done = connection.execute(
            select(imports.c.done).where(imports.c.digest == digest)
        ).scalar_one()
    result = Imported(skipped=done)
    good: list[_Row] = []
    for place, (number, line) in enumerate(_read(data)):
        row, faults = _checked(chain, number, line, now, sources, topics)
        result.bad.extend(faults)  # rows of an earlier run too: the report is of the whole file
        if place >= done and row is not None:
            good.append(row)
            result.rows += 1
        if place >= done and (place + 1) % STEP == 0:
            _take_in(store, chain, digest, good, place + 1, len(result.bad), now)
            good = []
            if progress is not None:
                progress(place + 1, many)
    if done < many:
        _take_in(store, chain, digest, good, many, len(result.bad), now)
    with store.writing() as connection:
        finished = update(imports).where(imports.c.digest == digest)
        connection.execute(finished.values(finished_at=now))
    return result


def _read(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its line, one at a time. Raises `NotAList`."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.DictReader(text, restkey="", restval="", strict=True)
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        missing = [name for name in _NEEDED if name not in names]
        unknown = [str(place) for place, name in enumerate(names, 1) if name not in COLUMNS]
        if missing or unknown:
            extra = f"; column {', '.join(unknown)} is none of them" if unknown else ""
            raise NotAList(f"its first line names the columns {', '.join(COLUMNS)}{extra}")
        twice = [str(place) for place, name in enumerate(names, 1) if name in names[: place - 1]]
        if twice:
            raise NotAList(f"column {', '.join(twice)} is named before; name each once")
        for row in reader:
            yield reader.line_num, row
    except UnicodeDecodeError:
        raise NotAList("it is not text in UTF-8") from None
    except csv.Error:
        raise NotAList(f"line {reader.line_num} is not CSV") from None


def _checked(
    chain: str,
    number: int,
    line: dict[str, Any],
    now: datetime,
    sources: Collection[str],
    topics: Collection[str],
) -> tuple[_Row | None, list[BadRow]]:
    if "" in line:
        return None, [BadRow(number, "row", "it has more fields than there are columns")]
    given = {name: value.strip() for name, value in line.items() if value.strip()}
    try:
        head = _Line.model_validate(given)
        faults = [
            *recipient_faults(head.recipient),
            *source_faults(head.source, sources),
        ]
        if not _is_no(head, given):
            faults.extend(moment_faults(head.at, now))
        elif lies_ahead(head.at, now):
            head = head.model_copy(update={"at": now})
        row, topic = _row(chain, head, given)
        faults.extend(topic_faults(topic, topics))
    except ValidationError as error:
        return None, _bad(number, error.errors())
    if faults:
        return None, [BadRow(number, fault.pointer[1:], fault.what) for fault in faults]
    return row, []


def _is_no(head: _Line, given: dict[str, str]) -> bool:
    """A stop, an entry of the suppression list or a withdrawal: kept whatever a clock says."""
    return head.record != "consent" or given.get("status") == "withdrawn"


def _bad(number: int, details: Sequence[Any]) -> list[BadRow]:
    """A fault for each column: where one may hold this or that, both are named in one line."""
    said: dict[str, dict[str, None]] = {}
    for detail in details:
        column = str(detail["loc"][0]) if detail["loc"] else "row"
        missing = detail["type"] == "missing"
        what = "it is empty" if missing else what_would_be_right(detail, detail["input"])
        # An opt-out has several purposes in its one column.
        said.setdefault("purpose" if column == "purposes" else column, {})[what] = None
    return [BadRow(number, column, ", or ".join(whats)) for column, whats in said.items()]


def _row(chain: str, head: _Line, given: dict[str, str]) -> tuple[_Row, str | None]:
    person = Person(chain, head.kind, head.recipient)
    channel = given.get("channel", "any")
    match head.record:
        case "consent":
            data: dict[str, Any] = {"status": "given", **given}
            data |= {"channel": channel, "source": head.source, "at": head.at}
            names = ("purpose", "channel", "status", "at", "source", "topic")
            consent = Consent.model_validate({n: data[n] for n in names if n in data})
            return _Row(person, consents, lambda key: consent_row(key, consent)), consent.topic
        case "opt_out":
            purposes = tuple(given.get("purpose", "").split())
            stop = OptOut.model_validate({"channel": channel, "purposes": purposes, "at": head.at})
            return _Row(person, opt_outs, lambda key: opt_out_row(key, stop, head.source)), None
        case "suppression":
            cause = {"cause": given["cause"]} if "cause" in given else {}
            entry = Suppression.model_validate({"channel": channel, **cause})
            return (
                _Row(
                    person,
                    suppressions,
                    lambda key: entry_row(key, entry, head.source, head.at),
                ),
                None,
            )


def _take_in(
    store: Store, chain: str, digest: str, rows: list[_Row], done: int, bad: int, now: datetime
) -> None:
    """One step: its rows, how far the file is taken in, and an entry for each stop and for all."""
    with store.writing() as connection:
        head = lock_head(connection, chain)
        people = [row.person for row in rows]
        found = find_or_make(connection, head, store.secret, people, now)
        keys = sorted({known.key for known in found})
        made = [(row.table, row.values(k.key)) for row, k in zip(rows, found, strict=True)]
        for table in (consents, opt_outs, suppressions):
            own = [values for its, values in made if its is table]
            if table is opt_outs:
                own = not_lifted(connection, own)
            if table is not consents:
                for values in _new(connection, table, keys, own):
                    log_stop(head, now, values)
            if table is opt_outs:
                keep_stops(connection, own)
            elif table is consents:
                _keep_consents(connection, own, now)
            else:
                keep_entries(connection, own)
        if found:
            touch(connection, keys, now)
        step = update(imports).where(imports.c.digest == digest)
        connection.execute(step.values(done=done, bad=bad))
        head.add("import", now, {"file": digest, "rows": len(rows), "until_row": done})
        head.write(connection, store.secret)


def _keep_consents(connection: Connection, rows: list[dict[str, Any]], now: datetime) -> None:
    """The yeses first, so that no withdrawal is lost to one that a fast clock dated after it."""
    insert_new(connection, consents, [row for row in rows if row["status"] == "given"])
    said_no = [row for row in rows if row["status"] == "withdrawn"]
    dated = [{**row, "at": withdrawn_at(connection, row, now)} for row in said_no]
    insert_new(connection, consents, dated)


def _new(
    connection: Connection, table: Table, keys: list[str], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Those of these stops that are not there yet, each once. Needs the lock of the head."""
    word = "cause" if table is suppressions else "purposes"
    there = {
        tuple(row)
        for row in connection.execute(
            select(table.c.recipient_key, table.c.channel, table.c[word]).where(
                table.c.recipient_key.in_(keys)
            )
        )
    }
    by_word = {(row["recipient_key"], row["channel"], row[word]): row for row in reversed(rows)}
    return [row for own, row in reversed(by_word.items()) if own not in there]
