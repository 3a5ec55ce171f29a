"""Signals and standings from JSON, with located errors that never echo a value.

What a person sent is not repeated in an error: it may identify them. Fields are named instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from service.deciding.composing import GuardLike
from service.domain.decision import Decision
from service.domain.nearest import did_you_mean
from service.domain.rewording import NO_REWORDING, Reworder
from service.domain.signals import Signal, SignalRefused
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.domain.wording import what_would_be_right
from service.errors import BedsideError, Problem
from service.library.json_source import read_json
from service.library.release import Release
from service.library.validation import details_by_path, valid_keys, value_at
from service.library.yaml_source import Path, Sourced
from service.pipeline import decide

M = TypeVar("M", bound=BaseModel)

_SIGNAL = {
    "json": "S111",
    "twice": "S112",
    "unknown": "S121",
    "missing": "S122",
    "wrong": "S123",
}
_STANDING = {
    "json": "S211",
    "twice": "S212",
    "unknown": "S221",
    "missing": "S222",
    "wrong": "S223",
}


def read_signal(text: str, name: str) -> Signal:
    """A signal from JSON. Raises `BedsideError` with everything that is wrong."""
    return _read(Signal, text, name, _SIGNAL)


def read_standing(text: str, name: str) -> Standing:
    """A standing from JSON. Raises `BedsideError` with everything that is wrong."""
    return _read(Standing, text, name, _STANDING)


def decide_on(
    release: Release,
    signal: Signal,
    standing: Standing,
    now: datetime,
    channel: Channel,
    guard: GuardLike,
    name: str,
    reworder: Reworder = NO_REWORDING,
) -> Decision:
    """`decide`, with a refused signal as a `BedsideError` about the input called `name`."""
    try:
        return decide(
            release, signal, standing, now, channel=channel, guard=guard, reworder=reworder
        )
    except SignalRefused as refused:
        raise BedsideError(
            Problem(_name(name), 0, 0, fault.code, f"{fault.pointer}: {fault.what}", fault.fix)
            for fault in refused.faults
        ) from None


def _name(name: str) -> str:
    return "<standard input>" if name == "-" else name


def _read(format_: type[M], text: str, name: str, codes: Mapping[str, str]) -> M:
    file = _name(name)
    source = read_json(text, file)
    if not source.problems and isinstance(source.data, dict):
        try:
            return format_.model_validate_json(json.dumps(source.data))
        except ValidationError as error:
            raise BedsideError(
                _problem(detail, path, format_, file, codes, source)
                for path, detail in details_by_path(error, source)
            ) from None
    if source.problems:
        raise BedsideError(
            # The words of a person may stand anywhere in it, so no key is named either.
            replace(problem, code=codes["twice"], what="a key is there twice")
            if problem.code == "L005"
            else replace(problem, code=codes["json"])
            for problem in source.problems
        )
    problem = Problem(file, 1, 1, codes["json"], "it is not a JSON object", "write `{...}`")
    raise BedsideError([problem])


def _problem(
    detail: Any,
    path: Path,
    format_: type[BaseModel],
    file: str,
    codes: Mapping[str, str],
    source: Sourced,
) -> Problem:
    """One pydantic error without the value it is about."""
    place = source.place(path)
    pointer = "/" + "/".join(str(part) for part in path)
    match detail["type"]:
        case "extra_forbidden":
            valid = valid_keys(format_, path[:-1])
            parent = "/" + "/".join(str(part) for part in path[:-1])
            near = did_you_mean(str(path[-1]), valid)
            fix = near or f"valid here: {', '.join(valid)}"
            return Problem(file, *place, codes["unknown"], f"{parent}: an unknown key", fix)
        case "missing":
            return Problem(file, *place, codes["missing"], f"{pointer} is missing", "add it")
        case "json_invalid":
            return Problem(file, 1, 1, codes["json"], "it holds half a character", "mend it")
    fix = what_would_be_right(detail, value_at(source.data, path))
    return Problem(file, *place, codes["wrong"], f"{pointer} does not fit", fix)
