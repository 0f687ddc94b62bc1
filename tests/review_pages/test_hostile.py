"""A filing that means harm opens, shows its text, and runs nothing."""

import pytest
from playwright.sync_api import expect

from tests.review_pages.desk import Desk
from tests.service.served import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_COVER = """
                              UNITED STATES
                    SECURITIES AND EXCHANGE COMMISSION
                          Washington, D.C. 20549

                                 FORM 8-K
                              CURRENT REPORT
    Pursuant to Section 13 or 15(d) of the Securities Exchange Act of 1934

       Date of Report (Date of earliest event reported): May 7, 2003

              Egret <script>alert(1)</script> Harbour, Inc.
          (Exact name of registrant as specified in its charter)

     Delaware                 333-12345               33-1234567
 (State of incorporation)  (Commission File Number) (IRS Employer No.)

   1 Pier Road, "><img src=x onerror=alert(2)>, Oregon        97103
   (Address of principal executive offices)             (Zip Code)

   Registrant's telephone number, including area code: (503) 555-0142

Item 5. Other Events <a href="javascript:alert(3)">here</a> {{ 7 * 7 }} ${alert(4)}
"""
_TURNED = "The trustee is \u202eknaB lanoitaN\u202c of \u2066Oregon\u2069, zero\u200bwidth\ufeff.\n"
_MARKUP = (
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/a.css>\n"
    "<iframe src=//evil.example></iframe><meta http-equiv=refresh content='0;url=//evil.example'>\n"
    "<svg onload=alert(5)><base href=//evil.example/><form action=//evil.example>\n"
    "</div></section></main></body><script src=//evil.example/x.js></script>\n"
)
_SIGNED = """
SIGNATURE
Dated: May 7, 2003
                                    EGRET HARBOUR, INC.
                                    By: /s/ Ada <b onclick=alert(6)>Pier</b>
                                    Name: Ada Pier
                                    Title: President
"""


def hostile() -> bytes:
    """The text of the filing: UTF-8, with lines of 200 KB."""
    long = "<script>alert(9)</script>" * 8_000 + "\n" + "W" * 200_000 + "\n"
    return (_COVER + _TURNED + _MARKUP + long + "\x0c" + _SIGNED).encode()


def test_it_opens_shows_its_text_and_runs_nothing(desk: Desk, served: House) -> None:
    task = served.add(hostile(), "<script>alert(0)<.script>.txt")
    desk.page.goto(served.url)
    desk.key("n")
    desk.wait_for_field()
    text = desk.page.locator("#text")
    for shown in (
        "<script>alert(1)</script>",
        "onerror=alert(2)",
        "javascript:alert(3)",
        "{{ 7 * 7 }}",
        "<iframe src=//evil.example></iframe>",
        "</div></section></main></body>",
        "Name: Ada Pier",
    ):
        expect(text).to_contain_text(shown)
    for code in ("U+202E", "U+202C", "U+2066", "U+2069", "U+200B", "U+FEFF"):
        expect(text.locator(".escape", has_text=code).first).to_be_visible()
    assert desk.page.locator("#work script, #work img, #work iframe, #work a").count() == 0
    assert desk.page.evaluate(
        "document.querySelector('#text').scrollWidth <= document.querySelector('#text').clientWidth"
    )
    assert not [
        each for each in desk.page.locator("body").inner_text() if each in "\u202e\u2066\u200b"
    ]
    desk.shot("hostile")
    for key in ("j", "J", "a", "u", "h"):
        desk.key(key)
    expect(desk.page.get_by_role("heading", name="History")).to_be_visible()
    assert served.queue.state(task).task.form == "8-k"


def test_a_selection_across_what_is_made_visible_is_the_filings_own_text(
    desk: Desk, served: House
) -> None:
    task = served.add(hostile(), "hostile.txt")
    desk.page.goto(served.url)
    desk.key("n")
    desk.wait_for_field()
    desk.goto("cover.address.city")
    desk.page.evaluate(
        """() => {
            const pieces = [...document.querySelectorAll('.document span')];
            const from = pieces.find((each) => each.textContent.includes('The trustee is'));
            const to = pieces.find((each) => each.textContent.startsWith(' of '));
            const at = from.textContent.indexOf('trustee');
            getSelection().setBaseAndExtent(from.firstChild, at, to.firstChild, 3);
        }"""
    )
    desk.decided("s")
    state = served.queue.state(task)
    assert state.assessment is not None
    field = state.assessment.fields["cover.address.city"]
    filing = served.queue.filing(state.task.filing)
    assert filing.quote(field.evidence) == "trustee is \u202eknaB lanoitaN\u202c of"
