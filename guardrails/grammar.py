"""Reads word classes and macros: what counts as a form of "have", a relative, a clause opener.

`word+` in a class stands for the word and its regular inflections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from guardrails.errors import GuardDataError


@dataclass(frozen=True, slots=True)
class Grammar:
    """Classes by name, macros by name, and the scope patterns that code asks for by name."""

    classes: dict[str, frozenset[str]]
    macros: dict[str, str]
    scopes: dict[str, tuple[str, ...]]


def read_grammar(path: Path) -> Grammar:
    """Raises GuardDataError when a part is missing or has another shape."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)  # noqa: S506 - safe
    try:
        classes = {name: frozenset(_inflected(words)) for name, words in data["classes"].items()}
        scopes = {name: tuple(patterns) for name, patterns in data["scopes"].items()}
        return Grammar(classes, dict(data["macros"]), scopes)
    except (KeyError, TypeError, AttributeError) as error:
        raise GuardDataError(path, 1, f"classes, macros and scopes are needed: {error}") from error


def _inflected(words: str | Iterable[str]) -> Iterator[str]:
    for word in words.split() if isinstance(words, str) else words:
        if word.endswith("+"):
            yield from inflections(word[:-1])
        else:
            yield word


def inflections(verb: str) -> tuple[str, ...]:
    """A regular verb's forms: manage, manages, managed, managing."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    plural = verb + "es" if verb.endswith(("s", "sh", "ch", "x", "z")) else verb + "s"
    if (
        len(verb) > 2
        and verb[-1] not in "aeiouwxyr"
        and verb[-2] in "aeiou"
        and (verb[-3] not in "aeiou" and len(verb) < 5)
    ):
        return verb, plural, verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    return verb, plural, verb + "ed", verb + "ing"


FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
