"""Who said yes to an item's very words, for whoever looks at a message that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.domain.content import Approval, first_known, when_written
from service.library.library import Library
from service.library.signatures import in_order, shortened, taken_back


def approved_by(library: Library, key: str, digest: str, on: date) -> Iterator[str]:
    """Each approval of an item's text with this hash that had begun on a day, in words.

    One that was written after its own day had not begun before it was written: its day is what
    its giver says, and nobody could go by it.
    Lines of earlier texts count too: they stay in the file when the text is edited.
    """
    lines = in_order([line for line in library.approvals if line.value.item == key])
    for place, line in enumerate(lines, 1):
        approval = line.value
        if (
            not isinstance(approval, Approval)
            or approval.hash != digest
            or first_known(approval) > on
        ):
            continue
        back = taken_back(approval, lines[place:])
        until = shortened(approval, lines[place:]) or approval.until
        late = " (ended)" if until < on else ""
        if back is not None:
            late = f" (withdrawn {back.value.on}{when_written(back.value)})"
        day = f"{approval.on} to {until}{when_written(approval)}"
        yield f"{approval.role}: {approval.by}, {day}{late}"
