"""The lines above a rendition's words (subject, preheader, title, action), by channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.channels.blocks import escape_words
from service.channels.links import as_attribute, read_link
from service.channels.problems import RenditionProblem
from service.channels.templating import Segments, read_line
from service.domain.content import Action, Rendition
from service.domain.vocabulary import Channel

#: The fields that each channel shows; another one would be written for nobody.
SHOWN: Final[Mapping[Channel, tuple[str, ...]]] = {
    "email": ("subject", "preheader", "action"),
    "sms": (),
    "portal": ("title", "action"),
    "web": ("title", "action"),
    "call": ("title",),
}
#: RFC 5322, 2.1.1: bytes of a line without its end.
LONGEST_HEADER: Final = 998


@dataclass(frozen=True, slots=True)
class Fields:
    """A rendition's fields as segments; `action` is label, address, and both for HTML."""

    subject: Segments
    preheader: Segments
    title: Segments
    action: tuple[Segments, Segments, Segments, Segments] | None


def read_fields(rendition: Rendition, problems: list[RenditionProblem]) -> Fields:
    """Read every field, adding what is wrong to `problems`."""
    for name in ("subject", "preheader", "title", "action"):
        if getattr(rendition, name) is not None and name not in SHOWN[rendition.channel]:
            shown = SHOWN[rendition.channel]
            fix = "delete it" + (
                f"; it has {', '.join(f'`{one}`' for one in shown)}" if shown else ""
            )
            message = f"the channel {rendition.channel} shows no `{name}`"
            problems.append(RenditionProblem(1, 1, "L340", message, fix, name))
    subject, found = read_line(rendition.subject, "subject")
    fixed = sum(len(part.encode()) for part in subject if isinstance(part, str))
    if fixed > LONGEST_HEADER:
        message = f"a subject of {fixed} bytes, at most {LONGEST_HEADER}"
        fix = "say it in 33 characters"
        problems.append(RenditionProblem(1, 1, "L343", message, fix, "subject"))
    preheader, more = read_line(rendition.preheader, "preheader")
    title, most = read_line(rendition.title, "title")
    problems += (*found, *more, *most)
    action = _read_action(rendition.action, problems)
    return Fields(subject, preheader, title, action)


def _read_action(
    action: Action | None, problems: list[RenditionProblem]
) -> tuple[Segments, Segments, Segments, Segments] | None:
    if action is None:
        return None
    label, found = read_line(action.label, "action.label")
    url, more = read_line(action.url, "action.url")
    problems += (*found, *more)
    if more:
        return None
    address, fault = read_link(url)
    if fault:
        problems.append(RenditionProblem(1, 1, *fault, "action.url"))
        return None
    return label, address, escape_words(label), as_attribute(address)
