"""Fields that were read from the same words."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from extractor.overlaps import mark_shared, take_own_words
from extractor.reasons import Reason
from extractor.reconcile import reconcile
from extractor.records import Candidate, Outcome
from tests.note_form import CODE, HOLDERS, MODEL, NOTE, PERSON_SAYS, Says, table

AMOUNT = Decimal("100.00")


def doubted(*said: tuple[Says, Iterable[Candidate]], reused: Iterable[str] = ()) -> set[str]:
    form = replace(NOTE, reused=frozenset(reused))
    fields = reconcile(form, [says.reading(candidates) for says, candidates in said])
    marked = mark_shared(form, fields)
    assert marked.keys() == fields.keys()
    return {path for path, each in marked.items() if Reason.SHARED_PLACE in each.reasons}


def test_two_fields_from_the_same_words_are_both_doubted() -> None:
    said = [CODE.value("title", "Elm", 10), CODE.value("office.city", "Elm", 10)]
    assert doubted((CODE, said)) == {"title", "office.city"}


def test_words_that_touch_are_not_the_same() -> None:
    said = [CODE.value("title", "Elm", 10), CODE.value("office.city", "Elm", 15)]
    assert doubted((CODE, said)) == set()


def test_a_part_of_the_words_is_enough() -> None:
    said = [CODE.value("title", "Elm", 10), CODE.value("office.city", "Elm", 14)]
    assert doubted((CODE, said)) == {"title", "office.city"}


def test_a_field_is_not_doubted_for_one_that_less_speaks_for() -> None:
    city = MODEL.value("office.city", "Elm", 10)
    title = [says.value("title", "Elm", 10) for says in (CODE, MODEL)]
    assert doubted((CODE, title[:1]), (MODEL, [title[1], city])) == {"office.city"}
    settled = PERSON_SAYS.value("office.city", "Elm", 10)
    assert doubted((CODE, title[:1]), (PERSON_SAYS, [settled])) == {"title"}


def test_cells_of_two_rows_may_not_be_the_same_either() -> None:
    rows = table(CODE, HOLDERS)
    taken = next(each for each in rows if each.path == "holders.share").evidence
    said = [
        replace(each, evidence=taken) if (each.path, each.row) == ("holders.share", 2) else each
        for each in rows
    ]
    assert doubted((CODE, said)) == {"holders#1.share", "holders#2.share"}


def test_a_form_says_which_words_may_serve_several_fields() -> None:
    said = [CODE.value("title", "Elm", 10), CODE.value("office.city", "Elm", 10)]
    assert doubted((CODE, said), reused=("title", "office.city")) == set()
    assert doubted((CODE, said), reused=("title",)) == {"title", "office.city"}


def test_a_choice_stands_for_words_and_takes_none() -> None:
    name, share = CODE.holder(1, "Ash", "60.00", 100)
    rank = CODE.value("holders.rank", "senior", 100, row=1)
    assert doubted((CODE, [name, share, rank])) == set()


def taken(*said: tuple[Says, Iterable[Candidate]], reused: Iterable[str] = ()) -> dict[str, object]:
    form = replace(NOTE, reused=frozenset(reused))
    fields = reconcile(form, [says.reading(candidates) for says, candidates in said])
    own = take_own_words(form, fields)
    assert [each.outcome for each in own.values()] == [each.outcome for each in fields.values()]
    return {path: each.value for path, each in own.items() if each.value is not None}


CITY = [says.value("office.city", "Elm", 14) for says in (CODE, MODEL)]
LONG, SHORT = CODE.value("title", "Note, Elm", 10), MODEL.value("title", "Note", 9)


def test_where_readers_differ_the_value_in_words_of_its_own_is_taken() -> None:
    made = taken((CODE, [LONG, CITY[0]]), (MODEL, [SHORT, CITY[1]]))
    assert (made["title"], made["office.city"]) == ("Note", "Elm")


def test_words_that_only_one_reader_gives_to_another_field_take_no_value_away() -> None:
    assert taken((CODE, [LONG]), (MODEL, [SHORT, CITY[1]]))["title"] == "Note, Elm"


def test_words_that_may_serve_several_fields_take_no_value_away() -> None:
    said = (CODE, [LONG, CITY[0]]), (MODEL, [SHORT, CITY[1]])
    assert taken(*said, reused=("title", "office.city"))["title"] == "Note, Elm"


def test_where_no_value_has_words_of_its_own_the_preferred_one_stays() -> None:
    other = MODEL.value("title", "Elm", 15)
    assert taken((CODE, [LONG, CITY[0]]), (MODEL, [other, CITY[1]]))["title"] == "Note, Elm"


def test_the_reasons_are_those_of_the_value_taken() -> None:
    weak = replace(SHORT, anchor=())
    fields = reconcile(NOTE, [CODE.reading([LONG, CITY[0]]), MODEL.reading([weak, CITY[1]])])
    title = take_own_words(NOTE, fields)["title"]
    assert title.outcome is Outcome.CONFLICT
    assert title.reasons == (Reason.READERS_DIFFER, Reason.NO_ANCHOR)
    assert title.evidence == weak.evidence
