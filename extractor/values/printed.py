"""What a reader copied, as the text has it."""

from collections.abc import Iterator

from extractor.text.locate import locate
from extractor.text.view import View
from extractor.values.telephone import TELEPHONE, digits

_STOPS = " .,;:"


def as_printed(quote: str, view: View, grammar: str, *, of_several: bool = False) -> str:
    """A quote as the view has it, the quote itself where the view has it not.

    Who copies a name ends it with a stop that the text has not there; who copies a telephone number
    sets its digits apart in another way; and with `of_several` the quote may name one of those of
    whom the text speaks in the plural.
    """
    ways = _ways(quote, view, grammar, of_several=of_several)
    return next((each for each in ways if locate(each, view)), quote)


def _ways(quote: str, view: View, grammar: str, *, of_several: bool) -> Iterator[str]:
    yield quote
    yield quote.rstrip(_STOPS)
    if of_several:
        yield f"{quote}s"
    if grammar == TELEPHONE.name and (wanted := digits(quote)):
        for each in TELEPHONE.find(view.text):
            if digits(each.value) == wanted:
                yield view.text[each.start : each.end]
