"""What is served over HTTP: the review pages, who may use them, and what guards them.

Needs the extra `service`; importing it without raises MissingExtra.
"""

from extractor.store.extra import require

require("fastapi", "uvicorn", "itsdangerous", "python_multipart")
