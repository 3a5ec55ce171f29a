"""What the readers learn from: every golden case can be learned from, under its writer's name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from guardrails.grammar import FAST_LOADER
from guardrails.training.examples import golden_examples

OPEN = Path(__file__).resolve().parents[2] / "evals" / "golden" / "guard" / "open"


@pytest.mark.parametrize("writer", ["third", "fifth", "tenth", "twelfth"])
def test_a_file_that_names_its_writer_holds_that_writers_cases(writer: str, tmp_path: Path) -> None:
    """Else a set that is held out of a training would be learned from under another name."""
    paths = sorted(OPEN.glob(f"*-{writer}.yaml"))
    assert paths
    for path in paths:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert {example.source for example in golden_examples(tmp_path)} == {f"golden {writer}"}


def test_every_open_set_can_be_learned_from() -> None:
    cases = [
        case
        for path in OPEN.glob("*.yaml")
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)["cases"]
    ]
    good = sum(not example.kind for example in golden_examples(OPEN))
    assert 0.8 * len([c for c in cases if c["expect"] == "pass"]) < good
