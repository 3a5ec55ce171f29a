"""A library as it was read: items with their values, files and places. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Literal, TypeVar

from service.domain.content import (
    Approval,
    BankedRewording,
    Brand,
    Claim,
    ContentModule,
    Directory,
    Experiment,
    Layout,
    LibrarySettings,
    PromptTemplate,
    Rendition,
    SignalType,
    Trigger,
    Value,
    Withdrawal,
)
from service.errors import Problem
from service.library.yaml_source import Path, Sourced

V_co = TypeVar("V_co", bound=Value, covariant=True)


@dataclass(frozen=True, slots=True)
class Item(Generic[V_co]):
    """One approvable thing: its key (`module:heart/walking-basics`), value, files and hash."""

    key: str
    value: V_co
    file: str
    hash: str
    source: Sourced = field(repr=False)

    def problem(
        self,
        path: Path,
        code: str,
        what: str,
        fix: str = "",
        *,
        level: Literal["error", "warning"] = "error",
    ) -> Problem:
        """A problem at one of this item's fields."""
        line, column = self.source.place(path)
        return Problem(self.file, line, column, code, what, fix, level)


@dataclass(frozen=True, slots=True)
class RenditionFile:
    """A rendition with its file; `first_line` is the file's line on which `source` begins."""

    value: Rendition
    file: str
    first_line: int
    source: Sourced = field(repr=False)

    def header_place(self, key: str) -> tuple[int, int]:
        """The line and column in the file of a header's key, such as `action.url`."""
        return self.source.place(tuple(key.split(".")))

    def text_place(self, line: int, column: int) -> tuple[int, int]:
        """The line and column in the file of a place in `source`, both from 1."""
        return self.first_line + line - 1, column


@dataclass(frozen=True, slots=True)
class PromptFile:
    """A prompt template; `first_line` is the file's line on which its text begins."""

    item: Item[PromptTemplate]
    first_line: int


@dataclass(frozen=True, slots=True)
class RewordingFile:
    """A banked rewording; `first_line` is the file's line on which its words begin."""

    item: Item[BankedRewording]
    first_line: int


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """One line of an `approvals.jsonl`: the library's, or that of `prompts/`."""

    value: Approval | Withdrawal
    line: int
    file: str = "approvals.jsonl"


@dataclass(frozen=True)
class Library:
    """Everything that could be read from a folder, and what could not.

    `problems` are those of reading; cross-checks add theirs (`service/library/checks`).
    `unread` are the keys of items whose files are there but could not be read, and
    `rendition:` with a module's id where one of its renditions could not: what names them is no
    broken reference, and their approvals are no strays.
    """

    settings: Item[LibrarySettings] | None
    signals: Mapping[str, Item[SignalType]]
    triggers: Mapping[str, Item[Trigger]]
    layouts: Mapping[str, Item[Layout]]
    claims: Mapping[str, Item[Claim]]
    directories: Mapping[str, Item[Directory]]
    experiments: Mapping[str, Item[Experiment]]
    modules: Mapping[str, Item[ContentModule]]
    renditions: Mapping[str, tuple[RenditionFile, ...]]
    approvals: tuple[ApprovalLine, ...]
    problems: tuple[Problem, ...]
    unread: frozenset[str] = frozenset()
    brands: Mapping[str, Item[Brand]] = field(default_factory=dict)
    prompts: Mapping[str, PromptFile] = field(default_factory=dict)
    rewordings: Mapping[str, RewordingFile] = field(default_factory=dict)

    def names(self, sort: str) -> frozenset[str]:
        """The names of a sort of item (`module`, `claim`), those that could not be read too."""
        return self._names[sort]

    def removed(self, sort: str) -> frozenset[str]:
        """The names of a sort of item that approvals name, and that are not there (any more)."""
        return self._removed.get(sort, frozenset())

    def is_unread(self, key: str) -> bool:
        """Whether an item's files are there but could not be read: its own, or its module's."""
        sort, _, name = key.partition(":")
        module = name.rsplit("/", 3)[0] if sort == "rewording" else name
        return key in self.unread or (sort == "rewording" and f"module:{module}" in self.unread)

    def whole(self, *sorts: str) -> bool:
        """Whether every file of these sorts could be read, so that what is missing is missing."""
        return not any(key.partition(":")[0] in sorts for key in self.unread)

    @cached_property
    def _by_key(self) -> Mapping[str, Item[Value]]:
        return {item.key: item for item in self.items()}

    @cached_property
    def _removed(self) -> Mapping[str, frozenset[str]]:
        # Once a library: a check asks for each name in it, and there may be thousands.
        pairs = {tuple(line.value.item.split(":", 1)) for line in self.approvals}
        sorts = {pair[0] for pair in pairs} & self._names.keys()
        return {
            of: frozenset(pair[1] for pair in pairs if pair[0] == of) - self._names[of]
            for of in sorts
        }

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        keys = self.unread.union(item.key for item in self.items())
        pairs = [key.partition(":") for key in keys]
        return {
            sort: frozenset(name for of, _, name in pairs if of == sort)
            for sort in (
                *("module", "claim", "signal", "trigger", "directory", "layout"),
                *("experiment", "brand", "prompt", "rewording"),
            )
        }

    def item(self, key: str) -> Item[Value] | None:
        """The item of a key; None where there is none that can be read."""
        return self._by_key.get(key)

    def items(self) -> Iterator[Item[Value]]:
        """Every approvable item, in the order of the folder."""
        if self.settings is not None:
            yield self.settings
        yield from self.signals.values()
        yield from self.triggers.values()
        yield from self.layouts.values()
        yield from self.claims.values()
        yield from self.directories.values()
        yield from self.experiments.values()
        yield from self.modules.values()
        yield from (file.item for file in self.prompts.values())
        yield from self.brands.values()
        yield from (file.item for file in self.rewordings.values())
