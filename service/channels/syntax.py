"""Template languages of other tools, and characters that no finished text may hold.

A finished text must mean the same to every tool it passes on its way. So the openings of the
languages that those tools run are refused in sources, in values and once more in the whole
text, where two harmless halves (`(` at the end of the words, `(` at the start of a value) could
meet. Refused, never repaired: a value that looks like a program is not a value we understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service.channels.errors import ForeignSyntax

#: Opening or closing marks, and whose they are.
FOREIGN: Final[tuple[tuple[str, str], ...]] = (
    ("{{", "Liquid (Braze, Iterable, Customer.io), Handlebars, Jinja"),
    ("}}", "Liquid, Handlebars, Jinja"),
    ("{%", "Liquid, Jinja"),
    ("%}", "Liquid, Jinja"),
    ("{#", "Jinja"),
    ("%%", "AMPscript (Marketing Cloud)"),
    ("((", "GOV.UK Notify, NHS Notify"),
    ("<%", "ERB, EJS, Adobe Campaign"),
    ("%>", "ERB, EJS, Adobe Campaign"),
    ("${", "Braze, FreeMarker, JavaScript"),
    ("#{", "Ruby, Pug"),
    ("[[", "Iterable data feeds"),
    ("]]", "Iterable data feeds"),
    ("*|", "Mailchimp"),
    ("|*", "Mailchimp"),
)
_MARKS: Final = tuple(mark for mark, _ in FOREIGN)
_FOREIGN_PATTERN: Final = re.compile("|".join(re.escape(mark) for mark in _MARKS))
_OWNER: Final = dict(FOREIGN)

# C0 and C1 controls, the line and paragraph separators, zero-width and direction marks, soft
# hyphen, interlinear and tag characters, unpaired surrogates. U+200D (joins emoji and Indic
# letters) and U+200C (Persian words) are words' own and stay.
_UNSAFE = (
    "\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_UNSAFE_IN_VALUE: Final = re.compile(f"[{_UNSAFE}]")
_UNSAFE_IN_SOURCE: Final = re.compile(f"(?![\\n])[{_UNSAFE}]")


def foreign_marks(text: str) -> Iterator[tuple[int, str, str]]:
    """Each foreign mark in `text`: its offset, itself, and whose language it is."""
    for match in _FOREIGN_PATTERN.finditer(text):
        yield match.start(), match[0], _OWNER[match[0]]


def holds_foreign(text: str) -> bool:
    """Whether any template language would find something of its own in `text`."""
    # Every mark but `((` holds one of these letters, and words hold them rarely. This runs over
    # all of every message, and one alternation is some thirty times slower.
    if (
        "{" in text
        or "}" in text
        or "%" in text
        or "[" in text
        or "]" in text
        or "|" in text
        or "((" in text
    ):
        return any(mark in text for mark in _MARKS)
    return False


def refuse_foreign(text: str, where: str) -> None:
    """Raise `ForeignSyntax` if a template language survives in a finished text."""
    if holds_foreign(text):
        raise ForeignSyntax(where)


def unsafe_in_value(text: str) -> bool:
    """Whether a value holds a line break, a control or an invisible character."""
    # Nearly every value is plain ASCII words, for which `isprintable` decides in one pass.
    if text.isascii():
        return not text.isprintable()
    return _UNSAFE_IN_VALUE.search(text) is not None


def unsafe_in_source(text: str) -> Iterator[tuple[int, str]]:
    """Each character that may not stand in a source, which may hold line feeds and no more."""
    returned = False
    for match in _UNSAFE_IN_SOURCE.finditer(text):
        if match[0] == "\r" and returned:
            continue  # one file has one kind of line end: said once
        returned = returned or match[0] == "\r"
        yield match.start(), f"U+{ord(match[0]):04X}"
