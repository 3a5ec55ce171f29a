"""Questions, their addresses, and where the words of a message are from; without a browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import Guard
from service.domain.message import Message
from service.domain.vocabulary import REASON_CODES
from service.library.release import Release
from service.scenarios import load_scenarios, people
from service.settings import STARTER_LIBRARY
from service.studio.pages import environment
from service.studio.previewing import words
from service.studio.previewing.asking import Ask, query, read_ask, scenarios, slug
from service.studio.previewing.frames import frame_document
from service.studio.previewing.making import Preview, preview
from service.studio.previewing.sources import Traced, as_elements, pieces, without_marks
from service.studio.previewing.spreading import spread
from service.studio.routes.preview import shown
from service.studio.shelf import Held, Shelf
from tests.conftest import TODAY
from tests.factories import NOW
from tests.studio_pages import Shown, studio_pages


@pytest.fixture(scope="module")
def held() -> Held:
    return Shelf(STARTER_LIBRARY).held()


@pytest.fixture(scope="module")
def served(held: Held) -> Release:
    return held.release(TODAY, drafts=False)


def asked(held: Held, served: Release, guard: Guard, **given: str) -> Preview:
    return preview(held, served, read_ask(given, served, NOW), guard)


def back(ask: Ask, served: Release) -> Ask:
    return read_ask(dict(parse_qsl(query(ask))), served, NOW)


def test_every_word_of_the_vocabularies_has_a_name() -> None:
    assert set(words.REASONS) == set(REASON_CODES)
    assert set(words.PEOPLE_NAMES) == set(people())


@pytest.mark.parametrize("name", ["", *scenarios()])
def test_an_address_asks_what_was_asked(served: Release, name: str) -> None:
    ask = read_ask({"scenario": name}, served, NOW)
    assert back(ask, served) == ask


_KEYS = st.sampled_from(
    [
        *("scenario", "signal", "channel", "person", "now", "a.starts_at", "a.place", "a.topic"),
        *("age", "text", "audience", "level", "locale", "zone", "consent.education", "stop.sms"),
        *("sent", "sent_channel", "content", "view", "look", "images", "key"),
    ]
)
_WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *("appointment.booked", "article.read", "sms", "email", "north", "heart", "-1", "4"),
            *("2026-03-08T02:30", "9999-12-31T23:59", "0001-01-01", "2026-11-24T10:00+14:00"),
            *(
                "٣",
                "given",
                "none",
                "unknown",
                "Asia/Kolkata",
                "dark",
                "drafts",
                "preview-7",
                "2026-11-01T01:30-06:00",
            ),
        ]
    ),
)


class Quiet:
    """The release under a short name, because hypothesis prints what it was given."""

    def __init__(self, held: Held, served: Release, guard: Guard) -> None:
        self.held, self.served, self.guard = held, served, guard


@pytest.fixture(scope="module")
def quiet(held: Held, served: Release, guard: Guard) -> Quiet:
    return Quiet(held, served, guard)


@settings(max_examples=100, deadline=None)
@given(given=st.dictionaries(_KEYS, _WORDS, max_size=12))
def test_any_address_is_a_question_that_can_be_answered(
    quiet: Quiet, given: dict[str, str]
) -> None:
    ask = read_ask(given, quiet.served, NOW)
    assert back(ask, quiet.served) == ask
    found = preview(quiet.held, quiet.served, ask, quiet.guard)
    assert found.decision is not None or found.faults


@pytest.mark.parametrize("scenario", load_scenarios(), ids=slug)
def test_a_scenario_comes_out_as_in_the_demo_and_knows_where_its_words_are_from(
    held: Held, served: Release, guard: Guard, scenario: object
) -> None:
    found = asked(held, served, guard, scenario=slug(scenario))  # type: ignore[arg-type]
    assert found.decision is not None
    message = found.decision.message
    if message is None:
        return
    marked = found.traced.message
    assert marked is not None
    assert found.traced.exact
    for name in ("html", "text", "sms", "web"):
        decided = getattr(message, name)
        if decided is not None:
            assert without_marks(getattr(marked, name)) == decided
    assert [source.choice for source in found.sources] == list(found.decision.receipt.choices)
    assert all(source.file and source.approvals for source in found.sources)


def test_a_text_message_is_somebodys_in_every_word(
    held: Held, served: Release, guard: Guard
) -> None:
    found = asked(held, served, guard, scenario="text-messages-a-visit-was-booked")
    assert found.traced.message is not None
    parts = pieces(found.traced.message.sms or "")
    assert [number for number, said in parts if said.strip()] == [0, 1, 2]
    assert "".join(said for _, said in parts) == found.decision.message.sms  # type: ignore[union-attr]


def test_every_module_of_an_email_has_its_place_in_it(
    held: Held, served: Release, guard: Guard
) -> None:
    found = asked(held, served, guard, scenario="outcomes-a-visit-was-booked")
    html = as_elements(found.traced.message.html or "")  # type: ignore[union-attr]
    assert {f'data-from="{s.number}"' in html for s in found.sources} == {True}
    assert not any("\ue000" <= letter <= "\ue005" for letter in html)
    head = html.partition("<body")[0]
    assert "data-from" not in head


def test_a_blocked_message_is_shown_with_what_the_guard_found(
    held: Held, served: Release, guard: Guard
) -> None:
    found = asked(held, served, guard, scenario="outcomes-a-careless-sentence-was-approved")
    assert found.decision is not None
    assert found.decision.outcome == "blocked"
    assert found.decision.message is None
    (hit,) = found.hits
    assert (hit.finding.rule, hit.finding.text) == ("DX-02", "your high blood pressure")
    assert hit.finding.suggestion == "high blood pressure"
    assert hit.before.endswith("managing ")
    assert "your high blood pressure" in (found.traced.message.html or "")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({}, []),
        ({"consent.care_operations": "none"}, ["consent_absent"]),
        ({"consent.care_operations": "withdrawn"}, ["consent_withdrawn"]),
        ({"consent.care_operations": "new"}, []),
        ({"stop.email": "1"}, ["opted_out"]),
        ({"age": "14d"}, ["signal_expired"]),
        ({"channel": "sms", "zone": "unknown"}, ["zone_unknown"]),
        ({"channel": "sms", "now": "2026-11-24T23:30"}, ["quiet_hours"]),
        ({"channel": "sms", "now": "2026-11-24T23:30", "zone": "Pacific/Honolulu"}, []),
        ({"signal": "article.read", "sent": "2"}, ["frequency_cap"]),
        ({"signal": "article.read", "consent.education": "given"}, []),
        ({"signal": "article.read", "consent.education": "new"}, ["consent_absent"]),
    ],
)
def test_time_travel_changes_the_outcome(
    held: Held, served: Release, guard: Guard, given: dict[str, str], reasons: list[str]
) -> None:
    given = {"now": "2026-11-24T10:00", **given}
    found = asked(held, served, guard, **given)
    assert found.decision is not None
    assert [reason.code for reason in found.decision.reasons] == reasons


def test_links_in_a_frame_lead_nowhere(held: Held, served: Release, guard: Guard) -> None:
    for name in ("outcomes-a-visit-was-booked", "web-blocks-an-anonymous-visitor-read-an-article"):
        found = asked(held, served, guard, scenario=name)
        assert found.traced.message is not None
        document = frame_document(found.traced.message, found.ask)
        assert "<a " in document
        assert "href=" not in document
        assert 'title="https://' in document


def test_a_script_lists_each_of_its_sentences_once(
    held: Held, served: Release, guard: Guard
) -> None:
    found = asked(held, served, guard, scenario="call-scripts-asked-to-be-called-back")
    assert found.traced.exact
    sentences = [sentence for source in found.sources for sentence in source.sentences]
    assert "Hello, I am calling from Cedar Valley Health." in sentences
    assert len(sentences) == len(set(sentences))
    assert not any(sentence.startswith(("-", "Say")) for sentence in sentences)


# --- words that could not be read ----------------------------------------------------------------

HANDED_ON = "Told: nurse line, who answer within 10 minutes."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "spanish",
            "The person's own words ask for help, or cannot be read. "
            "The person's own words could not be read, and may ask for help (emergency) urgent "
            f"{HANDED_ON} The words could not be read here.",
        ),
        (
            "help",
            "The person's own words ask for help, or cannot be read. "
            f"The person's own words ask for help (emergency) urgent {HANDED_ON}",
        ),
    ],
)
def test_page_says_whether_the_words_that_are_handed_on_were_read(
    tmp_path: Path, guard: Guard, text: str, says: str
) -> None:
    asked = f"/preview?signal=message.received&channel=sms&now=2026-11-24T10:00&text={text}"
    with studio_pages(tmp_path, STARTER_LIBRARY, guard, {"ed": frozenset({"editor"})}) as pages:
        page = pages.get(asked, "ed")
    told = page.html.partition('class="outcome-words">')[2].partition("</div>")[0]
    assert Shown(200, told, "").words == says


def test_a_message_without_a_look_of_its_own_is_shown_in_words(served: Release) -> None:
    """A channel that is being added is seen in Preview before anybody has drawn it."""
    message = Message(
        channel="pager",  # type: ignore[arg-type]
        locale="en-US",
        readables=(),
        visible_text="\ue0000\ue001Your visit is <soon>.\ue002 Bye.",
        size=26,
    )
    ask = read_ask({}, served, NOW)
    found = Preview(ask, served, None, (), (), Traced(message, True, ()))
    html = environment().get_template("message.html").render(**shown(found), ask=ask, query="")
    assert (
        '<pre class="plain-text"><span data-from="0">Your visit is &lt;soon&gt;.</span> Bye.</pre>'
        in html
    )
    assert "<iframe" not in html


# --- values that stop a message -------------------------------------------------------------------

YOGA = {
    "name": "Chair yoga",
    "place": "the gym",
    "length": "one hour",
    "bring": "Bring a mat.",
    "page": "https://cedarvalley.example.org/events/chair-yoga",
}


@pytest.mark.parametrize("way", ["channels", "variants", "values"])
@pytest.mark.parametrize(
    "wrong", [{"page": "cedarvalley.example.org/x"}, {"name": "Chair\u00ad yoga"}, {"name": "(("}]
)
def test_message_that_a_value_stops_is_shown_with_its_reason_and_its_files(
    held: Held, served: Release, guard: Guard, wrong: dict[str, str], way: str
) -> None:
    """A release that was built before values were checked may hold such an entry."""
    events = served.directories["events"]
    entries = {"chair_yoga": {**YOGA, **wrong}}
    release = served.model_copy(
        update={
            "directories": {
                **served.directories,
                "events": events.model_copy(update={"entries": entries}),
            }
        }
    )
    release.__dict__["hash"] = f"{served.hash}/{sorted(wrong.items())}"
    given = {"signal": "event.registered", "a.event": "chair_yoga", "person": "regular"}
    ask = read_ask({**given, "channel": "portal"}, release, NOW)
    found = preview(held, release, ask, guard)
    assert found.decision is not None
    assert (found.decision.outcome, found.traced.message) == ("blocked", None)
    assert [reason.code for reason in found.decision.reasons] == ["guardrail"]
    assert [source.choice for source in found.sources] == list(found.decision.receipt.choices)
    assert all(source.file for source in found.sources)
    assert spread(way, ask, release, lambda one: preview(held, release, one, guard))


def test_page_names_the_line_of_a_value_that_stops_messages(tmp_path: Path, guard: Guard) -> None:
    entry = "\n".join(f"    {name}: {value}" for name, value in {**YOGA, "page": "x.org"}.items())
    with studio_pages(tmp_path, STARTER_LIBRARY, guard, {"ed": frozenset({"editor"})}) as pages:
        file = "directories/events.yaml"
        text = (pages.studio.library / file).read_text()
        pages.write(file, f"{text}  chair_yoga:\n{entry}\n")
        page = pages.get("/preview?signal=event.registered&content=drafts", "ed")
        line = text.count("\n") + 6
        assert page.status == 503
        assert f"{file}:{line}:5 L377" in page.words
