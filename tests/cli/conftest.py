"""Filings made up for the tests of the command line, and ways to run it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from extractor.cli.app import run
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.pipeline import Extractor

COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()"]

FILING = """\
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

     On May 7, 2003 the registrant opened a plant that makes boats.

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

ANNUAL = """\
                                   FORM 10-K
                ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d)
                  For the fiscal year ended December 31, 2003

                             PELICAN HOLDINGS, INC.

Item 1. Business

     The registrant makes boats.
"""

EXHIBIT = """\
EXHIBIT 10.1

                              EMPLOYMENT AGREEMENT

     This agreement is made between Pelican Holdings, Inc. and Ann Heron.
"""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    """Runs a command line in this process."""

    def __call__(self, *arguments: object) -> Done: ...


class Command(Protocol):
    """Runs a command line in a process of its own."""

    def __call__(
        self, *arguments: object, data: bytes = ..., env: dict[str, str] | None = ...
    ) -> Done: ...


@pytest.fixture
def cli(capsysbinary: pytest.CaptureFixture[bytes]) -> Cli:
    """Runs a command line in this process."""

    def call(*arguments: object) -> Done:
        code = run([str(each) for each in arguments])
        captured = capsysbinary.readouterr()
        return Done(code, captured.out.decode(), captured.err.decode())

    return call


@pytest.fixture
def command() -> Command:
    """Runs a command line in a process of its own."""

    def call(*arguments: object, data: bytes = b"", env: dict[str, str] | None = None) -> Done:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=data,
            env={**os.environ, **(env or {})},
            capture_output=True,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


@pytest.fixture
def filing_text() -> Callable[[str], str]:
    """The text of a complete filing of a registrant."""
    return lambda name: FILING.format(name=name)


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    """One filing."""
    path = tmp_path / "pelican.txt"
    path.write_text(FILING.format(name="PELICAN HOLDINGS, INC."))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three filings, one of them in a folder of its own."""
    folder = tmp_path / "filings"
    (folder / "older").mkdir(parents=True)
    for name, path in (("HERON", "b.txt"), ("EGRET", "a.txt"), ("STORK", "older/c.txt")):
        (folder / path).write_text(FILING.format(name=f"{name} HOLDINGS, INC."))
    return folder


@pytest.fixture
def annual(tmp_path: Path) -> Path:
    """A filing of another form."""
    path = tmp_path / "annual.txt"
    path.write_text(ANNUAL)
    return path


@pytest.fixture
def exhibit(tmp_path: Path) -> Path:
    """An exhibit without its filing."""
    path = tmp_path / "exhibit.txt"
    path.write_text(EXHIBIT)
    return path


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the filings that are extracted, as they are."""
    names: list[str] = []
    real = Extractor.extract

    def extract(self: Extractor, filing: Filing) -> Extraction:
        names.append(filing.name)
        return real(self, filing)

    monkeypatch.setattr(Extractor, "extract", extract)
    return names


def writing_end(fifo: Path, process: "subprocess.Popen[bytes]") -> int:
    """The writing end of a pipe; it opens only when the process reads the other."""
    while process.poll() is None:
        try:
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.02)
    pytest.fail("the command ended before it read the pipe", pytrace=False)
