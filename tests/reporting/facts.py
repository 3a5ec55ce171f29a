"""Decisions as a report reads them, with good defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from service.reporting.facts import Decided
from service.reporting.figures import Figures, Source, figures
from service.reporting.period import Period

#: Thirty days, and the noon of the first.
PERIOD = Period(date(2026, 10, 26), date(2026, 11, 24))
NOON = datetime(2026, 10, 26, 12, tzinfo=UTC)


def decided(who: int = 0, day: int = 0, **changes: Any) -> Decided:
    """A visit message that went out by e-mail, on a day of the period."""
    values: dict[str, Any] = {
        "at": NOON + timedelta(days=day),
        "who": f"p_{who}",
        "kind": "known",
        "channel": "email",
        "outcome": "send",
        "reasons": (),
        "trigger": "visit-preparation",
        "caller": "k_esp",
        "purpose": "care_operations",
        "consented": True,
        "after_stop": False,
        "findings": (),
        "modules": ("visit/prepare-office",),
        "missing": (),
        "repeat": False,
    }
    return Decided(**{**values, **changes})


def silent(reason: str, who: int = 0, day: int = 0, **changes: Any) -> Decided:
    """A suppressed one."""
    return decided(who, day, outcome="suppress", reasons=(reason,), modules=(), **changes)


def counted(*facts: Decided) -> Figures:
    """The figures of these decisions."""
    return figures(facts, PERIOD, Source("live", "f" * 64), {"k_esp": "the esp"})
