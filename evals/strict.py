"""What the formats of golden files share: frozen, no unknown keys, problems told by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.located import KeyPath, Located
from service.errors import Problem

Words = Annotated[str, Field(min_length=1)]
#: The names of the branches of a union begin with this; they are no keys of the file.
BRANCH: Final = "<"


class Strict(BaseModel):
    """A frozen value of a golden file: no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


#: What pydantic calls an error -> our code, what is wrong, what would be right.
_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "extra_forbidden": ("E104", "the key '{key}' is not known", "remove it, or mend its spelling"),
    "missing": ("E105", "the key '{key}' is missing", "add it"),
}


def problems_of(error: ValidationError, located: Located, name: str) -> Iterator[Problem]:
    """Everything that pydantic found in one file, each with its line and column."""
    for detail in error.errors(include_url=False):
        path: KeyPath = tuple(step for step in detail["loc"] if not str(step).startswith(BRANCH))
        key = path[-1] if path else "the file"
        code, what, fix = _WORDS.get(
            detail["type"],
            ("E106", "'{key}' is wrong", detail["msg"].removeprefix("Value error, ")),
        )
        yield Problem(name, *located.place(path), code, what.format(key=key), fix)
