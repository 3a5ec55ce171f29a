"""Disguised words are read as they were meant; honest odd characters are only noted."""

from __future__ import annotations

import pytest

from guardrails import Context


@pytest.mark.parametrize(
    "text",
    [
        "Manage your d1abetes.",
        "Manage your di\u200babetes.",
        "Manage your d\u0456abetes.",
        "Manage your \uff44\uff49\uff41\uff42\uff45\uff54\uff45\uff53.",
        "Manage your d i a b e t e s.",
        "Manage y o u r  d i a b e t e s.",
        "Manage your d.i.a.b.e.t.e.s.",
        "Manage your dia-betes.",
        "Manage your dia&#98;etes.",
        "Manage your dia\u00adbetes.",
        "Manage your diab*tes.",
        "Manage your di@bet\u20acs.",
        "Manage your \u202esetebaid\u202c.",
    ],
)
def test_disguise_is_evasion(stops, text):
    assert "EV-01" in stops(text)


def test_split_tag_is_read_as_a_person_sees_it(stops):
    assert stops("your dia<b></b>betes", format="html") == {"DX-02"}
    assert stops("your dia<!-- x -->betes", format="html") == {"DX-02"}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ('<img alt="your diabetes">', {"DX-02"}),
        ('<div style="display:none">your diabetes</div>', {"DX-02"}),
        ("<title>your diabetes</title>", {"DX-02"}),
        ("<script>var your = 'diabetes'</script><p>Hello</p>", set()),
        ("<p>This room is yours</p><p>Asthma class</p>", set()),
    ],
)
def test_html_is_read_whole(stops, text, rules):
    assert stops(text, format="html") == rules


def test_honest_odd_character_is_a_note(guard):
    verdict = guard.check("Visit GOV.\u200bUK today.", Context())
    assert verdict.passed
    assert [(f.rule, f.severity, f.start) for f in verdict.findings] == [("EV-02", "info", 10)]


@pytest.mark.parametrize("mark", ["", "!"])
def test_titles_of_markdown_are_read(guard, mark):
    """A mouse over a link or a picture shows them."""
    text = mark + '[More to read](https://example.org/a "Managing {} asthma").'
    claim, good = text.format("your"), text.format("a child's")
    found = guard.check(claim, Context(format="markdown")).stopping
    assert [claim[f.start : f.end] for f in found] == ["your asthma"]
    assert guard.check(good, Context(format="markdown")).passed


def test_a_mark_of_the_byte_order_is_no_disguise(guard, stops):
    assert stops("\ufeffYour asthma") == {"DX-02"}
    assert stops("Hello.\n\ufeffYour asthma") == {"DX-02"}
    assert guard.check("\ufeffSpring is here.", Context()).findings == ()
    assert stops("Your ast\ufeffhma") == {"DX-02", "EV-01"}
