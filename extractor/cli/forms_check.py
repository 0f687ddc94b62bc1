"""What is wrong with a form, or weaker than it could be, found without a filing or a model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.forms.base import Answer, Form
from extractor.forms.schema import LeafSpec
from extractor.llm.prompts import messages
from extractor.llm.quotes import quote_schema
from extractor.values import GRAMMARS

_BLANK = Filing.from_text("(a filing that states nothing)\n", "a filing that states nothing")


class Weight(StrEnum):
    """How much a remark weighs: a fault makes the form unusable or silently blind."""

    FAULT = "fault"
    HINT = "hint"


@dataclass(frozen=True)
class Remark:
    """One thing to mend: where, and a sentence with what to do."""

    weight: Weight
    where: str
    sentence: str


def remarks_on(form: Form) -> tuple[Remark, ...]:
    """All that can be said of a form from its declarations; faults come first."""
    found = [*_schema(form), *_tables(form), *_asking(form), *_code(form)]
    return tuple(sorted(found, key=lambda each: each.weight is not Weight.FAULT))


def _fault(where: str, sentence: str) -> Remark:
    return Remark(Weight.FAULT, where, sentence)


def _hint(where: str, sentence: str) -> Remark:
    return Remark(Weight.HINT, where, sentence)


def _schema(form: Form) -> Iterator[Remark]:
    """Grammars, keys and descriptions."""
    for path, leaf in form.spec.leaves.items():
        if leaf.leaf.grammar not in GRAMMARS:
            known = ", ".join(sorted(GRAMMARS))
            yield _fault(path, f"no grammar {leaf.leaf.grammar!r} reads it; there are {known}")
        if leaf.description in {"", leaf.name.replace("_", " ")}:
            yield _hint(path, "without a description a model has only its name to go by")
    for path, rows in form.spec.lists.items():
        if not rows.key:
            yield _fault(path, "its rows have no key; put Rows(key=(...)) beside the list")
        for key in rows.key:
            if key not in rows.leaves:
                yield _fault(path, f"its key names {key}, which is no field of its rows")


def _tables(form: Form) -> Iterator[Remark]:
    """Anchors, cues, synonyms and the rest that go by a field's path."""
    leaves, lists = form.spec.leaves, form.spec.lists
    above = {path.rpartition(".")[0] for path in leaves} | {""}
    for what, paths, known in (
        ("an anchor", form.anchors, {*leaves}),
        ("a cue", form.cues, {*leaves, *lists}),
        ("synonyms", form.synonyms, {*leaves}),
        ("derived", form.derived, {*leaves}),
        ("a count", form.counts, {*lists}),
        ("sections", [*form.within, *form.parts], {*leaves, *lists, *above}),
    ):
        for path in sorted(set(paths) - known):
            yield _fault(path, f"{what} is declared for it, and the schema has no such field")
    for path, leaf in leaves.items():
        if path not in form.anchors:
            yield _hint(path, "nothing gives it its role, so it always goes to review; add Near")
        yield from _choice(form, path, leaf)


def _choice(form: Form, path: str, leaf: LeafSpec) -> Iterator[Remark]:
    synonyms = form.synonyms.get(path)
    if not leaf.choices or path in form.derived or not leaf.leaf.ask:
        return
    if synonyms is None:
        yield _hint(path, "a choice without Synonyms is never accepted: no code can tell it")
        return
    for wrong in sorted(set(synonyms.values()) - set(leaf.choices)):
        yield _fault(path, f"synonyms lead to {wrong!r}, which is none of its choices")
    unsaid = [choice for choice in leaf.choices if choice not in synonyms.values()]
    if unsaid:
        yield _hint(path, f"no wording means {', '.join(unsaid)}")


def _asking(form: Form) -> Iterator[Remark]:
    """Which fields are asked for, and whether their prompts can be filled in."""
    fed: set[str] = set(form.shares.values())
    for question in form.questions:
        try:
            schema = quote_schema(form, question, frozenset())
            if schema is None:
                yield _fault(question.name, "the question asks for no field of the schema")
                continue
            fed.update(schema.leaves)
            (_, asked) = messages(question.prompt, schema, "The text.", None, form.prompts)
        except (ExtractorError, ValueError, TypeError, KeyError) as error:
            yield _fault(question.name, f"the question cannot be put: {error}")
            continue
        if "The text." not in asked["content"]:
            yield _fault(question.name, f"the prompt {question.prompt} leaves out {{{{ text }}}}")
    for path, leaf in form.spec.leaves.items():
        if leaf.leaf.ask and path not in fed:
            yield _fault(path, "no question asks for it, so no section feeds it")


def _code(form: Form) -> Iterator[Remark]:
    """Whether the form's own code stands a filing that states nothing, and what it looks for."""
    try:
        if form.matches(_BLANK):
            yield _hint("matches", "a filing that states nothing is taken for one of this form")
        read = _read(form, form.baseline(_BLANK))
    except Exception as error:  # noqa: BLE001  # code from outside may raise anything
        yield _fault("baseline", f"on a filing that states nothing: {error}")
        return
    unread = [path for path in form.spec.leaves if path not in read]
    if unread:
        yield _hint("baselines", f"the model is the only reader of {_few(unread)}")
    if not form.rules:
        yield _hint("checks", "no check holds the fields against each other")


def _read(form: Form, answer: Answer) -> frozenset[str]:
    return frozenset(form.spec.leaves) if answer.read is None else answer.read


def _few(paths: Iterable[str]) -> str:
    named = [*paths]
    more = f" and {len(named) - 4} more" if len(named) > 4 else ""
    return ", ".join(named[:4]) + more
