"""What a reviewer typed into an answer, for the page that says why it was refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer as it was sent. `until` is None where the form had no such field.

    Words never go from one form into the other: a reason to withdraw is no word to the writer.
    """

    key: str = ""
    hash: str = ""
    answer: str = ""
    role: str = ""
    words: str = ""
    until: str | None = None

    def to_writer(self) -> str:
        """The words of the form that approves and sends back."""
        return "" if self.answer == "withdraw" else self.words

    def reason_in(self, role: str) -> str:
        """The words of a role's form that withdraws."""
        return self.words if (self.answer, self.role) == ("withdraw", role) else ""

    def homeless(self, asked: Collection[str], given: Collection[str]) -> str:
        """Words whose form the page no longer has.

        `asked` are the roles that may still answer, `given` those that may still withdraw.
        """
        if self.answer == "withdraw":
            return "" if self.role in given else self.words
        return "" if asked else self.words


def typed(form: Mapping[str, str]) -> Typed:
    """What a form says."""
    return Typed(
        key=form.get("key", ""),
        hash=form.get("hash", ""),
        answer=form.get("answer", ""),
        role=form.get("role", ""),
        words=form.get("text", "").strip(),
        until=form.get("until"),
    )
