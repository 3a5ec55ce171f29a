"""Runs cases, in this process or in several, and hands back each result as it is ready, in order.

Workers are forked after the guard is built, so that they share it. A case that raises is a result
with a `crashed` fault, never the end of the run.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from evals.faults import Fault
from evals.runs.ending import end_with
from evals.suites.base import Item, Result, Suite
from evals.system import System


@dataclass(frozen=True, slots=True)
class _Shared:
    suites: dict[str, Suite]
    system: System


#: What a forked worker works with; set before it is forked.
_SHARED: _Shared | None = None

#: Cases handed to a worker at once: enough to be worth the trip, few enough to show progress.
_BATCH = 24


def run_cases(
    suites: Sequence[Suite], items: Sequence[Item], system: System, *, workers: int = 1
) -> Iterator[Result]:
    """Each item's result, in the order of the items whatever the number of workers."""
    global _SHARED
    shared = _Shared({suite.name: suite for suite in suites}, system)
    if (
        workers <= 1
        or len(items) <= _BATCH
        or "fork" not in multiprocessing.get_all_start_methods()
    ):
        for item in items:
            yield _one(item, shared)
        return
    for suite in suites:
        suite.items()  # loaded once here, and not in every worker
    _SHARED = shared
    batches = [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(
            workers, mp_context=context, initializer=end_with, initargs=(os.getpid(),)
        ) as pool:
            for results in pool.map(_many, batches):
                yield from results
    finally:
        _SHARED = None


def default_workers() -> int:
    """Two, or as many as the machine has when that is fewer."""
    return min(2, os.cpu_count() or 1)


def _many(items: Sequence[Item]) -> list[Result]:
    assert _SHARED is not None  # set before the worker was forked
    return [_one(item, _SHARED) for item in items]


def _one(item: Item, shared: _Shared) -> Result:
    suite = shared.suites[item.set]
    started = time.perf_counter()
    try:
        observed = suite.observe(item.id, shared.system)
        ms = (time.perf_counter() - started) * 1000
        faults = suite.judge(item.id, observed, shared.system.known)
    except Exception as error:  # noqa: BLE001 - one broken case must not hide the others
        what = f"{type(error).__name__}: {error}"[:300]
        return Result(item, None, (Fault("crashed", what),))
    return Result(item, observed, faults, round(ms, 3), measured=observed is not None)


def judge_again(suites: Sequence[Suite], results: Sequence[Result], known: Any) -> list[Result]:
    """Results of a kept run, judged by the cases as they are now; nothing is run."""
    by_name = {suite.name: suite for suite in suites}
    current = {(i.set, i.id): i for suite in suites for i in suite.items()}
    judged = []
    for result in results:
        key = (result.item.set, result.item.id)
        item = current.get(key)
        if item is None:
            gone = Fault("gone", "the case is no longer in its set")
            judged.append(Result(result.item, result.observed, (gone,), result.ms))
            continue
        if not result.measured or result.has("crashed"):
            judged.append(result)
            continue
        try:
            faults = by_name[item.set].judge(item.id, result.observed, known)
        except Exception as error:  # noqa: BLE001 - the case asks for other steps than were run
            what = f"it cannot be judged without running it again ({type(error).__name__})"
            faults = (Fault("crashed", what),)
        judged.append(Result(item, result.observed, faults, result.ms))
    return judged
