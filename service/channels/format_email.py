"""A message as an e-mail: HTML, its plain-text twin, subject, preheader and headers.

Limits (in bytes and characters) are Gmail's clipping at 102 KB, the header line of RFC 5322 and
what phones show of a subject; `docs/channels.md` has the sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formataddr
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from markupsafe import escape

from service.channels.email_shell import Shell, Two, email_shell, fill_page
from service.channels.errors import UnsafeCharacters, UnsafeUrl
from service.channels.fields import LONGEST_HEADER
from service.channels.frame import (
    Frame,
    PlacedModule,
    around_action,
    headline,
    link_readables,
)
from service.channels.rendered import RenderedModule
from service.channels.syntax import unsafe_in_value
from service.channels.values import is_safe_url
from service.domain.content import EmailSettings
from service.domain.message import Message, MessageTooLong, Readable

#: Bytes of HTML: Gmail hides what comes after some 102 KB behind a link.
HTML_WARN, HTML_LIMIT = 80 * 1024, 100 * 1024
#: Characters of a subject: beyond this, phones cut it.
SUBJECT_WARN: Final = 50
#: Characters of a preheader: below, clients fill up with other text; above, they cut.
PREHEADER_RANGE: Final = (35, 100)
#: Kinds of module that stand in a tinted panel: how to reach people.
ASIDE_KINDS: Final = frozenset({"access", "support"})
#: The kind that says goodbye: no line sets it apart from what it closes.
CLOSING_KIND: Final = "closing"


def format_email(modules: Sequence[PlacedModule], frame: Frame) -> Message:
    """Place rendered modules in an e-mail.

    Raises `HeadlineMissing` without a subject, `UnsafeCharacters` or `UnsafeUrl` for settings
    that could break a header, `MessageTooLong` for a subject line over 998 bytes or HTML over
    100 KB. Warns (in `Message.warnings`) where a client would cut or fill up.
    """
    lead = headline(modules, frame, "subject")
    subject, preheader = lead.rendered.subject, lead.rendered.preheader
    organisation = frame.settings.organisation
    shell = email_shell(organisation.name, organisation.address, frame.locale)
    html = _page(shell, modules, lead, frame, str(escape(preheader)))
    text = _text(modules, lead, frame)
    size = len(html.encode())
    sender, _ = _sender(frame.settings.email.sender_name, frame.settings.email)
    if size > HTML_LIMIT:
        raise MessageTooLong("bytes of e-mail HTML", size, HTML_LIMIT)
    if len(subject) * 4 > LONGEST_HEADER and len(subject.encode()) > LONGEST_HEADER:
        raise MessageTooLong("bytes of a subject", len(subject.encode()), LONGEST_HEADER)
    whole = "\n\n".join(filter(None, (sender, subject, preheader, text)))
    readables = [
        Readable("sender", sender),
        Readable("subject", subject),
        Readable("body", html, "html"),
        Readable("body", text),
        *link_readables(modules),
        Readable("message", whole),
    ]
    if preheader:
        readables.insert(2, Readable("preheader", preheader))
    return Message(
        channel="email",
        locale=frame.locale,
        readables=tuple(readables),
        visible_text=whole,
        size=size,
        sender=sender,
        subject=subject,
        preheader=preheader,
        html=html,
        text=text,
        headers=email_headers(frame),
        warnings=_warnings(subject, preheader, size, frame.settings.email.sender_name),
    )


def _page(
    shell: Shell, modules: Sequence[PlacedModule], lead: PlacedModule, frame: Frame, preheader: str
) -> str:
    title = str(escape(lead.rendered.subject))
    content: list[str] = []
    footer: list[str] = []
    for module in modules:
        rendered = module.rendered
        if module.is_footer:
            footer += (shell.small[0], _small(rendered), shell.small[1])
            continue
        is_lead = module is lead
        if is_lead:
            around, head = shell.lead, shell.headline
            heading = rendered.heading_html or title
        else:
            around = _around(shell, module.kind)
            head, heading = shell.heading, rendered.heading_html
        content.append(around[0])
        if heading:
            content += (head[0], heading, head[1])
        (first, more), _ = around_action(module, lead, frame)
        content.append(first)
        action = rendered.action
        if action is not None:
            # A message invites to one thing; what others lead to is a link.
            before, between, after = shell.button if is_lead else shell.link
            content += (before, action.url_html, between, action.label_html, after)
        if more:
            content += (shell.below[0], more, shell.below[1])
        content.append(around[1])
    words = {
        "title": title,
        "label": title,
        "preheader": preheader,
        "content": "".join(content),
        "footer": "".join(footer),
    }
    return fill_page(shell.page, words)


def _around(shell: Shell, kind: str) -> Two:
    if kind in ASIDE_KINDS:
        return shell.aside
    return shell.closing if kind == CLOSING_KIND else shell.section


def _small(rendered: RenderedModule) -> str:
    if not rendered.heading_html:
        return rendered.html
    return f"<p><strong>{rendered.heading_html}</strong></p>{rendered.html}"


def _text(modules: Sequence[PlacedModule], lead: PlacedModule, frame: Frame) -> str:
    organisation = frame.settings.organisation
    body: list[str] = []
    footer: list[str] = ["--"]
    for module in modules:
        rendered = module.rendered
        place = footer if module.is_footer else body
        heading = rendered.heading or (rendered.subject if module is lead else "")
        if heading:
            place.append(heading)
        _, (first, more) = around_action(module, lead, frame)
        action = rendered.action.in_text if rendered.action is not None else ""
        place += filter(None, (first, action, more))
    footer.append(f"{organisation.name}\n{organisation.address}")
    return "\n\n".join(body + footer) + "\n"


@lru_cache(maxsize=64)
def _sender(name: str, settings: EmailSettings) -> tuple[str, str]:
    """The sender as it is read, and as the `From` header has it."""
    address = settings.sender_address
    if unsafe_in_value(name) or unsafe_in_value(address):
        raise UnsafeCharacters("email.sender_name")
    return f"{name} <{address}>", formataddr((name, address))


def email_headers(frame: Frame) -> tuple[tuple[str, str], ...]:
    """The headers to send along; the link to unsubscribe names the receipt."""
    _, sender = _sender(frame.settings.email.sender_name, frame.settings.email)
    headers = [("From", sender), ("Auto-Submitted", "auto-generated")]
    if frame.layout.unsubscribe:
        base = frame.settings.email.unsubscribe_url.rstrip("/")
        url = f"{base}/{quote(frame.receipt_id, safe='')}"
        # RFC 8058, 3.1: one https address, and the header that makes it one click.
        if not url.startswith("https://") or not is_safe_url(url):
            raise UnsafeUrl("email.unsubscribe_url")
        headers += (
            ("List-Unsubscribe", f"<{url}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )
    return tuple(headers)


def _warnings(
    subject: str, preheader: str, size: int, sender_name: str
) -> tuple[tuple[str, str], ...]:
    found = []
    if len(subject) > SUBJECT_WARN:
        found.append(
            (
                "subject_long",
                f"The subject has {len(subject)} characters; phones cut after 33 to 50.",
            )
        )
    if subject.startswith(sender_name):
        found.append(
            (
                "subject_repeats_sender",
                "The subject opens with the sender's name, which is beside it.",
            )
        )
    shortest, longest = PREHEADER_RANGE
    if not shortest <= len(preheader) <= longest:
        found.append(
            (
                "preheader_length",
                f"The preheader has {len(preheader)} characters; {shortest} to {longest} fit.",
            )
        )
    if size > HTML_WARN:
        found.append(("html_large", f"The HTML has {size} bytes; Gmail clips near 102 KB."))
    return tuple(found)
