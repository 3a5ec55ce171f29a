"""A page that shows finished messages as their recipients see them, and why others did not go.

One self-contained HTML file: no font, image, script or style from elsewhere. E-mails stand in
frames of a phone's and a desktop's width, light and dark, whatever the viewer's own setting is.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from service.channels.call_script import SECTIONS
from service.channels.frame import direction
from service.channels.gsm7 import measure
from service.channels.inline_css import template_text
from service.domain.channels import TITLES
from service.domain.decision import Reason
from service.domain.message import Message
from service.domain.vocabulary import Outcome

#: Widths in CSS pixels: a phone held upright, and the reading pane of a desktop client.
PHONE, DESKTOP = 375, 640
#: What phones show of a subject in a list of messages.
_SUBJECT_SHOWN: Final = 33

_DARK: Final = "@media (prefers-color-scheme: dark)"
_OUTCOMES: Final[Mapping[Outcome, str]] = {
    "send": "Sent",
    "hold": "Held for later",
    "suppress": "Not sent",
    "escalate": "Escalated to people",
    "blocked": "Blocked",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision to show: its name, the group it stands in, the message or the reasons.

    `why` is the line that tells a recipient why they are written to; `notes` are sentences for
    whoever looks at the page (what the case shows, warnings).
    """

    title: str
    group: str
    message: Message | None
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    why: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    """One framed document: what it is called, how wide it is, and what is in it."""

    label: str
    width: int
    dark: bool
    document: str


def gallery_html(
    entries: Iterable[Entry], *, title: str = "Finished messages", about: str = ""
) -> str:
    """The whole page. Groups stand in the order of their first entry."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    script = template_text("gallery.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _page().render(
        title=title,
        about=about,
        groups=groups,
        counts=_counts([entry for group in groups.values() for entry in group]),
        outcomes=_OUTCOMES,
        channels=TITLES,
        sections=SECTIONS,
        frames=_frames,
        sms_note=_sms_note,
        subject_shown=_SUBJECT_SHOWN,
        css=Markup(template_text("gallery.css")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=digest,
    )


@lru_cache(maxsize=1)
def _page() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template_text("gallery.html.j2"))


def _counts(entries: Sequence[Entry]) -> list[tuple[Outcome, str, int]]:
    counted = [
        (name, words, sum(e.outcome == name for e in entries)) for name, words in _OUTCOMES.items()
    ]
    return [found for found in counted if found[2]]


def _frames(message: Message) -> list[_Frame]:
    if message.channel == "email" and message.html is not None:
        light, dark = in_scheme(message.html, dark=False), in_scheme(message.html, dark=True)
        return [
            _Frame("On a phone", PHONE, False, light),
            _Frame("On a desktop", DESKTOP, False, light),
            _Frame("On a phone, dark", PHONE, True, dark),
            _Frame("On a desktop, dark", DESKTOP, True, dark),
        ]
    if message.channel == "portal" and message.portal is not None:
        return [_Frame("In the portal", 440, False, card_document(message.portal, message.locale))]
    if message.channel == "web" and message.web is not None:
        return [_Frame("On a page", DESKTOP, False, fragment_document(message.web, message.locale))]
    return []


def in_scheme(html: str, *, dark: bool) -> str:
    """An e-mail as it looks in one colour scheme, whichever the viewer has chosen."""
    return html.replace(_DARK, "@media all" if dark else "@media not all").replace(
        "color-scheme: light dark;", f"color-scheme: {'dark' if dark else 'light'};"
    )


def card_document(card: Mapping[str, object], locale: str) -> str:
    """A portal card as a portal might draw it."""
    parts = [f'<article class="card"><h2>{escape(card["title"])}</h2>', str(card["body_html"])]
    action = card["action"]
    if isinstance(action, Mapping):
        parts.append(
            f'<p class="bedside-action"><a href="{escape(action["url"])}">'
            f"{escape(action['label'])}</a></p>"
        )
    footer = card["footer"]
    if isinstance(footer, Sequence) and footer:
        small = "".join(str(item["html"]) for item in footer)
        parts.append(f'<footer class="bedside-footer">{small}</footer>')
    parts.append("</article>")
    return fragment_document("\n".join(parts), locale)


def fragment_document(body: str, locale: str) -> str:
    """A fragment as a page might show it."""
    css = template_text("gallery_frame.css")
    return (
        f'<!doctype html><html lang="{locale}" dir="{direction(locale)}"><head>'
        f'<meta charset="utf-8"><title>Preview</title><style>{css}</style></head>'
        f"<body>{body}</body></html>"
    )


def _sms_note(message: Message) -> str:
    size = measure(message.sms or "")
    alphabet = "GSM-7" if size.alphabet == "gsm7" else "UCS-2"
    parts = "1 part" if size.parts == 1 else f"{size.parts} parts"
    return f"{parts}, {size.units} units of {alphabet}"
