"""What a release may have written to somebody, so that it can be told from their own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from service.channels import CompiledRendition
from service.domain.quoting import OurWords, our_words
from service.domain.variables import Shown
from service.library.release import Release

_VALUE = re.compile(r"\{\{ ([\w.]+) \}\}")


def words_of(
    renditions: Iterable[CompiledRendition], release: Release, values: Mapping[str, Shown]
) -> OurWords:
    """The words of renditions with the library's values in them; all other values cut them.

    Beside them stand what a message shows of its trigger, and who sends it.
    """
    settings = release.settings
    texts = [text for compiled in renditions for text in _placed(compiled.words)]
    texts += [trigger.because for trigger in release.triggers.values()]
    texts += [path.because for path in settings.escalation.values()]
    texts += [f"{settings.organisation.name}\n{settings.organisation.address}"]
    return our_words(piece for text in texts for piece in _pieces(text, values))


def _placed(words: str) -> Iterator[str]:
    """A rendition's words, whose last line is its action, and the same with it further up.

    In an answer to a call for help the action stands behind the first paragraph.
    """
    yield words
    before, gap, rest = words.partition("\n\n")
    if gap:
        behind, _, action = rest.rpartition("\n")
        yield f"{before}\n{action}\n{behind}"


def _pieces(words: str, values: Mapping[str, Shown]) -> Iterator[str]:
    """A rendition's words, cut where a value stands that only a signal knows."""
    filled = _VALUE.sub(lambda found: _value(found[1], values), words)
    yield from filled.split("\0")


def _value(path: str, values: Mapping[str, Shown]) -> str:
    name, _, field = path.partition(".")
    shown = values.get(name)
    if shown is None:
        return "\0"
    return str(getattr(shown, field, "\0")) if field else str(shown)
