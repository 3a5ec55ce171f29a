"""Words that cite a claim follow it: they are its exact words, so they change when it does.

Neither could be saved without the other: each alone would differ from what is registered (L214).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.channels.locks import read_locks
from service.editing.workspace import Workspace
from service.library.checks.claims import as_cited
from service.library.compiling import compiled_renditions
from service.library.library import Library
from service.library.places import Place, place_of


def cited(workspace: Workspace, texts: Mapping[str, str]) -> dict[str, str]:
    """The files of words that cite the claims among these texts, as they will be with them."""
    claims = [of for file in texts if (of := place_of(file)) is not None and of.sort == "claim"]
    if not claims:
        return {}
    before, after = workspace.library(), workspace.with_texts(texts)
    found: dict[str, str] = {}
    for place in claims:
        found |= followed(before, after, place, workspace.text)
    return found


def followed(
    before: Library, after: Library, place: Place, text: Callable[[str], str | None]
) -> dict[str, str]:
    """Each file that cites a claim in its earlier words, with its new ones in their place.

    `text` tells what a file says. Nothing follows an item that is no claim, nor a claim that is
    new, is gone, or cannot be read. Citations that differ from the earlier words stay as they are.
    """
    was, now = before.claims.get(place.name), after.claims.get(place.name)
    if place.sort != "claim" or was is None or now is None or was.value.text == now.value.text:
        return {}
    found: dict[str, str] = {}
    for _, file, compiled in compiled_renditions(before):
        cites = [
            span.claim == place.name and span.text == was.value.text for span in compiled.locked
        ]
        source = text(file.file) if any(cites) else None
        if source is not None:
            words = as_cited(now.value.text, file.value.channel)
            found[file.file] = _with_words(source, cites, words)
    return found


def _with_words(source: str, cites: list[bool], words: str) -> str:
    """A file's text with these words in each lock that is told; the locks are in reading order."""
    markers, _ = read_locks(source)
    locks = list(zip(markers[::2], markers[1::2], strict=True))
    if len(locks) != len(cites):  # the file was changed since it was compiled: it tells by itself
        return source
    for (opens, closes), does in reversed(list(zip(locks, cites, strict=True))):
        if does:
            source = source[: opens.end] + words + source[closes.start :]
    return source
