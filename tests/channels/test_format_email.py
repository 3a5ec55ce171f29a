"""A finished e-mail: its words to the letter, its headers, its limits, and its twin."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.channels import (
    FORMATTERS,
    HeadlineMissing,
    PlacedModule,
    UnsafeCharacters,
    UnsafeUrl,
    format_email,
    to_mime,
)
from service.channels.frame import Frame
from service.channels.rendered import RenderedAction
from service.domain.message import Message, MessageTooLong, Readable
from service.domain.vocabulary import Channel
from tests.channels.samples import Reader, frame, placed

LEAD = placed(
    "email",
    "## You are booked\n\nYour visit is on **{{ starts_at }}** at {{ place.name }}.",
    subject="Getting ready for your visit",
    preheader="When to come, where to go and whom to call.",
    action={"label": "See the visit", "url": "{{ portal.url }}/visits"},
)
MORE = placed(
    "email",
    "## Getting there\n\n- Park in front.\n"
    "- Use the [side door]({{ place.directions_url }}) at night.",
    slot="more",
    module_id="visit/getting-there",
    action={"label": "Map", "url": "{{ place.directions_url }}"},
)
HELP = placed(
    "email", "Call {{ place.phone }}.", slot="help", kind="access", module_id="access/call"
)
CLOSING = placed("email", "See you soon.", slot="closing", kind="closing", module_id="brand/bye")
WHY = placed(
    "email", "**Why you received this:** {{ why }}", slot="why", kind="why", module_id="legal/why"
)
OPT_OUT = placed(
    "email",
    "[Stop these messages](https://birchlake.example.org/stop)",
    slot="opt_out",
    kind="opt_out",
    module_id="legal/opt-out",
)
MODULES = [LEAD, MORE, HELP, CLOSING, WHY, OPT_OUT]


@pytest.fixture
def message() -> Message:
    return format_email(MODULES, frame("email", unsubscribe=True))


def test_the_plain_text_twin(message: Message) -> None:
    assert message.text == (
        "You are booked\n\n"
        "Your visit is on Tuesday, December 8 at 9:30 AM at Birch Lake North.\n\n"
        "See the visit: https://my.birchlake.example.org/visits\n\n"
        "Getting there\n\n"
        "- Park in front.\n"
        "- Use the side door (https://birchlake.example.org/north?from=mail&to=door) at night.\n\n"
        "Map: https://birchlake.example.org/north?from=mail&to=door\n\n"
        "Call 218-555-0111.\n\n"
        "See you soon.\n\n"
        "--\n\n"
        "Why you received this: You booked a visit with us.\n\n"
        "Stop these messages: https://birchlake.example.org/stop\n\n"
        "Birch Lake Clinic\n12 Shore Road, Birch Lake, MN 55000\n"
    )


def test_what_is_seen_of_the_html(message: Message) -> None:
    assert Reader(message.html or "").blocks == [
        "Birch Lake Clinic",
        "You are booked",
        "Your visit is on Tuesday, December 8 at 9:30 AM at Birch Lake North.",
        "See the visit",
        "Getting there",
        "Park in front.",
        "Use the side door at night.",
        "Map",
        "Call 218-555-0111.",
        "See you soon.",
        "Why you received this: You booked a visit with us.",
        "Stop these messages",
        "Birch Lake Clinic",
        "12 Shore Road, Birch Lake, MN 55000",
    ]


def test_everything_readable_is_listed(message: Message) -> None:
    sender = "Birch Lake Clinic <messages@birchlake.example.org>"
    assert message.readables == (
        Readable("sender", sender),
        Readable("subject", "Getting ready for your visit"),
        Readable("preheader", "When to come, where to go and whom to call."),
        Readable("body", message.html or "", "html"),
        Readable("body", message.text or ""),
        Readable("link_text", "See the visit"),
        Readable("link_text", "side door"),
        Readable("link_text", "Map"),
        Readable("link_text", "Stop these messages"),
        Readable("link_url", "https://my.birchlake.example.org/visits"),
        Readable("link_url", "https://birchlake.example.org/north?from=mail&to=door"),
        Readable("link_url", "https://birchlake.example.org/stop"),
        Readable("message", message.visible_text),
    )
    assert message.visible_text == (
        f"{sender}\n\nGetting ready for your visit\n\n"
        f"When to come, where to go and whom to call.\n\n{message.text}"
    )
    assert message.warnings == ()


def test_the_html_is_what_clients_need(message: Message) -> None:
    html = message.html or ""
    elements = Reader(html).elements
    names = {name for name, _ in elements}
    assert names.isdisjoint({"img", "script", "link", "iframe", "form", "video", "svg"})
    assert "url(" not in html
    assert ("html", "en-US", "ltr") in [
        (name, found.get("lang"), found.get("dir")) for name, found in elements
    ]
    assert all(found.get("role") == "presentation" for name, found in elements if name == "table")
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "<title>Getting ready for your visit</title>" in html
    assert [name for name, _ in elements].count("h1") == 1
    styled = [found for name, found in elements if name in ("p", "h1", "h2", "li", "a")]
    assert all(found.get("style") for found in styled)
    for mark in ("{{", "}}", "{%", "%%", "[["):
        assert mark not in html


def test_a_list_of_messages_shows_the_preheader_and_a_screen_reader_the_subject(
    message: Message,
) -> None:
    """Clients show the first words of the body beside the subject: once, they were it again."""
    html = message.html or ""
    body = html[html.index("<body") :]
    first_words = re.sub("<[^>]*>", "", body).strip()
    assert first_words.startswith("When to come, where to go and whom to call.")
    articles = [found for _, found in Reader(html).elements if found.get("role") == "article"]
    assert [found.get("aria-label") for found in articles] == ["Getting ready for your visit"]


def test_footer_modules_stand_below_wherever_their_slot_is() -> None:
    message = format_email([WHY, LEAD, OPT_OUT, CLOSING], frame("email"))
    html, text = message.html or "", message.text or ""
    assert html.index("See you soon.") < html.index("Why you received this:")
    assert text.index("See you soon.") < text.index("Why you received this:")


def test_a_lead_without_a_heading_is_headed_by_its_subject() -> None:
    message = format_email([placed("email", "Words.", subject="A & B")], frame("email"))
    assert (message.text or "").startswith("A & B\n\nWords.\n\n--")
    assert Reader(message.html or "").blocks[1:3] == ["A & B", "Words."]


def _call_for_help(channel: Channel, words: str, label: str = "Call {{ line }} now") -> Message:
    """An answer to a call for help, with a number to call, on one channel."""
    fields = {"email": {"subject": "Help"}}.get(channel, {"title": "Help"})
    lead = placed(
        channel,
        words,
        values={"line": "218-555-0188"},
        action={"label": label, "url": "tel:{{ line }}"},
        **fields,
    )
    base = frame(channel)
    safety = base.layout.model_copy(update={"purposes": ("safety",)})
    return FORMATTERS[channel]([lead], replace(base, layout=safety))


@pytest.mark.parametrize("channel", ["email", "web"])
def test_an_answer_to_a_call_for_help_says_early_whom_to_call(channel: Channel) -> None:
    """Its button was its end, which a phone does not show."""
    message = _call_for_help(channel, "Someone is there.\n\nTake your time.\n\n- Sit down.")
    blocks = Reader(message.html or message.web or "").blocks
    at = blocks.index("Someone is there.")
    assert blocks[at + 1 : at + 4] == ["Call 218-555-0188 now", "Take your time.", "Sit down."]
    twin = "Someone is there.\n\nCall 218-555-0188 now\n\nTake your time.\n\n- Sit down."
    room = '<div class="below" style="padding: 22px 0 0;"><p'  # the button touched the words
    assert (room in (message.html or "")) is (channel == "email")
    assert twin in message.visible_text


@pytest.mark.parametrize("channel", ["email", "web"])
def test_a_number_to_call_comes_before_a_list(channel: Channel) -> None:
    message = _call_for_help(channel, "- Sit down.\n- Breathe.")
    assert "Call 218-555-0188 now\n\n- Sit down.\n- Breathe." in message.visible_text


@pytest.mark.parametrize(
    ("label", "read"),
    [("Call {{ line }} now", "Call 218-555-0188 now"), ("Call now", "Call now: 218-555-0188")],
)
def test_a_number_to_call_is_read_without_the_sign_for_phones(label: str, read: str) -> None:
    text = _call_for_help("email", "Words.", label).text or ""
    assert read in text.splitlines()
    assert "tel:" not in text


@pytest.mark.parametrize(
    ("label", "number", "read"),
    [
        ("Call (218) 555-0188 now", "218555-0188", "Call (218) 555-0188 now"),
        ("Call line 9110", "911", "Call line 9110: 911"),
        ("Call 319-555-0142", "+13195550142", "Call 319-555-0142"),
        ("Call 1-319-555-0142", "+13195550142", "Call 1-319-555-0142"),
        ("Call +1 319 555 0142", "+1-319-555-0142", "Call +1 319 555 0142"),
        ("Call (020) 7946 0123", "+442079460123", "Call (020) 7946 0123"),
        ("Call +1 319 555 0142", "319-555-0142", "Call +1 319 555 0142"),
        ("Call 555-0142", "+13195550142", "Call 555-0142: +13195550142"),
        ("Call 319-555-0143", "+13195550142", "Call 319-555-0143: +13195550142"),
        ("Call +44 319 555 0142", "+13195550142", "Call +44 319 555 0142: +13195550142"),
    ],
)
def test_a_number_stands_once_however_it_is_written(label: str, number: str, read: str) -> None:
    url = f"tel:{number}"
    assert RenderedAction(label, url, label, url).in_text == read


def test_headers(message: Message) -> None:
    assert message.headers == (
        ("From", "Birch Lake Clinic <messages@birchlake.example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("List-Unsubscribe", "<https://birchlake.example.org/unsubscribe/01J9ZK3A>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    plain = format_email(MODULES, frame("email"))
    assert [name for name, _ in plain.headers] == ["From", "Auto-Submitted"]


def _with_email(**update: str) -> Frame:
    base = frame("email", unsubscribe=True)
    settings = base.settings.model_copy(
        update={"email": base.settings.email.model_copy(update=update)}
    )
    return replace(base, settings=settings)


def test_settings_that_would_break_a_header_are_refused() -> None:
    with pytest.raises(UnsafeCharacters):
        format_email(MODULES, _with_email(sender_name="Birch\rBcc: x@example.org"))
    with pytest.raises(UnsafeUrl):
        format_email(MODULES, _with_email(unsubscribe_url="http://birchlake.example.org/u"))
    with pytest.raises(UnsafeUrl):
        format_email(MODULES, _with_email(unsubscribe_url="https://example.org/>,<https://x.y"))


def test_a_receipt_id_cannot_leave_its_header() -> None:
    message = format_email(
        MODULES, replace(frame("email", unsubscribe=True), receipt_id="a>\r\nb/")
    )
    assert dict(message.headers)["List-Unsubscribe"] == (
        "<https://birchlake.example.org/unsubscribe/a%3E%0D%0Ab%2F>"
    )


def test_a_comma_in_the_senders_name_is_quoted() -> None:
    message = format_email(MODULES, _with_email(sender_name="Birch Lake, Clinic"))
    assert message.headers[0][1] == '"Birch Lake, Clinic" <messages@birchlake.example.org>'
    assert message.sender == "Birch Lake, Clinic <messages@birchlake.example.org>"


def test_mime_has_both_parts_and_the_same_bytes(message: Message) -> None:
    raw = to_mime(message)
    assert raw == to_mime(message)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert parsed["Subject"] == "Getting ready for your visit"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["Content-Language"] == "en-US"
    assert parsed.get_content_type() == "multipart/alternative"
    text, html = parsed.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == message.text
    assert html.get_content().replace("\r\n", "\n").strip() == (message.html or "").strip()


def test_mime_keeps_the_address_to_unsubscribe_whole(message: Message) -> None:
    """It was `=?utf-8?q?=3Chttps...`: RFC 2369 knows no encoded words, so no button was shown."""
    url = "<https://birchlake.example.org/unsubscribe/r_0123456789abcdef0123456789abcdef>"
    raw = to_mime(replace(message, headers=(*message.headers, ("List-Unsubscribe", url))))
    head = raw.partition(b"\r\n\r\n")[0]
    assert f"\r\nList-Unsubscribe: {url}\r\n".encode() in head
    assert b"=?" not in head


def test_mime_keeps_the_quotes_of_a_long_senders_name(message: Message) -> None:
    """Without them a comma in the name makes two senders, of which one has no address."""
    name = "Cedar Valley Health, a Member of the Great Plains Alliance of Clinics and Hospitals"
    sender = f'"{name}" <messages@cedarvalley.example.org>'
    others = tuple(header for header in message.headers if header[0] != "From")
    raw = to_mime(replace(message, headers=(("From", sender), *others)))
    (read,) = email.message_from_bytes(raw, policy=email.policy.default)["From"].addresses
    assert (read.display_name, read.addr_spec) == (name, "messages@cedarvalley.example.org")


def test_mime_keeps_letters_of_every_script(message: Message) -> None:
    other = replace(message, subject="Żółć, 字 and 😀")
    parsed = email.message_from_bytes(to_mime(other), policy=email.policy.default)
    assert parsed["Subject"] == "Żółć, 字 and 😀"
    with pytest.raises(UnsafeCharacters):
        to_mime(replace(message, subject="One\r\nBcc: x@example.org"))
    with pytest.raises(ValueError, match="sms"):
        to_mime(replace(message, channel="sms"))


def test_a_message_without_a_subject_does_not_exist() -> None:
    with pytest.raises(HeadlineMissing, match="no module in slot `lead` has a subject"):
        format_email([MORE, WHY], frame("email"))


def test_html_is_warned_about_and_then_refused() -> None:
    line = "word " * 60

    def of(count: int) -> list[PlacedModule]:
        module = placed("email", "\n\n".join([line] * 40), slot="more", module_id="a/b")
        return [LEAD, *[module] * count]

    warned = format_email(of(6), frame("email"))
    assert 80 * 1024 < warned.size <= 100 * 1024
    assert [code for code, _ in warned.warnings] == ["html_large"]
    with pytest.raises(MessageTooLong) as caught:
        format_email(of(8), frame("email"))
    assert caught.value.maximum == 100 * 1024


@pytest.mark.parametrize(
    ("subject", "preheader", "codes"),
    [
        ("Getting ready for your visit", "a" * 35, []),
        ("Getting ready for your visit", "a" * 100, []),
        ("Getting ready for your visit", "a" * 34, ["preheader_length"]),
        ("Getting ready for your visit", "a" * 101, ["preheader_length"]),
        ("Getting ready for your visit", None, ["preheader_length"]),
        ("a" * 50, "a" * 50, []),
        ("a" * 51, "a" * 50, ["subject_long"]),
        ("Birch Lake Clinic: your visit", "a" * 50, ["subject_repeats_sender"]),
    ],
)
def test_what_clients_would_cut_is_a_warning(
    subject: str, preheader: str | None, codes: list[str]
) -> None:
    lead = placed("email", "Words.", subject=subject, preheader=preheader)
    message = format_email([lead], frame("email"))
    assert [code for code, _ in message.warnings] == codes


def test_a_subject_line_longer_than_a_header_may_be_is_refused() -> None:
    lead = placed("email", "Words.", subject="{{ x }}" * 3, values={"x": "é" * 200})
    with pytest.raises(MessageTooLong) as caught:
        format_email([lead], frame("email"))
    assert (caught.value.size, caught.value.maximum) == (1200, 998)


def test_right_to_left_locales_say_so() -> None:
    message = format_email([LEAD], frame("email", locale="ar-EG"))
    assert '<html lang="ar-EG" dir="rtl"' in (message.html or "")


WORDS = st.text(st.sampled_from("abcdeé<>&\"' "), min_size=1, max_size=20).map(
    lambda text: " ".join(("x" + text + "y").replace("<", "\\<").replace("&", "\\&").split())
)
INLINE = st.one_of(
    WORDS,
    WORDS.map(lambda words: f"**{words}**"),
    WORDS.map(lambda words: f"_{words}_"),
    WORDS.map(lambda words: f"[{words}](https://birchlake.example.org/p)"),
    st.just("{{ place.name }}"),
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    LINE,
    LINE.map(lambda line: f"## {line}"),
    LINE.map(lambda line: f"### {line}"),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {x}" for x in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"1. {x}" for x in lines)),
)
_ADDRESS = re.compile(r" \(https?://[^\s)]+\)|: https?://[^\s]*[^\s.,;!?]")


@given(st.lists(BLOCK, min_size=1, max_size=5).map("\n\n".join))
def test_the_twins_say_the_same_in_the_same_order(source: str) -> None:
    lead = placed("email", source, subject="The subject")
    message = format_email([lead, CLOSING, WHY], frame("email"))
    twin = " ".join(_ADDRESS.sub("", message.text or "").split())
    at = 0
    for block in Reader(message.html or "").blocks[1:]:
        at = twin.find(block, at)
        assert at >= 0, block
