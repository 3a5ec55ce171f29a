"""Reads the files of one folder as text, and remembers every problem of reading by its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from service.domain.content import Value
from service.domain.nearest import did_you_mean
from service.errors import Problem
from service.library.hashing import normalise
from service.library.validation import validate
from service.library.yaml_source import Sourced, read_yaml

V = TypeVar("V", bound=Value)


class FileReader:
    """The files below `root`, whose names in reports are relative to it.

    `unread` are the keys of items whose files are there but could not be read. `texts` are files,
    by their names, that are taken to say this, whatever the folder holds.
    """

    def __init__(self, root: Path, texts: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.texts = texts or {}
        self.problems: list[Problem] = []
        self.unread: set[str] = set()

    def name(self, path: Path) -> str:
        """A file as reports call it."""
        return path.relative_to(self.root).as_posix()

    def report(self, path: Path, code: str, what: str, fix: str) -> None:
        """Remember what is wrong with a file as a whole."""
        self.problems.append(Problem(self.name(path), 0, 0, code, what, fix))

    def report_at(self, name: str, line: int, column: int, code: str, what: str, fix: str) -> None:
        """Remember what is wrong at a place of a file."""
        self.problems.append(Problem(name, line, column, code, what, fix))

    def read(self, path: Path) -> str | None:
        """A file's text; None, and a problem, when it has none."""
        if self.name(path) in self.texts:
            return normalise(self.texts[self.name(path)])
        text, problem = read_text(path, self.name(path))
        if problem is not None:
            self.problems.append(problem)
        return text

    def children(self, folder: Path) -> list[Path]:
        """A folder's visible entries, in an order that no file system decides."""
        entries = set(folder.iterdir()) if folder.is_dir() else set()
        if self.texts:
            above = "" if folder == self.root else f"{self.name(folder)}/"
            for name in self.texts:
                if name.startswith(above):
                    entries.add(folder / name.removeprefix(above).partition("/")[0])
        return sorted(entry for entry in entries if not entry.name.startswith("."))

    def is_file(self, path: Path) -> bool:
        """Whether there is a file, or one is taken to be."""
        return self.name(path) in self.texts or path.is_file()

    def is_folder(self, path: Path) -> bool:
        """Whether there is a folder, or one is taken to hold a file."""
        name = f"{self.name(path)}/"
        return path.is_dir() or any(other.startswith(name) for other in self.texts)

    def stranger(self, path: Path, known: tuple[str, ...]) -> None:
        """Report a file that has no place where it lies."""
        what = "nothing here has this name"
        fix = did_you_mean(path.name, known) or f"here belong: {', '.join(known)}"
        self.report(path, "L007", what, fix)

    def parse(
        self, format_: type[V], text: str, file: str, *, first_line: int = 1, part: str = "the file"
    ) -> tuple[V | None, Sourced]:
        """YAML as one of the library's formats, with the places of its keys."""
        source = read_yaml(text, file, first_line=first_line)
        value, problems = validate(format_, source, file, part=part)
        self.problems.extend(problems)
        return value, source


def read_text(path: Path, name: str) -> tuple[str | None, Problem | None]:
    """A file's text without what version control may change; or None, and why there is none."""
    if not path.is_file():
        return None, Problem(name, 0, 0, "L001", "this is not a file", "put a file in its place")
    try:
        raw = path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        return None, Problem(name, 0, 0, "L001", what, "check its rights")
    try:
        return normalise(raw.decode("utf-8")), None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        what = "this is not text in UTF-8"
        return None, Problem(name, line, column, "L002", what, "save the file as UTF-8")
