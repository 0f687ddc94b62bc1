"""The first tables: filings, extractions, queue, reviewers, labels, and the log that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_HASH = sa.String(64)
_TIME = sa.String(27)
_GENESIS = "0" * 64


def upgrade() -> None:
    """Make the tables, and what keeps the log from being changed."""
    _filings()
    _queue()
    _people()
    _log()
    op.execute(f"INSERT INTO chain (id, seq, hash) VALUES (1, 0, '{_GENESIS}')")
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _log() -> None:
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", _ID, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
    )
    op.create_table(
        "decisions",
        sa.Column("seq", _ID, autoincrement=False, nullable=False),
        sa.Column("prev", _HASH, nullable=False),
        sa.Column("hash", _HASH, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("filing", _HASH, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("spec", _HASH, nullable=False),
        sa.Column("text_hash", _HASH, nullable=False),
        sa.Column("extraction", _ID),
        sa.Column("task", _ID),
        sa.Column("item", _ID),
        sa.Column("undoes", _ID),
        sa.Column("milliseconds", _ID, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("body_hash", _HASH, nullable=False),
        sa.Column("body", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_decisions")),
        sa.UniqueConstraint("request", name=op.f("uq_decisions_request")),
    )
    op.create_index("ix_decisions_filing", "decisions", ["filing", "form", "seq"])
    op.create_index("ix_decisions_reviewer", "decisions", ["reviewer", "seq"])


def _filings() -> None:
    op.create_table(
        "filings",
        sa.Column("sha256", _HASH, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("text_hash", _HASH, nullable=False),
        sa.Column("filer", sa.Text(), nullable=False),
        sa.Column("form_type", sa.Text(), nullable=False),
        sa.Column("report_date", sa.Text(), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
        sa.Column("purged_at", _TIME),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_filings")),
    )
    op.create_index("ix_filings_filer", "filings", ["filer"])
    op.create_index("ix_filings_report_date", "filings", ["report_date"])
    op.create_table(
        "policies",
        sa.Column("hash", _HASH, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_policies")),
    )
    op.create_table(
        "extractions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("filing", _HASH, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("digest", _HASH, nullable=False),
        sa.Column("text_hash", _HASH, nullable=False),
        sa.Column("policy", _HASH, nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["filing"], ["filings.sha256"], name=op.f("fk_extractions_filing")),
        sa.ForeignKeyConstraint(["policy"], ["policies.hash"], name=op.f("fk_extractions_policy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extractions")),
        sa.UniqueConstraint("digest", name=op.f("uq_extractions_digest")),
    )
    op.create_index("ix_extractions_filing", "extractions", ["filing", "form"])
    op.create_table(
        "labels",
        sa.Column("id", _ID, nullable=False),
        sa.Column("filing", _HASH, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["filing"], ["filings.sha256"], name=op.f("fk_labels_filing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("filing", "form", "source", name=op.f("uq_labels_filing")),
    )


def _people() -> None:
    op.create_table(
        "reviewers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("token_hash", _HASH),
        sa.Column("disabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reviewers")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reviewers_token_hash")),
    )


def _queue() -> None:
    op.create_table(
        "lanes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lanes")),
        sa.UniqueConstraint("round", "excluded", name=op.f("uq_lanes_round")),
    )
    op.create_table(
        "lane_members",
        sa.Column("lane", _ID, nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lane"], ["lanes.id"], name=op.f("fk_lane_members_lane")),
        sa.PrimaryKeyConstraint("lane", "reviewer", name=op.f("pk_lane_members")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("filing", _HASH, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("lane", _ID, nullable=False),
        sa.Column("extraction", _ID),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("deferred", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("open_items", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("token", _ID, server_default=sa.text("0"), nullable=False),
        sa.Column("expires_at", _TIME),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("done_at", _TIME),
        sa.ForeignKeyConstraint(
            ["extraction"], ["extractions.id"], name=op.f("fk_tasks_extraction")
        ),
        sa.ForeignKeyConstraint(["filing"], ["filings.sha256"], name=op.f("fk_tasks_filing")),
        sa.ForeignKeyConstraint(["lane"], ["lanes.id"], name=op.f("fk_tasks_lane")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("filing", "form", "round", name=op.f("uq_tasks_filing")),
    )
    op.create_index(
        "ix_tasks_lease",
        "tasks",
        ["expires_at"],
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index(
        "ix_tasks_next",
        "tasks",
        ["lane", "deferred", sa.text("priority DESC"), "id"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_tasks_owner",
        "tasks",
        ["owner"],
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_table(
        "items",
        sa.Column("id", _ID, nullable=False),
        sa.Column("task", _ID, nullable=False),
        sa.Column("schema_path", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("stale", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("decided", _ID),
        sa.ForeignKeyConstraint(["task"], ["tasks.id"], name=op.f("fk_items_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    op.create_index("ix_items_task", "items", ["task", "status"])


# A row of the log may lose its body, and nothing else, once a later row says that the filing was
# purged; no other change and no removal is allowed.
_FIXED = (
    "seq prev hash at reviewer filing form round action path spec text_hash extraction task item"
    " undoes milliseconds request body_hash"
).split()
_PURGED = (
    "EXISTS (SELECT 1 FROM decisions p WHERE p.action = 'purge' AND p.filing = OLD.filing"
    " AND p.seq > OLD.seq)"
)
_WHY = "the log of decisions only grows"


def _guard_sqlite() -> None:
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _FIXED)
    op.execute(
        f"CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions"
        f" WHEN NOT (NEW.body IS NULL AND {same} AND {_PURGED})"
        f" BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"
    )
    op.execute(
        f"CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions"
        f" BEGIN SELECT RAISE(ABORT, '{_WHY}'); END"
    )


def _guard_postgresql() -> None:
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _FIXED)
    op.execute(
        f"""
        CREATE FUNCTION decisions_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            IF NEW.body IS NULL AND {same} AND {_PURGED} THEN
              RETURN NEW;
            END IF;
          END IF;
          RAISE EXCEPTION '{_WHY}';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON decisions"
        " FOR EACH ROW EXECUTE FUNCTION decisions_only_grow()"
    )
    op.execute(
        "CREATE TRIGGER decisions_remain BEFORE TRUNCATE ON decisions"
        " FOR EACH STATEMENT EXECUTE FUNCTION decisions_only_grow()"
    )
