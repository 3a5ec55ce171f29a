"""How much of its channel's limits a message uses; the numbers are those of `service/channels`."""

from __future__ import annotations

from dataclasses import dataclass

from service.channels.format_email import HTML_LIMIT, HTML_WARN, PREHEADER_RANGE, SUBJECT_WARN
from service.channels.format_portal import CARD_LIMIT
from service.channels.format_sms import MOST_PARTS
from service.channels.gsm7 import measure, room
from service.domain.message import Message


@dataclass(frozen=True, slots=True)
class Budget:
    """One measure: what it is, how much there is, how much fits, and from where on it is tight."""

    title: str
    used: int
    most: int
    warn: int
    unit: str
    least: int = 0

    @property
    def state(self) -> str:
        """`good`, `wait` (tight) or `bad` (over)."""
        if self.used > self.most or self.used < self.least:
            return "bad" if self.used > self.most else "wait"
        return "wait" if self.used > self.warn else "good"

    @property
    def percent(self) -> int:
        """The share of the limit that is used, at most all of it."""
        return min(100, round(100 * self.used / self.most))


def budgets_of(message: Message) -> tuple[Budget, ...]:
    """The limits that concern a message of its channel."""
    match message.channel:
        case "email":
            shortest, longest = PREHEADER_RANGE
            most = SUBJECT_WARN
            return (
                Budget("Subject", len(message.subject or ""), most, 33, "characters"),
                Budget(
                    "Preheader",
                    len(message.preheader or ""),
                    longest,
                    longest,
                    "characters",
                    shortest,
                ),
                Budget(
                    "HTML",
                    message.size,
                    HTML_LIMIT,
                    HTML_WARN,
                    "bytes",
                ),
            )
        case "sms":
            size = measure(message.sms or "")
            parts = f"units of {'GSM-7' if size.alphabet == 'gsm7' else 'UCS-2'}"
            whole = room(1, size.alphabet)
            return (
                Budget("First part", size.units, whole, whole, parts),
                Budget("Parts", size.parts, MOST_PARTS, 1, "parts"),
            )
        case "portal":
            most = CARD_LIMIT
            return (Budget("Card", message.size, most, most * 4 // 5, "characters"),)
        case _:
            return ()
