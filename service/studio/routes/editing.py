"""The Edit page: a file of the library in an editor, and what came of saving it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.editing.browsing import opens_first
from service.editing.going_back import other_texts
from service.editing.looking import Look
from service.editing.merging import holds_conflict
from service.editing.opening import Opened, opened
from service.editing.overtaking import Overtaken
from service.editing.reviewing import Remark
from service.editing.sending import unmade
from service.editing.unread import faults_of
from service.editing.vocabulary import vocabulary
from service.errors import BedsideError, Problem
from service.library.approvals import states
from service.library.inventory import title_of, uses_of
from service.library.leaning import holds_up_all, leaning_on, users
from service.library.library import Library
from service.library.places import Place, place_of
from service.studio.context import signed_in, studio_of
from service.studio.desk import Desk
from service.studio.drafted import brought, editor_of
from service.studio.failing import Refused
from service.studio.forms import arrival, read_form
from service.studio.pages import page
from service.studio.routes.drafting import put_together


def edit(request: Request) -> Response:
    """One file in the editor."""
    return _editor(request, _opened(request, request.path_params["file"]))


def _opened(request: Request, file: str) -> Opened:
    desk = studio_of(request).desk
    try:
        found = opened(desk.workspace, desk.drafts, file, signed_in(request).name)
    except BedsideError as error:
        raise Refused("W612", error.problems) from None
    if found is None:
        raise Refused("W601")
    return found


def _editor(request: Request, file: Opened, status: int = 200, **more: Any) -> Response:
    studio, account = studio_of(request), signed_in(request)
    desk, now = studio.desk, studio.clock()
    today = now.date()
    library = desk.workspace.library()
    place = file.place
    item = library.item(place.key)
    state = states(library, today).get(place.key)
    note = request.query_params.get("note", "")
    values: dict[str, Any] = {
        "opened": file,
        "place": place,
        "may": account.edits,
        "title": title_of(item.value) if item else place.name,
        "files": _files(library, place, desk, account.name),
        # Of what cannot be read nobody knows whether it is approved, or what names it.
        "is_read": item is not None,
        "is_known": state is not None,
        "faults": _in_the_way(library, place.key) if state is None else (),
        "lacks": state.lacks if state else (),
        "signers": state.roles if state else (),
        "leaning": leaning_on(place.key, users(library)),
        "holds_up_all": holds_up_all(library, place.key),
        "uses": [(key, how, opens_first(library, key)) for key, how in uses_of(library, place.key)]
        if item
        else [],
        # Of what was never approved there is nothing to go back to.
        "goes_back": item is not None
        and state is not None
        and state.until is None
        and bool(other_texts(library, item)),
        "remarks": [r for r in desk.remarks.of(place.key) if item and r.hash == item.hash],
        "asked": _is_asked(desk, place, item.hash if item else ""),
        "vocabulary": vocabulary(library, place).as_json(),
        "language": "yaml" if place.file.endswith(".yaml") else "words",
        "refused": None,
        "conflict": None,
        "merged": False,
        "beside": list(desk.along(place.file, more.get("text", file.text), account.name, today)),
        "saved_beside": [
            f for f in request.query_params.getlist("with") if _goes_along(library, place, f)
        ],
        "done": request.query_params.get("done", ""),
        "note": note,
        # Said for as long as it is so: mended since, the next save is tried again.
        "untried": unmade(library, today) if "untried" in note.split() else (),
        "text": file.text,
        "discarded": next(
            (d for d in desk.drafting.discarded(account.name, now) if d.file == place.file), None
        ),
        "base": file.base,
        # What the next draft of this page is kept in place of, and nothing else.
        "seen": more.get("text", file.text),
    }
    values |= more
    values["both"] = holds_conflict(values["text"])
    return page(request, "edit.html", status, **values)


def _in_the_way(library: Library, key: str) -> list[Problem]:
    """Why the library cannot say how an item stands: faults of its files, or of the settings."""
    keys = (key,) if library.settings else (key, "settings:library")
    return [problem for key in keys for problem in faults_of(library, key)]


def _is_asked(desk: Desk, place: Place, digest: str) -> bool:
    about = [r.what for r in desk.remarks.of(place.key) if r.hash == digest]
    return [what for what in about if what in ("asked", "sent back", "withdrew")][-1:] == ["asked"]


def _files(library: Library, place: Place, desk: Desk, editor: str) -> list[str]:
    """The files of the item, drafts of new ones too."""
    files = {place.main_file}
    if place.sort == "module":
        files |= {file.file for file in library.renditions.get(place.name, ())}
        files |= {p.file for p in faults_of(library, place.key) if place_of(p.file) is not None}
    files |= {draft.file for draft in desk.drafting.of_item(editor, place.key)}
    return sorted(files, key=lambda file: (file != place.main_file, file))


def _goes_along(library: Library, place: Place, file: str) -> bool:
    """Whether a file may be saved with another one: it is of the same item, or cites the claim."""
    of = place_of(file)
    module = library.modules.get(of.name) if of and of.sort == "module" else None
    cites = place.sort == "claim" and module is not None and place.name in module.value.claims
    return of is not None and (of.key == place.key or cites)


# --- saving ------------------------------------------------------------------------------------


async def save(request: Request) -> Response:
    """Save, and say what came of it."""
    studio, form = studio_of(request), await read_form(request)
    given, arrived = brought(request, form, studio.clock()), arrival(form)
    desk, mine = studio.desk, given.mine
    if mine.text and not mine.text.endswith("\n"):
        mine = replace(mine, text=mine.text + "\n")
    file, text, base, today = mine.file, mine.text, mine.base, mine.at.date()
    again = partial(_again, request, file, arrived=arrived.get("arrived", ""))
    try:
        # A draft first: from here on the words are kept, whatever the answer says of them.
        await asyncio.to_thread(desk.drafting.keep, mine, given.seen)
    except Overtaken:
        await asyncio.to_thread(desk.drafting.put_together, mine, given.seen)
        return put_together(file, arrived)
    try:
        saved = await asyncio.to_thread(desk.save, file, text, base, mine.editor, today)
    except BedsideError as error:
        return await asyncio.to_thread(again, text, base, refused=error.problems)
    studio.shelf.look_again()
    if saved.unchanged:
        told = urlencode({"done": "same", **arrived})
        return RedirectResponse(f"/edit/at/{file}?{told}", 303)
    if saved.outcome == "saved":
        note = "merged" if saved.merged else ""
        if saved.committed.why_not:
            note = f"{note} not-committed".strip()
        elif saved.committed.commit:
            note = f"{note} committed".strip()
        if saved.untried:
            note = f"{note} untried".strip()
        beside = [("with", f) for f in (*saved.beside, *saved.followed)]
        told = urlencode([("done", "saved"), ("note", note), *beside, *arrived.items()])
        return RedirectResponse(f"/edit/at/{file}?{told}", 303)
    if saved.outcome == "conflict":
        both = replace(mine, base=saved.theirs, text=saved.text, at=studio.clock())
        await asyncio.to_thread(desk.drafting.put_together, both, [text])
        return await asyncio.to_thread(again, saved.text, saved.theirs, conflict=True)
    refused = tuple(_faults(file, saved.look, text))
    return await asyncio.to_thread(again, text, base, refused=refused)


def _again(
    request: Request,
    file: str,
    text: str,
    base: str | None,
    *,
    conflict: bool = False,
    refused: Any = None,
    arrived: str = "",
) -> Response:
    """The editor with what was typed, and why it was not saved."""
    return _editor(
        request,
        _opened(request, file),
        409 if conflict else 422,
        text=text,
        base=base,
        conflict=conflict,
        refused=refused,
        arrived=arrived,
    )


def _faults(file: str, found: Look, text: str) -> Iterator[Problem]:
    for mark in found.marks:
        if mark.level == "error":
            line = text.count("\n", 0, mark.start) + 1
            yield Problem(file, line, 1, mark.code, mark.what, mark.fix)
    yield from (problem for problem in found.elsewhere if problem.level == "error")


async def ask(request: Request) -> Response:
    """Ask the reviewers for their approval of an item as it stands."""
    account, form = editor_of(request), await read_form(request)
    studio, file = studio_of(request), form.get("file", "")
    place = place_of(file)
    item = studio.desk.workspace.library(now=True).item(place.key) if place else None
    if item is None:
        raise Refused("W601")
    remark = Remark(
        item.key,
        item.hash,
        "asked",
        account.name,
        "editor",
        form.get("text", "").strip(),
        studio.clock(),
    )
    await asyncio.to_thread(studio.desk.remarks.add, [remark])
    told = urlencode({"done": "asked", **arrival(form)})
    return RedirectResponse(f"/edit/at/{file}?{told}", 303)


ROUTES = (
    Route("/edit/at/{file:path}", edit),
    Route("/edit/save", save, methods=["POST"]),
    Route("/edit/ask", ask, methods=["POST"]),
)
