"""Every case that changed between two runs, with the difference of the texts and the cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from evals.comparing.causes import Moved, causes, moved
from evals.comparing.mcnemar import mcnemar_p
from evals.differences import difference
from evals.runs.log import Run
from evals.suites.base import Result, Suite
from service.errors import BedsideError, Problem

Way = Literal["broken", "mended", "wrong otherwise", "right otherwise", "new", "gone"]


_GUARD: Final = ("stop", "pass")
_INBOUND: Final = ("urgent", "calm")
#: The sides of a set whose errors hurt different people: what one gains makes up for no loss of the
#: other. By what their cases expect.
SIDES: Final = {
    "guard": _GUARD,
    "guard-held-back": _GUARD,
    "urgency": _INBOUND,
    "urgency-held-back": _INBOUND,
}
_WORDS: Final = {
    "stop": "claims",
    "pass": "look-alikes",
    "urgent": "urgent texts",
    "calm": "calm texts",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One case whose result is another."""

    set: str
    id: str
    way: Way
    causes: tuple[str, ...]
    diff: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetDifference:
    """How many cases of a set are right in one run alone, and what that is worth."""

    name: str
    both_right: int
    only_before: int
    only_after: int
    both_wrong: int

    @property
    def compared(self) -> int:
        """The measured cases that both runs hold."""
        return self.both_right + self.only_before + self.only_after + self.both_wrong

    @property
    def p(self) -> float:
        """McNemar's exact p-value."""
        return mcnemar_p(self.only_before, self.only_after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side."""

    before: str
    after: str
    moved: Moved
    sets: tuple[SetDifference, ...]
    changes: tuple[Change, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    cut_off: tuple[str, ...] = ()
    sides: tuple[SetDifference, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether a case that was right is wrong now, or is no longer there."""
        return any(change.way in ("broken", "gone") for change in self.changes)

    @property
    def sure(self) -> bool:
        """Whether it says all that there is to say: both runs came to their end."""
        return not self.cut_off


def compare(before: Run, after: Run, suites: Sequence[Suite]) -> Comparison:
    """The two runs, case by case, in the order of the later one.

    What one run alone holds because the other is a part or was cut off is neither new nor gone.
    Raises `BedsideError` where they have no case in common: nothing can be said of them.
    """
    by_name = {suite.name: suite for suite in suites}
    shared = [name for name in after.header.sets if name in before.header.sets]
    what = moved(before.header.versions, after.header.versions)
    then = {(r.item.set, r.item.id): r for r in before.results if r.item.set in shared}
    now = {(r.item.set, r.item.id): r for r in after.results if r.item.set in shared}
    only_before = tuple(name for name in before.header.sets if name not in shared)
    only_after = tuple(name for name in after.header.sets if name not in shared)
    # Cases of one's own are others than the shipped, whatever their names are.
    strangers = bool(before.header.golden) != bool(after.header.golden)
    if strangers or then.keys().isdisjoint(now):
        raise _nothing_shared(before, after)
    changes = []
    for key, result in now.items():
        if key not in then and not before.whole:
            continue
        change = _change(then.get(key), result, what, by_name)
        if change is not None:
            changes.append(change)
    parts = any(run.header.part or not run.whole for run in (before, after))
    if not parts:
        changes += [Change(*key, "gone", (), (), ()) for key in then if key not in now]
    sets = tuple(_difference(name, then, now) for name in shared)
    sides = (_difference(name, then, now, side) for name in shared for side in SIDES.get(name, ()))
    return Comparison(
        before=before.header.id,
        after=after.header.id,
        moved=what,
        sets=sets,
        sides=tuple(side for side in sides if side.compared),
        changes=tuple(changes),
        only_before=only_before,
        only_after=only_after,
        cut_off=tuple(
            f"{which} run {run.header.id} was {run.cut_off}"
            for which, run in (("the first", before), ("the second", after))
            if run.cut_off
        ),
    )


def _nothing_shared(before: Run, after: Run) -> BedsideError:
    what = (
        f"nothing can be compared: run {before.header.id} holds {_held(before)}, "
        f"run {after.header.id} holds {_held(after)}"
    )
    fix = "name two runs of the same sets; `bedside eval SET` makes one"
    return BedsideError([Problem("compare", 0, 0, "E155", what, fix)])


def _held(run: Run) -> str:
    tags = f" (only tagged {' or '.join(run.header.tags)})" if run.header.tags else ""
    cut_off = f", {run.cut_off}" if run.cut_off else ""
    own = f" of {run.header.golden}" if run.header.golden else ""
    return f"{', '.join(run.header.sets)}{own}{tags}{cut_off}"


def _change(
    before: Result | None, after: Result, what: Moved, suites: Mapping[str, Suite]
) -> Change | None:
    if before is None:
        faults = tuple(str(fault) for fault in after.faults)
        return Change(after.item.set, after.item.id, "new", (), (), faults)
    if before.observed == after.observed and before.faults == after.faults:
        return None
    return Change(
        set=after.item.set,
        id=after.item.id,
        way=_way(before, after),
        causes=tuple(causes(before, after, what)),
        diff=tuple(_diff(before, after, suites[after.item.set])),
        now=tuple(str(fault) for fault in after.faults),
    )


def _way(before: Result, after: Result) -> Way:
    """Where only one of the runs asked anything, nothing is known of the other."""
    if before.measured != after.measured:
        return "new" if after.measured else "gone"
    if before.ok and not after.ok:
        return "broken"
    if after.ok and not before.ok:
        return "mended"
    return "right otherwise" if after.ok else "wrong otherwise"


def _diff(before: Result, after: Result, suite: Suite) -> list[str]:
    try:
        then = suite.exact(before.item.id, before.observed)
        now = suite.exact(after.item.id, after.observed)
    except (KeyError, TypeError):  # the case is gone, or crashed in one of the runs
        return []
    return difference(then, now)


def _difference(
    name: str,
    then: Mapping[tuple[str, str], Result],
    now: Mapping[tuple[str, str], Result],
    side: str = "",
) -> SetDifference:
    """The cases of a set, or those of one side of it."""
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for key, after in now.items():
        before = then.get(key)
        if key[0] != name or (side and after.item.labels.get("expect") != side):
            continue
        if before is not None and before.measured and after.measured:
            counts[before.ok, after.ok] += 1
    return SetDifference(
        f"{name}, {_WORDS[side]}" if side else name,
        both_right=counts[True, True],
        only_before=counts[True, False],
        only_after=counts[False, True],
        both_wrong=counts[False, False],
    )
