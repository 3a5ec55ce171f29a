"""Where each piece of a finished message comes from: the module, its file and its line.

The modules that the decision chose are rendered once more with marks around their words, and
formatted as the pipeline does. Taken out again, the marks must leave the very message that was
decided; where they do not, nothing is marked rather than something wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from service.channels import FORMATTERS, Frame, PlacedModule, RenderRefused, render
from service.channels.format_sms import MOST_PARTS
from service.channels.rendered import RenderedModule
from service.domain.clocks import clock_for
from service.domain.days import zone_or_none
from service.domain.decision import Choice, Decision
from service.domain.message import Message, MessageTooLong, parts
from service.domain.signals import Signal, understand
from service.domain.standing import Standing
from service.domain.variables import WHY, Shown, show_signal
from service.library.approved_by import approved_by
from service.library.library import Library
from service.library.release import Release
from service.library.served import serve

#: Private characters that no source and no value may hold: piece begins, number ends, piece ends.
#: The second set stands inside of a line, where a block would break the layout.
_BLOCK: Final = ("\ue000", "\ue001", "\ue002")
_INLINE: Final = ("\ue003", "\ue004", "\ue005")
_MARKS: Final = re.compile(r"[\ue000\ue003]\d+[\ue001\ue004]|[\ue002\ue005]")
_PIECE: Final = re.compile(r"[\ue000\ue003](\d+)[\ue001\ue004](.*?)[\ue002\ue005]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """One chosen module: its place in the message, its file, and who approved it."""

    number: int
    choice: Choice
    title: str
    kind: str
    file: str
    line: int
    sentences: tuple[str, ...]
    approvals: tuple[str, ...]
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Traced:
    """A message whose pieces know where they are from; `exact` when it is the decided one."""

    message: Message | None
    exact: bool
    sources: tuple[Source, ...]


def trace(
    release: Release,
    library: Library,
    signal: Signal,
    standing: Standing,
    decision: Decision,
    now: datetime,
) -> Traced:
    """The message of a decision with marks in it, or without a message what would have stood.

    A blocked message is shown to its editor, because nobody can mend what they cannot see. Where
    a value stops it there is none to show: the decision says which, and each module's file stands
    there all the same.
    """
    choices = decision.receipt.choices
    if not choices:
        return Traced(decision.message, decision.message is not None, ())
    locale = _locale(release, decision)
    rendered = list(_rendered(release, signal, standing, decision, locale, now))
    sources = tuple(
        _source(number, choice, release, library, module, decision, locale, now)
        for number, (choice, module) in enumerate(zip(choices, rendered, strict=True))
    )
    whole = [module for module in rendered if module is not None]
    if len(whole) < len(rendered):
        return Traced(decision.message, False, sources)
    marked = _formatted(release, decision, whole, locale, marks=True)
    plain = _formatted(release, decision, whole, locale, marks=False)
    if decision.message is None:
        return Traced(marked, False, sources)
    if marked is None or plain is None or parts(plain) != parts(decision.message):
        return Traced(decision.message, False, sources)
    return Traced(marked, True, sources)


def pieces(text: str) -> tuple[tuple[int | None, str], ...]:
    """A marked text in pieces, each with its module's number; None where it is nobody's words."""
    found: list[tuple[int | None, str]] = []
    at = 0
    for match in _PIECE.finditer(text):
        if match.start() > at:
            found.append((None, without_marks(text[at : match.start()])))
        found.append((int(match[1]), match[2]))
        at = match.end()
    if at < len(text):
        found.append((None, without_marks(text[at:])))
    return tuple(found)


def as_elements(html: str) -> str:
    """Marked HTML with an element around each piece, which a page's script can find."""
    head, body_tag, body = html.partition("<body")
    if not body_tag:
        head, body = "", html
    # Attributes and the title hold no elements.
    body = re.sub(r'"[^"<>]*[\ue000-\ue005][^"<>]*"', lambda m: without_marks(m[0]), body)
    for (begin, middle, end), element in ((_BLOCK, "div"), (_INLINE, "span")):
        body = re.sub(rf"{begin}(\d+){middle}", rf'<{element} data-from="\1">', body)
        body = body.replace(end, f"</{element}>")
    return without_marks(head) + body_tag + body


def without_marks(text: str) -> str:
    """The text as it was decided."""
    return _MARKS.sub("", text)


# --- rendering once more -------------------------------------------------------------------------


def _locale(release: Release, decision: Decision) -> str:
    if decision.message is not None:
        return decision.message.locale
    return release.settings.locales[0]


def _rendered(
    release: Release,
    signal: Signal,
    standing: Standing,
    decision: Decision,
    locale: str,
    now: datetime,
) -> Iterator[RenderedModule | None]:
    """The chosen modules with their values; None for one whose value may not be shown."""
    served, receipt = serve(release), decision.receipt
    typed = understand(signal, release.signals, release.directories, release.settings, now)
    attributes = release.signals[signal.type].attributes
    trigger = release.triggers.get(receipt.trigger_id or "")
    clock = clock_for(
        release.settings.zone, trigger.clock if trigger else "place", zone_or_none(standing.zone)
    )
    shown = show_signal(
        typed, attributes, release.directories, release.settings, locale, now.date(), clock
    )
    values = {**served.library_values, **shown, WHY: Shown(receipt.because)}
    for choice in receipt.choices:
        rendition = served.rendition(choice.module_id, decision.channel, locale, choice.variant)
        assert rendition is not None  # the decision chose it
        try:
            yield render(served.compiled(choice.module_id, rendition), values)
        except (RenderRefused, MessageTooLong):
            yield None


def _formatted(
    release: Release,
    decision: Decision,
    rendered: list[RenderedModule],
    locale: str,
    *,
    marks: bool,
) -> Message | None:
    receipt = decision.receipt
    placed = [
        PlacedModule(
            slot=choice.slot,
            module_id=choice.module_id,
            kind=release.modules[choice.module_id].kind,
            rendered=_marked(module, number, decision.channel) if marks else module,
        )
        for number, (choice, module) in enumerate(zip(receipt.choices, rendered, strict=True))
    ]
    layout = release.layouts.get(receipt.layout_id or "")
    if layout is None:
        return None
    try:
        return FORMATTERS[decision.channel](
            placed, Frame(release.settings, layout, locale, receipt.id)
        )
    except (RenderRefused, MessageTooLong):
        # The marks count too; a message at its very limit is shown without.
        return None


def _marked(module: RenderedModule, number: int, channel: str) -> RenderedModule:
    def block(text: str) -> str:
        return f"{_BLOCK[0]}{number}{_BLOCK[1]}{text}{_BLOCK[2]}" if text else text

    def inline(text: str) -> str:
        return f"{_INLINE[0]}{number}{_INLINE[1]}{text}{_INLINE[2]}" if text else text

    action = module.action
    if action is not None:
        action = replace(action, label_html=inline(action.label_html), label=inline(action.label))
    return replace(
        module,
        text=block(module.text),
        html=block(module.html),
        heading=inline(module.heading),
        heading_html=inline(module.heading_html),
        title=inline(module.title) if channel in ("portal", "web") else module.title,
        action=action,
        links=(),
        sms_parts=MOST_PARTS,
        script=tuple((key, tuple(inline(line) for line in said)) for key, said in module.script),
    )


# --- what the page says of a module --------------------------------------------------------------


def _source(
    number: int,
    choice: Choice,
    release: Release,
    library: Library,
    rendered: RenderedModule | None,
    decision: Decision,
    locale: str,
    now: datetime,
) -> Source:
    module = release.modules[choice.module_id]
    kind = release.settings.kinds.get(module.kind)
    file, line = "", 0
    for rendition in library.renditions.get(choice.module_id, ()):
        value = rendition.value
        if (value.channel, value.locale, value.variant) == (
            decision.channel,
            locale,
            choice.variant,
        ):
            file, line = rendition.file, rendition.first_line
    # A script's text is its lines once more, below their headings.
    texts: list[str] = []
    if rendered is not None:
        lines = [line for _, said in rendered.script for line in said]
        texts = lines or [rendered.heading, rendered.text]
    return Source(
        number=number,
        choice=choice,
        title=module.title,
        kind=kind.title if kind else module.kind,
        file=file,
        line=line,
        sentences=tuple(s for text in dict.fromkeys(texts) for s in _sentences(text)),
        approvals=tuple(
            approved_by(library, f"module:{choice.module_id}", choice.module_hash, now, release)
        ),
        reworded=choice.module_id in {one.module_id for one in decision.receipt.reworded},
    )


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])|\n+")


def _sentences(text: str) -> Iterator[str]:
    """A text's sentences, each as it can be found in the message."""
    for sentence in _SENTENCE_END.split(text):
        words = sentence.strip().removeprefix("- ").strip()
        if words:
            yield words
