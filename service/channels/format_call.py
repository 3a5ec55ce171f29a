"""A message as a script for somebody who calls: lists of lines for an agent's screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.channels.call_script import SECTIONS
from service.channels.frame import Frame, PlacedModule, link_readables
from service.domain.message import Message, Readable


def format_call(modules: Sequence[PlacedModule], frame: Frame) -> Message:
    """Gather the sections of all modules, in slot order; a line that repeats stands once.

    The title is the headline module's, or the layout's where it has none: only the agent sees it.
    """
    title = next(
        (
            module.rendered.title
            for module in modules
            if module.slot == frame.layout.headline and module.rendered.title
        ),
        frame.layout.title,
    )
    lines: dict[str, dict[str, None]] = {key: {} for key, _ in SECTIONS}
    for module in modules:
        for key, said in module.rendered.script:
            lines[key].update(dict.fromkeys(said))
    text = "\n\n".join(
        "\n".join([heading, *(f"- {line}" for line in lines[key])])
        for key, heading in SECTIONS
        if lines[key]
    )
    script: dict[str, Any] = {
        "title": title,
        **{key: list(said) for key, said in lines.items()},
        "text": text,
        "locale": frame.locale,
    }
    whole = f"{title}\n\n{text}"
    return Message(
        channel="call",
        locale=frame.locale,
        readables=(
            Readable("body", text),
            *link_readables(modules),
            Readable("message", whole),
        ),
        visible_text=whole,
        size=len(text),
        script=script,
    )
