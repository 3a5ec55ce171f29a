"""What the data of each event may hold. A new field here is a decision about privacy."""

from __future__ import annotations

#: In every event.
COMMON = {"chain", "entry", "recipient"}

#: Besides, by type or by family of types.
_FIELDS = {
    "decision": {"receipt_id", "channel", "outcome", "caller", "repeats"},
    "delivery": {"receipt_id", "suppressed"},
    "recipient.opted_out": {"channel", "purposes", "source", "receipt_id"},
    "recipient.opted_in": {"channel", "purposes", "source"},
    "recipient.suppressed": {"channel", "source"},
    "recipient.unsuppressed": {"channel", "source"},
    "recipient.consented": {"purpose", "channel", "source", "part"},
    "recipient.withdrew": {"purpose", "channel", "source", "part"},
    "recipient.erased": set(),
}


def fields_of(type_: str) -> set[str]:
    """What an event of this type holds besides what all do."""
    return _FIELDS.get(type_) or _FIELDS.get(type_.partition(".")[0], set())
