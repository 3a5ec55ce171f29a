"""The e-mail style sheet written into the elements' `style`, once for each rendition and layout.

Many clients drop style sheets (Gmail for accounts of other providers, for one), so what a
message needs to look right stands in its elements. Dark mode and phone width need the sheet's
at-rules; `email_shell.py` keeps those in the head.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import css_inline

from service.channels.masks import Masks
from service.channels.templating import Segments, Show


@lru_cache(maxsize=8)
def template_text(name: str) -> str:
    """A file of `service/channels/templates/`."""
    return (files("service.channels") / "templates" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_at_rules=True,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=template_text("email.css"),
    )


def inline_css(html: Segments) -> Segments:
    """A fragment whose elements carry their styles, and whose values come with theirs."""
    masks = Masks("".join(part for part in html if isinstance(part, str)))
    styled = masks.split(inline_fragment(masks.mask_all(html)))
    return tuple(
        Show(part.path, "email_html") if isinstance(part, Show) and part.how == "html" else part
        for part in styled
    )


def inline_fragment(html: str) -> str:
    """The same for a fragment without values."""
    return str(_inliner().inline_fragment(html, template_text("email.css")))


def inline_page(html: str) -> str:
    """A whole page; style tags with `data-css-inline="ignore"` stay as they are."""
    return str(_inliner().inline(html))
