"""Reading a rendition: what it shows, what is locked, and every problem with its place."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from service.channels import (
    CODES,
    LockedSpan,
    OpenSegment,
    RenditionProblem,
    RenditionProblems,
    render,
)
from tests.channels.samples import VALUES, compiled, placed, problems

WALK = """\
## Start with ten minutes

Pick a time that
has a place in your day.

- Walk at a pace that still lets you **talk**.
- See [the map]({{ place.directions_url }}).

[[lock: claim walking]]It can help.[[/lock]] Ask *us*: [{{ place.phone }}](tel:{{ place.phone }}).
"""


def test_everything_that_can_be_known_without_values() -> None:
    found = compiled(
        "email",
        WALK,
        subject="A walk near {{ place.name }}",
        preheader="On {{ starts_at.date }}.",
        action={"label": "Open {{ portal.name }}", "url": "{{ portal.url }}/walks"},
    )
    assert found.variables == (
        ("place", "directions_url"),
        ("place", "name"),
        ("place", "phone"),
        ("portal", "name"),
        ("portal", "url"),
        ("starts_at", "date"),
    )
    assert found.locked == (LockedSpan("It can help.", "walking"),)
    assert [(segment.line, segment.text) for segment in found.open_segments] == [
        (1, "Start with ten minutes"),
        (3, "Pick a time that\nhas a place in your day."),
        (6, "Walk at a pace that still lets you **talk**."),
        (7, "See [the map]({{ place.directions_url }})."),
        (9, "Ask *us*: [{{ place.phone }}](tel:{{ place.phone }})."),
    ]
    assert all(WALK[part.start : part.end] == part.text for part in found.open_segments)
    assert found.words == (
        "A walk near {{ place.name }}\nOn {{ starts_at.date }}.\nStart with ten minutes\n"
        "Pick a time that has a place in your day.\n\n"
        "- Walk at a pace that still lets you talk.\n"
        "- See the map: {{ place.directions_url }}.\n\n"
        "It can help. Ask us: {{ place.phone }}.\nOpen {{ portal.name }}"
    )


def test_an_email_module_in_both_forms() -> None:
    module = placed(
        "email", WALK, subject="A walk", action={"label": "Open it", "url": "{{ portal.url }}/w"}
    ).rendered
    assert module.heading == module.heading_html == "Start with ten minutes"
    assert module.text == (
        "Pick a time that has a place in your day.\n\n"
        "- Walk at a pace that still lets you talk.\n"
        "- See the map: https://birchlake.example.org/north?from=mail&to=door.\n\n"
        "It can help. Ask us: 218-555-0111."
    )
    assert "<strong style=" in module.html
    assert "[[" not in module.html
    assert module.links == (
        ("the map", "https://birchlake.example.org/north?from=mail&to=door"),
        ("218-555-0111", "tel:218-555-0111"),
        ("Open it", "https://my.birchlake.example.org/w"),
    )
    assert module.action is not None
    assert module.action.url == "https://my.birchlake.example.org/w"


def test_a_web_module_is_semantic_and_has_no_styles() -> None:
    assert placed("web", WALK, title="A walk").rendered.html == (
        "<h3>Start with ten minutes</h3><p>Pick a time that has a place in your day.</p>"
        "<ul><li>Walk at a pace that still lets you <strong>talk</strong>.</li>"
        '<li>See <a href="https://birchlake.example.org/north?from=mail&amp;to=door">the map</a>.'
        "</li></ul><p>It can help. Ask <em>us</em>: "
        '<a href="tel:218-555-0111">218-555-0111</a>.</p>'
    )


def test_two_lists_stay_two_lists() -> None:
    module = placed("web", "- a\n- b\n\n* c\n\n1. d\n2. e", title="Lists").rendered
    assert module.html == (
        "<ul><li>a</li><li>b</li></ul><ul><li>c</li></ul><ol><li>d</li><li>e</li></ol>"
    )
    assert module.text == "- a\n- b\n\n- c\n\n1. d\n2. e"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("See [the map](https://example.org/a).", "See the map: https://example.org/a."),
        (
            "Use [the map](https://example.org/a) before you come.",
            "Use the map (https://example.org/a) before you come.",
        ),
        ("<https://example.org/a>", "https://example.org/a"),
        ("[example.org/a](https://example.org/a)", "example.org/a"),
        ("Call [us](tel:+12185550100)", "Call us: +12185550100"),
        ("Call [218-555-0100](tel:+12185550100) now", "Call 218-555-0100 now"),
        ("[Write](mailto:hello@example.org) to us", "Write (hello@example.org) to us"),
        ("**[The map](https://example.org/a)**", "The map: https://example.org/a"),
        ("one\\\ntwo", "one\ntwo"),
        ("5 \\* 3 &amp; more", "5 * 3 & more"),
    ],
)
def test_links_and_marks_in_plain_text(source: str, text: str) -> None:
    assert placed("web", source, title="A").rendered.text == text


def test_emphasis_beside_a_lock_is_still_emphasis() -> None:
    module = placed("web", "[[lock]]**Call {{ place.phone }}**[[/lock]] _now_.", title="A")
    assert module.rendered.html == "<p><strong>Call 218-555-0111</strong> <em>now</em>.</p>"
    found = compiled("web", "[[lock]]**Call {{ place.phone }}**[[/lock]] _now_.", title="A")
    assert found.locked == (LockedSpan("Call {{ place.phone }}", None),)
    assert [segment.text for segment in found.open_segments] == ["_now_."]


def test_a_text_message_with_locks_and_lines() -> None:
    source = "\nHi from [[lock]]Birch Lake[[/lock]].\nYour visit: {{ starts_at.time }}.\n"
    found = compiled("sms", source)
    assert render(found, VALUES).text == "Hi from Birch Lake.\nYour visit: 9:30 AM."
    assert found.locked == (LockedSpan("Birch Lake", None),)
    assert found.open_segments == (
        OpenSegment("Hi from", 1, 8, 2),
        OpenSegment("Your visit: {{ starts_at.time }}.", 38, 71, 3),
    )


def test_a_call_script_in_sections() -> None:
    source = "## Say\n\n- One **line**.\n- Two.\n\n## must not say\n\nThe reason.\n"
    module = placed("call", source, title="A visit").rendered
    assert module.script == (("say", ("One line.", "Two.")), ("must_not_say", ("The reason.",)))
    assert [segment.text for segment in compiled("call", source).open_segments] == [
        "One **line**.",
        "Two.",
        "The reason.",
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", ["1:1 L305"]),
        ("# Big", ["1:1 L320"]),
        ("Words\n---", ["1:1 L320"]),
        ("#### Small", ["1:1 L320"]),
        ("See ![a cat](https://example.org/cat.png)", ["1:5 L321"]),
        ("a <b>bold</b> b", ["1:3 L322"]),
        ("one\n\n<div>two</div>", ["3:1 L322"]),
        ("one <!-- two -->", ["1:5 L322"]),
        ("Use `code`", ["1:5 L323"]),
        ("```\ncode\n```", ["1:1 L323"]),
        ("one\n\n    code", ["3:5 L323"]),
        ("| a | b |\n|---|---|\n| c | d |", ["1:1 L324"]),
        ("> quoted", ["1:1 L325"]),
        ("one\n\n---\n\ntwo", ["3:1 L326"]),
        ("- a\n  - b", ["2:3 L327"]),
        ("- a\n\n  b", ["3:3 L327"]),
        ("- ## a", ["1:1 L327"]),
        ("See [it](javascript:alert)", ["1:8 L328"]),
        ("See [it](/book)", ["1:8 L328"]),
        ("See [it]()", ["1:8 L328"]),
        ("See [it](https://{{ a }}/b)", ["1:8 L329"]),
        ("See [it](https://example.org{{ a }})", ["1:8 L329"]),
        ("See [it]({{ a }}{{ b }})", ["1:8 L329"]),
        ("See [it]({{ a }}.example.org)", ["1:8 L329"]),
        ('See [it](https://example.org "title")', ["1:8 L330"]),
        ("See [](https://example.org)", ["1:6 L330"]),
        ("This is **not closed", ["1:9 L331"]),
        ("See [it] (https://example.org) or [it](not a link)", ["1:38 L331"]),
        ("one\n\n&#123;&#123; a &#125;&#125;", ["3:1 L302", "3:1 L302"]),
        ("one &#8203; two", ["1:5 L303"]),
        ("one {% if a %}two", ["1:5 L301"]),
        ("a\r\nb\r\nc", ["1:2 L303"]),
        ("[[lock]]a", ["1:1 L311"]),
        ("a[[/lock]]", ["1:2 L311"]),
        ("[[lock]]a[[lock]]b[[/lock]]", ["1:10 L312"]),
        ("[[lock]]a\n\nb[[/lock]]", ["1:1 L313"]),
        ("- [[lock]]a\n- b[[/lock]]", ["1:3 L313"]),
        ("[[lock: claim walking]]a {{ b }}[[/lock]]", ["1:1 L314"]),
        ("a [[lock]] [[/lock]]", ["1:3 L315"]),
        ("[[locked]]a[[/lock]]", ["1:1 L310", "1:12 L311"]),
        ("[[lock: claims walking]]a[[/lock]]", ["1:1 L310", "1:26 L311"]),
        ("a [[ b", ["1:3 L310"]),
        ("a \u2985b", ["1:3 L303"]),
    ],
)
def test_problems_of_markdown_and_locks(source: str, found: list[str]) -> None:
    assert problems("web", source, title="A") == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Say hello", ["1:1 L351"]),
        ("## Sya\n\n- a", ["1:1 L350"]),
        ("## Say\n\n### More\n\n- a", ["3:1 L350"]),
        ("## Say\n\n## Stop\n\n- a", ["1:1 L352"]),
        ("## Say\n\n- a\n\n## Say\n\n- b", ["5:1 L352"]),
    ],
)
def test_problems_of_a_call_script(source: str, found: list[str]) -> None:
    assert problems("call", source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Hi **there**", ["1:4 L341", "1:11 L341"]),
        ("See [it](https://example.org)", ["1:8 L341"]),
        ("## Hi", ["1:1 L341"]),
        ("a" * 161, ["1:1 L342"]),
        ("á" * 71, ["1:1 L342"]),
        ("[[lock]]a\nb[[/lock]]", ["1:1 L313"]),
        ("[[lock]]don\u2019t[[/lock]]", ["1:1 L344"]),
    ],
)
def test_problems_of_a_text_message(source: str, found: list[str]) -> None:
    assert problems("sms", source) == found
    assert problems("sms", "a" * 161, sms_parts=2) == []


def test_fields_are_read_like_the_words() -> None:
    assert problems(
        "email",
        "Words.",
        subject="Hi **{{ name|upper }}**",
        preheader="((x)) [[lock]]",
        title="Nobody sees this",
        action={"label": "Go", "url": "/book"},
    ) == [
        "action.url 1:1 L328",
        "preheader 1:1 L302",
        "preheader 1:7 L302",
        "preheader 1:13 L302",
        "subject 1:4 L331",
        "subject 1:6 L301",
        "title 1:1 L340",
    ]
    assert problems("sms", "Words.", subject="No") == ["subject 1:1 L340"]
    assert problems("email", "Words.", subject="é" * 500) == ["subject 1:1 L343"]
    assert problems("portal", "word " * 1_100, title="A") == ["1:1 L343"]


def test_all_problems_come_at_once_in_reading_order() -> None:
    with pytest.raises(RenditionProblems) as caught:
        compiled("web", "# A\n\n`b`\n\n{{ c|d }}", title="A")
    assert caught.value.problems == (
        RenditionProblem(
            1,
            1,
            "L320",
            "a heading with `#`",
            "write `## ` before a heading, `### ` before one below it",
        ),
        RenditionProblem(3, 1, "L323", "code", "use plain words or `**strong**`"),
        RenditionProblem(
            5,
            1,
            "L301",
            "a filter may not stand in a rendition",
            "write `{{ name }}` or `{{ name.field }}`",
        ),
    )
    assert str(caught.value).startswith("source:1:1 L320 a heading with `#`; write `## ` before")


def test_a_mistyped_section_gets_the_nearest() -> None:
    with pytest.raises(RenditionProblems) as caught:
        compiled("call", "## Must nto say\n\n- a")
    assert caught.value.problems[0].fix.startswith("did you mean `Must not say`?")


def test_every_code_that_is_raised_is_listed_and_the_other_way() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in Path("service/channels").glob("*.py")
        if path.name != "problems.py"
    )
    assert set(re.findall(r'"(L3\d\d)"', sources)) == CODES.keys()


def test_a_compiled_rendition_can_travel_to_another_process() -> None:
    found = compiled("web", WALK, title="A")
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert render(again, VALUES) == render(found, VALUES)


def test_words_without_values_are_rendered_once() -> None:
    found = compiled("web", "The same for everybody.", title="A")
    assert render(found, {}) is render(found, VALUES)
