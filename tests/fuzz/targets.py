"""What is fed with hostile bytes, and what must hold whatever they are.

A target returns where the bytes were read or refused in a sentence, and raises anything else.
"""

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from extractor.assess import assess
from extractor.cli.archives import ArchiveLimits, BadArchive, unpacked
from extractor.errors import ExtractorError
from extractor.evaluation.dataset import BadDataset, load_dataset
from extractor.evaluation.gate import load_waivers
from extractor.evaluation.records_file import load_records
from extractor.evaluation.runs import load_runs
from extractor.filing.chunks import chunks_of, compact, headings
from extractor.filing.model import Document, Filing, UnreadableFiling
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.llm.recorded import RecordedAnswers
from extractor.pipeline import Extractor, load_policy
from extractor.policy import AGREEMENT
from extractor.readers import Put, baseline_reading, llm_reading, questions, uncued
from extractor.records import Decision, FieldResult
from extractor.text.locate import locate
from extractor.text.view import View
from extractor.values import GRAMMARS, Unreadable

Target = Callable[[bytes], None]

ROOT = Path(__file__).resolve().parents[2]
BUDGET, OVERLAP = 700, 60
FORMS = ("8-k", "abs-8-k")
_ARCHIVE_BYTES = 200_000


@cache
def _folder() -> Path:
    """A folder for what must be a file, kept as long as the process."""
    made = tempfile.TemporaryDirectory(prefix="extractor-fuzz-")
    _kept.append(made)
    return Path(made.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def read(data: bytes) -> None:
    """Bytes as a filing: each document's view leads back to its text, sections lie within it."""
    try:
        filing = Filing.from_bytes(data, "fuzzed")
    except UnreadableFiling:
        return
    assert filing.documents
    for document in filing.documents:
        check_document(document)


def check_document(document: Document) -> None:
    """What holds for every document."""
    view = document.reading
    check_view(view, document.text)
    for section in document.sections:
        assert 0 <= section.start <= section.end <= len(view.text)


def check_view(view: View, text: str) -> None:
    """Every piece stands for a range of the text, in order; what was kept is the same."""
    at = 0
    for piece in view.pieces:
        assert at <= piece.start
        at = piece.start + piece.length
        assert piece.length > 0
        assert 0 <= piece.source <= piece.source + piece.source_length <= len(text)
    assert at <= len(view.text)


def chunks(data: bytes) -> None:
    """Text cut into chunks: none too large, no word lost, shown smaller without losing one."""
    text = data.decode("utf-8", "replace")
    view = View.whole(0, text)
    parts = chunks_of(view, budget=BUDGET, overlap=OVERLAP)
    covered: set[int] = set()
    for part in parts:
        assert len(part.text) <= BUDGET
        for span in part.evidence(0, len(part.text)):
            covered.update(range(span.start, span.end))
    lost = (at for at in range(len(text)) if not text[at].isspace() and at not in covered)
    assert next(lost, None) is None
    check_view(compact(view), text)
    check_view(headings(view), text)


def grammars(data: bytes) -> None:
    """Text read by every grammar: a value or Unreadable; what is found lies in it, in order."""
    text = data.decode("utf-8", "replace")
    for grammar in GRAMMARS.values():
        with contextlib.suppress(Unreadable):
            grammar.parse(text)
        at = 0
        for found in grammar.find(text):
            assert at <= found.start < found.end <= len(text)
            at = found.start


def quotes(data: bytes) -> None:
    """A quote (the first line) looked up in a text (the rest): every place found is within it."""
    quote, _, text = data.decode("utf-8", "replace").partition("\n")
    for start, end in locate(quote, View.whole(0, text)):
        assert 0 <= start < end <= len(text)


def extraction(data: bytes) -> None:
    """Bytes extracted without a model: a record, and nothing accepted that is grounded nowhere."""
    try:
        filing = Filing.from_bytes(data, "fuzzed")
    except UnreadableFiling:
        return
    for form in FORMS:
        with Extractor("none", form=form) as extractor:
            result = extractor.extract(filing)
        check_fields(result.fields.values())


def check_fields(fields: Iterable[FieldResult]) -> None:
    """No value is accepted that stands nowhere in the filing."""
    for each in fields:
        whole_list = each.path.endswith("#complete")
        accepted = each.decision is Decision.ACCEPTED and each.value is not None
        assert each.evidence or whole_list or not accepted


def answers(data: bytes) -> None:
    """Bytes as a model's answer to each question of the reference filing."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(answer, dict):
        form, filing, puts = _asked()
        said = llm_reading(form, filing.main_document, [(put, answer) for put in puts])
        result = assess(form, [baseline_reading(form, filing), said], AGREEMENT)
        check_fields(result.fields.values())


@cache
def _asked() -> tuple[Form, Filing, tuple[Put, ...]]:
    filing = Filing.from_path(ROOT / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt")
    form = form_by_name("abs-8-k")
    document = filing.main_document
    return form, filing, questions(form, document, uncued(form, document))


def labels(data: bytes) -> None:
    """Bytes as a label, and as the file about a dataset."""
    _file("set/dataset.toml", b'name = "x"\nform = "abs-8-k"\nprovenance = "x"\n')
    _file("set/filings/a.txt", b"x")
    _file("set/labels/a.json", data)
    with contextlib.suppress(BadDataset):
        load_dataset(_folder() / "set")
    _file("set/labels/a.json", b'{"items": []}')
    _file("set/dataset.toml", data)
    with contextlib.suppress(BadDataset):
        load_dataset(_folder() / "set")


def policies(data: bytes) -> None:
    """Bytes as a policy, as runs, as waivers, as records and as recorded answers."""
    path = _file("fuzzed.json", data)
    for load in (load_policy, load_runs, load_waivers, RecordedAnswers):
        with contextlib.suppress(ExtractorError):
            load(path)
    with contextlib.suppress(ExtractorError):
        load_records(path, {"a"})


def archives(data: bytes) -> None:
    """Bytes as an archive, once as a zip and once as a tar: bounded files, or BadArchive."""
    limits = ArchiveLimits(member=_ARCHIVE_BYTES, members=50, total=4 * _ARCHIVE_BYTES)
    for name in ("fuzzed.zip", "fuzzed.tar"):
        with contextlib.suppress(BadArchive):
            for inner, content in unpacked(_file(name, data), limits):
                assert ".." not in Path(inner).parts
                assert len(content) <= _ARCHIVE_BYTES


TARGETS: Mapping[str, Target] = {
    target.__name__: target
    for target in (
        *(read, chunks, grammars, quotes, extraction),
        *(answers, labels, policies, archives),
    )
}
"""Every target by its name."""
