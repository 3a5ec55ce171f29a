"""A layout, a directory or a brand that begins as a copy of another, under a name of its own.

Pure, as `service/editing/creating.py` is. These have no template: what is right in them depends on
the others, so an editor begins with one that works and changes what has to differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from service.editing.form_faults import misnamed, unknown
from service.editing.saving import sign
from service.errors import BedsideError
from service.library.library import Library
from service.library.prompts_folder import PROMPTS

#: What can be begun so: where its file lies, and the line that says what it is called.
SORTS: Final = {
    "layout": ("layouts/{}.yaml", "title"),
    "directory": ("directories/{}.yaml", "title"),
    "brand": (f"{PROMPTS}/{{}}/brand.yaml", "name"),
}


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
    problems = [*misnamed(sort, name, library.names(sort))]
    item = groups[sort].get(source)
    text = text_of(item.file) if item is not None else None
    if item is None or text is None:
        what, fix = f"there is no such {sort}", f"choose a {sort} that is there"
        problems.append(unknown("copy", what, source, groups[sort], fix))
    if problems or text is None:
        raise BedsideError(problems)
    place, called = SORTS[sort]
    title = name.replace("-", " ").capitalize()
    text = re.sub(r"^id:[^\n]*", f"id: {name}", text, count=1, flags=re.MULTILINE)
    text = re.sub(rf"^{called}:[^\n]*", f"{called}: {title}", text, count=1, flags=re.MULTILINE)
    return {place.format(name): sign(text, editor)}
