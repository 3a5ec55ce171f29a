"""A draft is there again after a restart, for its writer alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from service.editing.drafts import Draft, Drafts
from tests.factories import NOW


def draft(editor: str = "ed.one", file: str = "triggers/a.yaml", text: str = "mine") -> Draft:
    return Draft(editor, file, "base", text, NOW)


def test_draft_outlives_the_process(tmp_path: Path) -> None:
    Drafts(tmp_path).keep(draft())
    assert Drafts(tmp_path).of("ed.one", "triggers/a.yaml") == draft()
    assert Drafts(tmp_path).of("ed.two", "triggers/a.yaml") is None


def test_later_draft_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep(draft(text="one"))
    drafts.keep(draft(text="two"))
    assert [d.text for d in drafts.all_of("ed.one")] == ["two"]
    drafts.drop("ed.one", "triggers/a.yaml")
    drafts.drop("ed.one", "triggers/a.yaml")
    assert drafts.all_of("ed.one") == []


def test_latest_draft_comes_first(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    later = Draft("ed.one", "triggers/b.yaml", None, "new", NOW + timedelta(minutes=1))
    drafts.keep(later)
    drafts.keep(draft())
    assert drafts.all_of("ed.one") == [later, draft()]


def test_others_at_work_on_a_file_are_known(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep(draft())
    drafts.keep(draft("ed.two", text="theirs"))
    assert [d.editor for d in drafts.others("ed.one", "triggers/a.yaml")] == ["ed.two"]


def test_damaged_draft_is_no_draft(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep(draft())
    for path in tmp_path.glob("*/*.json"):
        path.write_text("{")
    assert drafts.all_of("ed.one") == []
    assert drafts.of("ed.one", "triggers/a.yaml") is None


def test_name_of_an_editor_or_file_leads_nowhere_else(tmp_path: Path) -> None:
    home = tmp_path / "drafts"
    Drafts(home).keep(draft("../../x", "../../../etc/y"))
    assert [path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*.json")] == ["drafts"]
