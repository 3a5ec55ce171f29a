"""An editor takes away what nobody approved, and is led to how the rest is retired."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails import Guard
from tests.editing.conftest import LIBRARY
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to
from tests.studio_pages import Pages, studio_pages

SIGNAL = "type: records.asked\ntitle: Asked\nowner: a@b.org\nwritten_by: [ed.new]\nsource: form\n"
FILE = "signals/records.asked.yaml"


@pytest.fixture
def pages(tmp_path: Path, guard: Guard) -> Iterator[Pages]:
    people = {"ed.new": frozenset({"editor"}), "rev.medical": frozenset({"medical"})}
    with studio_pages(tmp_path, LIBRARY, guard, people) as made:
        made.write(FILE, SIGNAL)
        yield made


def test_delete_asks_first_and_then_does_it(pages: Pages) -> None:
    key, path = "signal:records.asked", pages.studio.library / FILE
    assert f"/edit/remove/{key}" in pages.get(f"/edit/at/{FILE}", "ed.new").html
    asked = pages.get(f"/edit/remove/{key}", "ed.new")
    assert FILE in asked.words
    assert "Delete for good" in asked.words
    assert path.is_file()
    old = pages.post("/edit/delete", "ed.new", key=key, hash="0" * 64)
    assert (old.status, "C143" in old.words, path.is_file()) == (409, True, True)
    done = pages.post("/edit/delete", "ed.new", key=key, hash=pages.hash_of(key))
    assert (done.status, done.location, path.exists()) == (303, "/edit?done=deleted", False)
    assert "It is deleted." in pages.get("/edit?done=deleted", "ed.new").words
    assert pages.get(f"/edit/remove/{key}", "ed.new").status == 404


def test_a_module_that_is_deleted_leaves_a_library_that_works(pages: Pages) -> None:
    new = {"what": "module", "name": "heart/soup", "kind": "education", "channel": "email"}
    at = pages.post("/edit/new", "ed.new", **new).location
    words = "## Soup\n\nSoup is warm.\n"
    file = at.removeprefix("/edit/at/")
    assert pages.post("/edit/save", "ed.new", file=file, text=words, new="yes").status == 303
    key = "module:heart/soup"
    done = pages.post("/edit/delete", "ed.new", key=key, hash=pages.hash_of(key))
    assert done.status == 303
    assert "Cannot be read" not in pages.get(done.location, "ed.new").words
    assert (
        "No message can be made"
        not in pages.get("/approve/module:heart/walking", "rev.medical").words
    )
    assert pages.post("/edit/new", "ed.new", **new).location == at


def test_only_editors_delete(pages: Pages) -> None:
    key = "signal:records.asked"
    assert "Delete for good" not in pages.get(f"/edit/remove/{key}", "rev.medical").words
    refused = pages.post("/edit/delete", "rev.medical", key=key, hash=pages.hash_of(key))
    assert (refused.status, (pages.studio.library / FILE).is_file()) == (403, True)


def test_what_uses_it_is_named(pages: Pages) -> None:
    trigger = pages.studio.library / "triggers/visit-booked.yaml"
    pages.write(
        "triggers/visit-booked.yaml",
        trigger.read_text().replace("stop_when: [", "stop_when: [records.asked, ", 1),
    )
    shown = pages.get("/edit/remove/signal:records.asked", "ed.new").words
    assert "trigger:visit-booked stop_when" in " ".join(shown.split())
    assert "Delete for good" not in shown
    key = "signal:records.asked"
    refused = pages.post("/edit/delete", "ed.new", key=key, hash=pages.hash_of(key))
    assert (refused.status, "C147" in refused.words) == (409, True)
    assert "trigger:visit-booked" in refused.words


def test_what_was_approved_is_retired_and_not_deleted(pages: Pages) -> None:
    key, file = "module:heart/walking", "content/heart/walking/module.yaml"
    shown = pages.get(f"/edit/remove/{key}", "ed.new")
    assert "Delete for good" not in shown.words
    assert "takes their yes back" in shown.words
    assert f'href="/approve/{key}"' in shown.html
    refused = pages.post("/edit/delete", "ed.new", key=key, hash=pages.hash_of(key))
    assert (refused.status, "Retire it" in refused.words) == (409, True)
    past = pages.post("/edit/end", "ed.new", key=key, until="2020-01-01")
    assert (past.status, "L402" in past.words) == (422, True)
    begun = pages.post("/edit/end", "ed.new", key=key, until="2027-02-01")
    assert (begun.status, begun.location) == (303, f"/edit/at/{file}")
    draft = pages.studio.desk.drafts.of("ed.new", file)
    assert draft is not None
    assert "\nexpires: 2027-02-01\n" in draft.text
    assert "2027-02-01" not in (pages.studio.library / file).read_text()


def test_pages_by_keyboard(own_studio: LiveStudio) -> None:
    (own_studio.library / FILE).write_text(SIGNAL)
    page = own_studio.open("/edit/remove/claim:half-the-plate")
    assert "module:nutrition/plate-in-three-parts" in page.inner_text("main")
    shoot(page, "edit-retire", dark=True)
    assert_accessible(page)
    page.goto(f"{own_studio.url}/edit/remove/signal:records.asked")
    shoot(page, "edit-delete")
    assert_accessible(page)
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=deleted", timeout=30_000)
    assert_accessible(page)
    assert not (own_studio.library / FILE).exists()
