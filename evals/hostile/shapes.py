"""Filings of any size made of one thing again and again: what a pattern or a loop may choke on."""

from collections.abc import Mapping

PLACES = ("alone", "cover", "item", "exhibits", "signature")
"""Where in a filing the repeated thing stands; `alone`: there is no filing round it."""

UNITS: Mapping[str, str] = {
    "prose": "The registrant sold loans to the trust under an agreement of that day. ",
    "paragraphs": "The trust was formed.\n\nThe trustee, a bank, holds the loans.\n\n",
    "digits": "1",
    "letters": "A",
    "blanks": " ",
    "tabs": "\t",
    "newlines": "\n",
    "dots": ".",
    "spaced-dots": " .",
    "dashes": "-",
    "ruled": "---- ====\n",
    "commas": ",",
    "opening": "(",
    "closing": ")",
    "quotes": '"',
    "ampersands": "&amp;",
    "torn-entities": "&a",
    "less-than": "<",
    "guides": "<S> <C>\n",
    "torn-tags": "<p ",
    "quoted-tags": "<a \"<b' ",
    "pages": "<PAGE>\n                     1\n",
    "feeds": "x\f",
    "page-numbers": "\n\n                - 2 -\n\n",
    "items": "Item 5. Other Events\n",
    "items-one-line": "Item 5. ",
    "many-items": "Items 2.02 and 7.01 and 9.01 ",
    "sections": "Section 5\n",
    "contents": "TABLE OF CONTENTS\nItem 1. Changes in Control\n",
    "exhibits": "99.1   Press release\n",
    "exhibits-line": "99.1 ",
    "exhibit-words": "Exhibit ",
    "signatures": "SIGNATURES\n",
    "signed": "By: /s/ Ann Heron\n",
    "signed-line": "/s/ ",
    "clause": "Pursuant to the requirements of ",
    "caused": "caused this a a a ",
    "dates": "March 18, 2002\n",
    "dates-line": "March 18, 2002, ",
    "money-line": "$1,000,000.00 ",
    "percent-line": "5.00% ",
    "rows": "  A-1        $160,901,000.00          Variable\n",
    "wide-row": "A-1     $1.00     ",
    "shifted-rows": "aaa         bbb         \n      ccc         ddd\n",
    "classes": "the Class A-1 Certificates, ",
    "parties": 'First Bank, as trustee (the "Trustee"), ',
    "roles": "trustee ",
    "names": "Acme Mortgage Securities, Inc. ",
    "capitals": "ACME ",
    "streets": "123 Main Street\n",
    "states": "New York 10017\n",
    "ein": "33-0852169 ",
    "telephones": "(949) 863-7243 ",
    "captions": "(Exact name of registrant as specified in its charter)\n",
    "caption-words": "(Commission File Number) (IRS Employer Identification No.) ",
    "series": "Series 2002-1, ",
    "balance": "aggregate principal balance of ",
    "dated": "dated as of ",
    "roman": "iv ",
    "zero-width": "\u200b",
    "bidi": "\u202e",
    "accents": "a\u0301\u0301",
    "ligatures": "\ufb01",
    "no-break": "\u00a0",
    "line-separators": "a\u2028",
    "documents": "<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\nx\n</TEXT>\n</DOCUMENT>\n",
    "facts": "COMPANY CONFORMED NAME: x\n",
    "colons": "a: ",
    "bars": "| ",
    "underscores": "_",
    "asterisks": "* ",
}
"""What is repeated, in plain text."""

HTML_UNITS: Mapping[str, str] = {
    "paragraphs": "<p>The trustee holds the loans.</p>",
    "text": "the trustee ",
    "breaks": "a<br>",
    "bold": "<b>x</b>",
    "open-bold": "<b>",
    "open-div": "<div>",
    "open-font": "<font>x",
    "comments": "<!-- x -->y",
    "scripts": "<script>x</script>y",
    "hidden": "<span style='display:none'>x</span>y",
    "styles": "<div style='margin-top:1pt;margin-bottom:2pt'>x</div>",
    "style-rules": "<style>.a{display:none} .b </style>",
    "style-text": "a b c ",
    "breaks-before": "<p style='page-break-before:always'>x</p>",
    "rules": "x<hr>",
    "tables": "<table><tr><td>x</td><td>1</td></tr></table>",
    "nested-tables": "<table><tr><td>x",
    "rows": "<tr><td>x</td><td>$</td><td>1,000</td></tr>",
    "cells": "<td>x</td>",
    "spanning": "<tr><td colspan=99 rowspan=99>x</td></tr>",
    "lists": "<ul><li>x",
    "entities": "&nbsp;&amp;",
    "cdata": "<![CDATA[x]]>",
    "anchors": "<a href='x'>x</a> ",
    "preformatted": "<pre>x\n y</pre>",
    "open-pre": "<pre>x\n",
    "page-tags": "<page>x",
    "faded": "<font color='white'>x</font>y",
    "ix-facts": "<ix:nonNumeric name='dei:A' contextRef='c'>x</ix:nonNumeric>",
    "ix-nested": "<ix:nonNumeric name='dei:A' contextRef='c'>x",
    "ix-hidden": "<div><ix:hidden>x</ix:hidden></div>",
    "ix-excluded": "<ix:exclude>x</ix:exclude>y",
    "wingdings": "<font face='wingdings'>o</font>",
    "closing": "</div>",
    "attributes": "<p a=b c='d' e>x",
}
"""What is repeated, in HTML."""

COVER = """
                                    FORM 8-K

         Date of Report (Date of earliest event reported): March 18, 2002

                      ACME MORTGAGE SECURITIES, INC.
             (Exact name of registrant as specified in its charter)

           Delaware                333-72880                   33-0852169
(State or Other Jurisdiction      (Commission             (I.R.S. Employer
of Incorporation)                 File Number)            Identification Number)

"""
ITEM = """

Item 5.  Other Events

   On February 26, 2002, the Acme Home Equity Loan Trust, Series 2002-1, Asset Backed
Pass-Through Certificates were issued.

"""
EXHIBITS = """

Item 7.  Financial Statements and Exhibits

  (c)  Exhibits

"""
SIGNATURE = """

                                   SIGNATURES

     Pursuant to the requirements of the Securities Exchange Act of 1934, the
registrant has duly caused this report to be signed on its behalf by the
undersigned hereunto duly authorized.

                                        ACME MORTGAGE SECURITIES, INC.

                                        By: /s/ Ann Heron
"""
_LAST = "\n99.9  The last exhibit\n"


def plain(unit: str, place: str, size: int) -> str:
    """A plain-text filing of about `size` characters."""
    filling = _filled(UNITS[unit], size)
    if place == "alone":
        return filling
    parts = {
        "cover": (COVER, ITEM, EXHIBITS, SIGNATURE),
        "item": (COVER + ITEM, "", EXHIBITS, SIGNATURE),
        "exhibits": (COVER + ITEM + EXHIBITS, "", _LAST, SIGNATURE),
        "signature": (COVER + ITEM + EXHIBITS + SIGNATURE, "", "", ""),
    }[place]
    return parts[0] + filling + "".join(parts[1:])


def html(unit: str, size: int) -> str:
    """An HTML filing of about `size` characters."""
    filling = _filled(HTML_UNITS[unit], size)
    if unit == "style-text":
        filling = f"<style>{filling}</style>"
    elif unit in ("rows", "cells", "spanning"):
        filling = f"<table>{filling}</table>"
    head = "<html><body><p>FORM 8-K</p><p>Item 5. Other Events</p>"
    return f"{head}{filling}<p>SIGNATURES</p></body></html>"


def _filled(unit: str, size: int) -> str:
    return unit * max(1, size // len(unit))
