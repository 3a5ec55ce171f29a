"""Sourced data against a format's class: the value, or every problem at its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from service.domain.nearest import did_you_mean
from service.domain.wording import what_would_be_right
from service.errors import Problem, shown
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
        value = None
    problems.extend(_empty(sourced, file))
    return (None if problems else value), problems


def _empty(sourced: Sourced, file: str) -> Iterator[Problem]:
    """Keys and list entries without a value: forgotten, or an alias that was told already."""
    refused = {problem.line for problem in sourced.problems}
    for path, place in sourced.marks.items():
        if path and value_at(sourced.data, path) is None and place[0] not in refused:
            what, fix = f"{_name(path)} has no value", "write one, or delete the key"
            yield Problem(file, *place, "L104", what, fix)


def _name(path: Path) -> str:
    return f"`{shown('.'.join(map(str, path)))}`"


def _problems(
    error: ValidationError, format_: type[BaseModel], sourced: Sourced, file: str, part: str
) -> Iterator[Problem]:
    """One problem for each thing that an editor must mend, without those that follow from it."""
    details = details_by_path(error, sourced)
    paths = {path for path, _ in details}
    meant = {
        (*path[:-1], _near(path, format_))
        for path, detail in details
        if detail["type"] == "extra_forbidden"
    }
    for path, detail in details:
        below = any(other[: len(path)] == path and other != path for other in paths)
        empty = value_at(sourced.data, path) is None
        if detail["type"] == "missing":
            follows = path in meant  # it is there, misspelt
        elif detail["type"] in ("too_short", "literal_error"):
            follows = below  # an entry that does not fit is not counted
        else:
            follows = empty and path in sourced.marks  # `_empty` tells
        if not follows:
            yield _problem(detail, path, format_, sourced, file, part)


def details_by_path(error: ValidationError, sourced: Sourced) -> list[tuple[Path, Any]]:
    """pydantic's errors, one for each path: a union has one for each of its members."""
    found: dict[Path, Any] = {}
    for detail in error.errors(include_url=False, include_input=False):
        path = path_of(detail["loc"], sourced)
        first = found.setdefault(path, detail)
        if first is not detail and first["type"] == detail["type"] == "literal_error":
            first["ctx"]["expected"] += f", {detail['ctx']['expected']}"
    return list(found.items())


def _near(path: Path, format_: type[BaseModel]) -> str:
    """The valid key that an unknown one probably means, or nothing."""
    question = did_you_mean(str(path[-1]), valid_keys(format_, path[:-1]))
    return question.removeprefix("did you mean `").removesuffix("`?")


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
    name = _name(path) if path else part
    match detail["type"]:
        case "json_invalid":
            return Problem(file, *place, "L012", f"{part} holds half a character", "delete it")
        case "extra_forbidden":
            valid = valid_keys(format_, path[:-1])
            near = did_you_mean(str(path[-1]), valid)
            what = f"unknown key `{shown(path[-1])}`"
            return Problem(file, *place, "L102", what, near or f"valid here: {', '.join(valid)}")
        case "missing":
            wanted = _described(path, format_)
            fix = f"add it: {wanted}" if wanted else "add it"
            return Problem(file, *place, "L103", f"{name} is missing", fix)
    fix = what_would_be_right(detail, value_at(sourced.data, path))
    if detail["loc"][-1:] == ("[key]",):
        return Problem(file, *place, "L104", f"the key {name} does not fit", fix)
    if detail["type"] == "value_error":
        place = sourced.place(_named_in(fix, path, sourced))
    if detail["type"] == "literal_error" and "'" not in detail["ctx"]["expected"]:
        fix = f"write {_described(path, format_)}"  # a word or a mapping: the field says which
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


def _described(path: Path, format_: type[BaseModel]) -> str:
    """What a format says of a field."""
    model = _model(_annotation(format_, path[:-1]))
    field = model.model_fields.get(str(path[-1])) if model else None
    return (field.description or "").rstrip(".") if field is not None else ""


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
