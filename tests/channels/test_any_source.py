"""Whatever an editor types is either a list of problems or a safe, finished rendition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.channels import (
    CODES,
    CompiledRendition,
    RenditionProblems,
    ValueRefused,
    VariableMissing,
    compile_rendition,
    render,
)
from service.channels.fields import SHOWN
from service.channels.syntax import holds_foreign
from service.domain.channels import TRAITS
from service.domain.content import Rendition
from service.domain.vocabulary import CHANNELS, Channel
from tests.channels.samples import VALUES, Reader, rendition

PIECES = st.sampled_from(
    [
        *"*_`#>-+|[](){}<>!\\&\"' .:/\n",
        "\n\n",
        "\n- ",
        "\n1. ",
        "## ",
        "### ",
        "**",
        "[[lock]]",
        "[[lock: claim walking]]",
        "[[/lock]]",
        "{{ place.name }}",
        "{{ place.directions_url }}",
        "{{ why }}",
        "[a](",
        "https://example.org/",
        "tel:",
        "<b>",
        "&amp;",
        "&#123;",
        "    ",
        "---",
        "Say",
        "word",
        "é",
        "qzv00000z",
        "\u2985",
    ]
)
SOURCES = st.lists(PIECES, max_size=25).map("".join)
ALLOWED = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "br", "span"}


def _compile(source: Rendition) -> CompiledRendition | None:
    try:
        return compile_rendition(source)
    except RenditionProblems as error:
        found = error.problems
    lines = source.source.split("\n")
    assert found
    for problem in found:
        assert problem.code in CODES
        assert problem.message
        assert problem.fix
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    return None


@pytest.mark.parametrize("channel", CHANNELS)
@given(SOURCES)
def test_a_source_is_refused_with_places_or_rendered_safely(channel: Channel, source: str) -> None:
    fields = {"title": "A"} if "title" in SHOWN[channel] else {}
    compiled = _compile(rendition(channel, source, **fields))
    if compiled is None:
        return
    for segment in compiled.open_segments:
        assert source[segment.start : segment.end] == segment.text
        assert "[[" not in segment.text
    try:
        module = render(compiled, VALUES)
    except (ValueRefused, VariableMissing):
        return
    assert not holds_foreign(module.text)
    for text in (module.text, module.html):
        assert "\x1f" not in text
        # What stands for locks while Markdown is read; plain words are not Markdown.
        assert TRAITS[channel].written == "text" or not set(text) & {"\u2985", "\u2986"}
    for name, attributes in Reader(module.html).elements:
        assert name in ALLOWED
        assert set(attributes) <= {"href", "style"}
        assert (attributes.get("href") or "https://").startswith(("http", "mailto:", "tel:"))


@given(SOURCES)
def test_locked_words_are_in_the_message_as_they_are(source: str) -> None:
    compiled = _compile(rendition("web", source, title="A"))
    if compiled is None:
        return
    words = " ".join(compiled.words.split())
    for span in compiled.locked:
        # In plain text a link's address stands beside its words.
        if "](" not in source:
            assert " ".join(span.text.split()) in words
