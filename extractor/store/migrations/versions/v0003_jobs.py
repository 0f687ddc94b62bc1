"""Durable jobs: jobs, batches, workers, and what is left of a model's limits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.String(27)
_ZERO = sa.text("0")
_OPEN = sa.text("state IN ('waiting', 'running')")


def upgrade() -> None:
    """Add the tables."""
    _jobs()
    _batches()
    op.create_table(
        "workers",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("born", sa.Text(), nullable=False),
        sa.Column("beats", _ID, server_default=_ZERO, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("beat_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.create_table(
        "budgets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("requests", sa.Float(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_budgets")),
    )


def _jobs() -> None:
    counts = ("calls", "prompt_tokens", "completion_tokens", "cached_calls")
    op.create_table(
        "jobs",
        sa.Column("seq", _ID, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("filing", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("form", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean()),
        sa.Column("fault", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("handed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("starts", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("steps", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("extraction", _ID),
        *(sa.Column(name, _ID, server_default=_ZERO, nullable=False) for name in counts),
        sa.Column("seconds", sa.Float(), server_default=_ZERO, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_jobs")),
        sa.UniqueConstraint("id", name=op.f("uq_jobs_id")),
        sa.ForeignKeyConstraint(["policy"], ["policies.hash"], name=op.f("fk_jobs_policy")),
        sa.ForeignKeyConstraint(
            ["extraction"], ["extractions.id"], name=op.f("fk_jobs_extraction")
        ),
    )
    op.create_index("ix_jobs_filing", "jobs", ["filing", "form"])
    op.create_index("ix_jobs_updated_at", "jobs", ["updated_at"])
    op.create_index(
        "ix_jobs_open", "jobs", ["handed", "seq"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("seq", _ID, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("sealed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_batches")),
        sa.UniqueConstraint("id", name=op.f("uq_batches_id")),
        sa.UniqueConstraint("key", name=op.f("uq_batches_key")),
    )
    op.create_table(
        "batch_members",
        sa.Column("batch", _ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("job", _ID, nullable=False),
        sa.PrimaryKeyConstraint("batch", "position", name=op.f("pk_batch_members")),
        sa.ForeignKeyConstraint(["batch"], ["batches.seq"], name=op.f("fk_batch_members_batch")),
        sa.ForeignKeyConstraint(["job"], ["jobs.seq"], name=op.f("fk_batch_members_job")),
        sa.UniqueConstraint("batch", "job", name=op.f("uq_batch_members_batch")),
    )
    op.create_index("ix_batch_members_job", "batch_members", ["job"])
