"""One self-contained page of a comparison, for a brand manager: texts side by side, to be marked.

Marks stay in the browser and are saved as a file; the page needs no server and loads nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from evals.pages.plots import intervals
from evals.pages.rendering import TEMPLATES, own_file
from evals.rewordings.marks import MARKS, Judged
from evals.rewordings.tallies import by_brand_and_model, by_module, tally
from evals.rewordings.trials import Trial
from service.domain.rewording import REFUSALS

_CODE: Final = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]")
_HEADER: Final = re.compile(r"\A---\n.*?\n---\n+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """One trial on the page."""

    trial: Trial
    text: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """One rendition with its trials, those with other words first."""

    module: str
    channel: str
    variant: str
    approved: Markup
    trials: tuple[Shown, ...]

    @property
    def accepted(self) -> int:
        """How many of its trials have other words."""
        return sum(shown.trial.accepted for shown in self.trials)


def rewording_page(
    name: str,
    trials: Sequence[Trial],
    voices: Mapping[str, str],
    judged: Sequence[Judged] = (),
) -> str:
    """The page. `voices` are the brands' voices in their own words, for whoever judges."""
    groups = by_brand_and_model(trials)
    shares = {f"{brand} · {model}": group.accepted for (brand, model), group in groups.items()}
    title = "Renditions with other words that passed every check, by brand and model"
    return TEMPLATES.get_template("rewordings.html.j2").render(
        name=name,
        groups=groups,
        whole=tally(trials),
        rows=_rows(trials),
        voices={brand: voices.get(brand, "") for brand in sorted({t.cell.brand for t in trials})},
        models=sorted({trial.cell.model for trial in trials}),
        channels=sorted({trial.cell.channel for trial in trials}),
        judged=judged,
        marks=MARKS,
        refusals=REFUSALS,
        shares=Markup(intervals(title, shares, {}, graded=False)),  # noqa: S704 - our own SVG, escaped inside
        modules=by_module(trials),
        base=own_file("run.css"),
        style=own_file("rewordings.css"),
        script=own_file("rewordings.js"),
    )


def _rows(trials: Sequence[Trial]) -> list[Row]:
    groups: dict[tuple[str, str, str], list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.cell.place, []).append(trial)
    rows = [
        Row(
            *place,
            approved=_plain(found[0].approved),
            trials=tuple(
                Shown(trial, _marked(trial))
                for trial in sorted(found, key=lambda t: (not t.accepted, t.cell.key))
            ),
        )
        for place, found in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.accepted, row.module, row.channel))


def _marked(trial: Trial) -> Markup:
    """The whole text in other words, each changed sentence marked, its approved words as title."""
    if trial.source is None:
        return Markup()
    rest, made = _HEADER.sub("", trial.source), Markup()
    for said in trial.sentences:
        if not said.accepted or said.after is None or said.after not in rest:
            continue
        before, _, rest = rest.partition(said.after)
        made += _plain(before)
        made += Markup('<mark title="{}">{}</mark>').format(said.before, _plain(said.after))
    return made + _plain(rest)


def _plain(text: str) -> Markup:
    """Words as they are written, with variables and locks set apart."""
    text, made, at = _HEADER.sub("", text), Markup(), 0
    for found in _CODE.finditer(text):
        made += escape(text[at : found.start()])
        made += Markup("<code>{}</code>").format(found[0])
        at = found.end()
    return made + escape(text[at:])
