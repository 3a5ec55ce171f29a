"""The published schemas: current, valid, named by every golden file, and true of each of them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evals.schema import ALL, schema_text
from evals.system import ROOT

GOLDEN = ROOT / "evals" / "golden"
FILES = sorted(GOLDEN.rglob("*.yaml"))
PAGE = ROOT / "docs" / "evaluation-reference.md"
NAMES_ITS_SCHEMA = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


class AsWritten(yaml.CSafeLoader):
    """Reads a date as the text that it is, as an editor with the schema does."""


AsWritten.yaml_implicit_resolvers = {
    letter: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:timestamp"]
    for letter, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def name(path: Path) -> str:
    return path.relative_to(GOLDEN).as_posix()


def schema_of(path: Path) -> Path:
    found = NAMES_ITS_SCHEMA.match(path.read_text(encoding="utf-8"))
    assert found, f"{name(path)} names no schema in its first line"
    return (path.parent / found[1]).resolve()


@cache
def validator(schema: Path) -> Any:
    return jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_schema_is_current_and_valid(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == schema_text(ALL[path])
    validator(path).check_schema(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_shipped_file_is_as_its_schema_says(path: Path) -> None:
    content = yaml.load(path.read_text(encoding="utf-8"), AsWritten)
    faults = [error.message for error in validator(schema_of(path)).iter_errors(content)]
    assert not faults, faults[:3]
    unknown = {**content, "surprise": 1}
    assert list(validator(schema_of(path)).iter_errors(unknown))


def test_the_page_links_every_schema() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not [path for path in ALL if f"(../evals/golden/{name(path)})" not in text]


def test_the_page_explains_every_code_that_the_evaluation_gives() -> None:
    given: set[str] = set()
    for file in (ROOT / "evals").rglob("*.py"):
        given |= set(re.findall(r'"(E\d{3})"', file.read_text(encoding="utf-8")))
    rows = re.findall(
        r"^\| (E\d{3}(?:, E\d{3})*) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    explained = {code for row in rows for code in row.split(", ")}
    assert explained == given
