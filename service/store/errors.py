"""What can be wrong with the store itself, and what it cannot take in."""

from __future__ import annotations


class StoreUnavailable(Exception):
    """The store cannot answer now: it is down, full or busy. Nothing half written remains.

    `retry_after` is in seconds. The same call may be repeated; it is never counted twice.
    """

    def __init__(self, what: str, retry_after: int = 1) -> None:
        super().__init__(what)
        self.what, self.retry_after = what, retry_after


class NothingSent(Exception):
    """A report says that a message came back, of a decision that sent none."""
