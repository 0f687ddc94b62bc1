"""A model's faults in what it says, through the whole pipeline: nothing it made up is taken.

The endpoint works; each answer is wrong in a way of its own, to every question alike. What may
still be accepted is what needs no model: a name that the filing prints twice, a list that its
wording rules out, and where the model says that there is none, that the baseline found none.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.pipeline import Extractor
from extractor.reasons import Reason
from extractor.records import LLM, ChunkStatus, Decision, Outcome
from extractor.settings import Settings
from tests.stand_in import Reply, StandIn, asked_schema, completion, filled

Give = Callable[[str, Mapping[str, Any]], object]
Answer = Callable[[dict[str, Any]], Reply]

WITHOUT_MODEL = {"cover.registrant", "signature.registrant", "cover.securities#complete"}
OK, FAILED = ChunkStatus.OK, ChunkStatus.FAILED
SIZE = 10_000_000
UNSEEN = "\ud800\x00\u202e\u200b"
ELSEWHERE = {
    "report_date": "May 8, 2003",
    "registrant": "Ann Heron",
    "jurisdiction": "Treasurer",
    "signed_on": "May 7, 2003",
    "name": "Delaware",
    "title": "Press release of PELICAN HOLDINGS, INC.",
    "description": "opened a yard that builds boats",
}
"""What the filing prints, but not in the part that is asked about, or not as this."""


@dataclass(frozen=True)
class Fault:
    """A wrong way of answering, how questions end by it (None: some so, some so), and why the
    report date goes to review."""

    name: str
    reply: Answer
    ends: ChunkStatus | None = OK
    says_none: bool = False
    why: Reason = Reason.ONE_READER


def every(give: Give) -> Answer:
    """An answer of the right shape, each text in it made by `give` from its name and schema."""

    def reply(body: dict[str, Any]) -> Reply:
        schema = asked_schema(body)
        return completion(filled(schema, give))

    return reply


def raw(text: str) -> Answer:
    return lambda _: completion(text)


def numbered(give: Callable[[int], object]) -> Answer:
    """As `every`, with another text for each field."""

    def reply(body: dict[str, Any]) -> Reply:
        numbers = iter(range(10_000))
        return completion(filled(asked_schema(body), lambda *_: give(next(numbers))))

    return reply


def endless(body: dict[str, Any]) -> Reply:
    row = {"number": "99.1", "title": "Other Events", "description": "Press release"}
    keys = asked_schema(body)["properties"]
    rows = {"items", "exhibits"}
    return completion({key: [row] * 2_000 if key in rows else None for key in keys})


def twice(body: dict[str, Any]) -> Reply:
    keys = asked_schema(body)["properties"]
    first = ", ".join(f'"{key}": "May 8, 2003"' for key in keys)
    return completion("{" + first + ', "report_date": "May 7, 2003", "report_date": null}')


def described(name: str, schema: Mapping[str, Any]) -> object:
    return schema.get("description") or f"the {name.replace('_', ' ')} of the filing"


FAULTS = (
    Fault("lists for texts", every(lambda name, _: [name])),
    Fault("objects for texts", every(lambda name, _: {"value": name})),
    Fault("flags for texts", every(lambda *_: True)),
    Fault("numbers for texts", numbered(lambda number: number + 3), why=Reason.UNREADABLE_VALUE),
    Fault("an empty object", raw("{}")),
    Fault("other keys", raw('{"answer": "May 8, 2003", "date": "May 8, 2003"}')),
    Fault("NaN", raw('{"report_date": NaN, "items": [{"number": -Infinity}], "exhibits": NaN}')),
    Fault("an array", raw('["May 8, 2003"]'), FAILED),
    Fault("a text", raw('"May 8, 2003"'), FAILED),
    Fault("prose", raw("The report is dated May 8, 2003."), FAILED),
    Fault("nested too deep", raw('{"items":' + "[" * 100_000 + "]" * 100_000 + "}"), FAILED),
    Fault("repeated keys", twice, FAILED),
    Fault(
        "quotes from elsewhere",
        every(lambda name, _: ELSEWHERE.get(name, f"no {name}")),
        why=Reason.NOT_IN_TEXT,
    ),
    Fault("an endless list", endless, None, says_none=True),
    Fault(
        "numbers as words",
        numbered(lambda n: f"May {'seven' * n}th, two thousand and three"),
        why=Reason.UNREADABLE_VALUE,
    ),
    Fault(
        "another language",
        numbered(lambda n: f"{n + 1}. Mai 2003 (Bericht vom 7. Mai)"),
        why=Reason.UNREADABLE_VALUE,
    ),
    Fault("other digits", numbered(lambda n: f"٧ مايو ٢٠٠٣ {n}"), why=Reason.UNREADABLE_VALUE),
    Fault(
        "a refusal as a text",
        numbered(lambda n: f"I'm sorry, I can't help with field {n}."),
        why=Reason.UNREADABLE_VALUE,
    ),
    Fault("the same quote", every(lambda *_: "PELICAN HOLDINGS, INC."), None),
    Fault("the same date", every(lambda *_: "May 7, 2003"), None),
    Fault("the schema's descriptions", every(described), why=Reason.UNREADABLE_VALUE),
    Fault("the names of the fields", every(lambda name, _: name), why=Reason.UNREADABLE_VALUE),
    Fault("empty texts", every(lambda *_: ""), says_none=True),
    Fault("dots", every(lambda *_: "…"), says_none=True),
    Fault("characters without form", numbered(lambda n: UNSEEN * (n + 1)), says_none=True),
    Fault("10 MB of text", every(lambda *_: "x" * SIZE), FAILED),
    Fault("10 MB of the filing", every(lambda *_: "May 7, 2003 " * (SIZE // 12)), FAILED),
    Fault("10 MB of rows", raw(json.dumps({"items": [{"number": "5"}] * (SIZE // 16)})), FAILED),
)


def extracted(filing: Filing, answer: Answer, mode: str = "json_schema") -> Extraction:
    with (
        StandIn(answer) as stand_in,
        Extractor("boat", base_url=stand_in.url, settings=Settings(mode=mode)) as extractor,
    ):
        return extractor.extract(filing)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_that_the_model_made_up_is_taken(
    fault: Fault, filing: Filing, waits: list[float]
) -> None:
    with Extractor("none") as alone:
        true = alone.extract(filing)
    extraction = extracted(filing, fault.reply)
    ended = {report.status for report in extraction.chunks}
    assert ended == ({fault.ends} if fault.ends else {OK, FAILED})
    assert extraction.complete == (fault.ends is OK)
    for path, field in extraction.fields.items():
        if field.decision is not Decision.ACCEPTED:
            continue
        agreed_on_none = fault.says_none and field.outcome is Outcome.ABSENT
        assert path in WITHOUT_MODEL or agreed_on_none, path
        assert field.value == true.fields[path].value
    kept = [each for each in Settings().cache_dir.rglob("*.json") if each.is_file()]
    assert len(kept) == sum(report.status is OK for report in extraction.chunks)
    dated = extraction.fields["cover.report_date"]
    assert (dated.outcome, dated.decision) == (Outcome.BASELINE_ONLY, Decision.REVIEW)
    assert dated.reasons == ((Reason.OTHER_SAYS_NONE,) if fault.says_none else (fault.why,))
    assert dated.value == true.fields["cover.report_date"].value


def test_a_value_from_elsewhere_is_shown_as_what_it_is(filing: Filing) -> None:
    extraction = extracted(filing, every(lambda name, _: ELSEWHERE.get(name, f"no {name}")))
    dated = extraction.fields["cover.report_date"]
    (said,) = [each for each in dated.candidates if each.reader == LLM]
    assert (said.quote, said.evidence) == ("May 8, 2003", ())
    assert "May 8, 2003" not in str(extraction.accepted)
