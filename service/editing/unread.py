"""Files of a library that could not be read: what is wrong and what would be right. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from service.errors import Problem
from service.library.library import Library
from service.library.places import in_item


def unread(library: Library) -> Mapping[str, tuple[Problem, ...]]:
    """Every file that nothing could be read of, with why: no list of items can name it."""
    read = {item.file for item in library.items()}
    read |= {file.file for files in library.renditions.values() for file in files}
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in library.problems:
        if problem.level == "error" and problem.file not in read:
            found[problem.file] = (*found.get(problem.file, ()), problem)
    return found


def faults_of(library: Library, key: str) -> tuple[Problem, ...]:
    """Why an item could not be read; empty where nothing is wrong with it, or there is none."""
    return tuple(
        problem
        for problem in library.problems
        # A module's folder without `module.yaml` is named itself, without a slash.
        if problem.level == "error"
        and any(in_item(file, key) for file in (problem.file, f"{problem.file}/"))
    )
