"""Filings as they were read, sessions that were ended, items told by what they ask, and extractions
that stay as they were written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HASH = sa.String(64)
_TIME = sa.String(27)


def upgrade() -> None:
    """Add the columns and the table, and what keeps extractions from being changed."""
    op.add_column("filings", sa.Column("content", sa.LargeBinary()))
    op.create_table(
        "ended_sessions",
        sa.Column("id", _HASH, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_sessions")),
    )
    op.create_index("ix_ended_sessions_until", "ended_sessions", ["until"])
    for name in ("alike", "around"):
        column = sa.Column(name, _HASH, server_default="", nullable=False)
        op.add_column("items", column)
    op.create_index(
        "ix_items_alike",
        "items",
        ["alike", "around"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


# An extraction is written once. Only a purge empties it, once the log says so.
_PURGED = (
    "length(NEW.content) = 0 AND EXISTS (SELECT 1 FROM decisions p WHERE p.action = 'purge'"
    " AND p.filing = OLD.filing)"
)
_WHY = "an extraction is never changed"


def _guard_sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER extractions_stay BEFORE UPDATE ON extractions"
        f" WHEN NOT ({_PURGED}) BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"
    )
    op.execute(
        f"CREATE TRIGGER extractions_remain BEFORE DELETE ON extractions"
        f" BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        f"""
        CREATE FUNCTION extractions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            IF {_PURGED} THEN
              RETURN NEW;
            END IF;
          END IF;
          RAISE EXCEPTION '{_WHY}';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER extractions_stay BEFORE UPDATE OR DELETE ON extractions"
        " FOR EACH ROW EXECUTE FUNCTION extractions_stay()"
    )
