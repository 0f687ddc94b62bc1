"""A filing made up for the tests of the pipeline, and what lets them never wait."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.filing.model import Filing
from extractor.llm import transport

TEXT = """\
                       SECURITIES AND EXCHANGE COMMISSION
                             WASHINGTON, D.C. 20549

                                    FORM 8-K

                                 CURRENT REPORT
     Pursuant to Section 13 or 15(d) of the Securities Exchange Act of 1934

         Date of Report (Date of earliest event reported): May 7, 2003

                             {name}
             (Exact name of registrant as specified in its charter)

        Delaware                    1-12345                  12-3456789
(State or other jurisdiction      (Commission             (I.R.S. Employer
    of incorporation)             File Number)           Identification No.)

Item 5. Other Events

     On May 7, 2003 the registrant opened a yard that builds boats.

Item 7. Financial Statements and Exhibits

     (c) Exhibits

     Exhibit No.     Description
     -----------     -----------
        99.1         Press release of {name}

                                   SIGNATURES

     Pursuant to the requirements of the Securities Exchange Act of 1934, the
registrant has duly caused this report to be signed on its behalf by the
undersigned hereunto duly authorized.

                                        {name}

Date: May 8, 2003                       By: /s/ Ann Heron
                                            ------------------
                                            Ann Heron
                                            Treasurer
"""


@pytest.fixture
def made() -> Callable[[str], Filing]:
    """Makes the filing of a registrant."""
    return lambda name: Filing.from_text(TEXT.format(name=name), name)


@pytest.fixture
def filing(made: Callable[[str], Filing]) -> Filing:
    """One filing."""
    return made("PELICAN HOLDINGS, INC.")


@pytest.fixture
def filing_file(tmp_path: Path) -> Path:
    """The same filing in a file."""
    path = tmp_path / "pelican.txt"
    path.write_text(TEXT.format(name="PELICAN HOLDINGS, INC."))
    return path


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits asked for between tries; none is waited."""
    asked: list[float] = []

    async def note(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(transport, "pause", note)
    return asked
