"""Class tables in the layouts of supplements, agreements and statements, cell by cell."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.abs_8k.baselines import read_deal
from tests.forms.abs_8k.class_tables import TABLES, TEXTS, Row
from tests.forms.made import html_page, quoted_rows

HEAD = "FORM 8-K\n\nItem 5.  Other Events\n\nThe Class A certificates were issued.\n"
TAIL = "SIGNATURES\n\nHarbor Funding Corp.\n"


def _read(text: str, name: str) -> list[Row]:
    document = read_filing(text.encode(), name).main_document
    return [
        (row.get("name", ""), _close(row.get("balance")), row.get("rate"))
        for row in quoted_rows(document, read_deal(document).quotes, "deal.classes")
    ]


def _close(balance: str | None) -> str | None:
    return None if balance is None else balance.replace(" ", "")


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_in_plain_text(name: str) -> None:
    table, rows = TEXTS[name]
    assert _read(f"{HEAD}\n{table}\n\n{TAIL}", "made.txt") == list(rows)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_in_html(name: str) -> None:
    table, rows = TABLES[name]
    assert _read(html_page(HEAD, table, TAIL), "made.htm") == list(rows)
