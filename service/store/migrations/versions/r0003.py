"""Webhooks and their deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.kinds import instant, row_id

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their tables."""
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("chain", sa.String(length=10), nullable=False),
        sa.Column("types", sa.String(length=600), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("previous_secret", sa.LargeBinary()),
        sa.Column("previous_until", instant()),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("rotated_at", instant()),
        sa.Column("failing_since", instant()),
        sa.Column("paused_until", instant()),
        sa.Column("disabled_at", instant()),
        sa.Column("disabled_why", sa.String(length=20)),
        sa.PrimaryKeyConstraint("webhook_id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("name", name=op.f("uq_webhooks_name")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", row_id(), nullable=False),
        sa.Column("webhook_id", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", instant(), nullable=False),
        sa.Column("ended_at", instant()),
        sa.Column("result", sa.String(length=20)),
        sa.Column("http_status", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        "uq_webhook_deliveries_message",
        "webhook_deliveries",
        ["webhook_id", "message_id"],
        unique=True,
    )
    op.create_index(
        "ix_webhook_deliveries_due_at",
        "webhook_deliveries",
        ["status", "webhook_id", "due_at"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_deliveries_ended_at", "webhook_deliveries", ["ended_at"], unique=False
    )


def downgrade() -> None:
    """Take them away. The log, from which deliveries are made, stays."""
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")
