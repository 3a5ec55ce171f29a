"""An e-mail's fixed HTML, ready to be filled: the page and the few parts a message repeats.

The Jinja2 templates and style sheets of `templates/` are rendered and inlined once for each
organisation and locale. What is left for a message is joining strings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from service.channels.frame import direction
from service.channels.inline_css import inline_fragment, inline_page, template_text

_HOLE: Final = "bedsidehole"
#: A hole of the page, which has several: each names itself, so that nothing hangs on their order.
_NAMED: Final = re.compile(r"bedsidehole([a-z]+)endhole")
#: For words of this package alone; what comes from a library is escaped.
_OWN: Final = Markup
#: Our own templates, never an editor's: those are built in `templating.py`.
_ENVIRONMENT: Final = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)

#: What is left free in the page, wherever it stands there.
PAGE_HOLES: Final = ("title", "label", "preheader", "content", "footer")
Two = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shell:
    """Strings around the words of a message: each part before, between and after its holes.

    `page` is strings and names of holes in turn, a string first and last.
    """

    page: tuple[str, ...]
    lead: Two
    section: Two
    aside: Two
    closing: Two
    below: Two
    headline: Two
    heading: Two
    small: Two
    button: tuple[str, str, str]
    link: tuple[str, str, str]


@lru_cache(maxsize=64)
def email_shell(name: str, address: str, locale: str) -> Shell:
    """The shell of one organisation's e-mails in one locale. Some milliseconds, once."""
    parts = _ENVIRONMENT.from_string(template_text("email_parts.html.j2")).module
    page = _ENVIRONMENT.from_string(template_text("email.html.j2")).render(
        name=name,
        address=address,
        lang=locale,
        dir=direction(locale),
        head_css=_OWN(template_text("email_head.css")),
        **{hole: f"{_HOLE}{hole}endhole" for hole in PAGE_HOLES},
    )

    def one(macro: str) -> Two:
        before, after = _cut(str(getattr(parts, macro)(_OWN(_HOLE))))
        return before, after

    def two(macro: str) -> tuple[str, str, str]:
        first, second, third = _cut(str(getattr(parts, macro)(_OWN(_HOLE), _OWN(_HOLE))))
        return first, second, third

    return Shell(
        page=tuple(_NAMED.split(inline_page(page))),
        lead=one("lead"),
        section=one("section"),
        aside=one("aside"),
        closing=one("closing"),
        below=one("below"),
        headline=one("headline"),
        heading=one("heading"),
        small=one("small"),
        button=two("button"),
        link=two("link"),
    )


def fill_page(page: tuple[str, ...], words: Mapping[str, str]) -> str:
    """A page with words in its holes, by their names."""
    return "".join(words[part] if index % 2 else part for index, part in enumerate(page))


def _cut(fragment: str) -> list[str]:
    return inline_fragment(fragment.strip()).split(_HOLE)
