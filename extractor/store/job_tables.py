"""The tables of durable jobs: jobs, batches, workers, and what is left of a model's limits."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
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

jobs = Table(
    "jobs",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("filing", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("policy", ForeignKey("policies.hash"), nullable=False),
    Column("form", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("complete", Boolean),
    Column("fault", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("attempt", Integer, nullable=False, server_default=text("1")),
    Column("handed", Boolean, nullable=False, server_default=false()),
    Column("starts", Integer, nullable=False, server_default=text("0")),
    Column("steps", Integer, nullable=False, server_default=text("0")),
    Column("extraction", ForeignKey("extractions.id")),
    Column("calls", Id, nullable=False, server_default=text("0")),
    Column("prompt_tokens", Id, nullable=False, server_default=text("0")),
    Column("completion_tokens", Id, nullable=False, server_default=text("0")),
    Column("cached_calls", Id, nullable=False, server_default=text("0")),
    Column("seconds", Float, nullable=False, server_default=text("0")),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Index("ix_jobs_filing", "filing", "form"),
    Index("ix_jobs_updated_at", "updated_at"),
)
# Almost all jobs of a large store are over; what is still to do is found without them.
Index(
    "ix_jobs_open",
    jobs.c.handed,
    jobs.c.seq,
    sqlite_where=text("state IN ('waiting', 'running')"),
    postgresql_where=text("state IN ('waiting', 'running')"),
)

batches = Table(
    "batches",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("key", Text, unique=True),
    Column("sealed", Boolean, nullable=False, server_default=false()),
    Column("created_at", Utc, nullable=False),
)

batch_members = Table(
    "batch_members",
    metadata,
    Column("batch", ForeignKey("batches.seq"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("job", ForeignKey("jobs.seq"), nullable=False),
    UniqueConstraint("batch", "job"),
    Index("ix_batch_members_job", "job"),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("host", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("born", Text, nullable=False),
    Column("beats", Id, nullable=False, server_default=text("0")),
    Column("started_at", Utc, nullable=False),
    Column("beat_at", Utc, nullable=False),
)

budgets = Table(
    "budgets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("requests", Float, nullable=False),
    Column("tokens", Float, nullable=False),
    Column("at", Float, nullable=False),
)
