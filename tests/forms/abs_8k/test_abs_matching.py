"""Which filings are an asset-backed issuer's 8-K."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.abs_8k.matching import matches_abs

COVER = "FORM 8-K\n\nELM RIVER {name}\n(Exact name of registrant)\n\nItem 8.01 Other Events.\n\n"


def matches(name: str, body: str, header: str = "") -> int:
    text = COVER.format(name=name) + body
    if header:
        text = (
            f"<SEC-HEADER>\nCONFORMED SUBMISSION TYPE: 8-K\n{header}\n</SEC-HEADER>\n"
            f"<DOCUMENT>\n<TYPE>8-K\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n"
        )
    return matches_abs(read_filing(text.encode(), "elm.txt"))


SIC = "STANDARD INDUSTRIAL CLASSIFICATION: ASSET-BACKED SECURITIES [6189]"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "FUNDING CORP.",
            "Elm Auto Owner Trust 2003-A issued its Asset Backed Notes.",
        ),
        (
            "BANK",
            (
                "The Pooling and Servicing Agreement among Elm LLC, as depositor, and others\n"
                "provides for Mortgage Pass-Through Certificates, Series 2002-1."
            ),
        ),
    ],
)
def test_reports_about_asset_backed_securities(name: str, body: str) -> None:
    assert matches(name, body) > 0


@pytest.mark.parametrize(
    "body",
    [
        "The bank appointed a director.",
        "The bank amended a pooling and servicing agreement with its affiliate.",
        "The bank sold asset-backed notes and elected a director.",
    ],
)
def test_an_ordinary_report_that_mentions_one_is_none(body: str) -> None:
    assert matches("BANCORP", body) == 0


def test_the_industry_code_makes_one_cue_enough() -> None:
    body = "See the report for the Mortgage Pass-Through Certificates."
    assert matches("BANCORP", body) == 0
    assert matches("BANCORP", body, SIC) > 0
    assert matches("BANCORP", "A director resigned.", SIC) == 0


def test_only_an_8_k_matches() -> None:
    text = "FORM 10-K\nas depositor of the Pass-Through Certificates, Series 2002-1, Cut-off Date"
    assert matches_abs(read_filing(text.encode(), "elm.txt")) == 0
