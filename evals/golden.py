"""The golden sets of the guard: loads the files of both splits and checks them as a whole.

A case is a text, where it would stand, and the outcome that people agreed is right. Loading
checks every file, case and pair, and reports everything that is wrong at once.
The JSON Schema for editors is made by `schema.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ValidationError

from evals.folders import THRESHOLDS, case_files, strays
from evals.formats import CaseEntry, CaseFile, Split, Style, Tier, UrgencyEntry, UrgencyFile
from evals.located import KeyPath, Located, read_located
from evals.strict import problems_of
from guardrails.verdict import Context
from service.errors import BedsideError, Problem

GOLDEN_GUARD: Final = Path(__file__).parent / "golden" / "guard"
SPLITS: Final = ("open", "held_back")
URGENCY_FILE: Final = "urgency.yaml"


@dataclass(frozen=True, slots=True)
class GuardCase:
    """One loaded guard case, with the file's defaults filled in."""

    id: str
    text: str
    stop: bool
    kind: str
    tier: Tier
    style: Style
    context: Context
    split: Split
    source: str
    reason: str
    span: str = ""
    finds: str = ""
    pair: str = ""
    tags: tuple[str, ...] = ()
    where: str = ""
    #: Nobody could say what is right, so it is asked of nothing. Only texts of one's own may be so.
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class UrgencyCase:
    """One loaded inbound text; `kind` is empty when it is not urgent."""

    id: str
    text: str
    kind: Literal["", "emergency", "crisis", "poison"]
    tier: Tier
    split: Split
    reason: str
    where: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoldenSet:
    """Everything loaded: guard cases and inbound texts, in the order of files and lines."""

    cases: tuple[GuardCase, ...]
    urgency: tuple[UrgencyCase, ...]

    @cached_property
    def pairs(self) -> dict[str, tuple[GuardCase, ...]]:
        """The minimal pairs by their id."""
        found: dict[str, list[GuardCase]] = {}
        for case in self.cases:
            if case.pair:
                found.setdefault(case.pair, []).append(case)
        return {pair: tuple(cases) for pair, cases in found.items()}

    def only(self, *, splits: Iterable[str], kind: str = "") -> GoldenSet:
        """The part of the set in these splits, and of this kind where one is given."""
        wanted = frozenset(splits)
        return GoldenSet(
            tuple(c for c in self.cases if c.split in wanted and kind in ("", c.kind)),
            tuple(u for u in self.urgency if u.split in wanted and kind in ("", "urgency")),
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A case with its place, for the checks that look across cases."""

    case: GuardCase | UrgencyCase
    file: str
    line: int
    column: int

    def problem(self, code: str, what: str, fix: str) -> Problem:
        """Something wrong with the case, at its place."""
        return Problem(self.file, self.line, self.column, code, what, fix)


def load_golden(folder: Path = GOLDEN_GUARD) -> GoldenSet:
    """Load every file of both splits, or raise with everything that is wrong."""
    spots: list[Spot] = []
    problems: list[Problem] = []
    for split in SPLITS:
        files = case_files(folder / split, problems, beside=(), prefix=f"{split}/")
        if not files:
            problems.append(
                Problem(split, 0, 0, "E110", "no case files here", f"put .yaml files into {split}/")
            )
        for path in files:
            _load_file(path, f"{split}/{path.name}", split, spots, problems)
    fix = f"put cases into {SPLITS[0]}/ or {SPLITS[1]}/"
    problems.extend(strays(folder, (*SPLITS, THRESHOLDS), fix))
    problems.extend(across(spots))
    if problems:
        raise BedsideError(problems)
    return GoldenSet(
        tuple(spot.case for spot in spots if isinstance(spot.case, GuardCase)),
        tuple(spot.case for spot in spots if isinstance(spot.case, UrgencyCase)),
    )


def _load_file(
    path: Path, name: str, split: Any, spots: list[Spot], problems: list[Problem]
) -> None:
    located = read_located(path, name)
    problems.extend(located.problems)
    if located.value is None:
        if not located.problems:
            problems.append(
                Problem(name, 1, 1, "E102", "the file is empty", "write kind and cases")
            )
        return
    model: type[CaseFile] | type[UrgencyFile]
    model = UrgencyFile if path.name == URGENCY_FILE else CaseFile
    try:
        loaded = model.model_validate(located.value)
    except ValidationError as error:
        problems.extend(problems_of(error, model, located, name))
        return
    for index, entry in enumerate(loaded.cases):
        line, column = located.place(("cases", index))
        if isinstance(loaded, CaseFile) and isinstance(entry, CaseEntry):
            case = _guard_case(entry, loaded, split, f"{name}:{line}")
            problems.extend(span_problems(case, located, ("cases", index), name))
            spots.append(Spot(case, name, line, column))
        elif isinstance(entry, UrgencyEntry):
            urgency = _urgency_case(entry, loaded.source, split, f"{name}:{line}")
            spots.append(Spot(urgency, name, line, column))


def _guard_case(entry: CaseEntry, file: CaseFile, split: Split, where: str) -> GuardCase:
    return GuardCase(
        id=entry.id,
        text=entry.text,
        stop=entry.expect == "stop",
        kind=entry.kind or file.kind,
        tier=entry.tier,
        style=entry.style,
        context=entry.context.build(),
        split=split,
        source=entry.source or file.source,
        reason=entry.reason,
        span=entry.span or "",
        finds=entry.finds or "",
        pair=entry.pair or "",
        tags=tuple(entry.tags),
        where=where,
    )


def _urgency_case(entry: UrgencyEntry, source: str, split: Split, where: str) -> UrgencyCase:
    kind: Literal["", "emergency", "crisis", "poison"]
    kind = "" if entry.expect == "none" else entry.expect
    return UrgencyCase(
        *(entry.id, entry.text, kind, entry.tier, split, entry.reason, where, source),
        tags=tuple(entry.tags),
    )


def span_problems(case: GuardCase, located: Located, path: KeyPath, name: str) -> list[Problem]:
    """What is wrong with the words that a case at this path marks, and with the note it names."""
    problems = []
    if case.span and case.span not in case.text:
        line, column = located.place((*path, "span"))
        fix = "copy the exact words of the text"
        problems.append(Problem(name, line, column, "E108", "the span is not in the text", fix))
    if case.stop and case.finds:
        line, column = located.place((*path, "finds"))
        what = "'finds' is for texts that pass"
        problems.append(Problem(name, line, column, "E108", what, "remove it, or expect: pass"))
    return problems


def normalised(text: str) -> str:
    """The text without case and spacing differences, to find the same text written twice."""
    return " ".join(text.casefold().split())


def across(spots: Sequence[Spot]) -> list[Problem]:
    """What can only be seen across files: ids, texts and pairs."""
    problems: list[Problem] = []
    ids: dict[str, Spot] = {}
    texts: dict[tuple[str, Context | None], Spot] = {}
    pairs: dict[str, list[Spot]] = {}
    for spot in spots:
        case = spot.case
        first = ids.setdefault(case.id, spot)
        context = case.context if isinstance(case, GuardCase) else None
        same = texts.setdefault((normalised(case.text), context), spot)
        if same is not spot:
            problems.append(_twice(spot, same))
        if first is not spot and first is not same:
            fix = f"rename it: {first.file}:{first.line} has it"
            problems.append(spot.problem("E107", f"the id {case.id} again", fix))
        if isinstance(case, GuardCase) and case.pair:
            pairs.setdefault(case.pair, []).append(spot)
    for pair, members in pairs.items():
        problems.extend(_pair_problems(pair, members))
    return problems


def _twice(spot: Spot, first: Spot) -> Problem:
    """A text that would count twice, perhaps once as right and once as wrong."""
    place = f"{first.file}:{first.line}"
    if _label(spot.case) == _label(first.case):
        what, fix = (
            f"the text of {first.case.id} again",
            f"drop it, or write another: {place} has it",
        )
    else:
        what = f"the text of {first.case.id} again, with another label"
        fix = f"keep the right one of it and {place}"
    return spot.problem("E109", what, fix)


def _label(case: GuardCase | UrgencyCase) -> str:
    if isinstance(case, UrgencyCase):
        return case.kind
    return "unsure" if case.unsure else str(case.stop)


def _pair_problems(pair: str, members: Sequence[Spot]) -> list[Problem]:
    cases = [spot.case for spot in members if isinstance(spot.case, GuardCase)]
    if any(case.unsure for case in cases):
        what = f"a text of the pair {pair} is labelled unsure"
        return [members[0].problem("E111", what, "leave `pair` out, or say what is right")]
    if sorted(case.stop for case in cases) != [False, True]:
        what = f"the pair {pair} has {len(cases)} text(s)"
        return [members[0].problem("E111", what, "one to stop and one to pass")]
    if len({case.split for case in cases}) != 1:
        return [members[0].problem("E111", f"the pair {pair} is split", "keep both in one folder")]
    return []
