"""The Reword page: ask a model for other words, see what passed, put it up for approval."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.bank.generating import Order, may_be_reworded
from service.bank.listing import BankRow, rows
from service.domain.rewording import REFUSALS
from service.domain.vocabulary import CHANNELS, Channel
from service.editing.committing import commit
from service.editing.differences import Difference, Piece, difference, word_pieces
from service.editing.reviewing import Remark
from service.errors import BedsideError, Problem
from service.library.checks.banking import approved_words
from service.rewording.proposing import DEFAULTS, Sentence
from service.rewriters import the_maker
from service.studio.asking import Ask, put_up
from service.studio.context import Studio, signed_in, studio_of
from service.studio.drafted import editor_of
from service.studio.failing import Refused
from service.studio.forms import read_form, whole
from service.studio.navigation import Entry
from service.studio.pages import is_part, page
from service.studio.waiting import shown_release

ENTRY = Entry(25, "Reword", "/reword")

_MOST_SAMPLES, _ROWS = 5, 60


@dataclass(frozen=True, slots=True)
class Banked:
    """A rewording of the bank beside the approved words."""

    row: BankRow
    words: Difference


def choose(request: Request) -> Response:
    """What to reword, and what the bank has."""
    return _choose(request, dict(request.query_params))


def _choose(
    request: Request, given: dict[str, str], problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    studio, account = studio_of(request), signed_in(request)
    held, today = studio.shelf.held(), studio.clock().date()
    release, waits = shown_release(held, today, drafts=False)
    # A model is shown approved words only, and while something waits nothing counts as such.
    there = {} if waits else release.modules
    modules = {key: m for key, m in there.items() if may_be_reworded(m)}
    module_id = given.get("module", "") if given.get("module", "") in modules else ""
    banked = [
        Banked(row, difference(source.value.source if source else "", file.item.value.source))
        for row, file in rows(held.library, today)
        if module_id in ("", row.module)
        for source in (approved_words(held.library, file),)
    ]
    return page(
        request,
        "reword.html",
        status,
        modules=sorted(modules.items(), key=lambda pair: pair[1].title),
        module_id=module_id,
        title=modules[module_id].title if module_id else "",
        renditions=release.renditions[module_id] if module_id else (),
        brands=[voice for name in release.brands if (voice := release.voice(name))],
        brand=given.get("brand") or release.settings.brand,
        given=given,
        samples=range(1, _MOST_SAMPLES + 1),
        seconds=round(DEFAULTS.seconds),
        no_model=_no_model(),
        waits=waits,
        problems=problems,
        banked=banked[:_ROWS],
        more=max(0, len(banked) - _ROWS),
        may=account.edits,
    )


def _no_model() -> tuple[Problem, ...]:
    """Why no model can be asked; empty where one can."""
    try:
        the_maker()
    except BedsideError as error:
        return error.problems
    return ()


async def ask(request: Request) -> Response:
    """Begin to ask, and show how far it is."""
    editor_of(request)
    given = await read_form(request)
    channel, _, variant = given.get("words", "").partition(".")
    samples = given.get("samples", "1")
    known = next((name for name in CHANNELS if name == channel), None)
    is_whole = given.get("module") and given.get("brand")
    if known is None or not is_whole or samples not in map(str, range(1, _MOST_SAMPLES + 1)):
        raise Refused("W605")
    return await asyncio.to_thread(_ask, request, given, known, variant, int(samples))


def _ask(
    request: Request, given: dict[str, str], channel: Channel, variant: str, samples: int
) -> Response:
    studio = studio_of(request)
    order = Order(
        by=signed_in(request).name,
        on=studio.clock().date(),
        brand=given["brand"],
        modules=(given["module"],),
        channels=(channel,),
        samples=samples,
    )
    try:
        maker = the_maker()
    except BedsideError as error:
        return _choose(request, given, error.problems, 422)
    begun = studio.asks.begin(
        order, variant, lambda: studio.desk.workspace.library(now=True), maker
    )
    return RedirectResponse(f"/reword/asked/{begun.id}", 303)


def asked(request: Request) -> Response:
    """How far an ask is, and every proposal so far."""
    found = _found(request, request.path_params["ask_id"])
    if is_part(request) and request.query_params.get("seen") == _state(found):
        return Response(status_code=204)
    return _asked(request, found)


def _found(request: Request, ask_id: str) -> Ask:
    found = studio_of(request).asks.of(signed_in(request).name, ask_id)
    if found is None:
        raise Refused("W601")
    return found


def _state(ask: Ask) -> str:
    return "done" if ask.is_done else str(len(ask.answers))


def _asked(
    request: Request, ask: Ask, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    state = _state(ask)  # before the answers are read: one that comes meanwhile is seen next time
    return page(
        request,
        "reword_answer.html" if is_part(request) else "reword_asked.html",
        status,
        ask=ask,
        state=state,
        answers=list(ask.answers),
        refusals=REFUSALS,
        sides=_sides,
        problems=problems,
    )


def _sides(sentence: Sentence) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """A sentence as approved and as proposed, each with the words that differ."""
    pieces = word_pieces(sentence.before, sentence.after or "")
    return (
        tuple(piece for piece in pieces if piece.kind != "new"),
        tuple(piece for piece in pieces if piece.kind != "gone"),
    )


async def put(request: Request) -> Response:
    """Put a proposal up for approval."""
    editor_of(request)
    given = await read_form(request)
    return await asyncio.to_thread(_put, request, given)


def _put(request: Request, given: dict[str, str]) -> Response:
    studio = studio_of(request)
    found, number = _found(request, given.get("ask", "")), given.get("number", "")
    at = whole(number, len(found.answers))
    if at >= len(found.answers):
        raise Refused("W605")
    answer = found.answers[at]
    if not answer.key:
        workspace = studio.desk.workspace
        try:
            made = put_up(workspace.folder, lambda: workspace.library(now=True), found, answer)
        except BedsideError as error:
            return _asked(request, found, error.problems, 409)
        if not made.file:
            what = "; ".join(made.reasons)
            problem = Problem(made.module_id, 0, 0, "C143", what, "nothing was written")
            return _asked(request, found, (problem,), 409)
        _tell(studio, made.key, made.file, found.order.by)
    return RedirectResponse(f"/reword/asked/{found.id}#proposal-{quote(number)}", 303)


def _tell(studio: Studio, key: str, file: str, editor: str) -> None:
    """Put a new rewording on top of its reviewers' lists, and commit it in a git checkout."""
    desk = studio.desk
    item = desk.workspace.library(now=True).item(key)
    assert item is not None  # it was written just now
    desk.remarks.add([Remark(key, item.hash, "asked", editor, "", "", studio.clock())])
    commit(desk.workspace.folder, [file], f"Propose {key}"[:72], editor)
    studio.shelf.look_again()


ROUTES = (
    Route("/reword", choose, methods=["GET"]),
    Route("/reword", ask, methods=["POST"]),
    Route("/reword/put-up", put, methods=["POST"]),
    Route("/reword/asked/{ask_id}", asked, methods=["GET"]),
)
