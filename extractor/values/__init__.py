"""Grammars that turn verbatim quotes of filings into typed values, or refuse.

They never guess and never repair: a digit that was misread stays misread, and the quote that
holds it is unreadable.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from extractor.values.class_name import CLASS_NAME
from extractor.values.date import DATE
from extractor.values.ein import EIN
from extractor.values.exhibit_number import EXHIBIT_NUMBER
from extractor.values.file_number import FILE_NUMBER
from extractor.values.grammar import Found, Grammar, Unreadable, Value
from extractor.values.integer import INTEGER
from extractor.values.item_number import ITEM_NUMBER
from extractor.values.money import MONEY
from extractor.values.name import NAME
from extractor.values.percent import PERCENT
from extractor.values.telephone import TELEPHONE
from extractor.values.text import TEXT

GRAMMARS: Final[Mapping[str, Grammar[Any]]] = MappingProxyType(
    {
        grammar.name: grammar
        for grammar in (
            MONEY,
            DATE,
            PERCENT,
            INTEGER,
            EIN,
            TELEPHONE,
            FILE_NUMBER,
            NAME,
            TEXT,
            ITEM_NUMBER,
            EXHIBIT_NUMBER,
            CLASS_NAME,
        )
    }
)
"""Every grammar by its name."""

__all__ = [
    "CLASS_NAME",
    "DATE",
    "EIN",
    "EXHIBIT_NUMBER",
    "FILE_NUMBER",
    "GRAMMARS",
    "INTEGER",
    "ITEM_NUMBER",
    "MONEY",
    "NAME",
    "PERCENT",
    "TELEPHONE",
    "TEXT",
    "Found",
    "Grammar",
    "Unreadable",
    "Value",
]
