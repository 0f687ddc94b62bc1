"""The segments of a cover: captions and values."""

import pytest

from extractor.forms.form_8k.baselines.captions import Kind, Role, is_caption, read_cover


@pytest.mark.parametrize("number", ["(353) (1) 555-0100", "0161 555 0100", "852 5550 1234"])
def test_a_number_behind_a_colon_is_no_part_of_the_caption(number: str) -> None:
    text = f"Registrant's telephone number, including area code: {number}"
    caption, value = read_cover(text, 0, len(text)).segments
    assert (caption.kind, caption.roles) == (Kind.CAPTION, frozenset({Role.TELEPHONE}))
    assert text[caption.start : caption.end].endswith("area code")
    assert value.text == number


@pytest.mark.parametrize("text", ["(ZipCode)", "(Stateorother jurisdictionof incorporation)"])
def test_words_of_a_caption_may_have_lost_their_blanks(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize("text", ["Filetown Inc", "Fileworks", "(Incorporatedness)"])
def test_a_word_that_only_begins_like_a_caption_is_none(text: str) -> None:
    assert not is_caption(text)


@pytest.mark.parametrize("text", ["ID", "OR", "IN", "CO"])
def test_the_short_form_of_a_state_alone_is_no_caption(text: str) -> None:
    assert not is_caption(text)


@pytest.mark.parametrize("text", ["(ID", "ID)", "IRS ID", "id", "or", "OR OTHER"])
def test_the_same_letters_within_a_caption_are_one(text: str) -> None:
    assert is_caption(text)


def test_the_value_beside_a_caption_is_in_the_second_cell() -> None:
    text = "Name of registrant      Alder Ropes Inc.\nState of incorporation"
    cover = read_cover(text, 0, len(text))
    first, second = cover.with_role(Role.REGISTRANT)[0], cover.with_role(Role.JURISDICTION)[0]
    beside = cover.beside(first)
    assert beside is not None
    assert beside.text == "Alder Ropes Inc."
    assert cover.beside(second) is None
