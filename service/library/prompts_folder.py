"""Where a library's `prompts/` lies: inside of it, or beside it as the starter library's does.

There is no setting for it. A brand names nothing of a library but is named by it, so the two
travel together; one more path to set would be one more way to serve the wrong voice.
"""

from __future__ import annotations

from pathlib import Path

PROMPTS = "prompts"


def prompts_of(library: Path) -> Path | None:
    """The folder of a library's brands and prompt templates, or None where it has none."""
    inside = library / PROMPTS
    if inside.exists():
        return inside
    beside = library.resolve().parent / PROMPTS
    # Another project's folder may have the same name; one with a brand in it is ours.
    return beside if any(beside.glob("*/brand.yaml")) else None


def root_of(library: Path, name: str) -> Path:
    """The folder below which a library's file called `name` lies."""
    folder = prompts_of(library) if name.startswith(f"{PROMPTS}/") else None
    return folder.parent if folder is not None else library


def file_of(library: Path, name: str) -> Path:
    """The file that a report about a library calls `name`."""
    return root_of(library, name) / name
