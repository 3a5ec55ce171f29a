"""Something new from a template: a module, words for a channel, a trigger, or what they name."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.deciding.composing import GuardLike
from service.domain.vocabulary import CHANNELS, Purpose
from service.editing.copying import copied_item
from service.editing.creating import copied_module, new_module, new_rendition, new_trigger
from service.editing.drafts import Draft
from service.editing.experimenting import new_experiment, varied_slots
from service.editing.registering import CLAIM_KINDS, new_claim, new_signal, with_entry
from service.errors import BedsideError, Problem
from service.library.library import Library
from service.reading import no_rules
from service.studio.context import signed_in, studio_of
from service.studio.desk import Desk
from service.studio.failing import Refused
from service.studio.forms import read_form
from service.studio.pages import page

SORTS = {
    "module": "A module",
    "words": "Words for a module",
    "trigger": "A trigger",
    "claim": "A claim",
    "signal": "A signal",
    "entry": "A directory entry",
    "directory": "A directory",
    "layout": "A layout",
    "experiment": "An experiment",
    "brand": "A brand",
}


def form(request: Request) -> Response:
    """The form, with what an address says filled in."""
    return _form(request, dict(request.query_params), ())


async def make(request: Request) -> Response:
    """Begin drafts of the new files and open the first that has words."""
    studio, account, given = studio_of(request), signed_in(request), await read_form(request)
    if not account.edits:
        raise Refused("W606")
    try:
        if given.get("what") == "entry":
            return _add_entry(studio.desk, account.name, given, studio.clock())
        texts = _texts(studio.desk, given, account.name, studio.clock().date())
    except BedsideError as error:
        return _form(request, given, error.problems, 422)
    drafts = studio.desk.drafts
    with studio.desk.drafting:
        begun = [file for file in texts if drafts.of(account.name, file) is not None]
        for file in texts:
            if file not in begun:  # what somebody typed before is never written over by a template
                drafts.keep(Draft(account.name, file, None, texts[file], studio.clock()))
    last = list(texts)[-1]
    return RedirectResponse(f"/edit/at/{last}{'?done=begun' if last in begun else ''}", 303)


def _texts(desk: Desk, given: dict[str, str], editor: str, today: date) -> dict[str, str]:
    """The new files. Raises `BedsideError`."""
    library = desk.workspace.library(now=True)
    name, channel, kind = (given.get(field, "").strip() for field in ("name", "channel", "kind"))
    match given.get("what", "module"):
        case "words":
            locale = given.get("locale", "").strip()
            _check_language(locale, desk.guard)
            return new_rendition(library, name, channel, locale, given.get("variant", "").strip())
        case "trigger":
            signal, purpose = given.get("signal", ""), given.get("purpose", "")
            return new_trigger(library, name, signal, purpose, editor)
        case "claim":
            return new_claim(library, name, kind, given.get("topic", ""), editor, today)
        case "signal":
            return new_signal(library, name, editor)
        case "experiment":
            trigger, slot = given.get("trigger", ""), given.get("slot", "").strip()
            module = given.get("module", "").strip()
            return new_experiment(library, name, trigger, slot, module, editor, today)
        case "layout" | "directory" | "brand" as sort:
            source = given.get("copy", "").strip()
            return copied_item(library, sort, source, name, editor, desk.workspace.text)
        case _ if source := given.get("copy", "").strip():
            return copied_module(library, source, name, editor, desk.workspace.text)
        case _:
            return new_module(library, name, kind, channel, editor, today)


def _add_entry(desk: Desk, editor: str, given: dict[str, str], at: datetime) -> Response:
    """Add an entry to a directory in a draft: on top of what its editor typed in it before.

    Raises `BedsideError`.
    """
    library, directory = desk.workspace.library(now=True), given.get("directory", "")
    file = f"directories/{directory}.yaml"
    with desk.drafting:
        now, draft = desk.workspace.text(file), desk.drafts.of(editor, file)
        said, base = (draft.text, draft.base) if draft else (now, now)
        texts = with_entry(library, directory, given.get("name", "").strip(), said)
        desk.drafts.keep(Draft(editor, file, base, texts[file], at))
    return RedirectResponse(f"/edit/at/{file}", 303)


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
        claim_kinds=CLAIM_KINDS,
        topics={name: topic.title for name, topic in settings.topics.items()} if settings else {},
        directories={name: item.value.title for name, item in library.directories.items()},
        purposes=get_args(Purpose),
        modules=list(library.modules),
        originals=_originals(library),
        # Only those in whose messages something may vary.
        varied={
            name: slots
            for name, item in library.triggers.items()
            if (slots := varied_slots(library, item.value))
        },
        may=signed_in(request).edits,
    )


def _originals(library: Library) -> dict[str, dict[str, str]]:
    """What can be copied, by sort: names with titles."""
    return {
        "layout": {name: item.value.title for name, item in library.layouts.items()},
        "directory": {name: item.value.title for name, item in library.directories.items()},
        "brand": {name: item.value.name for name, item in library.brands.items()},
    }


ROUTES = (
    Route("/edit/new", form, methods=["GET"]),
    Route("/edit/new", make, methods=["POST"]),
)
