"""The review queue: who looks at what next, what they decide, and what follows from it.

Needs the extra `service`; importing it without raises MissingExtra.
"""

from extractor.store.extra import require

require("sqlalchemy", "alembic")
