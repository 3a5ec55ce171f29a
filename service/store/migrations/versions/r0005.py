"""Under which secret a row lies, so that no older one is let go while rows need it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

_TABLES = ("recipients", "kept_stops")


def upgrade() -> None:
    """Name the secret on each row. Where the store has known several, nobody can tell: empty."""
    secrets = sa.table("secrets", sa.column("check", sa.String()))
    checks = list(op.get_bind().execute(sa.select(secrets.c.check)).scalars())
    for name in _TABLES:
        # A process of the version before may still write while this one starts.
        op.add_column(
            name, sa.Column("secret", sa.String(length=16), nullable=False, server_default="")
        )
        if len(checks) == 1:
            op.execute(sa.update(sa.table(name, sa.column("secret"))).values(secret=checks[0][:16]))


def downgrade() -> None:
    """Take the names away."""
    for name in _TABLES:
        op.drop_column(name, "secret")
