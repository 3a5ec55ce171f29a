"""Which files of a folder hold cases, and what lies there that no case would be read from.

A case that is not run fails nothing, so whatever looks like one and would be left out is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from service.errors import Problem

THRESHOLDS: Final = "thresholds.yaml"
#: Notes may lie beside cases. Hidden files belong to editors and other tools.
_BESIDE: Final = (".md", ".txt")
#: Other endings of the same forms.
_MEANT: Final = {".yml": ".yaml", ".ndjson": ".jsonl", ".jsonlines": ".jsonl"}


def case_files(
    folder: Path,
    problems: list[Problem],
    *,
    beside: Collection[str] = (THRESHOLDS,),
    prefix: str = "",
    endings: Sequence[str] = (".yaml",),
) -> list[Path]:
    """The files of cases in a folder, by name, with a problem for whatever else lies there.

    `beside` are the files and folders that something else reads; `prefix` stands before the names
    that problems give, `endings` is how the names of files of cases end.
    """
    entries = [path for path in _shown(folder) if path.name not in beside]
    problems += (problem for path in entries for problem in _unread(path, prefix, endings))
    return [path for path in entries if path.suffix in endings and not path.is_dir()]


def strays(folder: Path, beside: Collection[str], fix: str) -> Iterator[Problem]:
    """A problem for whatever lies in a folder that itself holds no cases; `fix` says where to."""
    for path in _shown(folder):
        if path.name not in beside and path.suffix.lower() not in _BESIDE:
            yield Problem(path.name, 0, 0, "E116", "it is not read", fix)


def _shown(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _unread(path: Path, prefix: str, endings: Sequence[str]) -> Iterator[Problem]:
    name = prefix + path.name
    ending = path.suffix.lower()
    if path.is_dir():
        what, fix = "a folder inside of a folder of cases is not read", "move its files up"
        yield Problem(name, 0, 0, "E116", what, fix)
    elif path.suffix not in endings and ending not in _BESIDE:
        names = ", ".join(f"`NAME{each}`" for each in endings)
        what = f"it is not read, for cases stand in files {names}"
        meant = _MEANT.get(ending, ending)
        right = path.with_suffix(meant).name
        fix = f"rename it to `{right}`" if meant in endings else "move it elsewhere"
        yield Problem(name, 0, 0, "E116", what, fix)
