"""A change that two files of a module make together: both are saved at once, and said before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from guardrails import Guard
from service.errors import BedsideError, Problem
from service.library.writing import write_whole
from tests.editing.conftest import LIBRARY, WALKING
from tests.studio_pages import Pages, studio_pages

PEOPLE = {"ed.new": frozenset({"editor"}), "ed.two": frozenset({"editor"})}
MAIN = "content/heart/walking/module.yaml"
CLAIM = "claims/shoes-help.yaml"
LOCKED = "[[lock: claim shoes-help]]Good shoes make walking easier.[[/lock]]"


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    with studio_pages(tmp_path, LIBRARY, guard, PEOPLE) as made:
        old = (made.studio.library / "claims/walking-mood.yaml").read_text()
        for said, now in (
            ("id: walking-mood", "id: shoes-help"),
            ("Walking most days can lift your mood", "Good shoes make walking easier"),
        ):
            old = old.replace(said, now)
        # A rewording of words without the claim would stop it, rightly (L228).
        shutil.rmtree(made.studio.library / "content/heart/walking/bank")
        made.write(CLAIM, old)
        yield made


def said(pages: Pages, file: str) -> str:
    return (pages.studio.library / file).read_text()


def send(pages: Pages, to: str, file: str, text: str, who: str = "ed.new") -> str:
    answer = pages.post(f"/edit/{to}", who, file=file, text=text, base=said(pages, file), new="no")
    return answer.html if to == "look" else f"{answer.status} {answer.location}"


def lists(pages: Pages) -> str:
    return said(pages, MAIN).replace("[walking-mood]", "[walking-mood, shoes-help]")


def cites(pages: Pages) -> str:
    return said(pages, WALKING).replace("- Wear shoes that feel good.", f"- {LOCKED}")


def test_claim_is_added_to_a_module_from_either_file(pages: Pages) -> None:
    main, words = lists(pages), cites(pages)
    alone = json.loads(send(pages, "look", WALKING, words))
    assert [mark["code"] for mark in alone["marks"] if mark["level"] == "error"] == ["L213"]
    send(pages, "keep", MAIN, main)
    both = json.loads(send(pages, "look", WALKING, words))
    assert (both["stops"], both["along"]) == (False, [MAIN])
    send(pages, "keep", WALKING, words)
    assert f"Saving writes {MAIN} too" in pages.get(f"/edit/at/{WALKING}", "ed.new").words
    saved = send(pages, "save", MAIN, main)
    assert saved.startswith(f"303 /edit/at/{MAIN}?done=saved")
    assert (said(pages, WALKING), "shoes-help" in said(pages, MAIN)) == (words, True)
    assert pages.studio.desk.drafts.all_of("ed.new") == []

    # And out again, from the words.
    before = words.replace(f"- {LOCKED}", "- Wear shoes that feel good.")
    send(pages, "keep", MAIN, said(pages, MAIN).replace(", shoes-help", ""))
    assert send(pages, "save", WALKING, before).startswith("303")
    assert "shoes-help" not in said(pages, MAIN)
    assert "ed.new" in said(pages, MAIN)


def test_draft_that_is_not_needed_stays_one(pages: Pages) -> None:
    send(pages, "keep", MAIN, said(pages, MAIN).replace("title: A short", "title: One short"))
    words = said(pages, WALKING).replace("a friend", "a neighbor")
    assert json.loads(send(pages, "look", WALKING, words))["along"] == []
    assert send(pages, "save", WALKING, words).startswith("303")
    assert [draft.file for draft in pages.studio.desk.drafts.all_of("ed.new")] == [MAIN]
    assert "title: One short" not in said(pages, MAIN)


def test_draft_that_somebody_overtook_or_that_is_of_another_goes_nowhere(pages: Pages) -> None:
    send(pages, "keep", MAIN, lists(pages), "ed.two")
    assert send(pages, "save", WALKING, cites(pages)).startswith("422")
    send(pages, "keep", MAIN, lists(pages))
    pages.write(MAIN, said(pages, MAIN).replace("title: A short", "title: One short"))
    assert send(pages, "save", WALKING, cites(pages)).startswith("422")
    assert "title: One short" in said(pages, MAIN)
    assert "shoes-help" not in said(pages, MAIN)


def test_draft_with_a_conflict_in_it_goes_nowhere(pages: Pages) -> None:
    """Nobody has settled it yet; beside another file its markers would be saved as words."""
    file = "content/heart/walking/en-US/sms.txt"
    pages.write(file, "Walk a little each day.\n")
    both = f"<<<<<<< yours\n{LOCKED}\n=======\nRest.\n>>>>>>> saved meanwhile\n"
    send(pages, "keep", file, both)
    assert json.loads(send(pages, "look", MAIN, lists(pages)))["along"] == []
    assert send(pages, "save", MAIN, lists(pages)).startswith("422")
    assert "<<<<<<<" not in said(pages, file)


def test_file_that_cannot_be_written_leaves_the_others_as_they_were(pages: Pages) -> None:
    """Half of such a change is a library that no message can be made of."""
    main, words = lists(pages), cites(pages)
    send(pages, "keep", MAIN, main)
    send(pages, "keep", WALKING, words)
    before = said(pages, MAIN), said(pages, WALKING)
    written = write_whole

    def full(path: Path, text: str) -> None:
        if path.suffix == ".md":
            raise BedsideError([Problem(path.name, 0, 0, "C112", "cannot be written", "free some")])
        written(path, text)

    with patch("service.editing.saving.write_whole", full):
        assert send(pages, "save", MAIN, main).startswith("422")
    assert (said(pages, MAIN), said(pages, WALKING)) == before
    assert len(pages.studio.desk.drafts.all_of("ed.new")) == 2
    assert send(pages, "save", MAIN, main).startswith("303")
