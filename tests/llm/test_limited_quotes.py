"""Of numbers that have a form of their own a model may only choose printed ones."""

from typing import Any

import pytest
from pydantic import ValidationError

from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.form_8k.form import FORM_8K
from extractor.llm.quotes import QuoteSchema, limited, quote_schema

HEADINGS = """\
Item 7.01.  Regulation FD Disclosure.
On May 3, 2004 the 12 directors met.
Item 9.01.  Financial Statements and Exhibits.
"""
TABLE = """\
(c) Exhibits
4        Indenture
99.1     Press release of May 3, 2004
99.1     Press release of May 4, 2004
10.1(a)  Lease of 1,200 acres for $5.50
"""
COVER = """\
Commission file numbers 333-72880 and 333-72880-01
I.R.S. Employer Identification No. 61-0001112, telephone (503) 223-1000, zip code 97201
"""


def asked(name: str, text: str) -> tuple[QuoteSchema, QuoteSchema]:
    """A question's schema, and the same for a text."""
    question = next(each for each in FORM_8K.questions if each.name == name)
    schema = quote_schema(FORM_8K, question, frozenset())
    assert schema is not None
    return schema, limited(FORM_8K, schema, text)


def rows(name: str, text: str) -> tuple[list[str], int]:
    """The numbers to choose from, and how many rows there may be."""
    schema = asked(name, text)[1].model.model_json_schema()
    (row,) = schema["$defs"].values()
    (number,) = (
        each
        for each in row["properties"]["number"]["anyOf"]
        if "type" not in each or each["type"] == "string"
    )
    return number["enum"], schema["properties"][name]["maxItems"]


def test_items_are_those_that_the_headings_print() -> None:
    numbers, most = rows("items", HEADINGS)
    assert {"7.01", "9.01"} <= set(numbers)
    assert not {"7", "9", "01", "2004"} & set(numbers)
    assert most >= 2


def test_exhibits_are_those_that_the_table_prints_however_often() -> None:
    numbers, most = rows("exhibits", TABLE)
    assert {"4", "99.1", "10.1(a)"} <= set(numbers)
    assert not {"99", "1,200", "5.50", "2004"} & set(numbers)
    assert len(numbers) == len(set(numbers))
    assert most >= 4


def test_numbers_of_the_cover_are_chosen_among_those_of_their_kind() -> None:
    properties = asked("cover", COVER)[1].model.model_json_schema()["properties"]
    files, employers = properties["commission_file_numbers"], properties["employer_ids"]
    assert files["items"]["enum"] == ["333-72880", "333-72880-01"]
    assert files["maxItems"] == 2
    assert employers["items"] == {"const": "61-0001112", "type": "string"}


def test_a_number_that_is_not_printed_is_no_answer() -> None:
    model = asked("items", HEADINGS)[1].model
    answer: dict[str, Any] = {"items": [{"number": "7", "title": None}]}
    with pytest.raises(ValidationError):
        model.model_validate(answer)
    answer["items"][0]["number"] = "7.01"
    assert model.model_validate(answer).model_dump() == answer


@pytest.mark.parametrize("text", ["", "No number at all.", " ".join(map(str, range(1, 200)))])
def test_a_text_with_no_number_of_a_kind_or_too_many_limits_nothing(text: str) -> None:
    schema, same = asked("exhibits", text)
    assert same is schema


def test_what_is_put_to_the_model_in_words_stays_the_same() -> None:
    schema, other = asked("cover", COVER)
    assert (other.skeleton, other.fields, other.leaves) == (
        schema.skeleton,
        schema.fields,
        schema.leaves,
    )


def test_questions_without_such_numbers_are_left_alone() -> None:
    for question in ABS_8K.questions:
        schema = quote_schema(ABS_8K, question, frozenset())
        assert schema is not None
        if question.name in ("signature", "deal", "classes"):
            assert limited(ABS_8K, schema, COVER + TABLE) is schema
