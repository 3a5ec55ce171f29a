"""The All-at-once page: a question in every channel, every variant, with short and long values."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.studio.context import studio_of
from service.studio.navigation import Entry
from service.studio.pages import is_part, page
from service.studio.previewing import asking
from service.studio.previewing.asking import Ask
from service.studio.previewing.making import Preview, preview
from service.studio.previewing.spreading import WAYS, spread
from service.studio.routes.preview import asked, local_values, shared, shown

ENTRY = Entry(20, "All at once", "/all-at-once")


def show(request: Request) -> Response:
    """The page, or for htmx its answers alone."""
    ask, release, _, waits, faulty = asked(request)
    studio = studio_of(request)
    held = studio.shelf.held()
    way = request.query_params.get("by", "")
    way = way if way in WAYS else "channels"

    def answer(other: Ask) -> Preview:
        return preview(held, release, other, studio.guard)

    answers = [
        {
            "title": one.title,
            "about": one.about,
            **shown(one.preview),
            "ask": one.preview.ask,
            "query": asking.query(one.preview.ask),
        }
        for one in spread(way, ask, release, answer)
    ]
    values = {
        **shared(),
        "ask": ask,
        "waits": waits,
        "faulty": faulty,
        "query": asking.query(ask),
        "way": way,
        "ways": WAYS,
        "answers": answers,
        "choices": asking.choices(ask, release),
        "local": local_values(ask, release),
        "inbound": release.signals[ask.signal].inbound_text,
        "zone": release.settings.zone,
        "changed": request.headers.get("x-changed", ""),
    }
    return page(request, "all_part.html" if is_part(request) else "all_at_once.html", **values)


ROUTES = (Route("/all-at-once", show),)
