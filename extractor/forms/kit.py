"""All that a form from outside the package is made of, in one place to import it from."""

from extractor.forms.arithmetic import column_adds_up, rows_add_up
from extractor.forms.base import Facts, Form, Row, Rule
from extractor.forms.draft import Draft
from extractor.forms.finding import FoundRows, Hit, ListBaseline, ValueBaseline, pattern
from extractor.forms.parts import WHOLE, Part, headed, items, tables, wording
from extractor.forms.plain import BadForm
from extractor.forms.registry import use
from extractor.forms.schema import Cue, Leaf, Near, Reads, Record, Rows, Synonyms
from extractor.records import CheckResult, CheckStatus
from extractor.text.compare import Comparison

__all__ = [
    "WHOLE",
    "BadForm",
    "CheckResult",
    "CheckStatus",
    "Comparison",
    "Cue",
    "Draft",
    "Facts",
    "Form",
    "FoundRows",
    "Hit",
    "Leaf",
    "ListBaseline",
    "Near",
    "Part",
    "Reads",
    "Record",
    "Row",
    "Rows",
    "Rule",
    "Synonyms",
    "ValueBaseline",
    "column_adds_up",
    "headed",
    "items",
    "pattern",
    "rows_add_up",
    "tables",
    "use",
    "wording",
]
