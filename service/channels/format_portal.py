"""A message as a portal or app card: a JSON-ready mapping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from service.channels.frame import Frame, PlacedModule, direction, headline, link_readables
from service.domain.message import Message, MessageTooLong, Readable

#: Characters that are read on a card, footer and action included.
CARD_LIMIT: Final = 5_000


def format_portal(modules: Sequence[PlacedModule], frame: Frame) -> Message:
    """Place rendered modules on a card.

    The headline's action is the card's button; those of other modules are links below their
    words. Raises `HeadlineMissing` without a title, `MessageTooLong` over 5,000 characters.
    """
    lead = headline(modules, frame, "title")
    title = lead.rendered.title
    html: list[str] = []
    texts: list[str] = []
    footer: list[dict[str, str]] = []
    for module in modules:
        rendered = module.rendered
        if module.is_footer:
            footer.append({"kind": module.kind, "html": rendered.html, "text": rendered.text})
            continue
        html.append(rendered.html)
        texts.append(rendered.text)
        if rendered.action is not None and module is not lead:
            action = rendered.action
            html.append(f'<p><a href="{action.url_html}">{action.label_html}</a></p>')
            texts.append(action.in_text)
    body_html, body_text = "\n".join(html), "\n\n".join(texts)
    button = lead.rendered.action
    small = [item["text"] for item in footer]
    label = [button.label] if button else []
    whole = "\n\n".join([title, body_text, *label, *small])
    if len(whole) > CARD_LIMIT:
        raise MessageTooLong("characters of a portal card", len(whole), CARD_LIMIT)
    card: dict[str, Any] = {
        "title": title,
        "body_html": body_html,
        "body_text": body_text,
        "action": {"label": button.label, "url": button.url} if button else None,
        "footer": footer,
        "locale": frame.locale,
        "dir": direction(frame.locale),
    }
    return Message(
        channel="portal",
        locale=frame.locale,
        readables=(
            Readable("body", "\n".join([body_html, *(item["html"] for item in footer)]), "html"),
            Readable("body", "\n\n".join([body_text, *small])),
            *link_readables(modules),
            Readable("message", whole),
        ),
        visible_text=whole,
        size=len(whole),
        portal=card,
    )
