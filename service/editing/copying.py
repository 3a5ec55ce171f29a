"""A layout, a directory or a brand that begins as a copy of another, under a name of its own.

Pure, as `service/editing/creating.py` is. These have no template: what is right in them depends on
the others, so an editor begins with one that works and changes what has to differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from service.domain.nearest import did_you_mean
from service.editing.saving import sign
from service.errors import BedsideError, Problem
from service.library.brand_files import SHARED
from service.library.library import Library
from service.library.prompts_folder import PROMPTS

#: What can be begun so: where its file lies, and the line that says what it is called.
SORTS: Final = {
    "layout": ("layouts/{}.yaml", "title"),
    "directory": ("directories/{}.yaml", "title"),
    "brand": (f"{PROMPTS}/{{}}/brand.yaml", "name"),
}
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MOST = 80


def copied_item(
    library: Library,
    sort: str,
    source: str,
    name: str,
    editor: str,
    text_of: Callable[[str], str | None],
) -> dict[str, str]:
    """The file of a new item with what another of its sort says. Raises `BedsideError`.

    Whoever wrote that one stays a writer, so none of them approves the copy.
    """
    groups = {"layout": library.layouts, "directory": library.directories, "brand": library.brands}
    problems = []
    if not _NAME.fullmatch(name) or len(name) > _MOST or (sort, name) == ("brand", SHARED):
        fix = "use lower-case words joined by `-`"
        problems.append(_problem("name", f"this cannot be a {sort}'s name", fix))
    elif name in library.names(sort):
        problems.append(_problem("name", f"there is a {sort} of this name", "choose another name"))
    item = groups[sort].get(source)
    text = text_of(item.file) if item is not None else None
    if item is None or text is None:
        fix = did_you_mean(source, groups[sort]) or f"choose a {sort} that is there"
        problems.append(_problem("copy", f"there is no such {sort}", fix))
    if problems or text is None:
        raise BedsideError(problems)
    place, called = SORTS[sort]
    title = name.replace("-", " ").capitalize()
    text = re.sub(r"^id:[^\n]*", f"id: {name}", text, count=1, flags=re.MULTILINE)
    text = re.sub(rf"^{called}:[^\n]*", f"{called}: {title}", text, count=1, flags=re.MULTILINE)
    return {place.format(name): sign(text, editor)}


def _problem(field: str, what: str, fix: str) -> Problem:
    return Problem(field, 0, 0, "C141", what, fix)
