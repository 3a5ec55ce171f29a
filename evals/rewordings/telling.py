"""A comparison told in a terminal, as JSON, and as Markdown for a page; computes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evals.rewordings.marks import Judged
from evals.rewordings.tallies import Tally, by_brand_and_model, by_module, tally
from evals.rewordings.trials import Trial
from evals.scoring import Rate
from evals.tables import Row, markdown_table, plain_table, rate_cells
from service.domain.rewording import REFUSALS

_HEAD: Row = (
    "brand, model",
    "with other words",
    "95% interval",
    "count",
    "sentences",
    "mended",
    "no answer",
    "grade",
    "length",
    "seconds (95%)",
    "cost",
)


def as_text(trials: Sequence[Trial], judged: Sequence[Judged]) -> str:
    """For a terminal."""
    whole = tally(trials)
    lines = [*plain_table(_HEAD, _rows(trials)), f"  {_spread(whole)}", "", "Reasons for refusal"]
    lines += plain_table(("", "times", ""), _reasons(whole)) if whole.reasons else ["  none"]
    if judged:
        lines += ["", "Judged by people", *plain_table(_JUDGED, _judged(judged))]
    return "\n".join(lines)


def as_markdown(trials: Sequence[Trial], judged: Sequence[Judged]) -> str:
    """For a page."""
    whole = tally(trials)
    lines = [*markdown_table(_HEAD, _rows(trials)), "", f"{_spread(whole)}.", ""]
    if whole.reasons:
        lines += markdown_table(("code", "times", "reason"), _reasons(whole))
    if judged:
        lines += ["", *markdown_table(_JUDGED, _judged(judged))]
    modules: list[Row] = [(name, *rate_cells(r)) for name, r in by_module(trials).items()]
    head = ("module", "with other words", "95% interval", "count")
    return "\n".join([*lines, "", *markdown_table(head, modules)])


def as_json(trials: Sequence[Trial], judged: Sequence[Judged]) -> str:
    """For tools."""
    data = {
        "trials": len(trials),
        "all": _data(tally(trials)),
        "groups": [
            {"brand": brand, "model": model, **_data(group)}
            for (brand, model), group in by_brand_and_model(trials).items()
        ],
        "modules": {name: _rate(rate) for name, rate in by_module(trials).items()},
        "judged": [{**asdict(one), "ours": _rate(one.ours)} for one in judged],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _rows(trials: Sequence[Trial]) -> list[Row]:
    return [
        (
            f"{brand}, {model}",
            *rate_cells(group.accepted),
            f"{group.sentences.count} / {group.sentences.total}",
            str(group.repaired),
            str(group.unanswered),
            f"{group.grade_before:.1f} to {group.grade_after:.1f}" if group.accepted.count else "-",
            f"x {group.longer:.2f}" if group.accepted.count else "-",
            f"{group.seconds:.1f} ({group.late_seconds:.1f})",
            "not known" if group.cost is None else f"${group.cost:.4f}",
        )
        for (brand, model), group in by_brand_and_model(trials).items()
    ]


def _reasons(whole: Tally) -> list[Row]:
    return [(code, str(times), REFUSALS[code].what) for code, times in whole.reasons.items()]


def _spread(whole: Tally) -> str:
    spread = whole.spread
    if spread is None:
        return "one sample a rendition: how much the next answer would differ is not known"
    return (
        f"{spread.samples} samples a rendition: accepted between {spread.lowest:.0%} and "
        f"{spread.highest:.0%} of a rendition's samples, standard deviation {spread.deviation:.2f}"
    )


_JUDGED: Row = ("brand, model", "sounds like us", "95% interval", "count", "off", "wrong")


def _judged(judged: Sequence[Judged]) -> list[Row]:
    return [
        (f"{one.brand}, {one.model}", *rate_cells(one.ours), str(one.off), str(one.wrong))
        for one in judged
    ]


def _data(group: Tally) -> dict[str, Any]:
    return {
        **asdict(group),
        "accepted": _rate(group.accepted),
        "sentences": _rate(group.sentences),
        "reasons": dict(group.reasons),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval
    return {
        "count": rate.count,
        "total": rate.total,
        "share": round(rate.share, 4) if rate.total else None,
        "interval": [round(low, 4), round(high, 4)],
    }
