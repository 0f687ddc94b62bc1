"""The quote schema, and reading answers that may be anything."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.forms.base import Form
from extractor.forms.registry import known_forms
from extractor.llm.quotes import QuotedLeaf, leaves_of, merged, quote_schema, rows_of
from tests.toy_form import ALL, BOATS, CHUNK, STATED, TOY, schema_for


def changed(path: str, value: object) -> dict[str, Any]:
    """The right answer with one thing in it changed."""
    answer: Any = copy.deepcopy(STATED)
    *parents, last = path.split(".")
    inner = answer
    for key in parents:
        inner = inner[int(key)] if key.isdecimal() else inner[key]
    inner[int(last) if last.isdecimal() else last] = value
    return dict(answer)


def errors(answer: object) -> list[str]:
    """What the validators say of an answer."""
    try:
        schema_for().model.model_validate(answer, context={"chunk": CHUNK})
    except ValidationError as error:
        return [each["msg"] for each in error.errors()]
    return []


def quoted(answer: object) -> dict[tuple[str, int | None], QuotedLeaf]:
    """An answer's leaves by path and row."""
    assert isinstance(answer, dict)
    leaves = leaves_of(TOY, schema_for(), answer)
    found = {(each.path, each.row): each for each in leaves}
    assert len(found) == len(leaves)
    return found


def test_the_schema_asks_for_the_names_of_the_form() -> None:
    schema = schema_for().model.model_json_schema()
    names = ["name", "kind", "opened_on", "berths", "master", "boats"]
    assert list(schema["properties"]) == names
    assert list(schema["$defs"]["MasterQuotes"]["properties"]) == ["name", "rank"]


def test_every_leaf_is_a_bounded_text_or_null() -> None:
    properties = schema_for().model.model_json_schema()["properties"]
    for name, most in (("name", 30), ("opened_on", 120)):
        kinds = properties[name]["anyOf"]
        assert kinds == [{"maxLength": most, "type": "string"}, {"type": "null"}]


def test_all_that_is_asked_has_to_be_answered() -> None:
    schema = schema_for().model.model_json_schema()
    for definition in (schema, *schema["$defs"].values()):
        assert definition["required"] == list(definition["properties"])


def test_a_choice_is_a_quote_and_a_choice() -> None:
    schema = schema_for().model.model_json_schema()
    properties = schema["$defs"]["KindChoice"]["properties"]
    assert properties["choice"]["enum"] == ["sail", "motor"]
    assert properties["quote"]["type"] == "string"
    kinds = schema["properties"]["kind"]["anyOf"]
    assert kinds == [{"$ref": "#/$defs/KindChoice"}, {"type": "null"}]


def test_lists_are_bounded() -> None:
    properties = schema_for().model.model_json_schema()["properties"]
    assert (properties["boats"]["type"], properties["boats"]["maxItems"]) == ("array", 3)
    assert properties["berths"]["maxItems"] == 4
    assert properties["berths"]["items"] == {"maxLength": 120, "type": "string"}
    assert any("at most 3" in each for each in errors(changed("boats", [{}] * 4)))


def test_what_is_left_out_or_never_asked_is_not_in_it() -> None:
    assert "harbour.boats.hull" not in schema_for().leaves
    assert '"hull"' not in schema_for().skeleton
    schema = schema_for(ALL, "harbour.boats", "harbour.master.rank")
    assert schema.lists == ("harbour.berths",)
    assert not any("boats" in each or "rank" in each for each in schema.leaves)
    assert "boats" not in schema.skeleton
    assert "rank" not in json.dumps(schema.model.model_json_schema())


def test_nothing_left_to_ask_is_no_question() -> None:
    assert quote_schema(TOY, BOATS, frozenset({"harbour.boats"})) is None


def test_a_question_about_one_part_is_unwrapped() -> None:
    schema = schema_for(BOATS)
    assert schema.prefix == "harbour."
    assert schema.skeleton == '{"boats":[{"name":"…","feet":"…"},…]}'
    leaves = leaves_of(TOY, schema, {"boats": [{"name": "Egret", "feet": None}]})
    assert leaves == (
        QuotedLeaf("harbour.boats.name", 0, "Egret"),
        QuotedLeaf("harbour.boats.feet", 0, None),
    )


def test_the_skeleton_shows_the_whole_shape_on_one_line() -> None:
    assert schema_for().skeleton == (
        '{"name":"…","kind":{"quote":"…","choice":"sail|motor"},"opened_on":"…",'
        '"berths":["…"],"master":{"name":"…","rank":"…"},'
        '"boats":[{"name":"…","feet":"…"},…]}'
    )


def test_every_asked_leaf_and_list_is_explained_once_unless_its_name_does() -> None:
    assert [name for name, _ in schema_for().fields] == [
        "name", "kind", "opened_on", "berths", "master.name", "boats", "boats.name", "boats.feet",
    ]  # fmt: skip
    assert dict(schema_for().fields)["boats"] == "every boat"


@pytest.mark.parametrize("form", known_forms(), ids=lambda form: form.name)
def test_every_question_of_every_form_has_a_schema(form: Form) -> None:
    asked: set[str] = set()
    for question in form.questions:
        schema = quote_schema(form, question, frozenset())
        assert schema is not None
        assert "\n" not in schema.skeleton
        schema.model.model_json_schema()
        asked |= set(schema.leaves)
    askable = {path for path, leaf in form.spec.leaves.items() if leaf.leaf.ask}
    assert asked == askable - set(form.shares.values())


def test_a_right_answer_is_right() -> None:
    assert errors(STATED) == []


def test_null_is_always_right() -> None:
    nothing = {
        "name": None, "kind": None, "opened_on": None, "berths": [],
        "master": {"name": None, "rank": None}, "boats": [{"name": None, "feet": None}],
    }  # fmt: skip
    assert errors(nothing) == []


@pytest.mark.parametrize(
    "path",
    ["name", "kind.quote", "master.rank", "boats.1.name"],
)
def test_a_quote_that_is_not_in_the_text_is_an_error(path: str) -> None:
    said = errors(changed(path, "Albatross"))
    assert len(said) == 1
    assert "'Albatross' is not in the text; copy it exactly, or give null" in said[0]


def test_white_space_case_and_quotes_are_no_error() -> None:
    assert errors(changed("name", "PELICAN\n  harbour")) == []


def test_a_part_of_a_word_or_number_is_no_quote() -> None:
    assert "not in the text" in errors(changed("name", "elican Harbour"))[0]
    assert "not in the text" in errors(changed("boats.0.feet", "4"))[0]


def test_a_quote_that_the_grammar_cannot_read_is_an_error() -> None:
    said = errors(changed("opened_on", "Captain"))
    assert len(said) == 1
    assert "Captain" in said[0]


def test_without_a_chunk_only_the_grammar_counts() -> None:
    model = schema_for().model
    model.model_validate(changed("name", "Albatross"))
    with pytest.raises(ValidationError):
        model.model_validate(changed("opened_on", "Captain"))


def test_of_several_plain_quotes_one_right_one_is_enough() -> None:
    assert errors(changed("berths", ["12-3456789", "Albatross"])) == []
    assert errors(changed("berths", [])) == []
    for wrong in (["Albatross"], ["Albatross", "Cormorant"]):
        assert "'Albatross' is not in the text" in errors(changed("berths", wrong))[0]


def test_a_choice_that_there_is_not_is_an_error() -> None:
    said = errors(changed("kind", {"quote": "sailing boats", "choice": "steam"}))
    assert len(said) == 1
    assert "'sail' or 'motor'" in said[0]


def test_a_right_answer_as_leaves() -> None:
    leaves = quoted(STATED)
    assert leaves["harbour.name", None].quote == "Pelican Harbour"
    assert leaves["harbour.kind", None] == QuotedLeaf("harbour.kind", None, "sailing boats", "sail")
    assert leaves["harbour.berths", 1].quote == "98-7654321"
    assert leaves["harbour.master.rank", None].quote == "Captain"
    assert leaves["harbour.boats.feet", 1].quote == "22"
    assert len(rows_of(schema_for(), STATED, "harbour.boats") or ()) == 2


@pytest.mark.parametrize("wrong", [None, [], {}, "Captain", 7, True, [None], float("nan")])
def test_a_wrong_type_costs_its_own_leaves_only(wrong: object) -> None:
    leaves = quoted(changed("master", wrong))
    said = leaves.get(("harbour.master.name", None))
    # A null says that there is none; what is no answer says nothing.
    assert said == (QuotedLeaf("harbour.master.name", None, None) if wrong is None else None)
    assert leaves["harbour.name", None].quote == "Pelican Harbour"
    assert leaves["harbour.boats.name", 0].quote == "Egret"


@pytest.mark.parametrize("wrong", [None, {}, {"name": "Egret"}, "Egret", 7, True])
def test_a_list_that_is_none_has_no_rows(wrong: object) -> None:
    answer = changed("boats", wrong)
    assert rows_of(schema_for(), answer, "harbour.boats") is None
    assert not [path for path, row in quoted(answer) if path.startswith("harbour.boats.")]


@pytest.mark.parametrize("wrong", [None, "Egret", 7, [], ["Egret"], [["name", "Egret"]]])
def test_a_row_that_is_none_is_a_row_without_values(wrong: object) -> None:
    leaves = quoted(changed("boats.0", wrong))
    assert (("harbour.boats.name", 0) in leaves) == (wrong is None)
    assert leaves["harbour.boats.name", 1].quote == "Stork"


def test_numbers_are_taken_as_they_are_written() -> None:
    leaves = quoted(changed("boats", [{"name": 7, "feet": 22}, {"name": -1.5}]))
    assert leaves["harbour.boats.feet", 0].quote == "22"
    assert leaves["harbour.boats.name", 1].quote == "-1.5"
    assert ("harbour.boats.feet", 1) not in leaves


def test_what_is_no_number_is_no_value() -> None:
    answer = json.loads('{"opened_on": NaN, "boats": [{"feet": -Infinity}]}')
    leaves = quoted(answer)
    assert ("harbour.opened_on", None) not in leaves
    assert ("harbour.boats.feet", 0) not in leaves
    assert errors(answer)


def test_yes_and_no_are_no_quotes() -> None:
    assert ("harbour.name", None) not in quoted(changed("name", True))


def test_a_choice_given_as_a_plain_text_is_a_quote_without_a_choice() -> None:
    leaf = quoted(changed("kind", "sailing boats"))["harbour.kind", None]
    assert (leaf.quote, leaf.choice) == ("sailing boats", None)


@pytest.mark.parametrize("choice", [None, 7, ["sail"], {}])
def test_a_choice_of_a_wrong_type_keeps_its_quote(choice: object) -> None:
    answer = changed("kind", {"quote": "sailing boats", "choice": choice})
    assert quoted(answer)["harbour.kind", None].quote == "sailing boats"


@pytest.mark.parametrize("nothing", ["", " \n ", "null", "None", "…"])
def test_there_are_several_ways_of_saying_nothing(nothing: str) -> None:
    answer = changed("opened_on", nothing)
    assert errors(answer) == []
    assert quoted(answer)["harbour.opened_on", None].quote is None


def test_a_choice_that_wordings_decide_is_asked_for_as_a_quote_alone() -> None:
    form = replace(TOY, synonyms={"harbour.kind": {"sailing boats": "sail"}})
    schema = quote_schema(form, ALL, frozenset())
    assert schema is not None
    assert '"kind":"…"' in schema.skeleton
    assert quoted(changed("kind", "sailing boats"))["harbour.kind", None].quote == "sailing boats"


def test_a_cell_that_two_leaves_share_goes_to_the_one_that_reads_it() -> None:
    form = replace(TOY, shares={"harbour.boats.feet": "harbour.boats.hull"})
    schema = quote_schema(form, BOATS, frozenset())
    assert schema is not None
    answer = {"boats": [{"name": "Egret", "feet": "14"}, {"name": "Stork", "feet": "a yard"}]}
    schema.model.model_validate(answer, context={"chunk": CHUNK})
    found = {(each.path, each.row): each.quote for each in leaves_of(form, schema, answer)}
    assert [found["harbour.boats.feet", row] for row in (0, 1)] == ["14", None]
    assert [found["harbour.boats.hull", row] for row in (0, 1)] == [None, "a yard"]


def test_of_repeated_keys_the_last_counts() -> None:
    answer = json.loads('{"name": "Pelican Harbour", "name": "Ann Heron"}')
    assert quoted(answer)["harbour.name", None].quote == "Ann Heron"


def test_half_a_character_can_be_stored_all_the_same() -> None:
    leaf = quoted(changed("name", "Pelican \ud800"))["harbour.name", None]
    assert leaf.quote == "Pelican ?"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "kind", "quote", "choice", "boats", "master"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(STATED)), JSON))
def test_no_answer_is_beyond_reading(answer: dict[str, Any]) -> None:
    leaves = quoted(answer)
    lists = {"boats", "berths"}
    outside = {path for path in schema_for().leaves if path.split(".")[1] not in lists}
    assert {path for path, row in leaves if row is None} <= outside
    assert all(each.quote is None or each.quote.strip() for each in leaves.values())


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ({"name": "Egret"}, {"name": None}, {"name": "Egret"}),
        ({"name": "Egret"}, {"name": "null"}, {"name": "Egret"}),
        ({"name": "Egret"}, {"name": "Heron"}, {"name": "Heron"}),
        ({"name": "Egret"}, {}, {"name": "Egret"}),
        ({}, {"name": "Heron"}, {"name": "Heron"}),
        ({"boats": [{"name": "Egret"}]}, {"boats": []}, {"boats": [{"name": "Egret"}]}),
        ({"boats": [{"name": "Egret"}]}, {"boats": [{"name": None}]}, {"boats": [{"name": None}]}),
        ({"port": {"city": "Hull"}}, {"port": {"city": None}}, {"port": {"city": "Hull"}}),
        ({"port": {"city": "Hull"}}, {"port": None}, {"port": {"city": "Hull"}}),
    ],
)
def test_what_a_second_answer_takes_back_is_kept(
    first: dict[str, object], second: dict[str, object], both: dict[str, object]
) -> None:
    assert merged(first, second) == both
