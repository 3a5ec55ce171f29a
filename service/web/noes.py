"""A no holds whatever else is wrong with the call that brings it.

Where a body does not fit, the stop, the withdrawals, the suppression list's entry or the complaint
in it is read alone. What cannot be read beside it is taken as the no that reaches further: any
channel, every purpose, from now on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from pydantic import TypeAdapter

from service.domain.content import Name
from service.domain.signals import Moment
from service.domain.vocabulary import Purpose, RecipientKind
from service.store.words import UNLISTED
from service.web.lenient import fitting, object_in, one_of, whose
from service.web.models import (
    MOST_CONSENTS,
    Cause,
    ChannelOrAny,
    ConsentIn,
    ConsentsIn,
    DeliveryIn,
    OptOutIn,
    ReceiptId,
    RecipientId,
    RecipientIn,
    Source,
    SuppressionIn,
)

_RECIPIENT, _MOMENT = TypeAdapter[Any](RecipientId), TypeAdapter[Any](Moment)
_SOURCE, _NAME = TypeAdapter[Any](Source), TypeAdapter[Any](Name)
_RECEIPT = TypeAdapter[Any](ReceiptId)
_PURPOSES = TypeAdapter[Any](list[Purpose])


def stop_in(data: Any, now: datetime) -> OptOutIn | None:
    """The stop in the body of an opt-out; None where it may be a lift, or nobody's."""
    given = object_in(data)
    recipient = _recipient(given)
    if recipient is None or given.get("lifted", False) is not False:
        return None
    return OptOutIn(
        recipient=recipient,
        channel=_channel(given),
        # A purpose that is named twice is stopped once: no longer a list fits than there are.
        purposes=list(dict.fromkeys(fitting(_PURPOSES, given.get("purposes"), []))),
        at=fitting(_MOMENT, given.get("at"), now),
        source=fitting(_SOURCE, given.get("source", "crm"), UNLISTED),
    )


def withdrawals_in(data: Any, now: datetime) -> list[ConsentsIn]:
    """The withdrawals in a list of consents, fifty in one; none where they are nobody's."""
    given = object_in(data)
    recipient, listed = _recipient(given), given.get("consents")
    if recipient is None or not isinstance(listed, list):
        return []
    noes = [no for item in listed if (no := _withdrawal(object_in(item), now)) is not None]
    return [
        ConsentsIn(recipient=recipient, consents=noes[start : start + MOST_CONSENTS])
        for start in range(0, len(noes), MOST_CONSENTS)
    ]


def entry_in(data: Any) -> SuppressionIn | None:
    """The suppression list's entry in a body; None where it may be a lift, or says not why."""
    given = object_in(data)
    recipient, cause = _recipient(given), one_of(get_args(Cause), given.get("cause"))
    if recipient is None or cause is None or given.get("lifted", False) is not False:
        return None
    return SuppressionIn(
        recipient=recipient,
        channel=_channel(given),
        cause=cause,
        source=fitting(_SOURCE, given.get("source", "crm"), UNLISTED),
    )


def complaint_in(data: Any) -> DeliveryIn | None:
    """The complaint in what became of a message; None where it is another report."""
    given = object_in(data)
    receipt_id = fitting(_RECEIPT, given.get("receipt_id"))
    if receipt_id is None or one_of(("complained",), given.get("status")) is None:
        return None
    at = fitting(_MOMENT, given.get("at"))
    return DeliveryIn(receipt_id=receipt_id, status="complained", at=at)


def _withdrawal(item: dict[str, Any], now: datetime) -> ConsentIn | None:
    purpose = one_of(get_args(Purpose), item.get("purpose"))
    topic = fitting(_NAME, item.get("topic"))
    if one_of(("withdrawn",), item.get("status")) is None or purpose is None:
        return None
    if topic is None and item.get("topic") is not None:
        return None  # a no to something, and nobody knows to what
    return ConsentIn(
        purpose=purpose,
        channel=_channel(item),
        status="withdrawn",
        at=fitting(_MOMENT, item.get("at"), now),
        source=fitting(_SOURCE, item.get("source"), UNLISTED),
        topic=topic,
    )


def _recipient(given: dict[str, Any]) -> RecipientIn | None:
    who = whose(given)
    id_ = fitting(_RECIPIENT, who.get("id"))
    kind = one_of(get_args(RecipientKind), who.get("kind"), "known")
    return RecipientIn(id=id_, kind=kind) if id_ is not None else None


def _channel(given: dict[str, Any]) -> ChannelOrAny:
    channel: ChannelOrAny = one_of(get_args(ChannelOrAny), given.get("channel"), "any")
    return channel
