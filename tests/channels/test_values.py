"""No value can inject HTML, an address, a header or a template, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.channels import (
    FORMATTERS,
    ForeignSyntax,
    UnsafeCharacters,
    UnsafeUrl,
    ValueRefused,
    ValueTooLong,
    VariableMissing,
    render,
)
from service.channels.syntax import FOREIGN, holds_foreign
from service.channels.values import is_safe_url
from service.domain.message import MessageTooLong
from service.domain.variables import Shown
from service.domain.vocabulary import Channel
from tests.channels.samples import Reader, compiled, frame, placed

#: Letters that mean something to HTML, URLs, headers or templates, and some that do not.
TRICKY = st.text(
    st.one_of(
        st.sampled_from(list("<>&\"'`=/\\{}[]()%$#*|:;@?!.,- \r\n\t\x00\x1f\u2028\u202e\u200b")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)
SOURCE = "## About {{ x }}\n\nOn **{{ x }}**, see [the map](https://birchlake.example.org/{{ x }})."
EMAIL = compiled("email", SOURCE, subject="About {{ x }}", preheader="With {{ x }} in it")
WEB = compiled("web", SOURCE, title="About {{ x }}")
WEB_LINK = compiled("web", "See [{{ x }}]({{ x }}).", title="A link")
SMS = compiled("sms", "About {{ x }} ({{ x }}).", sms_parts=6)


def _elements(html: str) -> list[tuple[str, list[str]]]:
    return [(tag, sorted(attributes)) for tag, attributes in Reader(html).elements]


@given(TRICKY)
def test_a_value_in_html_is_words_and_nothing_else(value: str) -> None:
    try:
        module = render(WEB, {"x": value})
    except (ValueRefused, VariableMissing):
        return
    plain = render(WEB, {"x": "word"})
    assert _elements(module.html) == _elements(plain.html)
    strong = Reader(module.html).blocks[1]
    assert strong == " ".join(f"On {value}, see the map.".split())


@given(TRICKY)
def test_a_value_in_an_email_keeps_its_elements_and_headers(value: str) -> None:
    try:
        rendered = render(EMAIL, {"x": value})
    except (ValueRefused, VariableMissing):
        return
    from service.channels import PlacedModule, to_mime

    def message(module: object) -> object:
        placed_module = PlacedModule("lead", "visit/reminder", module, "reminder")  # type: ignore[arg-type]
        return FORMATTERS["email"]([placed_module], frame("email", unsubscribe=True))

    found = message(rendered)
    same = message(render(EMAIL, {"x": "word"}))
    assert _elements(found.html) == _elements(same.html)  # type: ignore[attr-defined]
    head = to_mime(found).split(b"\r\n\r\n", 1)[0]  # type: ignore[arg-type]
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert names == [
        b"From",
        b"Auto-Submitted",
        b"List-Unsubscribe",
        b"List-Unsubscribe-Post",
        b"Subject",
        b"MIME-Version",
        b"Content-Type",
        b"Content-Language",
    ]


@given(TRICKY)
def test_a_link_from_a_value_is_a_plain_address_or_refused(value: str) -> None:
    try:
        module = render(WEB_LINK, {"x": value})
    except (ValueRefused, VariableMissing):
        return
    (_, attributes) = Reader(module.html).elements[1]
    assert attributes == {"href": value}
    assert value.startswith(("http://", "https://", "mailto:", "tel:"))


@given(TRICKY, TRICKY)
def test_no_template_language_survives_in_a_text(one: str, two: str) -> None:
    compiled_sms = compiled("sms", "{{ a }}{{ b }} ({{ a }}) [{{ b }}]", sms_parts=6)
    try:
        module = render(compiled_sms, {"a": one, "b": two})
    except (ValueRefused, VariableMissing):
        return
    from service.channels import PlacedModule

    try:
        message = FORMATTERS["sms"](
            [PlacedModule("lead", "visit/reminder", module, "reminder")], frame("sms")
        )
    except MessageTooLong:
        return
    assert not holds_foreign(message.sms or "")
    assert "\n" not in (message.sms or "")


@pytest.mark.parametrize("mark", [mark for mark, _ in FOREIGN])
def test_a_value_with_template_syntax_is_refused(mark: str) -> None:
    with pytest.raises(ForeignSyntax) as caught:
        render(SMS, {"x": f"Ann {mark}"})
    assert caught.value.where == "x"


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("A ({{ a }}) b", {"a": "(b"}),
        ("{{ a }}{{ b }}", {"a": "50%", "b": "% off"}),
        ("{{ a }}{{ b }}", {"a": "{", "b": "{"}),
        ("Costs ${{ a }}", {"a": "{b}"}),
    ],
)
def test_two_harmless_halves_that_meet_are_refused(source: str, values: dict[str, str]) -> None:
    with pytest.raises(ForeignSyntax):
        render(compiled("sms", source), values)


@pytest.mark.parametrize(
    "value", ["a\nb", "a\rBcc: x@example.org", "a\x00", "\u202egnp.exe", "a\tb"]
)
def test_line_breaks_and_invisible_characters_are_refused(value: str) -> None:
    with pytest.raises(UnsafeCharacters):
        render(EMAIL, {"x": value})


def test_errors_never_repeat_the_value() -> None:
    with pytest.raises(ForeignSyntax) as caught:
        render(EMAIL, {"x": "Ann Example {{"})
    assert str(caught.value) == "`x` holds template syntax of another tool"


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({}, ("place", "phone")),
        ({"place": Shown("North")}, ("place", "phone")),
        ({"place": {"name": "North"}}, ("place", "phone")),
        ({"place": "North"}, ("place", "phone")),
        ({"place": Shown("North", {"phone": "  "})}, ("place", "phone")),
    ],
)
def test_a_missing_or_empty_value_is_named(
    values: dict[str, object], path: tuple[str, ...]
) -> None:
    with pytest.raises(VariableMissing) as caught:
        render(compiled("sms", "Call {{ place.phone }}."), values)  # type: ignore[arg-type]
    assert caught.value.path == path
    assert str(caught.value) == "no value for `place.phone`"


def test_a_method_of_a_value_is_no_field() -> None:
    with pytest.raises(VariableMissing):
        render(compiled("sms", "{{ place.forms }}"), {"place": Shown("North")})
    with pytest.raises(VariableMissing):
        render(compiled("sms", "{{ place.upper }}"), {"place": "North"})


def test_an_entry_without_a_plain_form_cannot_be_shown_whole() -> None:
    with pytest.raises(VariableMissing):
        render(compiled("sms", "{{ portal }}"), {"portal": {"url": "https://example.org"}})


def test_a_value_longer_than_any_line_is_refused() -> None:
    with pytest.raises(ValueTooLong):
        render(SMS, {"x": "a" * 1_001})


@pytest.mark.parametrize(
    "url",
    [
        "https://birchlake.example.org",
        "https://birchlake.example.org/book?day=2026-12-08&slot=3#top",
        "http://localhost:8080/",
        "mailto:hello@birchlake.example.org",
        "tel:+12185550100",
        "tel:218-555-0100",
    ],
)
def test_addresses_that_may_stand_in_a_message(url: str) -> None:
    assert is_safe_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,hi",
        "//birchlake.example.org",
        "/book",
        "birchlake.example.org",
        "https://",
        "https://birchlake.example.org@elsewhere.example",
        "https://birchlake.example.org/a b",
        'https://birchlake.example.org/"onclick="x',
        "https://birchlake.example.org/<b>",
        "https://birchlake.example.org\\@elsewhere.example",
        "https://birchlake.example.org/\n",
        "ftp://birchlake.example.org",
        "tel:call-me",
        "",
    ],
)
def test_addresses_that_may_not(url: str) -> None:
    assert not is_safe_url(url)
    if url:
        with pytest.raises((UnsafeUrl, UnsafeCharacters)):
            render(WEB_LINK, {"x": url})


@pytest.mark.parametrize(
    ("source", "value", "href"),
    [
        ("[a](https://birchlake.example.org/{{ x }})", "../admin?a=1", "..%2Fadmin%3Fa%3D1"),
        ("[a](https://birchlake.example.org/find?q={{ x }})", "knee & hip", "knee%20%26%20hip"),
        ("[a](tel:{{ x }})", "(218) 555-0100", "218555-0100"),
        ("[a](mailto:{{ x }})", "hello@birchlake.example.org", "hello@birchlake.example.org"),
    ],
)
def test_a_value_that_continues_an_address_is_encoded(source: str, value: str, href: str) -> None:
    module = render(compiled("web", source, title="A link"), {"x": value})
    assert module.links[0][1].endswith(href)
    (_, attributes) = Reader(module.html).elements[1]
    assert attributes == {"href": module.links[0][1]}


def test_an_ampersand_in_an_address_is_escaped_in_html_alone() -> None:
    module = placed("web", "[Map]({{ place.directions_url }})", title="Map").rendered
    assert 'href="https://birchlake.example.org/north?from=mail&amp;to=door"' in module.html
    assert module.text == "Map: https://birchlake.example.org/north?from=mail&to=door"


@pytest.mark.parametrize("channel", ["email", "web", "portal"])
def test_the_same_value_is_escaped_for_html_and_left_alone_in_text(channel: Channel) -> None:
    module = placed(channel, "At {{ x }}", values={"x": "Smith & Sons' <Clinic>"}).rendered
    assert module.text == "At Smith & Sons' <Clinic>"
    assert "At Smith &amp; Sons&#39; &lt;Clinic&gt;" in module.html


def test_a_phone_number_stays_on_one_line_of_an_email() -> None:
    module = placed("email", "Call {{ place.phone }}.").rendered
    assert '<span style="white-space:nowrap">218-555-0111</span>.' in module.html
    assert module.text == "Call 218-555-0111."
