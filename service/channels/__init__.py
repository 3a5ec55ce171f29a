"""A decision's parts in a channel's form: renditions in, finished messages out.

`compile_rendition` reads an editor's rendition once, `render` puts values in, and a formatter of
`FORMATTERS` places rendered modules in an e-mail, a text, a portal card, a web block or a call
script. No file of the library, network, clock or randomness: same arguments, same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from service.channels.errors import (
    ForeignSyntax,
    HeadlineMissing,
    RenderRefused,
    UnsafeCharacters,
    UnsafeUrl,
    ValueRefused,
    ValueTooLong,
    VariableMissing,
)
from service.channels.format_call import format_call
from service.channels.format_email import email_headers, format_email
from service.channels.format_portal import format_portal
from service.channels.format_sms import format_sms
from service.channels.format_web import format_web
from service.channels.frame import Formatter, Frame, PlacedModule
from service.channels.locks import LockedSpan
from service.channels.mime import to_mime
from service.channels.problems import CODES, RenditionProblem, RenditionProblems
from service.channels.rendered import RenderedAction, RenderedModule
from service.channels.renditions import CompiledRendition, compile_rendition, render
from service.channels.spans import OpenSegment
from service.domain.message import Message
from service.domain.vocabulary import Channel

FORMATTERS: Final[Mapping[Channel, Formatter]] = MappingProxyType(
    {
        "email": format_email,
        "sms": format_sms,
        "portal": format_portal,
        "web": format_web,
        "call": format_call,
    }
)


def addressed(message: Message, frame: Frame) -> Message:
    """A finished message for another receipt: an e-mail's headers alone name it."""
    if message.channel != "email":
        return message
    return replace(message, headers=email_headers(frame))


__all__ = [
    "CODES",
    "FORMATTERS",
    "CompiledRendition",
    "ForeignSyntax",
    "Formatter",
    "Frame",
    "HeadlineMissing",
    "LockedSpan",
    "OpenSegment",
    "PlacedModule",
    "RenderRefused",
    "RenderedAction",
    "RenderedModule",
    "RenditionProblem",
    "RenditionProblems",
    "UnsafeCharacters",
    "UnsafeUrl",
    "ValueRefused",
    "ValueTooLong",
    "VariableMissing",
    "addressed",
    "compile_rendition",
    "format_call",
    "format_email",
    "format_portal",
    "format_sms",
    "format_web",
    "render",
    "to_mime",
]
