"""The starter library: it loads, checks clean under the real guard, and holds what it promises."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from guardrails import Guard
from service.checking import check_library
from service.domain.vocabulary import CHANNELS
from service.library.library import Library
from service.library.release import Release
from tests.conftest import STARTER, TODAY


def test_starter_reads_without_a_problem(starter: Library) -> None:
    assert starter.problems == ()


def test_starter_checks_clean_without_the_guard() -> None:
    assert [str(problem) for problem in check_library(STARTER, TODAY, guard=None)] == []


@pytest.mark.slow
def test_starter_checks_clean_with_the_guard(guard: Guard) -> None:
    problems = check_library(STARTER, TODAY, guard=guard)
    assert [str(problem) for problem in problems if problem.level == "error"] == []


def test_starter_holds_what_it_promises(starter: Library) -> None:
    assert starter.settings is not None
    topics = starter.settings.value.topics
    lines = {name for name, topic in topics.items() if topic.service_line}
    assert len(starter.signals) >= 12
    assert len(starter.triggers) >= 15
    assert len(starter.modules) >= 80
    assert len(lines) >= 6
    assert "behavioral_health" in lines
    assert topics["behavioral_health"].sensitivity == "sensitive"
    assert all(any(line in m.value.topics for m in starter.modules.values()) for line in lines)


def test_starter_speaks_in_every_channel_and_to_everybody(starter: Library) -> None:
    spoken = Counter(f.value.channel for files in starter.renditions.values() for f in files)
    assert all(spoken[channel] >= 10 for channel in CHANNELS)
    audiences = {name for item in starter.triggers.values() for name in item.value.audience}
    assert {"patient", "caregiver", "clinician"} <= audiences
    recipients = {name for item in starter.triggers.values() for name in item.value.recipients}
    assert recipients == {"known", "anonymous"}


def test_starter_covers_every_stage(starter: Library) -> None:
    stages = {item.value.stage for item in starter.triggers.values()}
    assert stages >= {
        *("inquiry", "scheduling", "preparation", "after_visit", "prevention", "events"),
        *("preferences", "missed_visit", "portal", "referral", "professional"),
    }


def test_starter_says_what_must_be_said(starter: Library) -> None:
    kinds = {item.value.kind for item in starter.modules.values()}
    assert {"disclaimer", "privacy", "opt_out", "why", "escalation"} <= kinds


def test_everything_in_the_starter_is_released(release: Release, starter: Library) -> None:
    assert {item.key for item in starter.items()} == set(release.stamps)


#: Whom to call for the next visit, as words say it.
_NEXT_VISIT = r"(?:another|next) visit\b.*?\b[Cc]all (\{\{.+?\}\}|[^.,]+)"


def test_a_message_with_all_numbers_names_one_for_the_next_visit(release: Release) -> None:
    """`contact/reach-us` says whom to call to book; the words above it have to say the same."""
    told = {}
    for trigger in release.triggers.values():
        named = {module for slot in trigger.slots.values() for module in slot.modules}
        for module in named if "contact/reach-us" in named else ():
            for words in release.renditions[module]:
                for number in re.findall(_NEXT_VISIT, words.source):
                    told[module, words.channel, words.variant] = number
    assert told == {
        ("visit/after-visit", "email", ""): "{{ scheduling.phone }}",
        ("visit/after-visit", "email", "simple"): "{{ scheduling.phone }}",
        ("visit/after-visit", "portal", ""): "{{ scheduling.phone }}",
    }


def test_a_call_that_answers_a_call_for_help_says_first_who_calls(release: Release) -> None:
    """It began with what the person wrote, before anybody knew who had picked up."""
    begins = {
        module: words.source.split("## Say", 1)[1].strip().splitlines()[0]
        for module in ("safety/crisis", "safety/emergency", "safety/poison")
        for words in release.renditions[module]
        if words.channel == "call"
    }
    asked = "Am I speaking with the person who wrote to us a short while ago?"
    hello = f"- Hello, this is {{{{ organisation.name }}}}. {asked}"
    assert begins == dict.fromkeys(begins, hello)
    assert len(begins) == 3


def test_a_caller_asks_once_whether_it_is_a_good_time(release: Release) -> None:
    asking = {
        module
        for module, renditions in release.renditions.items()
        for words in renditions
        if words.channel == "call" and re.search(r"[Ii]s (?:this|now) a good time", words.source)
    }
    assert asking == {"call/opening"}


def test_no_day_is_named_by_its_weekday_alone(release: Release) -> None:
    """A reminder of the same morning said "See you on Thursday" to who reads it that Thursday."""
    shown = [
        (module, words.channel, words.variant)
        for module, renditions in release.renditions.items()
        for words in renditions
        if ".weekday }}" in words.source
    ]
    assert shown == []


#: How the starter writes what can be written in two ways; `9:30 AM` is how values are shown.
_HOUSE_STYLE = {
    r"\d ?[ap]\.m\.": "AM, PM",
    r"\d ?(?:am|pm)\b": "AM, PM",
    r"\be-mails?\b": "email",
    r"\bcancelled\b": "canceled",
    r"\bcentre\b": "center",
    r"\bhealthcare\b": "health care",
    r"\bcheckups?\b": "check-up",
}


def test_words_that_can_be_written_in_two_ways_are_written_in_one(starter: Library) -> None:
    """A message gave "9:30 AM" for the visit and "7 a.m. to 6 p.m." for whom to call."""
    assert starter.settings is not None
    words = [
        (f"{module}, {file.value.channel} {field}", text)
        for module, files in starter.renditions.items()
        for file in files
        for field, text in (
            ("words", file.value.source),
            ("subject", file.value.subject or ""),
            ("preheader", file.value.preheader or ""),
            ("title", file.value.title or ""),
            ("action", file.value.action.label if file.value.action else ""),
        )
    ]
    words += [(f"trigger {name}", item.value.because) for name, item in starter.triggers.items()]
    words += [
        (f"value {group}.{name}", shown)
        for group, fields in starter.settings.value.values.items()
        for name, shown in fields.items()
    ]
    words += [
        (f"{name}/{entry}.{field}", shown)
        for name, item in starter.directories.items()
        for entry, fields in item.value.entries.items()
        for field, shown in fields.items()
    ]
    found = [
        f"{place}: {hit.group()}, not {right}"
        for place, text in words
        for wrong, right in _HOUSE_STYLE.items()
        if (hit := re.search(wrong, text))
    ]
    assert found == []


def test_nobody_has_to_talk_on_a_phone_to_be_helped(release: Release) -> None:
    """Who cannot hear was told to call, also for sign language and in a crisis."""

    def words(module: str) -> list[str]:
        return [w.source for w in release.renditions[module] if w.channel != "call"]

    assert all("message" in text for text in words("visit/interpreter"))
    assert all("{{ relay.number }}" in text for text in words("brand/closing"))
    for about_the_line in ("safety/crisis", "behavioral-health/support-lines"):
        assert all("all or text" in text for text in words(about_the_line))
