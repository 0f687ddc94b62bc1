"""The state of the store, found without making or changing one. Needs the extra `service`."""

from pathlib import Path
from typing import Literal

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from extractor.errors import ExtractorError
from extractor.store.address import default_url, engine_for
from extractor.store.database import Store

_UPGRADE = "extractor review upgrade"
_ADDRESS = "sqlite:///FILE or postgresql://USER@HOST/NAME in EXTRACTOR_STORE"


def state_of_store() -> tuple[Literal["ok", "note", "missing"], str, str]:
    """The state, what is said of it, and the remedy."""
    try:
        address = make_url(default_url())
    except ArgumentError:
        return "missing", "EXTRACTOR_STORE is no address of a store", _ADDRESS
    shown = address.render_as_string(hide_password=True)
    file = address.database if address.get_backend_name() == "sqlite" else None
    if file and not Path(file).exists():
        return "ok", f"{shown}: not there yet, made on first use", ""
    try:
        engine = engine_for(address.render_as_string(hide_password=False))
        try:
            if not inspect(engine).has_table("alembic_version"):
                return "ok", f"{shown}: empty, set up on first use", ""
        finally:
            engine.dispose()
        with Store.open(address.render_as_string(hide_password=False)):
            return "ok", f"{shown}: all migrations applied", ""
    except ExtractorError as error:
        said, _, remedy = str(error).partition("; ")
        return "missing", said, remedy.rpartition(": ")[2] or _UPGRADE
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()
        return "missing", f"{shown}: {cause[0] if cause else 'it cannot be used'}", _ADDRESS
