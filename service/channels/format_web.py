"""A message as a web block: an HTML fragment that a page puts where it likes.

Semantic elements and class names, no style and no script. Its heading is an `h2`, its ids begin
with `bedside-` and depend on what is shown, so that the same block is the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from service.channels.frame import (
    Frame,
    PlacedModule,
    around_action,
    direction,
    headline,
    link_readables,
)
from service.domain.message import Message, Readable


def format_web(modules: Sequence[PlacedModule], frame: Frame) -> Message:
    """Place rendered modules in a `<section>`. Raises `HeadlineMissing` without a title."""
    lead = headline(modules, frame, "title")
    title = lead.rendered.title
    name = f"bedside-{frame.layout.id}-{lead.module_id.replace('/', '-')}"
    body: list[str] = []
    texts: list[str] = []
    small: list[str] = []
    small_texts: list[str] = []
    for module in modules:
        rendered = module.rendered
        if module.is_footer:
            small.append(rendered.html)
            small_texts.append(rendered.text)
            continue
        html, text = around_action(module, lead, frame)
        body += ['<div class="bedside-part">', *filter(None, html[:1])]
        texts += filter(None, text[:1])
        action = rendered.action
        if action is not None:
            css = "bedside-action" if module is lead else "bedside-link"
            body.append(f'<p class="{css}"><a href="{action.url_html}">{action.label_html}</a></p>')
            texts.append(action.in_text)
        body += [*filter(None, html[1:]), "</div>"]
        texts += filter(None, text[1:])
    block = (
        f'<section class="bedside" id="{name}" aria-labelledby="{name}-title" '
        f'lang="{frame.locale}" dir="{direction(frame.locale)}">\n'
        f'<h2 class="bedside-title" id="{name}-title">{escape(title)}</h2>\n' + "\n".join(body)
    )
    if small:
        block += '\n<footer class="bedside-footer">\n' + "\n".join(small) + "\n</footer>"
    block += "\n</section>\n"
    twin = "\n\n".join(texts + small_texts)
    whole = f"{title}\n\n{twin}"
    return Message(
        channel="web",
        locale=frame.locale,
        readables=(
            Readable("body", block, "html"),
            Readable("body", twin),
            *link_readables(modules),
            Readable("message", whole),
        ),
        visible_text=whole,
        size=len(block.encode()),
        web=block,
    )
