"""`bedside serve` as processes of their own: started, asked over HTTP, stopped, started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

SECRET = "a-secret-for-replicas-of-64-characters-0123456789abcdef012345678"
EVERYTHING = frozenset({"decide", "standing", "read-log"})


@dataclass
class Replica:
    """One `bedside serve`, with what it was started with."""

    environment: dict[str, str]
    options: tuple[str, ...] = ()
    url: str = ""
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(default=Path(os.devnull))
    _said_before: int = 0

    def start(self) -> None:
        """Start it on the port that it had before, or on any, and wait until it is ready."""
        port = self.url.rpartition(":")[2] or "0"
        self._said_before = self.said_ready()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "service", "serve", "--port", port, *self.options],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # so that `kill` reaches its workers too
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, f"{line}{self.log.read_text()[-2000:]}"
        self.url = found[0]
        self.until_ready()

    def until_ready(self, seconds: float = 200) -> None:
        """Wait until it answers and every worker said so: the first may be alone for a while."""
        until = time.monotonic() + seconds
        while True:
            try:
                answers = httpx.get(f"{self.url}/readyz", timeout=30).status_code == 200
                if answers and self.said_ready() - self._said_before >= self.workers:
                    return
            except httpx.TransportError:
                pass
            assert time.monotonic() < until, self.log.read_text()[-2000:]
            time.sleep(0.2)

    @property
    def workers(self) -> int:
        """How many worker processes it was asked for."""
        if "--workers" not in self.options:
            return 1
        return int(self.options[self.options.index("--workers") + 1])

    def said_ready(self) -> int:
        """How many workers said that they are ready, over all starts."""
        return self.log.read_text().count('"event": "ready"') if self.log.is_file() else 0

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=60)
            self.process = None

    def kill(self) -> None:
        """End it at once, its workers with it."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            self.process = None

    def post(self, path: str, body: Any, key: str, **headers: str) -> httpx.Response:
        """One call on a connection of its own."""
        return httpx.post(
            f"{self.url}{path}",
            json=body,
            headers={"authorization": f"Bearer {key}", **headers},
            timeout=60,
        )


@contextmanager
def replicas(
    count: int, data: Path, database: str = "", *options: str, **settings: str
) -> Iterator[list[Replica]]:
    """Some replicas of one service; without a database, on SQLite in the folder."""
    clean = {name: v for name, v in os.environ.items() if not name.startswith("BEDSIDE_")}
    environment = {
        **clean,
        "BEDSIDE_DATA": str(data),
        "BEDSIDE_SECRET": SECRET,
        "BEDSIDE_CALLS_PER_SECOND": "100000",
        "BEDSIDE_BURST": "100000",
        "BEDSIDE_DEADLINE": "PT20S",  # a busy machine must not decide these tests
        **({"BEDSIDE_DATABASE_URL": database} if database else {}),
        **settings,
    }
    own = [Replica(environment, options, log=data / f"log-{number}") for number in range(count)]
    try:
        for replica in own:
            replica.start()
        yield own
    finally:
        for replica in own:
            replica.kill()


def booking(name: str, recipient: str) -> dict[str, Any]:
    """A visit that somebody just booked, for the portal, at no hour that is quiet."""
    now = datetime.now(UTC)
    starts = (now + timedelta(days=14)).replace(minute=0, second=0, microsecond=0)
    return {
        "signal": {
            "id": name,
            "type": "appointment.booked",
            "at": (now - timedelta(minutes=5)).isoformat(),
            "subject": f"booking-{name}",
            "attributes": {
                "starts_at": starts.isoformat(),
                "place": "riverbend",
                "visit_kind": "office",
            },
        },
        "channel": "portal",
        "recipient": {"id": recipient},
    }


def consents(recipient: str, *purposes: str) -> dict[str, Any]:
    """A yes to each purpose since ten days ago."""
    at = (datetime.now(UTC) - timedelta(days=10)).isoformat()
    yes = {"channel": "any", "status": "given", "at": at, "source": "portal"}
    return {
        "recipient": {"id": recipient},
        "consents": [{"purpose": purpose, **yes} for purpose in purposes],
    }
