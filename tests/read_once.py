"""What one process of a run of all tests has read of a library, no other has to read again.

Every worker, and every process that it forks studios from, checks the starter library, and nearly
all of that time goes into reading some thousand texts anew. A text is kept by the guard's version,
its own words and its context, so what is found here is what reading it would give.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import get_ident
from typing import Any

from guardrails.build import Parts
from guardrails.verdict import Context, Finding

#: Names the folder to the processes that a test starts.
FOLDER = "TESTS_READ_ONCE"

Read = Callable[[Parts, str, Context, Callable[[], None]], tuple[Finding, ...]]


def read_once(read: Read, folder: Path) -> Read:
    """`guardrails.guard.read`, which looks into the folder first.

    Only the texts of libraries are kept: their contexts have registered claims. What a test of the
    guard makes up, it reads itself. A test that breaks the reading replaces this too.
    """
    folder.mkdir(exist_ok=True)

    def reading(
        parts: Parts, text: str, context: Context, check_time: Callable[[], None]
    ) -> tuple[Finding, ...]:
        if not context.claims:
            return read(parts, text, context, check_time)
        asked = f"{parts.version}\x1f{_written(context)}\x1f{text}"
        digest = blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        kept = folder / digest
        try:
            known: tuple[Finding, ...] = pickle.loads(kept.read_bytes())
        except FileNotFoundError:
            known = read(parts, text, context, check_time)
            whole = folder / f"{digest}.{os.getpid()}.{get_ident()}"
            whole.write_bytes(pickle.dumps(known))
            whole.replace(kept)
        return known

    return reading


@lru_cache(maxsize=1_024)
def _written(context: Context) -> str:
    """A context in the same words in every process: the order of a set is another in each."""
    values: list[Any] = [getattr(context, name) for name in Context.__dataclass_fields__]
    return repr([sorted(value) if isinstance(value, frozenset) else value for value in values])
