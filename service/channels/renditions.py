"""From a rendition as an editor wrote it to one that can be rendered in microseconds.

`compile_rendition` reads the source once, when a library is checked or released: template
expressions, lock markers, Markdown, links, and what the channel can show. It finds every problem
or gives a `CompiledRendition`. Nothing is read again when a message is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
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
from service.channels.fields import Fields, read_fields
from service.channels.gsm7 import fold, measure, room
from service.channels.inline_css import inline_css
from service.channels.locks import CLOSE, OPEN, LockedSpan, Marker, read_locks
from service.channels.markdown_reader import read_markdown
from service.channels.masks import Masks, in_words, join_words
from service.channels.plan import Plan, Renderer
from service.channels.problems import RenditionProblem, RenditionProblems
from service.channels.rendered import RenderedModule
from service.channels.sms_source import read_sms
from service.channels.spans import OpenSegment, judge_locks, locked_words, open_segments
from service.channels.templating import Piece, Segments, Show, position, read_pieces
from service.channels.values import Values
from service.domain.content import Rendition
from service.domain.vocabulary import Channel

#: Characters of a portal card (`format_portal` refuses more).
_PORTAL_LIMIT: Final = 5_000


@dataclass(frozen=True, slots=True)
class CompiledRendition:
    """A rendition that can be rendered, and what can be known of it without values.

    variables: sorted paths of every value it shows, in its words, fields and links.
    locked: words that may not change, in reading order.
    open_segments: the other words, with their places in the source.
    words: all that it shows, as text, values as `{{ name }}`; for comparing messages.
    """

    channel: Channel
    locale: str
    variant: str
    variables: tuple[tuple[str, ...], ...]
    locked: tuple[LockedSpan, ...]
    open_segments: tuple[OpenSegment, ...]
    words: str
    renderer: Renderer = field(repr=False)

    @property
    def plan(self) -> Plan:
        """Its parts as segments."""
        return self.renderer.plan

    def render(self, values: Values) -> RenderedModule:
        """Its words with the values in them; see `render`."""
        return self.renderer(values)


def render(compiled: CompiledRendition, values: Values) -> RenderedModule:
    """A module's words with the values in them, escaped for the channel.

    Raises `VariableMissing`, a `ValueRefused` (foreign syntax, unsafe characters or link) or
    `MessageTooLong`. The same arguments give the same module.
    """
    return compiled.renderer(values)


def compile_rendition(rendition: Rendition) -> CompiledRendition:
    """Read a rendition once and for all. Pure.

    Raises `RenditionProblems` with everything that is wrong with it, in reading order.
    """
    problems: list[RenditionProblem] = []
    fields = read_fields(rendition, problems)
    pieces, faults = read_pieces(rendition.source)
    markers, lock_faults = read_locks(rendition.source)
    _report(problems, rendition.source, (*faults, *lock_faults))
    if not rendition.source.strip():
        _report(problems, rendition.source, ((0, "L305", "no words", "write them, or delete it"),))
    if rendition.channel == "sms":
        blocks = read_sms(rendition.source, pieces, markers, problems)
    else:
        found: list[RenditionProblem] = []
        blocks = _read_blocks(rendition, pieces, markers, found)
        # What could not be read as an expression or a lock is still there as words.
        known = {"L302", "L303"} if faults or lock_faults else set[str]()
        problems += [problem for problem in found if problem.code not in known]
    plan = _plan(rendition, fields, blocks, problems)
    spans, span_faults = judge_locks(markers, locked_words(blocks))
    _report(problems, rendition.source, span_faults)
    if problems:
        raise RenditionProblems(problems)
    ranges = [(block.start, block.end) for block in blocks if not _is_section(rendition, block)]
    return CompiledRendition(
        channel=rendition.channel,
        locale=rendition.locale,
        variant=rendition.variant,
        variables=_variables(plan),
        locked=spans,
        open_segments=open_segments(rendition.source, markers, ranges),
        words=_words(plan),
        renderer=Renderer(plan),
    )


def _report(
    problems: list[RenditionProblem], source: str, faults: Iterable[tuple[int, str, str, str]]
) -> None:
    for offset, code, message, fix in faults:
        problems.append(RenditionProblem(*position(source, offset), code, message, fix))


def _read_blocks(
    rendition: Rendition,
    pieces: tuple[Piece, ...],
    markers: tuple[Marker, ...],
    problems: list[RenditionProblem],
) -> tuple[Block, ...]:
    source = rendition.source
    masks = Masks(source)
    edges: list[tuple[int, int, str]] = [
        (piece.start, piece.start + len(piece.text), masks.mask(Show(piece.path)))
        for piece in pieces
        if piece.path
    ]
    edges += [(marker.start, marker.end, OPEN if marker.opens else CLOSE) for marker in markers]
    masked, at = "", 0
    for start, end, mask in sorted(edges):
        masked += source[at:start] + mask
        at = end
    masked += source[at:]
    lines = source.split("\n")

    def report(line: int, look_for: str, code: str, message: str, fix: str) -> None:
        text = lines[min(line, len(lines)) - 1]
        column = text.find(look_for) if look_for else len(text) - len(text.lstrip())
        problems.append(RenditionProblem(line, max(column, 0) + 1, code, message, fix))

    for offset in (offset for offset, letter in enumerate(source) if letter in OPEN + CLOSE):
        line, column = position(source, offset)
        message = "this bracket looks like another one"
        problems.append(RenditionProblem(line, column, "L303", message, "write ( or )"))
    return read_markdown(masked, masks, report)


def _is_section(rendition: Rendition, block: Block) -> bool:
    """Whether a block is a fixed heading of a call script, which nobody may reword."""
    return rendition.channel == "call" and block.kind == "heading"


def _plan(
    rendition: Rendition,
    fields: Fields,
    blocks: tuple[Block, ...],
    problems: list[RenditionProblem],
) -> Plan:
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
    if channel == "sms":
        text = join_words(tuple(part for block in blocks for part in plain(block.inside)))
        _check_sms(text, rendition.sms_parts, problems)
        return Plan(channel, text, sms_parts=rendition.sms_parts)
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
    if channel == "portal" and fixed > _PORTAL_LIMIT:
        message = f"{fixed} characters without values, and a card holds {_PORTAL_LIMIT}"
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
        fix = f"say it in {room(parts)} units, or set `sms_parts: {min(size.parts, 6)}`"
        problems.append(RenditionProblem(1, 1, "L342", message, fix))


def _variables(plan: Plan) -> tuple[tuple[str, ...], ...]:
    shows = {part.path for parts in plan.parts() for part in parts if isinstance(part, Show)}
    return tuple(sorted(shows))


def _words(plan: Plan) -> str:
    fronts = (plan.subject, plan.preheader, plan.title, plan.heading, plan.text)
    shown = [in_words(part) for part in fronts if part]
    if plan.action:
        shown.append(in_words(plan.action[0]))
    return "\n".join(shown)
