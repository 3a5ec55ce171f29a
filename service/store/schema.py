"""The one schema, for SQLite and PostgreSQL: every table, and what each column may hold.

No column holds a name, a contact detail, free text or a value that a signal carried. `chain` says
whose world a row belongs to: `live` or `sandbox`. A change here needs a revision in `migrations/`.
"""

from __future__ import annotations

from typing import Any

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
REVISION = "r0007"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite numbers rows by itself only in a plain INTEGER key.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def _word(name: str, length: int) -> Column[Any]:
    """Text that is always there: a word of a list, a hash or a pseudonym."""
    return Column(name, String(length), nullable=False)


def _instant(name: str) -> Column[Any]:
    """A time that is always there."""
    return Column(name, Instant, nullable=False)


def _of_a_recipient(name: str, *columns: Column[Any], once: tuple[str, ...]) -> Table:
    """A table of what is known of recipients, where a row says a thing once. It goes with them."""
    return Table(
        name,
        metadata,
        Column("id", RowId, primary_key=True),
        _word("recipient_key", 40),
        *columns,
        Index(f"uq_{name}_word", "recipient_key", *once, unique=True),
    )


#: Heads of the two logs. `base_*` is where a log begins after old entries were tidied away;
#: `seal` is an HMAC over the head, so that the database alone cannot forge one.
chains = Table(
    "chains",
    metadata,
    Column("chain", String(10), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    _word("hash", 64),
    _word("seal", 64),
    Column("base_seq", BigInteger, nullable=False),
    _word("base_hash", 64),
)

#: The decision log. `entry` is the canonical JSON that `hash` covers, byte for byte; the other
#: columns repeat what is in it, to search by.
log = Table(
    "log",
    metadata,
    Column("chain", String(10), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _instant("at"),
    _word("kind", 20),
    Column("receipt_id", String(40)),
    Column("recipient_key", String(40)),
    Column("entry", Text, nullable=False),
    _word("hash", 64),
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
    Column("secret", String(16), nullable=False, server_default=""),  # of `lookup`
    _word("chain", 10),
    _word("kind", 10),
    Column("salt", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    _instant("seen_at"),
    Column("decided_at", Instant),
    Column("locale", String(5)),
    Column("zone", String(64)),
    Column("reading_level", String(20)),
    Column("channels", String(80)),
    Column("weekly_limit", Integer),
    Index("ix_recipients_seen_at", "kind", "seen_at"),
)

consents = _of_a_recipient(
    "consents",
    _word("purpose", 20),
    _word("channel", 10),
    _word("topic", 80),  # empty: no topic by name
    _word("status", 10),
    _instant("at"),
    _word("source", 40),
    once=("purpose", "channel", "topic", "status", "at"),
)

opt_outs = _of_a_recipient(
    "opt_outs",
    _word("channel", 10),
    _word("purposes", 120),  # empty: all of them
    _instant("at"),
    _word("source", 40),
    once=("channel", "purposes"),
)

#: When stops were last taken back: what is left of a lift once it has ended them.
lifts = _of_a_recipient(
    "lifts",
    _word("channel", 10),
    _word("purposes", 120),  # empty: all of them
    _instant("at"),
    _word("source", 40),
    once=("channel", "purposes"),
)

suppressions = _of_a_recipient(
    "suppressions",
    _word("channel", 10),
    _word("cause", 20),
    _instant("at"),
    _word("source", 40),
    once=("channel", "cause"),
)

#: Later events that may stop a trigger. `subject` is a pseudonym too; empty where none was named.
events = _of_a_recipient(
    "events",
    _word("type", 80),
    _word("subject", 40),
    _instant("at"),
    once=("type", "subject", "at"),
)
Index("ix_events_at", events.c.at)

#: The no of people who were erased. `lookup` is all that is left of them: it finds the row again
#: when a caller names the same id, and nothing else.
kept_stops = Table(
    "kept_stops",
    metadata,
    Column("id", RowId, primary_key=True),
    _word("lookup", 64),
    Column("secret", String(16), nullable=False, server_default=""),
    _word("channel", 10),
    _word("purposes", 120),  # of an opt-out; empty: all of them
    _word("cause", 20),  # of an entry on the suppression list; empty for an opt-out
    _instant("at"),
    Index("uq_kept_stops_word", "lookup", "channel", "purposes", "cause", unique=True),
)

#: Places under the caps: taken when a message is decided, settled by delivery feedback.
reservations = Table(
    "reservations",
    metadata,
    Column("receipt_id", String(40), primary_key=True),
    _word("recipient_key", 40),
    _word("signal", 40),
    _word("channel", 10),
    _word("trigger_id", 120),
    _word("purpose", 20),
    _instant("at"),
    _word("status", 10),
    Column("expires_at", Instant),
    _word("fingerprint", 16),
    _word("facts", 16),
    # A pseudonym, as in `events`. The default is for replicas of an earlier version.
    Column("subject", String(40), nullable=False, server_default=""),
    Index("ix_reservations_recipient_key", "recipient_key", "at"),
    Index("ix_reservations_at", "at"),
)

#: Answers by idempotency key. `sealed` opens only with what the caller repeats; see `sealing.py`.
answers = Table(
    "answers",
    metadata,
    Column("id", String(64), primary_key=True),
    _word("recipient_key", 40),
    _word("receipt_id", 40),
    _word("outcome", 10),
    Column("retry_at", Instant),  # a hold is decided anew from then on
    _instant("kept_until"),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_answers_recipient_key", "recipient_key"),
    Index("ix_answers_kept_until", "kept_until"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(20), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    _word("hash", 64),
    Column("previous_hash", String(64)),
    Column("previous_until", Instant),
    _word("scopes", 400),
    Column("sandbox", Boolean, nullable=False),
    Column("reports_delivery", Boolean, nullable=False),
    _instant("created_at"),
    Column("rotated_at", Instant),
    Column("revoked_at", Instant),
)

#: How far each file of standing has been taken in, by the digest of its bytes.
imports = Table(
    "imports",
    metadata,
    Column("digest", String(64), primary_key=True),
    _instant("started_at"),
    Column("finished_at", Instant),
    Column("done", Integer, nullable=False),  # rows read
    Column("bad", Integer, nullable=False),
)

#: Check values of the secrets that rows may lie under, so that a replica without one of them
#: refuses to start instead of missing opt-outs. A row's `secret` is the beginning of one of them,
#: or empty where a version before this column left it open; see `rotation.py`.
secrets = Table(
    "secrets",
    metadata,
    Column("check", String(64), primary_key=True),
    _instant("since"),
)

#: Systems that are told of events. `position` is the entry of the log up to which deliveries were
#: made for it; `secret` opens only with the installation's own.
webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", String(20), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    _word("url", 500),
    _word("chain", 10),
    _word("types", 600),  # empty: all of them
    Column("secret", LargeBinary, nullable=False),
    Column("previous_secret", LargeBinary),
    Column("previous_until", Instant),
    Column("position", BigInteger, nullable=False),
    _instant("created_at"),
    Column("rotated_at", Instant),
    Column("failing_since", Instant),
    Column("paused_until", Instant),
    Column("disabled_at", Instant),
    Column("disabled_why", String(20)),
)

#: One event for one webhook. `due_at` moves ahead while a sender has it, so that another takes it
#: over when that one dies.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    _word("webhook_id", 20),
    _word("message_id", 40),
    _word("type", 40),
    _instant("at"),
    Column("body", Text, nullable=False),
    _word("status", 10),
    Column("attempts", Integer, nullable=False),
    _instant("due_at"),
    Column("begun_at", Instant),  # of its first attempt to come, or anew; empty: as `at`
    Column("ended_at", Instant),
    Column("result", String(20)),
    Column("http_status", Integer),
    Index("uq_webhook_deliveries_message", "webhook_id", "message_id", unique=True),
    Index("ix_webhook_deliveries_due_at", "status", "webhook_id", "due_at"),
    Index("ix_webhook_deliveries_ended_at", "ended_at"),
)
