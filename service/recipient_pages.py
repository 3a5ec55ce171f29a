"""What those who were written to may ask: why a message came, and to stop more of its kind.

They call with the link in a message and no key. `service/web/routes/people.py` makes the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.calling import NotFound, Why
from service.store.recipient_links import can_be_stopped, stop_by_receipt, why_receipt
from service.store.store import Store


@dataclass(frozen=True, slots=True)
class RecipientPages:
    """Safe to call from any thread. Every method may raise `StoreUnavailable`."""

    store: Store
    clock: Callable[[], datetime]

    def why(self, ticket: str) -> Why:
        """What the page behind an answer's `why_ticket` may say. Raises `NotFound`."""
        held = why_receipt(self.store, ticket)
        if held is None:
            raise NotFound
        receipt = held.receipt
        consent = receipt.consent
        return Why(
            because=receipt.because,
            signal_type=receipt.signal_type,
            channel=receipt.channel,
            decided_on=receipt.decided_at,
            purpose=receipt.purpose,
            consent_given=consent.given_at if consent else None,
            used=receipt.used,
            unused=receipt.unused,
        )

    def ask_unsubscribe(self, receipt_id: str) -> None:
        """Whether one click would stop something. Changes nothing; raises `NotFound`."""
        if not can_be_stopped(self.store, receipt_id):
            raise NotFound

    def unsubscribe(self, receipt_id: str) -> bool:
        """One click in a message: stop its purpose in its channel. Raises `NotFound`.

        The id is in the link that RFC 8058 asks for; 128 bits that nobody can guess.
        """
        stopped = stop_by_receipt(self.store, receipt_id, self.clock())
        if stopped is None:
            raise NotFound
        return stopped
