"""What a real model said: its page is current; and, on demand, what it says now is safe.

Start one with `bedside reword serve-model`, set BEDSIDE_MODEL_API_BASE, and run
`pytest -m model tests/rewording/test_real_model.py`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from guardrails import Guard
from service.channels import compile_rendition
from service.library.release import Release
from service.library.served import serve
from service.proposals import propose_module
from service.rewording.proposing import Options
from service.rewording.providers.through_litellm import LitellmProvider
from tests.rewording.report import HEAD, judged, page

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "tests" / "data" / "rewording" / "real.jsonl"
ROWS = [json.loads(line) for line in RUN.read_text(encoding="utf-8").splitlines()]


def test_the_page_says_what_the_checks_find_today(release: Release) -> None:
    brand = ROWS[0]["brand"]
    voice = release.voice(brand)
    assert voice is not None
    made = HEAD.format(brand=brand, count=len(ROWS)) + page(ROWS, voice.dont_say) + "\n"
    assert (ROOT / "docs/reports/rewording.md").read_text(encoding="utf-8") == made


def test_accepted_sentences_are_those_that_were_looked_at(release: Release) -> None:
    """A change of the checks that lets more through has to be looked at, sentence by sentence."""
    voice = release.voice(ROWS[0]["brand"])
    assert voice is not None
    accepted = {
        (one.before, one.after)
        for row in ROWS
        for one in judged(row, voice.dont_say)
        if one.accepted
    }
    looked_at = (ROOT / "tests/data/rewording/looked-at.txt").read_text(encoding="utf-8")
    pairs = {tuple(line.split(" => ", 1)) for line in looked_at.splitlines() if " => " in line}
    assert accepted <= pairs


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["visit/upcoming@email", "general/sleep-basics@web"])
def test_what_a_real_model_says_keeps_its_locks(name: str, release: Release, guard: Guard) -> None:
    base = os.environ.get("BEDSIDE_MODEL_API_BASE")
    if not base:
        pytest.skip("no model: start one with `bedside reword serve-model`")
    served = serve(release)
    module_id, _, channel = name.partition("@")
    rendition = served.rendition(module_id, channel, "en-US", "")  # type: ignore[arg-type]
    voice = release.voice(release.settings.brand)
    assert rendition is not None
    assert voice is not None
    made = propose_module(
        served,
        module_id,
        rendition,
        voice=voice,
        provider=LitellmProvider("openai/local", api_base=base, attempts=1),
        guard=guard,
        options=Options(seconds=1800),
    )
    assert made.calls >= len(made.sentences)
    assert made.tokens_out > 0
    if made.source is not None:
        other = compile_rendition(rendition.model_copy(update={"source": made.source}))
        assert other.locked == served.compiled(module_id, rendition).locked
