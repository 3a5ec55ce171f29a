"""Builds the real things, once: the guard, and the release to serve."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from guardrails import Guard
from service.library import release as releases
from service.library.loader import load_library
from service.library.release import Release


@lru_cache(maxsize=1)
def the_guard() -> Guard:
    """The guard with its shipped rules, lexicons and policies."""
    return Guard()


def release_of(library: Path, on: date) -> Release:
    """What a library folder serves on a day. Raises `BedsideError` when it must not be served."""
    return releases.build(load_library(library), on).release


def release_from(file: Path | None, library: Path, on: date) -> Release:
    """The release in a file, or else what the library serves on a day."""
    return releases.read(file) if file is not None else release_of(library, on)
