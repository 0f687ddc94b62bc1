"""EDGAR: filings, which days list them, and how far each query has come."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ACCESSION = sa.String(20)
_DAY = sa.String(10)
_HASH = sa.String(64)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "edgar_filings",
        sa.Column("accession", _ACCESSION, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("ciks", sa.Text(), nullable=False),
        sa.Column("filed_on", _DAY, nullable=False),
        sa.Column("sha256", _HASH),
        sa.Column("amends", _ACCESSION),
        sa.Column("may_amend", sa.Text(), server_default="", nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("accession", name=op.f("pk_edgar_filings")),
    )
    op.create_index("ix_edgar_filings_sha256", "edgar_filings", ["sha256"])
    op.create_index("ix_edgar_filings_amends", "edgar_filings", ["amends"])
    op.create_table(
        "edgar_days",
        sa.Column("query", _HASH, nullable=False),
        sa.Column("day", _DAY, nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("query", "day", name=op.f("pk_edgar_days")),
    )
    op.create_table(
        "edgar_listed",
        sa.Column("query", _HASH, nullable=False),
        sa.Column("day", _DAY, nullable=False),
        sa.Column("accession", _ACCESSION, nullable=False),
        sa.Column("said", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("query", "day", "accession", name=op.f("pk_edgar_listed")),
        _of_a_filing("edgar_listed"),
    )
    op.create_table(
        "edgar_wanted",
        sa.Column("query", _HASH, nullable=False),
        sa.Column("accession", _ACCESSION, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("again", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("query", "accession", name=op.f("pk_edgar_wanted")),
        _of_a_filing("edgar_wanted"),
    )
    op.create_index("ix_edgar_wanted_state", "edgar_wanted", ["query", "state"])


def _of_a_filing(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["accession"], ["edgar_filings.accession"], name=op.f(f"fk_{table}_accession")
    )
