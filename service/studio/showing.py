"""A finished message as the studio shows it beside another: its lines, and a frame for its looks.

A frame's document is kept for a while under a name that nobody can guess, because a frame has to
fetch it: the page's own policy would forbid a message its styles, and a message may run nothing.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from guardrails.verdict import Finding
from service.channels import RenderedModule
from service.channels.gallery import card_document, fragment_document, in_scheme
from service.domain.decision import Decision
from service.domain.message import Message
from service.editing.alone import Alone
from service.editing.differences import Difference, difference
from service.editing.reaching import Changed
from service.listening import Hit
from service.studio.failing import Refused
from service.studio.previewing.words import reason_of

#: What a finding is known by: its rule, and the words that it is about.
Told = tuple[str, str]
#: Where a frame is scrolled to: a little above the words that changed.
_HERE = '<span id="changed" style="scroll-margin-top:4rem"></span>'
#: Documents that are kept for frames; a page shows a few.
_MOST = 400
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
)


class Documents:
    """Documents for frames, by names that are hard to guess; the oldest go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, document: str) -> str:
        """The address of a document."""
        name = secrets.token_urlsafe(18)
        with self._lock:
            self._kept[name] = document
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return f"/shown/{name}"

    def get(self, name: str) -> str | None:
        """The document of a name, while it is kept."""
        return self._kept.get(name)


_DOCUMENTS = Documents()


@dataclass(frozen=True, slots=True)
class Seen:
    """A message on a page: in words, and how it looks (`frame`, or `bubble` for a text message)."""

    title: str
    label: str
    channel: str
    outcome: str
    why_not: str
    frame: str
    bubble: str
    text: str
    refused: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One message before and after a change."""

    title: str
    label: str
    worse: bool
    before: str
    after: str
    why_not: str
    difference: Difference
    refused: tuple[Hit, ...]


def compared(change: Changed, told: Collection[Told] = ()) -> Compared:
    """A changed message, ready for a page; findings that the page has `told` are not told again."""
    before, after = _lines(change.before), _lines(change.after)
    return Compared(
        title=change.title,
        label=change.sample.label,
        worse=change.worse,
        before=change.before.outcome if change.before else "",
        after=change.after.outcome,
        why_not=_why_not(change.after),
        difference=difference(before, after),
        refused=_untold(change.refused, told),
    )


@dataclass(frozen=True, slots=True)
class SeenAlone:
    """A rendition by itself on a page: its header in lines, and its words as they look."""

    file: str
    label: str
    why_not: str
    head: tuple[tuple[str, str], ...]
    frame: str
    bubble: str
    text: str
    values: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def stopped(self) -> bool:
        """Whether the words cannot be shown, or the guard stops them."""
        return bool(self.why_not) or any(finding.stops for finding in self.findings)


def seen_alone(one: Alone) -> SeenAlone:
    """A rendition by itself, ready for a page."""
    words = one.words
    label = " · ".join(filter(None, (one.channel, one.locale, one.variant)))
    bubble = words.text if words is not None and one.channel == "sms" else ""
    document = _alone_document(words, one.locale) if words is not None and words.html else ""
    return SeenAlone(
        file=one.file,
        label=label,
        why_not=one.why_not,
        head=_head(words) if words is not None else (),
        frame=_DOCUMENTS.keep(document) if document else "",
        bubble=bubble,
        text=words.text if words is not None else "",
        values=one.values,
        findings=one.findings,
    )


def _head(words: RenderedModule) -> tuple[tuple[str, str], ...]:
    action = f"{words.action.label} ({words.action.url})" if words.action else ""
    named = (
        ("Subject", words.subject),
        ("Preheader", words.preheader),
        ("Title", words.title),
        ("Leads to", action),
    )
    return tuple((name, text) for name, text in named if text)


def _alone_document(words: RenderedModule, locale: str) -> str:
    heading = f"<h2>{words.heading_html}</h2>" if words.heading_html else ""
    return fragment_document(f"{heading}{words.html}", locale)


def told_of(alone: Iterable[Alone], file: str) -> frozenset[Told]:
    """The findings of a file's words: each by its rule and the words that it is about."""
    return frozenset((f.rule, f.text) for one in alone if one.file == file for f in one.findings)


def _untold(hits: tuple[Hit, ...], told: Collection[Told]) -> tuple[Hit, ...]:
    return tuple(hit for hit in hits if (hit.finding.rule, hit.finding.text) not in told)


def seen(change: Changed, told: Collection[Told] = ()) -> Seen:
    """The message after a change; findings that the page has `told` are not told again."""
    decision = change.after
    message = decision.message
    document = _document(message) if message is not None else ""
    before = change.before.message if change.before is not None else None
    begins = _changed_at(_document(before), document) if before is not None and document else None
    if begins is not None:
        document = f"{document[:begins]}{_HERE}{document[begins:]}"
    return Seen(
        title=change.title,
        label=change.sample.label,
        channel=decision.channel,
        outcome=decision.outcome,
        why_not=_why_not(decision),
        frame=_DOCUMENTS.keep(document) + ("#changed" if begins else "") if document else "",
        bubble=message.sms or "" if message is not None else "",
        text=_words(message) if message is not None else "",
        refused=_untold(change.refused, told),
    )


def _changed_at(before: str, after: str) -> int | None:
    """Where the text begins that differs in a document; None where none does in its body."""
    if before == after:
        return None
    both = zip(before, after, strict=False)
    at = next((n for n, (old, new) in enumerate(both) if old != new), len(before))
    begins = after.rfind(">", 0, at) + 1
    return begins if begins > after.find(">", after.find("<body")) else None


def _document(message: Message) -> str:
    """A document that looks as the message does; nothing where words are all there is."""
    if message.html is not None:
        return in_scheme(message.html, dark=False)
    if message.portal is not None:
        return card_document(message.portal, message.locale)
    return fragment_document(message.web, message.locale) if message.web is not None else ""


def _why_not(decision: Decision) -> str:
    return "; ".join(reason_of(reason.code, reason.detail) for reason in decision.reasons)


def _lines(decision: Decision | None) -> str:
    """A decision as lines to compare: what a recipient reads, or why there is nothing to read."""
    if decision is None:
        return ""
    if decision.message is None:
        return f"No message goes out.\n{_why_not(decision)}\n"
    message = decision.message
    head = [
        f"{name}: {value}"
        for name, value in (("Subject", message.subject), ("Preheader", message.preheader))
        if value
    ]
    return "\n".join([*head, *([""] if head else []), _words(message)]) + "\n"


def _words(message: Message) -> str:
    return (message.sms or message.text or message.visible_text).strip()


async def _send(request: Request) -> Response:
    document = _DOCUMENTS.get(request.path_params["name"])
    if document is None:
        raise Refused("W601")
    headers = {"content-security-policy": _POLICY, "x-frame-options": "SAMEORIGIN"}
    return HTMLResponse(document, headers=headers)


ROUTES = (Route("/shown/{name}", _send),)
