"""The Preview page: a question on the left, the message in the middle, its reasons on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from service.channels.call_script import SECTIONS
from service.channels.gsm7 import split
from service.domain.content import show_period
from service.domain.message import Message
from service.domain.vocabulary import CHANNELS
from service.library.building import LeftOut
from service.library.release import Release
from service.studio.context import studio_of
from service.studio.failing import Refused
from service.studio.navigation import Entry
from service.studio.pages import is_part, page
from service.studio.previewing import asking, words
from service.studio.previewing.asking import Ask, read_ask
from service.studio.previewing.frames import frame_document, is_framed, policy
from service.studio.previewing.making import Preview, preview
from service.studio.previewing.sources import pieces, without_marks
from service.studio.previewing.standing import standing_of
from service.studio.previewing.values import in_zone
from service.studio.waiting import Waits, shown_release

ENTRY = Entry(10, "Preview", "/preview")


class Asked(NamedTuple):
    """The question of an address, the release it is about, its answer, what waits, and which
    drafts are left out with a fault."""

    ask: Ask
    release: Release
    preview: Preview
    waits: tuple[Waits, ...]
    faulty: tuple[LeftOut, ...]


def asked(request: Request) -> Asked:
    """What an address asks, answered. Raises `BedsideError`."""
    studio = studio_of(request)
    held = studio.shelf.held()
    query = request.query_params
    now = studio.clock()
    drafts = query.get("content") == "drafts"
    release, waits = shown_release(held, now.date(), drafts=drafts)
    ask = read_ask(query, release, now)
    faulty = () if waits else held.built(now.date(), drafts=drafts).faulty
    return Asked(ask, release, preview(held, release, ask, studio.guard), waits, faulty)


def show(request: Request) -> Response:
    """The page, or for htmx the parts of it that a new question changes."""
    ask, release, found, waits, faulty = asked(request)
    values = {
        **shared(),
        **shown(found),
        "ask": ask,
        "waits": waits,
        "faulty": faulty,
        "query": asking.query(ask),
        "choices": asking.choices(ask, release),
        "scenarios": asking.scenarios(),
        "standing": standing_of(ask),
        "local": local_values(ask, release),
        "inbound": release.signals[ask.signal].inbound_text,
        "zone": release.settings.zone,
        "show_period": show_period,
        "unknown": _unknown_scenario(request),
        "changed": request.headers.get("x-changed", ""),
    }
    return page(request, "preview_part.html" if is_part(request) else "preview.html", **values)


def _unknown_scenario(request: Request) -> str:
    """The scenario that an address names and that there is none of, as an old link may."""
    name = request.query_params.get("scenario", "")
    return "" if name in asking.scenarios() else name[:80]


def frame(request: Request) -> Response:
    """The message alone, for the page's frame."""
    ask, _, found, *_ = asked(request)
    message = found.traced.message
    if message is None or not is_framed(message):
        raise Refused("W601")
    headers = {"content-security-policy": policy(ask), "x-frame-options": "SAMEORIGIN"}
    return HTMLResponse(frame_document(message, ask), headers=headers)


def shared() -> dict[str, Any]:
    """The words and lists that do not depend on the question."""
    return {
        "channels": CHANNELS,
        "audiences": asking.AUDIENCES,
        "levels": asking.LEVELS,
        "purposes": asking.PURPOSES,
        "ages": asking.AGES,
        "texts": asking.TEXTS,
        "consents": asking.CONSENTS,
        "zones": asking.ZONES,
        "no_zone": asking.NO_ZONE,
        "most_sent": asking.MOST_SENT,
        "words": words,
    }


def shown(found: Preview) -> dict[str, Any]:
    """What a template needs to show one answer: see `message.html` and `because.html`."""
    message = found.traced.message
    return {
        "found": found,
        "decision": found.decision,
        "message": message,
        "framed": is_framed(message),
        "texts_of": _texts(message) if message else {},
        "sections": SECTIONS,
    }


def local_values(ask: Ask, release: Release) -> Mapping[str, str]:
    """Attributes as a form's controls take them: times without a zone."""
    kinds = release.signals[ask.signal].attributes
    return {
        name: in_zone(value, release).strftime("%Y-%m-%dT%H:%M")
        if kinds[name].type == "datetime"
        else value
        for name, value in ask.attributes
    }


def _texts(message: Message) -> dict[str, Any]:
    """The channel's text in pieces that know where they are from."""
    if message.channel == "sms":
        whole = without_marks(message.sms or "")
        return {"sms": pieces(message.sms or ""), "parts": split(whole)}
    if message.channel == "email":
        return {"plain": pieces(message.text or "")}
    if message.channel == "call" and message.script is not None:
        script = message.script
        return {key: [pieces(line) for line in script[key]] for key, _ in SECTIONS if script[key]}
    return {"plain": pieces(message.visible_text)}


ROUTES = (Route("/preview", show), Route("/preview/frame", frame))
