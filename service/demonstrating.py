"""Runs the ready-made scenarios through the pipeline, one with a careless sentence planted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from service.domain.decision import Decision
from service.library.release import Release
from service.pipeline import decide
from service.scenarios import Scenario, load_scenarios
from service.wiring import release_of, the_guard

#: A sentence that takes for granted that the reader has a condition.
CARELESS = "This is one of the best ways of managing your high blood pressure."


def run(library: Path) -> Iterator[tuple[Scenario, Decision]]:
    """Every scenario with its decision, on what the library serves on the scenarios' own day."""
    scenarios = load_scenarios()
    release = release_of(library, scenarios[0].now.date())
    guard = the_guard()
    for scenario in scenarios:
        served = with_careless_sentence(release, scenario.tamper) if scenario.tamper else release
        yield (
            scenario,
            decide(
                served,
                scenario.signal,
                scenario.standing,
                scenario.now,
                channel=scenario.channel,
                guard=guard,
            ),
        )


def with_careless_sentence(release: Release, module_id: str) -> Release:
    """The release as it would be had reviewers let a claim through in one module."""
    careless = tuple(
        rendition.model_copy(update={"source": f"{rendition.source}\n\n{CARELESS}"})
        for rendition in release.renditions[module_id]
    )
    key = f"module:{module_id}"
    # other words, another hash: what is compiled is kept under it for the whole process
    changed = hashlib.sha256(repr((module_id, careless)).encode()).hexdigest()
    stamp = release.stamps[key].model_copy(update={"hash": changed})
    part = release.model_copy(
        update={
            "renditions": {**release.renditions, module_id: careless},
            "stamps": {**release.stamps, key: stamp},
        }
    )
    part.__dict__.pop("hash", None)
    return part
