"""The hostile answers of `tests/data/rewording/hostile.yaml`, as providers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from service.rewording.masking import PLACEHOLDER
from service.rewording.providers.base import ProviderFailed
from service.rewording.providers.scripted import ScriptedProvider

FILE = Path(__file__).resolve().parents[1] / "data" / "rewording" / "hostile.yaml"


class Hostile(NamedTuple):
    """One answer: its kind, how it is given, and the words."""

    kind: str
    form: str
    words: str


@cache
def hostile_answers() -> tuple[Hostile, ...]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Hostile(row["kind"], form, words)
        for row in rows
        for form in ("says", "raw", "fails")
        for words in row.get(form, ())
    )


def provider_of(one: Hostile) -> ScriptedProvider:
    """A model that answers so; all other sentences come back as they were."""
    return ScriptedProvider(_ANSWERS[one.form](one.words), model="hostile")


def _says(words: str) -> Callable[[Mapping[str, str]], Any]:
    def answer(sentences: Mapping[str, str]) -> Any:
        first = next(iter(sentences))
        return {**sentences, first: _filled(words, sentences[first])}

    return answer


def _filled(words: str, same: str) -> str:
    parts = PLACEHOLDER.findall(same)
    forms = {
        "{same}": same,
        "{words}": same.rstrip(".?!"),
        "{dropped}": PLACEHOLDER.sub("it", same) if parts else "It is.",
        "{doubled}": f"{same} {same}",
        "{swapped}": PLACEHOLDER.sub("[[name77]]", same) if parts else f"{same} [[name77]]",
    }
    for form, text in forms.items():
        words = words.replace(form, text)
    return words


def _raw(words: str) -> Callable[[Mapping[str, str]], Any]:
    def answer(sentences: Mapping[str, str]) -> str:
        forms = {
            "{same}": next(iter(sentences.values())),
            "{json}": json.dumps(dict(sentences)),
            "{huge}": json.dumps({next(iter(sentences)): "very " * 100_000}),
            "{deep}": "[" * 9_000,
            "{long}": "a" * 1_000_000,
        }
        text = words
        for form, filled in forms.items():
            text = text.replace(form, filled)
        return text

    return answer


def _fails(words: str) -> Callable[[Mapping[str, str]], Any]:
    code, _, what = words.partition(" ")
    return lambda sentences: ProviderFailed(code, what)


_ANSWERS: Mapping[str, Callable[[str], Callable[[Mapping[str, str]], Any]]] = {
    "says": _says,
    "raw": _raw,
    "fails": _fails,
}
