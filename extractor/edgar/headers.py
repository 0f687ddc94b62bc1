"""What the header of a submission says of it. Pure."""

import re
from datetime import date

from extractor.edgar.faults import EdgarFault
from extractor.edgar.index import Listed
from extractor.filing.submission import split_submission

_HEAD = 20_000
"""Bytes in which the facts of a submission stand."""
_ACCESSION = re.compile(rb"ACCESSION[ -]NUMBER[:>]\s*(\d{10}-\d{2}-\d{6})")
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CIK, _FORM, _NAME = "CENTRAL INDEX KEY", "CONFORMED SUBMISSION TYPE", "COMPANY CONFORMED NAME"
_SIC = "STANDARD INDUSTRIAL CLASSIFICATION"


def check(data: bytes, accession: str) -> None:
    """Raise EdgarFault where these are not the bytes of that submission."""
    found = _ACCESSION.search(data[:_HEAD])
    if found is None or found[1].decode() != accession:
        named = f"that of {found[1].decode()}" if found else "no submission"
        raise EdgarFault(f"{accession}: what EDGAR gave for it is {named}; try later")


def listed_by(data: bytes, accession: str) -> Listed:
    """A submission as an index would list it; raises EdgarFault."""
    check(data, accession)
    header = _facts(data)
    filed = _DATE.fullmatch(next(iter(header.get("FILED AS OF DATE", ())), ""))
    ciks = tuple(dict.fromkeys(int(each) for each in header.get(_CIK, ()) if each.isdecimal()))
    try:
        day = date(*(int(part) for part in filed.groups())) if filed else None
    except ValueError:
        day = None
    if day is None or not ciks or not header.get(_FORM):
        raise EdgarFault(f"{accession}: its header does not say who filed what and when")
    return Listed(accession, ciks, header.get(_NAME, ("",))[0], header[_FORM][0], day)


def industries_in(data: bytes) -> set[str]:
    """The industries that the header names, as numbers."""
    return {each.rpartition("[")[2].strip(" ]") for each in _facts(data).get(_SIC, ())}


def _facts(data: bytes) -> dict[str, tuple[str, ...]]:
    return dict(split_submission(data[:_HEAD].decode("latin-1")).header)
