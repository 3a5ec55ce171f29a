"""What people see of HTML, in whichever program: nothing that is shown to somebody goes unread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails import Context, addresses, reader
from guardrails.guard import TimeUpError
from guardrails.visible import views, visible


def test_what_inboxes_show_of_a_message_s_data_is_read(guard):
    data = '{"@type": "EmailMessage", "description": "Your %s plan", "your gout": 1}'
    page = '<script type="application/ld+json">%s</script><p>Hello</p>'
    (finding,) = guard.check(page % (data % "gout"), Context(format="html")).stopping
    assert (finding.rule, finding.text) == ("DX-02", "Your gout")
    assert guard.check(page % (data % "visit"), Context(format="html")).passed
    assert guard.check("<script>%s</script>" % (data % "gout"), Context(format="html")).passed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello. " * 400 + "Your gout", "Your gout"),
        (r"Your g\u006fut", r"Your g\u006fut"),
        (r"Hello\nYour gout", "Your gout"),
        (r"It\\", ""),
        (r"\ud83d\ude00 Hello", ""),
    ],
)
@pytest.mark.parametrize("end", ['"}', "", '"'])
def test_data_is_read_however_long_escaped_or_broken(guard, text, found, end):
    page = f'<script type="application/ld+json">{{"description": "{text}{end}</script>'
    stopping = guard.check(page, Context(format="html")).stopping
    assert [finding.text for finding in stopping] == [found] * bool(found)


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ('<a href="https://example.org/p?topic=diabetes">Read</a>', "html"),
        ('<img src="https://example.org/o.gif?list=hiv_recall" alt="">', "html"),
        ('<a href="mailto:desk@example.org?subject=My%20gout">Write</a>', "html"),
        ("[Read](https://example.org/p?topic=%64iabetes)", "markdown"),
        ('<a href="/p?topic=diabetes">Read</a>', "html"),
        ("<a href='//example.org/p?x=1&amp;topic=diabetes'>Read</a>", "html"),
        ('<a title="a > b" href=?topic=diabetes>Read</a>', "html"),
        ('<img alt="" srcset="/a.png 1x, /b.png?seg=diabetes 2x">', "html"),
        ('<p style="background:url(/o.gif?seg=diabetes)">Hello</p>', "html"),
        ("<style>p {background: url('//example.org/o.gif?seg=diabetes')}</style>Hello", "html"),
        ('<!--[if mso]><v:fill src="/o.gif?seg=diabetes"/><![endif]-->Hello', "html"),
        ('<meta http-equiv="refresh" content="0; url=/p?topic=diabetes">', "html"),
        ("[Read](/p?x=a(b)&topic=diabetes)", "markdown"),
        ('[Read](<//example.org/p?topic=diabetes> "More")', "markdown"),
        ("[Read][1]\n\n[1]: /p?topic=diabetes", "markdown"),
        ('Hello <a href="/p?topic=diabetes">all</a>', "markdown"),
    ],
)
def test_what_an_address_behind_a_link_says_is_read(guard, source, form):
    (finding,) = guard.check(source, Context(format=form)).stopping
    assert finding.rule == "LK-01"
    assert finding.text in source
    neutral = source.replace(finding.text, "walks")
    assert guard.check(neutral, Context(format=form)).passed


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("<p>Hello<!-- was https://example.org/p?topic=diabetes --></p>", "html"),
        ("<!-- /p?topic=diabetes -->\n\nHello", "markdown"),
        ('<p xmlns:o="https://example.org/o?topic=diabetes">Hello</p>', "html"),
        ('<!DOCTYPE html SYSTEM "https://example.org/o?topic=diabetes"><p>Hello</p>', "html"),
        ('<a href="#diabetes">What it is</a>', "html"),
        ('<p data-note="/p?topic=diabetes">Hello</p>', "html"),
    ],
)
def test_what_no_program_follows_is_no_address(guard, source, form):
    assert guard.check(source, Context(format=form)).passed


@pytest.mark.parametrize("name", ["style", "script", "title", "textarea"])
def test_a_comment_does_not_begin_where_programs_read_none(guard, name):
    """Otherwise a link between two such marks would be followed and not be read."""
    source = f'<{name}>a <!-- b</{name}><a href="/p?topic=diabetes">Read</a><!-- c -->'
    assert not guard.check(source, Context(format="html")).passed
    assert guard.check(source.replace("diabetes", "sleep"), Context(format="html")).passed


def test_addresses_are_not_read_when_time_is_up(guard):
    def time_is_up() -> None:
        raise TimeUpError

    with pytest.raises(TimeUpError):
        list(reader._of_addresses(guard.parts, "<p>", Context(format="html"), time_is_up))


def test_broken_tags_take_no_more_steps_than_whole_ones():
    """Counted, not timed: how many tags and comments are looked at."""
    for broken in ("<!--", "<a ", '<a href="', "<a '", "<style>", "<!d "):
        pieces = list(addresses._pieces(broken * 5_000 + ">"))
        assert sum(piece.end - piece.start for piece in pieces) <= len(broken) * 5_000 + 20_000


def test_the_end_of_a_tag_is_looked_for_once_for_all_that_stands_before_it() -> None:
    """Counted, not timed: two million `<` and a `>` took a minute."""

    class Source(str):
        looked = 0

        def find(self, part: str, *within: int) -> int:  # type: ignore[override]
            Source.looked += part == ">"
            return super().find(part, *within)

    assert list(addresses._pieces(Source("<" * 5_000 + "1>" + "<" * 5_000 + "1>"))) == []
    assert Source.looked <= 2


@pytest.mark.parametrize(
    "html",
    [
        "<noscript><p>You have diabetes.</p></noscript>",
        "<head><noscript>Tips for your asthma.</noscript></head>",
        "<p>your dia<noscript>betes</noscript></p>",
        "<p>your <noscript>cat and </noscript>diabetes</p>",
        "<!--[if mso]><p>Tips for managing your diabetes.</p><![endif]-->",
        "<!--[if (gte mso 9)|(IE)]><td>Tips for managing your diabetes.</td><![endif]-->",
        "<!-- [if mso]>Tips for managing your diabetes.<![endif] -->",
        "<![if !mso]><p>Tips for managing your diabetes.</p><![endif]>",
        "<!--[if !mso]><!--><p>Tips for managing your diabetes.</p><!--<![endif]-->",
        "<p>your <!--[if mso]>cat and <![endif]-->diabetes</p>",
        "<p>your dia<!--[if mso]>betes<![endif]--></p>",
        "<p>your <!--[if mso]><p></p><![endif]-->diabetes</p>",
        "<p>your <!--[if mso]>cat and<![endif]--> <noscript>asthma</noscript></p>",
        "<p>your <!--[if !mso]><!-->cat and<!--<![endif]--> asthma</p>",
        "<p>your <![if !mso]>cat and<![endif]> asthma</p>",
        "<!--><p>Tips for managing your diabetes.</p><!-- -->",
        "<!---><p>Tips for managing your diabetes.</p><!-- -->",
        "<input type=submit value='Manage your asthma'>",
        "<input type='button' value='Manage your asthma'>",
        '<input value="Manage your asthma" type="reset">',
        "<input name=topic value='Manage your asthma'>",
        "<input placeholder='Manage your asthma'>",
        "<img alt=your&#32;asthma src=x>",
        "<button aria-label='Manage your asthma'></button>",
        "<a href=# aria-description='Manage your asthma'>Go</a>",
        "<select><optgroup label='Manage your asthma'></optgroup></select>",
        "<p>a < b and your asthma > c</p>",
        "<p>5 <6 and your asthma > 3</p>",
        "<p>your dia</ x>betes</p>",
        "<p>your dia</3>betes</p>",
        "<p>your dia</>betes</p>",
        "<!-- x --!>Tips for your diabetes.<!-- -->",
        "<input type=submit data-type=hidden value='Manage your asthma'>",
        "<input title='type=hidden' value='Manage your asthma'>",
    ],
)
def test_what_some_program_shows_is_read(stops, html):
    assert stops(html, format="html") & {"DX-01", "DX-02"}, visible(html, "html").text


@pytest.mark.parametrize(
    "html",
    [
        "<!-- your asthma -->Spring is here.",
        "<!-- if mso: your asthma -->Spring is here.",
        "<script>your asthma</script>Spring is here.",
        "<style>your asthma {}</style>Spring is here.",
        "<input type=hidden value='your asthma'>Spring is here.",
        "<input type=checkbox value='your asthma'>Spring is here.",
        "<input data-type=text TYPE = 'Hidden' value='your asthma'>Spring is here.",
        "</ your asthma >Spring is here.",
        "<p data-note='your asthma'>Spring is here.</p>",
        "<!--[if mso]><table><tr><td><![endif]-->Spring is here.<!--[if mso]></table><![endif]-->",
        "<noscript><img alt='' src=x></noscript>Spring is here.",
        "You have it under control, gardener. <noscript>Spring!</noscript>We talk about diabetes.",
    ],
)
def test_what_no_program_shows_is_not_read(stops, html):
    assert not stops(html, format="html")


def test_what_stands_in_both_views_is_found_once_and_in_its_place(guard):
    html = "<p>Tips for your asthma.</p><!--[if mso]><p>Spring is here.</p><![endif]-->"
    (finding,) = guard.check(html, Context(format="html")).stopping
    assert html[finding.start : finding.end] == "your asthma"


def test_what_is_shown_alike_everywhere_is_read_once():
    opened, closed = "<!--[if mso]><table><tr><td><![endif]-->", "<!--[if mso]></table><![endif]-->"
    html = f"{opened}<div>Spring.</div>{closed}"
    assert [view.text.split() for view in views(html, "html")] == [["Spring."]]


@pytest.mark.parametrize(
    "text", ["Hi <noscript>all</noscript> sun", "Hi <!--[if mso]>all<![endif]--> sun"]
)
def test_markdown_is_read_in_every_view(stops, text):
    assert stops(text, format="markdown") == set()
    assert "DX-02" in stops(f"{text} for your asthma", format="markdown")


def test_a_slash_opens_no_tag_in_markdown(stops):
    assert "DX-02" in stops("I </3 your asthma > all", format="markdown")


_PIECES = (
    *(
        "<noscript>",
        "</noscript>",
        "<!--[if mso]>",
        "<![endif]-->",
        "<!-->",
        "<!--",
        "-->",
        "<",
        ">",
    ),
    *(
        "<p>",
        "</p>",
        "<input value='",
        "'>",
        "<script>",
        "</script>",
        "your asthma",
        " ",
        "&amp;",
        "<b",
    ),
)


@pytest.mark.parametrize("form", ["html", "markdown"])
@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_every_character_that_is_read_has_its_place_in_the_source(form, source):
    for seen in views(source, form):
        size = len(seen.text)
        starts, ends = seen.starts or range(size), seen.ends or range(1, size + 1)
        assert size == len(starts) == len(ends)
        assert all(
            0 <= start <= end <= len(source) for start, end in zip(starts, ends, strict=True)
        )
        at = seen.text.find("your asthma")
        if at >= 0:
            start, end = seen.span(at, at + len("your asthma"))
            assert source[start:end] == "your asthma"
