"""Pages for the people who were written to: why a message came, and how to stop more of them.

No key, no script, no cookie, no redirect. What opens them is a link that cannot be guessed.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.calling import NotFound, Why
from service.store.recipient_links import WHY_OPENS_FOR
from service.store.tickets import receipt_of
from service.web.context import Web, web_of
from service.web.describing import refuses
from service.web.envelope import note_of
from service.web.page import page
from service.web.plain import channel_words, data_used, purpose_words
from service.web.receiving import read_refused

router = APIRouter(tags=["Recipient"])

_MOST = 4096
#: In whatever case, whatever space is around it, and whatever else stands beside it.
_CLICK = ("list-unsubscribe", "one-click")
_MULTIPART = re.compile(
    rb'name="?List-Unsubscribe"?\s*(?:\r?\n[^\r\n]+)*\r?\n\r?\nOne-Click\s', re.IGNORECASE
)
_PAGE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A page.", "content": {"text/html": {"schema": {"type": "string"}}}},
    404: {"description": "A page that says that the link does not work.",
          "content": {"text/html": {"schema": {"type": "string"}}}},
    410: {"description": "A page that says that the link is too old.",
          "content": {"text/html": {"schema": {"type": "string"}}}},
}  # fmt: skip
#: A link that stops messages never grows too old.
_STOP_PAGE = {status: said for status, said in _PAGE.items() if status != 410}
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            media: {
                "schema": {
                    "type": "object",
                    "required": ["List-Unsubscribe"],
                    "properties": {"List-Unsubscribe": {"const": "One-Click"}},
                }
            }
            for media in ("application/x-www-form-urlencoded", "multipart/form-data")
        },
    }
}
_BROKEN = (
    "It may have been cut off on its way. Copy the whole link, or call us: we are glad to help."
)
_TOO_OLD = "The link is too old. Call us if you would like to know more: we are glad to help."


@router.get(
    "/why/{ticket}", summary="Why a message came", responses=_PAGE | refuses("W503", "W504")
)
async def get_why(request: Request, ticket: str) -> Response:
    """In plain words: the reason, what was used, what was known and left unused."""
    web = web_of(request)
    try:
        why = await web.run(lambda: web.service.pages.why(ticket))
    except NotFound:
        return _broken(web, 404, _BROKEN)
    if web.clock() - why.decided_on > WHY_OPENS_FOR:
        return _broken(web, 410, _TOO_OLD)
    return page("why.html", **_why(web, why, ticket))


def _why(web: Web, why: Why, ticket: str) -> dict[str, Any]:
    release = web.service.release
    receipt_id = receipt_of(web.service.store.secret, ticket)
    since = f" You agreed to this on {_day(why.consent_given)}." if why.consent_given else ""
    purpose = f"It is part of our {purpose_words(why.purpose)}." if why.purpose else ""
    return {
        "organisation": release.settings.organisation,
        "because": why.because,
        "day": _day(why.decided_on.astimezone(ZoneInfo(release.settings.zone))),
        "channel": channel_words(why.channel),
        "consent": purpose + since,
        "used": data_used(why.used, why.signal_type, release),
        "unused": data_used(why.unused, why.signal_type, release),
        "guarded": True,
        "unsubscribe": f"unsubscribe/{receipt_id}" if why.channel == "email" else "",
    }


def _day(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at:%Y}"


@router.get(
    "/unsubscribe/{receipt_id}",
    summary="Ask before stopping e-mail",
    responses=_STOP_PAGE | refuses("W503", "W504"),
)
async def get_unsubscribe(request: Request, receipt_id: str) -> Response:
    """A page with a button. Looking at it changes nothing, so mail scanners stop nobody's mail."""
    web = web_of(request)
    try:
        await web.run(lambda: web.service.pages.ask_unsubscribe(receipt_id))
    except NotFound:
        return _broken(web, 404, _BROKEN)
    title, text = "Stop these emails?", "Press the button, and emails of this kind stop."
    return _stop_page(web, title, text, ask=True)


@router.post(
    "/unsubscribe/{receipt_id}",
    summary="Stop e-mail with one click (RFC 8058)",
    responses=_STOP_PAGE | refuses("W105", "W106", "W108", "W503", "W504"),
    openapi_extra=_FORM,
)
async def post_unsubscribe(request: Request, receipt_id: str) -> Response:
    """What mail programs post, and the button of the page. It holds from the next call on."""
    web = web_of(request)
    if not _one_click(await read_refused(request, _MOST)):
        return await get_unsubscribe(request, receipt_id)
    try:
        await web.run(lambda: web.service.pages.unsubscribe(receipt_id))
    except NotFound:
        return _broken(web, 404, _BROKEN)
    note_of(request.scope).tell_change("opt-out")
    return _stop_page(web, "It is done", "Emails of this kind will not come any more.", ask=False)


def _one_click(raw: bytes) -> bool:
    """Whether a form body, plain or multipart, says List-Unsubscribe=One-Click."""
    if _MULTIPART.search(raw):
        return True
    fields = parse_qsl(raw.decode("latin-1")) if b"--" not in raw[:2] else []
    return any((name.strip().lower(), value.strip().lower()) == _CLICK for name, value in fields)


def _stop_page(web: Web, title: str, text: str, *, ask: bool) -> Response:
    organisation = web.service.release.settings.organisation
    return page("unsubscribe.html", organisation=organisation, title=title, text=text, ask=ask)


def _broken(web: Web, status: int, text: str) -> Response:
    organisation = web.service.release.settings.organisation
    return page("broken_link.html", status, organisation=organisation, text=text)
