"""A submission whose figures lie in an exhibit, and a model of one of them."""

from decimal import Decimal

from pydantic import BaseModel


class Amount(BaseModel):
    """An amount."""

    paid: Decimal


def _document(kind: str, text: str) -> str:
    return f"<DOCUMENT>\n<TYPE>{kind}\n<TEXT>\n{text}\n</TEXT>\n</DOCUMENT>\n"


SUBMISSION = (
    "<SEC-DOCUMENT>0000000000-07-000001.txt : 20070326\n"
    "<SEC-HEADER>0000000000-07-000001.hdr.sgml : 20070326\n"
    "CONFORMED SUBMISSION TYPE:\t10-D\n</SEC-HEADER>\n"
    + _document("10-D", "FORM 10-D\n\nItem 1. Distribution. See Exhibit 99.1: paid $1.00.\n")
    + _document("EX-99.10", "Exhibit 99.10\n\nThe sum paid is $10.00.\n")
    + _document("EX-99.1", "Exhibit 99.1\n\nThe sum paid is $250.00.\n")
    + "</SEC-DOCUMENT>\n"
)
