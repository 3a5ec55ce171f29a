"""A module's words with the values in them: what `render` gives and the formatters place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from service.domain.vocabulary import Channel

BeforeAndAfter = tuple[str, str]

#: What people write between the digits of a number.
_BETWEEN: Final = re.compile(r"[ ().\u00a0\u202f-]")
#: Digits that a national number has at least, and that a country's code has at most.
_NATIONAL: Final = 7
_CODE: Final = 3


@dataclass(frozen=True, slots=True)
class RenderedAction:
    """What the module invites to, for text and, escaped, for HTML."""

    label: str
    url: str
    label_html: str
    url_html: str

    @property
    def in_text(self) -> str:
        """The words and the address as plain text; a number that the words hold stands once.

        `tel:` is for phones: "Call 911 now: tel:911" would be read out as it stands.
        """
        scheme, _, number = self.url.partition(":")
        if scheme not in ("tel", "mailto"):
            return f"{self.label}: {self.url}"
        named = _says(self.label, number)
        return self.label if named else f"{self.label}: {number}"


def _says(label: str, number: str) -> bool:
    """Whether words hold a number or an address, the number with its country's code or without.

    `tel:+13195550142` is what they call who read "Call (319) 555-0142".
    """
    # An address has no spaces and brackets, which "Call (319) 555-0142 now" may have.
    bare, words = _BETWEEN.sub("", number), _BETWEEN.sub("", label)
    code = rf"(?:\+\d{{1,{_CODE}}})?" if bare.isdigit() and len(bare) >= _NATIONAL else ""
    if re.search(rf"(?<![+\d]){code}{re.escape(bare)}(?!\d)", words):
        return True
    whole = bare.removeprefix("+")
    if whole == bare or not whole.isdigit():
        return False
    # Within a country a zero may stand for its code.
    said = (found.removeprefix("0") for found in re.findall(r"\d+", words))
    return any(
        len(one) >= _NATIONAL and whole.endswith(one) and len(whole) - len(one) <= _CODE
        for one in said
    )


@dataclass(frozen=True, slots=True)
class RenderedModule:
    """One module, finished for one channel. A field that the channel lacks is empty.

    `html` and `text` say the same in two forms. For e-mail the module's first heading stands
    apart (`heading_html`, `heading`), because its size depends on the slot. A text message's `text`
    is folded to GSM-7. `script` holds a
    call's sections by key, `links` every link's words and address, the action's among them.
    """

    channel: Channel
    text: str
    html: str = ""
    heading: str = ""
    heading_html: str = ""
    subject: str = ""
    preheader: str = ""
    title: str = ""
    action: RenderedAction | None = None
    links: tuple[tuple[str, str], ...] = ()
    script: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sms_parts: int = 1

    def parted(self) -> tuple[BeforeAndAfter, BeforeAndAfter]:
        """`html` and `text`, each parted behind its first paragraph, or before its first list."""
        if not self.html.startswith("<p"):
            return ("", self.html), ("", self.text)
        html, end, more = self.html.partition("</p>")
        text, _, rest = self.text.partition("\n\n")
        return (html + end, more), (text, rest)
