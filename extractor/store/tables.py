"""The tables. Times are UTC; JSON is canonical text; what is compressed is bytes."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
Id = BigInteger().with_variant(Integer, "sqlite")


class Utc(TypeDecorator[datetime]):
    """A time as text of fixed width, which sorts as the times do and reads the same everywhere."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> str | None:
        """A time with a zone, as text."""
        return None if value is None else stamp(value)

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """The time of a text."""
        return None if value is None else unstamp(value)


def stamp(time: datetime) -> str:
    """A time as it is stored; it must know its zone."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return time.astimezone(UTC).strftime(_FORMAT)


def unstamp(text_: str) -> datetime:
    """The time of `stamp`."""
    return datetime.strptime(text_, _FORMAT).replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

filings = Table(
    "filings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("data", LargeBinary),
    Column("content", LargeBinary),
    Column("text_hash", String(64), nullable=False),
    Column("filer", Text, nullable=False),
    Column("form_type", Text, nullable=False),
    Column("report_date", Text, nullable=False),
    Column("added_at", Utc, nullable=False),
    Column("purged_at", Utc),
    Index("ix_filings_filer", "filer"),
    Index("ix_filings_report_date", "report_date"),
)

policies = Table(
    "policies",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("content", Text, nullable=False),
)

extractions = Table(
    "extractions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("filing", ForeignKey("filings.sha256"), nullable=False),
    Column("form", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("text_hash", String(64), nullable=False),
    Column("policy", ForeignKey("policies.hash"), nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", Utc, nullable=False),
    Index("ix_extractions_filing", "filing", "form"),
)

lanes = Table(
    "lanes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("round", Text, nullable=False),
    Column("excluded", Text, nullable=False),
    UniqueConstraint("round", "excluded"),
)

lane_members = Table(
    "lane_members",
    metadata,
    Column("lane", ForeignKey("lanes.id"), primary_key=True),
    Column("reviewer", Text, primary_key=True),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("filing", ForeignKey("filings.sha256"), nullable=False),
    Column("form", Text, nullable=False),
    Column("round", Text, nullable=False),
    Column("lane", ForeignKey("lanes.id"), nullable=False),
    Column("extraction", ForeignKey("extractions.id")),
    Column("state", Text, nullable=False),
    Column("deferred", Integer, nullable=False, server_default=text("0")),
    Column("priority", Float, nullable=False),
    Column("open_items", Integer, nullable=False),
    Column("owner", Text),
    Column("token", Id, nullable=False, server_default=text("0")),
    Column("expires_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("done_at", Utc),
    UniqueConstraint("filing", "form", "round"),
)
# What is claimed next is the first entry of a lane in this index, however long the queue is.
Index(
    "ix_tasks_next",
    tasks.c.lane,
    tasks.c.deferred,
    tasks.c.priority.desc(),
    tasks.c.id,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index(
    "ix_tasks_lease",
    tasks.c.expires_at,
    sqlite_where=text("state = 'claimed'"),
    postgresql_where=text("state = 'claimed'"),
)
Index(
    "ix_tasks_owner",
    tasks.c.owner,
    sqlite_where=text("state = 'claimed'"),
    postgresql_where=text("state = 'claimed'"),
)

items = Table(
    "items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("task", ForeignKey("tasks.id"), nullable=False),
    Column("schema_path", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("stale", Boolean, nullable=False, server_default=false()),
    Column("probability", Float, nullable=False),
    Column("weight", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("decided", Id),
    Column("alike", String(64), nullable=False, server_default=""),
    Column("around", String(64), nullable=False, server_default=""),
    Index("ix_items_task", "task", "status"),
)
Index(
    "ix_items_alike",
    items.c.alike,
    items.c.around,
    sqlite_where=text("status = 'open'"),
    postgresql_where=text("status = 'open'"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("at", Utc, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("filing", String(64), nullable=False),
    Column("form", Text, nullable=False),
    Column("round", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("spec", String(64), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("extraction", Id),
    Column("task", Id),
    Column("item", Id),
    Column("undoes", Id),
    Column("milliseconds", Id, nullable=False),
    Column("request", Text, nullable=False, unique=True),
    Column("body_hash", String(64), nullable=False),
    Column("body", Text),
    Index("ix_decisions_filing", "filing", "form", "seq"),
    Index("ix_decisions_reviewer", "reviewer", "seq"),
)

chain = Table(
    "chain",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Id, nullable=False),
    Column("hash", String(64), nullable=False),
)

reviewers = Table(
    "reviewers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text),
    Column("token_hash", String(64), unique=True),
    Column("disabled", Boolean, nullable=False, server_default=false()),
    Column("created_at", Utc, nullable=False),
)

ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("until", Utc, nullable=False),
    Index("ix_ended_sessions_until", "until"),
)

labels = Table(
    "labels",
    metadata,
    Column("id", Id, primary_key=True),
    Column("filing", ForeignKey("filings.sha256"), nullable=False),
    Column("form", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("added_at", Utc, nullable=False),
    UniqueConstraint("filing", "form", "source"),
)
