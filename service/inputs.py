"""Signals and standings from JSON, with located errors that never echo a value.

What a person sent is not repeated in an error: it may identify them. Fields are named instead.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from service.composing import GuardLike
from service.domain.decision import Decision
from service.domain.nearest import did_you_mean
from service.domain.signals import Signal, SignalRefused
from service.domain.standing import Standing
from service.domain.vocabulary import Channel
from service.errors import BedsideError, Problem
from service.library.release import Release
from service.library.validation import valid_keys
from service.library.yaml_source import read_yaml
from service.pipeline import decide

M = TypeVar("M", bound=BaseModel)


def read_signal(text: str, name: str) -> Signal:
    """A signal from JSON. Raises `BedsideError` with everything that is wrong."""
    return _read(Signal, text, name, "S1")


def read_standing(text: str, name: str) -> Standing:
    """A standing from JSON. Raises `BedsideError` with everything that is wrong."""
    return _read(Standing, text, name, "S2")


def decide_on(
    release: Release,
    signal: Signal,
    standing: Standing,
    now: datetime,
    channel: Channel,
    guard: GuardLike,
    name: str,
) -> Decision:
    """`decide`, with a refused signal as a `BedsideError` about the input called `name`."""
    try:
        return decide(release, signal, standing, now, channel=channel, guard=guard)
    except SignalRefused as refused:
        raise BedsideError(
            Problem(_name(name), 0, 0, fault.code, f"{fault.pointer}: {fault.what}", fault.fix)
            for fault in refused.faults
        ) from None


def _name(name: str) -> str:
    return "<standard input>" if name == "-" else name


def _read(format_: type[M], text: str, name: str, family: str) -> M:
    file = _name(name)
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        problem = Problem(
            file, error.lineno, error.colno, f"{family}11", "not valid JSON", "mend it here"
        )
        raise BedsideError([problem]) from None
    except RecursionError:
        problem = Problem(file, 0, 0, f"{family}11", "nested too deep", "flatten it")
        raise BedsideError([problem]) from None
    except _Twice as twice:
        problem = Problem(
            file, 0, 0, f"{family}12", "a key is there twice", f"it is a key of {twice}"
        )
        raise BedsideError([problem]) from None
    try:
        return format_.model_validate_json(json.dumps(data))
    except ValidationError as error:
        # JSON is YAML, so the same reader finds the line of each field.
        marks = read_yaml(text, file)
        raise BedsideError(
            _problem(detail, format_, file, family, marks.place(_known(detail["loc"])))
            for detail in error.errors(include_url=False, include_input=False)
        ) from None


class _Twice(ValueError):
    """A key of an object is there twice; says where in words that echo nothing."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise _Twice("one of the objects")
    return data


def _known(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return tuple(loc)


def _problem(
    detail: Any, format_: type[BaseModel], file: str, family: str, place: tuple[int, int]
) -> Problem:
    """One pydantic error without the value it is about."""
    path = tuple(detail["loc"])
    pointer = "/" + "/".join(str(part) for part in path)
    if detail["type"] == "extra_forbidden":
        valid = valid_keys(format_, path[:-1])
        parent = "/" + "/".join(str(part) for part in path[:-1])
        fix = did_you_mean(str(path[-1]), valid) or f"valid here: {', '.join(sorted(valid))}"
        return Problem(file, *place, f"{family}21", f"{parent}: an unknown key", fix)
    if detail["type"] == "missing":
        return Problem(file, *place, f"{family}22", f"{pointer} is missing", "add it")
    message = detail["msg"]
    fix = message[0].lower() + message[1:]
    return Problem(file, *place, f"{family}23", f"{pointer} does not fit", fix)
