"""Sourced data against a format's class: the value, or every problem at its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from service.domain.nearest import did_you_mean
from service.errors import Problem, shown
from service.library.wording import what_would_be_right
from service.library.yaml_source import Path, Sourced

Format = TypeVar("Format", bound=BaseModel)

_WORD = re.compile(r"[a-z][a-z0-9_-]*")


def validate(
    format_: type[Format], sourced: Sourced, file: str, *, part: str = "the file"
) -> tuple[Format | None, list[Problem]]:
    """Read data strictly as one of the library's formats. `part` names it as a whole."""
    problems = list(sourced.problems)
    if not isinstance(sourced.data, dict):
        if not problems:
            what = f"{part} is empty" if sourced.data is None else f"{part} has no keys"
            place = sourced.place(())
            problems.append(Problem(file, *place, "L101", what, "write `key: value` lines"))
        return None, problems
    try:
        value = format_.model_validate_json(json.dumps(sourced.data))
    except ValidationError as error:
        problems.extend(_problems(error, format_, sourced, file, part))
        return None, problems
    return (None if problems else value), problems


def _problems(
    error: ValidationError, format_: type[BaseModel], sourced: Sourced, file: str, part: str
) -> Iterator[Problem]:
    told = set()
    for detail in error.errors(include_url=False, include_input=False):
        path = path_of(detail["loc"], sourced)
        if path in told:
            continue  # a union says once for each of its members what it would have taken
        told.add(path)
        yield _problem(detail, path, format_, sourced, file, part)


def path_of(loc: tuple[int | str, ...], sourced: Sourced) -> Path:
    """pydantic's location without the names it adds for union members and key checks."""
    path: Path = ()
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if (*path, step) in sourced.marks or (last and step != "[key]" and not _is_class(step)):
            path = (*path, step)
    return path


def _is_class(step: int | str) -> bool:
    """`Funding`, `literal[False]`: a member of a union, which no file names."""
    return isinstance(step, str) and (step[:1].isupper() or step.startswith("literal["))


def _problem(
    detail: Any, path: Path, format_: type[BaseModel], sourced: Sourced, file: str, part: str
) -> Problem:
    place = sourced.place(path)
    name = f"`{shown('.'.join(map(str, path)))}`" if path else part
    match detail["type"]:
        case "json_invalid":
            return Problem(file, *place, "L012", f"{part} holds half a character", "delete it")
        case "extra_forbidden":
            valid = valid_keys(format_, path[:-1])
            near = did_you_mean(str(path[-1]), valid)
            what = f"unknown key `{shown(path[-1])}`"
            return Problem(file, *place, "L102", what, near or f"valid here: {', '.join(valid)}")
        case "missing":
            return Problem(file, *place, "L103", f"{name} is missing", _wanted(path, format_))
    fix = what_would_be_right(detail, value_at(sourced.data, path))
    if detail["loc"][-1:] == ("[key]",):
        return Problem(file, *place, "L104", f"the key {name} does not fit", fix)
    if detail["type"] == "value_error":
        place = sourced.place(_named_in(fix, path, sourced))
    if sourced.data and value_at(sourced.data, path) is None:
        return Problem(file, *place, "L104", f"{name} has no value", fix)
    return Problem(file, *place, "L104", f"{name} does not fit", fix)


def value_at(data: Any, path: Path) -> Any:
    """The value at a path, or None."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _named_in(message: str, path: Path, sourced: Sourced) -> Path:
    """The first key below `path` that a rule over several keys names, such as `headline`."""
    below = [mark for mark in sourced.marks if mark[: len(path)] == path and len(mark) > len(path)]
    for depth in (1, 2):
        keys = {mark[-1]: mark for mark in below if len(mark) == len(path) + depth}
        for word in _WORD.findall(message):
            if word in keys:
                return keys[word]
    return path


def valid_keys(format_: type[BaseModel], path: Path) -> list[str]:
    """The keys that are valid at a path, in the order of the format."""
    model = _model(_annotation(format_, path))
    return list(model.model_fields) if model else []


def _wanted(path: Path, format_: type[BaseModel]) -> str:
    """The description of a missing field, or that it is required."""
    model = _model(_annotation(format_, path[:-1]))
    field = model.model_fields.get(str(path[-1])) if model else None
    described = field.description if field is not None else None
    return f"add it: {described[0].lower()}{described[1:].rstrip('.')}" if described else "add it"


def _annotation(format_: Any, path: Path) -> Any:
    """The type of what stands at a path: through fields, lists, mappings and unions."""
    for step in path:
        model = _model(format_)
        arguments = getattr(format_, "__args__", ())
        if isinstance(step, str) and model is format_ and step in model.model_fields:
            format_ = model.model_fields[step].annotation
        elif getattr(format_, "__origin__", None) in (tuple, list, dict):
            format_ = arguments[1 if format_.__origin__ is dict else 0]
        elif model is not None and step in model.model_fields:  # a union with one class
            format_ = model.model_fields[str(step)].annotation
        else:
            return None
    return format_


def _model(annotation: Any) -> type[BaseModel] | None:
    """The class that a type is, or that it may be."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if getattr(annotation, "__origin__", None) in (tuple, list, dict):
        return None
    return next(filter(None, map(_model, getattr(annotation, "__args__", ()))), None)
