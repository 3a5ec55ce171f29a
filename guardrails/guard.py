"""The guard itself: a text and a context in, a verdict out, whatever happens.

It fails closed. Too large, too slow, a language without rules, a context that nobody knows, or a
defect of our own: each is a reject with a finding that says so, and never an exception or a pass.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from guardrails import urgency
from guardrails.blame import prove_own
from guardrails.build import Parts, assemble, read_files
from guardrails.contexts import ContextError, english, settled
from guardrails.failures import failure
from guardrails.proof import proved_version
from guardrails.reader import read
from guardrails.verdict import UNREAD, Context, Urgency, Verdict

#: Characters. A message is 2,000; a page 100,000; nothing that is sent comes near this.
MOST_CHARACTERS = 2_000_000
#: Seconds for one text, and for each further million characters of it. A 60-word message takes
#: about a millisecond; the rest is patience with a machine under load.
MOST_SECONDS = 6.0
_SECONDS_PER_MILLION = 30.0
#: Verdicts that are kept. A check of the starter library reads some 4,300 texts; with fewer places
#: each would be given away just before its text comes back.
_CACHED = 16_384


class TimeUpError(Exception):
    """The reading took longer than a caller may wait."""


class Guard:
    """Reads finished text. Build it once and share it: it holds no state but a cache of verdicts.

    rules: folders with further rule files. terms: further term files. policy: a policy file
    in place of the default one. Raises GuardDataError (a ValueError) when any of them is wrong.
    """

    def __init__(
        self,
        *,
        rules: Sequence[Path | str] = (),
        terms: Sequence[Path | str] = (),
        policy: Path | str | None = None,
        seconds: float = MOST_SECONDS,
    ) -> None:
        data = read_files(
            [Path(folder) for folder in rules],
            [Path(file) for file in terms],
            Path(policy) if policy is not None else None,
        )
        self._parts: Parts = assemble(data)
        if rules or terms or policy is not None or self._parts.version != proved_version():
            prove_own(self._parts, data)
        self._seconds = seconds
        self._cache: OrderedDict[tuple[bytes, Context], Verdict] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """A hash of rules, terms, policy and code: same version, same verdicts."""
        return self._parts.version

    @property
    def parts(self) -> Parts:
        """What the guard was built from, for documentation and tools."""
        return self._parts

    def check(self, text: str, context: Context) -> Verdict:
        """The verdict on a text in a context. Never raises; every failure is a reject."""
        try:
            if len(text) > MOST_CHARACTERS:
                return failure(
                    "GU-02", text, f"{len(text)} characters; the most is {MOST_CHARACTERS}"
                )
            context = settled(context)
            key = (_digest(text), context)
            with self._lock:
                known = self._cache.get(key)
                if known is not None:
                    self._cache.move_to_end(key)
                    return known
            verdict = self._read(text, context)
        except ContextError as error:
            return failure("GU-06", text, str(error))
        except TimeUpError:
            return failure("GU-03", text, f"more than {self._patience(text):g} seconds")
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the text does not go out
            return failure("GU-01", text, type(error).__name__)
        with self._lock:
            self._cache[key] = verdict
            if len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return verdict

    def read_urgency(self, text: str) -> Urgency:
        """Whether inbound words ask for help that cannot wait. A failure counts as urgent."""
        try:
            return urgency.read_text(self._parts, text[:MOST_CHARACTERS], self._timer(text))
        except Exception:  # noqa: BLE001 - unread words may be a call for help
            return UNREAD

    def _patience(self, text: str) -> float:
        """Seconds for a text. A guard that was given none at all has none to spare."""
        more = len(text) / 1_000_000 * _SECONDS_PER_MILLION if self._seconds >= 1 else 0.0
        return round(self._seconds + more, 3)

    def _read(self, text: str, context: Context) -> Verdict:
        if not english(context.locale):
            return failure("GU-04", text, context.locale)
        findings = read(self._parts, text, context, self._timer(text))
        return Verdict(passed=not any(f.stops for f in findings), findings=findings)

    def _timer(self, text: str) -> Callable[[], None]:
        end = time.monotonic() + self._patience(text)

        def check_time() -> None:
            if time.monotonic() > end:
                raise TimeUpError

        return check_time


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
