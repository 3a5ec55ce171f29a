"""Many calls at once for one recipient, over several processes on one store.

    python -m tests.faults.burst_store --url postgresql

Prints as JSON how many of the calls were a send, how many different answers there were, and how
often a busy store was asked again. With `--one-key` all calls are repeats of one another.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from service.calling import Answered
from service.serving import MessageRequest, Service
from service.store.checking import check_store
from service.store.errors import StoreUnavailable
from service.store.proving import verify
from tests.factories import make_signal
from tests.faults.common import CALLER, capped_release, database, in_a_child, service_on, store_at
from tests.stores import begin, consent_to


def main() -> int:
    """Run it, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="sqlite", help="sqlite, postgresql, or an address.")
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--one-key", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(given.url, Path(folder)) as url:
        result = burst(url, Path(folder), given.calls, given.processes, given.one_key)
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def burst(url: str, folder: Path, calls: int, processes: int, one_key: bool) -> dict[str, object]:
    """Every process opens the store for itself, waits for the start, and calls."""
    release = capped_release()
    store = store_at(url, folder)
    consent_to(store, "patient-1", "care_operations")
    store.close()
    start = time.monotonic() + 1.0
    pipes = []
    for number in range(processes):
        read, write = os.pipe()

        def work(number: int = number, write: int = write) -> int:
            service = service_on(store_at(url, folder), release)
            time.sleep(max(0.0, start - time.monotonic()))
            now = datetime.now(UTC)
            asked = [request(number, call, one_key, now) for call in range(calls // processes)]
            futures = [begin(service, CALLER, one) for one in asked]
            with os.fdopen(write, "w") as out:
                for one, future in zip(asked, futures, strict=True):
                    answered, again = _answered(service, one, future)
                    digest = sha256(answered.body).hexdigest()
                    fresh = answered.outcome == "send" and not answered.replayed
                    out.write(f"{answered.outcome} {fresh} {digest} {again}\n")
            service.close()
            return 0

        in_a_child(work)
        os.close(write)
        pipes.append(read)
    lines: list[list[str]] = []
    for read in pipes:
        with os.fdopen(read) as answers:
            lines.extend(line.split() for line in answers)
    seconds = time.monotonic() - start
    for _ in range(processes):
        os.wait()
    store = store_at(url, folder)
    result = {
        "calls": len(lines),
        "sends": sum(line[1] == "True" for line in lines),
        "outcomes": dict(Counter(line[0] for line in lines)),
        "answers": len({line[2] for line in lines}),
        "asked_again": sum(int(line[3]) for line in lines),
        "chain_valid": verify(store, "live").valid,
        "faults": check_store(store),
        "seconds": round(seconds, 2),
    }
    store.close()
    return result


def _answered(
    service: Service, asked: MessageRequest, future: Future[Answered]
) -> tuple[Answered, int]:
    """What a channel tool has in the end, and how often it was told before that the store is busy:
    then it asks again, as it should."""
    for again in range(20):
        try:
            return future.result(120), again
        except StoreUnavailable:
            time.sleep(0.1)
            future = begin(service, CALLER, asked)
    return future.result(120), 20


def request(process: int, call: int, one_key: bool, now: datetime) -> MessageRequest:
    """A booking of one patient; each call another one, or all the same."""
    name = "same" if one_key else f"{process}-{call}"
    at = now.replace(hour=0, minute=0, second=0, microsecond=0) if one_key else now
    starts = (now + timedelta(days=14)).replace(microsecond=0, second=0, minute=0)
    signal = make_signal(
        id=f"sig-{name}",
        subject=f"booking-{name}",
        at=at,
        attributes={
            "starts_at": starts.isoformat(),
            "place": "riverbend",
            "visit_kind": "office",
        },
    )
    return MessageRequest(signal, "portal", "patient-1", idempotency_key="one" if one_key else None)


if __name__ == "__main__":
    sys.exit(main())
