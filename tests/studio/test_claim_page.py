"""The words of a claim are changed on its Edit page, wherever they are cited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails import Guard
from service.settings import STARTER_LIBRARY
from tests.studio_pages import Pages, studio_pages

FILE = "claims/half-the-plate.yaml"
WORDS = "content/nutrition/plate-in-three-parts/en-US"
CITING = [f"{WORDS}/email.md", f"{WORDS}/email.simple.md", f"{WORDS}/web.md"]


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    people = {"ed.new": frozenset({"editor"}), "rev.medical": frozenset({"medical"})}
    with studio_pages(tmp_path, STARTER_LIBRARY, guard, people) as made:
        yield made


def test_editor_sees_and_saves_the_words_that_cite_a_claim(pages: Pages) -> None:
    base = (pages.studio.library / FILE).read_text()
    form = {"file": FILE, "base": base, "text": base.replace("text: Filling", "text: Loading")}
    assert form["text"] != base
    seen = pages.post("/edit/look", "ed.new", **form)
    assert '"marks":[],"elsewhere":[]' in seen.html
    changes = pages.post("/edit/changes", "ed.new", **form)
    named = changes.html.partition('id="cited"')[2].partition("</p>")[0]
    assert [file for file in CITING if file in named] == CITING
    assert "No message can be made" not in changes.words
    done = pages.post("/edit/save", "ed.new", **form)
    assert done.status == 303
    told = pages.get(done.location, "ed.new").words
    assert f"Saved with it: {' , '.join(CITING)} ." in told
    for file in CITING:
        text = (pages.studio.library / file).read_text()
        assert "Loading half the plate" in text
        assert "Filling half the plate" not in text
    # The reviewer of the claim compares with messages as they were; that of the module, its words.
    claim = pages.get("/approve/claim:half-the-plate", "rev.medical").words
    assert "no earlier one to compare with" not in claim
    assert "Filling Loading half the plate" in claim
    module = pages.get("/approve/module:nutrition/plate-in-three-parts", "rev.medical").words
    assert "What changed en-US/email.md" in module


def test_page_says_which_calls_are_tried_first(pages: Pages) -> None:
    file = "claims/slow-breathing.yaml"
    base = (pages.studio.library / file).read_text()
    text = base.replace("text: Slow", "text: Quiet, slow")
    words = pages.post("/edit/changes", "ed.new", file=file, base=base, text=text).words
    assert "calls were tried: those that name what changed, then others" in words
