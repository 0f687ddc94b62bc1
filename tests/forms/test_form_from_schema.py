"""A form from a plain pydantic model: what its types and words say without more being said."""

import enum
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, field_validator

from extractor.assess import assess
from extractor.filing.model import Document, Filing, SectionKind
from extractor.forms.base import Facts, Form
from extractor.forms.finding import FoundRows, Hit, pattern
from extractor.forms.parts import WHOLE, headed, items
from extractor.forms.plain import BadForm, schema_of
from extractor.forms.schema import Cue, Leaf, Near, Reads, Rows, Synonyms, spec_of
from extractor.llm.quotes import quote_schema
from extractor.pipeline import Extractor
from extractor.policy import AGREEMENT, Policy, stratum_of
from extractor.readers import baseline_reading, llm_reading, questions
from extractor.reasons import Reason
from extractor.records import LLM, Candidate, CheckResult, CheckStatus, Decision, Reading, Value
from extractor.text.compare import Comparison

TEXT = """\
Harbor notice

The berth is let to Marlow & Sons from May 4, 2011 for a rent of $12,400.50.
It may be used by night: yes.

Item 5.02. Boats

Heron     $1,200.00    sail
Egret     $340.00      steam
"""


class Drive(enum.Enum):
    SAIL = "sail"
    STEAM = "steam"


class Boat(BaseModel):
    boat: str = Field(description="the boat's name")
    dues: Decimal
    drive: Drive


class Notice(BaseModel):
    """A harbor's notice.

    More is told elsewhere.
    """

    tenant: str = Field(max_length=40, description="to whom the berth is let")
    let_from: date
    rent: Decimal = Field(gt=0, description="what is paid for the berth")
    discount: Annotated[Decimal, Reads("percent", weight=2.0)]
    berths: int = 1
    by_night: bool
    kind: Literal["visitor", "resident"] | None = None
    marks: list[str] = []
    boats: list[Boat] = Field(description="boats that lie there")

    @field_validator("rent")
    @classmethod
    def _round(cls, rent: Decimal) -> Decimal:
        raise ValueError("no record would ever pass")


def boats(text: str) -> FoundRows:
    found = re.finditer(r"(?m)^(\w+) {2,}(\$[\d.,]+) {2,}(\w+)$", text)
    rows = (
        {"boat": Hit(*each.span(1)), "dues": Hit(*each.span(2)), "drive": Hit(*each.span(3))}
        for each in found
    )
    return FoundRows(tuple(rows), accounted=True)


def notice(**more: object) -> Form:
    return Form.from_schema(Notice, name="notice", **more)  # type: ignore[arg-type]


def test_types_say_how_values_are_read_and_compared() -> None:
    spec = notice().spec
    read = {path: (leaf.leaf.grammar, leaf.leaf.compare) for path, leaf in spec.leaves.items()}
    assert read == {
        "tenant": ("text", Comparison.TEXT),
        "let_from": ("date", Comparison.DATE),
        "rent": ("money", Comparison.DECIMAL),
        "discount": ("percent", Comparison.DECIMAL),
        "berths": ("integer", Comparison.INTEGER),
        "by_night": ("text", Comparison.ENUM),
        "kind": ("text", Comparison.ENUM),
        "marks": ("text", Comparison.TEXT),
        "boats.boat": ("text", Comparison.TEXT),
        "boats.dues": ("money", Comparison.DECIMAL),
        "boats.drive": ("text", Comparison.ENUM),
    }
    assert spec.leaves["by_night"].choices == ("yes", "no")
    assert spec.leaves["kind"].choices == ("visitor", "resident")
    assert spec.leaves["boats.drive"].choices == ("sail", "steam")
    assert spec.leaves["tenant"].leaf.max_length == 40
    assert spec.leaves["discount"].leaf.weight == 2.0


def test_a_list_of_models_has_its_first_field_as_key_unless_another_is_named() -> None:
    class Fleet(BaseModel):
        boats: Annotated[list[Boat], Rows(key=("boat", "drive"), most=7)]

    assert notice().spec.lists["boats"].key == ("boats.boat",)
    boats_ = Form.from_schema(Fleet, name="fleet").spec.lists["boats"]
    assert boats_.key == ("boats.boat", "boats.drive")
    assert boats_.rows.most == 7


def test_the_title_is_the_first_line_of_what_the_model_says_of_itself() -> None:
    assert notice().title == "A harbor's notice"


def test_a_record_may_hold_less_than_the_model_demands() -> None:
    with Extractor(model="none", form="8-k") as extractor:
        extractor._form = notice(baselines={"rent": pattern(r"rent of (?P<value>\$[\d,.]+\d)")})
        extraction = extractor.extract(Filing.from_text(TEXT))
    assert extraction.record.model_dump()["rent"] == Decimal("12400.50")
    assert extraction.record.model_dump()["tenant"] is None


def test_what_no_baseline_looks_for_is_not_read_rather_than_stated_to_be_missing() -> None:
    form = notice(baselines={"rent": pattern(r"rent of (?P<value>\$[\d,.]+\d)")})
    reading = baseline_reading(form, Filing.from_text(TEXT))
    assert [each.path for each in reading.candidates] == ["rent"]
    assert reading.lists == ()


def test_what_a_baseline_does_not_find_is_stated_to_be_missing() -> None:
    form = notice(baselines={"rent": pattern(r"fee of (?P<value>\$[\d,.]+\d)")})
    (rent,) = baseline_reading(form, Filing.from_text(TEXT)).candidates
    assert (rent.path, rent.quote, rent.value) == ("rent", "", None)


def test_the_words_before_a_value_give_it_its_role() -> None:
    filing = Filing.from_text(TEXT)
    form = notice(baselines={"rent": pattern(r"a rent of (?P<value>\$[\d,.]+\d)")})
    (rent,) = baseline_reading(form, filing).candidates
    assert rent.value == Decimal("12400.50")
    assert filing.quote(rent.anchor) == "a rent of"


def test_rows_are_read_in_the_part_where_the_list_is_stated() -> None:
    text = f"Gannet   $9.00   sail\n\n{TEXT}"
    form = notice(sections={"boats": items("5.02")}, baselines={"boats": boats})
    reading = baseline_reading(form, Filing.from_text(text))
    names = [each.value for each in reading.candidates if each.path == "boats.boat"]
    assert names == ["Heron", "Egret"]
    assert [(each.rows, each.accounted) for each in reading.lists] == [(2, True)]
    dues = [each for each in reading.candidates if each.path == "boats.dues"]
    assert [each.value for each in dues] == [Decimal("1200.00"), Decimal("340.00")]
    assert all(each.anchor for each in dues)


def test_a_choice_goes_by_its_synonyms() -> None:
    class Wide(BaseModel):
        power: Annotated[Drive, Synonyms({"sail": ("under canvas",), "steam": ("steam",)})]

    form = Form.from_schema(
        Wide, name="wide", baselines={"power": pattern(r"power: (?P<value>[a-z ]+)")}
    )
    (power,) = baseline_reading(form, Filing.from_text("Its power: under canvas.\n")).candidates
    assert (power.value, power.problem) == ("sail", None)


def test_words_of_the_name_and_description_are_what_must_stand_near() -> None:
    anchors = notice().anchors
    tenant = anchors["tenant"].wording
    assert tenant is not None
    assert tenant.search("let to the TENANTS")
    assert tenant.search("the berth")
    assert not tenant.search("to whom the")
    assert anchors["boats.dues"].wording is None
    assert anchors["boats.boat"].before > anchors["tenant"].before


def test_what_is_said_beside_a_field_wins() -> None:
    class Said(BaseModel):
        rent: Annotated[Decimal, Near("paid each  year", before=1, after=0), Cue("rent")]
        code: Annotated[str, Leaf(Comparison.EXACT, "file_number", weight=3.0)]

    form = Form.from_schema(Said, name="said")
    near = form.anchors["rent"]
    assert near.wording is not None
    assert (near.before, near.after) == (1, 0)
    assert form.cues["rent"].search("THE RENT")
    assert form.spec.leaves["code"].leaf == Leaf(Comparison.EXACT, "file_number", weight=3.0)


def test_fields_of_one_part_are_asked_together_and_a_list_alone() -> None:
    form = notice(sections={"": headed("harbor notice"), "boats": items("5.02"), "kind": WHOLE})
    asked = {question.name: question.paths for question in form.questions}
    assert asked["fields"] == ("tenant", "let_from", "rent", "discount", "berths", "by_night")
    assert asked["fields-2"] == ("kind",)
    assert (asked["marks"], asked["boats"]) == (("marks",), ("boats",))
    for question in form.questions:
        assert quote_schema(form, question, frozenset()) is not None


def test_a_question_is_put_over_its_part_alone_with_the_prompt_of_the_form() -> None:
    form = notice(
        sections={"boats": items("5.02")}, prompts={"boats": "The boats: {{ text }} {{ skeleton }}"}
    )
    puts = {put.question.name: put for put in questions(form, document(TEXT), frozenset())}
    assert "berth is let" not in puts["boats"].chunk.text
    assert puts["boats"].messages[1]["content"].startswith("The boats: Item 5.02")
    assert "berth is let" in puts["fields"].chunk.text
    assert "to whom the berth is let" in puts["fields"].messages[1]["content"]


def document(text: str) -> Document:
    return Filing.from_text(text).main_document


def said(path: str, quote: str, value: Value) -> Reading:
    view = document(TEXT).reading
    at = view.text.index(quote)
    place = view.evidence(at, at + len(quote))
    return Reading(LLM, (Candidate(LLM, path, None, quote, value, place, place, 1),))


def test_nothing_is_accepted_before_a_policy_was_calibrated() -> None:
    form = notice(baselines={"rent": pattern(r"rent of (?P<value>\$[\d,.]+\d)")})
    filing = Filing.from_text(TEXT)
    readings = [
        baseline_reading(form, filing),
        said("rent", "$12,400.50", Decimal("12400.50")),
    ]
    assessed = assess(form, readings, AGREEMENT)
    assert assessed.fields["rent"].outcome == "agree"
    assert {each.decision for each in assessed.fields.values()} == {Decision.REVIEW}
    assert assessed.policy == "nothing"


def test_a_value_outside_of_its_part_has_no_role() -> None:
    form = notice(sections={"rent": items("5.02")})
    found = baseline_reading(
        notice(
            sections={"rent": items("5.02")}, baselines={"rent": pattern(r"(?P<value>\$\S+\d)")}
        ),
        Filing.from_text(TEXT),
    )
    assert [each.value for each in found.candidates] == [Decimal("1200.00")]
    text = document(TEXT)
    assert form.sections_of("rent", text) == text.of_kind(SectionKind.ITEM)
    assert form.sections_of("tenant", text) == ()


def test_where_the_part_is_missing_nothing_is_asked_or_said() -> None:
    form = notice(
        sections=items("8.01"),
        baselines={"rent": pattern(r"rent of (?P<value>\$[\d,.]+\d)"), "boats": boats},
    )
    filing = Filing.from_text(TEXT)
    assert questions(form, filing.main_document, frozenset()) == ()
    fields = assess(form, [baseline_reading(form, filing)], AGREEMENT).fields
    assert fields["rent"].reasons == (Reason.NOT_READ,)
    assert Reason.NO_SECTION in fields["boats#complete"].reasons


@pytest.mark.parametrize(
    ("annotation", "complaint"),
    [
        (dict[str, str], "cannot be read from a filing"),
        (Literal[1, 2], "are words"),
        (list, "list cannot be read"),
        (tuple[str, str], "say of what"),
        (list[Literal["a"]], "a list of choices"),
        (str | int, "cannot be read"),
        (Annotated[str, Reads("percent")], "reads Decimal"),
        (Annotated[str, Reads("colour")], "no grammar 'colour'"),
        (Annotated[list[Boat], Rows(key=("hull",))], "the key names hull"),
        (Annotated[str, Near("rent (")], "is not a pattern"),
        (Annotated[bool, Synonyms({"maybe": ("perhaps",)})], "synonyms for maybe"),
    ],
)
def test_what_no_quote_can_fill_is_refused_in_a_sentence(
    annotation: object, complaint: str
) -> None:
    model = type("Odd", (BaseModel,), {"__annotations__": {"field": annotation}})
    with pytest.raises(BadForm, match=re.escape(complaint)) as raised:
        Form.from_schema(model, name="odd")
    assert str(raised.value).startswith("the form odd: ")
    assert "\n" not in str(raised.value)


class Tree(BaseModel):
    name: str
    branch: "Tree | None" = None


class Deep(BaseModel):
    class Row(BaseModel):
        boat: Boat

    rows: list[Row]


def test_records_that_never_end_and_rows_with_objects_are_refused() -> None:
    with pytest.raises(BadForm, match="Tree holds itself"):
        Form.from_schema(Tree, name="tree")
    with pytest.raises(BadForm, match=r"rows.boat: Boat within a row"):
        Form.from_schema(Deep, name="deep")


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"sections": {"boat": WHOLE}}, "sections: there is no field 'boat'"),
        ({"sections": {"boats.dues": WHOLE}}, "name the whole list, 'boats'"),
        ({"baselines": {"tenants": boats}}, "baselines: there is no field 'tenants'"),
        ({"prompts": {"boat": "x"}}, "prompts: boat is no question"),
        ({"name": "Notice Form"}, "is no name of a form"),
    ],
)
def test_a_name_that_is_none_is_refused(more: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadForm, match=re.escape(complaint)):
        Form.from_schema(Notice, **{"name": "notice", **more})  # type: ignore[arg-type]


def test_a_fault_of_a_baseline_or_check_is_told_in_a_sentence() -> None:
    def broken(text: str) -> Hit | None:
        raise KeyError("oops")

    def check(facts: Facts) -> CheckResult:
        return CheckResult("c", CheckStatus.PASSED, str(1 / 0))

    filing = Filing.from_text(TEXT)
    with pytest.raises(BadForm, match="the form notice: the baseline of rent failed: KeyError"):
        baseline_reading(notice(baselines={"rent": broken}), filing)
    with pytest.raises(BadForm, match="the form notice: the check check failed: ZeroDivision"):
        assess(notice(checks=(check,)), [], AGREEMENT)


@pytest.mark.parametrize(
    ("path", "given", "complaint"),
    [
        ("rent", "12", "gives a str for rent; it has to give a Hit"),
        ("rent", Hit(0, 10_000), "a range for rent that is not in the text"),
        ("rent", Hit(5, 5), "a range for rent that is not in the text"),
        ("rent", Hit(5, 6, anchor=(-3, 2)), "a range for rent that is not in the text"),
        ("boats", Hit(0, 1), "gives a Hit; it has to give FoundRows"),
        ("boats", FoundRows(({"hull": Hit(0, 1)},)), "names a field 'hull'"),
        ("boats", FoundRows(({"boat": None},)), "gives a NoneType for boats.boat"),  # type: ignore[dict-item]
    ],
)
def test_what_a_baseline_may_not_give_is_told(path: str, given: object, complaint: str) -> None:
    form = notice(baselines={path: lambda text: given})
    with pytest.raises(BadForm, match=re.escape(complaint)) as raised:
        baseline_reading(form, Filing.from_text(TEXT))
    assert str(raised.value).startswith(f"the form notice: the baseline of {path}")


def test_a_field_of_the_whole_stands_apart_from_the_part_of_the_rest() -> None:
    form = notice(
        sections={"": items("5.02"), "rent": WHOLE},
        baselines={"rent": pattern(r"a rent of (?P<value>\$[\d,.]+\d)")},
    )
    (rent,) = baseline_reading(form, Filing.from_text(TEXT)).candidates
    assert rent.value == Decimal("12400.50")
    assert rent.anchor


def test_a_pattern_needs_a_place_for_the_value() -> None:
    with pytest.raises(BadForm, match=r"\(\?P<value>"):
        pattern("rent of")
    with pytest.raises(BadForm, match="is not a pattern"):
        pattern("rent (")


def test_what_a_form_declares_is_part_of_its_version() -> None:
    plain = notice()
    assert plain.schema_version == notice().schema_version
    for more in ({"version": "2"}, {"sections": items("5.02")}, {"documents": ("EX-99",)}):
        assert notice(**more).schema_version != plain.schema_version


def test_without_anything_that_tells_its_filings_a_form_never_answers_auto() -> None:
    assert notice().matches(Filing.from_text(TEXT)) == 0
    assert notice(matches=lambda filing: 7).matches(Filing.from_text(TEXT)) == 7


def test_a_schema_of_the_project_stays_as_it_is() -> None:
    schema = notice().schema
    assert schema_of(schema).schema is schema
    assert spec_of(schema).leaves["tenant"].description == "to whom the berth is let"


ANSWERS: dict[str, dict[str, object]] = {
    "fields": {
        "tenant": "Marlow & Sons",
        "let_from": "May 4, 2011",
        "rent": "$12,400.50",
        "discount": None,
        "berths": None,
        "by_night": {"quote": "yes", "choice": "yes"},
        "kind": None,
    },
    "marks": {"marks": ["Mark 7"]},
    "boats": {
        "boats": [
            {
                "boat": "Heron",
                "dues": "$1,200.00",
                "drive": {"quote": "sail", "choice": "sail"},
            },
            {"boat": "Egret", "dues": "$34.00", "drive": {"quote": "steam", "choice": "steam"}},
        ]
    },
}


def test_a_model_and_a_baseline_are_reconciled_field_by_field() -> None:
    form = notice(
        sections={"boats": items("5.02")},
        baselines={
            "tenant": pattern(r"let to (?P<value>[^.]{1,40}?) from"),
            "rent": pattern(r"rent of (?P<value>\$[\d,.]+\d)"),
            "boats": boats,
        },
    )
    filing = Filing.from_text(TEXT)
    puts = questions(form, filing.main_document, frozenset())
    assert {put.question.name for put in puts} == ANSWERS.keys()
    answers = [(put, ANSWERS[put.question.name]) for put in puts]
    readings = [baseline_reading(form, filing), llm_reading(form, filing.main_document, answers)]
    fields = assess(form, readings, AGREEMENT).fields
    outcomes = {path: str(each.outcome) for path, each in fields.items()}
    assert outcomes["tenant"] == outcomes["rent"] == outcomes["boats#1.dues"] == "agree"
    assert outcomes["let_from"] == "llm_only"
    # The model's amount stands nowhere in the text, and the baseline's does.
    assert outcomes["boats#2.dues"] == "baseline_only"
    assert fields["boats#2.dues"].value == Decimal("340.00")
    assert Reason.NOT_IN_TEXT in fields["boats#2.dues"].reasons
    # The model chose, and no table of synonyms says that it chose rightly.
    assert fields["by_night"].value == "yes"
    assert Reason.NO_SYNONYM in fields["by_night"].reasons
    assert fields["boats#complete"].outcome == "agree"
    assert outcomes["discount"] == "absent"


def test_a_calibrated_policy_decides_over_a_form_from_outside() -> None:
    form = notice(baselines={"rent": pattern(r"a rent of (?P<value>\$[\d,.]+\d)")})
    filing = Filing.from_text(TEXT)
    readings = [baseline_reading(form, filing), said("rent", "$12,400.50", Decimal("12400.50"))]
    rent = assess(form, readings, AGREEMENT).fields["rent"]
    calibrated = Policy(name="calibrated", strata=frozenset({stratum_of(rent)}))
    assessed = assess(form, readings, calibrated)
    assert assessed.fields["rent"].decision is Decision.ACCEPTED
    assert assessed.policy == "calibrated"


@pytest.mark.parametrize("text", ["(" * 60_000, "rent " * 20_000, " $1,2" * 20_000, "\n" * 90_000])
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    form = notice(sections={"boats": headed("boats", "ends"), "tenant": headed("harbor notice")})
    document = Filing.from_text(f"{text}\nx").main_document
    for path, anchor in form.anchors.items():
        if anchor.wording is not None:
            assert sum(1 for _ in anchor.wording.finditer(document.reading.text)) < 70_000
        assert len(form.sections_of(path, document)) <= 1
