"""The figures that alerts ask about are there before they grow, and go down when they should."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.vocabulary import CHANNELS
from service.web import metrics
from service.web.metrics import exposition
from service.web.sending import Watch
from tests.web.conftest import Api


@pytest.fixture(autouse=True)
def forget_webhooks() -> Iterator[None]:
    """Figures are a process' own: other tests hold them to be without webhooks."""
    yield
    for metric in (metrics.WEBHOOK_WAITING, metrics.WEBHOOK_FAILED, metrics.WEBHOOKS_DISABLED):
        metric.clear()
    metrics.labelled.cache_clear()


def figures(name: str) -> dict[str, float]:
    """The samples of a figure, by the text of their labels."""
    lines = exposition().decode().splitlines()
    pairs = [line.rpartition(" ") for line in lines if line.startswith(f"{name}{{")]
    return {sample.removeprefix(name): float(value) for sample, _, value in pairs}


def test_what_alerts_ask_about_is_shown_before_it_happens(api: Api) -> None:
    assert api.get("/healthz").status_code == 200
    assert {f'{{channel="{channel}"}}' for channel in CHANNELS} <= figures(
        "bedside_alerts_total"
    ).keys()
    blocked = {f'{{channel="{channel}",outcome="blocked"}}' for channel in CHANNELS}
    assert blocked <= figures("bedside_decisions_total").keys()


@pytest.mark.parametrize(
    "name", ["bedside_webhook_failed_total", "bedside_webhooks_disabled_total"]
)
def test_what_may_become_of_a_webhook_begins_at_zero(name: str) -> None:
    Watch().waiting({"begins": 0})
    assert figures(name)['{webhook="begins"}'] == 0


def test_for_a_webhook_that_was_removed_nothing_waits() -> None:
    watch = Watch()
    watch.waiting({"removed": 5000, "kept": 3})
    watch.waiting({"kept": 3})
    waiting = figures("bedside_webhook_waiting")
    assert waiting['{webhook="removed"}'] == 0
    assert waiting['{webhook="kept"}'] == 3


TELLS = "from datetime import date; metrics.tell_approvals([date(2027, 3, 1)])"
ASKS = "print(metrics.exposition().decode())"


def test_a_worker_that_just_began_does_not_say_that_an_approval_has_ended(tmp_path: Path) -> None:
    """One that was replaced, or died before its service was built: the others' word holds."""
    for code in (TELLS, "", ASKS):
        said = subprocess.run(
            [sys.executable, "-c", f"from service.web import metrics; {code}"],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    (figure,) = [line for line in said.splitlines() if line.startswith("bedside_first_approval")]
    assert float(figure.split()[1]) == 1803945600  # 2027-03-02T00:00:00Z
