"""Extractions made by hand, of a filing made up for these tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from extractor.extraction import Assessment, Extraction
from extractor.filing.model import Document, Filing
from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.schema import build
from extractor.reasons import Reason
from extractor.records import (
    Candidate,
    CheckResult,
    CheckStatus,
    ChunkReport,
    ChunkStatus,
    Decision,
    FieldResult,
    Outcome,
    Receipt,
    Usage,
    Value,
)
from extractor.text.spans import Evidence, Span
from extractor.text.view import View

TEXT = """\
                               FORM 8-K

        Date of Report (Date of earliest event reported): May 7, 2003

                        PELICAN FUNDING <TRUST> & CO.
            (Exact name of registrant as specified in its charter)

     Class          Principal Balance
      A-1             $1,000,000.25
      =B2               $500,000.00
"""

BOUND = "certified: at most 1 % of accepted leaves are wrong; of 400 leaves 300 accepted"
CHECK = CheckResult(
    name="balances_sum",
    status=CheckStatus.FAILED,
    message="The classes sum to 1500000.25, the pool is 1500001.25: 1.00 is left.",
    doubts=("deal.classes#2.balance",),
    hint="Class =B2 would close it at 500001.00.",
)


@dataclass
class Maker:
    """Makes extractions of `text`; whatever is not given is as in a plain one."""

    text: str = TEXT
    name: str = "pelican.txt"

    def place(self, quote: str) -> Evidence:
        """Where `quote` first stands."""
        start = self.text.index(quote)
        return (Span(0, start, start + len(quote)),)

    def field(
        self,
        path: str,
        quote: str,
        value: Value | None,
        *,
        anchor: str = "",
        decision: Decision = Decision.ACCEPTED,
        reasons: tuple[Reason, ...] = (Reason.READERS_AGREE,),
        outcome: Outcome = Outcome.AGREE,
        key: str = "",
    ) -> FieldResult:
        """A field found at `quote` ("" for one that is not in the text)."""
        evidence = self.place(quote) if quote else ()
        place = self.place(anchor) if anchor else ()
        schema = ".".join(part.partition("#")[0] for part in path.split("."))
        readers = ("baseline", "llm") if quote else ()
        candidates = tuple(
            Candidate(reader, schema, None, quote, value, evidence, place, 1) for reader in readers
        )
        return FieldResult(
            path, schema, key, value, outcome, reasons, evidence, place, candidates, decision
        )

    def fields(self) -> list[FieldResult]:
        """The fields of a plain extraction."""
        return [
            self.field(
                "cover.report_date", "May 7, 2003", date(2003, 5, 7), anchor="Date of Report"
            ),
            self.field(
                "cover.registrant",
                "PELICAN FUNDING <TRUST> & CO.",
                "PELICAN FUNDING <TRUST> & CO.",
                anchor="(Exact name of registrant",
                decision=Decision.SETTLED,
                outcome=Outcome.SETTLED,
                reasons=(Reason.PERSON,),
            ),
            self.field(
                "cover.telephone", "", None, outcome=Outcome.ABSENT, reasons=(Reason.NO_CUE,)
            ),
            self.field(
                "deal.classes#1.balance",
                "$1,000,000.25",
                Decimal("1000000.25"),
                key="A-1",
                anchor="A-1",
            ),
            self.field("deal.classes#2.name", "=B2", "=B2", key="=B2"),
            self.field(
                "deal.classes#2.balance",
                "$500,000.00",
                Decimal("5E+5"),
                key="=B2",
                reasons=(Reason.OTHER_SAYS_NONE, Reason.CHECK_DOUBTS),
                decision=Decision.REVIEW,
                outcome=Outcome.BASELINE_ONLY,
            ),
        ]

    def filing(self) -> Filing:
        """The filing: one document."""
        document = Document(0, "", self.text, View.whole(0, self.text), "text")
        return Filing(self.name, "ab" * 32, (document,))

    def __call__(
        self,
        fields: Sequence[FieldResult] | None = None,
        *,
        filing: Filing | None = None,
        chunks: tuple[ChunkReport, ...] = (ChunkReport("cover", ChunkStatus.OK),),
        certified: bool = False,
        usage: Usage = Usage(2, 1423, 524, 1, 24.06),  # noqa: B008  # frozen
        warnings: tuple[str, ...] = (),
    ) -> Extraction:
        """An extraction of these fields."""
        known = {each.path: each for each in (self.fields() if fields is None else fields)}
        values = {path: each.value for path, each in known.items()}
        taken = {
            path: each.value for path, each in known.items() if each.decision is not Decision.REVIEW
        }
        assessment = Assessment(
            build(Abs8K, values),
            build(Abs8K, taken),
            known,
            (CHECK,),
            "agreement-1",
            certified,
            BOUND,
        )
        return Extraction(
            form="abs-8-k",
            filing=filing or self.filing(),
            assessment=assessment,
            readings=(),
            chunks=chunks,
            usage=usage,
            receipt=Receipt(
                "ab" * 32, "abs-8-k", "cd" * 32, {"cover": "ef" * 32}, "12" * 32, "0.1.0", "none"
            ),
            warnings=warnings,
        )


@pytest.fixture
def make() -> Maker:
    """What makes extractions."""
    return Maker()


@pytest.fixture(scope="session")
def maker() -> type[Maker]:
    """Its class, for tests that make many."""
    return Maker
