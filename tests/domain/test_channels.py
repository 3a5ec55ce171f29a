"""Every table that speaks of channels speaks of all of them.

A channel that one table lacks is found here, in the source, before it is missed by a recipient:
`docs/how-to/add-a-channel.md` sends whoever adds one here first.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, get_args

import pytest

from guardrails import verdict
from service.channels import FORMATTERS
from service.channels.blocks import FORMS
from service.channels.fields import SHOWN
from service.domain.channels import TRAITS, WAKING, WRITTEN, stopped_with
from service.domain.vocabulary import CHANNELS, Channel

ROOT = Path(__file__).resolve().parents[2]

#: Places that name some channels and mean no others, and why. A place is a file and the names.
SOME: Final[Mapping[tuple[str, str], str]] = {
    ("service/channels/blocks.py", "email portal web"): "only these are written as HTML",
    ("service/studio/previewing/sources.py", "portal web"): "only these draw their title as HTML",
    (
        "service/store/words.py",
        "email portal sms",
    ): "where a consent came from, which is no channel",
    ("service/domain/stop_grammar.py", "call sms"): "words that people say, of any channel",
    ("service/domain/stop_words.py", "call sms"): "words that people say, of any channel",
    ("service/web/examples.py", "email portal"): "one recipient's own choice",
    ("evals/pages/html_page.py", "email portal web"): "reading grades are of prose",
}

#: Files that ask for one channel by its name, and why no other needs the same.
ONE: Final[Mapping[str, str]] = {
    "evals/mutation/triggers.py": "a fault that only a trigger with e-mail can have",
    "service/channels/__init__.py": "only an e-mail has headers that name its receipt",
    "service/channels/gallery.py": "how each is drawn; what is not drawn is shown in words",
    "service/channels/mime.py": "only an e-mail has a MIME form",
    "service/channels/plan.py": "only a text message is folded to GSM-7",
    "service/channels/planning.py": "what a form needs besides its words",
    "service/channels/renditions.py": "sections of a script, and the letters of a text message",
    "service/editing/creating.py": "a script begins with a section",
    "service/rewording/checks/shape.py": "a text message is counted in units",
    "service/rewording/pieces.py": "headings of a script are nobody's to reword",
    "service/studio/routes/preview.py": "how each is drawn; what is not drawn is shown in words",
    "service/studio/showing.py": "a text message stands in a bubble",
    "service/web/routes/people.py": "only an e-mail has a one-click opt-out",
}


@cache
def _sources() -> Mapping[str, ast.Module]:
    """Every file of the product by its name, read once."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("service", "guardrails", "evals")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def _named(node: ast.AST) -> frozenset[str]:
    """The channels that one table of a source names: keys, members, a pattern's branches, cases."""
    words: list[str] = []
    match node:
        case ast.Dict(keys=keys):
            words = _texts(keys)
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            words = _texts(elements)
        case ast.Constant(value=str(text)) if "|" in text:
            words = re.findall(r"(?<![\w|])\w+(?=\|)|(?<=\|)\w+(?!\w)", text)
        case ast.Match(cases=cases):
            if any(_is_default(one.pattern) for one in cases):
                return frozenset()
            patterns = (part for one in cases for part in ast.walk(one.pattern))
            words = _texts(part.value for part in patterns if isinstance(part, ast.MatchValue))
    return frozenset(words) & frozenset(CHANNELS)


def _texts(nodes: Iterable[ast.AST | None]) -> list[str]:
    """The texts among some nodes of a source."""
    constants = (node.value for node in nodes if isinstance(node, ast.Constant))
    return [value for value in constants if isinstance(value, str)]


def _is_default(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _asks_for_one(node: ast.AST) -> bool:
    """Whether a source compares a channel with a channel's name."""
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    names = {side.value for side in sides if isinstance(side, ast.Constant)}
    return bool(names & set(CHANNELS)) and "channel" in ast.unparse(node).lower()


def lacking(source: ast.Module) -> list[tuple[int, str]]:
    """Every table of a source that names two channels or more, and not all: line and names."""
    tables = ((getattr(node, "lineno", 0), _named(node)) for node in ast.walk(source))
    return [
        (line, " ".join(sorted(names))) for line, names in tables if 1 < len(names) < len(CHANNELS)
    ]


def test_no_table_lacks_a_channel() -> None:
    found = {
        (file, names): line
        for file, source in _sources().items()
        for line, names in lacking(source)
    }
    wrong = [
        f"{file}:{line} names only {names}"
        for (file, names), line in found.items()
        if (file, names) not in SOME
    ]
    assert not wrong, "\n".join(["name every channel there, or derive it from TRAITS:", *wrong])
    assert set(SOME) == set(found), "a reason is given for what is no longer there"


def test_only_known_files_ask_for_one_channel() -> None:
    """`channel == "sms"` is a table of two lines in disguise: a new channel gets the second."""
    asking = {
        file
        for file, source in _sources().items()
        if any(_asks_for_one(node) for node in ast.walk(source))
    }
    assert asking == set(ONE)


@pytest.mark.parametrize(
    "text",
    [
        'NAMES = {"email": 1, "sms": 2}',
        'NAMES = ["email", "sms", "portal", "web"]',
        'Some = Literal["email", "call", "any"]',
        'if channel in ("sms", "call"): pass',
        'P = re.compile(r"(email|portal|web|call)(?:x)?.md")',
        'match channel:\n    case "email" | "web":\n        a\n    case "call":\n        b',
    ],
)
def test_a_table_that_lacks_a_channel_is_found(text: str) -> None:
    assert lacking(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        f"NAMES = {dict.fromkeys(CHANNELS, 1)}",
        f"NAMES = {CHANNELS}",
        f'P = "({"|".join(CHANNELS)})"',
        'match channel:\n case "email":\n  a\n case "call":\n  b\n case _:\n  c',
        'FIELDS = ("email", "phone")',
    ],
)
def test_a_table_of_all_channels_or_of_other_things_is_left_alone(text: str) -> None:
    assert lacking(ast.parse(text)) == []


def test_every_channel_has_its_traits_its_fields_and_its_formatter() -> None:
    assert tuple(TRAITS) == tuple(SHOWN) == tuple(FORMATTERS) == CHANNELS
    assert get_args(verdict.Channel) == CHANNELS


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_opens_with_fields_that_it_shows(channel: Channel) -> None:
    assert set(TRAITS[channel].opens_with) <= set(SHOWN[channel])


@pytest.mark.parametrize("channel", CHANNELS)
def test_words_in_markdown_have_a_form(channel: Channel) -> None:
    """A call's words are read as sections; every other channel's are written as HTML."""
    assert (channel in FORMS) == (TRAITS[channel].written == "markdown" and channel != "call")


def test_who_is_disturbed_and_what_one_stop_closes() -> None:
    assert {"sms", "call"} <= WAKING
    assert "web" not in WRITTEN
    assert {"email", "sms", "portal", "call"} <= set(WRITTEN)
    for channel in CHANNELS:
        assert channel in stopped_with(channel)
        assert all(stopped_with(other) == stopped_with(channel) for other in stopped_with(channel))
    assert {"sms", "call"} <= set(stopped_with("sms"))
    assert stopped_with("email") == ("email",)
