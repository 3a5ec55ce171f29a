"""The few pages that people see in a browser: made on the server, without script or network."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from service.web.envelope import PAGE_POLICY

_TEMPLATES = Path(__file__).parent / "templates"
STYLE = _TEMPLATES / "style.css"
_TICKS = re.compile(r"`([^`]+)`")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["words"] = _words
    return made


def _words(text: str) -> Markup:
    """Text of the description: what stands in backticks is code."""
    return Markup(_TICKS.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def page(template: str, status: int = 200, *, up: str = "../", **values: Any) -> HTMLResponse:
    """One page, with the policy that lets it load its own style sheet and nothing else.

    `up` leads from it to where the service begins, which a proxy may have put under a path.
    """
    html = _environment().get_template(template).render(up=up, **values)
    return HTMLResponse(html, status, {"content-security-policy": PAGE_POLICY})
