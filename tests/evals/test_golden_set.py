"""The shipped golden set: it loads, is as large as promised, and covers every kind and style."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from evals.formats import Style
from evals.golden import GOLDEN_GUARD, GoldenSet, load_golden
from evals.kinds import KINDS
from evals.schema import SCHEMAS, schema_text
from evals.thresholds import load_thresholds
from guardrails.grammar import FAST_LOADER
from guardrails.training.examples import own_examples

#: Kinds that never stop a text, so they have no claims.
NOTE_ONLY = {"DX-14", "ST-02", "ST-03", "EV-02"}


@pytest.fixture(scope="module")
def golden() -> GoldenSet:
    return load_golden()


def test_has_the_promised_number_of_cases(golden: GoldenSet) -> None:
    assert sum(case.stop for case in golden.cases) >= 2200
    assert sum(not case.stop for case in golden.cases) >= 2400
    assert len(golden.pairs) >= 360
    assert len(golden.urgency) >= 330


def test_holds_back_a_good_part(golden: GoldenSet) -> None:
    held = sum(case.split == "held_back" for case in golden.cases) / len(golden.cases)
    # more held back would be more to measure on, but there must be enough left to write rules by
    assert 0.25 <= held <= 0.35
    urgent = sum(case.split == "held_back" for case in golden.urgency) / len(golden.urgency)
    assert 0.25 <= urgent <= 0.36


def test_every_kind_has_claims_and_look_alikes(golden: GoldenSet) -> None:
    claims = {case.kind for case in golden.cases if case.stop}
    alike = {case.kind for case in golden.cases if not case.stop}
    assert claims == KINDS.keys() - NOTE_ONLY
    assert alike == KINDS.keys()


def test_every_style_has_cases(golden: GoldenSet) -> None:
    used = {case.style for case in golden.cases}
    assert used >= set(get_args(Style))


def test_both_tiers_have_claims_and_look_alikes(golden: GoldenSet) -> None:
    found = {(case.tier, case.stop) for case in golden.cases}
    assert len(found) == 4


def test_urgency_has_every_kind_and_calm_texts(golden: GoldenSet) -> None:
    assert {case.kind for case in golden.urgency} == {"", "emergency", "crisis", "poison"}


def test_every_file_names_its_schema() -> None:
    for path in sorted(GOLDEN_GUARD.glob("*/*.yaml")):
        schema = ".urgency.schema.json" if path.name == "urgency.yaml" else ".schema.json"
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../{schema}", path.name


def test_schemas_on_disk_are_current() -> None:
    for name, model in SCHEMAS.items():
        assert (GOLDEN_GUARD / name).read_text(encoding="utf-8") == schema_text(model)


def test_thresholds_load() -> None:
    assert load_thresholds().pairs_at_least >= 0.97


def test_contacts_and_hosts_are_fictional(golden: GoldenSet) -> None:
    for case in golden.cases:
        for number in re.findall(r"(?<![\w-])\d{3}-\d{4}\b", case.text):
            assert number.startswith("555-01"), case.id
        for host in re.findall(r"(?:https?://|@)([\w.-]+)", case.text):
            assert host.rstrip(".").endswith("example.org"), case.id


def test_later_sets_copy_no_text_that_was_learned_from() -> None:
    """Of a text that stands among those of the training a right answer says nothing."""

    def bare(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.lower()))

    def texts(path: Path) -> list[str]:
        cases = yaml.load(path.read_bytes(), Loader=FAST_LOADER).get("cases", ())
        return [case["text"] for case in cases if "text" in case]

    paths = sorted((GOLDEN_GUARD / "open").glob("*.yaml"))
    later = [
        path for path in paths if path.stem.endswith(("-twelfth", "-thirteenth", "-fourteenth"))
    ]
    learned = {bare(example.text) for example in own_examples()}
    for path in set(paths) - set(later):
        learned |= {bare(text) for text in texts(path)}
    written = [text for path in later for text in texts(path)]
    assert [text for text in written if bare(text) in learned] == []
    assert len(written) > 1400
