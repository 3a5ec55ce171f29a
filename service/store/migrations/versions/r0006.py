"""When stops were taken back, so that a stop from before stops nobody again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.kinds import instant, row_id

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table. Of lifts before it nobody knows when they were said: a stop wins."""
    op.create_table(
        "lifts",
        sa.Column("id", row_id(), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("purposes", sa.String(length=120), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifts")),
    )
    op.create_index("uq_lifts_word", "lifts", ["recipient_key", "channel", "purposes"], unique=True)


def downgrade() -> None:
    """Take it away; stops that come late or again hold then, whatever was lifted since."""
    op.drop_table("lifts")
