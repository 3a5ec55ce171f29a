"""Deleting what was never approved, after a look at what it means; and how the rest is retired."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.editing.browsing import opens_first
from service.editing.drafts import Draft
from service.editing.removing import Removal, removal
from service.editing.removing_words import words_removal
from service.errors import BedsideError, Problem
from service.library.approvals import own_end, states
from service.library.inventory import title_of
from service.library.places import place_of
from service.studio.context import signed_in, studio_of
from service.studio.drafted import editor_of
from service.studio.failing import Refused
from service.studio.forms import read_form
from service.studio.pages import page
from service.studio.showing import compared

#: Messages shown at once.
_SHOWN = 8
_EXPIRES = re.compile(r"^expires:[^\n]*$", re.MULTILINE)


def ask(request: Request) -> Response:
    """What deleting an item would take, or why it is retired instead."""
    return _asked(request, request.path_params["key"])


def _asked(
    request: Request, key: str, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    studio = studio_of(request)
    library, today = studio.desk.workspace.library(now=True), studio.clock().date()
    found = _found(request, key)
    state = states(library, today).get(key)
    lacking = {lack.role for lack in state.lacks} if state else set()
    standing = [a for a in found.approved if a.hash == found.item.hash and a.role not in lacking]
    return page(
        request,
        "edit_remove.html",
        status,
        found=found,
        key=key,
        name=key.partition(":")[2],
        title=title_of(found.item.value),
        users=[(other, how, opens_first(library, other)) for other, how in found.users],
        signers=sorted({approval.by for approval in standing}),
        end=own_end(found.item.value),
        today=today,
        problems=problems,
        may=signed_in(request).edits,
    )


def _found(request: Request, key: str) -> Removal:
    studio = studio_of(request)
    found = removal(studio.desk.workspace.library(), key, studio.clock().date())
    if found is None:
        raise Refused("W601")
    return found


async def delete(request: Request) -> Response:
    """Delete an item that was looked at, for good."""
    studio, account, form = studio_of(request), editor_of(request), await read_form(request)
    key, digest, today = form.get("key", ""), form.get("hash", ""), studio.clock().date()
    _found(request, key)
    try:
        await asyncio.to_thread(studio.desk.remove, key, digest, account.name, today)
    except BedsideError as error:
        return await asyncio.to_thread(_asked, request, key, error.problems, 409)
    studio.shelf.look_again()
    return RedirectResponse("/edit?done=deleted", 303)


async def end(request: Request) -> Response:
    """Begin a draft in which an item's own time ends on another day; saving it asks for review."""
    studio, account, form = studio_of(request), editor_of(request), await read_form(request)
    key = form.get("key", "")
    item = (await asyncio.to_thread(_found, request, key)).item
    try:
        day = date.fromisoformat(form.get("until", ""))
    except ValueError:
        day = date.min
    problem = None
    if day < studio.clock().date():
        what, fix = "it cannot end before today (L402)", "choose today or a later day"
        problem = Problem("Its last day", 0, 0, "L402", what, fix)
    drafts, now = studio.desk.drafts, studio.desk.workspace.text(item.file)
    draft = drafts.of(account.name, item.file)
    text, base = (draft.text, draft.base) if draft else (now or "", now)
    if problem is None and not _EXPIRES.search(text):
        what, fix = "its file says no `expires` in a line of its own", "write it in the editor"
        problem = Problem(item.file, 0, 0, "C141", what, fix)
    if problem is not None:
        return await asyncio.to_thread(_asked, request, key, (problem,), 422)
    text = _EXPIRES.sub(f"expires: {day}", text, count=1)
    mine = Draft(account.name, item.file, base, text, studio.clock())
    await asyncio.to_thread(studio.desk.drafting.put_together, mine, [draft.text] if draft else [])
    return RedirectResponse(f"/edit/at/{item.file}", 303)


def ask_words(request: Request) -> Response:
    """What deleting a file of words would change, and why it may not be."""
    return _asked_words(request, request.path_params["file"])


def _asked_words(
    request: Request, file: str, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    studio = studio_of(request)
    desk, today = studio.desk, studio.clock().date()
    found = words_removal(desk.workspace, file, today, desk.guard)
    if found is None:
        raise Refused("W601")
    changes = [compared(change) for change in found.reach.changes] if found.reach else []
    state = states(desk.workspace.library(), today).get(found.item.key)
    return page(
        request,
        "edit_remove_words.html",
        status,
        found=found,
        reach=found.reach,
        changed=changes[:_SHOWN],
        changes=len(changes),
        worse=sum(change.worse for change in changes),
        signers=state.roles if state else (),
        approved=state is not None and state.until is not None,
        file=file,
        title=title_of(found.item.value),
        problems=problems,
        may=signed_in(request).edits,
    )


async def delete_words(request: Request) -> Response:
    """Delete a file of words that was looked at."""
    studio, account, form = studio_of(request), editor_of(request), await read_form(request)
    file, digest = form.get("file", ""), form.get("hash", "")
    place = place_of(file)
    if place is None:
        raise Refused("W601")
    try:
        await asyncio.to_thread(
            studio.desk.remove_words, file, digest, account.name, studio.clock()
        )
    except BedsideError as error:
        return await asyncio.to_thread(_asked_words, request, file, error.problems, 409)
    studio.shelf.look_again()
    told = urlencode({"done": "words-deleted", "with": file})
    return RedirectResponse(f"/edit/at/{place.main_file}?{told}", 303)


ROUTES = (
    Route("/edit/remove-words/{file:path}", ask_words),
    Route("/edit/delete-words", delete_words, methods=["POST"]),
    Route("/edit/remove/{key:path}", ask),
    Route("/edit/delete", delete, methods=["POST"]),
    Route("/edit/end", end, methods=["POST"]),
)
