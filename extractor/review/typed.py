"""What a person types or selects, as a value of its field with its place in the filing. Pure."""

from collections.abc import Iterator

from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.records import Value
from extractor.review.actions import BadSubmission, Typed, Unconfirmed
from extractor.review.person import Cell
from extractor.text.compare import same
from extractor.text.locate import locate
from extractor.text.spans import Evidence, Span
from extractor.values import GRAMMARS, INTEGER, Unreadable

_PRINTED_OTHERWISE = frozenset({"date", "ein", "integer", "money", "percent", "telephone"})
"""The grammars whose values are printed in several ways."""
_FAR = 1 << 40


def read_cell(
    form: Form, filing: Filing, path: str, typed: Typed, confirmed: bool, near: Evidence = ()
) -> Cell:
    """The value of a leaf as it was typed or selected.

    Where it stands several times the place nearest to `near` is meant. Raises BadSubmission where
    the leaf's grammar refuses it, Unconfirmed where a value that was typed stands nowhere in the
    filing.
    """
    text = typed.text.strip() or selected(filing, typed.evidence)
    value = read_value(form, path, text)
    evidence = typed.evidence or find(form, filing, path, text, near)
    if not evidence and not confirmed and not form.spec.leaves[path].choices:
        raise Unconfirmed(
            f"{text!r} is nowhere in the filing; confirm that it is meant all the same"
        )
    return Cell(value, text, evidence)


def read_value(form: Form, path: str, text: str) -> Value:
    """The value that a text is for a leaf; raises BadSubmission."""
    leaf = form.spec.leaves[path]
    if not text.strip():
        raise BadSubmission(f"{path}: nothing was typed or selected; where there is none say so")
    if leaf.choices:
        chosen = form.synonyms.get(path, {}).get(text.strip().lower(), text.strip())
        if chosen not in leaf.choices:
            raise BadSubmission(f"{path}: {text!r} is none of {', '.join(leaf.choices)}")
        return chosen
    try:
        value: Value = GRAMMARS[leaf.leaf.grammar].parse(text)
    except Unreadable as error:
        kind = leaf.leaf.grammar.replace("_", " ")
        raise BadSubmission(f"{path}: {text!r} cannot be read as {kind}: {error}") from error
    return value


def read_count(text: str) -> int:
    """How many rows a text says; raises BadSubmission."""
    try:
        return INTEGER.parse(text)
    except Unreadable as error:
        raise BadSubmission(f"{text!r} cannot be read as a number of rows: {error}") from error


def find(form: Form, filing: Filing, path: str, text: str, near: Evidence = ()) -> Evidence:
    """Where a leaf's value stands in the main document, () where it does not.

    As it was typed, or else as the leaf's grammar reads it: 2002-03-18 stands where March 18, 2002
    is printed. Of several places the one nearest to `near`.
    """
    view = filing.main_document.reading
    places = [view.evidence(*place) for place in locate(text, view)]
    if not places:
        try:
            places = list(standing(form, filing, path, read_value(form, path, text)))
        except BadSubmission:
            return ()
    return min(places, key=lambda place: _distance(place, near), default=())


def standing(form: Form, filing: Filing, path: str, value: Value) -> Iterator[Evidence]:
    """Where the main document states a value, however it is printed: numbers and dates only."""
    leaf, view = form.spec.leaves[path].leaf, filing.main_document.reading
    if leaf.grammar not in _PRINTED_OTHERWISE:
        return
    for token in GRAMMARS[leaf.grammar].find(view.text):
        if same(leaf.compare, token.value, value):
            yield view.evidence(token.start, token.end)


def _distance(place: Evidence, near: Evidence) -> int:
    if not near:
        return 0
    apart = place[0].document != near[0].document
    return abs(place[0].start - near[0].start) + apart * _FAR


def selected(filing: Filing, evidence: Evidence) -> str:
    """The text at a place, without the page furniture that lies in it. Raises BadSubmission."""
    for span in evidence:
        inside = 0 <= span.document < len(filing.documents)
        if not inside or not 0 <= span.start < span.end <= len(
            filing.documents[span.document].text
        ):
            raise BadSubmission("the selection does not lie in the filing")
    return " ".join(" ".join(_read(filing, span) for span in evidence).split())


def _read(filing: Filing, span: Span) -> str:
    document = filing.documents[span.document]
    view = document.reading
    low, high = view.position(span.start), view.position(span.end - 1)
    if low is None or high is None:
        return document.text[span.start : span.end]
    return view.text[low : high + 1]
