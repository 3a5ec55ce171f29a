"""Loads the labelled texts of a folder of somebody's own, or raises with all that is wrong.

Every file of the folder is read, whatever its form; what a shipped case must be, these must be too:
no text twice, no half of a pair, no span that the text does not hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from evals.folders import case_files
from evals.golden import GoldenSet, GuardCase, Spot, UrgencyCase, across, span_problems
from evals.jsonl import Wrong, text_of
from evals.jsonl import rows_of as lines_of
from evals.keys import valid_keys
from evals.located import Located, read_located
from evals.own import sheets
from evals.own.formats import OwnInbound, OwnInboundFile, OwnText, OwnTextFile
from evals.strict import problems_of
from service.errors import BedsideError, Problem

#: How the name of a file of cases may end.
FORMS: Final = (".yaml", ".jsonl", ".csv")


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry that has its form, the head of its file, and where each of its keys stands."""

    entry: Any
    kind: str
    source: str
    file: str
    located: Located
    path: tuple[str | int, ...]

    def spot(self, case: GuardCase | UrgencyCase) -> Spot:
        return Spot(case, self.file, *self.located.place(self.path))

    @property
    def where(self) -> str:
        return f"{self.file}:{self.located.place(self.path)[0]}"


def load_own_texts(folder: Path) -> GoldenSet:
    """The texts that the guard must stop or let pass."""
    return _load(folder, OwnTextFile, OwnText, _text)


def load_own_inbound(folder: Path) -> GoldenSet:
    """The texts that people write to us, and the help that they ask for."""
    return _load(folder, OwnInboundFile, OwnInbound, _inbound)


def _load(
    folder: Path,
    file_format: type[BaseModel],
    entry_format: type[BaseModel],
    case_of: Callable[[_Read], GuardCase | UrgencyCase],
) -> GoldenSet:
    problems: list[Problem] = []
    files = case_files(folder, problems, endings=FORMS)
    if not files:
        fix = f"put files NAME.yaml, NAME.jsonl or NAME.csv into {folder.name}/"
        problems.append(Problem(folder.name, 0, 0, "E110", "no case files here", fix))
    spots: list[Spot] = []
    for path in files:
        read = _yaml(path, file_format, problems) if path.suffix == ".yaml" else None
        for one in read if read is not None else _rows(path, entry_format, problems):
            case = case_of(one)
            if isinstance(case, GuardCase):
                problems += span_problems(case, one.located, one.path, one.file)
            spots.append(one.spot(case))
    unread = bool(problems)  # a text that could not be read may be the other half of a pair
    problems += [p for p in across(spots) if not (unread and p.code == "E111")]
    if problems:
        raise BedsideError(problems)
    return GoldenSet(
        tuple(spot.case for spot in spots if isinstance(spot.case, GuardCase)),
        tuple(spot.case for spot in spots if isinstance(spot.case, UrgencyCase)),
    )


def _yaml(path: Path, format_: Any, problems: list[Problem]) -> Sequence[_Read]:
    located = read_located(path, path.name)
    problems += located.problems
    if located.value is None:
        if not located.problems:
            what, fix = "the file is empty", "write `cases:` and a list of texts"
            problems.append(Problem(path.name, 1, 1, "E102", what, fix))
        return ()
    try:
        file = format_.model_validate(located.value)
    except ValidationError as error:
        problems += problems_of(error, format_, located, path.name)
        return ()
    source, kind = file.source or path.stem, file.kind or ""
    return [
        _Read(entry, entry_kind(entry) or kind, source, path.name, located, ("cases", number))
        for number, entry in enumerate(file.cases)
    ]


def _rows(path: Path, format_: Any, problems: list[Problem]) -> Iterator[_Read]:
    """The rows of a file of lines or of a sheet that have their form."""
    before, seen = len(problems), 0
    for line, row in _values(path, format_, problems):
        seen += 1
        located = Located(row, dict(_places(row, (), line)))
        try:
            entry = format_.model_validate(row)
        except ValidationError as error:
            problems += problems_of(error, format_, located, path.name, whole="the row")
            continue
        yield _Read(entry, entry_kind(entry), path.stem, path.name, located, ())
    if not seen and len(problems) == before:
        what, fix = "the file: it holds no text", "write a line for each text"
        problems.append(Problem(path.name, 0, 0, "E113", what, fix))


def _values(
    path: Path, format_: type[BaseModel], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    form = "a CSV file in UTF-8" if path.suffix == ".csv" else "a JSONL file in UTF-8"
    try:
        text = text_of(path, path.name, form)
    except BedsideError as error:
        problems += error.problems
        return
    if path.suffix == ".csv":
        columns = [key for key in valid_keys(format_, ()) if key != "context"]
        yield from sheets.rows_of(text, path.name, columns, problems)
        return
    for line, row in lines_of(text):
        if isinstance(row, Wrong):
            problems.append(row.at(path.name, line, 'write {"text": "...", "expect": "..."}'))
        else:
            yield line, row


def _places(value: Any, path: tuple[str | int, ...], line: int) -> Iterator[tuple[Any, Any]]:
    """All that a line holds stands on that line."""
    yield path, (line, 1)
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(item, (*path, key), line)


def entry_kind(entry: Any) -> str:
    """The kind that an entry names, if any."""
    return getattr(entry, "kind", None) or ""


def _text(read: _Read) -> GuardCase:
    entry: OwnText = read.entry
    context = entry.context.build()
    return GuardCase(
        id=entry.id or _named(entry.text, entry.context.model_dump_json(exclude_defaults=True)),
        text=entry.text,
        stop=entry.stop,
        kind=read.kind,
        tier=entry.tier,
        style=entry.style or context.channel,
        context=context,
        split="open",
        source=entry.source or read.source,
        reason=entry.reason or f"labelled {entry.expect or entry.label}",
        span=entry.span or "",
        finds=entry.finds or "",
        pair=entry.pair or "",
        tags=tuple(entry.tags),
        where=read.where,
        unsure=entry.label == "unsure",
    )


def _inbound(read: _Read) -> UrgencyCase:
    entry: OwnInbound = read.entry
    return UrgencyCase(
        id=entry.id or _named(entry.text),
        text=entry.text,
        kind="" if entry.expect == "none" else entry.expect,
        tier=entry.tier,
        split="open",
        reason=entry.reason or f"labelled {entry.expect}",
        where=read.where,
        source=entry.source or read.source,
        tags=tuple(entry.tags),
    )


def _named(*parts: str) -> str:
    """A name that a text keeps wherever it stands in its file; another text has another."""
    return f"text-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:10]}"
