"""SIGKILL under load, again and again: nothing that was acknowledged may be missing.

    python -m tests.faults.kill_store --kills 200

Each child opens the store, answers calls on four threads, and writes the id of every answer it
gives to a pipe. It is killed at a random moment. At the end every id must be in the log, the chain
must verify, no recipient may be over the cap, and no table may contradict another.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from service.library.release import Release
from service.serving import MessageRequest
from service.store.checking import check_store
from service.store.proving import verify
from service.store.schema import log, reservations
from tests.faults.burst_store import request
from tests.faults.common import (
    CALLER,
    CAP,
    PATIENCE,
    capped_release,
    database,
    in_a_child,
    service_on,
    store_at,
)
from tests.stores import consent_to, decide

PATIENTS, THREADS = 40, 4


def main() -> int:
    """Run it, and print what came out; exit code 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="sqlite", help="sqlite, postgresql, or an address.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(given.url, Path(folder)) as url:
        result = kill(url, Path(folder), given.kills, random.Random(given.seed))
    sys.stdout.write(json.dumps(result) + "\n")
    return 0 if not result["lost"] and result["chain_valid"] and not result["faults"] else 1


def kill(url: str, folder: Path, kills: int, chance: random.Random) -> dict[str, object]:
    """Start, load, kill, `kills` times over; then look at what is left."""
    release = capped_release()
    store = store_at(url, folder)
    for number in range(PATIENTS):
        consent_to(store, f"patient-{number}", "care_operations")
    store.close()
    acknowledged: set[str] = set()
    slowest_start = 0.0
    for life in range(kills):
        read, write = os.pipe()
        born = time.monotonic()
        pid = in_a_child(lambda life=life, write=write: serve(url, folder, release, life, write))
        os.close(write)
        with os.fdopen(read) as lines:
            first = lines.readline()
            slowest_start = max(slowest_start, time.monotonic() - born)
            threading.Timer(chance.uniform(0, 0.15), os.kill, (pid, signal.SIGKILL)).start()
            text = first + lines.read()
        os.waitpid(pid, 0)
        # A line that was cut off was not acknowledged.
        acknowledged.update(line for line in text.split("\n")[:-1])
    return found(url, folder, acknowledged, kills, slowest_start)


def serve(url: str, folder: Path, release: Release, life: int, write: int) -> int:
    """Answer calls until killed; each answer's id is written before the next call."""
    service = service_on(store_at(url, folder), release)

    def calls(thread: int) -> None:
        number = 0
        while True:
            number += 1
            now = datetime.now(UTC)
            made = request(life, thread * 1_000_000 + number, False, now)
            patient = f"patient-{(thread * 7 + number) % PATIENTS}"
            own = MessageRequest(made.signal, made.channel, patient)
            os.write(write, f"{decide(service, CALLER, own, PATIENCE).receipt_id}\n".encode())

    threads = [threading.Thread(target=calls, args=(n,), daemon=True) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1


def found(
    url: str, folder: Path, acknowledged: set[str], kills: int, slowest_start: float
) -> dict[str, object]:
    """Hold what was acknowledged against what the store has."""
    store = store_at(url, folder)
    with store.reading() as connection:
        logged = set(connection.execute(select(log.c.receipt_id)).scalars())
        places = Counter(
            connection.execute(
                select(reservations.c.recipient_key).where(reservations.c.status == "reserved")
            ).scalars()
        )
    result: dict[str, object] = {
        "kills": kills,
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - logged),
        "logged": len(logged - {None}),
        "most_places_of_one_recipient": max(places.values(), default=0),
        "cap": CAP,
        "chain_valid": verify(store, "live").valid,
        "faults": check_store(store),
        "slowest_start_seconds": round(slowest_start, 2),
    }
    store.close()
    return result


if __name__ == "__main__":
    sys.exit(main())
