"""A message as a web block: an HTML fragment that a page puts where it likes.

Semantic elements and class names, no style and no script. Its heading is an `h2`, its ids begin
with `bedside-` and depend on what is shown, so that the same block is the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from service.channels.frame import Frame, PlacedModule, direction, headline, link_readables
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
        body.append(f'<div class="bedside-part">\n{rendered.html}')
        texts.append(rendered.text)
        action = rendered.action
        if action is not None:
            css = "bedside-action" if module is lead else "bedside-link"
            body.append(f'<p class="{css}"><a href="{action.url_html}">{action.label_html}</a></p>')
            texts.append(f"{action.label}: {action.url}")
        body.append("</div>")
    html = (
        f'<section class="bedside" id="{name}" aria-labelledby="{name}-title" '
        f'lang="{frame.locale}" dir="{direction(frame.locale)}">\n'
        f'<h2 class="bedside-title" id="{name}-title">{escape(title)}</h2>\n' + "\n".join(body)
    )
    if small:
        html += '\n<footer class="bedside-footer">\n' + "\n".join(small) + "\n</footer>"
    html += "\n</section>\n"
    text = "\n\n".join(texts + small_texts)
    whole = f"{title}\n\n{text}"
    return Message(
        channel="web",
        locale=frame.locale,
        readables=(
            Readable("body", html, "html"),
            Readable("body", text),
            *link_readables(modules),
            Readable("message", whole),
        ),
        visible_text=whole,
        size=len(html.encode()),
        web=html,
    )
