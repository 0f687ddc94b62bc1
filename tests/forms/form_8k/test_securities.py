"""The tables of registered securities on covers of 2019 and later."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.form_8k.baselines import read_8k
from tests.forms.form_8k.securities_layouts import FURTHER_TABLES, FURTHER_TEXTS
from tests.forms.form_8k.securities_tables import TABLES, TEXTS, Row
from tests.forms.made import html_page, quoted_rows

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
    return [
        (row.get("title", ""), row.get("symbol"), row.get("exchange"))
        for row in quoted_rows(document, read_8k(document).quotes, "cover.securities")
    ]


ALL_TEXTS, ALL_TABLES = TEXTS | FURTHER_TEXTS, TABLES | FURTHER_TABLES


@pytest.mark.parametrize("name", ALL_TEXTS)
def test_a_table_in_plain_text(name: str) -> None:
    table, rows = ALL_TEXTS[name]
    text = f"{HEAD}\n{CUE}\n\n{table}\n{BOX}\n\n{TAIL}"
    assert _read(text, "made.txt") == list(rows)


@pytest.mark.parametrize("name", ALL_TABLES)
def test_a_table_in_html(name: str) -> None:
    table, rows = ALL_TABLES[name]
    page = html_page(HEAD, CUE, table, BOX, TAIL)
    assert _read(page, "made.htm") == list(rows)
