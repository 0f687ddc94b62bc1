"""The tables of what comes from EDGAR: filings, and how far each query has come."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text, false

from extractor.store.tables import Utc, metadata

edgar_filings = Table(
    "edgar_filings",
    metadata,
    Column("accession", String(20), primary_key=True),
    Column("form", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("ciks", Text, nullable=False),
    Column("filed_on", String(10), nullable=False),
    Column("sha256", String(64)),
    Column("amends", String(20)),
    Column("may_amend", Text, nullable=False, server_default=""),
    Column("updated_at", Utc, nullable=False),
    Index("ix_edgar_filings_sha256", "sha256"),
    Index("ix_edgar_filings_amends", "amends"),
)

edgar_days = Table(
    "edgar_days",
    metadata,
    Column("query", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("stamp", Text, nullable=False),
)

edgar_listed = Table(
    "edgar_listed",
    metadata,
    Column("query", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("accession", ForeignKey("edgar_filings.accession"), primary_key=True),
    Column("said", String(64), nullable=False),
)

edgar_wanted = Table(
    "edgar_wanted",
    metadata,
    Column("query", String(64), primary_key=True),
    Column("accession", ForeignKey("edgar_filings.accession"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("again", Boolean, nullable=False, server_default=false()),
    Column("why", Text, nullable=False, server_default=""),
    Index("ix_edgar_wanted_state", "query", "state"),
)
