"""What surrounds every call of the studio: who may reach it, who is signed in, and its headers.

The one place where a call is refused before a route sees it: a strange host name, a form from
elsewhere, nobody signed in. Pages that need no sign-in are listed in `OPEN`.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.studio.context import Studio
from service.studio.failing import Refused
from service.studio.forms import own_path, read_form
from service.studio.refusal_page import refusal
from service.studio.sessions import COOKIE, Session

#: What anybody who reaches the studio may ask for.
OPEN = frozenset({"/sign-in", "/healthz"})
OPEN_BELOW = ("/static/", "/enter/")

#: A page runs its own script files and nothing else, and no part of it talks to another machine.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_ALWAYS = {
    "cache-control": "no-store",
    "content-security-policy": PAGE_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Envelope:
    """ASGI middleware around the studio's routes."""

    def __init__(self, app: ASGIApp, studio: Studio) -> None:
        self._app, self._studio = app, studio
        self._hosts = frozenset(urlsplit(origin).netloc for origin in studio.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the call, or pass it on with its session and account."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._studio.is_secure:
            scope["scheme"] = "https"  # the proxy ends TLS, and redirects must not leave it
        now = self._studio.clock()
        request = Request(scope, receive)
        session = self._sign_in(scope, request, now)
        try:
            refused = self._strange(request) or await self._stranger(request)
            if refused is None:
                await self._check_form(request, session)
        except Refused as error:
            refused = refusal(request, error)
        wrapped = self._with_headers(send, session, now)
        if refused is not None:
            await refused(scope, receive, wrapped)
            return
        try:
            await self._app(scope, _again(request, receive), wrapped)
        except Exception as error:  # noqa: BLE001 - a server would log its message, with its values
            sys.stderr.write(f"W608 {type(error).__name__} at {_where(error)}\n")
            if os.environ.get("BEDSIDE_DEBUG"):
                traceback.print_exception(error)
            await refusal(request, Refused("W608"))(scope, receive, wrapped)

    def _sign_in(self, scope: Scope, request: Request, now: datetime) -> Session | None:
        """The session, if its account is still there and nothing ended it."""
        scope["bedside.session"] = scope["bedside.account"] = None
        session = self._studio.sessions.read(request.cookies.get(COOKIE, ""), now)
        account = self._studio.accounts.get(session.name) if session else None
        if session is None or account is None or account.epoch != session.epoch:
            return None
        scope["bedside.session"], scope["bedside.account"] = session, account
        return session

    def _strange(self, request: Request) -> Response | None:
        """A host name that is not ours: a page elsewhere may have pointed its name at us."""
        if request.headers.get("host", "") in self._hosts:
            return None
        return refusal(request, Refused("W603"))

    async def _stranger(self, request: Request) -> Response | None:
        """Somebody who is not signed in, and where they go: back here, once they are."""
        path = request.url.path
        if request.scope["bedside.account"] or path in OPEN or path.startswith(OPEN_BELOW):
            return None
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401, headers={"hx-redirect": "/sign-in"})
        if request.method not in _SAFE:
            back = await self._page_of(request)
        else:
            back = path + (f"?{request.url.query}" if request.url.query else "")
        if back == "/":
            return RedirectResponse("/sign-in", 303)
        return RedirectResponse(f"/sign-in?to={quote(back, safe='')}", 303)

    async def _page_of(self, request: Request) -> str:
        """The page that has a form, as a form of ours says it.

        What was typed is left alone: the browser's tab keeps it (`static/unsent.js`).
        """
        if request.headers.get("origin") not in self._studio.origins:
            return "/"
        return own_path((await read_form(request)).get("page", ""))

    async def _check_form(self, request: Request, session: Session | None) -> None:
        """A call that changes something comes from our own page. Raises `Refused`."""
        if request.method in _SAFE:
            return
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._studio.origins:
            raise Refused("W602")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused("W602")
        if session is None:
            # Only the sign-in gets here, and it has no session to borrow.
            if origin is None:
                raise Refused("W602")
            return
        token = request.headers.get("x-form-token")
        if token is None:
            token = (await read_form(request)).get("form_token", "")
        if not self._studio.sessions.is_form_token(session, token):
            back = await self._page_of(request)
            raise Refused("W602", back="" if back == "/" else back)

    def _with_headers(self, send: Send, session: Session | None, now: datetime) -> Send:
        """Every answer's headers, and the session's cookie where it should be newer."""
        fresh = self._studio.sessions.refreshed(session, now) if session else None

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                if self._studio.is_secure:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
                if fresh is not None and "set-cookie" not in headers:
                    headers.append("set-cookie", cookie_line(self._studio, fresh))
            await send(message)

        return with_headers


def cookie_line(studio: Studio, session: Session | None) -> str:
    """The `Set-Cookie` that carries a session, or takes it away."""
    secure = "; Secure" if studio.is_secure else ""
    value, age = (studio.sessions.cookie(session), "") if session else ("", "; Max-Age=0")
    return f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}"


def _again(request: Request, receive: Receive) -> Receive:
    """The body once more for the route, where the envelope has read it already."""
    body: bytes | None = getattr(request, "_body", None)
    if body is None:
        return receive
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _where(error: BaseException) -> str:
    """The place in the code where an error began, without its message, which may hold a value."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
