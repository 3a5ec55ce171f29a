"""What a message was about, so that the last word on a matter is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the subject; of messages that went before, nobody knows it."""
    op.add_column(
        "reservations",
        sa.Column("subject", sa.String(length=40), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("reservations") as table:
        table.drop_column("subject")
