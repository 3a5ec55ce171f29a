"""Since when a delivery to a webhook has been tried, so that a late one has its days too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.kinds import instant

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment. Empty where a version before this one made the row: its event's counts."""
    op.add_column("webhook_deliveries", sa.Column("begun_at", instant(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("webhook_deliveries") as table:
        table.drop_column("begun_at")
