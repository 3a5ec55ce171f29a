"""Finished texts, cards, web blocks and call scripts, to the letter."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from service.channels import (
    FORMATTERS,
    HeadlineMissing,
    format_call,
    format_portal,
    format_sms,
    format_web,
)
from service.channels.fields import SHOWN
from service.channels.format_sms import first_line
from service.domain.message import MessageTooLong, Readable
from service.domain.vocabulary import CHANNELS, Channel
from tests.channels.samples import Reader, frame, placed


@pytest.mark.parametrize("channel", [name for name in CHANNELS if name != "email"])
def test_the_same_modules_are_the_same_message(channel: Channel) -> None:
    source = "## Say\n\n- Hello." if channel == "call" else "Hello."
    fields = {"title": "A"} if "title" in SHOWN[channel] else {}
    one, other = (placed(channel, source, **fields) for _ in range(2))
    assert FORMATTERS[channel]([one], frame(channel)) == FORMATTERS[channel](
        [other], frame(channel)
    )


class TestSms:
    def test_modules_are_joined_by_one_space(self) -> None:
        message = format_sms(
            [
                placed("sms", "Birch Lake:\n", slot="sender", kind="sender"),
                placed("sms", "You’re booked – {{ starts_at }}, {{ place.name }}.\n"),
                placed("sms", "Reply STOP to opt out.", slot="opt_out", kind="opt_out"),
            ],
            frame("sms"),
        )
        text = (
            "Birch Lake: You're booked - Tuesday, December 8 at 9:30 AM, Birch Lake North. "
            "Reply STOP to opt out."
        )
        assert (message.sms, message.segments, message.size) == (text, 1, len(text))
        assert message.visible_text == text
        assert message.readables == (
            Readable("body", text),
            Readable("first_line", "Birch Lake: You're booked - Tuesday, December 8 at 9:30 AM,"),
            Readable("message", text),
        )

    def test_a_module_stands_in_the_text_as_it_was_rendered(self) -> None:
        module = placed("sms", "It’s {{ x }}…", values={"x": "“Ann’s” – café"})
        assert module.rendered.text == "It's \"Ann's\" - café..."
        assert module.rendered.text in (format_sms([module], frame("sms")).sms or "")

    def test_addresses_are_readable_parts(self) -> None:
        message = format_sms(
            [placed("sms", "See https://example.org/a, https://example.org/a or www.example.org.")],
            frame("sms"),
        )
        assert [found.text for found in message.readables if found.part == "link_url"] == [
            "https://example.org/a",
            "www.example.org",
        ]

    def test_one_part_unless_a_module_says_otherwise(self) -> None:
        values = {"x": "a" * 150}
        with pytest.raises(MessageTooLong) as caught:
            format_sms([placed("sms", "{{ x }} and more words", values=values)], frame("sms"))
        assert (caught.value.size, caught.value.maximum) == (2, 1)
        more = placed("sms", "{{ x }} and more words", values=values, sms_parts=2)
        assert format_sms([more, placed("sms", "Stop.")], frame("sms")).segments == 2

    def test_never_more_than_six_parts(self) -> None:
        values = {"x": "a" * 918}
        six = placed("sms", "{{ x }}", values=values, sms_parts=6)
        assert format_sms([six], frame("sms")).segments == 6
        with pytest.raises(MessageTooLong) as caught:
            format_sms([six, six], frame("sms"))
        assert (caught.value.size, caught.value.maximum) == (13, 6)

    def test_one_letter_outside_of_gsm7_costs_its_part(self) -> None:
        with pytest.raises(MessageTooLong, match="ucs2"):
            format_sms([placed("sms", "{{ x }} á", values={"x": "a" * 69})], frame("sms"))

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Short.", "Short."),
            ("One line\nand another", "One line"),
            ("a" * 60, "a" * 60),
            ("a" * 59 + " b", "a" * 59),
            ("word " * 11 + "blood pressure", "word " * 11 + "blood"),
            ("a" * 80, "a" * 80),
        ],
    )
    def test_the_first_line_never_cuts_a_word(self, text: str, shown: str) -> None:
        assert first_line(text) == shown


class TestPortal:
    MODULES = (
        placed(
            "portal",
            "**{{ starts_at.date }}** at {{ place.name }}.",
            title="Your visit",
            action={"label": "See it", "url": "{{ portal.url }}/visits"},
        ),
        placed(
            "portal",
            "## Getting there\n\n- Park in front.",
            slot="more",
            action={"label": "Map", "url": "{{ place.directions_url }}"},
        ),
        placed("portal", "**Why:** {{ why }}", slot="why", kind="why"),
    )

    def test_a_card_is_json(self) -> None:
        message = format_portal(self.MODULES, frame("portal"))
        assert message.portal == {
            "title": "Your visit",
            "body_html": (
                "<p><strong>Tuesday, December 8</strong> at Birch Lake North.</p>\n"
                "<h3>Getting there</h3><ul><li>Park in front.</li></ul>\n"
                '<p><a href="https://birchlake.example.org/north?from=mail&amp;to=door">Map</a></p>'
            ),
            "body_text": (
                "Tuesday, December 8 at Birch Lake North.\n\nGetting there\n\n- Park in front.\n\n"
                "Map: https://birchlake.example.org/north?from=mail&to=door"
            ),
            "action": {"label": "See it", "url": "https://my.birchlake.example.org/visits"},
            "footer": [
                {
                    "kind": "why",
                    "html": "<p><strong>Why:</strong> You booked a visit with us.</p>",
                    "text": "Why: You booked a visit with us.",
                }
            ],
            "locale": "en-US",
            "dir": "ltr",
        }
        assert json.loads(json.dumps(message.portal)) == message.portal
        assert message.size == len(message.visible_text)

    def test_everything_readable_is_listed(self) -> None:
        message = format_portal(self.MODULES, frame("portal"))
        card = message.portal or {}
        small = card["footer"][0]
        assert [(found.part, found.format) for found in message.readables] == [
            ("body", "html"),
            ("body", "text"),
            ("link_text", "text"),
            ("link_text", "text"),
            ("link_url", "text"),
            ("link_url", "text"),
            ("message", "text"),
        ]
        assert message.readables[0].text == f"{card['body_html']}\n{small['html']}"
        assert message.readables[-1].text == (
            f"Your visit\n\n{card['body_text']}\n\nSee it\n\n{small['text']}"
        )

    def test_a_card_has_a_title_and_an_end(self) -> None:
        with pytest.raises(HeadlineMissing, match="title"):
            format_portal([placed("portal", "Words.")], frame("portal"))
        long = placed("portal", "word " * 900, title="Long")
        assert format_portal([long], frame("portal")).size < 5_000
        with pytest.raises(MessageTooLong) as caught:
            format_portal([long, long], frame("portal"))
        assert caught.value.maximum == 5_000


class TestWeb:
    MODULES = (
        placed(
            "web",
            "Words & more.",
            title="Walk <well>",
            action={"label": "Read on", "url": "https://birchlake.example.org/walk"},
        ),
        placed("web", "## Where\n\nBy the lake.", slot="more", module_id="a/b"),
        placed("web", "**Why:** {{ why }}", slot="why", kind="why"),
    )

    def test_a_fragment_is_a_labelled_section(self) -> None:
        message = format_web(self.MODULES, frame("web"))
        name = "bedside-web-care-visit-reminder"
        assert message.web == (
            f'<section class="bedside" id="{name}" aria-labelledby="{name}-title" lang="en-US" '
            'dir="ltr">\n'
            f'<h2 class="bedside-title" id="{name}-title">Walk &lt;well&gt;</h2>\n'
            '<div class="bedside-part">\n<p>Words &amp; more.</p>\n'
            '<p class="bedside-action"><a href="https://birchlake.example.org/walk">Read on</a></p>'
            "\n</div>\n"
            '<div class="bedside-part">\n<h3>Where</h3><p>By the lake.</p>\n</div>\n'
            '<footer class="bedside-footer">\n'
            "<p><strong>Why:</strong> You booked a visit with us.</p>\n</footer>\n</section>\n"
        )
        assert message.size == len(message.web.encode())
        assert message.visible_text == (
            "Walk <well>\n\nWords & more.\n\nRead on: https://birchlake.example.org/walk\n\n"
            "Where\n\nBy the lake.\n\nWhy: You booked a visit with us."
        )

    def test_it_is_well_formed_and_carries_no_style_or_script(self) -> None:
        web = format_web(self.MODULES, frame("web")).web or ""
        opened: list[str] = []

        class Balance(HTMLParser):
            def handle_starttag(self, tag: str, attrs: object) -> None:
                opened.append(tag)

            def handle_endtag(self, tag: str) -> None:
                assert opened.pop() == tag

        Balance().feed(web)
        assert opened == []
        for _, attributes in Reader(web).elements:
            assert set(attributes) <= {"class", "id", "aria-labelledby", "lang", "dir", "href"}

    def test_a_block_has_a_title(self) -> None:
        with pytest.raises(HeadlineMissing):
            format_web([placed("web", "Words.")], frame("web"))


class TestCall:
    def test_sections_of_all_modules_are_gathered(self) -> None:
        message = format_call(
            [
                placed("call", "## Say\n\n- Hello.\n- This is Birch Lake.", slot="opening"),
                placed(
                    "call", "## Say\n\n- You have a visit on {{ starts_at.date }}.", title="A visit"
                ),
                placed(
                    "call",
                    "## Must say\n\n- Our name.\n\n## Stop\n\n- They ask.\n\n## Say\n\n- Hello.\n\n"
                    "## Before you begin\n\n- Ask who it is.\n\n"
                    "## Escalate\n\n- Call [the nurses](tel:{{ place.phone }}).",
                    slot="rules",
                    kind="ground_rules",
                ),
            ],
            frame("call"),
        )
        text = (
            "Before you begin\n- Ask who it is.\n\n"
            "Say\n- Hello.\n- This is Birch Lake.\n- You have a visit on Tuesday, December 8.\n\n"
            "Must say\n- Our name.\n\nStop\n- They ask.\n\n"
            "Escalate\n- Call the nurses: 218-555-0111."
        )
        assert message.script == {
            "title": "A visit",
            "before": ["Ask who it is."],
            "say": [
                "Hello.",
                "This is Birch Lake.",
                "You have a visit on Tuesday, December 8.",
            ],
            "must_say": ["Our name."],
            "must_not_say": [],
            "stop": ["They ask."],
            "escalate": ["Call the nurses: 218-555-0111."],
            "text": text,
            "locale": "en-US",
        }
        assert message.readables == (
            Readable("body", text),
            Readable("link_text", "the nurses"),
            Readable("link_url", "tel:218-555-0111"),
            Readable("message", f"A visit\n\n{text}"),
        )

    def test_without_a_title_the_agent_sees_the_layouts(self) -> None:
        message = format_call([placed("call", "## Say\n\n- Hello.")], frame("call"))
        assert (message.script or {})["title"] == "A visit"
