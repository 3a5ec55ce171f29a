"""The thread that works on calls together: each once, in order, in bounded batches."""

from __future__ import annotations

import threading

import pytest

from service.store import batching
from service.store.batching import MOST, Batches
from service.store.errors import StoreUnavailable


class Work:
    """Keeps every batch; the first one waits until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.started, self.go = threading.Event(), threading.Event()

    def __call__(self, batch: list[int]) -> None:
        self.batches.append(batch)
        self.started.set()
        assert self.go.wait(10)


def test_what_comes_while_a_batch_is_worked_on_is_the_next_one() -> None:
    work = Work()
    batches = Batches(work, "test")
    batches.put(1)
    assert work.started.wait(10)
    batches.put(2, 3)
    batches.put(4)
    work.go.set()
    batches.close()
    assert work.batches == [[1], [2, 3, 4]]


def test_a_batch_is_bounded_and_none_is_lost_at_the_end() -> None:
    work = Work()
    batches = Batches(work, "test")
    batches.put(-1)
    assert work.started.wait(10)
    batches.put(*range(2 * MOST + 5))
    work.go.set()
    batches.close()
    assert [len(batch) for batch in work.batches] == [1, MOST, MOST, 5]
    assert [job for batch in work.batches[1:] for job in batch] == list(range(2 * MOST + 5))


def test_after_a_full_batch_the_next_waits_for_those_on_their_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batching, "GATHERING", 10.0)
    work = Work()
    work.go.set()
    batches = Batches(work, "test")
    batches.put(1, 2)
    assert work.started.wait(10)
    batches.put(3)
    batches.put(4)
    batches.close()
    assert [job for batch in work.batches for job in batch] == [1, 2, 3, 4]
    assert all(len(batch) == 2 for batch in work.batches)


def test_nothing_is_taken_after_the_end() -> None:
    batches = Batches(Work(), "test")
    batches.close()
    with pytest.raises(StoreUnavailable):
        batches.put(1)
