"""Providers for tests and demonstrations: answers that are written ahead."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.rewording.asking import Ask
from service.rewording.providers.base import Completion, ProviderFailed


@dataclass
class ScriptedProvider:
    """Answers each sentence by a rule, and remembers what it was asked.

    `answer` gets the masked sentences by id. What it returns is sent as JSON, a string as it is;
    a `ProviderFailed` that it returns is raised.
    """

    answer: Callable[[Mapping[str, str]], Any]
    model: str = "scripted"
    at_once: int = 0
    asked: list[Ask] = field(default_factory=list)

    def complete(self, ask: Ask, seconds: float) -> Completion:
        """The written answer, at no cost and at once."""
        del seconds
        self.asked.append(ask)
        answer = self.answer(ask.sentences)
        if isinstance(answer, ProviderFailed):
            raise answer
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return Completion(text, self.model, 0.0, cost=0.0)


def word_for_word(changes: Mapping[str, str]) -> ScriptedProvider:
    """A provider that replaces words by others wherever they stand."""

    def answer(sentences: Mapping[str, str]) -> dict[str, str]:
        made = {}
        for id_, text in sentences.items():
            for old, new in changes.items():
                text = text.replace(old, new)
            made[id_] = text
        return made

    return ScriptedProvider(answer)
