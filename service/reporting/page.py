"""The report as one page that needs nothing else: figures, plots, and how they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.reporting import plots
from service.reporting.cells import FLOOR, Cell, Table
from service.reporting.figures import Figures
from service.reporting.sums import OUTCOMES
from service.reporting.tally import MISMATCHES

_FOLDER = Path(__file__).parent / "templates"
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["number"] = plots.words_of

#: What each outcome is called on the page.
OUTCOME_WORDS: Mapping[str, str] = {
    "send": "sent",
    "hold": "held",
    "suppress": "suppressed",
    "escalate": "escalated",
    "blocked": "blocked",
}


def report_page(figures: Figures, titles: Mapping[str, str], made_at: datetime) -> str:
    """The page. `titles` are the guard's words for its rules."""
    return _TEMPLATES.get_template("report.html.j2").render(
        f=figures,
        floor=FLOOR,
        made_at=made_at,
        outcomes=OUTCOMES,
        words=OUTCOME_WORDS,
        mismatches=MISMATCHES,
        titles=titles,
        plots=plots,
        sums=_sums(figures),
        silence=_ranked(figures.silence),
        findings=_ranked(figures.findings),
        style=Markup((_FOLDER / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
    )


def _sums(figures: Figures) -> list[tuple[str, Cell, Cell]]:
    """Each outcome with its number in the period and in the one before."""
    now, before = figures.outcomes, figures.outcomes_before
    return [
        (outcome, now.totals[place], before.totals[place]) for place, outcome in enumerate(OUTCOMES)
    ]


def _ranked(table: Table) -> list[tuple[str, Cell]]:
    """The rows' totals, the largest first, what is hidden last."""
    return sorted(
        ((name, total) for name, _, total in table.rows),
        key=lambda row: (-(row[1].decisions or 0), row[0]),
    )
