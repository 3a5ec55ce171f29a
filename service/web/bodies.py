"""Understanding a body: its content type, encoding, depth and shape; `receiving.py` has its bytes.

Everything that is wrong is told at once and by its place; a value is never repeated, and neither
is a key that the format does not have, for both may identify a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from service.domain.nearest import did_you_mean
from service.library.validation import valid_keys
from service.web.problems import Fault, WebProblem, fault_of
from service.web.wording import what_fits

M = TypeVar("M", bound=BaseModel)

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_COLON = re.compile(r"\s*:")
_END = "\n"
_CHARSET = re.compile(r";\s*charset=\"?([^\s;\"]+)", re.IGNORECASE)


def media_type(request: Request) -> str:
    """The content type without its parameters, in lower case; empty when there is none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def expect_type(request: Request, *allowed: str) -> str:
    """The content type, or the 415 that says what is read here. JSON is UTF-8 only."""
    given = media_type(request)
    charset = _CHARSET.search(request.headers.get("content-type", ""))
    if given not in allowed:
        fault = fault_of("W107", fix=f"send {' or '.join(allowed)}", name="Content-Type")
        raise WebProblem("W107", [fault], headers={"Accept": ", ".join(allowed)})
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise WebProblem("W107", [fault_of("W107", fix="send UTF-8", name="Content-Type")])
    return given


def to_data(raw: bytes, depth: int) -> Any:
    """The JSON document, refused when it is malformed, ambiguous or nested too deep."""
    return _read_json(_decode(raw), depth)


def to_model(raw: bytes, kind: type[M], depth: int) -> M:
    """The body as a value of its format. Raises `WebProblem` with everything that is wrong."""
    text = _decode(raw)
    _read_json(text, depth)
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise _misfit(error, kind, "") from None


def fit(data: Any, kind: type[M], at: str = "") -> M:
    """Data that was read already, as a value of its format. `at` is where in the body it lies."""
    try:
        return kind.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise _misfit(error, kind, at) from None


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = _where(raw[: error.start].decode("utf-8"))
        raise WebProblem("W102", detail=f"the body is not UTF-8 from {where} on") from None


class _TwiceError(ValueError):
    """A key of an object is there twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise _TwiceError
    return data


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _read_json(text: str, depth: int) -> Any:
    deep = _too_deep(text, depth) if text.count("{") + text.count("[") > depth else None
    if deep is not None:
        where = _where(text[:deep])
        raise WebProblem("W104", detail=f"more than {depth} levels are nested at {where}")
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        if "\\u" in text:  # half a surrogate pair is no character, and no store takes it
            json.dumps(data, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise WebProblem("W101", detail=f"the body is not valid JSON at {where}") from None
    except _TwiceError:
        where = _where(text[: _second(text)])
        raise WebProblem(
            "W103", detail=f"an object has a key for the second time at {where}"
        ) from None
    except (ValueError, RecursionError):
        raise WebProblem("W101") from None
    return data


def _too_deep(text: str, depth: int) -> int | None:
    """Where the nesting is over the limit, if it is."""
    level = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        if token[0] in "[{":
            level += 1
            if level > depth:
                return token.start()
        elif token[0] in "]}":
            level -= 1
    return None


def _second(text: str) -> int:
    """Where in valid JSON an object has a key again: by its place, for a key may be a name."""
    open_: list[set[str]] = []
    for token in _STRING_OR_BRACKET.finditer(text):
        if token[0] in "[{":
            open_.append(set())
        elif token[0] in "]}":
            open_.pop()
        elif _COLON.match(text, token.end()):
            key = json.loads(token[0])
            if key in open_[-1]:
                return token.start()
            open_[-1].add(key)
    return 0


def _where(before: str) -> str:
    """The place after this much of a text."""
    return f"line {before.count(_END) + 1}, column {len(before) - before.rfind(_END)}"


def _misfit(error: ValidationError, kind: type[BaseModel], at: str) -> WebProblem:
    details = error.errors(include_url=False)
    if any(detail["type"] == "json_invalid" for detail in details):
        return WebProblem("W101")
    return WebProblem("W111", [_fault(detail, kind, at) for detail in details])


def _fault(detail: Any, kind: type[BaseModel], at: str) -> Fault:
    """One pydantic error without the value, or the unknown key, that it is about."""
    path = tuple(detail["loc"])
    if detail["type"] == "extra_forbidden":
        valid = valid_keys(kind, path[:-1])
        fix = did_you_mean(str(path[-1]), valid) or f"known here: {', '.join(sorted(valid))}"
        return Fault("W113", "an unknown key", fix, at + pointer(path[:-1]))
    if detail["type"] == "missing":
        return Fault("W112", f"`{path[-1]}` is missing", "add it", at + pointer(path))
    return Fault("W114", "a value that does not fit", what_fits(detail), at + pointer(path))


def pointer(path: Sequence[int | str]) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
