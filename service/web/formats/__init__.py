"""How other tools write events down, each turned into what Bedside itself takes.

An item becomes a message to decide on when it names a channel, and an event that may stop messages
when it names none.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.web.models import EventIn, MessageIn
from service.web.places import Place

#: What one item of another format comes to. None: there is nothing in it to decide or record.
Incoming = MessageIn | EventIn | None


@dataclass(frozen=True, slots=True)
class Read:
    """One item that was read: what it comes to, where its parts stood, its own key if any."""

    incoming: Incoming
    place: Place
    key: str | None = None
