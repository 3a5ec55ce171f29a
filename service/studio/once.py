"""A few answers that take long, each worked out once however many threads ask for it at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

V = TypeVar("V")


class Once(Generic[V]):
    """The answers that were asked for last. What fails is told to who waits, and is tried again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: dict[Hashable, tuple[object, Future[V]]] = {}

    def of(self, about: object, question: Hashable, made: Callable[[], V]) -> V:
        """The answer to a question about an object, which is known by its identity.

        The object is held with its answer: else another could come to stand where it stood, and
        be taken for it. Raises what `made` raises, to each who waits for it.
        """
        key = (id(about), question)
        with self._lock:
            found = self._held.pop(key, None)
            mine = found is None
            future: Future[V] = Future() if found is None else found[1]
            self._held[key] = (about, future)  # last, so that what nobody asks for goes first
            while len(self._held) > self._most:
                del self._held[next(iter(self._held))]
        if mine:
            try:
                future.set_result(made())
            except BaseException as error:
                with self._lock:
                    if (kept := self._held.get(key)) is not None and kept[1] is future:
                        del self._held[key]
                future.set_exception(error)
                raise
        return future.result()
