"""The map of what the library can say, made beside: hundreds of messages are made for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date

from service.deciding.composing import GuardLike
from service.editing.coverage import Cell, coverage
from service.errors import BedsideError
from service.library.library import Library
from service.library.release import Release

Map = tuple[tuple[Cell, ...], ...]


class Mapper:
    """Makes the map of the library that was asked about last; `release` is what one would serve."""

    def __init__(self, release: Callable[[Library, date], Release], guard: GuardLike) -> None:
        self._release, self._guard = release, guard
        self._asked: tuple[Library, Future[Map]] | None = None
        self._lock = threading.Lock()
        #: Held while a map is made: after each of many saves one more would be begun.
        self._making = threading.Lock()

    def of(self, library: Library, on: date, seconds: float) -> Map | None:
        """The map of a library, worked out once; None where it is not there within some seconds.

        Raises `BedsideError` where no message can be made, which stays so until the library
        changes. Any other fault is told once; whoever looks again has it tried again.
        """
        with self._lock:
            if self._asked is None or self._asked[0] is not library:
                self._asked = (library, Future())
                given = (*self._asked, on)
                threading.Thread(target=self._make, args=given, daemon=True).start()
            found = self._asked[1]
        try:
            return found.result(seconds)
        except TimeoutError:
            return None
        except BedsideError:
            raise
        except Exception:
            with self._lock:
                if self._asked is not None and self._asked[1] is found:
                    self._asked = None
            raise

    def _make(self, library: Library, found: Future[Map], on: date) -> None:
        with self._making:
            if self._asked is None or self._asked[1] is not found:
                return  # the library changed while this waited: whoever asks again gets the later
            try:
                found.set_result(coverage(self._release(library, on), self._guard))
            except Exception as error:  # noqa: BLE001 - whoever waits for the map is told
                found.set_exception(error)
