"""From a rendition as an editor wrote it to one that can be rendered in microseconds.

`compile_rendition` reads the source once, when a library is checked or released: template
expressions, lock markers, Markdown, links, and what the channel can show. It finds every problem
or gives a `CompiledRendition`. Nothing is read again when a message is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.channels.blocks import Block
from service.channels.fields import read_fields
from service.channels.gsm7 import fold
from service.channels.locks import CLOSE, OPEN, LockedSpan, Marker, read_locks
from service.channels.markdown_reader import read_markdown
from service.channels.masks import Masks, in_words
from service.channels.plan import Plan, Renderer
from service.channels.planning import make_plan
from service.channels.problems import RenditionProblem, RenditionProblems
from service.channels.rendered import RenderedModule
from service.channels.sms_source import read_sms
from service.channels.spans import OpenSegment, judge_locks, locked_words, open_segments
from service.channels.templating import Piece, Show, position, read_pieces
from service.channels.values import Values
from service.domain.channels import TRAITS
from service.domain.content import Rendition
from service.domain.vocabulary import Channel


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
    if TRAITS[rendition.channel].written == "text":
        blocks = read_sms(rendition.source, pieces, markers, problems)
    else:
        found: list[RenditionProblem] = []
        blocks = _read_blocks(rendition, pieces, markers, found)
        # What could not be read as an expression or a lock is still there as words.
        known = {"L302", "L303"} if faults or lock_faults else set[str]()
        problems += [problem for problem in found if problem.code not in known]
    plan = make_plan(rendition, fields, blocks, problems)
    spans, span_faults = judge_locks(markers, locked_words(blocks))
    _report(problems, rendition.source, span_faults)
    if rendition.channel == "sms":
        _check_locked_letters(spans, problems)
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


def _check_locked_letters(spans: tuple[LockedSpan, ...], problems: list[RenditionProblem]) -> None:
    """Locked words reach a phone as they were approved, so folding must have nothing to do."""
    for span in spans:
        changed = [letter for letter in span.text if fold(letter) != letter]
        if changed:
            message = f"locked words hold `{changed[0]}`, sent as `{fold(changed[0])}`"
            fix = "write what is sent"
            problems.append(RenditionProblem(1, 1, "L344", message, fix))


def _variables(plan: Plan) -> tuple[tuple[str, ...], ...]:
    shows = {part.path for parts in plan.parts() for part in parts if isinstance(part, Show)}
    return tuple(sorted(shows))


def _words(plan: Plan) -> str:
    fronts = (plan.subject, plan.preheader, plan.title, plan.heading, plan.text)
    shown = [in_words(part) for part in fronts if part]
    if plan.action:
        shown.append(in_words(plan.action[0]))
    return "\n".join(shown)
