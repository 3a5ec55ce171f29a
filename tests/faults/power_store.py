"""The power fails: what SQLite had not yet asked to be on the disk may be gone, in part or whole.

    python -m tests.faults.power_store --cuts 300

A service answers calls under `strace`, which writes down every write to the store's files, every
fsync, and every answer as it leaves. Then the disk is made again as it may have been at a random
moment: what an fsync had asked for and confirmed is there; of every other write that had begun,
each sector of 512 bytes is there or is not, by chance; a file whose folder was not synced since it
was made may not exist at all. The store is opened on that. Every answer that had begun to leave
must be in the log, the chain must verify, and no table may contradict another.

What this trusts: that a disk keeps what it confirms, and writes a sector whole or not at all.
`--synchronous OFF` shows that the method finds a loss where there is one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from service.serving import MessageRequest
from service.store import engines
from service.store.checking import check_store
from service.store.proving import verify
from service.store.schema import log
from tests.faults.burst_store import request
from tests.faults.common import CALLER, PATIENCE, capped_release, service_on, store_at
from tests.stores import consent_to, decide

PATIENTS, THREADS, SECTOR = 40, 4, 512
NAME = "bedside.db"


def main() -> int:
    """Run it, and print what came out; exit code 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=300)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synchronous", default="FULL", choices=["FULL", "NORMAL", "OFF"])
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve is not None:
        return serve(given.serve, given.calls, given.synchronous)
    with tempfile.TemporaryDirectory() as folder:
        result = cut(
            Path(folder), given.cuts, given.calls, given.synchronous, random.Random(given.seed)
        )
    sys.stdout.write(json.dumps(result) + "\n")
    return 1 if result["lost"] or result["broken"] else 0


def cut(
    folder: Path, cuts: int, calls: int, synchronous: str, chance: random.Random
) -> dict[str, object]:
    """Record one run, and look at what `cuts` failures of the power would have left of it."""
    live, image = folder / "live", folder / "image"
    before = prepare(live)
    trace = record(live, calls, synchronous)
    acks, writes = trace.acks, trace.writes
    first = acks[0].begun
    lost, broken = 0, 0
    for _ in range(cuts):
        at = chance.randint(first, trace.length)
        lay_out(image, live, before, trace, at, chance)
        acknowledged = {ack.receipt_id for ack in acks if ack.begun <= at}
        missing, faults = look(image, acknowledged)
        lost += missing
        broken += bool(faults)
    return {
        "cuts": cuts,
        "synchronous": synchronous,
        "answers": len(acks),
        "writes": len(writes),
        "syncs": len(trace.syncs),
        "checkpoints": sum(sync.file == NAME for sync in trace.syncs),
        "lost": lost,
        "broken": broken,
    }


# --- the run that is recorded --------------------------------------------------------------------


def prepare(live: Path) -> bytes:
    """A store with people in it, closed; the bytes of its file."""
    live.mkdir()
    store = store_at(f"sqlite:///{live / NAME}", live)
    for number in range(PATIENTS):
        consent_to(store, f"patient-{number}", "care_operations")
    store.close()
    assert [path.name for path in live.glob(f"{NAME}*")] == [NAME]
    return (live / NAME).read_bytes()


def serve(live: Path, calls: int, synchronous: str) -> int:
    """Answer calls on some threads; each answer's id leaves before the thread's next call."""
    engines._SQLITE_PRAGMAS = (
        *(
            pragma.replace("synchronous=FULL", f"synchronous={synchronous}")
            for pragma in engines._SQLITE_PRAGMAS
        ),
        # Its journal goes into the file five times as often, so that a short run has that too.
        "PRAGMA wal_autocheckpoint=200",
    )
    service = service_on(store_at(f"sqlite:///{live / NAME}", live), capped_release())

    def ask(thread: int) -> None:
        for number in range(calls // THREADS):
            now = datetime.now(UTC)
            made = request(thread, number, False, now)
            patient = f"patient-{(thread * 7 + number) % PATIENTS}"
            own = MessageRequest(made.signal, made.channel, patient)
            os.write(1, f"{decide(service, CALLER, own, PATIENCE).receipt_id}\n".encode())

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(0)  # not closed: closing would tidy the journal away


def record(live: Path, calls: int, synchronous: str) -> Trace:
    """What the run asked of the disk, call by call."""
    file = live.parent / "trace"
    asked = "pwrite64,write,writev,pwritev,fsync,fdatasync,ftruncate,fallocate,openat"
    subprocess.run(
        [
            "strace", "-f", "-y", "-xx", "-s", "70000", "-e", f"trace={asked}", "-o", str(file),
            sys.executable, "-m", "tests.faults.power_store",
            "--serve", str(live), "--calls", str(calls), "--synchronous", synchronous,
        ],
        stdout=subprocess.PIPE,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    with file.open(encoding="ascii", errors="replace") as lines:
        return read_trace(lines, live)


# --- the trace -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes for a file, or with none its new length; begun and done at these lines."""

    begun: int
    done: int
    file: str
    offset: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Sync:
    """A file, or the folder under its own name, that was asked to be on the disk."""

    begun: int
    done: int
    file: str


@dataclass(frozen=True, slots=True)
class Ack:
    """An answer that began to leave."""

    begun: int
    receipt_id: str


@dataclass(slots=True)
class Trace:
    """All of it, in the order of the lines of `strace`."""

    writes: list[Write] = field(default_factory=list)
    syncs: list[Sync] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    length: int = 0


_LINE = re.compile(r"^(\d+)\s+(.*)$", re.DOTALL)
_CALL = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)", re.DOTALL)
_FD = re.compile(r"^(\d+)<([^>]*)>")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$", re.DOTALL)


def read_trace(lines: Iterator[str], live: Path) -> Trace:
    """Writes, syncs and answers. A call of one thread may be interrupted by lines of another."""
    trace = Trace()
    begun: dict[str, tuple[int, str]] = {}
    number = 0
    for number, line in enumerate(lines):
        found = _LINE.match(line.rstrip("\n"))
        if not found:
            continue
        thread, said = found.groups()
        start = number
        resumed = _RESUMED.match(said)
        if resumed:
            start, first = begun.pop(thread)
            said = first + resumed[1]
        if said.endswith("<unfinished ...>"):
            begun[thread] = (start, said.removesuffix("<unfinished ...>").rstrip())
            _acknowledged(trace, number, said)
            continue
        call = _CALL.match(said)
        if call and int(call[3]) >= 0:
            if not resumed:
                _acknowledged(trace, number, said)
            _called(trace, start, number, call[1], call[2], int(call[3]), live)
    trace.length = number
    assert trace.acks, "no answer was seen"
    assert trace.writes, "no write was seen"
    return trace


def _acknowledged(trace: Trace, number: int, said: str) -> None:
    """An answer counts from the moment in which it begins to leave."""
    if said.startswith("write(1<") and (data := _BYTES.search(said)):
        text = _unhex(data[1]).decode()
        trace.acks.extend(Ack(number, word) for word in text.split() if word.startswith("r_"))


def _called(
    trace: Trace, start: int, end: int, name: str, arguments: str, result: int, live: Path
) -> None:
    if name == "openat":
        made = re.search(r'"((?:\\x[0-9a-f]{2})*)".*O_CREAT', arguments)
        path = Path(_unhex(made[1]).decode()) if made else None
        if path is not None and path.parent == live and path.name.startswith(NAME):
            trace.made.setdefault(path.name, end)
        return
    descriptor = _FD.match(arguments)
    if not descriptor:
        return
    path = Path(_unhex(descriptor[2]).decode() if "\\x" in descriptor[2] else descriptor[2])
    if path != live and (path.parent != live or not path.name.startswith(NAME)):
        return
    if path.name.endswith("-shm"):
        return  # shared memory; made again at every start
    match name:
        case "fsync" | "fdatasync":
            trace.syncs.append(Sync(start, end, path.name))
        case "pwrite64":
            data = _BYTES.search(arguments)
            assert data, arguments[:80]
            assert not data[2], "strace cut a write off"
            offset = int(arguments.rsplit(",", 1)[1])
            raw = _unhex(data[1])
            assert len(raw) == result
            trace.writes.append(Write(start, end, path.name, offset, raw))
        case "ftruncate":
            trace.writes.append(
                Write(start, end, path.name, int(arguments.rsplit(",", 1)[1]), None)
            )
        case _:
            raise AssertionError(f"{name} on {path.name} is not replayed")


def _unhex(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


# --- the disk as it may have been ----------------------------------------------------------------


def lay_out(
    image: Path, live: Path, before: bytes, trace: Trace, at: int, chance: random.Random
) -> None:
    """The store's files after a failure of the power at a line of the trace."""
    shutil.rmtree(image, ignore_errors=True)
    image.mkdir()
    files: dict[str, bytearray] = {NAME: bytearray(before)}
    syncs = [sync for sync in trace.syncs if sync.done <= at]
    for write in trace.writes:
        if write.begun > at:
            break
        content = files.setdefault(write.file, bytearray())
        safe = any(s.file == write.file and write.done < s.begun for s in reversed(syncs))
        _apply(content, write, None if safe and write.done <= at else chance)
    for name, content in files.items():
        made = trace.made.get(name, -1) if name != NAME else -1
        kept = made < 0 or any(s.file == live.name and made < s.begun for s in syncs)
        if kept or chance.random() < 0.5:
            (image / name).write_bytes(content)


def _apply(content: bytearray, write: Write, chance: random.Random | None) -> None:
    """Put a write in place: whole, or without a chance for its sectors, each by itself."""
    if write.data is None:
        if chance is None or chance.random() < 0.5:
            _resize(content, write.offset)
        return
    mode = chance.choice(("whole", "none", "sectors")) if chance is not None else "whole"
    if mode == "none":
        return
    end = write.offset + len(write.data)
    if len(content) < end:
        _resize(content, end)
    start = write.offset
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        if chance is None or mode == "whole" or chance.random() < 0.5:
            content[start:stop] = write.data[start - write.offset : stop - write.offset]
        start = stop


def _resize(content: bytearray, length: int) -> None:
    del content[length:]
    content.extend(b"\0" * (length - len(content)))


def look(image: Path, acknowledged: set[str]) -> tuple[int, Sequence[str]]:
    """How many answers are missing after the next start, and what else is wrong."""
    try:
        store = store_at(f"sqlite:///{image / NAME}", image)
        try:
            with store.reading() as connection:
                logged = set(connection.execute(select(log.c.receipt_id)).scalars())
            faults = [*verify(store, "live").faults, *check_store(store)]
        finally:
            store.close()
    except Exception as error:  # noqa: BLE001 - a store that cannot be opened is the finding
        return len(acknowledged), [type(error).__name__]
    return len(acknowledged - logged), faults


if __name__ == "__main__":
    sys.exit(main())
