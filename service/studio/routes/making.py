"""Something new: a module, words for another channel, or a trigger, from a template."""

from __future__ import annotations

from typing import get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.composing import GuardLike
from service.domain.vocabulary import CHANNELS, Purpose
from service.editing.creating import new_module, new_rendition, new_trigger
from service.editing.drafts import Draft
from service.errors import BedsideError, Problem
from service.reading import no_rules
from service.studio.context import signed_in, studio_of
from service.studio.failing import Refused
from service.studio.forms import read_form
from service.studio.pages import page

SORTS = {"module": "A module", "words": "Words for a module", "trigger": "A trigger"}


def form(request: Request) -> Response:
    """The form, with what an address says filled in."""
    return _form(request, dict(request.query_params), ())


async def make(request: Request) -> Response:
    """Begin drafts of the new files and open the first that has words."""
    studio, account, given = studio_of(request), signed_in(request), await read_form(request)
    if not account.edits:
        raise Refused("W606")
    library, today = studio.desk.workspace.library(now=True), studio.clock().date()
    name = given.get("name", "").strip()
    channel = given.get("channel", "")
    try:
        match given.get("what", "module"):
            case "words":
                locale = given.get("locale", "").strip()
                _check_language(locale, studio.desk.guard)
                texts = new_rendition(
                    library, name, channel, locale, given.get("variant", "").strip()
                )
            case "trigger":
                texts = new_trigger(
                    library, name, given.get("signal", ""), given.get("purpose", ""), account.name
                )
            case _:
                texts = new_module(
                    library, name, given.get("kind", ""), channel, account.name, today
                )
    except BedsideError as error:
        return _form(request, given, error.problems, 422)
    drafts = studio.desk.drafts
    begun = [file for file in texts if drafts.of(account.name, file) is not None]
    for file in texts:
        if file not in begun:  # what somebody typed before is never written over by a template
            drafts.keep(Draft(account.name, file, None, texts[file], studio.clock()))
    last = list(texts)[-1]
    return RedirectResponse(f"/edit/at/{last}{'?done=begun' if last in begun else ''}", 303)


def _check_language(locale: str, guard: GuardLike) -> None:
    """Nobody translates what can never go out. Raises `BedsideError`."""
    if locale and (finding := no_rules(guard, locale)) is not None:
        what = f"{finding.rule}: the guard has no rules for this language"
        fix = "use one that it reads, such as `en-GB`: what it cannot read does not go out"
        raise BedsideError([Problem("locale", 0, 0, "C141", what, fix)])


def _form(
    request: Request, given: dict[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    library = studio_of(request).desk.workspace.library()
    settings = library.settings.value if library.settings else None
    return page(
        request,
        "edit_new.html",
        status,
        given=given,
        what=given.get("what", "module") if given.get("what", "module") in SORTS else "module",
        sorts=SORTS,
        problems={problem.file: problem for problem in problems},
        kinds=settings.kinds if settings else {},
        locales=settings.locales if settings else (),
        channels=CHANNELS,
        signals=list(library.signals),
        purposes=get_args(Purpose),
        modules=list(library.modules),
        may=signed_in(request).edits,
    )


ROUTES = (
    Route("/edit/new", form, methods=["GET"]),
    Route("/edit/new", make, methods=["POST"]),
)
