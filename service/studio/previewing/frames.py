"""The document inside of a preview's frame: the message as its recipient sees it, and inert.

The frame is sandboxed and has a policy of its own: no script, no form, no address. Its parent may
look into it, to highlight where words are from. Links lead nowhere: they keep their address in
`title`, where somebody can read it.
"""

from __future__ import annotations

import re
from typing import Final

from service.channels.gallery import card_document, fragment_document, in_scheme
from service.domain.message import Message
from service.studio.previewing.asking import Ask
from service.studio.previewing.sources import as_elements

#: E-mails carry their style inline; nothing else is let in. Images may only be in the file itself.
FRAME_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {images}; form-action 'none'; "
    "frame-ancestors 'self'; base-uri 'none'; sandbox allow-same-origin"
)

_HREF: Final = re.compile(r"(<a\b[^>]*?)\shref=\"([^\"]*)\"", re.IGNORECASE)
_MARKING: Final = (
    "<style>"
    "[data-from]{transition:none}"
    "[data-from].lit{outline:2px solid #0b7a6f;outline-offset:3px;border-radius:3px;"
    "background-color:rgba(11,122,111,.12)}"
    "::highlight(finding){background-color:#ffd6d2;color:#7d1410;"
    "text-decoration:underline wavy #b3261e}"
    "::highlight(sentence){background-color:#fff1b8;color:#1b2420}"
    "a:not([href]){cursor:default}"
    "html{overflow-x:hidden}"
    "</style>"
)


def policy(ask: Ask) -> str:
    """The frame's Content-Security-Policy."""
    return FRAME_POLICY.format(images="data:" if ask.images else "'none'")


def is_framed(message: Message | None) -> bool:
    """Whether a message has a look of its own, besides its words."""
    looks = (message.html, message.portal, message.web) if message is not None else ()
    return any(look is not None for look in looks)


def frame_document(message: Message, ask: Ask) -> str:
    """A marked message as a whole document in the look that was asked for."""
    if message.html is not None:
        document = in_scheme(message.html, dark=ask.dark)
    elif message.portal is not None:
        document = card_document(message.portal, message.locale)
    else:
        document = fragment_document(message.web or "", message.locale)
    return _inert(as_elements(document))


def _inert(document: str) -> str:
    """Links that can be read and lead nowhere, and the look of a highlight."""
    document = _HREF.sub(r'\1 title="\2"', document)
    head, tag, rest = document.partition("</head>")
    return head + _MARKING + tag + rest if tag else _MARKING + document
