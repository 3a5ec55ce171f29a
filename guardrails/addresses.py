"""The addresses that markup leads to and no view of it shows: links, pictures, forms, styles.

Programs follow what stands in attributes, however it is written: in full, from the root of the page
(`/p?topic=gout`) or without a scheme (`//host/p?topic=gout`). Nobody follows a comment, or the name
of a namespace. A parser of the standard library would read attributes too, but takes a minute for
40,000 characters of broken tags; here time stays linear.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from guardrails.mapped import Builder, Mapped
from guardrails.markup import END_COMMENT, ENTITY, IF_OUTLOOK, LONGEST_TAG
from guardrails.verdict import Format

_NAME = re.compile(r"<([a-zA-Z][\w:-]{0,30})(?![\w:-])(?!:?//)")
_TAG = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>=/]{1,40})\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]{1,2000}))"""
)
#: Attributes whose value is an address, or several; and those in which one may stand among words.
_LEADS = frozenset(
    (
        *("href", "src", "srcset", "imagesrcset", "action", "formaction", "background", "poster"),
        *("cite", "data", "longdesc", "ping", "lowsrc", "dynsrc", "manifest", "xlink:href"),
    )
)
_AMONG = frozenset(["style", "content"])
_IN_STYLE = re.compile(
    r"""\burl\s{0,5}(?:\(\s{0,5}["']?|=\s{0,5})([^\s"'()]{1,2000})""", re.IGNORECASE
)
_STYLE_END = re.compile("</style", re.IGNORECASE)
#: What no comment begins in: `<!--` there is a word, or what a style is read behind.
_NO_COMMENTS = frozenset(["style", "script", "title", "textarea"])
_NO_COMMENTS_END = re.compile("</(?:style|script|title|textarea)", re.IGNORECASE)
#: A place within the page that is being read, or a picture that is itself the address.
_NOT_LED = ("#", "data:", "javascript:")
#: In Markdown: `[text](address)`, `[text](<address>)`, and `[name]: address` on a line of its own.
_LINKED = re.compile(
    r"\]\(\s{0,3}<?((?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,2000})"
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]{0,5}<?([^\s<>]{1,2000})",
    re.MULTILINE,
)


class _Piece(NamedTuple):
    """A comment or a declaration, or, where it has a name, a tag: its attributes' span."""

    name: str
    start: int
    end: int


def followed(source: str, form: Format) -> str:
    """The source with blanks for what no program follows, so that every place stays where it is."""
    if form == "text":
        return source
    kept, at = [], 0
    for piece in _pieces(source):
        if piece.name:
            spaces = [
                found.span()
                for found in _ATTRIBUTE.finditer(source, piece.start, piece.end)
                if found[1].lower().startswith("xmlns")
            ]
        else:
            spaces = [(piece.start, piece.end)]
        for start, end in spaces:
            kept += [source[at:start], " " * (end - start)]
            at = end
    return "".join([*kept, source[at:]])


def led_to(source: str, form: Format) -> Iterator[Mapped]:
    """The addresses in the attributes, styles and links of a source, entities read."""
    if form == "text":
        return
    styled = 0
    for piece in _pieces(source):
        if not piece.name:
            continue
        for found in _ATTRIBUTE.finditer(source, piece.start, piece.end):
            name, group = found[1].lower(), found.lastindex or 1
            if name in _LEADS:
                yield from _address(source, *found.span(group))
            elif name in _AMONG:
                yield from _styled(source, *found.span(group))
        if piece.name == "style" and piece.end >= styled:
            close = _STYLE_END.search(source, piece.end)
            styled = close.start() if close else len(source)
            yield from _styled(source, piece.end, styled)
    if form == "markdown":
        for found in _LINKED.finditer(source):
            yield from _address(source, *found.span(found.lastindex or 1))


def _styled(source: str, start: int, end: int) -> Iterator[Mapped]:
    for found in _IN_STYLE.finditer(source, start, end):
        yield from _address(source, *found.span(1))


def _address(source: str, start: int, end: int) -> Iterator[Mapped]:
    if source.startswith(_NOT_LED, start):
        return
    builder, at = Builder(), start
    for found in ENTITY.finditer(source, start, end):
        builder.keep(source[at : found.start()], at)
        builder.put(html.unescape(found.group()), found.start(), found.end())
        at = found.end()
    builder.keep(source[at:end], at)
    yield builder.build()


def _pieces(source: str) -> Iterator[_Piece]:
    """Tags, comments and declarations in order; what is broken is passed over."""
    at, unended, plain, closed, bare = 0, set[str](), 0, -1, 0
    while (at := source.find("<", at)) >= 0:
        outlook = IF_OUTLOOK.match(source, at)
        if outlook is not None:
            at = outlook.end()
            continue
        if source.startswith(("<!-->", "<!--->"), at):
            at = source.index(">", at) + 1
            continue
        if source.startswith("<!--", at):
            unread = at < bare or "-->" in unended
            close = None if unread else END_COMMENT.search(source, at + 4)
            if close is None:
                if not unread:
                    unended.add("-->")
                at += 4
                continue
            yield _Piece("", at, close.end())
            at = close.end()
            continue
        name = _NAME.match(source, at)
        declared = source.startswith(("<!", "<?"), at) and not source.startswith("<![CDATA[", at)
        if closed < at and ">" not in unended:  # looked for once, however many `<` stand before it
            closed = source.find(">", at)
        if closed < at:
            unended.add(">")
        if closed < at or (name is None and not declared):
            at += 1
            continue
        end = closed
        if name is None:
            yield _Piece("", at, end + 1)
            at = end + 1
            continue
        # quotes may hold a `>`; one that nothing closes is looked for once, not at each tag
        whole = None
        if at >= plain:
            whole = _TAG.match(source, name.end(), name.end() + LONGEST_TAG)
            plain = plain if whole else name.end() + LONGEST_TAG
        end = whole.end() - 1 if whole else min(end, name.end() + LONGEST_TAG)
        yield _Piece(name[1].lower(), name.end(), end)
        at = end
        if name[1].lower() in _NO_COMMENTS and at >= bare:
            leaves = _NO_COMMENTS_END.search(source, at)
            bare = leaves.start() if leaves else len(source)
