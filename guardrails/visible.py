"""What a person sees of HTML or Markdown, with the place of every character in the source.

Hidden text, alternative texts, titles and what only some programs show (`<noscript>`, Outlook's
conditional comments) are read as well: somebody's screen reader, preview or mail program shows
them. Broken markup never stops the reading, and time stays linear.
"""

from __future__ import annotations

import html
import re

from guardrails.mapped import Builder, Mapped
from guardrails.markup import END_COMMENT, ENTITY, IF_OUTLOOK, LONGEST_TAG
from guardrails.verdict import Format

_BLOCKS = frozenset([
    "address", "dd", "article", "aside", "blockquote", "body", "center", "div", "dl", "dt",
    "fieldset", "figcaption", "p", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hr", "html", "li", "main", "nav", "ol", "option", "pre", "section",
    "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
])  # fmt: skip
_UNREAD = frozenset(["script", "style", "template"])
#: What some programs show and others do not.
_NOSCRIPT = frozenset(["noscript"])
_CLOSERS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _UNREAD | _NOSCRIPT}
#: A blank behind `<` makes it a sign: "a < b".
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")
_VALUE = r"""\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]{1,500}))"""
_ATTRIBUTE = re.compile(
    r"\b(?:alt|title|label|summary|placeholder"
    rf"|aria-(?:label|description|roledescription|placeholder|valuetext)){_VALUE}",
    re.IGNORECASE,
)
#: What stands in a field or on a button; of the other kinds of `<input>` nobody sees it.
_IN_FIELD = re.compile(rf"\bvalue{_VALUE}", re.IGNORECASE)
_NOT_SEEN = frozenset(["hidden", "checkbox", "radio", "file", "color", "range", "image"])
_SETTING = re.compile(rf"([^\s\"'<>=/]{{1,40}}){_VALUE}")
#: Outlook leaves out what stands between these two, which all others show.
_UNLESS_OUTLOOK = re.compile(
    r"<!(?:--)?\s{0,5}\[if[\s(]{0,5}![\s(]{0,5}(?:mso|vml)\b[^\]>]{0,200}\]>", re.IGNORECASE
)
_END_UNLESS = re.compile(r"<!\[endif\]\s{0,5}(?:--)?>", re.IGNORECASE)
_DIFFERS = re.compile(r"<noscript|<!(?:--)?\s{0,5}\[if\b", re.IGNORECASE)
#: What inboxes show beside a message: its offer, its event, the words on its button.
_FOR_INBOX = re.compile(r"\btype\s{0,5}=\s{0,5}[\"']?application/ld\+json", re.IGNORECASE)
#: A text of JSON, however long and though nothing ends it, and the colon that makes it a name.
_JSON_TEXT = re.compile(r'"((?:[^"\\]++|\\[\s\S]?)*+)(?:"(\s{0,20}:)?|\Z)')
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\s\S]?))")
_BLANKS = re.compile(r"\s+")
_CDATA = "<![CDATA["

#: In Markdown this is text, and in HTML the beginning of what nobody sees.
_NO_TAG = re.compile("<(?=/[^a-zA-Z])")
_BACK = str.maketrans("\ue000\ue001", "\n<")

_MARKDOWN = re.compile(
    r"!?\[(?P<text>[^\[\]\n]{0,500})\]\((?P<url>[^()\s]{0,500})(?:\s{1,5}\"(?P<title>[^\"\n]{0,200})\")?\)"
    r"|(?P<mark>\*{1,3}|_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|~~|`{1,3})"
    r"|(?P<heading>^[ ]{0,3}\#{1,6}[ ]+)"
    r"|(?P<quote>^[ ]{0,3}>[ ]?)"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+\-.!>|~])",
    re.MULTILINE,
)


def visible(text: str, form: Format) -> Mapped:
    """The readable text of a source in one of the formats: all that any program shows."""
    return views(text, form)[0]


def views(text: str, form: Format) -> list[Mapped]:
    """The readable text of a source, and what differs from it in the programs that show less.

    A claim must not hide in what only some programs show, nor in what those leave out. Each is a
    text of its own: nobody reads one behind another.
    """
    if form == "html":
        return _from_html(text)
    if form == "markdown":
        return _from_markdown(text)
    return [Mapped(text)]


def _from_html(source: str) -> list[Mapped]:
    """Texts of HTML: tags gone, blocks apart, entities read, alternative texts in place."""
    seen = [_seen(source, _UNREAD)]
    if _DIFFERS.search(source):
        for unread in (_UNREAD, _UNREAD | _NOSCRIPT):
            seen += [_seen(source, unread, outlook=outlook) for outlook in (True, False)]
    unlike: dict[str, Mapped] = {}
    for view in seen:
        unlike.setdefault(_BLANKS.sub(_blank, view.text).strip(), view)
    return list(unlike.values())


def _blank(found: re.Match[str]) -> str:
    """Blanks that part words, lines or paragraphs, however many there are."""
    return ("\n" * min(found.group().count("\n"), 2)) or " "


def _seen(source: str, unread: frozenset[str], *, outlook: bool | None = None) -> Mapped:
    """What programs see that leave some elements out: Outlook, any other, or all taken together."""
    builder = Builder()
    at, size = 0, len(source)
    no_end: set[str] = set()
    while at < size:
        tag = source.find("<", at)
        if tag < 0:
            _characters(builder, source, at, size)
            break
        _characters(builder, source, at, tag)
        left_out = _left_out(source, tag, no_end) if outlook else None
        shown = IF_OUTLOOK.match(source, tag) if outlook is not False else None
        if left_out is not None:
            at = left_out
        else:
            at = shown.end() if shown else _markup(builder, source, tag, no_end, unread)
    return builder.build()


def _left_out(source: str, at: int, no_end: set[str]) -> int | None:
    """Where the text goes on for Outlook, if what begins here is for all others."""
    begin = None if "endif" in no_end else _UNLESS_OUTLOOK.match(source, at)
    if begin is None:
        return None
    end = _END_UNLESS.search(source, begin.end())
    if end is None:
        no_end.add("endif")
        return None
    return end.end()


def _markup(
    builder: Builder, source: str, at: int, no_end: set[str], unread: frozenset[str]
) -> int:
    """Reads one tag or comment; returns where the text goes on."""
    if source.startswith(("<!-->", "<!--->"), at):  # empty, not the beginning of a long one
        return source.index(">", at) + 1
    if source.startswith("<!--", at):
        close = None if "-->" in no_end else END_COMMENT.search(source, at + 4)
        if close is None:
            no_end.add("-->")
            return at + 4
        return close.end()
    if source.startswith(_CDATA, at):  # a comment in HTML, and in XHTML text that is seen
        return at + len(_CDATA)
    name = _NAME.match(source, at)
    if name is None and not source.startswith(("<!", "<?", "</"), at):  # these hide what follows
        builder.keep("<", at)
        return at + 1
    end = -1 if ">" in no_end else source.find(">", at)
    if end < 0 or end - at > LONGEST_TAG:
        if end < 0:
            no_end.add(">")
        builder.put(" ", at, at + 1)
        return at + 1
    if name is not None:
        end = _tag(builder, source, at, end, name.group(1).lower(), no_end, unread)
    return end + 1


def _tag(
    builder: Builder,
    source: str,
    at: int,
    end: int,
    name: str,
    no_end: set[str],
    unread: frozenset[str],
) -> int:
    # closed at once, it is empty in XHTML and what follows is seen; in HTML that is part of it
    empty = source[end - 1] == "/"
    if name in unread and source[at + 1] != "/" and not empty:
        close = None if name in no_end else _CLOSERS[name].search(source, end)
        if close is None:
            no_end.add(name)
            return end
        if _FOR_INBOX.search(source, at, end):
            _values(builder, source, end + 1, close.start())
        tail = source.find(">", close.end())
        return tail if tail >= 0 else len(source) - 1
    if name in _BLOCKS:
        builder.put("\n\n", at, end + 1)
    elif name == "br":
        builder.put("\n", at, end + 1)
    _attributes(builder, source, at, end, _ATTRIBUTE)
    if name == "input" and _kind(source, at, end) not in _NOT_SEEN:
        _attributes(builder, source, at, end, _IN_FIELD)
    return end


def _values(builder: Builder, source: str, at: int, end: int) -> None:
    """The texts of JSON, each a paragraph: an inbox shows some, and which is up to it."""
    for found in _JSON_TEXT.finditer(source, at, end):
        if found.group(1) and found.group(2) is None:
            builder.put("\n\n", found.start(), found.start() + 1)
            _written(builder, source, *found.span(1))
            builder.put("\n\n", found.end(1), found.end(1) + 1)


def _written(builder: Builder, source: str, at: int, end: int) -> None:
    """What a text of JSON says, its escapes undone: half a sign of two halves is left out."""
    for found in _JSON_ESCAPE.finditer(source, at, end):
        builder.keep(_flat(source[at : found.start()]), at)
        said = chr(int(found.group(1), 16)) if found.group(1) else found.group(2)
        blank = said in "bfnrt" if found.group(2) else "\ud800" <= said <= "\udfff"
        builder.put(" " if blank else _flat(said), *found.span())
        at = found.end()
    builder.keep(_flat(source[at:end]), at)


def _kind(source: str, at: int, end: int) -> str:
    """The type of an `<input>`: that of its first `type`, and not of a `data-type`."""
    for found in _SETTING.finditer(source, at, end):
        if found.group(1).lower() == "type":
            return (found.group(found.lastindex or 1)).strip().lower()
    return ""


def _attributes(builder: Builder, source: str, at: int, end: int, wanted: re.Pattern[str]) -> None:
    """What a tag shows, or reads out, beside its content."""
    for found in wanted.finditer(source, at, end):
        group = found.lastindex or 1
        if found.group(group).strip():
            builder.put(" ", at, at + 1)
            _characters(builder, source, found.start(group), found.end(group))
            builder.put(" ", end, end + 1)


def _characters(builder: Builder, source: str, at: int, end: int) -> None:
    """Text between tags. White space is one blank in HTML, however it is written."""
    for found in ENTITY.finditer(source, at, end):
        builder.keep(_flat(source[at : found.start()]), at)
        builder.put(html.unescape(found.group()), found.start(), found.end())
        at = found.end()
    builder.keep(_flat(source[at:end]), at)


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _from_markdown(source: str) -> list[Mapped]:
    """Texts of Markdown; HTML inside it is read as HTML."""
    builder = Builder()
    at = 0
    for found in _MARKDOWN.finditer(source):
        builder.keep(source[at : found.start()], at)
        at = found.end()
        kind = found.lastgroup
        if found.group("text") is not None:
            builder.keep(found.group("text"), found.start("text"))
            if found.group("title"):
                builder.put(" ", found.end("text"), found.start("title"))
                builder.keep(found.group("title"), found.start("title"))
        elif kind == "escaped":
            builder.keep(found.group("escaped"), found.start("escaped"))
        elif kind in {"heading", "quote"} and not source.startswith(
            "\n\n", max(found.start() - 2, 0)
        ):
            builder.put("\n", found.start(), found.end())
    builder.keep(source[at:], at)
    outer = builder.build()
    if "<" not in outer.text and "&" not in outer.text:
        return [outer]
    return [outer.then(inner) for inner in _from_inline_html(outer.text)]


def _from_inline_html(source: str) -> list[Mapped]:
    html = _NO_TAG.sub("\ue001", source.replace("\n", "\ue000"))
    return [Mapped(kept.text.translate(_BACK), kept.starts, kept.ends) for kept in _from_html(html)]
