"""What a person types or selects, as a value of its field with its place in the filing. Pure."""

from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.records import Value
from extractor.review.actions import BadSubmission, Typed, Unconfirmed
from extractor.review.person import Cell
from extractor.text.locate import locate
from extractor.text.spans import Evidence, Span
from extractor.values import GRAMMARS, Unreadable


def read_cell(form: Form, filing: Filing, path: str, typed: Typed, confirmed: bool) -> Cell:
    """The value of a leaf as it was typed or selected.

    Raises BadSubmission where the leaf's grammar refuses it, Unconfirmed where a text that was
    typed is nowhere in the filing.
    """
    text = typed.text.strip() or selected(filing, typed.evidence)
    value = read_value(form, path, text)
    evidence = typed.evidence or find(filing, text)
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


def find(filing: Filing, text: str) -> Evidence:
    """Where a text first stands in the main document, () where it does not."""
    view = filing.main_document.reading
    place = next(iter(locate(text, view)), None)
    return view.evidence(*place) if place is not None else ()


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
