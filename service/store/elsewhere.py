"""Whether a store that seems new has lain in another schema of the same PostgreSQL database.

An address that asks for another schema would begin it anew, and every stop in the old one would be
missed. Which installation a store is of is told by the check of its secret (`rotation.py`).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, String, cast, column, func, select, table, text

#: Tables of our name that are not found by it, and that this role may read.
_HIDDEN = text(
    "SELECT n.nspname FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'check'"
    " WHERE c.relname = 'secrets' AND c.relkind = 'r' AND NOT pg_table_is_visible(c.oid)"
    " AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
    " ORDER BY n.nspname"
)


def schema_with(connection: Connection, checks: Collection[str]) -> str | None:
    """The other schema with a store under one of these secrets; None where there is none."""
    if connection.dialect.name != "postgresql":
        return None
    for schema in connection.execute(_HIDDEN).scalars().all():
        there = table("secrets", column("check"), schema=schema)
        own = cast(there.c.check, String).in_(list(checks))
        if connection.execute(select(func.count()).select_from(there).where(own)).scalar_one():
            return str(schema)
    return None
