"""What a message is to be composed for: everything that its words depend on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.candidates import Wish
from service.domain.variables import Shown


@dataclass(frozen=True, slots=True)
class Brief:
    """What a message is wanted for, and what its words need besides to be put together."""

    wish: Wish
    locale: str
    values: Mapping[str, Shown]
    receipt_id: str
