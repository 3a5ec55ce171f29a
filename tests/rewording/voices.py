"""A brand for tests that is no brand of the starter library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.rewording.voices import Occasion


@dataclass(frozen=True)
class PlainVoice:
    """Says what it is asked and what was found, and remembers nothing."""

    id: str = "plain"
    hash: str = "plain-1"
    brand_hash: str = "brand-1"
    prompt_hash: str = "prompt-1"
    dont_say: tuple[str, ...] = ("journey", "!")
    preferred: Mapping[str, str] = field(default_factory=dict)
    reading_grade: int = 6

    def system(self, occasion: Occasion) -> str:
        return f"Reword for {occasion.channel}, grade {occasion.reading_grade}."

    def prompt(self, occasion: Occasion) -> str:
        return json.dumps([dict(occasion.sentences), [str(f) for f in occasion.findings]])
