"""The folder in which workers add up their figures: in memory, and emptied of those that ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from fcntl import flock
from pathlib import Path
from typing import IO

import pytest

from service.web import sharing
from service.web.sharing import forget_the_dead, shared_figures


@pytest.fixture
def ended() -> int:
    """A process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_worker_that_was_killed_has_no_calls_under_way(
    ended: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["counter", "gauge_livesum", "gauge_livemostrecent", "gauge_min", "histogram"]
    for name in names:
        for pid in (ended, os.getpid()):
            (tmp_path / f"{name}_{pid}.db").touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    forget_the_dead()
    left = {file.stem for file in tmp_path.iterdir()}
    assert left == {f"{name}_{os.getpid()}" for name in names} | {
        f"{name}_{ended}" for name in names if "live" not in name
    }


def test_a_dead_workers_number_may_be_somebody_elses_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And another worker that begins at the same moment may be the quicker one."""
    (tmp_path / "gauge_livesum_77.db").touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    remove = os.remove

    def refuse(*_: object) -> None:
        raise PermissionError

    def come_late(file: str) -> None:
        remove(file)
        remove(file)

    monkeypatch.setattr(os, "kill", refuse)
    monkeypatch.setattr(os, "remove", come_late)
    forget_the_dead()
    assert not list(tmp_path.iterdir())


def test_without_workers_there_is_nothing_to_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    forget_the_dead()


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no files in memory here")
def test_figures_of_workers_lie_where_no_full_disk_ends_them() -> None:
    with shared_figures() as folder:
        assert folder.parent == Path("/dev/shm")
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_what_a_start_that_was_killed_left_goes_at_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_MEMORY", tmp_path)
    left, other = tmp_path / "bedside-metrics-left", tmp_path / "bedside-metrics-of-nobody"
    for folder in (left, other):
        folder.mkdir()
        (folder / "counter_1.db").touch()
    (left / "lock").touch()
    with shared_figures() as lives, shared_figures() as own:
        assert set(tmp_path.iterdir()) == {other, lives, own}


def test_a_start_keeps_its_folder_when_another_one_clears_at_that_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_MEMORY", tmp_path)
    monkeypatch.setattr(sharing, "_ROOM", 0)

    def late(file: IO[bytes], how: int) -> None:
        monkeypatch.setattr(sharing, "flock", flock)
        with shared_figures():
            pass
        flock(file, how)

    monkeypatch.setattr(sharing, "flock", late)
    with shared_figures() as own:
        assert [file.name for file in own.iterdir()] == ["lock"]


def test_memory_without_room_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_MEMORY", tmp_path)
    monkeypatch.setattr(sharing, "_ROOM", shutil.disk_usage(tmp_path).total + 1)
    with shared_figures() as own:
        assert own.parent == Path(tempfile.gettempdir())


def test_without_files_in_memory_they_lie_where_temporary_files_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_MEMORY", tmp_path / "none")
    with shared_figures() as own:
        assert own.parent == Path(tempfile.gettempdir())
