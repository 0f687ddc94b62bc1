"""The HTTP API: keys, named requests, webhooks and what was delivered to them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.String(27)
_ZERO = sa.text("0")
_UNTOLD = sa.text("NOT told")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("rate", sa.Integer()),
        sa.Column("reviewer", sa.Text()),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
        sa.ForeignKeyConstraint(
            ["reviewer"], ["reviewers.name"], name=op.f("fk_api_keys_reviewer")
        ),
    )
    op.create_table(
        "named_requests",
        sa.Column("caller", sa.String(16), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("caller", "name", name=op.f("pk_named_requests")),
    )
    op.create_index("ix_named_requests_created_at", "named_requests", ["created_at"])
    _webhooks()


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("seq", _ID, nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("owner", name=op.f("uq_webhooks_owner")),
    )
    op.create_table(
        "watched",
        sa.Column("seq", _ID, nullable=False),
        sa.Column("webhook", _ID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_watched")),
        sa.ForeignKeyConstraint(
            ["webhook"], ["webhooks.seq"], name=op.f("fk_watched_webhook"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("webhook", "kind", "subject", name=op.f("uq_watched_webhook")),
    )
    op.create_index(
        "ix_watched_open",
        "watched",
        ["kind", "seq"],
        sqlite_where=_UNTOLD,
        postgresql_where=_UNTOLD,
    )
    op.create_table(
        "deliveries",
        sa.Column("seq", _ID, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("webhook", _ID, nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("said", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_deliveries")),
        sa.ForeignKeyConstraint(
            ["webhook"], ["webhooks.seq"], name=op.f("fk_deliveries_webhook"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("id", name=op.f("uq_deliveries_id")),
    )
    op.create_index("ix_deliveries_webhook", "deliveries", ["webhook", "seq"])
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
