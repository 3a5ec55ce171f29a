"""What a formatter is given besides the words: the places they stand in, and who sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from guardrails.verdict import Part
from service.channels.errors import HeadlineMissing
from service.channels.rendered import BeforeAndAfter, RenderedModule
from service.domain.content import Layout, LibrarySettings
from service.domain.message import Message, Readable

#: Kinds of module that belong below a message, in small print, wherever their slot stands.
FOOTER_KINDS: Final = frozenset({"why", "disclaimer", "privacy", "opt_out"})

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class PlacedModule:
    """A rendered module in its slot. `kind` is the module's kind; it decides what is footer."""

    slot: str
    module_id: str
    rendered: RenderedModule
    kind: str = ""

    @property
    def is_footer(self) -> bool:
        """Whether it stands in the small print."""
        return self.kind in FOOTER_KINDS


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same for every message of a layout, and the receipt that this one points to."""

    settings: LibrarySettings
    layout: Layout
    locale: str
    receipt_id: str


Formatter = Callable[[Sequence[PlacedModule], Frame], Message]


def direction(locale: str) -> str:
    """`ltr` or `rtl`, as HTML's `dir` has it."""
    return "rtl" if locale.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def headline(modules: Sequence[PlacedModule], frame: Frame, field: str) -> PlacedModule:
    """The first module of the headline slot that has `field` (`subject`, `title`).

    Raises `HeadlineMissing`: a message without one would go out with an empty first line.
    """
    slot = frame.layout.headline
    for module in modules:
        if module.slot == slot and getattr(module.rendered, field):
            return module
    raise HeadlineMissing(slot, field)


def around_action(
    module: PlacedModule, lead: PlacedModule, frame: Frame
) -> tuple[BeforeAndAfter, BeforeAndAfter]:
    """A module's HTML, and its text, before its action and after it.

    An action ends its module. The one of an answer to a call for help stands behind the first
    paragraph: on a phone, the end of that message is out of sight.
    """
    if module is lead and frame.layout.purposes == ("safety",):
        return module.rendered.parted()
    return (module.rendered.html, ""), (module.rendered.text, "")


def link_readables(modules: Iterable[PlacedModule]) -> list[Readable]:
    """Each link's words and each address, once."""
    links = [link for module in modules for link in module.rendered.links]
    if not links:
        return []
    return readables("link_text", (label for label, _ in links)) + readables(
        "link_url", (url for _, url in links)
    )


def readables(part: Part, texts: Iterable[str]) -> list[Readable]:
    """Texts of one part, without repeats, in reading order."""
    return [Readable(part, text) for text in dict.fromkeys(texts)]
