"""The tables of registered securities on covers of 2019 and later."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.form_8k.baselines import read_8k
from extractor.text.folding import collapse
from tests.forms.form_8k.securities_tables import TABLES, TEXTS, Row

CUE = "Securities registered pursuant to Section 12(b) of the Act:"
HEAD = """\
FORM 8-K

CURRENT REPORT

Date of Report (Date of earliest event reported): May 3, 2021

Elm Company
(Exact name of registrant as specified in its charter)
"""
BOX = "Indicate by check mark whether the registrant is an emerging growth company."
TAIL = """\
Item 8.01 Other Events.

On that day the Company did something.

SIGNATURES

Elm Company

By: /s/ Ann Elm
"""


def _read(text: str, name: str) -> list[Row]:
    document = read_filing(text.encode(), name).main_document
    rows: dict[int, dict[str, str]] = {}
    for quote in read_8k(document).quotes:
        path, _, leaf = quote.path.rpartition(".")
        if path == "cover.securities" and quote.row is not None:
            printed = " ".join(document.reading.text[start:end] for start, end in quote.ranges)
            rows.setdefault(quote.row, {})[leaf] = collapse(printed)
    return [
        (row.get("title", ""), row.get("symbol"), row.get("exchange"))
        for _, row in sorted(rows.items())
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_in_plain_text(name: str) -> None:
    table, rows = TEXTS[name]
    text = f"{HEAD}\n{CUE}\n\n{table}\n{BOX}\n\n{TAIL}"
    assert _read(text, "made.txt") == list(rows)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_in_html(name: str) -> None:
    table, rows = TABLES[name]

    def paragraphs(text: str) -> str:
        return "".join(f"<p>{each}</p>" for each in text.splitlines() if each)

    text = f"<html><body>{paragraphs(HEAD)}<p>{CUE}</p>{table}<p>{BOX}</p>{paragraphs(TAIL)}"
    assert _read(f"{text}</body></html>", "made.htm") == list(rows)
