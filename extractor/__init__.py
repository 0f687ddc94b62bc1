"""Structured extraction for SEC filings: typed records that can be trusted without re-reading."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.errors import ExtractorError
    from extractor.extraction import Extraction
    from extractor.filing.model import Filing
    from extractor.forms.base import Form
    from extractor.pipeline import Extractor
    from extractor.records import FieldResult
    from extractor.settings import Settings

__all__ = [
    "Extraction",
    "Extractor",
    "ExtractorError",
    "FieldResult",
    "Filing",
    "Form",
    "Settings",
    "load_form",
]

_HOMES = {
    "Extraction": "extractor.extraction",
    "Extractor": "extractor.pipeline",
    "ExtractorError": "extractor.errors",
    "FieldResult": "extractor.records",
    "Filing": "extractor.filing.model",
    "Form": "extractor.forms.base",
    "Settings": "extractor.settings",
}


def load_form(name: str) -> "Form":
    """The form of that name ("8-k", "abs-8-k")."""
    from extractor.forms.registry import form_by_name

    return form_by_name(name)


def __getattr__(name: str) -> Any:
    # Names are imported on first use: `import extractor` stays light.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")
