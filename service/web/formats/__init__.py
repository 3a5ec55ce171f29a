"""How other tools write events down, each turned into what Bedside itself takes.

An item becomes a message to decide on when it names a channel, and an event that may stop messages
when it names none.
"""

from __future__ import annotations

from service.web.models import EventIn, MessageIn

#: What one item of another format comes to. None: there is nothing in it to decide or record.
Incoming = MessageIn | EventIn | None
