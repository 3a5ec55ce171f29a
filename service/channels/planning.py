"""What a channel shows of a rendition: its blocks and fields as the segments of a `Plan`."""

from __future__ import annotations

from typing import Final

from service.channels.blocks import (
    FORMS,
    Block,
    Link,
    plain,
    walk,
    write_html,
    write_inlines,
    write_plain,
)
from service.channels.call_script import SECTIONS, read_script
from service.channels.fields import Fields
from service.channels.format_portal import CARD_LIMIT
from service.channels.gsm7 import fold, measure, outside, room
from service.channels.inline_css import inline_css
from service.channels.masks import join_words
from service.channels.plan import Plan
from service.channels.problems import RenditionProblem
from service.channels.templating import Segments
from service.domain.channels import TRAITS
from service.domain.content import Rendition

#: Characters that a report names; a text in another script has hundreds.
_NAMED: Final = 5


def make_plan(
    rendition: Rendition,
    fields: Fields,
    blocks: tuple[Block, ...],
    problems: list[RenditionProblem],
) -> Plan:
    """Everything that the rendition's channel shows; what is too long is added to `problems`."""
    channel = rendition.channel
    links = tuple(
        dict.fromkeys(
            (plain(inline.inside), inline.address)
            for block in blocks
            for inline in walk(block.inside)
            if isinstance(inline, Link)
        )
    )
    if fields.action:
        links = tuple(dict.fromkeys((*links, (fields.action[0], fields.action[1]))))
    if TRAITS[channel].written == "text":
        text = join_words(tuple(part for block in blocks for part in plain(block.inside)))
        if channel == "sms":
            _check_sms(text, rendition.sms_parts, problems)
        return Plan(channel, text, title=fields.title, sms_parts=rendition.sms_parts)
    if channel == "call":
        return _call_plan(fields, blocks, links, problems)
    heading: Segments = ()
    heading_html: Segments = ()
    body = blocks
    if channel == "email" and len(blocks) > 1 and blocks[0].kind == "heading":
        heading, heading_html = plain(blocks[0].inside), write_inlines(blocks[0].inside)
        body = blocks[1:]
    html = write_html(body, FORMS[channel])
    text = write_plain(body)
    fixed = sum(len(part) for part in text if isinstance(part, str))
    if channel == "portal" and fixed > CARD_LIMIT:
        message = f"{fixed} characters without values, and a card holds {CARD_LIMIT}"
        problems.append(RenditionProblem(1, 1, "L343", message, "say less"))
    return Plan(
        channel,
        text,
        html=inline_css(html) if channel == "email" else html,
        heading=heading,
        heading_html=heading_html,
        subject=fields.subject,
        preheader=fields.preheader,
        title=fields.title,
        action=fields.action,
        links=links,
    )


def _call_plan(
    fields: Fields,
    blocks: tuple[Block, ...],
    links: tuple[tuple[Segments, Segments], ...],
    problems: list[RenditionProblem],
) -> Plan:
    def report(line: int, _: str, code: str, message: str, fix: str) -> None:
        problems.append(RenditionProblem(line, 1, code, message, fix))

    script = read_script(blocks, report)
    words = dict(SECTIONS)
    text: Segments = ()
    for number, (key, lines) in enumerate(script):
        text += ("\n\n" if number else "", words[key])
        for line in lines:
            text += ("\n- ", *line)
    return Plan("call", join_words(text), title=fields.title, links=links, script=script)


def _check_sms(text: Segments, parts: int, problems: list[RenditionProblem]) -> None:
    fixed = fold("".join(part for part in text if isinstance(part, str)))
    size = measure(fixed)
    if size.parts > parts:
        message = (
            f"{size.units} units ({size.alphabet}) without values are {size.parts} parts, "
            f"and {parts} may be sent"
        )
        more = f"or set `sms_parts: {min(size.parts, 6)}`"
        fix = f"say it in {room(parts, size.alphabet)} units, {more}"
        if size.alphabet == "ucs2":
            marks = ", ".join(f"`{letter}`" for letter in outside(fixed)[:_NAMED])
            fix = f"write {marks} in other letters, which gives {room(parts)} units; {fix}"
        problems.append(RenditionProblem(1, 1, "L342", message, fix))
