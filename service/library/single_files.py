"""Items of one file each, such as triggers and claims: the folders that hold them, and how one is
read and found by its file's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from service.domain.content import (
    Claim,
    Directory,
    Experiment,
    Layout,
    SignalType,
    Trigger,
    Value,
)
from service.domain.nearest import did_you_mean
from service.errors import Problem, shown
from service.library.files import FileReader
from service.library.hashing import item_hash
from service.library.library import Item
from service.library.naming import can_be_a_name, renamed
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


class SingleFiles:
    """Reads items by way of a reader, which remembers what is wrong with their files."""

    def __init__(self, files: FileReader) -> None:
        self._files = files

    def item(self, format_: type[V], path: Path, key: str) -> Item[V] | None:
        """An item that is one file; None, and a problem, where it cannot be read."""
        text = self._files.read(path)
        value, source = self.parse(format_, text, self._files.name(path))
        if text is None or value is None:
            self._files.unread.add(key)
            return None
        return Item(key, value, self._files.name(path), item_hash(key, {"": text}), source)

    def parse(self, format_: type[V], text: str | None, file: str) -> tuple[V | None, Sourced]:
        """What a file says, with the places of its keys."""
        if text is None:
            return None, Sourced(None, {})
        source = read_yaml(text, file)
        value, problems = validate(format_, source, file)
        folder = _folder_of(source.data, format_) if value is None else ""
        if folder:  # then every key would be told to be unknown here
            what = f"this reads like {_AS_ONE[folder]}"
            problems = [Problem(file, 0, 0, "L007", what, f"move it to `{folder}/`")]
        self._files.problems.extend(problems)
        return value, source

    def of_folder(self, folder: str) -> Iterator[tuple[str, Any]]:
        """The items of a folder such as `triggers`, by name."""
        names = ("files named `*.yaml`",)
        place = self._files.root / folder
        report_strangers(self._files, place, lambda name: name.endswith(".yaml"), names)
        for path in self._files.children(place):
            if path.suffix != ".yaml":
                continue
            item = self.of_name(folder, path.stem)
            if item is not None:
                yield path.stem, item

    def of_name(self, folder: str, name: str) -> Item[Any] | None:
        """The item of one file of a folder such as `triggers`."""
        format_, prefix, name_field = FOLDERS[folder]
        item = self.item(format_, self._files.root / folder / f"{name}.yaml", f"{prefix}:{name}")
        named = item is not None and self.named_like(item, name_field, name)
        return item if named else None

    def named_like(self, item: Item[Value], name_field: str, expected: str) -> bool:
        """An item is found by its file's name, so the two must agree."""
        if getattr(item.value, name_field) == expected:
            return True
        self._files.unread.add(item.key)
        if not can_be_a_name(expected):
            # What names the item by its `id` is right, so that is no broken reference.
            self._files.unread.add(
                f"{item.key.partition(':')[0]}:{getattr(item.value, name_field)}"
            )
            what = "the name of its folder or file does not fit"
            self._files.problems.append(
                item.problem((name_field,), "L008", what, renamed(expected))
            )
            return False
        what = f"`{name_field}` differs from the file's place"
        fix = f"write `{shown(expected)}`, or move the file"
        self._files.problems.append(item.problem((name_field,), "L008", what, fix))
        return False


def report_strangers(
    files: FileReader, folder: Path, known: Callable[[str], bool], names: tuple[str, ...]
) -> None:
    """Report what lies in a folder and has no place there; `names` are what belongs there."""
    for entry in files.children(folder):
        if not known(entry.name):
            fix = did_you_mean(entry.name, names) or f"here belong: {', '.join(names)}"
            files.report(entry, "L007", "nothing in a library has this name", fix)


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
