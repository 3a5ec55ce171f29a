"""The Decisions pages: find a receipt, read its explanation, see the message it stands for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, get_args
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.domain.explanation import for_auditor, for_recipient
from service.domain.vocabulary import CHANNELS, REASON_CODES, Outcome
from service.errors import BedsideError
from service.evidence import Evidence, evidence, release_behind
from service.hosting import the_store
from service.rebuilding import Rebuilt
from service.settings import read_settings
from service.store.errors import StoreUnavailable
from service.store.finding import Page, Wanted, find_decisions
from service.store.receipts import Held, find_receipt, history
from service.store.store import Store
from service.studio.accounts import COMPLIANCE
from service.studio.context import signed_in, studio_of
from service.studio.failing import Refused
from service.studio.navigation import Entry
from service.studio.pages import page

ENTRY = Entry(60, "Decisions", "/decisions", frozenset({COMPLIANCE}))

T = TypeVar("T")

#: What each outcome is called, and which tag it wears.
OUTCOMES: dict[str, tuple[str, str]] = {
    "send": ("sent", "good"),
    "hold": ("held", "wait"),
    "suppress": ("suppressed", ""),
    "escalate": ("escalated", "calm"),
    "blocked": ("blocked", "bad"),
}


async def find(request: Request) -> Response:
    """The list, or the one decision whose receipt id was typed."""
    _ask_for_role(request)
    given = request.query_params
    receipt_id = given.get("receipt", "").strip()
    if receipt_id:
        held = await _ask(lambda store: _receipt(store, receipt_id))
        if held is not None:
            return RedirectResponse(f"/decisions/{held.receipt.id}", 303)
    wanted, unread = _wanted(given)
    found = await _ask(lambda store: _search(store, wanted))
    return page(
        request,
        "decisions.html",
        found=found,
        wanted=wanted,
        given=given,
        unread=unread,
        missed=bool(receipt_id),
        outcomes=OUTCOMES,
        outcome_codes=get_args(Outcome),
        channels=CHANNELS,
        reasons=REASON_CODES,
        older=_older(given, found),
    )


async def show(request: Request) -> Response:
    """One decision: outcome, steps, what came after, and the words it was made of."""
    _ask_for_role(request)
    receipt_id = request.path_params["receipt_id"]

    def look(store: Store) -> tuple[Held | None, list[tuple[datetime, str]]]:
        with store.reading() as connection:
            held = find_receipt(connection, receipt_id)
            return held, history(connection, held) if held is not None else []

    held, since = await _ask(look)
    if held is None:
        raise Refused("W611")
    behind = await asyncio.to_thread(_behind, request, held)
    receipt = held.receipt
    return page(
        request,
        "decision.html",
        held=held,
        receipt=receipt,
        why=for_recipient(receipt),
        steps=_grouped(receipt),
        since=since,
        rebuilt=behind.rebuilt,
        exact=behind.exact,
        spoiled=behind.spoiled,
        approved=behind.approved,
        message=_told(behind.rebuilt),
        outcomes=OUTCOMES,
    )


# --- what was asked for ----------------------------------------------------------------------


def _ask_for_role(request: Request) -> None:
    if COMPLIANCE not in signed_in(request).roles:
        raise Refused("W606")


def _wanted(given: Any) -> tuple[Wanted, bool]:
    """What the form asks for, and whether a field of it could not be read."""
    start, wrong_start = _day(given.get("from", ""))
    end, wrong_end = _day(given.get("to", ""))
    before = given.get("before", "")
    return Wanted(
        chain="sandbox" if given.get("chain") == "sandbox" else "live",
        channel=_one_of(given.get("channel", ""), CHANNELS),
        outcome=_one_of(given.get("outcome", ""), get_args(Outcome)),
        reason=_one_of(given.get("reason", ""), REASON_CODES),
        trigger=given.get("trigger", "").strip()[:120],
        start=start,
        # Nothing was decided after the last day that there is.
        end=end + timedelta(days=1) if end and end.date() < date.max else None,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    ), wrong_start or wrong_end


def _one_of(word: str, words: tuple[str, ...]) -> str:
    return word if word in words else ""


def _day(text: str) -> tuple[datetime | None, bool]:
    if not text:
        return None, False
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC), False
    except ValueError:
        return None, True


def _older(given: Any, found: Page) -> str:
    """The address of the next page, with everything else as it was asked for."""
    if found.older is None:
        return ""
    kept = {name: value for name, value in given.items() if name != "before" and value}
    return f"/decisions?{urlencode({**kept, 'before': str(found.older)})}"


# --- what is there ---------------------------------------------------------------------------


async def _ask(question: Callable[[Store], T]) -> T:
    """Ask the store, away from the event loop. Raises `Refused` where it does not answer."""
    try:
        return await asyncio.to_thread(lambda: question(the_store()))
    except BedsideError as error:
        raise Refused("W610", tuple(error.problems)) from None
    except StoreUnavailable:
        raise Refused("W610") from None


def _receipt(store: Store, receipt_id: str) -> Held | None:
    with store.reading() as connection:
        return find_receipt(connection, receipt_id)


def _search(store: Store, wanted: Wanted) -> Page:
    with store.reading() as connection:
        return find_decisions(connection, wanted)


def _behind(request: Request, held: Held) -> Evidence:
    """The words behind a receipt: out of the release that it names, or of the library as it is."""
    studio, settings = studio_of(request), read_settings()
    files = [settings.release] if settings.release else []
    release, library = release_behind(held.receipt, settings.data, *files), None
    try:
        now = studio.shelf.held()
        library = now.library
        release = release or now.release(studio.clock().date(), drafts=True)
    except BedsideError:
        pass  # what there is of it without a library is shown, and that there is none is said
    return evidence(held.receipt, release, library, settings.data)


def _told(rebuilt: Rebuilt | None) -> str:
    """The message in plain text, as its channel would show it."""
    message = rebuilt.message if rebuilt else None
    if message is None:
        return ""
    return message.text or message.sms or message.visible_text


def _grouped(receipt: Any) -> list[tuple[str, list[Any]]]:
    """The auditor's steps under headings, in their order."""
    groups: dict[str, list[Any]] = {}
    for step in for_auditor(receipt):
        groups.setdefault(_heading(step.topic), []).append(step)
    return list(groups.items())


def _heading(topic: str) -> str:
    word = topic.split()[0]
    for heading, words in _HEADINGS.items():
        if word in words:
            return heading
    return "The decision"


_HEADINGS = {
    "Triggers": ("trigger", "why"),
    "Consent and data": ("consent", "used", "left"),
    "Checks": ("check",),
    "Content": ("layout", "slot", "beat", "experiment"),
    "Guard and wording": ("guard", "finding", "reworded", "kept", "warning", "opt-out"),
}

ROUTES = (Route("/decisions", find), Route("/decisions/{receipt_id}", show))
