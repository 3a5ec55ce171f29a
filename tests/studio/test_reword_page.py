"""Ask a scripted model for wordings, see what passes and what is refused, put it up, approve it.

The model is a server on loopback that speaks OpenAI's API; the client, the checks, the guard and
the library's files are the real ones.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.library.loader import load_library
from tests.conftest import STARTER
from tests.rewording.wire import Server, completion
from tests.studio_forks import Forks
from tests.studio_live import LiveStudio, assert_accessible, running_studio, shoot, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

MODULE = "contact/form-question"
FILE = f"content/{MODULE}/bank/northline/en-US/email.1.md"
KEY = f"rewording:{MODULE}/northline/en-US/email.1"
#: What the model changes: the first is good, the second turns an instruction round.
CHANGES = {"number that you gave": "number you gave", "do not need to": "need to"}


class Model(Server):
    """Says every sentence with `CHANGES`, once `may_answer` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()
        self.status = 200
        self.answers = [self._answer] * 200

    def _answer(self, handler: Any) -> None:
        body = json.loads(self.seen[-1].partition(b"\n\n")[2])
        schema = body["response_format"]["json_schema"]["schema"]
        prompt = body["messages"][1]["content"]
        said = {}
        for id_ in schema["properties"]:
            found = re.search(rf"(?m)^{id_}(?:: |\nApproved: )(.*)$", prompt)
            text = found[1] if found else "No."
            for old, new in CHANGES.items():
                text = text.replace(old, new)
            said[id_] = text
        self.may_answer.wait(30)
        text = completion(json.dumps(said)).encode()
        handler.send_response(self.status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)


@pytest.fixture
def model() -> Iterator[Model]:
    one = Model()
    threading.Thread(target=one.serve_forever, daemon=True).start()
    yield one
    one.may_answer.set()
    one.shutdown()
    one.server_close()


@pytest.fixture
def with_model(
    browser: Any, tmp_path: Path, forks: Forks, model: Model, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveStudio]:
    """A studio that has a model, and a library to itself."""
    monkeypatch.setenv("BEDSIDE_MODEL", "openai/local")
    monkeypatch.setenv("BEDSIDE_MODEL_API_BASE", model.base)
    shutil.copytree(STARTER.parent / "prompts", tmp_path / "prompts")
    with running_studio(tmp_path, forks=forks) as running:
        live = LiveStudio(browser, running)
        yield live
        live.close_pages()


def test_from_asking_to_approved(with_model: LiveStudio, model: Model) -> None:
    """By keyboard: ask, see one accepted and one refused, put up, approve as somebody else."""
    studio = with_model
    page = studio.open("/reword")
    page.set_default_timeout(30_000)
    shoot(page, "reword")
    assert_accessible(page)
    tab_to(page, "select[name=module]")
    page.select_option("select[name=module]", MODULE)
    tab_to(page, "form.find button")
    page.keyboard.press("Enter")
    page.wait_for_url("**module=contact**")
    tab_to(page, "select[name=brand]")
    page.keyboard.type("North")
    shoot(page, "reword-module")
    assert_accessible(page)
    tab_to(page, "form.reword-form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reword/asked/**")
    assert "0 of 1 sample answered" in page.inner_text("#asked")
    shoot(page, "reword-asking")
    assert_accessible(page)
    model.may_answer.set()
    page.wait_for_selector("#proposal-0")
    page.wait_for_selector("#asked:not([hx-get])")
    accepted, refused = page.locator(".pair.accepted"), page.locator(".pair.refused")
    assert accepted.count() == refused.count() == 1
    assert "phone number you gave" in accepted.inner_text()
    assert "RW-2" in refused.inner_text()
    assert re.search(r"grade \d+\.\d before, \d+\.\d after", page.inner_text(".measures"))
    shoot(page, "reword-answer", dark=True)
    assert_accessible(page)
    assert not (studio.library / FILE).exists()

    other = studio.open(page.url.removeprefix(studio.url), "ed.okafor")
    assert "W601" in other.inner_text("main")

    tab_to(page, "form[action='/reword/put-up'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=It is on the Approve page")
    shoot(page, "reword-put-up")
    assert_accessible(page)
    text = (studio.library / FILE).read_text()
    assert "written_by: [ed.rivera]\n" in text
    assert "phone number you gave." in text
    assert "You do not need to send it again." in text
    library = load_library(studio.library)
    assert [p for p in library.problems if p.level == "error"] == []
    assert library.rewordings[KEY.partition(":")[2]].item.key == KEY

    review = studio.open("/approve", "rev.operations")
    assert "asked for" in review.inner_text(f"tr:has(a[href='/approve/{KEY}'])")
    review.click(f"a[href='/approve/{KEY}']")
    assert "phone number you gave." in review.inner_text(".diff")
    review.click("button:has-text('Approve')")
    review.wait_for_url("**done=approved**")
    page.goto(f"{studio.url}/reword?module={MODULE}")
    row = page.locator("details:has-text('northline')")
    assert "approved" in row.locator(".tag").inner_text()
    row.locator("summary").click()
    assert "that " in row.locator("del").all_inner_texts()
    shoot(page, "reword-banked")
    assert_accessible(page)
    assert page.said == []


def test_words_that_changed_meanwhile_and_a_model_that_fails(
    with_model: LiveStudio, model: Model
) -> None:
    studio = with_model
    model.may_answer.set()
    page = studio.open(f"/reword?module={MODULE}&brand=northline")
    page.set_default_timeout(30_000)
    page.click("button:has-text('Ask for wordings')")
    page.wait_for_selector("#asked:not([hx-get]) button")
    words = studio.library / "content" / MODULE / "en-US/email.md"
    words.write_text(
        words.read_text().replace("and the call is free", "and the call costs nothing")
    )
    page.click("button:has-text('Put up for approval')")
    page.wait_for_selector("[role=alert]")
    assert re.search(r"C1(43|61)", page.inner_text("[role=alert]"))
    assert not (studio.library / FILE).exists()
    shoot(page, "reword-changed")
    assert_accessible(page)

    model.status = 400
    page.goto(f"{studio.url}/reword?module=visit/prepare-phone&words=portal&brand=northline")
    page.click("button:has-text('Ask for wordings')")
    page.wait_for_selector("#asked:not([hx-get])")
    assert "RW-61" in page.inner_text("#proposal-0")
    assert page.locator("button:has-text('Put up')").count() == 0
    shoot(page, "reword-failed")
    assert_accessible(page)


def test_without_a_model_the_page_says_what_to_set(studio: LiveStudio) -> None:
    page = studio.open(f"/reword?module={MODULE}")
    assert "BEDSIDE_MODEL" in page.inner_text(".note.wait")
    assert page.is_disabled("button:has-text('Ask for wordings')")
    assert "No brand is approved" in page.inner_text("form.reword-form")  # it has no `prompts/`
    assert "cedar-valley" in page.inner_text("section:has(#bank-head)")
    shoot(page, "reword-no-model")
    assert_accessible(page)
    token = page.get_attribute("meta[name=form-token]", "content")
    form = {"form_token": token, "module": MODULE, "brand": "northline", "words": "email"}
    headers = {"Origin": studio.url}
    answer = page.request.post(f"{studio.url}/reword", form=form, headers=headers)
    assert (answer.status, "C151" in answer.text()) == (422, True)
    nonsense = page.request.post(
        f"{studio.url}/reword", form=form | {"samples": "99"}, headers=headers
    )
    assert nonsense.status == 400


def test_whoever_does_not_edit_may_look_and_not_ask(studio: LiveStudio) -> None:
    page = studio.open(f"/reword?module={MODULE}", "rev.operations")
    assert "Only editors can ask" in page.inner_text("main")
    token = page.get_attribute("meta[name=form-token]", "content")
    for path in ("/reword", "/reword/put-up"):
        answer = page.request.post(
            f"{studio.url}{path}", form={"form_token": token}, headers={"Origin": studio.url}
        )
        assert answer.status == 403
        assert "W606" in answer.text()
