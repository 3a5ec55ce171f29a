"""The one schema, for SQLite and PostgreSQL: every table, and what each column may hold.

No column holds a name, a contact detail, free text or a value that a signal carried. `chain` says
whose world a row belongs to: `live` or `sandbox`. A change here needs a revision in `migrations/`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from service.store.instants import Instant

#: The newest revision in `migrations/versions`.
REVISION = "r0001"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite numbers rows by itself only in a plain INTEGER key.
RowId = BigInteger().with_variant(Integer(), "sqlite")

#: Heads of the two logs. `base_*` is where a log begins after old entries were tidied away;
#: `seal` is an HMAC over the head, so that the database alone cannot forge one.
chains = Table(
    "chains",
    metadata,
    Column("chain", String(10), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    Column("base_seq", BigInteger, nullable=False),
    Column("base_hash", String(64), nullable=False),
)

#: The decision log. `entry` is the canonical JSON that `hash` covers, byte for byte; the other
#: columns repeat what is in it, to search by.
log = Table(
    "log",
    metadata,
    Column("chain", String(10), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("receipt_id", String(40)),
    Column("recipient_key", String(40)),
    Column("entry", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_log_at", "chain", "at"),
    Index("ix_log_receipt_id", "receipt_id", unique=True),
    Index("ix_log_recipient_key", "recipient_key"),
)

#: The only link between a caller's own id for a person (as an HMAC, `lookup`) and the pseudonym in
#: the log (`key`). `version` goes up with every change to what is known of them.
recipients = Table(
    "recipients",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("lookup", String(64), nullable=False, unique=True),
    Column("chain", String(10), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("locale", String(5)),
    Column("zone", String(64)),
    Column("reading_level", String(20)),
    Column("channels", String(80)),
    Column("weekly_limit", Integer),
    Index("ix_recipients_seen_at", "kind", "seen_at"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("recipient_key", String(40), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("topic", String(80), nullable=False),  # empty: no topic by name
    Column("status", String(10), nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(40), nullable=False),
    Index(
        "uq_consents_word",
        "recipient_key",
        "purpose",
        "channel",
        "topic",
        "status",
        "at",
        unique=True,
    ),
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("recipient_key", String(40), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("purposes", String(120), nullable=False),  # empty: all of them
    Column("at", Instant, nullable=False),
    Column("source", String(40), nullable=False),
    Index("uq_opt_outs_word", "recipient_key", "channel", "purposes", unique=True),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("recipient_key", String(40), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("cause", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(40), nullable=False),
    Index("uq_suppressions_word", "recipient_key", "channel", "cause", unique=True),
)

#: Later events that may stop a trigger. `subject` is a pseudonym too; empty where none was named.
events = Table(
    "events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("recipient_key", String(40), nullable=False),
    Column("type", String(80), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Index("uq_events_word", "recipient_key", "type", "subject", "at", unique=True),
    Index("ix_events_at", "at"),
)

#: Places under the caps: taken when a message is decided, settled by delivery feedback.
reservations = Table(
    "reservations",
    metadata,
    Column("receipt_id", String(40), primary_key=True),
    Column("recipient_key", String(40), nullable=False),
    Column("signal", String(40), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("trigger_id", String(120), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", String(10), nullable=False),
    Column("expires_at", Instant),
    Column("fingerprint", String(16), nullable=False),
    Column("facts", String(16), nullable=False),
    Index("ix_reservations_recipient_key", "recipient_key", "at"),
    Index("ix_reservations_at", "at"),
)

#: Answers by idempotency key. `sealed` opens only with what the caller repeats; see `sealing.py`.
answers = Table(
    "answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("recipient_key", String(40), nullable=False),
    Column("receipt_id", String(40), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("retry_at", Instant),  # a hold under a derived key is decided anew from then on
    Column("kept_until", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_answers_recipient_key", "recipient_key"),
    Index("ix_answers_kept_until", "kept_until"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(20), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    Column("previous_hash", String(64)),
    Column("previous_until", Instant),
    Column("scopes", String(400), nullable=False),
    Column("sandbox", Boolean, nullable=False),
    Column("reports_delivery", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("rotated_at", Instant),
    Column("revoked_at", Instant),
)

#: How far each file of standing has been taken in, by the digest of its bytes.
imports = Table(
    "imports",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("done", Integer, nullable=False),  # rows read
    Column("bad", Integer, nullable=False),
)

#: Check values of the secrets that pseudonyms were made with, so that a replica with another
#: secret refuses to start instead of missing every opt-out.
secrets = Table(
    "secrets",
    metadata,
    Column("check", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
)
