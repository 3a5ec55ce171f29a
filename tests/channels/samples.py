"""A small organisation, its layouts and values, and short ways to compile and place words."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from service.channels import (
    CompiledRendition,
    Frame,
    PlacedModule,
    RenditionProblems,
    compile_rendition,
    render,
)
from service.domain.content import Layout, LibrarySettings, Rendition
from service.domain.variables import Shown
from service.domain.vocabulary import Channel

_STARTER = LibrarySettings.model_validate(
    yaml.safe_load(Path("modules/library.yaml").read_text(encoding="utf-8")), strict=False
)

#: The starter library's settings under another organisation's name.
SETTINGS = _STARTER.model_copy(
    update={
        "organisation": _STARTER.organisation.model_copy(
            update={
                "name": "Birch Lake Clinic",
                "short_name": "Birch Lake",
                "address": "12 Shore Road, Birch Lake, MN 55000",
            }
        ),
        "email": _STARTER.email.model_copy(
            update={
                "sender_name": "Birch Lake Clinic",
                "sender_address": "messages@birchlake.example.org",
                "unsubscribe_url": "https://birchlake.example.org/unsubscribe/",
            }
        ),
    }
)

VALUES: dict[str, Shown | str | dict[str, str]] = {
    "starts_at": Shown(
        "Tuesday, December 8 at 9:30 AM", {"date": "Tuesday, December 8", "time": "9:30 AM"}
    ),
    "place": Shown(
        "Birch Lake North",
        {
            "name": "Birch Lake North",
            "phone": "218-555-0111",
            "directions_url": "https://birchlake.example.org/north?from=mail&to=door",
        },
    ),
    "portal": {"name": "MyBirch", "url": "https://my.birchlake.example.org"},
    "why": "You booked a visit with us.",
}


def frame(channel: Channel, *, unsubscribe: bool = False, locale: str = "en-US") -> Frame:
    layout = Layout.model_validate(
        {
            "id": f"{channel}-care",
            "channel": channel,
            "title": "A visit",
            "audience": ["patient"],
            "purposes": ["care_operations"],
            "headline": "lead",
            "unsubscribe": unsubscribe,
            "owner": "brand@birchlake.example.org",
            "written_by": ["ed.brand"],
            "slots": [{"id": "lead", "title": "The message", "kinds": ["reminder"]}],
        },
        strict=False,
    )
    return Frame(SETTINGS, layout, locale, "01J9ZK3A")


def rendition(channel: Channel, source: str, **fields: Any) -> Rendition:
    return Rendition.model_validate(
        {"channel": channel, "locale": "en-US", "source": source, **fields}, strict=False
    )


def compiled(channel: Channel, source: str, **fields: Any) -> CompiledRendition:
    return compile_rendition(rendition(channel, source, **fields))


def placed(
    channel: Channel,
    source: str,
    *,
    slot: str = "lead",
    kind: str = "reminder",
    module_id: str = "visit/reminder",
    values: Any = None,
    **fields: Any,
) -> PlacedModule:
    module = render(compiled(channel, source, **fields), VALUES if values is None else values)
    return PlacedModule(slot, module_id, module, kind)


def problems(channel: Channel, source: str, **fields: Any) -> list[str]:
    """Every problem as `line:column CODE` (with the field in front, if it is not the source)."""
    try:
        compiled(channel, source, **fields)
    except RenditionProblems as error:
        return [
            f"{problem.field + ' ' if problem.field else ''}{problem.line}:{problem.column} "
            f"{problem.code}"
            for problem in error.problems
        ]
    return []


class Reader(HTMLParser):
    """What a person sees of an HTML text, block by block, and every element with its attributes."""

    BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "li", "td", "div", "title", "br"})
    UNSEEN = frozenset({"style", "title", "script"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[str] = [""]
        self._open: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()
        self.blocks = [" ".join(block.split()) for block in self.blocks if block.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.BLOCKS:
            self.blocks.append("")
        if tag not in ("meta", "br"):
            hidden = tag in self.UNSEEN or ("aria-hidden", "true") in attrs
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.blocks.append("")
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(hidden for _, hidden in self._open):
            self.blocks[-1] += data
