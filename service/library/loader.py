"""A folder to a `Library`: every file read, every problem of reading collected.

The walk knows the shape of a library folder and nothing else; a file that has no place in it is
reported, because a misnamed rendition would otherwise be missing without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, TypeVar

from service.domain.content import (
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
from service.errors import BedsideError, Problem, shown
from service.library.approval_lines import read_approvals
from service.library.bank_files import BANK, BankFiles
from service.library.brand_files import BrandFiles, BrandsRead
from service.library.files import FileReader
from service.library.hashing import item_hash
from service.library.headers import split_header
from service.library.library import ApprovalLine, Item, Library, RenditionFile, RewordingFile
from service.library.locales import LOCALE, meant_locale
from service.library.module_folders import ModuleFolders
from service.library.naming import (
    CHANNEL,
    ENDING,
    can_be_a_name,
    channel_of,
    renamed,
    words_name,
)
from service.library.prompts_folder import PROMPTS, prompts_of
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
_AS_ONE = {
    "signals": "a signal type",
    "triggers": "a trigger",
    "layouts": "a layout",
    "claims": "a claim",
    "directories": "a directory",
    "experiments": "an experiment",
}
_FOLDER_NAMES = ("content", *FOLDERS)
KNOWN = ("library.yaml", "approvals.jsonl", "README.md", PROMPTS, *_FOLDER_NAMES)

_RENDITION_NAMES = tuple(map(words_name, CHANNELS))
_RENDITION = re.compile(rf"({CHANNEL})(?:\.([a-z0-9_-]+))?\.({ENDING})")
_VARIANT = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")

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
    return Walk(folder, progress).load()


class Walk:
    """The walk over one folder, and the problems met on the way.

    `texts` are files, by their names in the library, that are taken to say this, whatever the
    folder holds: so a change can be looked at before it is saved.
    """

    def __init__(
        self,
        folder: FilePath,
        progress: Progress | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.progress = progress
        self.texts = texts or {}
        self._files = FileReader(folder, texts)
        self._folders = ModuleFolders(folder / "content", self._files)
        self.problems = self._files.problems
        self.unread = self._files.unread
        #: What misnamed folders of words may mean, as far as the settings were read.
        self.locales: tuple[str, ...] = ()

    def load(self) -> Library:
        """Everything there is to read in the folder."""
        settings = self.library_settings()
        groups = {name: dict(self._single_files(name)) for name in FOLDERS}
        modules, renditions = self._content()
        rewordings = self.banks(modules)
        brands = self.brands()
        approvals = self.approvals()
        self._strangers(self.folder, lambda name: name in KNOWN, KNOWN)
        return Library(
            settings=settings,
            modules=modules,
            renditions=renditions,
            approvals=(*approvals, *brands.approvals),
            brands=brands.brands,
            prompts=brands.prompts,
            rewordings=rewordings,
            problems=tuple(sorted(self.problems)),
            unread=frozenset(self.unread),
            **groups,
        )

    def library_settings(self) -> Item[LibrarySettings] | None:
        """What `library.yaml` says."""
        settings = self._item(LibrarySettings, self.folder / "library.yaml", "settings:library")
        self.locales = settings.value.locales if settings else ()
        return settings

    # --- files ---------------------------------------------------------------------------------

    def _name(self, path: FilePath) -> str:
        return path.relative_to(self.folder).as_posix()

    def _report(self, path: FilePath, code: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self._name(path), 0, 0, code, what, fix))

    def _strangers(
        self, folder: FilePath, known: Callable[[str], bool], names: tuple[str, ...]
    ) -> None:
        for entry in self._files.children(folder):
            if not known(entry.name):
                self._report(
                    entry,
                    "L007",
                    "nothing in a library has this name",
                    did_you_mean(entry.name, names) or f"here belong: {', '.join(names)}",
                )
            elif entry.name in _FOLDER_NAMES and not self._files.is_folder(entry):
                self._report(entry, "L007", "this must be a folder", "move the file")

    # --- single-file items ---------------------------------------------------------------------

    def _item(self, format_: type[V], path: FilePath, key: str) -> Item[V] | None:
        text = self._files.read(path)
        value, source = self._parse(format_, text, self._name(path))
        if text is None or value is None:
            self.unread.add(key)
            return None
        return Item(key, value, self._name(path), item_hash(key, {"": text}), source)

    def _parse(self, format_: type[V], text: str | None, file: str) -> tuple[V | None, Sourced]:
        if text is None:
            return None, Sourced(None, {})
        source = read_yaml(text, file)
        value, problems = validate(format_, source, file)
        folder = _folder_of(source.data, format_) if value is None else ""
        if folder:  # then every key would be told to be unknown here
            what = f"this reads like {_AS_ONE[folder]}"
            problems = [Problem(file, 0, 0, "L007", what, f"move it to `{folder}/`")]
        self.problems.extend(problems)
        return value, source

    def _single_files(self, folder: str) -> Iterator[tuple[str, Any]]:
        self._strangers(
            self.folder / folder, lambda name: name.endswith(".yaml"), ("files named `*.yaml`",)
        )
        for path in self._files.children(self.folder / folder):
            if path.suffix != ".yaml":
                continue
            item = self.single_file(folder, path.stem)
            if item is not None:
                yield path.stem, item

    def single_file(self, folder: str, name: str) -> Item[Any] | None:
        """The item of one file of a folder such as `triggers`."""
        format_, prefix, name_field = FOLDERS[folder]
        item = self._item(format_, self.folder / folder / f"{name}.yaml", f"{prefix}:{name}")
        named = item is not None and self._named_like(item, name_field, name)
        return item if named else None

    def _named_like(self, item: Item[Value], name_field: str, expected: str) -> bool:
        """An item is found by its file's name, so the two must agree."""
        if getattr(item.value, name_field) == expected:
            return True
        self.unread.add(item.key)
        if not can_be_a_name(expected):
            # What names the item by its `id` is right, so that is no broken reference.
            self.unread.add(f"{item.key.partition(':')[0]}:{getattr(item.value, name_field)}")
            what = "the name of its folder or file does not fit"
            self.problems.append(item.problem((name_field,), "L008", what, renamed(expected)))
            return False
        what = f"`{name_field}` differs from the file's place"
        fix = f"write `{shown(expected)}`, or move the file"
        self.problems.append(item.problem((name_field,), "L008", what, fix))
        return False

    # --- content modules -----------------------------------------------------------------------

    def _content(
        self,
    ) -> tuple[dict[str, Item[ContentModule]], dict[str, tuple[RenditionFile, ...]]]:
        modules: dict[str, Item[ContentModule]] = {}
        renditions: dict[str, tuple[RenditionFile, ...]] = {}
        root = self.folder / "content"
        folders = list(self._folders.find())
        for done, folder in enumerate(folders, 1):
            module_id = folder.relative_to(root).as_posix()
            item, files = self.module(module_id)
            if item is not None:
                modules[module_id] = item
                renditions[module_id] = files
            if self.progress is not None:
                self.progress(done, len(folders))
        return modules, renditions

    def module(
        self, module_id: str
    ) -> tuple[Item[ContentModule] | None, tuple[RenditionFile, ...]]:
        """A module and its renditions, from the files of its folder."""
        item, files = self._module(self.folder / "content" / module_id, module_id)
        if item is None or not self._named_like(item, "id", module_id):
            return None, ()
        return item, files

    def _module(
        self, folder: FilePath, module_id: str
    ) -> tuple[Item[ContentModule] | None, tuple[RenditionFile, ...]]:
        key = f"module:{module_id}"
        file = self._name(folder / "module.yaml")
        text = self._files.read(folder / "module.yaml")
        value, source = self._parse(ContentModule, text, file)
        texts = {"module.yaml": text or ""}
        renditions: list[RenditionFile] = []
        for locale in self._files.children(folder):
            if self._files.is_folder(locale) and LOCALE.fullmatch(locale.name):
                renditions.extend(self._renditions(locale, texts))
            elif locale.name not in ("module.yaml", BANK) and not self._folders.inside(locale):
                self._stranger_in_module(locale, module_id)
        wordless = len(texts) == 1 and f"rendition:{module_id}" not in self.unread
        if wordless and value is not None:
            what, fix = "the module has no words", "write a rendition, such as `en-US/email.md`"
            self.problems.append(Problem(file, 1, 1, "L010", what, fix))
        if value is None:
            self.unread.add(key)
            return None, ()
        return Item(key, value, file, item_hash(key, texts), source), tuple(renditions)

    def _stranger_in_module(self, entry: FilePath, module_id: str) -> None:
        """Report what has no place in a module's folder; the words in it are not missing."""
        meant = meant_locale(entry.name, self.locales) if self._files.is_folder(entry) else ""
        if meant:
            self.unread.add(f"rendition:{module_id}")
        what = "nothing in a module's folder has this name"
        self._report(entry, "L007", what, meant or "use `module.yaml` and folders such as `en-US`")

    def _renditions(self, folder: FilePath, texts: dict[str, str]) -> Iterator[RenditionFile]:
        for path in self._files.children(folder):
            module_id = folder.parent.relative_to(self.folder / "content").as_posix()
            name = _RENDITION.fullmatch(path.name)
            channel = channel_of(name[1], name[3]) if name is not None else None
            if name is None or channel is None or not self._files.is_file(path):
                self.unread.add(f"rendition:{module_id}")
                self._report(
                    path,
                    "L007",
                    "no channel has a rendition file of this name",
                    did_you_mean(path.name, _RENDITION_NAMES)
                    or f"use {', '.join(_RENDITION_NAMES)}",
                )
                continue
            text = self._files.read(path)
            if text is None:
                self.unread.add(f"rendition:{module_id}")
                continue
            texts[f"{folder.name}/{path.name}"] = text
            rendition = self._rendition(path, text, channel, folder.name, name[2] or "")
            if rendition is None:
                self.unread.add(f"rendition:{module_id}")
            else:
                yield rendition

    def _rendition(
        self, path: FilePath, text: str, channel: Channel, locale: str, variant: str
    ) -> RenditionFile | None:
        file = self._name(path)
        if variant and not _VARIANT.fullmatch(variant):
            what, fix = "a variant's name does not fit", "join lower-case words with `-` or `_`"
            self._report(path, "L008", what, fix)
        parts = split_header(text)
        if parts.fault:
            self.problems.append(Problem(file, *parts.fault))
            return None
        source = read_yaml(parts.header, file, first_line=2)
        if source.data is None and not source.problems:
            source = Sourced({}, source.marks)
        header, problems = validate(RenditionHeader, source, file, part="the header")
        self.problems.extend(problems)
        if header is None:
            return None
        if not parts.body.strip():
            what = "the rendition says nothing"
            self._report(path, "L010", what, "write its words, or delete it")
            return None
        value = Rendition.model_construct(
            **dict(header),
            channel=channel,
            locale=locale,
            variant=variant,
            source=parts.body.strip("\n"),
        )
        blank = len(parts.body) - len(parts.body.lstrip("\n"))
        return RenditionFile(value, file, parts.first_line + blank, source)

    # --- brands and banks ----------------------------------------------------------------------

    def banks(self, modules: dict[str, Item[ContentModule]]) -> dict[str, RewordingFile]:
        """The banked rewordings of these modules."""
        banks = BankFiles(self.folder, self.locales)
        found = banks.load(modules)
        self.problems.extend(banks.files.problems)
        self.unread.update(banks.files.unread)
        return found

    def brands(self) -> BrandsRead:
        """The brands and templates of `prompts/`, with their approvals."""
        prompts = prompts_of(self.folder)
        if prompts is None:
            if not self._files.is_folder(self.folder / PROMPTS):
                return BrandsRead({}, {}, ())
            prompts = self.folder / PROMPTS
        brands = BrandFiles(prompts, self.texts)
        read = brands.load()
        self.problems.extend(brands.files.problems)
        self.unread.update(brands.files.unread)
        return read

    # --- approvals -----------------------------------------------------------------------------

    def approvals(self) -> tuple[ApprovalLine, ...]:
        """The lines of `approvals.jsonl`; none, where there is no such file."""
        path = self.folder / "approvals.jsonl"
        text = self._files.read(path) if path.exists() else ""
        lines, problems = read_approvals(text or "", path.name)
        self.problems.extend(problems)
        return lines


def _folder_of(data: Any, format_: type[Value]) -> str:
    """The folder whose format data has to the last key, where it is not that of its own format."""
    keys = set(data) if isinstance(data, dict) else set()
    if keys <= set(format_.model_fields):
        return ""
    for folder, (other, _, _) in FOLDERS.items():
        needed = {name for name, field in other.model_fields.items() if field.is_required()}
        if other is not format_ and needed <= keys <= set(other.model_fields):
            return folder
    return ""
