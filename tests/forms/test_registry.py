"""Which form a filing is of, and the one sentence for a filing of none."""

import pytest
from pydantic import BaseModel

from extractor import Extractor, load_form
from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.forms import registry
from extractor.forms.kit import Form
from extractor.forms.registry import UnknownForm, form_by_name, form_for, known_forms

COVER = """\
                       SECURITIES AND EXCHANGE COMMISSION
                             WASHINGTON, D.C. 20549

                                   FORM {form}

                                 {title} REPORT
                     PURSUANT TO SECTION 13 OR 15(d) OF THE
                         SECURITIES EXCHANGE ACT OF 1934

               Date of Report (Date of earliest event reported): June 3, 2003

                              PELICAN WORKS, INC.
             (Exact name of registrant as specified in its charter)

{body}
"""
REPORT = COVER.format(
    form="8-K", title="CURRENT", body="Item 5. Other Events\n\nPelican Works sold a yard."
)
ANNUAL = COVER.format(
    form="10-K", title="ANNUAL", body="Item 1. Business\n\nPelican Works makes works."
)
CONTENTS = "Item 1. Business\nItem 14. Exhibits and Reports on Form 8-K\n\nItem 1. Business\n"
EXHIBIT = """\
                                                                  Exhibit 99.1

PELICAN WORKS REPORTS RESULTS FOR THE THIRD QUARTER

PORTLAND, October 20, 2004. Pelican Works, Inc. today reported revenue of $12.5 million{more}.
"""
PROSE = "Dear reader,\n\nThis letter is about gardens{more}.\n\nYours,\nA. Heron\n"
SUBMISSION = """\
-----BEGIN PRIVACY-ENHANCED MESSAGE-----
<SEC-DOCUMENT>0000000000-03-000001.txt : 20030603
<SEC-HEADER>0000000000-03-000001.hdr.sgml : 20030603
CONFORMED SUBMISSION TYPE:	{type}
</SEC-HEADER>
<DOCUMENT>
<TYPE>{type}
<SEQUENCE>1
<TEXT>
{text}
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""


def form_of(text: str) -> str:
    return form_for(Filing.from_text(text, "a filing")).name


def refusal(text: str) -> str:
    with pytest.raises(UnknownForm) as raised:
        form_of(text)
    return str(raised.value)


def test_the_reference_filing_is_an_asset_backed_issuers(reference_text: str) -> None:
    assert form_of(reference_text) == "abs-8-k"


def test_a_plain_report_is_a_plain_report() -> None:
    assert form_of(REPORT) == "8-k"


@pytest.mark.parametrize("form", ["8-K", "8-K/A", "form 8-K", "8 - K", "8-K\nAmendment No. 1"])
def test_the_heading_may_be_printed_in_many_ways(form: str) -> None:
    assert form_of(COVER.format(form=form, title="CURRENT", body="Item 5. Other Events")) == "8-k"


@pytest.mark.parametrize(("kind", "name"), [("8-K", "8-k"), ("8-K/A", "8-k"), ("8-K12G3", "8-k")])
def test_a_submission_says_what_it_is(kind: str, name: str) -> None:
    assert form_of(SUBMISSION.format(type=kind, text=REPORT)) == name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ANNUAL, id="10-K"),
        pytest.param(SUBMISSION.format(type="10-K", text=ANNUAL + CONTENTS), id="10-K submission"),
        pytest.param(SUBMISSION.format(type="EX-99.1", text=EXHIBIT), id="exhibit submission"),
        pytest.param(EXHIBIT.format(more=""), id="exhibit"),
        pytest.param(PROSE.format(more=""), id="prose"),
        pytest.param(ANNUAL + CONTENTS, id="10-K that lists reports on Form 8-K"),
        pytest.param(
            EXHIBIT.format(more=", as its Form 8-K says"),
            id="exhibit that names Form 8-K",
        ),
        pytest.param(
            PROSE.format(more=" and a Form 8-K"),
            id="prose that names Form 8-K",
        ),
    ],
)
def test_what_is_of_no_known_form_is_refused_in_one_sentence(text: str) -> None:
    told = refusal(text)
    assert "no known form (8-k, abs-8-k)" in told
    assert "--form" in told
    assert "\n" not in told
    assert ". " not in told


def test_a_refusal_is_a_fault_that_a_user_can_act_on() -> None:
    assert issubclass(UnknownForm, ExtractorError)


def test_a_form_is_known_by_its_name() -> None:
    for form in known_forms():
        assert form_by_name(form.name) is form
    assert [form.name for form in known_forms()] == ["8-k", "abs-8-k"]


def test_a_name_that_no_form_has_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownForm, match=r"no form '10-k'; the known forms are 8-k, abs-8-k"):
        form_by_name("10-k")


class Yard(BaseModel):
    """A yard."""

    yard: str


def test_a_form_may_be_given_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_in_use", {})
    form = Form.from_schema(Yard, name="yard")
    filing = Filing.from_text("A yard.", "a filing")
    with Extractor("none", form=form) as extractor:
        assert extractor.extract(filing).form == "yard"
    assert form_by_name("yard") is form
    with Extractor("none", form=load_form("8-k")) as extractor:
        assert extractor.extract(Filing.from_text(REPORT)).form == "8-k"


def test_no_form_from_outside_takes_the_place_of_one_of_the_package() -> None:
    with pytest.raises(UnknownForm, match="this package has a form '8-k'"):
        Extractor("none", form=Form.from_schema(Yard, name="8-k"))
