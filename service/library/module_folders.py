"""Which folders below `content/` are modules, and what lies there without being in one.

One slip is one fault: what lies astray is told at its own place and hides no module beside or
below it, because the approvals of those hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service.library.files import FileReader
from service.library.locales import LOCALE, like_locale

#: Folders between `content/` and a module; deeper ones are a mistake or a link to themselves.
MAX_FOLDERS = 6


class ModuleFolders:
    """The walk from `content/` down to its modules; `files` has its problems afterwards."""

    def __init__(self, root: Path, files: FileReader) -> None:
        self.root = root
        self.files = files

    def find(self) -> Iterator[Path]:
        """Every folder that holds a `module.yaml`, in the order of the library."""
        return self._below(self.root, 0)

    def inside(self, folder: Path, depth: int = 0) -> bool:
        """Whether a module is described in a folder, or below it."""
        if depth > MAX_FOLDERS or not self.files.is_folder(folder):
            return False
        return self.files.is_file(folder / "module.yaml") or any(
            self.inside(entry, depth + 1) for entry in self.files.children(folder)
        )

    def _below(self, folder: Path, depth: int) -> Iterator[Path]:
        entries = self.files.children(folder)
        if any(entry.name == "module.yaml" for entry in entries):
            yield folder
            yield from self._below_module(folder, entries, depth)
        elif depth > MAX_FOLDERS:
            self.files.report(folder, "L007", "no module lies this deep", "move it up")
        elif self._lacks_module(folder, entries, depth):
            what = "a module's folder lacks `module.yaml`"
            self.files.report(folder, "L009", what, "describe the module there")
            self.files.unread.add(f"module:{folder.relative_to(self.root).as_posix()}")
        else:
            for entry in entries:
                yield from self._entry(entry, depth)

    def _below_module(self, folder: Path, entries: list[Path], depth: int) -> Iterator[Path]:
        """Modules below a module: there should be none, and then its own file is the stray one."""
        below = [entry for entry in entries if self.inside(entry, depth + 1)]
        if below:
            what, fix = "other modules lie below this one", "move it into a folder of its own"
            self.files.report(folder / "module.yaml", "L007", what, fix)
        for entry in below:
            yield from self._below(entry, depth + 1)

    def _lacks_module(self, folder: Path, entries: list[Path], depth: int) -> bool:
        """Whether a folder's words are those of a module that nobody described.

        Words beside modules, or in `content/` itself, lie astray instead.
        """
        return (
            folder != self.root
            and any(self._holds_words(entry, depth) for entry in entries)
            and not any(self.inside(entry, depth + 1) for entry in entries)
        )

    def _holds_words(self, folder: Path, depth: int) -> bool:
        """Whether a folder is one of words, however its locale is spelt, and not one of modules."""
        if LOCALE.fullmatch(folder.name):
            return not self.inside(folder, depth + 1)
        return (
            like_locale(folder.name)
            and any(self.files.is_file(entry) for entry in self.files.children(folder))
            and not self.inside(folder, depth + 1)
        )

    def _entry(self, entry: Path, depth: int) -> Iterator[Path]:
        """An entry of a folder that is no module's."""
        if not self.files.is_folder(entry):
            what = "no module's folder holds this file"
            self.files.report(entry, "L007", what, "move it into one")
        elif self._holds_words(entry, depth):
            what = "words belong in a module's folder, and this is not in one"
            self.files.report(entry, "L007", what, "move it into the folder of its module")
        else:
            yield from self._below(entry, depth + 1)
