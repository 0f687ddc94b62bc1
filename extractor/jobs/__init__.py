"""Durable jobs: a filing is read, asked about, assessed and stored exactly once, whoever dies.

Needs the extra `service`; importing it without raises MissingExtra.
"""

from extractor.store.extra import require

require("sqlalchemy", "alembic", "dbos")
