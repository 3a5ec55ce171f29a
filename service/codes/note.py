"""One line of the catalogue of error codes."""

from __future__ import annotations

from typing import NamedTuple


class CodeNote(NamedTuple):
    """One code: its title, what it means, and what to do about it."""

    title: str
    means: str
    do: str
