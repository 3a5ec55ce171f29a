"""A folder to a `Library`: every file read, every problem of reading collected.

The walk knows the shape of a library folder and nothing else; a file that has no place in it is
reported, because a misnamed rendition would otherwise be missing without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Any, TypeVar, cast

from service.domain.content import (
    Approval,
    Claim,
    ContentModule,
    Directory,
    Experiment,
    Layout,
    LibrarySettings,
    Rendition,
    RenditionHeader,
    SignalType,
    Trigger,
    Value,
)
from service.domain.nearest import did_you_mean
from service.domain.vocabulary import CHANNELS, Channel
from service.errors import BedsideError, Problem
from service.library.hashing import item_hash, normalise
from service.library.library import ApprovalLine, Item, Library, RenditionFile
from service.library.validation import validate
from service.library.yaml_source import Sourced, read_yaml

V = TypeVar("V", bound=Value)

#: Folder of single-file items: the class of its files, the item's prefix, the field that names it.
FOLDERS: dict[str, tuple[type[Value], str, str]] = {
    "signals": (SignalType, "signal", "type"),
    "triggers": (Trigger, "trigger", "id"),
    "layouts": (Layout, "layout", "id"),
    "claims": (Claim, "claim", "id"),
    "directories": (Directory, "directory", "id"),
    "experiments": (Experiment, "experiment", "id"),
}
KNOWN = ("library.yaml", "approvals.jsonl", "content", "README.md", *FOLDERS)

_RENDITION_NAMES = tuple(f"{name}.{'txt' if name == 'sms' else 'md'}" for name in CHANNELS)
_RENDITION = re.compile(
    r"(email|portal|web|call)(?:\.([a-z0-9_-]+))?\.md|sms(?:\.([a-z0-9_-]+))?\.txt"
)
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")
_HEADER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)

Progress = Callable[[int, int], None]


def load_library(folder: FilePath, progress: Progress | None = None) -> Library:
    """Read a library folder. Raises `BedsideError` only when there is no library to read."""
    if not folder.is_dir():
        raise BedsideError(
            [Problem(str(folder), 0, 0, "L001", "there is no such folder", "name a library folder")]
        )
    if not (folder / "library.yaml").is_file():
        raise BedsideError(
            [
                Problem(
                    str(folder),
                    0,
                    0,
                    "L001",
                    "the folder holds no `library.yaml`",
                    "name a library folder, or make one with `bedside init`",
                )
            ]
        )
    return _Loader(folder, progress).load()


class _Loader:
    """The walk over one folder, and the problems met on the way."""

    def __init__(self, folder: FilePath, progress: Progress | None) -> None:
        self.folder = folder
        self.progress = progress
        self.problems: list[Problem] = []

    def load(self) -> Library:
        settings = self._item(LibrarySettings, self.folder / "library.yaml", "settings:library")
        groups = {name: dict(self._single_files(name, *kind)) for name, kind in FOLDERS.items()}
        modules, renditions = self._content()
        self._strangers(self.folder, lambda name: name in KNOWN, KNOWN)
        return Library(
            settings=settings,
            modules=modules,
            renditions=renditions,
            approvals=tuple(self._approvals()),
            problems=tuple(sorted(self.problems)),
            **groups,
        )

    # --- files ---------------------------------------------------------------------------------

    def _name(self, path: FilePath) -> str:
        return path.relative_to(self.folder).as_posix()

    def _report(self, path: FilePath, code: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self._name(path), 0, 0, code, what, fix))

    def _read(self, path: FilePath) -> str | None:
        try:
            return normalise(path.read_bytes().decode("utf-8"))
        except UnicodeDecodeError:
            self._report(path, "L002", "the file is not text in UTF-8", "save it as UTF-8")
        except OSError as error:
            self._report(
                path, "L001", f"the file cannot be read ({error.strerror})", "check its rights"
            )
        return None

    def _children(self, folder: FilePath) -> list[FilePath]:
        """A folder's visible entries, in an order that no file system decides."""
        if not folder.is_dir():
            return []
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))

    def _strangers(
        self, folder: FilePath, known: Callable[[str], bool], names: tuple[str, ...]
    ) -> None:
        for entry in self._children(folder):
            if not known(entry.name):
                self._report(
                    entry,
                    "L007",
                    "nothing in a library has this name",
                    did_you_mean(entry.name, names) or f"here belong: {', '.join(names)}",
                )

    # --- single-file items ---------------------------------------------------------------------

    def _item(self, format_: type[V], path: FilePath, key: str) -> Item[V] | None:
        text = self._read(path)
        if text is None:
            return None
        file = self._name(path)
        source = read_yaml(text, file)
        value, problems = validate(format_, source, file)
        self.problems.extend(problems)
        if value is None:
            return None
        return Item(key, value, file, item_hash(key, {"": text}), source)

    def _single_files(
        self, folder: str, format_: type[Value], prefix: str, name_field: str
    ) -> Iterator[tuple[str, Any]]:
        self._strangers(
            self.folder / folder, lambda name: name.endswith(".yaml"), (f"*.yaml in {folder}/",)
        )
        for path in self._children(self.folder / folder):
            if path.suffix != ".yaml":
                continue
            item = self._item(format_, path, f"{prefix}:{path.stem}")
            if item is not None and self._named_like(item, name_field, path.stem):
                yield path.stem, item

    def _named_like(self, item: Item[Value], name_field: str, expected: str) -> bool:
        """An item is found by its file's name, so the two must agree."""
        if getattr(item.value, name_field) == expected:
            return True
        self.problems.append(
            item.problem(
                (name_field,),
                "L008",
                f"`{name_field}` differs from the file's place",
                f"write `{expected}`, or move the file",
            )
        )
        return False

    # --- content modules -----------------------------------------------------------------------

    def _content(
        self,
    ) -> tuple[dict[str, Item[ContentModule]], dict[str, tuple[RenditionFile, ...]]]:
        modules: dict[str, Item[ContentModule]] = {}
        renditions: dict[str, tuple[RenditionFile, ...]] = {}
        root = self.folder / "content"
        folders = list(self._module_folders(root))
        for done, folder in enumerate(folders, 1):
            module_id = folder.relative_to(root).as_posix()
            item, files = self._module(folder, module_id)
            if item is not None and self._named_like(item, "id", module_id):
                modules[module_id] = item
                renditions[module_id] = files
            if self.progress is not None:
                self.progress(done, len(folders))
        return modules, renditions

    def _module_folders(self, folder: FilePath) -> Iterator[FilePath]:
        if (folder / "module.yaml").is_file():
            yield folder
            return
        for entry in self._children(folder):
            if entry.is_dir():
                if _LOCALE.fullmatch(entry.name):
                    self._report(
                        folder, "L009", "a module's folder lacks `module.yaml`", "describe it there"
                    )
                    return
                yield from self._module_folders(entry)
            else:
                self._report(
                    entry, "L007", "no module's folder holds this file", "move it into one"
                )

    def _module(
        self, folder: FilePath, module_id: str
    ) -> tuple[Item[ContentModule] | None, tuple[RenditionFile, ...]]:
        key = f"module:{module_id}"
        text = self._read(folder / "module.yaml")
        if text is None:
            return None, ()
        file = self._name(folder / "module.yaml")
        source = read_yaml(text, file)
        value, problems = validate(ContentModule, source, file)
        self.problems.extend(problems)
        texts = {"module.yaml": text}
        renditions: list[RenditionFile] = []
        for locale in self._children(folder):
            if locale.is_dir() and _LOCALE.fullmatch(locale.name):
                renditions.extend(self._renditions(locale, texts))
            elif locale.name != "module.yaml":
                self._report(
                    locale,
                    "L007",
                    "nothing in a module's folder has this name",
                    "use `module.yaml` and folders such as `en-US`",
                )
        if value is None:
            return None, ()
        return Item(key, value, file, item_hash(key, texts), source), tuple(renditions)

    def _renditions(self, folder: FilePath, texts: dict[str, str]) -> Iterator[RenditionFile]:
        for path in self._children(folder):
            name = _RENDITION.fullmatch(path.name)
            if name is None or not path.is_file():
                self._report(
                    path,
                    "L007",
                    "no channel has a rendition file of this name",
                    did_you_mean(path.name, _RENDITION_NAMES)
                    or f"use {', '.join(_RENDITION_NAMES)}",
                )
                continue
            text = self._read(path)
            if text is None:
                continue
            texts[f"{folder.name}/{path.name}"] = text
            rendition = self._rendition(
                path, text, name[1] or "sms", folder.name, name[2] or name[3] or ""
            )
            if rendition is not None:
                yield rendition

    def _rendition(
        self, path: FilePath, text: str, channel: str, locale: str, variant: str
    ) -> RenditionFile | None:
        file = self._name(path)
        header_text, body, first_line = split_header(text)
        source = read_yaml(header_text, file, first_line=2) if header_text else Sourced({}, {})
        header, problems = validate(RenditionHeader, source, file)
        self.problems.extend(problems)
        if header is None:
            return None
        if not body.strip():
            self._report(
                path, "L010", "the rendition says nothing", "write its words, or delete it"
            )
            return None
        value = Rendition.model_construct(
            **dict(header),
            channel=cast(Channel, channel),
            locale=locale,
            variant=variant,
            source=body.strip("\n"),
        )
        blank = len(body) - len(body.lstrip("\n"))
        return RenditionFile(value, file, first_line + blank, source)

    # --- approvals -----------------------------------------------------------------------------

    def _approvals(self) -> Iterator[ApprovalLine]:
        path = self.folder / "approvals.jsonl"
        text = self._read(path) if path.is_file() else ""
        for number, line in enumerate((text or "").split("\n"), 1):
            if not line.strip():
                continue
            approval = self._approval(line, number)
            if approval is not None:
                yield ApprovalLine(approval, number)

    def _approval(self, line: str, number: int) -> Approval | None:
        file = "approvals.jsonl"
        try:
            data = json.loads(line, object_pairs_hook=_pairs_once)
        except json.JSONDecodeError as error:
            self.problems.append(
                Problem(file, number, error.colno, "L011", "not valid JSON", "one object a line")
            )
            return None
        except ValueError as error:
            self.problems.append(Problem(file, number, 1, "L005", str(error), "keep one of them"))
            return None
        marks: dict[tuple[str | int, ...], tuple[int, int]] = {(): (number, 1)}
        if isinstance(data, dict):
            marks |= {(key,): (number, max(line.find(f'"{key}"'), 0) + 1) for key in data}
        value, problems = validate(Approval, Sourced(data, marks), file)
        self.problems.extend(
            Problem(file, number, p.column, p.code, p.what, p.fix) for p in problems
        )
        return value


def split_header(text: str) -> tuple[str, str, int]:
    """A rendition's header, its body, and the line on which the body begins."""
    match = _HEADER.match(text)
    if match is None:
        return "", text, 1
    return match[1], text[match.end() :], text[: match.end()].count("\n") + 1


def _pairs_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key is there twice")
    return data
