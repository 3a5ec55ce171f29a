"""How other tools write events down, each turned into what Bedside itself takes.

An item becomes a message to decide on when it names a channel, and an event that may stop messages
when it names none and brings no words of a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.vocabulary import Channel
from service.web.models import EventIn, MessageIn
from service.web.places import Place
from service.web.problems import Fault, WebProblem

#: Words of which no channel is known came by the one that people answer by.
BY_DEFAULT: Channel = "sms"

#: What one item of another format comes to. None: there is nothing in it to decide or record.
Incoming = MessageIn | EventIn | None


@dataclass(frozen=True, slots=True)
class Read:
    """One item that was read: what it comes to, where its parts stood, its own key if any.

    `despite` is what was wrong with the call whose words alone were read. `otherwise` is recorded
    where the words ask for nothing and the item's type takes none. `remarks` are told with any
    answer: what to mend, though it was read without doubt.
    """

    incoming: Incoming
    place: Place
    key: str | None = None
    despite: WebProblem | None = None
    otherwise: EventIn | None = None
    remarks: tuple[Fault, ...] = ()
