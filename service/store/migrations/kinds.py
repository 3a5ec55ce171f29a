"""Column types as the revisions wrote them, for good: a later schema may store them otherwise."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def instant() -> Any:
    """A point in time."""
    return sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def row_id() -> Any:
    """A number that a row gets by itself."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
