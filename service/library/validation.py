"""Sourced data against a format's class: the value, or every problem at its line and column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from service.domain.nearest import did_you_mean
from service.errors import Problem
from service.library.yaml_source import Path, Sourced

Format = TypeVar("Format", bound=BaseModel)


def validate(
    format_: type[Format], sourced: Sourced, file: str
) -> tuple[Format | None, list[Problem]]:
    """Read data strictly as one of the library's formats."""
    problems = list(sourced.problems)
    if not isinstance(sourced.data, dict):
        if not problems:
            what = "the file is empty" if sourced.data is None else "the file is not a mapping"
            problems.append(Problem(file, 1, 1, "L101", what, "write `key: value` lines"))
        return None, problems
    try:
        value = format_.model_validate_json(json.dumps(sourced.data))
    except ValidationError as error:
        problems.extend(_problems(error, format_, sourced, file))
        return None, problems
    except UnicodeError:
        problems.append(
            Problem(file, 1, 1, "L002", "it holds characters that are not text", "save as UTF-8")
        )
        return None, problems
    return (None if problems else value), problems


def _problems(
    error: ValidationError, format_: type[BaseModel], sourced: Sourced, file: str
) -> Iterator[Problem]:
    seen = set()
    for detail in error.errors(include_url=False, include_input=False):
        path = _path(detail["loc"], sourced)
        line, column = sourced.place(path)
        code, what, fix = _words(detail, path, format_)
        if (line, column, code, what) not in seen:
            seen.add((line, column, code, what))
            yield Problem(file, line, column, code, what, fix)


def _path(loc: tuple[int | str, ...], sourced: Sourced) -> Path:
    """pydantic's location without the names it adds for union members and key checks."""
    path: Path = ()
    for part in loc:
        if (*path, part) in sourced.marks or part == loc[-1]:
            path = (*path, part)
    return path


def _words(detail: Any, path: Path, format_: type[BaseModel]) -> tuple[str, str, str]:
    """Code, what is wrong, and what would be right."""
    name = ".".join(str(part) for part in path) or "the file"
    kind = detail["type"]
    if kind == "extra_forbidden":
        valid = valid_keys(format_, path[:-1])
        return (
            "L102",
            f"unknown key `{path[-1]}`",
            did_you_mean(str(path[-1]), valid) or f"valid here: {', '.join(sorted(valid))}",
        )
    if kind == "missing":
        return "L103", f"`{name}` is missing", _wanted(detail["loc"], format_)
    if kind in ("value_error", "assertion_error"):
        message = str(detail["ctx"]["error"])
        return "L104", f"`{name}` does not fit", message
    return "L104", f"`{name}` does not fit", _sentence(detail)


def _sentence(detail: Any) -> str:
    """What would be right, in an editor's words rather than pydantic's."""
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error" | "enum":
            return f"use {context['expected']}"
        case "string_pattern_mismatch":
            return _PATTERN_WORDS.get(context["pattern"], f"it must match {context['pattern']}")
        case "string_type":
            return "it must be text; quote it if it looks like a number"
        case "int_type" | "int_parsing":
            return "it must be a whole number"
        case "tuple_type" | "list_type":
            return "it must be a list, such as [a, b]"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "it must hold `key: value` lines"
        case "bool_type":
            return "it must be true or false"
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return "it must be a date such as 2027-06-30"
        case "time_parsing" | "time_type":
            return 'it must be a time such as "08:00"'
        case _:
            message = detail["msg"]
            return f"{message[0].lower()}{message[1:]}"


_PATTERN_WORDS: dict[str, str] = {}


def _explain_patterns() -> None:
    from service.domain import content

    for annotated, words in (
        (content.Name, "use lower-case words joined by `-` or `_`"),
        (content.ModuleId, "use a folder and a name, such as `heart/walking-basics`"),
        (content.SignalTypeId, "use lower-case words joined by a dot, such as `visit.booked`"),
        (content.VariableName, "use lower-case letters, digits and `_`"),
        (content.Locale, "use a language and a country, such as `en-US`"),
        (content.Line, "use one line of text, neither empty nor padded with spaces"),
        (content.Owner, "use a team's e-mail address"),
        (content.Handle, "use a handle such as `ed.heart`"),
    ):
        for constraint in get_args(annotated)[1:]:
            pattern = getattr(constraint, "pattern", None)
            if pattern:
                _PATTERN_WORDS[pattern] = words


_explain_patterns()


def valid_keys(format_: type[BaseModel], path: Path) -> set[str]:
    """The keys that are valid where an unknown one stands."""
    current: Any = format_
    for part in path:
        current = _inner(current, part)
        if current is None:
            return set()
    return set(current.model_fields)


def _inner(format_: type[BaseModel], part: str | int) -> type[BaseModel] | None:
    """The class of what stands at one step of a path, through lists, mappings and unions."""
    if isinstance(part, int):
        return format_
    field = format_.model_fields.get(part)
    if field is None:
        return format_ if isinstance(part, str) else None
    return _first_model(field.annotation)


def _first_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _first_model(inner)
        if found is not None:
            return found
    return None


def _wanted(loc: tuple[int | str, ...], format_: type[BaseModel]) -> str:
    """The description of a missing field, or that it is required."""
    current: Any = format_
    for part in loc[:-1]:
        current = _inner(current, part) if current else None
    field = current.model_fields.get(loc[-1]) if current else None
    described = field.description if field is not None else None
    return described[0].lower() + described[1:].rstrip(".") if described else "add it"
