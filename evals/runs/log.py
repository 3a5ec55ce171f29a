"""The log of a run: JSON lines, one a case, that an interrupted run goes on from.

The first line holds the versions of everything that shapes a result, the last one a digest of all
of them without their timings: two runs of the same versions over the same cases have equal digests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from evals.alone import open_alone
from evals.faults import Fault
from evals.suites.base import Item, Result
from evals.system import Versions
from service.errors import BedsideError, Problem

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What a run is of: an id, when it began, the sets and the filter, and all versions.

    `on`, `library` and `golden` are the day for approvals, the library and the folder of somebody's
    own sets that its call named, where it named one; `guard` are the options that gave the guard
    data of somebody's own. No baseline is held against a run with either of the last two.
    """

    id: str
    started: str
    sets: tuple[str, ...]
    tags: tuple[str, ...]
    cases: int
    versions: Versions
    note: str = ""
    only: tuple[str, ...] = ()
    on: str = ""
    library: str = ""
    golden: str = ""
    guard: tuple[str, ...] = ()

    @property
    def part(self) -> bool:
        """Whether a filter left cases out."""
        return bool(self.tags or self.only)


@dataclass(frozen=True)
class Run:
    """A run as it was kept."""

    header: Header
    results: tuple[Result, ...]
    finished: str = ""
    seconds: float = 0.0
    file: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether it came to its end."""
        return bool(self.finished)

    @property
    def cut_off(self) -> str:
        """How far it came, in words, where it did not come to its end."""
        if self.whole:
            return ""
        return f"cut off after {len(self.results)} of {self.header.cases} cases"

    @property
    def digest(self) -> str:
        """A hash of every result but its timing."""
        return digest(self.results)

    @property
    def known(self) -> frozenset[str]:
        """All that a case could name when it ran; topics and events only where they were kept."""
        versions = self.header.versions
        return frozenset((*versions.items, *versions.names))

    def of(self, name: str) -> tuple[Result, ...]:
        """The results of one set."""
        return tuple(result for result in self.results if result.item.set == name)


def digest(results: Sequence[Result]) -> str:
    """A hash of results without their timings."""
    whole = hashlib.sha256()
    for result in results:
        line = _line(result)
        line.pop("ms")
        whole.update(json.dumps(line, sort_keys=True, ensure_ascii=False).encode())
    return whole.hexdigest()[:16]


class LogWriter:
    """Writes a run line by line; what was written survives whatever happens next."""

    def __init__(self, path: Path, header: Header, *, resume: bool = False) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = open_alone(path, anew=not resume)
        if not resume:
            self._write({"type": "run", "format": FORMAT, **asdict(header)})

    def add(self, result: Result) -> None:
        """Keep one result."""
        self._write(_line(result))

    def end(self, finished: datetime, seconds: float, results: Sequence[Result]) -> None:
        """Close the run."""
        self._write(
            {
                "type": "end",
                "finished": finished.isoformat(),
                "seconds": round(seconds, 3),
                "digest": digest(results),
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _write(self, data: dict[str, Any]) -> None:
        self._file.write(json.dumps(data, ensure_ascii=False, sort_keys=True) + "\n")
        self._file.flush()


def read_run(path: Path) -> Run:
    """A run from its log, without a half-written last line. Raises `BedsideError` for no log."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise BedsideError([Problem(str(path), 0, 0, "E150", what, "name a run's log")]) from None
    except UnicodeDecodeError:
        raise _broken(path, 1, "not UTF-8") from None
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            if number == len(lines):
                continue  # the run was cut off while this was written
            raise _broken(path, number, "not JSON") from None
    head = rows[0] if rows and isinstance(rows[0], dict) else {}
    if head.get("type") != "run" or head.get("format") != FORMAT:
        raise _broken(path, 1, "no run of this format begins here")
    try:
        several = [row["type"] for row in rows].count("run") > 1
        run = _run(rows, path)
    except (KeyError, TypeError, AttributeError) as error:
        raise _broken(path, 1, f"a field is missing or wrong ({error})") from None
    if several:
        raise _broken(path, 1, "it holds more than one run")
    if run.whole and run.digest != rows[-1].get("digest"):
        raise _broken(path, len(rows), "its cases are not those that it was closed with")
    return run


def _run(rows: list[dict[str, Any]], path: Path) -> Run:
    head = rows[0]
    header = Header(
        id=head["id"],
        started=head["started"],
        sets=tuple(head["sets"]),
        tags=tuple(head["tags"]),
        cases=head["cases"],
        versions=Versions(**head["versions"]),
        note=head.get("note", ""),
        only=tuple(head.get("only", ())),
        on=head.get("on", ""),
        library=head.get("library", ""),
        golden=head.get("golden", ""),
        guard=tuple(head.get("guard", ())),
    )
    end = next((row for row in rows if row["type"] == "end"), {})
    return Run(
        header=header,
        results=tuple(_results(rows)),
        finished=end.get("finished", ""),
        seconds=end.get("seconds", 0.0),
        file=str(path),
    )


def _results(rows: list[dict[str, Any]]) -> Iterator[Result]:
    for row in rows:
        if row["type"] == "case":
            item = Item(**{**row["item"], "tags": tuple(row["item"]["tags"])})
            faults = tuple(Fault(**fault) for fault in row["faults"])
            yield Result(item, row["observed"], faults, row["ms"], row["measured"])


def _line(result: Result) -> dict[str, Any]:
    return {
        "type": "case",
        "item": asdict(result.item),
        "observed": result.observed,
        "faults": [fault.to_json() for fault in result.faults],
        "ms": result.ms,
        "measured": result.measured,
    }


def _broken(path: Path, line: int, what: str) -> BedsideError:
    return BedsideError([Problem(str(path), line, 1, "E151", what, "run the sets again")])
