"""Answers of the right shape that say nothing: the same for every field, rows without end."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from extractor.llm.quotes import QuoteSchema, flat, rows_of

MOST_CHARACTERS = 200_000
"""The longest answer that is looked at: fifty times what the embedded model may give."""
_FEWEST_SAID = 4
_MOST_ROWS = 500
_MOST_REPEATS = 20


def why_senseless(schema: QuoteSchema, answer: Mapping[str, Any]) -> str:
    """Why an answer says nothing even where some of its words are right; "" for any other.

    The same words for all that it gives, four fields or more, are evidence of none of them. A
    list that repeats a row, or is longer than any filing's, is one that did not end.
    """
    said = [leaf.quote.casefold() for leaf in flat(schema, answer) if leaf.quote is not None]
    if len(said) >= _FEWEST_SAID and len(set(said)) == 1:
        return "the model's answer gives the same words for every field"
    for path in schema.lists:
        rows = rows_of(schema, answer, path) or []
        if len(rows) > _MOST_ROWS:
            return f"the model's answer has a list of {len(rows):,} rows, which has no end"
        repeated = Counter(json.dumps(row, sort_keys=True) for row in rows)
        if repeated and max(repeated.values()) > _MOST_REPEATS:
            return f"the model's answer repeats one row {max(repeated.values()):,} times"
    return ""
