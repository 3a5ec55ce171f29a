"""What rewording is asked and answers: approved words in, other words or nothing out.

A request holds no signal, no recipient and no value of a variable. What comes back is checked by
the pipeline before anyone sees it; a refusal, a failure or nothing at all means the approved words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from service.domain.content import Rendition


@dataclass(frozen=True, slots=True)
class RewordingRequest:
    """One rendition of a module that reviewers left open, in the library's brand."""

    module_id: str
    module_hash: str
    brand: str
    rendition: Rendition


@dataclass(frozen=True, slots=True)
class Rewording:
    """Another source text for a rendition, or the reason why there is none."""

    source: str | None
    refused: str = ""


class Reworder(Protocol):
    """Anything that may offer other words. It must not raise; what it raises counts as nothing."""

    def reword(self, request: RewordingRequest) -> Rewording | None:
        """Other words for one rendition, or None to keep the approved ones without a word."""
        ...


class _NoRewording:
    """Every message goes out in its approved words."""

    def reword(self, request: RewordingRequest) -> Rewording | None:
        del request
        return None


NO_REWORDING: Reworder = _NoRewording()
