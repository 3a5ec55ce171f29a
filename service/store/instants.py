"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

#: Sorts as text exactly as the instants sort in time.
_TEXT = "%Y-%m-%dT%H:%M:%S.%fZ"


def instant_text(at: datetime) -> str:
    """An instant in UTC with microseconds, in 27 characters."""
    moment = at if at.tzinfo is UTC else at.astimezone(UTC)
    # `strftime` writes years before 1000 without their zeros, and is twice as slow.
    return f"{moment.isoformat(timespec='microseconds')[:-6]}Z"


def instant_from(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.strptime(text, _TEXT).replace(tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A point in time: `timestamptz` on PostgreSQL, sortable ISO text in UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What this database stores."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """A value on its way in; a time without a zone is a fault of Bedside's own."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return instant_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """A value on its way out, always in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        moment: datetime = value
        return moment.astimezone(UTC)
