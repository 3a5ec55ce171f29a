"""A folder to a `Library`: every file read, every problem of reading collected.

The walk knows the shape of a library folder and nothing else; a file that has no place in it is
reported, because a misnamed rendition would otherwise be missing without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from service.domain.content import ContentModule, LibrarySettings
from service.errors import BedsideError
from service.library.approval_lines import read_approvals
from service.library.bank_files import BankFiles
from service.library.brand_files import BrandFiles, BrandsRead
from service.library.files import FileReader
from service.library.library import ApprovalLine, Item, Library, RenditionFile, RewordingFile
from service.library.module_files import ModuleFiles
from service.library.module_folders import ModuleFolders
from service.library.prompts_folder import PROMPTS, prompts_of
from service.library.single_files import FOLDERS, SingleFiles, report_strangers

_FOLDER_NAMES = ("content", *FOLDERS)
KNOWN = ("library.yaml", "approvals.jsonl", "README.md", PROMPTS, *_FOLDER_NAMES)


def load_library(folder: FilePath) -> Library:
    """Read a library folder. Raises `BedsideError` only when there is no library to read."""
    if not folder.is_dir():
        raise BedsideError.at(
            str(folder), "L001", "there is no such folder", "name a library folder"
        )
    if not (folder / "library.yaml").is_file():
        raise BedsideError.at(
            str(folder),
            "L001",
            "the folder holds no `library.yaml`",
            "name a library folder, or make one with `bedside init`",
        )
    return Walk(folder).load()


class Walk:
    """The walk over one folder, and the problems met on the way.

    `texts` are files, by their names in the library, that are taken to say this, whatever the
    folder holds: so a change can be looked at before it is saved.
    """

    def __init__(self, folder: FilePath, texts: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.texts = texts or {}
        self._files = FileReader(folder, texts)
        self._folders = ModuleFolders(folder / "content", self._files)
        self._modules = ModuleFiles(self._files, self._folders)
        self._items = SingleFiles(self._files)
        self.problems = self._files.problems
        self.unread = self._files.unread
        #: What misnamed folders of words may mean, as far as the settings were read.
        self.locales: tuple[str, ...] = ()

    def load(self) -> Library:
        """Everything there is to read in the folder."""
        settings = self.library_settings()
        groups = {name: dict(self._items.of_folder(name)) for name in FOLDERS}
        modules, renditions = self._content()
        rewordings = self.banks(modules)
        brands = self.brands()
        approvals = self.approvals()
        self._strangers()
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
        settings = self._items.item(
            LibrarySettings, self.folder / "library.yaml", "settings:library"
        )
        self.locales = settings.value.locales if settings else ()
        return settings

    def single_file(self, folder: str, name: str) -> Item[Any] | None:
        """The item of one file of a folder such as `triggers`."""
        return self._items.of_name(folder, name)

    def _strangers(self) -> None:
        report_strangers(self._files, self.folder, lambda name: name in KNOWN, KNOWN)
        for entry in self._files.children(self.folder):
            if entry.name in _FOLDER_NAMES and not self._files.is_folder(entry):
                self._files.report(entry, "L007", "this must be a folder", "move the file")

    # --- content modules -----------------------------------------------------------------------

    def _content(
        self,
    ) -> tuple[dict[str, Item[ContentModule]], dict[str, tuple[RenditionFile, ...]]]:
        modules: dict[str, Item[ContentModule]] = {}
        renditions: dict[str, tuple[RenditionFile, ...]] = {}
        root = self.folder / "content"
        for folder in self._folders.find():
            module_id = folder.relative_to(root).as_posix()
            item, files = self.module(module_id)
            if item is not None:
                modules[module_id] = item
                renditions[module_id] = files
        return modules, renditions

    def module(
        self, module_id: str
    ) -> tuple[Item[ContentModule] | None, tuple[RenditionFile, ...]]:
        """A module and its renditions, from the files of its folder."""
        return self._modules.module(module_id, self.locales)

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
