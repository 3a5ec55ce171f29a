"""A content module from the files of its folder: `module.yaml`, and its words by locale."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from service.domain.content import ContentModule, Rendition, RenditionHeader
from service.domain.nearest import did_you_mean
from service.domain.vocabulary import CHANNELS, Channel
from service.errors import Problem
from service.library.bank_files import BANK
from service.library.files import FileReader
from service.library.hashing import item_hash
from service.library.headers import split_header
from service.library.library import Item, RenditionFile
from service.library.locales import LOCALE, meant_locale
from service.library.module_folders import ModuleFolders
from service.library.naming import CHANNEL, ENDING, channel_of, words_name
from service.library.single_files import SingleFiles
from service.library.validation import validate
from service.library.yaml_source import Sourced, read_yaml

_RENDITION_NAMES = tuple(map(words_name, CHANNELS))
_RENDITION = re.compile(rf"({CHANNEL})(?:\.([a-z0-9_-]+))?\.({ENDING})")
_VARIANT = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


class ModuleFiles:
    """Reads modules below `content/` by way of a reader, which remembers what is wrong."""

    def __init__(self, files: FileReader, folders: ModuleFolders) -> None:
        self._files = files
        self._folders = folders
        self._items = SingleFiles(files)
        self._content = files.root / "content"

    def module(
        self, module_id: str, locales: Collection[str]
    ) -> tuple[Item[ContentModule] | None, tuple[RenditionFile, ...]]:
        """A module and its renditions, from the files of its folder.

        `locales` are what misnamed folders of words may mean.
        """
        item, files = self._module(self._content / module_id, module_id, locales)
        if item is None or not self._items.named_like(item, "id", module_id):
            return None, ()
        return item, files

    def _module(
        self, folder: Path, module_id: str, locales: Collection[str]
    ) -> tuple[Item[ContentModule] | None, tuple[RenditionFile, ...]]:
        key = f"module:{module_id}"
        file = self._files.name(folder / "module.yaml")
        text = self._files.read(folder / "module.yaml")
        value, source = self._items.parse(ContentModule, text, file)
        texts = {"module.yaml": text or ""}
        renditions: list[RenditionFile] = []
        for locale in self._files.children(folder):
            if self._files.is_folder(locale) and LOCALE.fullmatch(locale.name):
                renditions.extend(self._renditions(locale, texts))
            elif locale.name not in ("module.yaml", BANK) and not self._folders.inside(locale):
                self._stranger_in_module(locale, module_id, locales)
        wordless = len(texts) == 1 and f"rendition:{module_id}" not in self._files.unread
        if wordless and value is not None:
            what, fix = "the module has no words", "write a rendition, such as `en-US/email.md`"
            self._files.problems.append(Problem(file, 1, 1, "L010", what, fix))
        if value is None:
            self._files.unread.add(key)
            return None, ()
        return Item(key, value, file, item_hash(key, texts), source), tuple(renditions)

    def _stranger_in_module(self, entry: Path, module_id: str, locales: Collection[str]) -> None:
        """Report what has no place in a module's folder; the words in it are not missing."""
        meant = meant_locale(entry.name, locales) if self._files.is_folder(entry) else ""
        if meant:
            self._files.unread.add(f"rendition:{module_id}")
        what = "nothing in a module's folder has this name"
        self._files.report(
            entry, "L007", what, meant or "use `module.yaml` and folders such as `en-US`"
        )

    def _renditions(self, folder: Path, texts: dict[str, str]) -> Iterator[RenditionFile]:
        for path in self._files.children(folder):
            module_id = folder.parent.relative_to(self._content).as_posix()
            name = _RENDITION.fullmatch(path.name)
            channel = channel_of(name[1], name[3]) if name is not None else None
            if name is None or channel is None or not self._files.is_file(path):
                self._files.unread.add(f"rendition:{module_id}")
                self._files.report(
                    path,
                    "L007",
                    "no channel has a rendition file of this name",
                    did_you_mean(path.name, _RENDITION_NAMES)
                    or f"use {', '.join(_RENDITION_NAMES)}",
                )
                continue
            text = self._files.read(path)
            if text is None:
                self._files.unread.add(f"rendition:{module_id}")
                continue
            texts[f"{folder.name}/{path.name}"] = text
            rendition = self._rendition(path, text, channel, folder.name, name[2] or "")
            if rendition is None:
                self._files.unread.add(f"rendition:{module_id}")
            else:
                yield rendition

    def _rendition(
        self, path: Path, text: str, channel: Channel, locale: str, variant: str
    ) -> RenditionFile | None:
        file = self._files.name(path)
        if variant and not _VARIANT.fullmatch(variant):
            what, fix = "a variant's name does not fit", "join lower-case words with `-` or `_`"
            self._files.report(path, "L008", what, fix)
        parts = split_header(text)
        if parts.fault:
            self._files.problems.append(Problem(file, *parts.fault))
            return None
        source = read_yaml(parts.header, file, first_line=2)
        if source.data is None and not source.problems:
            source = Sourced({}, source.marks)
        header, problems = validate(RenditionHeader, source, file, part="the header")
        self._files.problems.extend(problems)
        if header is None:
            return None
        if not parts.body.strip():
            what = "the rendition says nothing"
            self._files.report(path, "L010", what, "write its words, or delete it")
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
