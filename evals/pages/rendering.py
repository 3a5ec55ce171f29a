"""What the HTML pages share: one strict template environment, and our own files put into a page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.scoring import Rate

_FOLDER: Final = Path(__file__).parent / "templates"

TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _percent(rate: Rate) -> str:
    return f"{rate.share:.1%}" if rate.total else "-"


def _between(rate: Rate) -> str:
    low, high = rate.interval
    return f"{low:.1%} to {high:.1%}" if rate.total else "-"


def _dollars(cost: float | None) -> str:
    return "not known" if cost is None else f"${cost:.4f}"


TEMPLATES.filters |= {"percent": _percent, "between": _between, "dollars": _dollars}


def own_file(name: str) -> Markup:
    """A style sheet or script of ours, as it stands."""
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file
