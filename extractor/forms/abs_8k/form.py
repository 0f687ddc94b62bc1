"""Form 8-K of an asset-backed issuer: the report and the deal it reports on."""

import re
from dataclasses import replace

from extractor.filing.model import Document, Filing, SectionKind
from extractor.forms.abs_8k.anchors import ANCHORS, CUES
from extractor.forms.abs_8k.baselines import read_deal
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.baselines.terms import all_terms
from extractor.forms.abs_8k.matching import matches_abs
from extractor.forms.abs_8k.passages import BESIDES, CAPACITY, TELLING
from extractor.forms.abs_8k.rules import RULES_ABS
from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.abs_8k.shown_classes import parts_of_classes
from extractor.forms.abs_8k.synonyms import ROLE_SYNONYMS
from extractor.forms.base import Answer, Form, Question, Quoted
from extractor.forms.form_8k.baselines import read_8k
from extractor.forms.form_8k.extents import behind
from extractor.forms.form_8k.fillings import fillings_8k
from extractor.forms.form_8k.form import FORM_8K, matches_8k

_TERMS = (
    "deal.series",
    "deal.issued_on",
    "deal.agreement",
    "deal.cut_off_date",
    "deal.pool_balance",
    "deal.stated_class_count",
    "deal.parties",
)

# Held to the beginning: what is not found from there is not found from any later place.
_CLASS_TABLE = re.compile(
    r"(?s)\A(?=.*\bclass)(?=.*\b(?:balance|principal|amount|value|notional)).*[\d.,]{6}",
    re.IGNORECASE,
)

# Statements set the sign apart from its figure, and a model leaves it out.
_PER_CENT = re.compile(r"(?<=[0-9])[^\S\n]{0,4}%")

QUESTIONS_ABS = (
    *(
        replace(each, besides=CAPACITY) if each.name == "cover" else each
        for each in FORM_8K.questions
    ),
    Question(
        "deal",
        (SectionKind.ITEM,),
        _TERMS,
        "deal",
        every=True,
        without=(SectionKind.TABLE, SectionKind.EXHIBIT_LIST),
        only=TELLING,
        besides=BESIDES,
    ),
    Question(
        "classes",
        (SectionKind.TABLE, SectionKind.ITEM),
        ("deal.classes",),
        "classes",
        every=True,
        cue=_CLASS_TABLE,
        divide=parts_of_classes,
    ),
)


def matches(filing: Filing) -> int:
    """Higher than plain 8-K for an 8-K about asset-backed securities, else 0."""
    return 1 + matches_abs(filing) if matches_8k(filing) and matches_abs(filing) else 0


def _baseline(filing: Filing) -> Answer:
    report, deal = read_8k(filing.main_document), read_deal(filing.main_document)
    return Answer(report.quotes + deal.quotes, report.lists + deal.lists)


def _fillings(document: Document) -> list[Quoted]:
    return [*fillings_8k(document), *all_terms(Prose.of(document))]


ABS_8K = Form(
    name="abs-8-k",
    title="Form 8-K of an asset-backed issuer",
    schema=Abs8K,
    matches=matches,
    questions=QUESTIONS_ABS,
    baseline=_baseline,
    anchors={**FORM_8K.anchors, **ANCHORS},
    rules=FORM_8K.rules + RULES_ABS,
    cues={**FORM_8K.cues, **CUES},
    synonyms={**FORM_8K.synonyms, "deal.parties.role": ROLE_SYNONYMS},
    spellings=FORM_8K.spellings,
    extents={**FORM_8K.extents, "deal.classes.rate": behind(_PER_CENT)},
    shares={"deal.classes.balance": "deal.classes.percentage_interest"},
    # A company may have several roles, and one heading is that of all rows below it.
    counts=FORM_8K.counts,
    captions=FORM_8K.captions,
    fillings=_fillings,
    declared=FORM_8K.declared,
    within={**FORM_8K.within, "deal": (SectionKind.ITEM, SectionKind.TABLE)},
    reused=frozenset({"cover.registrant", "deal.parties.name", "deal.classes.group"}),
    derived={"deal.classes.balance_kind": ("balance", "percentage_interest")},
)
