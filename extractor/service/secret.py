"""The secret that sessions are signed with, where the settings name none."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy.engine import make_url

from extractor.errors import ExtractorError
from extractor.service.settings import ServiceSettings
from extractor.store.address import default_url


def secret_for(settings: ServiceSettings, store: str | None) -> str:
    """The secret of the settings, or the one kept beside the store, made on first use."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    return kept_in(_file(store or default_url()))


def kept_in(file: Path) -> str:
    """The secret in a file that only its owner may read."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        kept = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ExtractorError(
            f"{file}: the secret of the sessions cannot be kept here ({error}); "
            "set EXTRACTOR_SECRET instead"
        ) from error
    if len(kept) < 32:
        raise ExtractorError(f"{file}: this is no secret of sessions; remove the file")
    return kept


def _make(file: Path) -> None:
    part = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        # A link never shows a half-written file, and fails where another process was first.
        with suppress(FileExistsError):
            file.hardlink_to(part)
    finally:
        part.unlink()


def _file(url: str) -> Path:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        database = Path(str(address.database))
        return database.with_name(f"{database.name}.secret")
    return Path(user_data_path("extractor", appauthor=False)) / "session.secret"
