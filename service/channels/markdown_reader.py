"""Markdown to blocks: the part of CommonMark that a message has a use for, and no more.

Headings `##` and `###`, paragraphs, flat lists, strong, emphasis and links. Whatever else
CommonMark knows is found by its own parser and reported with its place, never passed through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.channels.blocks import (
    Block,
    Break,
    Inline,
    Kind,
    Link,
    LockEdge,
    Styled,
    Words,
    walk,
)
from service.channels.links import read_link
from service.channels.locks import CLOSE, OPEN
from service.channels.masks import Masks
from service.channels.syntax import foreign_marks, unsafe_in_source

#: Reports a problem: line, what to look for in it, code, message, fix.
Report = Callable[[int, str, str, str, str], None]

#: Raw HTML and tables are parsed so that they can be found; they are never written.
_PARSER: Final = MarkdownIt("commonmark", {"html": True}).enable("table")
# Every address is taken for a link, so that `links.read_link` can say why one is refused.
_PARSER.validateLink = lambda _: True  # type: ignore[method-assign, assignment]

_BARE_MARKS: Final = re.compile(r"\*\*|__|\]\(|~~|`|^#{1,6}(?= )")
_EDGES: Final = re.compile(f"([{OPEN}{CLOSE}])")

_REFUSED_BLOCKS: Final = {
    "html_block": ("L322", "<", "raw HTML", "write it as Markdown"),
    "fence": ("L323", "", "a block of code", "write it as a paragraph"),
    "code_block": ("L323", "", "words set in by four spaces are code", "begin at the line's start"),
    "table_open": ("L324", "|", "a table does not fit a phone", "write it as a list"),
    "blockquote_open": ("L325", ">", "a block quote", "write it as a paragraph"),
    "hr": ("L326", "", "a horizontal rule", "delete it; modules are set apart by the layout"),
}
_REFUSED_INLINES: Final = {
    "html_inline": ("L322", "<", "raw HTML", "write it as Markdown"),
    "code_inline": ("L323", "`", "code", "use plain words or `**strong**`"),
    "image": ("L321", "![", "an image", "say it in words; messages are read with images off"),
}


def read_markdown(masked: str, masks: Masks, report: Report) -> tuple[Block, ...]:
    """The blocks of a source whose values and lock markers stand behind masks."""
    return _Reader(masks, report).read(_PARSER.parse(masked))


class _Reader:
    """Walks the parser's tokens once. Lists and refused blocks are what it has to remember."""

    def __init__(self, masks: Masks, report: Report) -> None:
        self._masks, self._report = masks, report
        self._blocks: list[Block] = []
        self._lists: list[Kind] = []
        self._item = self._in_item = 0
        self._kind: Kind = "paragraph"
        self._skip = ""
        self._locks = 0

    def read(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        for token in tokens:
            line = token.map[0] + 1 if token.map else 1
            if self._skip:
                self._skip = "" if token.type == self._skip else self._skip
            elif token.type in _REFUSED_BLOCKS:
                code, look_for, message, fix = _REFUSED_BLOCKS[token.type]
                self._report(line, look_for, code, message, fix)
                if token.nesting == 1:
                    self._skip = token.type.replace("_open", "_close")
            elif token.type == "inline":
                self._block(token, line)
            else:
                self._structure(token, line)
        return tuple(self._blocks)

    def _structure(self, token: Token, line: int) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            if self._lists:
                fix = "make it one flat list"
                self._report(line, "", "L327", "a list inside a list item", fix)
            self._lists.append("bullet" if token.type.startswith("bullet") else "number")
            self._item = -1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif token.type == "list_item_open":
            self._item, self._in_item = self._item + 1, 0
        elif token.type == "paragraph_open":
            self._kind = self._lists[-1] if self._lists else "paragraph"
        elif token.type == "heading_open":
            self._heading(token, line)

    def _heading(self, token: Token, line: int) -> None:
        self._kind = "heading" if token.tag == "h2" else "subheading"
        if self._lists:
            self._report(line, "", "L327", "a heading inside a list item", "put it above the list")
        if token.markup not in ("##", "###"):
            fix = "write `## ` before a heading, `### ` before one below it"
            if token.markup in ("=", "-"):
                message = "a line below words makes them a heading"
            else:
                message = f"a heading with `{token.markup}`"
            self._report(line, "", "L320", message, fix)

    def _block(self, token: Token, line: int) -> None:
        kind = self._kind
        if self._lists:
            self._in_item += 1
            if self._in_item == 2:
                fix = "make it one paragraph, or two list items"
                self._report(line, "", "L327", "a list item of more than one paragraph", fix)
        inside = self._inlines(token.children or [], line)
        self._check_words(inside, line)
        place = max(self._item, 0) if self._lists else 0
        end = token.map[1] if token.map else line
        self._blocks.append(Block(kind, inside, line, end, place))

    def _check_words(self, inside: tuple[Inline, ...], line: int) -> None:
        """Marks that survive into words: emphasis that does not close, entities that decode."""
        for inline in walk(inside):
            if not isinstance(inline, Words):
                continue
            for part in inline.segments:
                if not isinstance(part, str):
                    continue
                bare = _BARE_MARKS.search(part)
                if bare:
                    fix = "close it, or take it out"
                    message = f"`{bare[0]}` would be shown as it is"
                    self._report(line, bare[0], "L331", message, fix)
                for _, mark, owner in foreign_marks(part):
                    message = f"this becomes `{mark}`, template syntax ({owner})"
                    self._report(line, "&", "L302", message, "use other words")
                for _, name in unsafe_in_source(part):
                    message = f"this becomes the invisible character {name}"
                    self._report(line, "&", "L303", message, "delete it")

    def _inlines(self, tokens: Sequence[Token], line: int) -> tuple[Inline, ...]:
        found, end = self._until(tokens, 0, "", line)
        assert end == len(tokens)
        return found

    def _until(
        self, tokens: Sequence[Token], start: int, close: str, line: int
    ) -> tuple[tuple[Inline, ...], int]:
        """The inlines from `start` to the token that closes them, and the place after it."""
        found: list[Inline] = []
        words = ""
        at = start
        while at < len(tokens) and tokens[at].type != close:
            token = tokens[at]
            at += 1
            if token.type in ("text", "text_special", "softbreak"):
                # A line that ends in the source goes on in the message.
                words += " " if token.type == "softbreak" else token.content
                line += token.type == "softbreak"
                continue
            found += self._words(words)
            words = ""
            if token.type == "hardbreak":
                found.append(Break())
                line += 1
            elif token.type in ("strong_open", "em_open"):
                kind = token.type.removesuffix("_open")
                inside, at = self._until(tokens, at, f"{kind}_close", line)
                found.append(Styled("strong" if kind == "strong" else "em", inside))
            elif token.type == "link_open":
                inside, at = self._until(tokens, at, "link_close", line)
                found += self._link(token, inside, line)
            else:
                code, look_for, message, fix = _REFUSED_INLINES[token.type]
                self._report(line, look_for, code, message, fix)
        found += self._words(words)
        return tuple(found), at + 1 if close else at

    def _words(self, text: str) -> list[Inline]:
        found: list[Inline] = []
        for part in _EDGES.split(text):
            if part in (OPEN, CLOSE):
                self._locks += part == OPEN
                found.append(LockEdge(self._locks - 1, opens=part == OPEN))
            elif part:
                found.append(Words(self._masks.split(part)))
        return found

    def _link(self, token: Token, inside: tuple[Inline, ...], line: int) -> list[Inline]:
        href = str(token.attrGet("href") or "")
        address, fault = read_link(self._masks.split(href))
        if fault:
            self._report(line, "](", *fault)
        if token.attrGet("title"):
            fix = 'write `[words](address)` without `"..."`'
            self._report(line, "](", "L330", "a link's title is seen by nobody", fix)
        if not any(isinstance(inline, Words) for inline in walk(inside)):
            fix = "write the words to tap between `[` and `]`"
            self._report(line, "](", "L330", "a link without words", fix)
        return [Link(address, inside)] if address else list(inside)
