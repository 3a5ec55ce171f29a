"""The JSON Schemas that editors' tools pick up: current, right, and pointed at."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from service.library.headers import split_header
from service.library.json_schemas import json_schemas

STARTER = Path(__file__).resolve().parents[2] / "modules"
_POINTER = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_schema_in_the_starter_library_is_current(name: str) -> None:
    assert (STARTER / ".schemas" / name).read_text(encoding="utf-8") == json_schemas()[name]


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_schema_is_a_valid_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(json_schemas()[name]))


def test_every_yaml_file_points_at_its_schema() -> None:
    wrong = []
    for path in STARTER.rglob("*.yaml"):
        pointer = _POINTER.match(path.read_text(encoding="utf-8"))
        sort = path.relative_to(STARTER).parts[0]
        expected = {"library.yaml": "library", "content": "module", "directories": "directory"}
        name = expected.get(sort, sort.removesuffix("s"))
        if pointer is None or (path.parent / pointer[1]).resolve() != (
            STARTER / ".schemas" / f"{name}.json"
        ):
            wrong.append(str(path.relative_to(STARTER)))
    assert wrong == []


def test_every_yaml_file_fits_the_schema_that_it_points_at() -> None:
    validators: dict[Path, jsonschema.Draft202012Validator] = {}
    wrong = []
    for path in STARTER.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        pointer = _POINTER.match(text)
        assert pointer is not None
        schema = (path.parent / pointer[1]).resolve()
        if schema not in validators:
            validators[schema] = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
        data = _typed(yaml.compose(text))
        wrong += [
            f"{path.relative_to(STARTER)}: {error.message[:200]}"
            for error in validators[schema].iter_errors(data)
        ]
    assert wrong == []


def test_every_header_of_a_rendition_fits_its_schema() -> None:
    schemas = {
        name: jsonschema.Draft202012Validator(json.loads(json_schemas()[f"{name}.json"]))
        for name in ("rendition", "rewording")
    }
    wrong = []
    for path in STARTER.glob("content/**/*.md"):
        schema = schemas["rewording" if "bank" in path.parts else "rendition"]
        header = split_header(path.read_text(encoding="utf-8")).header
        data = _typed(yaml.compose(header))
        wrong += [f"{path.name}: {error.message[:200]}" for error in schema.iter_errors(data)]
    assert wrong == []


def _typed(node: yaml.Node | None) -> object:
    """Words as an editor's tool reads them: in quotes a word is one, whatever it looks like, and
    dates and times stay text, as in Bedside."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _typed(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_typed(value) for value in node.value]
    if node is None:
        return {}
    word = str(node.value)
    if node.style is None and word in ("true", "false"):
        return word == "true"
    if node.style is None and re.fullmatch(r"-?\d+", word):
        return int(word)
    if node.style is None and re.fullmatch(r"\d+\.\d+", word):
        return float(word)
    return word
