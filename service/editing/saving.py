"""Saves a text into the library: whole, on top of what others saved, and under its writer's name.

Whoever saves becomes one of those who wrote the item (`written_by`), in the same breath, so that
no tool lets them approve it; and no save takes another writer's name out. A text
that would add an error to the library is not saved. With a claim go the words that cite it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from service.deciding.composing import GuardLike
from service.domain.content import Approval
from service.editing.committing import NOT_COMMITTED, Committed, commit
from service.editing.following import cited
from service.editing.looking import Look, look
from service.editing.merging import Merge, merge
from service.editing.sending import stopped
from service.editing.workspace import Workspace
from service.errors import BedsideError, Problem
from service.library.approvals import approval_state, wholly_approved
from service.library.hashing import normalise
from service.library.library import Library
from service.library.places import Place, place_of
from service.library.prompts_folder import file_of, root_of
from service.library.signatures import authors, in_order, taken_back
from service.library.writing import one_writer, write_whole


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: `saved`, `refused` (see `look`) or `conflict` (see `text`).

    `text` is what the file says now, or for a conflict what its editor has to settle; `theirs` is
    what others saved meanwhile, None where they took the file out. `merged` says that others'
    changes are in it, `beside` which other files were saved with it, `followed` which files of
    words cite the claim that was saved, and had its new words written into them, `untried` why no
    message was tried with it; `unchanged` that the file said so already, and nothing was written.
    """

    outcome: str
    text: str
    look: Look
    theirs: str | None = None
    merged: bool = False
    committed: Committed = NOT_COMMITTED
    beside: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()
    untried: tuple[Problem, ...] = ()
    unchanged: bool = False


def save(
    workspace: Workspace,
    file: str,
    text: str,
    base: str | None,
    editor: str,
    on: date,
    guard: GuardLike,
    beside: Mapping[str, str] | None = None,
    begun: Mapping[str, str | None] | None = None,
    left: Sequence[str] = (),
) -> Saved:
    """Save `text` as what `file` says, which began from `base` (None: there was no such file).

    `beside` are other files of the item without which it cannot stand, such as what a new module
    is; `begun` what each of them said when its text was begun. What says something else by now is
    left out. `left` are earlier writers whose words may be in it again: they are named with it.

    Raises `BedsideError` for a name that no library has, and where the folder cannot be written.
    """
    place = place_of(file)
    if place is None or place.role == "approvals":
        raise _not_written(file, "choose a file of the library")
    with one_writer(workspace.folder):
        workspace.library(now=True)
        if (fault := workspace.fault(file)) is not None:
            raise BedsideError([fault])  # there may be words in it that nobody here can see
        theirs = workspace.text(file)
        merged = _merged(base, normalise(text), theirs)
        if not merged.clean:
            seen = look(workspace, file, merged.text, on, guard)
            return Saved("conflict", merged.text, seen, theirs=theirs)
        begun = begun or {}
        new = {n: t for n, t in (beside or {}).items() if workspace.text(n) == begun.get(n)}
        if not new and _is_same(theirs, merged.text):
            # Nobody wrote anything: no name is added, so what is approved stays so.
            return Saved("saved", merged.text, Look(()), theirs, unchanged=True)
        texts = {**new, file: _ended(merged.text)}
        if not stands(workspace.with_texts(texts), place.key, on):
            texts[file] = merged.text
            for name in (*left, editor):
                texts |= _signed(workspace, file, texts[file], name, texts)
        follow = cited(workspace, texts)
        for name, words in follow.items():
            texts |= _signed(workspace, name, words, editor, texts)
        seen = look(workspace, file, texts[file], on, guard, beside=texts)
        fails: tuple[Problem, ...] = ()
        if not seen.stops:
            before, after = workspace.library(), workspace.with_texts(texts)
            fails = stopped(before, after, place, on, guard)
            seen = replace(seen, elsewhere=(*seen.elsewhere, *fails))
        if seen.stops:
            return Saved("refused", merged.text, seen, theirs=theirs)
        after = workspace.with_texts(texts)
        for main in sorted({of.main_file for name in texts if (of := place_of(name))}):
            check_writers(workspace, main, after, editor, on)
        changed = {name: words for name, words in texts.items() if words != workspace.text(name)}
        # Who wrote it comes first: a crash in between leaves one name too many, never too few.
        _write_all(workspace, {name: changed[name] for name in sorted(changed, key=_is_words)})
        made = theirs is None
        done = commit(
            root_of(workspace.folder, file), sorted(changed), _message(file, made), editor
        )
        workspace.library(now=True)
        with_others = theirs is not None and theirs != base and merged.text != normalise(text)
        return Saved(
            "saved",
            texts[file],
            seen,
            theirs,
            with_others,
            done if changed else NOT_COMMITTED,
            tuple(sorted(new)),
            followed=tuple(sorted(follow)),
            untried=tuple(problem for problem in fails if problem.level == "warning"),
        )


def _not_written(file: str, fix: str) -> BedsideError:
    what = "the studio does not write this file"
    return BedsideError([Problem(file, 0, 0, "C140", what, fix)])


def inside(library: Path, name: str) -> Path:
    """The file to write. Raises `BedsideError` where a link to a folder leads elsewhere with it."""
    root, path = root_of(library, name), file_of(library, name)
    home = root / name.partition("/")[0] if "/" in name else root
    if not path.parent.resolve().is_relative_to(home.resolve()):
        raise _not_written(name, "put a folder in the place of the link that leads elsewhere")
    return path


def _is_same(now: str | None, text: str) -> bool:
    """Whether writing a text would leave a file as it is."""
    return now is not None and now == _ended(text)


def _ended(text: str) -> str:
    """A text as it is written: its last line ends."""
    return text if text.endswith("\n") else text + "\n"


def _merged(base: str | None, mine: str, theirs: str | None) -> Merge:
    if theirs is None:
        # A file that somebody took out comes back only when its editor says so.
        return Merge(mine, 0 if base is None else 1)
    if theirs == base:
        return Merge(mine, 0)
    return merge(base or "", mine, theirs)


def _write_all(workspace: Workspace, texts: Mapping[str, str]) -> None:
    """Write files in this order, all or none: some may not stand without the others.

    Raises `BedsideError` where one cannot be written; those before it say then what they said.
    """
    before = {name: workspace.text(name) for name in texts}
    written: list[str] = []
    try:
        for name, text in texts.items():
            _write(inside(workspace.folder, name), text)
            written.append(name)
    except BedsideError:
        for name in reversed(written):
            path, was = inside(workspace.folder, name), before[name]
            with contextlib.suppress(BedsideError, OSError):
                path.unlink() if was is None else _write(path, was)
        raise


def _write(path: Path, text: str) -> None:
    write_whole(path, _ended(text))


def _is_words(file: str) -> bool:
    place = place_of(file)
    return place is not None and place.file != place.main_file


def _message(file: str, made: bool) -> str:
    return f"{'Add' if made else 'Edit'} {file}"[:72]


def _signed(
    workspace: Workspace, file: str, text: str, editor: str, new: Mapping[str, str]
) -> dict[str, str]:
    """The file, and with it the one that says who wrote the item, with the editor named there."""
    place = place_of(file)
    assert place is not None
    main = place.main_file
    if main == file:
        return {file: sign(text, editor)}
    before = new.get(main, workspace.text(main))
    return {file: text} if before is None else {file: text, main: sign(before, editor)}


def stands(library: Library, key: str, on: date) -> bool:
    """Whether an item says to the letter what its roles approved last: others wrote all of it.

    A text that they approved before another is none: they may have had a reason to replace it.
    One that was withdrawn replaces nothing.
    """
    item = library.item(key)
    if item is None or library.settings is None:
        return False
    settings = library.settings.value
    lines = in_order([line for line in library.approvals if line.value.item == key])
    if approval_state(item, lines, settings, on).until is None:
        return False
    kept = [
        line
        for at, line in enumerate(lines, 1)
        if isinstance(line.value, Approval) and taken_back(line.value, lines[at:]) is None
    ]
    return wholly_approved(item, kept, settings)[-1:] == (item.hash,)


def check_writers(workspace: Workspace, file: str, after: Library, editor: str, on: date) -> None:
    """Whoever saves is known as a writer, and whoever was known stays known.

    Else they could approve their own words. How much of a writer's words is left nobody can tell
    from two texts, so a name leaves only outside the studio, where the change is seen as one; or
    with all of its words, where the item is again what its roles approved last, before it came.
    """
    place = place_of(file)
    assert place is not None
    item = after.item(place.key)
    if item is None or stands(after, place.key, on):
        return
    now = authors(item.value)
    if editor not in now:
        what = "your name cannot be added to `written_by`"
        fix = f"write it there yourself: `written_by: [{editor}]` in one line"
        raise BedsideError([Problem(place.main_file, 0, 0, "C142", what, fix)])
    gone = [name for name in _writers(workspace, place) if name not in now]
    if gone:
        names = ", ".join(f"`{name}`" for name in gone)
        what = "a writer's name was taken out: they could approve their own words"
        fix = f"write {names} into `written_by` again"
        raise BedsideError([Problem(place.main_file, 0, 0, "C146", what, fix)])


def _writers(workspace: Workspace, place: Place) -> Sequence[str]:
    """Who wrote an item as it stands; of one that cannot be read, the names that stand there."""
    item = workspace.library().item(place.key)
    if item is not None:
        return authors(item.value)
    named = _WRITTEN_BY_ANYHOW.search(workspace.text(place.main_file) or "")
    return _HANDLE.findall(_COMMENT.sub("", named[1])) if named else ()


_WRITTEN_BY = re.compile(r"^written_by:[ \t]*\[([^\]\n]*)\][ \t]*$", re.MULTILINE)
_WRITTEN_BY_BLOCK = re.compile(r"^written_by:[ \t]*\n((?:[ \t]*- [^\n]*\n?)+)", re.MULTILINE)
_WRITTEN_BY_ANYHOW = re.compile(r"^written_by:(.*?)(?=^\w|\Z)", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#.*")
_HANDLE = re.compile(r"[a-z][a-z0-9.-]{1,60}")


def sign(text: str, editor: str) -> str:
    """An item's text with somebody among those who wrote it. Other lines stay as they are."""
    line = _WRITTEN_BY.search(text)
    if line is not None:
        names = _HANDLE.findall(line[1])
        if editor in names:
            return text
        return f"{text[: line.start(1)]}{', '.join([*names, editor])}{text[line.end(1) :]}"
    block = _WRITTEN_BY_BLOCK.search(text)
    if block is None:
        return text
    entries = block[1].rstrip("\n").split("\n")
    if any(entry.strip().removeprefix("- ").strip() == editor for entry in entries):
        return text
    indent = entries[-1][: len(entries[-1]) - len(entries[-1].lstrip())]
    added = "\n".join([*entries, f"{indent}- {editor}"])
    return (
        f"{text[: block.start(1)]}{added}{text[block.start(1) + len(block[1].rstrip(chr(10))) :]}"
    )
