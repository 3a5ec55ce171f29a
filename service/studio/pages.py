"""How a route makes a page: `page(request, "preview.html", ...)`.

Every template extends `base.html` and finds there: `account`, `form_token`, `navigation`,
`theme`, `static(name)`, in `is_refused` whether the answer says what is wrong, and in `arrived`
which words the tab need no longer hold.
Values are escaped; a name that is not given is an error.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.domain.vocabulary import Outcome
from service.studio.context import account_in, session_in, studio_of
from service.studio.previewing.words import OUTCOMES, reason_of
from service.studio.signers import CAUSES
from service.studio.static_files import address

_TEMPLATES = Path(__file__).parent / "templates"
_TICKS = re.compile(r"`([^`]+)`")
THEMES = ("light", "dark")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The studio's own templates; words of a library only ever get in as values."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = address
    made.globals["causes"] = CAUSES
    made.filters |= {
        "ticks": _ticks,
        "sentence": sentence,
        "outcome": _outcome,
        "reason": reason_of,
    }
    return made


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """One page, or a part of one where htmx asks for it."""
    studio, session = studio_of(request), session_in(request)
    html = (
        environment()
        .get_template(template)
        .render(
            account=account_in(request),
            form_token=studio.sessions.form_token(session) if session else "",
            navigation=studio.navigation,
            path=request.url.path,
            theme=_theme(request),
            organisation=studio.organisation(),
            reading=studio.shelf.is_reading,
            is_refused=status >= 400,
            arrived=values.pop("arrived", request.query_params.get("arrived", "")),
            **values,
        )
    )
    return HTMLResponse(html, status)


def is_part(request: Request) -> bool:
    """Whether htmx asks for a piece to put into a page that is already there."""
    return request.headers.get("hx-request") == "true"


def _ticks(words: str) -> Markup:
    """Words in which `backticks` become code."""
    return Markup(_TICKS.sub(r"<code>\1</code>", str(escape(words))))  # noqa: S704


def sentence(words: str) -> str:
    """Words that begin a line: with a capital letter, unless code or a handle stands there."""
    first = words.partition(" ")[0].rstrip(":,;")
    plain = first.replace("-", "").replace("'", "").isalpha()
    return words[:1].upper() + words[1:] if plain else words


def _outcome(name: Outcome) -> str:
    """What an outcome is called."""
    return OUTCOMES[name][0].lower()


def _theme(request: Request) -> str:
    chosen = request.cookies.get("bedside_theme", "")
    return chosen if chosen in THEMES else ""
