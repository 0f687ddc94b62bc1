"""The tables of the HTTP API: keys, named requests, and what is told to whom."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from extractor.store.tables import Id, Utc, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("rate", Integer),
    Column("reviewer", ForeignKey("reviewers.name")),
    Column("created_at", Utc, nullable=False),
    Column("revoked_at", Utc),
)

named_requests = Table(
    "named_requests",
    metadata,
    Column("caller", String(16), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_named_requests_created_at", "created_at"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("owner", String(80), nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
)

watched = Table(
    "watched",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("webhook", ForeignKey("webhooks.seq", ondelete="CASCADE"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("told", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("webhook", "kind", "subject"),
)
Index(
    "ix_watched_open",
    watched.c.kind,
    watched.c.seq,
    sqlite_where=text("NOT told"),
    postgresql_where=text("NOT told"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("webhook", ForeignKey("webhooks.seq", ondelete="CASCADE"), nullable=False),
    Column("event", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("said", Text, nullable=False, server_default=""),
    Column("due_at", Utc, nullable=False),
    Column("created_at", Utc, nullable=False),
    Index("ix_deliveries_webhook", "webhook", "seq"),
)
Index(
    "ix_deliveries_due",
    deliveries.c.due_at,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
