"""The sandbox: what a rendition may say in `{{ }}`, and how that becomes a Jinja2 template.

A rendition may show `{{ name }}` and `{{ name.field }}` and nothing else: no statement, filter,
call, test, operator or comment. With nothing to repeat, call or multiply, a template's output is
bounded by its own length and its values'; Jinja2's sandbox alone would still run `'a' * 10**9`.

Templates are built as syntax trees from segments (fixed words and `Show`s), never as text, so
that no fixed word can turn into code. `ALLOWED` is checked on every tree before it is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from service.channels.problems import RenditionProblem
from service.channels.syntax import foreign_marks, unsafe_in_source

#: Characters of one rendition's source; a message is at most some 5,000 (portal card).
LONGEST_SOURCE: Final = 20_000
#: Characters that one rendition may come to once rendered, markup included.
LONGEST_OUTPUT: Final = 200_000

#: The only nodes that a template's tree may have.
ALLOWED: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
#: The only nodes that an editor's expression may have.
_READABLE: Final = (*ALLOWED, nodes.Getattr)

#: How a value is escaped where it stands. `url` is a whole address, `path` continues one.
#: `email_html` also keeps a phone number on one line, which takes a style in the element.
How = Literal["text", "html", "email_html", "url", "url_html", "path", "tel", "mail"]


@dataclass(frozen=True, slots=True)
class Show:
    """One value in a template: which one, and how it is escaped where it stands."""

    path: tuple[str, ...]
    how: How = "text"


#: What a template is made of.
Segment = str | Show
Segments = tuple[Segment, ...]

_EXPRESSION: Final = re.compile(
    r"\{\{[ \t]*([a-z][a-z0-9_]{0,59})(?:\.([a-z][a-z0-9_]{0,59}))?[ \t]*\}\}"
)
_ATTEMPT: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_MARKDOWN: Final = re.compile(r"\*\*|__|\]\(|`")
#: Words that Jinja2 reads as its own, so that they name no variable.
_TAKEN: Final = frozenset({"true", "false", "none", "not", "and", "or", "if", "else", "in", "is"})

_FIX_EXPRESSION: Final = "write `{{ name }}` or `{{ name.field }}`"
_CONSTRUCTS: Final[tuple[tuple[type[nodes.Node], str], ...]] = (
    (nodes.Filter, "a filter"),
    (nodes.Call, "a call"),
    (nodes.Test, "a test"),
    (nodes.Getitem, "an item in square brackets"),
    (nodes.CondExpr, "a condition"),
    (nodes.BinExpr, "a calculation"),
    (nodes.UnaryExpr, "a calculation"),
    (nodes.Concat, "a calculation"),
    (nodes.Compare, "a comparison"),
    (nodes.Literal, "a fixed value"),
    (nodes.Stmt, "a statement"),
)


class SandboxBreach(Exception):
    """A tree that `ALLOWED` refuses reached the compiler: a defect here, never an editor's."""


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


#: Escaping is done on each value for the place where it stands, so autoescape would do it twice.
ENVIRONMENT: Final = _environment()
#: Knows filters and statements, so that it can name what an editor tried.
_READER: Final = ImmutableSandboxedEnvironment()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a source: fixed words, or a variable's path. `start` is its offset."""

    start: int
    text: str
    path: tuple[str, ...] = ()


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in `text`."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)


def read_pieces(text: str) -> tuple[tuple[Piece, ...], tuple[tuple[int, str, str, str], ...]]:
    """Split a source into fixed words and variables, and list what may not stand in it.

    A fault is (offset, code, message, fix). Pieces are whole even when there are faults.
    """
    if len(text) > LONGEST_SOURCE:
        fault = (
            0,
            "L304",
            f"{len(text)} characters, at most {LONGEST_SOURCE}",
            "split it into modules of one idea each",
        )
        return (), (fault,)
    pieces, at = [], 0
    faults = list(_unsafe_faults(text))
    for match in _EXPRESSION.finditer(text):
        name, field = match[1], match[2]
        if match.start() > at:
            pieces.append(Piece(at, text[at : match.start()]))
        pieces.append(Piece(match.start(), match[0], (name, field) if field else (name,)))
        at = match.end()
        if name in _TAKEN or field in _TAKEN:
            taken = name if name in _TAKEN else field
            message = f"`{taken}` is a word of the template language, not a variable"
            faults.append((match.start(), "L301", message, _FIX_EXPRESSION))
        if text[match.start() - 1 : match.start()] == "{" or text[at : at + 1] == "}":
            message = "three braces are Handlebars' syntax, and another tool would run them"
            faults.append((match.start(), "L302", message, _FIX_EXPRESSION))
    if at < len(text):
        pieces.append(Piece(at, text[at:]))
    for piece in pieces:
        if not piece.path:
            faults += _foreign_faults(piece)
    return tuple(pieces), tuple(sorted(faults))


def _unsafe_faults(text: str) -> Iterator[tuple[int, str, str, str]]:
    for offset, name in unsafe_in_source(text):
        if name == "U+000D":
            fix = "save the file with LF line ends"
            yield offset, "L303", "a line ends as on Windows (CR)", fix
            continue
        what = "a tab" if name == "U+0009" else f"the invisible character {name}"
        yield offset, "L303", f"{what} stands in the words", "delete it, or write a plain space"


def _foreign_faults(piece: Piece) -> Iterator[tuple[int, str, str, str]]:
    covered = 0
    for match in _ATTEMPT.finditer(piece.text):
        covered = max(covered, match.end())
        construct = _name_construct(match[0])
        message = f"{construct} may not stand in a rendition"
        yield piece.start + match.start(), "L301", message, _FIX_EXPRESSION
    for offset, mark, owner in foreign_marks(piece.text):
        # `[[lock]]` and `[[/lock]]` are ours; `locks.read_locks` reads every `[[` and `]]`.
        if offset >= covered and mark not in ("[[", "]]"):
            message = f"`{mark}` is template syntax ({owner}) that another tool would run"
            yield piece.start + offset, "L302", message, f"{_FIX_EXPRESSION}, or other words"


def _name_construct(source: str) -> str:
    """What an editor tried, in words: `a filter`, `a statement`."""
    try:
        tree = _READER.parse(source)
    except TemplateSyntaxError:
        return "an expression that cannot be read"
    found = list(tree.find_all(nodes.Node))
    for kind, words in _CONSTRUCTS:
        if any(isinstance(node, kind) and not isinstance(node, _READABLE) for node in found):
            return words
    if source.startswith("{#"):
        return "a comment"
    if any(isinstance(node, nodes.Getattr) for node in found):
        return "a field of a field, or a name in capitals,"
    return "a name that no variable can have"


def read_line(
    text: str | None, field: str
) -> tuple[tuple[Segment, ...], tuple[RenditionProblem, ...]]:
    """Read one line of front matter (a subject, a link) as segments that show plain text."""
    if text is None:
        return (), ()
    pieces, faults = read_pieces(text)
    problems = [
        RenditionProblem(1, offset + 1, code, message, fix, field)
        for offset, code, message, fix in faults
    ]
    for offset, mark, owner in foreign_marks(text):
        if mark in ("[[", "]]"):
            message = f"`{mark}` is template syntax ({owner}), and a {field} holds no locks"
            problems.append(RenditionProblem(1, offset + 1, "L302", message, "delete it", field))
    marks = None if field.endswith("url") else _MARKDOWN.search(text)
    if marks:
        message = f"`{marks[0]}` is Markdown, and a {field} would show it as it is"
        problems.append(
            RenditionProblem(1, marks.start() + 1, "L331", message, "write plain words", field)
        )
    return tuple(Show(p.path) if p.path else p.text for p in pieces), tuple(problems)


@dataclass(frozen=True, slots=True)
class Built:
    """A compiled template, and what its names show.

    `bindings` has each path once, with the name and the escaping of every place it stands in.
    """

    template: Template
    bindings: tuple[tuple[tuple[str, ...], tuple[tuple[str, How], ...]], ...]


def build_template(segments: Iterable[Segment]) -> Built:
    """Compile segments to a Jinja2 template whose variables are named `v0`, `v1`, and so on.

    Some 1 ms: done once for each rendition, never for each message.
    """
    names: dict[Show, str] = {}
    children: list[nodes.Expr] = []
    for segment in segments:
        if isinstance(segment, str):
            children.append(nodes.TemplateData(segment, lineno=1))
        else:
            name = names.setdefault(segment, f"v{len(names)}")
            children.append(nodes.Name(name, "load", lineno=1))
    tree = nodes.Template([nodes.Output(children, lineno=1)], lineno=1)
    tree.set_environment(ENVIRONMENT)
    refuse_breach(tree)
    code = ENVIRONMENT.compile(tree)
    template = Template.from_code(ENVIRONMENT, code, {})
    places: dict[tuple[str, ...], list[tuple[str, How]]] = {}
    for show, name in names.items():
        places.setdefault(show.path, []).append((name, show.how))
    return Built(template, tuple((path, tuple(found)) for path, found in places.items()))


def refuse_breach(tree: nodes.Node) -> None:
    """Raise `SandboxBreach` if a tree holds anything but words and names."""
    for node in (tree, *tree.find_all(nodes.Node)):
        if type(node) not in ALLOWED:
            raise SandboxBreach(type(node).__name__)
