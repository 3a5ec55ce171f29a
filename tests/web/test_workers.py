"""Several workers of one start: the same release in all of them, and none without its parent."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from service.library.starting import start_library
from service.settings import STARTER_LIBRARY
from tests.web.processes import Replica, replicas

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("socket_enabled"),
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads processes of Linux"),
]


def test_a_worker_that_is_replaced_serves_what_its_siblings_serve(tmp_path: Path) -> None:
    """Whatever was done to the library since the start: here, half an edit."""
    library = tmp_path / "library"
    start_library(STARTER_LIBRARY, library)
    with replicas(1, tmp_path, "", "--workers", "2", BEDSIDE_LIBRARY=str(library)) as (replica,):
        first = releases(replica)
        (library / "library.yaml").write_text("half an edi", encoding="utf-8")
        killed = workers_of(replica)[0]
        os.kill(killed, signal.SIGKILL)
        until(lambda: replica.said_ready() == 3)
        assert killed not in workers_of(replica)
        assert releases(replica) == first
        assert len(first) == 1


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """However it ended, so that the next start gets their port."""
    with replicas(1, tmp_path, "", "--workers", "2") as (replica,):
        workers = workers_of(replica)
        assert len(workers) == 2
        assert replica.process is not None
        replica.process.kill()
        replica.process.communicate()
        until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
        replica.start()


def workers_of(replica: Replica) -> list[int]:
    """The processes that answer calls, by their parent."""
    assert replica.process is not None
    parent = replica.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [pid for pid in map(int, children) if "spawn_main" in command_of(pid)]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def releases(replica: Replica) -> set[str]:
    """What connections of their own, enough to reach both workers, are told is served."""
    asked = (httpx.get(f"{replica.url}/readyz", timeout=30).json() for _ in range(20))
    return {str(answer["parts"]["release"]) for answer in asked}


def until(so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.2)
