"""Signing in, by password or one-time link, and signing out."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.studio import passwords
from service.studio.accounts import Account
from service.studio.context import account_in, studio_of
from service.studio.envelope import cookie_line
from service.studio.forms import own_path, read_form
from service.studio.pages import page


async def ask(request: Request) -> Response:
    """The form; somebody who is signed in has no need of it."""
    if account_in(request):
        return RedirectResponse(own_path(request.query_params.get("to", "")), 303)
    return page(request, "sign_in.html", to=request.query_params.get("to", ""), wrong="", name="")


async def check(request: Request) -> Response:
    """A name and a password. What is wrong with them is never told apart."""
    studio, form = studio_of(request), await read_form(request)
    name, to, now = form.get("name", "").strip(), form.get("to", ""), studio.clock()
    until = studio.lockout.until(name, now)
    if until is not None:
        minutes = max(1, round((until - now).total_seconds() / 60))
        words = f"Too many wrong passwords. Try again in {minutes} minutes."
        return page(request, "sign_in.html", 429, to=to, wrong=words, name=name)
    account = studio.accounts.get(name)
    kept = account.password if account else ""
    right = await asyncio.to_thread(passwords.matches, kept, form.get("password", ""))
    if account is None or not right:
        studio.lockout.wrong(name, now)
        words = "The name or the password is not right."
        return page(request, "sign_in.html", 403, to=to, wrong=words, name=name)
    studio.lockout.right(name)
    return _entered(request, account, own_path(to))


async def by_link(request: Request) -> Response:
    """A one-time link from the terminal."""
    studio = studio_of(request)
    name = studio.links.use(request.path_params["token"], studio.clock())
    account = studio.accounts.get(name) if name else None
    if account is None:
        words = (
            "This link was used already or is too old. Start `bedside studio` again for another."
        )
        return page(request, "sign_in.html", 403, to="", wrong=words, name="")
    return _entered(request, account, "/")


async def leave(request: Request) -> Response:
    """Signed out, here and wherever else this account was signed in."""
    studio, account = studio_of(request), account_in(request)
    if account is not None:
        studio.accounts.end_sessions(account.name)
    return RedirectResponse("/sign-in", 303, {"set-cookie": cookie_line(studio, None)})


async def home(request: Request) -> Response:
    """The first page of the navigation."""
    return RedirectResponse(studio_of(request).navigation[0].path, 303)


async def alive(request: Request) -> Response:
    """For whoever watches the process."""
    del request
    return Response("ok\n", media_type="text/plain")


def _entered(request: Request, account: Account, to: str) -> Response:
    studio = studio_of(request)
    session = studio.sessions.begin(account, studio.clock())
    return RedirectResponse(to, 303, {"set-cookie": cookie_line(studio, session)})


ROUTES = (
    Route("/", home),
    Route("/healthz", alive),
    Route("/sign-in", ask, methods=["GET"]),
    Route("/sign-in", check, methods=["POST"]),
    Route("/enter/{token}", by_link),
    Route("/sign-out", leave, methods=["POST"]),
)
