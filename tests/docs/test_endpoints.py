"""The pages on the HTTP API leave no endpoint, purpose or field out."""

from __future__ import annotations

import re
from typing import get_args

from service.domain.vocabulary import Purpose
from tests.docs.endpoints import PAGES, every_operation
from tests.docs.transcripts import ROOT

API = ROOT / "docs" / "api"


def test_every_endpoint_is_explained_once() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in API.glob("*.md"))
    told = re.findall(r"^(?:## |\| `)((?:GET|POST) \S+?)`?(?: \||$)", text, re.MULTILINE)
    assert sorted(told) == sorted(f"{one.method} {one.path}" for one in every_operation())


def test_every_purpose_says_what_it_is_for() -> None:
    text = (API / "standing.md").read_text(encoding="utf-8")
    section = text.partition("## Purposes\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(get_args(Purpose))


def test_every_field_that_a_page_leaves_out_is_explained_on_another() -> None:
    """A recipient and a message are told once; the bodies that hold one say where."""
    decide = (API / "decide.md").read_text(encoding="utf-8")
    for one in every_operation():
        page = (API / PAGES[one.tag]).read_text(encoding="utf-8")
        for field in one.fields if one.keyed else ():
            name = field.name.removeprefix("message.") if one.tag == "Decide" else field.name
            assert f"| `{name}` |" in page or (
                name.startswith("recipient") and f"| `{name}` |" in decide
            ), (one.path, field.name)
