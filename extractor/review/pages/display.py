"""Values as a person reads them: thousands apart, and beside them what the filing prints. Pure."""

from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.records import Value
from extractor.render import words
from extractor.render.words import tidy
from extractor.text.spans import Evidence

_PRINTED = frozenset({"date", "integer", "money", "percent"})
"""The grammars whose values a filing prints otherwise than they are written here."""
_MOST = 60


def displayed(form: Form, path: str, value: Value | None) -> str:
    """A leaf's value for reading only: money with its thousands apart."""
    return words.displayed(form.spec, path, value)


def printed(form: Form, path: str, filing: Filing, evidence: Evidence, display: str) -> str:
    """What the filing prints for a number or a date, "" where that is what is displayed."""
    leaf = form.spec.leaves.get(path)
    if leaf is None or leaf.leaf.grammar not in _PRINTED or not evidence or not display:
        return ""
    text = tidy(filing.quote(evidence), _MOST)
    return "" if text.strip("$ ") == display else text
