"""Filings, extractions, the queue and the log of decisions, kept in a database.

Needs the extra `service`; importing it without raises MissingExtra.
"""

from extractor.store.extra import require

require("sqlalchemy", "alembic")
