"""What the formats of golden files share: frozen, no unknown keys, problems told by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.keys import valid_keys
from evals.located import KeyPath, Located
from evals.wording import right_for
from service.domain.nearest import nearest
from service.errors import Problem, shown

Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """A frozen value of a golden file: no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def problems_of(
    error: ValidationError,
    format_: type[BaseModel],
    located: Located,
    name: str,
    wrong: str = "E106",
    whole: str = "the file",
) -> Iterator[Problem]:
    """Everything that a person must mend in one file, each with its line and column.

    What only follows from something else is left out: a list that is too short since its entry
    does not fit, a key that is missing since it is misspelt. `wrong` is the code of a wrong value,
    `whole` the name of what has all the keys.
    """
    found = _by_path(error, located)
    meant = {
        (*path[:-1], nearest(str(path[-1]), valid_keys(format_, details[0]["loc"][:-1])))
        for path, details in found.items()
        if details[0]["type"] == "extra_forbidden"
    }
    for path, details in found.items():
        kind = details[0]["type"]
        below = any(other[: len(path)] == path and other != path for other in found)
        if (kind == "too_short" and below) or (kind == "missing" and path in meant):
            continue
        code, what, fix = _told(path, details, format_, located, wrong, whole)
        yield Problem(name, *located.place(path), code, what, fix)


def _by_path(error: ValidationError, located: Located) -> dict[KeyPath, list[Any]]:
    """pydantic's errors by the place in the file; a union has one for each of its members."""
    found: dict[KeyPath, list[Any]] = {}
    for detail in error.errors(include_url=False):
        found.setdefault(_path(detail, located), []).append(detail)
    return found


def _path(detail: Any, located: Located) -> KeyPath:
    """pydantic's location without the names that it adds for members of unions and for keys."""
    path: KeyPath = ()
    for step in detail["loc"]:
        if (*path, step) in located.places:
            path = (*path, step)
    return (*path, detail["loc"][-1]) if detail["type"] == "missing" else path


def _told(
    path: KeyPath,
    details: list[Any],
    format_: type[BaseModel],
    located: Located,
    wrong: str,
    whole: str,
) -> tuple[str, str, str]:
    """The code, what is wrong, and what would be right."""
    detail = details[0]
    if detail["type"] == "extra_forbidden":
        beside = located.value_at(path[:-1])
        valid = valid_keys(format_, detail["loc"][:-1])
        return "E104", f"the key '{shown(path[-1])}' is not known", _known(path[-1], valid, beside)
    if detail["type"] == "missing":
        return "E105", f"the key '{path[-1]}' is missing", "add it"
    is_key = detail["loc"][-1:] == ("[key]",)
    what = f"the key '{shown(path[-1])}'" if is_key else _named(path) or whole
    return wrong, f"{what} is wrong", right_for(details, located.value_at(path))


def _known(key: Any, valid: list[str], beside: Any) -> str:
    near = nearest(str(key), valid)
    if near and near in beside:
        return f"remove it; `{near}` is there"
    return f"did you mean `{near}`?" if near else f"valid here: {', '.join(valid)}"


def _named(path: KeyPath) -> str:
    """A value as its reader finds it: by its key, or as an entry of a list; else nothing."""
    if not path:
        return ""
    if isinstance(path[-1], int) and len(path) > 1:
        return f"entry {path[-1] + 1} of '{shown(path[-2])}'"
    return f"'{shown(path[-1])}'"
