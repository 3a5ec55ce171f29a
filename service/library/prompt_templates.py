"""What a prompt template may say: loops and choices over a few named things, and nothing else.

A template sees the brand, the channel and masked sentences. There is no name in it for a signal, a
recipient or a value, and no call, import or assignment with which it could get at one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from service.domain.nearest import did_you_mean
from service.domain.vocabulary import CHANNELS
from service.errors import shown

#: Everything that a template may name, with what it is.
VARIABLES: Final[Mapping[str, str]] = {
    "brand": "the brand, with the fields of `brand.yaml`",
    "channel": f"where the words will stand: {', '.join(f'`{name}`' for name in CHANNELS)}",
    "channel_note": "what the brand says of this channel, or nothing",
    "locale": "the language of the words, such as `en-US`",
    "reading_grade": "the grade that the words should have",
    "sentences": "a list, each with `id` and `text` (masked); when asked again also `tried`, the "
    "answer that was refused, and `findings`, the reasons",
    "findings": "reasons against an answer as a whole; a list, empty at first",
}
FILTERS: Final = ("first", "join", "last", "length", "lower", "trim", "upper")
LONGEST: Final = 20_000

_BRAND: Final = frozenset(
    {
        *("name", "locale", "voice", "principles", "say", "dont_say", "preferred_terms"),
        *("reading_grade", "examples", "target", "max", "before", "after", "because"),
        *("avoid", "prefer"),
    }
)
_ATTRIBUTES: Final = _BRAND | {"id", "text", "tried", "findings", "index", "first", "last"}
_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.Filter, nodes.Const, nodes.Keyword),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)


class Fault(NamedTuple):
    """One thing wrong with a template; `line` counts from its first one."""

    line: int
    code: str
    what: str
    fix: str


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {}
    return environment


_ENVIRONMENT: Final = _environment()


def faults_of(text: str) -> list[Fault]:
    """Everything wrong with a template, in the order of its lines."""
    if not text.strip():
        return [Fault(1, "L221", "the template is empty", "write it, or delete it")]
    if len(text) > LONGEST:
        what = f"the template has more than {LONGEST} characters"
        return [Fault(1, "L221", what, "shorten it; a model reads it with every question")]
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        what = f"not a Jinja2 template: {shown(error.message or 'it cannot be read')}"
        return [Fault(error.lineno, "L221", what, "close what is open, or correct the expression")]
    return sorted(set(_faults(tree)))


def _faults(tree: nodes.Template) -> Iterator[Fault]:
    loops = {
        name.name for loop in tree.find_all(nodes.For) for name in loop.target.find_all(nodes.Name)
    } | {
        loop.target.name for loop in tree.find_all(nodes.For) if isinstance(loop.target, nodes.Name)
    }
    known = [*VARIABLES, *sorted(loops), *(["loop"] if loops else [])]
    for node in tree.find_all(nodes.Node):
        match node:
            case nodes.Name() if node.name not in known:
                what = f"a template may not name `{shown(node.name)}`"
                fix = did_you_mean(node.name, known) or f"it may name {', '.join(VARIABLES)}"
                yield Fault(node.lineno, "L222", what, fix)
            case nodes.Name() if node.ctx == "store" and node.name in VARIABLES:
                what = f"a loop takes the name `{node.name}`, which is taken"
                yield Fault(node.lineno, "L222", what, "choose another name")
            case nodes.Getattr() if node.attr not in _ATTRIBUTES:
                what = f"there is no `{shown(node.attr)}` to show"
                fix = did_you_mean(node.attr, sorted(_ATTRIBUTES)) or "see docs/brands.md"
                yield Fault(node.lineno, "L222", what, fix)
            case nodes.Filter() if node.name not in FILTERS:
                what = f"a template may not use the filter `{shown(node.name)}`"
                yield Fault(node.lineno, "L223", what, f"use {', '.join(FILTERS)}, or none")
            case _ if not isinstance(node, _ALLOWED):
                what = f"a template may not hold {_named(node)}"
                yield Fault(node.lineno, "L223", what, "use names, `for`, `if` and filters alone")


def _named(node: nodes.Node) -> str:
    """What an editor calls a part of a template."""
    if isinstance(node, nodes.BinExpr | nodes.UnaryExpr | nodes.Concat):
        return "a calculation"
    words = {
        "Call": "a call",
        "Getitem": "an item in square brackets",
        "Assign": "`set`",
        "Include": "`include`",
        "Import": "`import`",
        "FromImport": "`import`",
        "Extends": "`extends`",
        "Macro": "a macro",
        "Test": "a test",
    }
    return words.get(type(node).__name__, f"a {type(node).__name__.lower()}")


class PromptFailed(Exception):
    """A template that shows what is not there; `line` is the line of the template."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def fill(text: str, values: Mapping[str, Any]) -> str:
    """A template with values in it. Raises `PromptFailed` where it shows what is not there."""
    try:
        return _compiled(text).render(values).strip()
    except TemplateError as error:
        trace = error.__traceback__
        line = 1
        while trace is not None:  # the innermost line that is the template's own
            if trace.tb_frame.f_code.co_filename == "<template>":
                line = trace.tb_lineno
            trace = trace.tb_next
        raise PromptFailed(line, shown(error.message or "it cannot be filled")) from None


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    if faults_of(text):
        raise ValueError("a template with faults is never filled")
    return _ENVIRONMENT.from_string(text)
