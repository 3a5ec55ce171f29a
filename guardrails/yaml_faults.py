"""What a YAML parser says of a rule or policy file, as a fault with its place and its cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from guardrails.errors import GuardDataError

#: Part of what the parser says, then what is wrong and what would be right; the first that fits.
_WORDS: tuple[tuple[str, str], ...] = (
    (
        "mapping values are not allowed",
        "a `:` makes this a second key of the line above or of this one; begin the line under its "
        "neighbors, or put the text in quotes",
    ),
    (
        "did not find expected key",
        "this line does not continue what stands above it; mend the indentation, or the quotes",
    ),
    ("did not find expected '-'", "this line is no item of the list above it; begin it with `- `"),
    ("could not find expected ':'", "a key without `:`; write `key: value`"),
    ("',' or ']'", "a list is not closed; close it with `]`"),
    ("',' or '}'", "a mapping is not closed; close it with `}`"),
    ("unexpected end of stream", "a quoted text is not closed; close it with the same quote"),
    ("unknown escape character", "`\\` begins an unknown escape; put the text in single quotes"),
    ("cannot start any token", "a value cannot begin with this; put the text in quotes"),
    ("violates indentation", "a tab, where YAML takes spaces only; indent with spaces"),
    ("found another document", "`---` begins a second document; keep one a file"),
    ("undefined alias", "text that begins with `*` is read as an alias; put the text in quotes"),
    ("block mapping", "this line does not continue what stands above it; mend the indentation"),
)


def not_yaml(path: Path, error: Exception) -> GuardDataError:
    """The fault of a file that the parser refused; without a place, its beginning."""
    mark: Any = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", None) or "")
    opened: Any = getattr(error, "context_mark", None)
    if opened and ("quoted scalar" in str(getattr(error, "context", "")) or "',' or" in said):
        mark = opened  # where it was opened, not where the file ends
    cures = (words for part, words in _WORDS if part in said)
    otherwise = "it cannot be read from here on; mend the line, or put the text in quotes"
    if isinstance(error, ValueError) and not isinstance(error, yaml.YAMLError):
        otherwise = f"{error}; put the text in quotes"  # a day that there is not, and the like
    what = next(cures, otherwise)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return GuardDataError(path, line, f"not YAML: {what}", column=column)


#: What loading a file may raise where it is no YAML; a date that there is not is a ValueError.
NOT_YAML = (yaml.YAMLError, ValueError)
