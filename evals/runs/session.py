"""One run from its names to its log: choose the cases, go on from a cut-off run, keep the rest.

The clock is the caller's, so that everything here can be tested.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Final

from evals.places import folder_of, placed_problems
from evals.runs.log import Header, LogWriter, Run, read_run
from evals.runs.running import run_cases
from evals.runs.store import run_files
from evals.suites.base import Item, Result, Suite
from evals.system import System, Versions
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, Problem, shown

Progress = Callable[[int, int], None]


#: What makes a pattern of a name; no id holds one of them.
_SIGNS: Final = frozenset("*?[")


def unseen(done: int, of: int) -> None:
    """Progress that nobody watches."""
    del done, of


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run, and how."""

    suites: tuple[Suite, ...]
    tags: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    workers: int = 1
    repeat: int = 1
    note: str = ""
    on: str = ""
    library: str = ""
    golden: str = ""
    guard: tuple[str, ...] = ()


def chosen(plan: Plan) -> list[Item]:
    """The cases of a plan.

    Raises `BedsideError` with everything that is wrong in the files of all its sets, for a tag or
    an id that no case has, or for a case that the tags would leave out though it was named.
    """
    _readable(plan.suites, plan.golden)
    everything = [item for suite in plan.suites for item in suite.items()]
    folders = ", ".join(dict.fromkeys(folder_of(suite.name, plan.golden) for suite in plan.suites))
    _known("tag", plan.tags, [tag for item in everything for tag in item.tags], folders)
    _known("case", plan.only, [item.id for item in everything], folders)
    tagged = [i for i in everything if not plan.tags or not set(plan.tags).isdisjoint(i.tags)]
    _tagged(plan, {item.id for item in tagged})
    wanted = named(plan.only)
    return [item for item in tagged if not plan.only or wanted(item.id)]


def named(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Tells of a name whether it is among these, or as a pattern such as `sensitive-*` says."""
    plain = frozenset(patterns)
    wild = [pattern for pattern in plain if not _SIGNS.isdisjoint(pattern)]
    return lambda name: name in plain or any(fnmatchcase(name, pattern) for pattern in wild)


def still_there(suites: Sequence[Suite], ids: Iterable[str], golden: str = "") -> tuple[str, ...]:
    """Those of some ids that cases have now. Raises `BedsideError` where a file is broken."""
    _readable(suites, golden)
    now = {item.id for suite in suites for item in suite.items()}
    return tuple(case_id for case_id in ids if case_id in now)


def _tagged(plan: Plan, ids: Collection[str]) -> None:
    """A case that was named and would not run must not look as if it had passed."""
    tags = " or ".join(plan.tags)
    problems = [
        Problem("eval", 0, 0, "E141", f"the case {name} is not tagged {tags}", "leave --tag out")
        for name in dict.fromkeys(plan.only)
        if name not in ids and not any(map(named([name]), ids))
    ]
    if problems:
        raise BedsideError(problems)


def _readable(suites: Sequence[Suite], golden: str) -> None:
    """Load every file of every set, bars too, so that nothing broken is found halfway."""
    problems: dict[Problem, None] = {}
    for suite in suites:
        for read in (suite.items, partial(suite.shortfalls, ())):
            try:
                read()
            except BedsideError as error:
                problems |= dict.fromkeys(placed_problems(suite.name, error.problems, golden))
    if problems:
        raise BedsideError(problems)


#: So many are named where none is near what was asked for.
_SHOWN = {"tag": 20, "case": 5}


def _known(what: str, names: Iterable[str], known: Sequence[str], folders: str) -> None:
    there = set(known)
    problems = [
        Problem("eval", 0, 0, "E141", f"no {what} is called {shown(name)}", fix)
        for name in names
        if name not in there and not (what == "case" and any(map(named([name]), there)))
        for fix in [did_you_mean(name, _near(name, there)) or _one_of(what, known, folders)]
    ]
    if problems:
        raise BedsideError(problems)


def _near(name: str, there: set[str]) -> set[str]:
    """What a name may have been meant for: a name, or of a pattern, the cases that begin alike."""
    if _SIGNS.isdisjoint(name):
        return there
    return {f"{known.partition('-')[0]}-*" for known in there}


def _one_of(what: str, known: Sequence[str], folders: str) -> str:
    """The names that most cases have, and where the others stand."""
    counted = Counter(known)
    if not counted:
        return f"its cases have no {what}s"
    most = [name for name, _ in counted.most_common(_SHOWN[what])]
    more = len(counted) - len(most)
    others = f" and {more} more, which stand in {folders}" if more else ""
    return f"use one of {', '.join(most)}{others}"


def run(
    plan: Plan,
    system: System,
    versions: Versions,
    folder: Path | None,
    clock: Callable[[], datetime],
    *,
    resume: bool = False,
    progress: Progress = unseen,
) -> Run:
    """Run a plan; with a folder, keep a log there. Raises `BedsideError` when it cannot."""
    items = chosen(plan) * plan.repeat
    unfinished = _unfinished(folder, versions, items) if resume and folder else None
    began = clock()
    if unfinished is not None:
        header, done = unfinished.header, list(unfinished.results)
    else:
        header = Header(
            id=began.strftime("%Y%m%dT%H%M%S%f")[:-3],
            started=began.isoformat(),
            sets=tuple(suite.name for suite in plan.suites),
            tags=plan.tags,
            cases=len(items),
            versions=versions,
            note=plan.note,
            only=plan.only,
            on=plan.on,
            library=plan.library,
            golden=plan.golden,
            guard=plan.guard,
        )
        done = []
    started = time.perf_counter()
    left = items[len(done) :]
    progress(len(done), len(items))
    if folder is None:
        results = [*done, *_counted(plan, left, system, len(done), len(items), progress)]
        return Run(header, tuple(results), clock().isoformat(), time.perf_counter() - started)
    path = Path(unfinished.file) if unfinished is not None else folder / f"{header.id}.jsonl"
    with LogWriter(path, header, resume=unfinished is not None) as log:
        for result in _counted(plan, left, system, len(done), len(items), progress):
            log.add(result)
            done.append(result)
        seconds = time.perf_counter() - started
        finished = clock()
        log.end(finished, seconds, done)
    return Run(header, tuple(done), finished.isoformat(), seconds, str(path))


def _counted(
    plan: Plan,
    items: Sequence[Item],
    system: System,
    before: int,
    of: int,
    progress: Progress,
) -> Iterable[Result]:
    results = run_cases(plan.suites, items, system, workers=plan.workers)
    for number, result in enumerate(results, before + 1):
        progress(number, of)
        yield result


def _unfinished(folder: Path, versions: Versions, items: Sequence[Item]) -> Run | None:
    """The last run, if it was cut off and would go on with the very same cases and versions."""
    files = run_files(folder)
    if not files:
        return None
    last = read_run(files[-1])
    if last.whole:
        return None
    if last.header.versions != versions:
        raise _stale(files[-1], "the library, the guard or the code changed since it was cut off")
    if [r.item for r in last.results] != list(items[: len(last.results)]):
        raise _stale(files[-1], "its cases are not those of this call")
    return last


def _stale(file: Path, why: str) -> BedsideError:
    fix = "run without --resume to begin again"
    return BedsideError([Problem(str(file), 0, 0, "E153", f"it cannot go on: {why}", fix)])
