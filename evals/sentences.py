"""Reads a file of real text of one's own: JSONL, one text a line, and every line that is not one.

A line holds `text`, and optionally `label`, `focus`, `source` and `you`, and nothing else: a label
under another name would turn a claim into good text. A text is good unless its label is `claim`;
one labelled `unsure` is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evals.jsonl import Wrong, rows_of, text_of
from service.domain.nearest import nearest
from service.errors import BedsideError, Problem, shown

_LABELS: Final = ("good", "claim", "unsure")
#: What a key must hold, and how that is said.
_KEYS: Final[dict[str, tuple[type, str]]] = {
    "text": (str, "words in quotes"),
    "label": (str, "one of good, claim, unsure"),
    "focus": (str, "words in quotes"),
    "source": (str, "words in quotes"),
    "you": (bool, "true or false"),
}
_VALID: Final = ", ".join(_KEYS)
_ADDRESSED: Final = re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b", re.IGNORECASE)
_FORM: Final = 'write {"text": "...", "source": "..."}; a label is good, claim or unsure'


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the condition that its page is about, the page's source, whether it speaks to
    its reader, and whether a person took it for a claim."""

    text: str
    focus: str
    source: str
    you: bool
    claim: bool = False


def load_education(path: Path) -> tuple[Sentence, ...]:
    """Read the sentences, or raise with all that is wrong in every line."""
    text = text_of(path, path.name, "a JSONL file in UTF-8")
    problems: list[Problem] = []
    sentences: list[Sentence] = []
    for number, row in rows_of(text):
        if isinstance(row, Wrong):
            problems.append(row.at(path.name, number, _FORM))
            continue
        wrong = [problem.at(path.name, number, _FORM) for problem in _wrong(row)]
        problems += wrong
        if not wrong and row.get("label") != "unsure":
            sentences.append(_sentence(row))
    if not sentences and not problems:
        fix = "a line for each, of which one at least is not labelled unsure"
        what = "the file: it holds no sentence"
        problems.append(Problem(path.name, 0, 0, "E113", what, fix))
    if problems:
        raise BedsideError(problems)
    return tuple(sentences)


def _wrong(row: dict[str, Any]) -> Iterator[Wrong]:
    """Everything wrong with the keys of a line. No value is shown: it may be a person's own."""
    # A key that is there already cannot be what was meant by another.
    free = [name for name in _KEYS if name not in row]
    meant = {key: nearest(key.strip().lower(), free) for key in row if key not in _KEYS}
    for key, value in row.items():
        if key in meant:
            fix = f"did you mean `{meant[key]}`?" if meant[key] else f"valid here: {_VALID}"
            yield Wrong(f"the key '{shown(key)}' is not known", fix)
            continue
        kind, right = _KEYS[key]
        if not isinstance(value, kind) or (key == "label" and value not in _LABELS):
            yield Wrong(f"the value of `{key}` is wrong", f"write {right}")
    text = row.get("text")
    if "text" not in row and "text" not in meant.values():
        yield Wrong("the key `text` is missing")
    elif isinstance(text, str) and (what := unreadable(text)):
        yield Wrong(what, "write the words of the text, or leave the line out")


def unreadable(text: str) -> str:
    """Why a text is none, if so: a guard that is given nothing finds nothing, and looks good."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "the text holds half of a character"
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        return "the text is blank"
    return ""


def _sentence(row: dict[str, Any]) -> Sentence:
    text = row["text"]
    return Sentence(
        text,
        row.get("focus", ""),
        row.get("source", "unknown"),
        row.get("you", _ADDRESSED.search(text) is not None),
        row.get("label") == "claim",
    )
