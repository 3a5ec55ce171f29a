"""What a YAML parser says, in an editor's words and at the place that an editor must mend."""

from __future__ import annotations

import re
from typing import Any

import yaml

#: A line that begins with one word as its key; with a list's dashes before it, the line above it.
_KEY = re.compile(r"( *)[A-Za-z_][\w.-]*:(?:\s|$)")
_KEY_WITH_VALUE = re.compile(r"( *(?:- +)*)[A-Za-z_][\w.-]*:\s+\S")

#: The quotes that word processors make, double and single; letters, here.
CURLY_DOUBLE = "\u201c\u201d\u201e\u00ab\u00bb"
CURLY_SINGLE = "\u2018\u201a\u2039\u203a"
_CURLY_VALUE = re.compile(rf"[:-]\s+[{CURLY_DOUBLE}{CURLY_SINGLE}]")

#: Part of what the parser says, then what is wrong, then what would be right; the first that fits.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a `:` makes this a second key in one line",
        "put the text in quotes, or begin a new line",
    ),
    (
        "did not find expected key",
        "this line does not continue what stands above it",
        "mend the indentation, or the quotes above",
    ),
    (
        "did not find expected '-' indicator",
        "this line is not an item of the list above it",
        "begin it with `- `, or mend the indentation",
    ),
    ("could not find expected ':'", "a key without `:`", "write `key: value`"),
    ("did not find expected ',' or ']'", "a list is not closed", "close it with `]`"),
    ("did not find expected ',' or '}'", "a mapping is not closed", "close it with `}`"),
    ("unexpected end of stream", "a quoted text is not closed", "close it with the same quote"),
    ("unexpected document indicator", "a quoted text is not closed", "close it before `---`"),
    ("found another document", "`---` begins a second document", "keep one document a file"),
    ("expected <document start>", "something stands after the end", "delete it, or indent it"),
    ("unknown escape character", "`\\` begins an unknown escape", "write `\\\\`, or single quotes"),
    (
        "found undefined alias",
        "an alias (`*name`) repeats a value that is not there",
        "write it out, or put the text in quotes",
    ),
    (
        "alphabetic or numeric character",
        "text that begins with `*` or `&` is read as an alias",
        "put the text in quotes",
    ),
    ("violates indentation", "a tab, where YAML takes spaces only", "indent with spaces"),
    ("block sequence entries are not allowed", "a list cannot begin here", "put it on a new line"),
    (
        "node content",
        "a value is missing, or a list or mapping is not closed",
        "close it with `]` or `}`, or put the text in quotes",
    ),
    ("block mapping", "this line does not continue what stands above it", "mend the indentation"),
)

#: What parsers say at a key that stands where none can.
_NO_KEY = (
    "mapping values are not allowed here",
    "did not find expected key",
    "expected <block end>, but found '<block mapping start>'",
)


def explain_yaml_error(error: yaml.YAMLError, text: str) -> tuple[tuple[int, int], str, str]:
    """Where it went wrong (line and column from 1), what is wrong, and what would be right."""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = str(getattr(error, "problem", None) or "")
    if "cannot start any token" in said:
        return (place, *_odd_start(place, text))
    too_far = _too_far(text, place[0])
    if too_far and said in ("mapping values are not allowed in this context", *_NO_KEY):
        return too_far
    opened: Any = getattr(error, "context_mark", None)
    if opened and ("quoted scalar" in str(getattr(error, "context", "")) or "',' or" in said):
        place = (opened.line + 1, opened.column + 1)  # where it was opened, not where the file ends
    if _line(text, place[0])[: place[1] - 1].rstrip().endswith(('"', "'")):
        return place, "something stands after the closing quote", "quote the text as a whole"
    for part, what, fix in _WORDS:
        if part in said:
            if _CURLY_VALUE.search(_line(text, place[0])):
                fix = fix.replace("in quotes", "in straight quotes")
            return place, what, fix
    return place, "it cannot be read from here on", "mend the line, or put the text in quotes"


def _odd_start(place: tuple[int, int], text: str) -> tuple[str, str]:
    character = _line(text, place[0])[place[1] - 1 : place[1]]
    if character == "\t":
        return "a tab, where YAML takes spaces only", "indent with spaces"
    return f"a value cannot begin with `{character}`", "put the text in quotes"


def _too_far(text: str, number: int) -> tuple[tuple[int, int], str, str] | None:
    """A key that is indented below another one, which has its value already; None if it is not.

    The keys of the library's formats are single words: several words before a `:` are a text that
    goes on, and quotes mend it.
    """
    lines = text.split("\n")
    key = _KEY.match(lines[number - 1]) if number <= len(lines) else None
    if key is None:
        return None
    indent = len(key[1])
    for line in reversed(lines[: number - 1]):
        above = _KEY_WITH_VALUE.match(line)
        if above and len(above[1]) < indent:
            spaces = indent - len(above[1])
            what = "this line is indented more than its neighbours"
            fix = f"take {spaces} {'space' if spaces == 1 else 'spaces'} away before its key"
            return (number, indent + 1), what, f"{fix}, or put a text that goes on here in quotes"
        nothing = not line.strip() or line.lstrip().startswith("#")
        if not nothing and len(line) - len(line.lstrip(" ")) < indent:
            return None
    return None


def _line(text: str, number: int) -> str:
    """A line by its number from 1; empty behind the last one, where parsers notice an end."""
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
