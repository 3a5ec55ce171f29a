"""New claims, signals and directory entries: begun from a form, saved once they have words."""

from __future__ import annotations

import shutil

import pytest
import yaml

from tests.conftest import STARTER
from tests.studio.test_editing_page import begin
from tests.studio_live import LiveStudio, assert_accessible, shoot, tab_to


@pytest.mark.parametrize("what", ["claim", "signal", "entry"])
def test_form_says_what_is_wrong(studio: LiveStudio, what: str) -> None:
    page = studio.open("/edit/new")
    page.click(f"nav.segments a[href$='what={what}']")
    shoot(page, f"edit-new-{what}")
    assert_accessible(page)
    tab_to(page, "input[name=name]")
    page.keyboard.type("Not A Name")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.get_attribute("input[name=name]", "aria-invalid") == "true"
    assert "name" in page.inner_text("#name-problem")
    assert "`" not in page.inner_text("main")
    assert page.title() == "Error: New · Bedside Studio"
    # What is wrong is read first, and leads to its field.
    assert page.evaluate("document.activeElement.matches('main [role=alert]')")
    assert page.inner_text("[role=alert] a").startswith("Name: this cannot be a")
    page.click("[role=alert] a")
    assert page.evaluate("document.activeElement.name") == "name"
    assert_accessible(page)


def test_entry_is_added_and_saved(own_studio: LiveStudio) -> None:
    page = own_studio.open("/edit/new?what=entry")
    begin(page, "hillside", "directories/places.yaml", directory="places")
    assert page.inner_text("#seen-count") == "6"
    assert "L374" in page.inner_text("#marks")
    text = page.input_value("#text")
    words = (
        "Hillside Clinic",
        "1 Hill Road, Cedar Valley",
        "319-555-0119",
        "https://cedarvalley.example.org/hillside",
        "Parking is free.",
        "Use the front door.",
    )
    for each in words:
        text = text.replace("Write here what recipients read", each, 1)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.wait_for_selector("#seen-count:text-is('none')", timeout=20_000)
    page.click("#save", timeout=60_000)  # what a place is in is tried first
    page.wait_for_url("**done=saved**", timeout=60_000)
    saved = yaml.safe_load((own_studio.library / "directories/places.yaml").read_text())
    assert saved["entries"]["hillside"]["name"] == "Hillside Clinic"
    assert "ed.rivera" in saved["written_by"]


def test_module_is_renamed_by_a_copy(own_studio: LiveStudio) -> None:
    page = own_studio.open("/edit/at/content/contact/nurse-line/module.yaml")
    page.click("text=Make a copy…")
    assert page.input_value("input[name=copy]") == "contact/nurse-line"
    page.fill("input[name=copy]", "contact/nurse")
    shoot(page, "edit-new-copy")
    page.fill("input[name=name]", "contact/ask-a-nurse")
    page.click("button:has-text('Begin a draft')")
    page.wait_for_selector("[role=alert]")
    assert "There is no such module" in page.inner_text("#copy-problem")
    assert_accessible(page)
    page.fill("input[name=copy]", "contact/nurse-line")
    page.click("button:has-text('Begin a draft')")
    page.wait_for_url("**/edit/at/content/contact/ask-a-nurse/module.yaml")
    page.wait_for_selector("#seen-count:not(:text-is('…'))", timeout=20_000)
    page.click("#save", timeout=60_000)
    page.wait_for_url("**done=saved**", timeout=60_000)
    old, new = (own_studio.library / "content/contact" / n for n in ("nurse-line", "ask-a-nurse"))
    words = [path.relative_to(old) for path in (old / "en-US").iterdir()]
    assert words
    assert all((new / file).read_text() == (old / file).read_text() for file in words)
    made = yaml.safe_load((new / "module.yaml").read_text())
    assert (made["id"], made["title"]) == ("contact/ask-a-nurse", "Ask a nurse")
    assert "ed.rivera" in made["written_by"]


def test_claim_and_signal_begin_in_their_files(own_studio: LiveStudio) -> None:
    page = own_studio.open("/edit/new?what=claim")
    begin(page, "rest-helps", "claims/rest-helps.yaml", topic="heart")
    assert "topics: [heart]" in page.input_value("#text")
    shoot(page, "edit-new-claim-draft")
    assert_accessible(page)
    page.goto(f"{own_studio.url}/edit/new?what=signal")
    begin(page, "records.requested", "signals/records.requested.yaml")
    assert page.inner_text("#seen-count") == "1"


def test_layout_brand_and_experiment_begin_in_the_studio(own_studio: LiveStudio) -> None:
    page = own_studio.open("/edit/new?what=brand")
    assert "The library has none to begin with" in page.inner_text("main")
    shutil.copytree(STARTER.parent / "prompts", own_studio.library / "prompts")
    page.goto(f"{own_studio.url}/edit/new?what=layout&copy=email-care")
    page.set_default_timeout(20_000)
    shoot(page, "new-layout")
    assert_accessible(page)
    begin(page, "email-survey", "layouts/email-survey.yaml")
    assert "L210" in page.inner_text("#marks")
    page.goto(f"{own_studio.url}/edit/at/prompts/northline/brand.yaml")
    page.click("text=Make a copy…")
    begin(page, "river-clinic", "prompts/river-clinic/brand.yaml")
    assert page.inner_text("#seen-count") == "none"
    page.goto(f"{own_studio.url}/edit/new?what=experiment")
    shoot(page, "new-experiment", dark=True)
    assert_accessible(page)
    page.fill("[name=module]", "contact/nurse")
    page.fill("[name=name]", "front-desk")
    page.click("button:has-text('Begin a draft')")
    page.wait_for_selector("#module-problem")
    assert_accessible(page)
    page.fill("[name=module]", "contact/nurse-line")
    begin(page, "front-desk", "experiments/front-desk.yaml", trigger="article-follow-up")
    assert "L374" in page.inner_text("#marks")
