"""One function over many items, on every core there is; results in the order of the items.

Only the checks of whole libraries use it. Children are forked, so they share what was loaded;
where forking is not possible, or not worth it, everything happens here, with the same results.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[int, int], None]

#: Fewer items are done sooner than processes are started.
WORTH_IT = 400
_CHUNK = 32

#: What the children inherit: set before they are forked, so that nothing is sent to them.
_shared: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def each(
    function: Callable[[T], R], items: Sequence[T], progress: Progress | None = None
) -> list[R]:
    """`[function(item) for item in items]`."""
    results: list[R] = []
    cores = _cores()
    if len(items) < WORTH_IT or cores == 1:
        for item in items:
            results.append(function(item))
            _tell(progress, len(results), len(items))
        return results
    global _shared
    _shared = (function, items)
    gc.freeze()  # else each child's collector would copy all that was loaded
    try:
        with multiprocessing.get_context("fork").Pool(cores) as pool:
            for chunk in pool.imap(_do, range(0, len(items), _CHUNK)):
                results.extend(chunk)
                _tell(progress, len(results), len(items))
    finally:
        gc.unfreeze()
        _shared = None
    return results


def _do(start: int) -> list[Any]:
    assert _shared is not None
    function, items = _shared
    return [function(item) for item in items[start : start + _CHUNK]]


def _tell(progress: Progress | None, done: int, of: int) -> None:
    if progress is not None:
        progress(done, of)


def _cores() -> int:
    """The cores that may be used; 1 where a fork could copy a lock that a thread holds."""
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, 8)
