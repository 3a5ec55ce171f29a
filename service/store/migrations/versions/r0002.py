"""The stops of erased recipients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.kinds import instant, row_id

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "kept_stops",
        sa.Column("id", row_id(), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("purposes", sa.String(length=120), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_stops")),
    )
    op.create_index(
        "uq_kept_stops_word",
        "kept_stops",
        ["lookup", "channel", "purposes", "cause"],
        unique=True,
    )


def downgrade() -> None:
    """Take it away, and with it every stop of an erased recipient."""
    op.drop_table("kept_stops")
