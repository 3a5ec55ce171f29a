"""The page on which one item is approved: what it changes, and the yes or no to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.domain.content import BankedRewording, Claim, ContentModule, Value
from service.editing.differences import Difference, difference
from service.editing.earlier import texts_of
from service.editing.following import followed
from service.editing.looking import look
from service.editing.reaching import MOST, Reach
from service.editing.reviewing import inbox
from service.editing.unread import faults_of
from service.errors import BedsideError, Problem
from service.library.approvals import last_day, own_end, states
from service.library.approving import latest_until
from service.library.inventory import title_of
from service.library.leaning import holds_up_all, leaning_on, users
from service.library.library import Item, Library
from service.library.places import Place, place_of
from service.studio.answering import answered
from service.studio.context import signed_in, studio_of
from service.studio.desk import Desk
from service.studio.failing import Refused
from service.studio.forms import arrival, read_form, whole
from service.studio.pages import page
from service.studio.showing import SeenAlone, compared, seen, seen_alone
from service.studio.signers import signers
from service.studio.typed import Typed, typed

_SHOWN = 8
_A_YEAR = timedelta(days=365)
_NOTHING = Typed()


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of an item, compared with what was approved last."""

    name: str
    words: Difference
    is_new: bool


def review(request: Request) -> Response:
    """One item: what changed in it, and in which messages."""
    return _review(request, request.path_params["key"])


def _review(
    request: Request,
    key: str,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
    said: Typed = _NOTHING,
) -> Response:
    studio, account = studio_of(request), signed_in(request)
    desk, today = studio.desk, studio.clock().date()
    library = desk.workspace.library(now=True)
    item = library.item(key)
    if item is None:
        faults = faults_of(library, key)
        raise Refused("W612", faults) if faults else Refused("W601")
    found = inbox(library, desk.remarks.all(), account.reviews, account.name, today)
    mine = [waits for waits in found if waits.item.key == key]
    roles = [waits.role for waits in mine if not waits.own]
    old = desk.earlier.approved(desk.workspace.folder, library, item)
    now = texts_of(desk.workspace.folder, library, item)
    standing = states(library, today)
    state = standing[key]
    # Of an item that is approved as it stands nothing is new, even where no earlier text is known.
    files = _changed_files(old, now) if old is not None or state.lacks else []
    every = request.query_params.get("calls") == "all"
    reach = _reach(desk, library, item, old, today, None if every else MOST)
    made = reach if isinstance(reach, Reach) else None
    pool = made.different if made else ()
    changes = [compared(change) for change in made.changes] if made else []
    chosen = min(whole(request.query_params.get("shown", "")), max(len(pool) - 1, 0))
    signing = signers(library, item, state, account, today)
    return page(
        request,
        "approve.html",
        status,
        item=item,
        title=title_of(item.value),
        known=old is not None,
        approved=not state.lacks,
        signers=signing,
        claims=_claims(library, item.value, today),
        files=files,
        # Of a text that is all new, the first of its words stand for all.
        words_changed=[
            f"{item.file.rpartition('/')[0]}/{file.name}"
            for file in files
            if old is not None and file.name.rpartition("/")[0]
        ],
        roles=roles,
        own=any(w.own for w in mine),
        remarks=desk.remarks.of(key),
        marks=_marks(desk, item, now, today),
        reach=made,
        editable=place_of(item.file) is not None,
        faults=reach.problems if isinstance(reach, BedsideError) else (),
        every=every,
        changed=changes[:_SHOWN],
        more=changes[_SHOWN:],
        alone=_alone(desk, item),
        shown=seen(pool[chosen]) if pool else None,
        choices=[f"{c.title}: {c.sample.label}" for c in pool],
        chosen=chosen,
        leaning=[k for k in leaning_on(key, users(library)) if not standing[k].lacks],
        stops_all=holds_up_all(library, key),
        proposed=_until(item, today),
        renewals={s.role: _renewal(item, s.until, today) for s in signing if s.renews},
        until=_until(item, today) if said.until is None else said.until,
        end=own_end(item.value),
        latest=min(own_end(item.value) or date.max, latest_until(today)),
        today=today,
        problems=problems,
        said=said,
        homeless=said.homeless(roles, [signer.role for signer in signing if signer.mine]),
    )


def _until(item: Item[Value], since: date) -> date:
    """How long an approval is proposed for: a year, or to the end of the content's own time."""
    a_year = since + min(_A_YEAR, date.max - since)
    return min(a_year, own_end(item.value) or date.max)


def _renewal(item: Item[Value], held: date | None, today: date) -> tuple[date, date]:
    """The first day on which a renewal may end, and the one proposed: a year more, if need be."""
    assert held is not None  # only what holds is renewed
    first, proposed = held + timedelta(days=1), _until(item, today)
    more = min(_until(item, held), latest_until(today))
    return first, proposed if proposed >= first else more


def _claims(library: Library, value: Value, on: date) -> list[tuple[Claim, bool]]:
    """The claims that an item states, each with whether it is approved and in date."""
    if isinstance(value, Claim):
        return [(value, True)]  # its own approval is what the page is about
    if isinstance(value, BankedRewording):
        module = library.modules.get(value.module)
        return _claims(library, module.value, on) if module else []
    if not isinstance(value, ContentModule):
        return []
    state = states(library, on)
    items = [library.claims[name] for name in value.claims if name in library.claims]
    ends = [(item, last_day(item, state[item.key])) for item in items]
    return [(item.value, end is not None and end >= on) for item, end in ends]


def _changed_files(old: Any, now: dict[str, str]) -> list[FileChange]:
    before = old or {}
    names = sorted({*before, *now}, key=lambda name: (name == "module.yaml", name))
    made = [
        FileChange(name, difference(before.get(name, ""), now.get(name, "")), name not in before)
        for name in names
    ]
    return [change for change in made if not change.words.empty]


def _alone(desk: Desk, item: Item[Value]) -> list[SeenAlone]:
    """Every rendition that a yes to a module is a yes to, by itself."""
    place = place_of(item.file)
    return [seen_alone(one) for one in desk.alone({}, place)] if place is not None else []


def _reach(
    desk: Desk, library: Library, item: Item[Value], old: Any, on: date, most: int | None
) -> Any:
    """The messages that differ from what they were with the approved text."""
    place = place_of(item.file)
    if place is None or place.in_prompts:
        return None  # a brand, a template or a rewording: no message is made of it here
    before = library
    if isinstance(item.value, ContentModule):
        place = _words_place(desk, library, item.value, old) or place
    if old is not None:
        base = f"content/{place.name}/" if place.sort == "module" else ""
        now = {f.file for f in library.renditions.get(place.name, ())}
        texts = {f"{base}{name}" if base else item.file: text for name, text in old.items()}
        if now <= texts.keys() or not base:
            before = desk.workspace.with_texts(texts)
            # What cites a claim said its earlier words then.
            cited = followed(library, before, place, desk.workspace.text)
            before = desk.workspace.with_texts({**texts, **cited}) if cited else before
    return desk.between(before, library, place, on, most)


def _words_place(desk: Desk, library: Library, module: ContentModule, old: Any) -> Place | None:
    """The words that changed, where they are of one channel and nothing else of the module is."""
    base, item = f"content/{module.id}/", library.modules[module.id]
    now = texts_of(desk.workspace.folder, library, item)
    names = [name for name in {*(old or {}), *now} if (old or {}).get(name) != now.get(name)]
    places = [place_of(f"{base}{name}") for name in names if name != "module.yaml"]
    channels = {place.channel for place in places if place is not None}
    if old is None or len(channels) != 1 or not places:
        return None
    was = desk.workspace.with_texts({f"{base}module.yaml": old.get("module.yaml", "")})
    known = was.modules.get(module.id)
    same = known and known.value.model_copy(update={"written_by": module.written_by}) == module
    return places[0] if same else None


def _marks(desk: Desk, item: Item[Value], now: dict[str, str], on: date) -> list[Any]:
    """What the guard and the checks say of the item's files, warnings too."""
    found: list[Any] = []
    if place_of(item.file) is None:
        return found
    for name, text in now.items():
        file = (
            f"{item.file.rpartition('/')[0]}/{name}"
            if name and name != "module.yaml"
            else item.file
        )
        found.extend(
            (name or item.file, text.count("\n", 0, mark.start) + 1, mark)
            for mark in look(desk.workspace, file, text, on, desk.guard).marks
        )
    return found


async def answer(request: Request) -> Response:
    """Approve, withdraw, send back, or say something."""
    form = await read_form(request)
    given = typed(form)
    if given.role not in signed_in(request).reviews:
        raise Refused("W606")
    return await asyncio.to_thread(_answer, request, given, arrival(form))


def _answer(request: Request, given: Typed, arrived: dict[str, str]) -> Response:
    studio = studio_of(request)
    made = answered(studio.desk, signed_in(request), given, studio.clock())
    if made.problems:
        return _review(request, given.key, made.problems, made.status, given)
    studio.shelf.look_again()
    return RedirectResponse(f"/approve?{urlencode({'done': made.said, **arrived})}", 303)


ROUTES = (
    Route("/approve/answer", answer, methods=["POST"]),
    Route("/approve/{key:path}", review),
)
