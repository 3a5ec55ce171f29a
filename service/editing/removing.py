"""Takes an item's files out of the library: only of what was never approved, and nothing names.

What was approved once is retired instead (`docs/how-to/retire.md`): its approvals are the record of
what went out, and whoever gave them takes them back first.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from service.domain.content import Approval, Value, when_written
from service.editing.committing import NOT_COMMITTED, Committed, commit
from service.editing.looking import new_errors
from service.editing.saving import inside
from service.editing.workspace import Workspace
from service.errors import BedsideError, Problem
from service.library.inventory import uses_of
from service.library.library import Item, Library
from service.library.places import place_of
from service.library.prompts_folder import root_of
from service.library.single_files import FOLDERS
from service.library.writing import one_writer

_GROUPS = {prefix: folder for folder, (_, prefix, _) in FOLDERS.items()} | {"brand": "brands"}


@dataclass(frozen=True, slots=True)
class Removal:
    """What deleting an item would take, and what stands against it: `users` or `approved` by."""

    item: Item[Value]
    files: tuple[str, ...]
    users: tuple[tuple[str, str], ...]
    approved: tuple[Approval, ...]
    breaks: tuple[Problem, ...] = ()

    @property
    def may(self) -> bool:
        """Whether it may be deleted."""
        return not (self.users or self.approved or self.breaks)


def removal(library: Library, key: str, on: date) -> Removal | None:
    """What deleting an item means; None where it is not there, or is no item of this folder."""
    item = library.item(key)
    sort, _, name = key.partition(":")
    place = place_of(item.file) if item is not None else None
    if item is None or place is None or (sort != "module" and sort not in _GROUPS):
        return None
    words = [file.file for file in library.renditions.get(name, ())] if sort == "module" else []
    users = tuple(
        (other, how) for other, how in uses_of(library, key) if not how.startswith("may choose")
    )
    if sort == "brand":  # else a folder without a brand would be left with them
        own = (template for template in library.prompts if template.startswith(f"{name}/"))
        users += tuple((f"prompt:{template}", "lies in its folder") for template in own)
    approved = tuple(
        line.value
        for line in library.approvals
        if isinstance(line.value, Approval) and line.value.item == key
    )
    breaks = () if users or approved else new_errors(library, _without(library, key), on)
    return Removal(item, (*sorted(words), item.file), users, approved, breaks)


def remove(workspace: Workspace, key: str, digest: str, editor: str, on: date) -> Committed:
    """Delete an item's files, as somebody saw it (`digest`), and commit that in a git checkout.

    Raises `BedsideError`, and deletes nothing, where it was changed since or may not be deleted.
    """
    with one_writer(workspace.folder):
        found = removal(workspace.library(now=True), key, on)
        if found is None or found.item.hash != digest:
            what, fix = "the item was changed meanwhile", "read it again, then decide"
            raise BedsideError([Problem(key, 0, 0, "C143", what, fix)])
        if not found.may:
            raise BedsideError(_against(found))
        root = root_of(workspace.folder, found.item.file)
        paths = [inside(workspace.folder, name) for name in found.files]
        try:
            # What the item is goes last: until then it can be deleted again.
            for path in paths:
                path.unlink(missing_ok=True)
            for path in paths:
                drop_empty(path.parent, root)
        except OSError as error:
            what = f"cannot be deleted ({error.strerror})"
            raise BedsideError(
                [Problem(found.item.file, 0, 0, "C112", what, "look who may write there")]
            ) from None
        finally:
            # Only now: an empty folder of words would read as a module that nobody described.
            workspace.library(now=True)
        message = f"Delete {key.partition(':')[2]}"[:72]
        return commit(root, found.files, message, editor) if paths else NOT_COMMITTED


def drop_empty(folder: Path, above: Path) -> None:
    """Take out folders that hold nothing any more, up to those that every library has.

    One that cannot go stays: the files are deleted, and the check says what is left.
    """
    with contextlib.suppress(OSError):
        while (
            folder.is_dir()
            and folder.parent not in (above, above.parent)
            and not any(folder.iterdir())
        ):
            folder.rmdir()
            folder = folder.parent


def _against(found: Removal) -> list[Problem]:
    """Why an item is not deleted, with the names of what uses it."""
    file = found.item.file
    problems = [
        Problem(
            file, 0, 0, "C147", f"`{other}` names it ({how})", f"take it out of `{other}` first"
        )
        for other, how in found.users
    ]
    if found.approved:
        last = max(found.approved, key=lambda approval: approval.on)
        what = f"`{last.by}` approved it as {last.role} on {last.on}{when_written(last)}"
        problems.append(Problem(file, 0, 0, "C147", what, "retire it"))
    return [*problems, *found.breaks]


def _without(library: Library, key: str) -> Library:
    """The library as it would be without an item."""
    sort, _, name = key.partition(":")
    groups = ("modules", "renditions") if sort == "module" else (_GROUPS[sort],)
    changed: dict[str, Any] = {
        group: {other: kept for other, kept in getattr(library, group).items() if other != name}
        for group in groups
    }
    return replace(library, **changed)
