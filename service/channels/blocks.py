"""The few kinds of block a message is made of, and the two forms they are written in.

Blocks come from `markdown_reader.py`. The HTML and the plain text of a message are both written
from the same blocks, so that neither can say what the other does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import escape

from service.channels.links import as_attribute, as_read
from service.channels.masks import in_words, join_words
from service.channels.templating import Segment, Segments, Show

Kind = Literal["heading", "subheading", "paragraph", "bullet", "number"]


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words, values among them."""

    segments: Segments


@dataclass(frozen=True, slots=True)
class Styled:
    """Words with weight: `strong` or `em`."""

    tag: Literal["strong", "em"]
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address; `address` is settled by `links.read_link`."""

    address: Segments
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the editor asked for."""


@dataclass(frozen=True, slots=True)
class LockEdge:
    """Where the lock with this number begins or ends. It is never shown."""

    number: int
    opens: bool


Inline = Words | Styled | Link | Break | LockEdge


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or list item, on the source's lines `start` to `end`, from 1.

    `place` counts the items of a list from 0, so that each list knows where it begins.
    """

    kind: Kind
    inside: tuple[Inline, ...]
    start: int = 1
    end: int = 1
    place: int = 0


def walk(inside: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline of a block in reading order, with those inside of others."""
    for inline in inside:
        yield inline
        if isinstance(inline, Styled | Link):
            yield from walk(inline.inside)


def plain(inside: Iterable[Inline]) -> Segments:
    """The words alone: no marks, no addresses, line breaks as spaces."""
    segments: list[Segment] = []
    for inline in walk(inside):
        if isinstance(inline, Words):
            segments += inline.segments
        elif isinstance(inline, Break):
            segments.append(" ")
    return join_words(tuple(segments))


# --- plain text --------------------------------------------------------------------------------


def write_text(inside: Sequence[Inline]) -> Segments:
    """A block in plain text: a link as `label: address`, or in brackets amid a sentence."""
    segments: list[Segment] = []
    for index, inline in enumerate(inside):
        if isinstance(inline, Words):
            segments += inline.segments
        elif isinstance(inline, Break):
            segments.append("\n")
        elif isinstance(inline, Styled):
            segments += write_text(inline.inside)
        elif isinstance(inline, Link):
            segments += _link_text(inline, last=_only_a_mark_follows(inside[index + 1 :]))
    return join_words(tuple(segments))


def _only_a_mark_follows(rest: Sequence[Inline]) -> bool:
    following = in_words(plain(rest))
    return len(following) <= 1 and not following.isalnum()


def _link_text(link: Link, *, last: bool) -> Segments:
    label, address = plain(link.inside), as_read(link.address)
    if _says_the_same(label, address):
        return label
    return (*label, ": ", *address) if last else (*label, " (", *address, ")")


def _says_the_same(label: Segments, address: Segments) -> bool:
    """Whether the label is the address already, such as a phone number that links to itself."""
    if [part.path if isinstance(part, Show) else part for part in label] == [
        part.path if isinstance(part, Show) else part for part in address
    ]:
        return True
    words, goal = in_words(label), in_words(address)
    if goal.startswith(("http://", "https://")):
        return words.rstrip("/") == goal.split("://", 1)[1].rstrip("/")
    digits = "".join(filter(str.isdigit, words))
    return len(digits) >= 7 and "".join(filter(str.isdigit, goal)).endswith(digits)


# --- HTML --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HtmlForm:
    """How a channel writes blocks: the levels of its headings."""

    heading: str
    subheading: str


FORMS: Final = {
    "email": HtmlForm("h2", "h3"),
    "portal": HtmlForm("h3", "h4"),
    "web": HtmlForm("h3", "h4"),
}


def escape_words(words: Segments) -> Segments:
    """Plain words and values, escaped for HTML."""
    return tuple(
        str(escape(part)) if isinstance(part, str) else Show(part.path, "html") for part in words
    )


def write_inlines(inside: Iterable[Inline]) -> Segments:
    """The inside of a block as HTML."""
    segments: list[Segment] = []
    for inline in inside:
        if isinstance(inline, Words):
            segments += escape_words(inline.segments)
        elif isinstance(inline, Break):
            segments.append("<br>")
        elif isinstance(inline, Styled):
            segments += (f"<{inline.tag}>", *write_inlines(inline.inside), f"</{inline.tag}>")
        elif isinstance(inline, Link):
            opening = ('<a href="', *as_attribute(inline.address), '">')
            segments += (*opening, *write_inlines(inline.inside), "</a>")
    return join_words(tuple(segments))


def write_html(blocks: Sequence[Block], form: HtmlForm) -> Segments:
    """Blocks as HTML without styles, lists opened and closed around their items."""
    tags = {"heading": form.heading, "subheading": form.subheading, "paragraph": "p"}
    lists = {"bullet": "ul", "number": "ol"}
    segments: list[Segment] = []
    open_list = ""
    for block in blocks:
        wanted = lists.get(block.kind, "")
        if open_list and (wanted != open_list or block.place == 0):
            segments.append(f"</{open_list}>")
            open_list = ""
        if wanted and not open_list:
            segments.append(f"<{wanted}>")
            open_list = wanted
        tag = tags.get(block.kind, "li")
        segments += (f"<{tag}>", *write_inlines(block.inside), f"</{tag}>")
    if open_list:
        segments.append(f"</{open_list}>")
    return join_words(tuple(segments))


def write_plain(blocks: Sequence[Block]) -> Segments:
    """Blocks as plain text: a blank line between blocks, none between the items of a list."""
    segments: list[Segment] = []
    number = 0
    previous: Block | None = None
    for block in blocks:
        item = block.kind in ("bullet", "number")
        if previous is not None:
            together = item and previous.kind == block.kind and block.place > 0
            segments.append("\n" if together else "\n\n")
        number = number + 1 if block.kind == "number" and block.place > 0 else 1
        if item:
            segments.append(f"{number}. " if block.kind == "number" else "- ")
        segments += write_text(block.inside)
        previous = block
    return join_words(tuple(segments))
