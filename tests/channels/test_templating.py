"""What a rendition may say in `{{ }}`, held against Jinja2's own reading of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes

from service.channels.templating import (
    SandboxBreach,
    Show,
    build_template,
    read_pieces,
    refuse_breach,
)
from tests.channels.samples import problems

FULL = Environment(autoescape=False)


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("No value at all.", []),
        ("On {{ starts_at }}.", [("starts_at",)]),
        ("On {{starts_at.date}} at {{  place.name  }}", [("starts_at", "date"), ("place", "name")]),
        ("{{ a }}{{ b }}", [("a",), ("b",)]),
        ("Costs ${{ price }}", [("price",)]),
    ],
)
def test_names_and_fields_are_read(source: str, paths: list[tuple[str, ...]]) -> None:
    pieces, faults = read_pieces(source)
    assert faults == ()
    assert [piece.path for piece in pieces if piece.path] == paths
    assert "".join(piece.text for piece in pieces) == source


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Hi {{ name | upper }}", ["1:4 L301 a filter"]),
        ("Hi {{ name.upper() }}", ["1:4 L301 a call"]),
        ("Hi {{ a.b.c }}", ["1:4 L301 a field of a field"]),
        ("Hi {{ names[0] }}", ["1:4 L301 an item in square brackets"]),
        ("Hi {{ 'a' * 1000000000 }}", ["1:4 L301 a calculation"]),
        ("Hi {{ a ~ b }}", ["1:4 L301 a calculation"]),
        ("Hi {{ a if b else c }}", ["1:4 L301 a condition"]),
        ("Hi {{ a is defined }}", ["1:4 L301 a test"]),
        ("Hi {{ a == b }}", ["1:4 L301 a comparison"]),
        ("Hi {{ 'a' }}", ["1:4 L301 a fixed value"]),
        ("Hi {{ x.__class__ }}", ["1:4 L301 a field of a field"]),
        ("Hi {{ }}", ["1:4 L301 an expression that cannot be read"]),
        ("{% for x in y %}a{% endfor %}", ["1:1 L301", "1:18 L301"]),
        ("a\n{# a note #}", ["2:1 L301 a comment"]),
        ("{{ true }}", ["1:1 L301 `true` is a word of the template language"]),
        ("Hi {{{ name }}}", ["1:5 L302 three braces"]),
        ("Hi %%FirstName%%", ["1:4 L302 `%%`", "1:15 L302 `%%`"]),
        ("Hi ((name))", ["1:4 L302 `((`"]),
        ("Hi <%= name %>", ["1:4 L302 `<%`", "1:13 L302 `%>`"]),
        ("Hi ${name}", ["1:4 L302 `${`"]),
        ("Hi *|FNAME|*", ["1:4 L302 `*|`", "1:11 L302 `|*`"]),
        ("Hi {{ name }", ["1:4 L302 `{{`"]),
        ("Hi { name }}", ["1:11 L302 `}}`"]),
        ("Hi\u200bthere", ["1:3 L303 the invisible character U+200B"]),
        ("Hi\tthere", ["1:3 L303 a tab"]),
    ],
)
def test_everything_else_is_a_located_problem(source: str, found: list[str]) -> None:
    _, faults = read_pieces(source)
    assert len(faults) == len(found)
    for (offset, code, message, fix), expected in zip(faults, found, strict=True):
        line = source.count("\n", 0, offset) + 1
        column = offset - source.rfind("\n", 0, offset)
        assert f"{line}:{column} {code} {message}".startswith(expected)
        assert fix


def test_a_source_longer_than_any_message_is_refused() -> None:
    assert problems("email", "word " * 5_000) == ["1:1 L304"]


@given(
    st.lists(
        st.sampled_from(
            [
                "{{",
                "}}",
                "{%",
                "%}",
                "{",
                "}",
                " ",
                "a",
                "b.c",
                ".",
                "|",
                "(",
                ")",
                "upper",
                "'",
                "#",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_what_is_accepted_is_names_and_fields_to_jinja_too(source: str) -> None:
    pieces, faults = read_pieces(source)
    if faults:
        return
    found: list[tuple[str, ...]] = []
    for output in FULL.parse(source).find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.Getattr):
                assert isinstance(node.node, nodes.Name)
                found.append((node.node.name, node.attr))
            elif isinstance(node, nodes.Name):
                found.append((node.name,))
            else:
                assert isinstance(node, nodes.TemplateData)
    assert found == [piece.path for piece in pieces if piece.path]


def test_fixed_words_cannot_become_code() -> None:
    """Templates are trees: even words that look like code come out as they went in."""
    words = "{{ 7 * 7 }} {% for x in y %} {# no #} "
    built = build_template((words, Show(("a",))))
    assert built.template.render(v0="b") == words + "b"


@pytest.mark.parametrize("source", ["{{ a|upper }}", "{{ a.b }}", "{% set a = 1 %}", "{{ a() }}"])
def test_a_tree_with_more_than_words_and_names_is_never_compiled(source: str) -> None:
    with pytest.raises(SandboxBreach):
        refuse_breach(FULL.parse(source))


def test_a_value_that_stands_twice_is_looked_up_once() -> None:
    built = build_template((Show(("a",)), Show(("a",), "html"), Show(("a",))))
    assert built.bindings == ((("a",), (("v0", "text"), ("v1", "html"))),)
