"""Which item of a library a file belongs to, told from its name alone.

A name that no library has, such as one that leads out of the folder, belongs to nothing: whoever
writes a file by a name from outside asks here first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from service.library.brand_files import SHARED
from service.library.module_folders import MAX_FOLDERS
from service.library.naming import CHANNEL, ENDING, channel_of
from service.library.prompts_folder import PROMPTS
from service.library.single_files import FOLDERS

Role = Literal["item", "words", "approvals"]

_NAME = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
_SINGLE = re.compile(rf"({'|'.join(FOLDERS)})/([a-z][a-z0-9._-]*)\.yaml")
_MODULE = re.compile(rf"content/({_NAME}(?:/{_NAME}){{1,{MAX_FOLDERS}}})/module\.yaml")
_WORDS = re.compile(
    rf"content/({_NAME}(?:/{_NAME}){{1,{MAX_FOLDERS}}})/([a-z]{{2}}-[A-Z]{{2}})/"
    rf"({CHANNEL})(?:\.({_NAME}))?\.({ENDING})"
)
_BRAND = re.compile(rf"{PROMPTS}/(?!{SHARED}/)([a-z][a-z0-9._-]*)/brand\.yaml")
_JOINED = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_PROMPT = re.compile(rf"{PROMPTS}/({_JOINED}/{_JOINED})\.j2")


@dataclass(frozen=True, slots=True)
class Place:
    """A file's part in a library: the key of its item, and what the file is of it.

    `item`: what the item is; `words`: one of a module's renditions, of `channel` and `locale`.
    """

    file: str
    key: str
    role: Role
    channel: str = ""
    locale: str = ""
    variant: str = ""

    @property
    def sort(self) -> str:
        """The sort of item, such as `module`."""
        return self.key.partition(":")[0]

    @property
    def name(self) -> str:
        """The item's name without its sort."""
        return self.key.partition(":")[2]

    @property
    def in_prompts(self) -> bool:
        """Whether it is a file of `prompts/`, which may lie beside the library."""
        return self.sort in ("brand", "prompt")

    @property
    def main_file(self) -> str:
        """The file that says who wrote the item."""
        return f"content/{self.name}/module.yaml" if self.sort == "module" else self.file


def place_of(file: str) -> Place | None:
    """The place of a file of a library; None for a name that no library has."""
    if file == "library.yaml":
        return Place(file, "settings:library", "item")
    if file == "approvals.jsonl":
        return Place(file, "", "approvals")
    if single := _SINGLE.fullmatch(file):
        return Place(file, f"{FOLDERS[single[1]][1]}:{single[2]}", "item")
    if module := _MODULE.fullmatch(file):
        return Place(file, f"module:{module[1]}", "item")
    if brand := _BRAND.fullmatch(file):
        return Place(file, f"brand:{brand[1]}", "item")
    if prompt := _PROMPT.fullmatch(file):
        return Place(file, f"prompt:{prompt[1]}", "item")
    words = _WORDS.fullmatch(file)
    if words and channel_of(words[3], words[5]):
        return Place(file, f"module:{words[1]}", "words", words[3], words[2], words[4] or "")
    return None


def is_words_of(file: str, key: str) -> bool:
    """Whether a file is one of the renditions of a module."""
    place = place_of(file)
    return place is not None and place.role == "words" and place.key == key


def key_of(file: str) -> str:
    """The key of the item that a file is of; empty for a name that no library has."""
    place = place_of(file)
    return place.key if place is not None else ""


def in_item(file: str, key: str) -> bool:
    """Whether a file, or a place that a problem names, is part of an item."""
    sort, _, name = key.partition(":")
    if sort == "module":
        # Banked rewordings are items of their own, though they lie in their module's folder.
        return file.startswith(f"content/{name}/") and "/bank/" not in file
    place = place_of(file)
    return place is not None and place.key == key
