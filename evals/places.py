"""Where the files of each set stand, so that a terminal and GitHub can open them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from service.errors import BedsideError, Problem

#: The folder of a set in the repository.
FOLDERS: Final = {
    "decisions": "evals/golden/decisions",
    "texts": "evals/golden/texts",
    "guard": "evals/golden/guard",
    "guard-held-back": "evals/golden/guard",
    "urgency": "evals/golden/guard",
    "urgency-held-back": "evals/golden/guard",
    "rewordings": "evals/golden/rewordings",
}


def folder_of(set_name: str, golden: str = "") -> str:
    """The folder of a set: in the repository, or in a folder of somebody's own sets."""
    return f"{golden}/{set_name}" if golden else FOLDERS[set_name]


def placed(set_name: str, file: str, golden: str = "") -> str:
    """The path of a set's file, or the name where it is that already."""
    folder = folder_of(set_name, golden)
    if file.startswith(f"{folder.rpartition('/')[0]}/"):
        return file
    own = folder.rpartition("/")[2]
    if file == own:  # a problem of the folder itself
        return folder
    return f"{folder}/{file.removeprefix(f'{own}/')}"


def placed_problems(set_name: str, problems: Iterable[Problem], golden: str = "") -> list[Problem]:
    """Problems of a set's files, told by their paths."""
    return [replace(problem, file=placed(set_name, problem.file, golden)) for problem in problems]


@contextmanager
def told_by_path(set_name: str, golden: str = "") -> Iterator[None]:
    """Whatever is found wrong in a set's files inside is told by its path."""
    try:
        yield
    except BedsideError as error:
        raise BedsideError(placed_problems(set_name, error.problems, golden)) from None


@contextmanager
def noted(problems: list[Problem]) -> Iterator[None]:
    """What is wrong inside is noted, so that the next file is read all the same."""
    try:
        yield
    except BedsideError as error:
        problems += error.problems
