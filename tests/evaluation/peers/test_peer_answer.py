"""What of a peer's answer can be read, and how it is stored."""

import pytest

from extractor.evaluation.peers.answer import (
    PeerAnswer,
    fitted,
    from_stored,
    salvaged,
    to_stored,
)
from extractor.evaluation.typed import read_prediction
from extractor.forms.abs_8k.schema import Abs8K
from extractor.llm.cache import Answer


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ('{"items": [{"number": "2"}]}', {"items": [{"number": "2"}]}),
        ('{"items": [{"number": "2"}, {"numb', {"items": [{"number": "2"}, {}]}),
        ('{"items": [{"number": "2', {"items": [{"number": "2"}]}),
        ("[1]", {}),
        ("No.", {}),
        ("", {}),
    ],
)
def test_a_cut_answer_is_read_as_far_as_it_goes(content: str, read: dict[str, object]) -> None:
    assert salvaged(content) == read


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"cover": {"city": "X", "registrant": "Y Inc."}}, {"cover": {"registrant": "Y Inc."}}),
        ({"cover": "Y Inc.", "signature": None}, {"cover": {}, "signature": {}}),
        ({"items": [{"number": "2"}, {}, {"number": None}, "3"]}, {"items": [{"number": "2"}]}),
        ({"items": {"number": "2"}}, {"items": []}),
        ({"cover": {"employer_ids": ["1", ["2"], None]}}, {"cover": {"employer_ids": ["1"]}}),
        ({"deal": {"stated_class_count": 10}}, {"deal": {"stated_class_count": 10}}),
        ("no record", {}),
    ],
)
def test_what_has_not_the_shape_of_the_schema_is_left_out(given: object, kept: object) -> None:
    record = fitted(Abs8K, given)
    assert record == kept
    read_prediction(Abs8K, record)


def test_a_stored_answer_comes_back_whole() -> None:
    answer = PeerAnswer({"items": [{"number": "2"}]}, 3, 100, 20, 1.5, 1, "It is cut.")
    stored = to_stored(answer)
    assert (stored.calls, stored.prompt_tokens, stored.completion_tokens) == (3, 100, 20)
    assert stored.seconds == answer.seconds
    assert from_stored(stored) == answer


def test_what_is_no_stored_answer_is_none() -> None:
    assert from_stored(Answer('{"items": []}', 1, 1, 1)) is None
