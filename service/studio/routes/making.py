"""Something new from a template: a module, words for a channel, a trigger, or what they name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.deciding.composing import GuardLike
from service.editing.copying import copied_item
from service.editing.creating import copied_module, new_module, new_rendition, new_trigger
from service.editing.drafts import Draft
from service.editing.experimenting import new_experiment, varied_slots
from service.editing.form_faults import wrong
from service.editing.registering import CLAIM_KINDS, new_claim, new_signal, with_entry
from service.errors import BedsideError, Problem
from service.library.inventory import title_of
from service.reading import no_rules
from service.studio.context import signed_in, studio_of
from service.studio.desk import Desk
from service.studio.drafted import editor_of
from service.studio.forms import read_form
from service.studio.pages import page
from service.studio.previewing.words import CHANNEL_NAMES, PURPOSE_NAMES

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
    studio, account, given = studio_of(request), editor_of(request), await read_form(request)
    try:
        if given.get("what") == "entry":
            return _add_entry(studio.desk, account.name, given, studio.clock())
        texts = _texts(studio.desk, given, account.name, studio.clock().date())
    except BedsideError as error:
        return _form(request, given, error.problems, 422)
    begun = studio.desk.drafting.begin(account.name, texts, studio.clock())
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
    with desk.drafting.lock:
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
        raise BedsideError([wrong("locale", what, fix)])


def _form(
    request: Request, given: dict[str, str], problems: tuple[Problem, ...], status: int = 200
) -> Response:
    library = studio_of(request).desk.workspace.library()
    settings = library.settings.value if library.settings else None
    # Only those in whose messages something may vary.
    varied = {
        name: slots
        for name, item in library.triggers.items()
        if (slots := varied_slots(library, item.value))
    }
    what = given.get("what", "module")
    return page(
        request,
        "edit_new.html",
        status,
        given=given,
        what=what if what in SORTS else "module",
        sorts=SORTS,
        problems={problem.file: problem for problem in problems},
        kinds=_pairs(settings.kinds) if settings else (),
        locales=settings.locales if settings else (),
        channels=CHANNEL_NAMES,
        signals=_pairs(library.signals),
        claim_kinds=[(kind, kind) for kind in CLAIM_KINDS],
        topics=_pairs(settings.topics) if settings else (),
        directories=_pairs(library.directories),
        purposes=PURPOSE_NAMES.items(),
        modules=list(library.modules),
        # What can be copied, by sort.
        originals={
            "layout": _pairs(library.layouts),
            "directory": _pairs(library.directories),
            "brand": _pairs(library.brands),
        },
        triggers=[(name, f"{name} ({', '.join(slots)})") for name, slots in varied.items()],
        slots=list(dict.fromkeys(slot for slots in varied.values() for slot in slots)),
        may=signed_in(request).edits,
    )


def _pairs(named: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names with what people call them, for a list to choose from."""
    values = ((name, getattr(each, "value", each)) for name, each in named.items())
    return [(name, f"{title_of(value)} ({name})") for name, value in values]


ROUTES = (
    Route("/edit/new", form, methods=["GET"]),
    Route("/edit/new", make, methods=["POST"]),
)
