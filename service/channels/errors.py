"""What can be wrong with a value or a finished message while it is being put together.

    RenderRefused              a message cannot be finished; the decision is a block
    ├── VariableMissing        a rendition shows a value that is not there (or is empty)
    └── ValueRefused           a value is there and may not be shown
        ├── ForeignSyntax      it holds a template language, which a later tool would run
        ├── UnsafeCharacters   it holds a line break, a control or an invisible character
        ├── UnsafeUrl          it stands as a link and is no http(s), mailto or tel address
        └── ValueTooLong       it is longer than any value that a message shows
    HeadlineMissing            the headline slot gives no subject or title

No message of these errors repeats a value: they end up in logs and in answers to callers.
`MessageTooLong` is in `service/domain/message.py`.
"""

from __future__ import annotations


class RenderRefused(Exception):
    """A message cannot be finished from these modules and values."""


class VariableMissing(RenderRefused):
    """A rendition shows `path` (`("place", "phone")`), and the values hold nothing for it."""

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__(f"no value for `{'.'.join(path)}`")
        self.path = path


class ValueRefused(RenderRefused):
    """A value must not be shown. `where` names the variable or the part of the message."""

    what = "may not be shown"

    def __init__(self, where: str) -> None:
        super().__init__(f"`{where}` {self.what}")
        self.where = where


class ForeignSyntax(ValueRefused):
    """A value, or the finished text around it, holds a template language's opening."""

    what = "holds template syntax of another tool"


class UnsafeCharacters(ValueRefused):
    """A value holds a line break, a control character or an invisible direction mark."""

    what = "holds a line break, a control character or an invisible character"


class UnsafeUrl(ValueRefused):
    """A value or finished link is not a plain http(s), mailto or tel address."""

    what = "is not an http(s), mailto or tel address"


class ValueTooLong(ValueRefused):
    """A value is longer than `service.channels.values.LONGEST_VALUE` characters."""

    what = "is too long to be shown"


class HeadlineMissing(RenderRefused):
    """The layout's headline slot has no module that says what the channel shows first."""

    def __init__(self, slot: str, field: str) -> None:
        super().__init__(f"no module in slot `{slot}` has a {field}")
        self.slot, self.field = slot, field
