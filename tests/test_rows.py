"""Which rows of several readers are the same row."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from extractor.records import BASELINE, LLM, PERSON, Candidate, Reading
from extractor.rows import RowGroup, pair_rows
from tests.note_form import CODE, MODEL, NOTE, PERSON_SAYS, Says, table

SPEC = NOTE.spec.lists["holders"]
CODES = NOTE.spec.lists["codes"]
NAME, SHARE = "holders.name", "holders.share"


def paired(*readings: Reading) -> list[RowGroup]:
    return pair_rows(NOTE, SPEC, readings)


def names(group: RowGroup) -> dict[str, list[object]]:
    """What each reader calls the row."""
    return {
        reader: [each.value for each in leaves.get(NAME, ())]
        for reader, leaves in group.readers.items()
    }


def both(
    *rows: tuple[str, int], model: Sequence[tuple[str, int | None]]
) -> list[dict[str, object]]:
    """The names in each group where both readers have rows of these names at these places."""
    code = [CODE.value(NAME, name, at, row=row) for row, (name, at) in enumerate(rows)]
    asked = [MODEL.value(NAME, name, at, row=row) for row, (name, at) in enumerate(model)]
    groups = paired(CODE.reading(code), MODEL.reading(asked))
    return [{reader: found[0] for reader, found in names(each).items()} for each in groups]


def test_rows_pair_by_key() -> None:
    groups = paired(CODE.reading(table(CODE)), MODEL.reading(table(MODEL, first=40)))
    assert [names(each) for each in groups] == [
        {BASELINE: [name], LLM: [name]} for name in ("Ash", "Birch", "Cedar")
    ]


def test_keys_are_compared_as_their_field_is() -> None:
    assert both(("Ash Bank, N.A.", 100), model=[("ASH BANK NA", None)]) == [
        {BASELINE: "Ash Bank, N.A.", LLM: "ASH BANK NA"}
    ]


def test_rows_of_one_place_pair_where_the_readers_spell_the_key_differently() -> None:
    assert both(("M-1", 100), ("M-2", 200), model=[("M-l", 103), ("M-2", 200)]) == [
        {BASELINE: "M-1", LLM: "M-l"},
        {BASELINE: "M-2", LLM: "M-2"},
    ]


def test_a_key_outweighs_a_place() -> None:
    assert both(("Ash", 100), ("Birch", 200), model=[("Birch", 100), ("Ash", 200)]) == [
        {BASELINE: "Ash", LLM: "Ash"},
        {BASELINE: "Birch", LLM: "Birch"},
    ]


def test_rows_with_neither_key_nor_place_in_common_stay_apart() -> None:
    assert both(("Ash", 100), model=[("Birch", 300), ("Cedar", None)]) == [
        {BASELINE: "Ash"},
        {LLM: "Birch"},
        {LLM: "Cedar"},
    ]


def test_rows_without_a_key_stay_apart() -> None:
    code = [CODE.none(NAME, 1), CODE.value(SHARE, Decimal(5), 100, row=1)]
    model = [MODEL.none(NAME, 1), MODEL.value(SHARE, Decimal(5), 100, row=1)]
    assert len(paired(CODE.reading(code), MODEL.reading(model))) == 2


def test_of_several_rows_with_one_key_the_one_at_the_same_place_is_meant() -> None:
    groups = both(("Ash", 100), ("Ash", 200), model=[("Ash", 200), ("Ash", 100)])
    assert len(groups) == 2
    code = [CODE.value(NAME, "Ash", at, row=at) for at in (100, 200)]
    model = [MODEL.value(NAME, "Ash", at, row=at) for at in (200, 100)]
    for group in paired(CODE.reading(code), MODEL.reading(model)):
        places = {each.evidence for each in group.candidates(NAME)}
        assert len(places) == 1


def test_a_row_with_a_place_is_not_robbed_of_it_by_one_without() -> None:
    code = [CODE.value(NAME, "Ash", at, row=at) for at in (100, 200)]
    model = [MODEL.value(NAME, "Ash", None, row=1), MODEL.value(NAME, "Ash", 100, row=2)]
    first, second = paired(CODE.reading(code), MODEL.reading(model))
    assert {each.evidence for each in first.candidates(NAME)} == {code[0].evidence}
    assert {each.evidence for each in second.candidates(NAME)} == {code[1].evidence, ()}


def test_duplicates_of_one_reader_are_rows_of_their_own() -> None:
    assert both(("Ash", 100), model=[("Ash", 100), ("Ash", 300)]) == [
        {BASELINE: "Ash", LLM: "Ash"},
        {LLM: "Ash"},
    ]
    assert both(("Ash", 100), ("Ash", 200), model=[("Ash", 100)])[1] == {BASELINE: "Ash"}


def test_a_row_that_overlapping_chunks_show_twice_is_one_row() -> None:
    twice = [*table(MODEL), *table(MODEL, first=1001)]
    groups = paired(CODE.reading(table(CODE)), MODEL.reading(twice))
    assert len(groups) == 3
    assert [len(each.readers[LLM][SHARE]) for each in groups] == [2, 2, 2]


def test_rows_that_stand_nowhere_are_never_taken_for_one() -> None:
    model = [MODEL.value(NAME, "Ash", None, row=row) for row in (1, 2)]
    assert len(paired(MODEL.reading(model))) == 2


def test_rows_come_in_the_order_of_the_filing() -> None:
    code = [CODE.value(NAME, "Cedar", 300, row=0), CODE.value(NAME, "Ash", 100, row=1)]
    model = [MODEL.value(NAME, "Lost", None, row=0), MODEL.value(NAME, "Birch", 200, row=1)]
    groups = paired(CODE.reading(code), MODEL.reading(model))
    assert [next(iter(names(each).values())) for each in groups] == [
        ["Ash"],
        ["Birch"],
        ["Cedar"],
        ["Lost"],
    ]


def test_a_persons_row_pairs_like_any_other() -> None:
    said = [PERSON_SAYS.value(NAME, "Birch", None, row=9)]
    groups = paired(PERSON_SAYS.reading(said), CODE.reading(table(CODE)))
    assert [PERSON in each.readers for each in groups] == [False, True, False]


def test_a_list_of_strings_has_its_strings_as_keys() -> None:
    code = [CODE.value("codes", "333-72880", 10, row=0), CODE.value("codes", "0-12345", 30, row=1)]
    model = [MODEL.value("codes", "0-12345", 30, row=0)]
    groups = pair_rows(NOTE, CODES, [CODE.reading(code), MODEL.reading(model)])
    assert [sorted(each.readers) for each in groups] == [[BASELINE], [BASELINE, LLM]]


def test_a_group_is_grounded_where_any_value_of_it_stands_in_the_text() -> None:
    lost = MODEL.value(NAME, "Ash", None, row=1)
    assert not paired(MODEL.reading([lost]))[0].is_grounded
    smudged = MODEL.unread(SHARE, 50, row=1)
    assert not paired(MODEL.reading([lost, smudged]))[0].is_grounded
    share = MODEL.value(SHARE, Decimal(5), 50, row=1)
    assert paired(MODEL.reading([lost, share]))[0].is_grounded


_ROWS = st.lists(
    st.tuples(st.sampled_from(["Ash", "ASH", "Birch"]), st.sampled_from([None, 100, 102, 200])),
    max_size=5,
)


def _reading(says: Says, rows: Sequence[tuple[str, int | None]], random: Random) -> Reading:
    said: list[Candidate] = []
    for number, (name, at) in enumerate(rows):
        said.append(says.value(NAME, name, at, row=number))
        said.append(says.value(SHARE, Decimal(number), at and at + 20, row=number))
    random.shuffle(said)
    return says.reading(said)


@given(_ROWS, _ROWS, st.randoms(use_true_random=False))
def test_every_candidate_is_in_one_group_and_no_group_has_two_rows_of_a_reader(
    code: list[tuple[str, int | None]], model: list[tuple[str, int | None]], random: Random
) -> None:
    readings = [_reading(CODE, code, random), _reading(MODEL, model, random)]
    groups = paired(*readings)
    grouped = [each for group in groups for path in SPEC.leaves for each in group.candidates(path)]
    said = [each for reading in readings for each in reading.candidates]
    assert len(grouped) == len(said)
    assert set(map(id, grouped)) == set(map(id, said))
    for group in groups:
        for leaves in group.readers.values():
            # Rows of one reader are only ever the same where key and place are.
            assert len({(str(e.value).casefold(), e.evidence) for e in leaves[NAME]}) == 1
