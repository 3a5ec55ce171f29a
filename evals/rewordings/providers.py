"""The models of a comparison by the names that a command takes, and the one that needs no model.

`openai/local@http://127.0.0.1:8080/v1` is a model and where it is served; without an address it is
whatever litellm knows by that name. `scripted` replays the answers of the golden set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from service.rewording.asking import Ask
from service.rewording.providers.base import Completion, Provider
from service.rewording.providers.scripted import word_for_word

SCRIPTED: Final = "scripted"
_ADDRESS: Final = re.compile(r"^(?P<model>.+?)@(?P<base>https?://.+)$")


@dataclass(frozen=True)
class Replayed:
    """Answers with words that were written ahead, and changes nothing else."""

    changes: Mapping[str, str]
    model: str = SCRIPTED
    at_once: int = field(default=0)

    def complete(self, ask: Ask, seconds: float) -> Completion:
        """The sentences with the written words in the place of the approved ones."""
        return word_for_word(self.changes).complete(ask, seconds)


def provider_of(name: str) -> Provider:
    """A model that is asked over the wire. Raises `BedsideError` where litellm is not installed."""
    from service.rewording.providers.through_litellm import LitellmProvider, the_litellm

    the_litellm()
    found = _ADDRESS.match(name)
    if found is None:
        return LitellmProvider(name, attempts=2)
    return LitellmProvider(found["model"], api_base=found["base"], attempts=2)
