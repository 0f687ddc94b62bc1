"""Forms from a plain pydantic model: what is not said is taken from the names, types and words."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from hashlib import sha256

from pydantic import BaseModel

from extractor.filing.model import Filing
from extractor.forms.base import Anchor, Answer, Facts, Form, Question, Rule
from extractor.forms.finding import ListBaseline, ValueBaseline, baseline_of, called
from extractor.forms.parts import WHOLE, BadPattern, Part, wording
from extractor.forms.plain import BadForm, Marked, schema_of
from extractor.forms.schema import SchemaSpec, spec_of
from extractor.records import CheckResult

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    "the and for its his her their that this which with from each all any one two who whom was "
    "were are has had have not nor but per into onto upon over under when where what how why "
    "than then such other there these those been being will would shall may can could name "
    "text value list row rows filing document stated states printed without word words "
    "number".split()
)
"""Words that stand near any value."""
_TABLE_LINES = 90
"""How far above a row the header of its table may stand: lines that are not blank."""
_MOST_WORDS = 12
_DEFAULT_PROMPT = "own"


@dataclass(frozen=True)
class OwnParts:
    """What a form brings beside its schema; see `Form.from_schema`."""

    sections: Mapping[str, Part] | Part = WHOLE
    documents: tuple[str, ...] = ()
    baselines: Mapping[str, ValueBaseline | ListBaseline] = field(default_factory=dict)
    checks: tuple[Rule, ...] = ()
    matches: Callable[[Filing], int] | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


def own_form(schema: type[BaseModel], name: str, title: str, parts: OwnParts) -> Form:
    """The form of a plain model; raises BadForm with what is wrong and where."""
    if not _NAME.fullmatch(name):
        raise BadForm(f"{name!r} is no name of a form: small letters, digits and - between them")
    try:
        return _form(schema, name, title, parts)
    except (BadForm, BadPattern, TypeError) as error:
        raise BadForm(f"the form {name}: {error}") from error


def _form(schema: type[BaseModel], name: str, title: str, own: OwnParts) -> Form:
    plain = schema_of(schema)
    spec = spec_of(plain.schema)
    sections = {"": own.sections} if isinstance(own.sections, Part) else dict(own.sections)
    _known(spec, "sections", (path for path in sections if path))
    _known(spec, "baselines", own.baselines, exact=True)
    questions = tuple(_questions(spec, sections, name, own.prompts))
    unput = set(own.prompts) - {each.name for each in questions}
    if unput:
        named = ", ".join(each.name for each in questions)
        raise BadForm(f"prompts: {', '.join(sorted(unput))} is no question; there are {named}")
    form = Form(
        name=name,
        title=title or (schema.__doc__ or name).strip().partition("\n")[0].rstrip("."),
        schema=plain.schema,
        matches=_matches(name, own.matches),
        questions=questions,
        baseline=lambda _: Answer(()),
        anchors=dict(_anchors(spec, plain.marks)),
        rules=tuple(_guarded_rule(name, rule) for rule in own.checks),
        cues={each.path: wording(each.cue.wording) for each in plain.marks if each.cue},
        synonyms=dict(_synonyms(spec, plain.marks)),
        documents=own.documents,
        parts=sections if any(part != WHOLE for part in sections.values()) else {},
        prompts={f"{name}/{question}": text for question, text in own.prompts.items()},
        measured=False,
    )
    declared = sha256(json.dumps(_plainly(form)).encode()).hexdigest()
    return replace(
        form, baseline=baseline_of(form, own.baselines), version=f"{own.version} {declared}".strip()
    )


def _plainly(value: object) -> object:
    """What a form declares, without its code, as JSON has it: it decides what is accepted, too."""
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plainly(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plainly(each) for key, each in sorted(value.items())}
    if isinstance(value, tuple | frozenset):
        return [_plainly(each) for each in value]
    return str(value) if isinstance(value, str | int) else None


def _known(spec: SchemaSpec, what: str, paths: Iterable[str], *, exact: bool = False) -> None:
    known = {*spec.leaves, *spec.lists}
    above = set() if exact else {path.rpartition(".")[0] for path in known}
    for path in paths:
        if path not in known | above:
            raise BadForm(f"{what}: there is no field {path!r}; there are {', '.join(spec.leaves)}")
        rows = spec.leaves[path].rows if path in spec.leaves else None
        if rows is not None and rows != path:
            raise BadForm(f"{what}: {path!r} stands in rows; name the whole list, {rows!r}")


def _questions(
    spec: SchemaSpec, sections: Mapping[str, Part], form: str, prompts: Mapping[str, str]
) -> Iterable[Question]:
    """One question for each list, and one for all other fields of the same part."""
    together: dict[Part, list[str]] = {}
    for path, leaf in spec.leaves.items():
        if leaf.rows is None:
            together.setdefault(_part_of(sections, path), []).append(path)
    for number, (part, paths) in enumerate(together.items(), start=1):
        name = "fields" if number == 1 else f"fields-{number}"
        yield _question(name, part, tuple(paths), form, prompts)
    for path in spec.lists:
        yield _question(path, _part_of(sections, path), (path,), form, prompts)


def _question(
    name: str, part: Part, paths: tuple[str, ...], form: str, prompts: Mapping[str, str]
) -> Question:
    prompt = f"{form}/{name}" if name in prompts else _DEFAULT_PROMPT
    return Question(name, (), paths, prompt, part=part)


def _part_of(sections: Mapping[str, Part], path: str) -> Part:
    names = path.split(".")
    above = (".".join(names[:count]) for count in range(len(names), -1, -1))
    return next((sections[each] for each in above if each in sections), WHOLE)


def _anchors(spec: SchemaSpec, marks: Iterable[Marked]) -> Iterable[tuple[str, Anchor]]:
    """What must stand near each value: what is said beside it, else the words that describe it."""
    near = {each.path: each.near for each in marks if each.near}
    for path, leaf in spec.leaves.items():
        rows = spec.lists.get(leaf.rows) if leaf.rows is not None else None
        said = near.get(path)
        if said is not None:
            yield path, Anchor(wording(said.wording), said.before, said.after)
        elif rows is None:
            yield from _by_words(path, path, leaf.description, before=3)
        elif path in rows.key:
            told = f"{rows.description} {leaf.description}"
            yield from _by_words(path, path, told, before=_TABLE_LINES)
        else:
            yield path, Anchor()


def _by_words(
    path: str, name: str, description: str, *, before: int
) -> Iterable[tuple[str, Anchor]]:
    told = f"{name} {description}".lower().replace("_", " ").replace(".", " ")
    words = [word for word in dict.fromkeys(_WORD.findall(told)) if word not in _EMPTY]
    if words:
        # The beginnings of words: "balances" is said of a balance, too.
        stems = (re.escape(word.removesuffix("s")) for word in words[:_MOST_WORDS])
        yield path, Anchor(wording(rf"\b(?:{'|'.join(stems)})"), before=before, after=3)


def _synonyms(spec: SchemaSpec, marks: Iterable[Marked]) -> Iterable[tuple[str, Mapping[str, str]]]:
    for each in marks:
        if each.synonyms is None:
            continue
        choices = spec.leaves[each.path].choices if each.path in spec.leaves else ()
        unknown = [choice for choice in each.synonyms.wordings if choice not in choices]
        if unknown:
            had = ", ".join(choices) or "no choices"
            raise BadForm(f"{each.path}: synonyms for {', '.join(unknown)}, and there are {had}")
        yield (
            each.path,
            {
                " ".join(printed.casefold().split()): choice
                for choice, wordings in each.synonyms.wordings.items()
                for printed in wordings
            },
        )


def _matches(name: str, matches: Callable[[Filing], int] | None) -> Callable[[Filing], int]:
    if matches is None:
        return lambda _: 0
    told = f"the form {name}: what tells its filings"

    def guarded(filing: Filing) -> int:
        fits = called(told, matches, filing)
        if not isinstance(fits, int):
            raise BadForm(f"{told} gives a number, 0 for a filing of another form")
        return fits

    return guarded


def _guarded_rule(name: str, rule: Rule) -> Rule:
    told = f"the form {name}: the check {getattr(rule, '__name__', 'without a name')}"

    def guarded(facts: Facts) -> CheckResult:
        result = called(told, rule, facts)
        if not isinstance(result, CheckResult):
            raise BadForm(f"{told} gives a CheckResult")
        return result

    return guarded
