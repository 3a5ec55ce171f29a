"""The sets `guard` and `urgency` of a folder of somebody's own, read together, with their bars."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evals.golden import GoldenSet
from evals.own.bars import OwnBar, OwnInboundBar, OwnTextBar, load_own_bar
from evals.own.loading import load_own_inbound, load_own_texts
from evals.places import noted, told_by_path
from service.errors import BedsideError, Problem


@dataclass(frozen=True, slots=True)
class OwnSets:
    """The texts of both sets, and the bar of each that is there."""

    texts: GoldenSet
    bars: tuple[OwnBar, ...]


def read_own(golden: Path, kind: str = "") -> OwnSets:
    """What the folder holds, or of it the texts of one kind.

    Raises `BedsideError` with all that is wrong in both sets, or where nothing is left to ask.
    """
    problems: list[Problem] = []
    told = golden.as_posix()
    read: list[GoldenSet] = []
    bars: list[OwnBar] = []
    for name, load, bar in (
        ("guard", load_own_texts, OwnTextBar),
        ("urgency", load_own_inbound, OwnInboundBar),
    ):
        if not (golden / name).is_dir():
            continue
        with noted(problems), told_by_path(name, told):
            read.append(load(golden / name))
        with noted(problems), told_by_path(name, told):
            bars.append(load_own_bar(golden / name, bar))
    if not read and not problems:
        fix = f"put labelled texts into {told}/guard or {told}/urgency"
        problems.append(Problem(told, 0, 0, "E140", "it holds no set guard or urgency", fix))
    texts = GoldenSet(
        tuple(case for part in read for case in part.cases),
        tuple(case for part in read for case in part.urgency),
    ).only(splits=["open"], kind=kind)
    if not (problems or texts.cases or texts.urgency):
        what = f"no text is of the kind {kind}"
        problems.append(Problem(told, 0, 0, "E141", what, "leave --kind out, or name another"))
    if problems:
        raise BedsideError(problems)
    return OwnSets(texts, tuple(bars))
