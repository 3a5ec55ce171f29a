"""A call script's sections, in `call.md`: what comes first, what is said, what not, when to stop.

The headings are fixed, because an agent's screen gives each of them its own place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from service.channels.blocks import Block, plain, write_text
from service.channels.markdown_reader import Report
from service.channels.masks import in_words
from service.channels.templating import Segments
from service.domain.nearest import did_you_mean

#: Key in `Message.script`, and the heading that an editor writes, in the order of the screen.
#: `before` is first: who reads from the top must not give a detail and then learn to whom.
SECTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("before", "Before you begin"),
    ("say", "Say"),
    ("must_say", "Must say"),
    ("must_not_say", "Must not say"),
    ("stop", "Stop"),
    ("escalate", "Escalate"),
)
_KEYS: Final = {heading.lower(): key for key, heading in SECTIONS}
_HEADINGS: Final = ", ".join(f"`## {heading}`" for _, heading in SECTIONS)

#: Lines of each section that is there, in the order of `SECTIONS`.
Script = tuple[tuple[str, tuple[Segments, ...]], ...]


def read_script(blocks: Sequence[Block], report: Report) -> Script:
    """Sort the blocks of a call rendition into sections; each paragraph or item is one line."""
    lines: dict[str, list[Segments]] = {}
    started: dict[str, int] = {}
    current: str | None = None
    for block in blocks:
        if block.kind == "heading":
            current = _section(in_words(plain(block.inside)), block.start, started, report)
            started.setdefault(current, block.start)
            lines.setdefault(current, [])
        elif block.kind == "subheading":
            report(block.start, "###", "L350", "a heading inside of a section", f"use {_HEADINGS}")
        elif current is None:
            message = "words before the first section"
            report(block.start, "", "L351", message, f"put them below one of {_HEADINGS}")
        else:
            lines[current].append(write_text(block.inside))
    for key in lines:
        if key and not lines[key]:
            fix = "write its lines below it, or delete the heading"
            report(started[key], "", "L352", "a section without lines", fix)
    return tuple((key, tuple(lines[key])) for key, _ in SECTIONS if lines.get(key))


def _section(heading: str, line: int, started: Iterable[str], report: Report) -> str:
    key = _KEYS.get(heading.strip().lower(), "")
    if not key:
        near = did_you_mean(heading.strip().capitalize(), (words for _, words in SECTIONS))
        fix = f"{near} use one of {_HEADINGS}" if near else f"use one of {_HEADINGS}"
        report(line, "", "L350", f"a call script has no section `{heading}`", fix)
    elif key in started:
        report(line, "", "L352", "a section that stands twice", "join the two")
    return key
