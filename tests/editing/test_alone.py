"""A module's words by themselves: in every channel, before any message holds them."""

from __future__ import annotations

from guardrails import Guard
from service.editing.alone import Alone, alone
from service.editing.creating import new_module
from service.editing.workspace import Workspace
from tests.conftest import TODAY


def by_channel(found: tuple[Alone, ...]) -> dict[str, Alone]:
    return {f"{one.channel} {one.variant}".strip(): one for one in found}


def test_every_rendition_is_shown_with_made_up_values(workspace: Workspace, guard: Guard) -> None:
    found = by_channel(alone(workspace.library(), "visit/booked", guard))
    assert set(found) == {"call", "email", "portal", "sms", "web"}
    for one in found.values():
        assert one.words is not None, one.why_not
        (when,) = [value for name, value in one.values if name.startswith("starts_at")]
        assert when in ("Wednesday, September 23 at 10:30 PM", "Sep 23, 10:30 PM")
        assert when in one.words.text
        assert "Small Clinic North" in one.words.text
        assert one.findings == ()


def test_new_module_is_seen_before_a_trigger_names_it(workspace: Workspace, guard: Guard) -> None:
    texts = new_module(workspace.library(), "heart/new-idea", "education", "sms", "ed.new", TODAY)
    words = "content/heart/new-idea/en-US/sms.txt"
    texts[words] = "Because you have diabetes, call {{ organisation.phone }}.\n"
    (one,) = alone(workspace.with_texts(texts), "heart/new-idea", guard)
    assert one.words is not None
    assert one.words.text.startswith("Because you have diabetes, call 3")
    assert "DX-01" in {finding.rule for finding in one.findings if finding.stops}


def test_words_in_another_country_are_shown_too(workspace: Workspace, guard: Guard) -> None:
    file = "content/heart/walking/en-GB/email.md"
    found = alone(workspace.with_texts({file: "A walk.\n"}), "heart/walking", guard)
    assert [one.locale for one in found if one.file == file and one.words] == ["en-GB"]


def test_what_cannot_be_shown_says_why(workspace: Workspace, guard: Guard) -> None:
    email, sms = "content/heart/walking/en-US/email.md", "content/heart/walking/en-US/sms.txt"
    french = "content/heart/walking/fr-FR/email.md"
    texts = {email: "See {{ nobody.knows }}.\n", sms: "See [[lock]]this.\n", french: "Marchez.\n"}
    found = {one.file: one for one in alone(workspace.with_texts(texts), "heart/walking", guard)}
    assert [found[file].words for file in texts] == [None, None, None]
    assert "nobody.knows" in found[email].why_not
    assert found[french].why_not.startswith("GU-04: ")
    assert found[sms].why_not
    assert alone(workspace.library(), "heart/nothing", guard) == ()
