"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.store.migrations.kinds import instant, row_id

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "answers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("receipt_id", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("retry_at", instant()),
        sa.Column("kept_until", instant(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index("ix_answers_kept_until", "answers", ["kept_until"], unique=False)
    op.create_index("ix_answers_recipient_key", "answers", ["recipient_key"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64)),
        sa.Column("previous_until", instant()),
        sa.Column("scopes", sa.String(length=400), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("reports_delivery", sa.Boolean(), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("rotated_at", instant()),
        sa.Column("revoked_at", instant()),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
    )
    op.create_table(
        "chains",
        sa.Column("chain", sa.String(length=10), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("base_seq", sa.BigInteger(), nullable=False),
        sa.Column("base_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chains")),
    )
    op.create_table(
        "consents",
        sa.Column("id", row_id(), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        "uq_consents_word",
        "consents",
        ["recipient_key", "purpose", "channel", "topic", "status", "at"],
        unique=True,
    )
    op.create_table(
        "events",
        sa.Column("id", row_id(), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_at", "events", ["at"], unique=False)
    op.create_index(
        "uq_events_word", "events", ["recipient_key", "type", "subject", "at"], unique=True
    )
    op.create_table(
        "imports",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("started_at", instant(), nullable=False),
        sa.Column("finished_at", instant()),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_imports")),
    )
    op.create_table(
        "log",
        sa.Column("chain", sa.String(length=10), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("receipt_id", sa.String(length=40)),
        sa.Column("recipient_key", sa.String(length=40)),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_log")),
    )
    op.create_index("ix_log_at", "log", ["chain", "at"], unique=False)
    op.create_index("ix_log_receipt_id", "log", ["receipt_id"], unique=True)
    op.create_index("ix_log_recipient_key", "log", ["recipient_key"], unique=False)
    op.create_table(
        "opt_outs",
        sa.Column("id", row_id(), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("purposes", sa.String(length=120), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
    )
    op.create_index(
        "uq_opt_outs_word", "opt_outs", ["recipient_key", "channel", "purposes"], unique=True
    )
    op.create_table(
        "recipients",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seen_at", instant(), nullable=False),
        sa.Column("decided_at", instant()),
        sa.Column("locale", sa.String(length=5)),
        sa.Column("zone", sa.String(length=64)),
        sa.Column("reading_level", sa.String(length=20)),
        sa.Column("channels", sa.String(length=80)),
        sa.Column("weekly_limit", sa.Integer()),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_recipients")),
        sa.UniqueConstraint("lookup", name=op.f("uq_recipients_lookup")),
    )
    op.create_index("ix_recipients_seen_at", "recipients", ["kind", "seen_at"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("receipt_id", sa.String(length=40), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("signal", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("trigger_id", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("expires_at", instant()),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("pk_reservations")),
    )
    op.create_index("ix_reservations_at", "reservations", ["at"], unique=False)
    op.create_index(
        "ix_reservations_recipient_key", "reservations", ["recipient_key", "at"], unique=False
    )
    op.create_table(
        "secrets",
        sa.Column("check", sa.String(length=64), nullable=False),
        sa.Column("since", instant(), nullable=False),
        sa.PrimaryKeyConstraint("check", name=op.f("pk_secrets")),
    )
    op.create_table(
        "suppressions",
        sa.Column("id", row_id(), nullable=False),
        sa.Column("recipient_key", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
    )
    op.create_index(
        "uq_suppressions_word", "suppressions", ["recipient_key", "channel", "cause"], unique=True
    )


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("suppressions")
    op.drop_table("secrets")
    op.drop_table("reservations")
    op.drop_table("recipients")
    op.drop_table("opt_outs")
    op.drop_table("log")
    op.drop_table("imports")
    op.drop_table("events")
    op.drop_table("consents")
    op.drop_table("chains")
    op.drop_table("api_keys")
    op.drop_table("answers")
