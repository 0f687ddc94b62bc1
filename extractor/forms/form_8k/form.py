"""Form 8-K, current report, of any year."""

import re

from extractor.filing.model import Filing, SectionKind
from extractor.forms.base import Answer, Form, Question
from extractor.forms.form_8k.anchors import ANCHORS, CAPTIONS, CUES
from extractor.forms.form_8k.baselines import read_8k
from extractor.forms.form_8k.counts import COUNTS
from extractor.forms.form_8k.declared import DECLARED
from extractor.forms.form_8k.extents import EXTENTS, SPELLINGS
from extractor.forms.form_8k.fillings import fillings_8k
from extractor.forms.form_8k.rules import RULES_8K
from extractor.forms.form_8k.schema import Form8K

FORM_TYPE_SYNONYMS = {
    "8-k/a": "8-K/A",
    "form 8-k/a": "8-K/A",
    "form 8-k a": "8-K/A",
    "amendment": "8-K/A",
    "8-k": "8-K",
    "8k": "8-K",
}
_NAMED = re.compile(
    r"\bform\s{0,20}(?P<name>8\s{0,3}-?\s{0,3}k|1[02]\s{0,3}-?\s{0,3}[kqgbd]|20-?f|40-?f|6-?k)\b",
    re.IGNORECASE,
)
_COVER = re.compile(
    r"date\s{1,20}of\s{1,20}(?:the\s{1,20})?(?:report|earliest)|section\s{1,20}13\b", re.IGNORECASE
)
_HEAD = 6_000
"""Characters from the top within which a report names its form."""

_BOILERPLATE = re.compile(
    r"\W{0,12}(?:o\s+|x\s+)?"
    r"(?:check\s+the\s+appropriate\s+box|written\s+communications?|soliciting\s+material|"
    r"pre-?\s?commencement\s+communications?|indicate\s+by\s+check\s+mark|emerging\s+growth|"
    r"if\s+an\s+emerging\s+growth|securities\s+and\s+exchange\s+commission|"
    r"washington,?\s+d\.?\s?c|united\s+states\s*$|current\s+report\s*$|"
    r"(?:of\s+)?the\s+securities\s+exchange\s+act\s+of\s+1934\s*$|"
    r"pursuant\s+to\s+(?:section\s+13|the\s+requirements\s+of))",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines that every report has and that state nothing."""

_ITEM = re.compile(r"items?\b", re.IGNORECASE)

QUESTIONS_8K = (
    Question("cover", (SectionKind.COVER,), ("cover",), "cover", skip=_BOILERPLATE),
    Question(
        "items",
        (SectionKind.ITEM,),
        ("items",),
        "items",
        every=True,
        headings=_ITEM,
        without=(SectionKind.EXHIBIT_LIST,),
    ),
    Question("exhibits", (SectionKind.EXHIBIT_LIST,), ("exhibits",), "exhibits"),
    Question("signature", (SectionKind.SIGNATURE,), ("signature",), "signature", skip=_BOILERPLATE),
)


def matches_8k(filing: Filing) -> int:
    """1 for a document whose type or heading says Form 8-K, else 0."""
    document = filing.main_document
    if document.type:
        return int(document.type.upper().startswith("8-K"))
    head = document.reading.text[:_HEAD]
    named = _NAMED.search(head)
    return int(bool(named and named["name"].startswith("8") and _COVER.search(head)))


def _baseline(filing: Filing) -> Answer:
    return read_8k(filing.main_document)


FORM_8K = Form(
    name="8-k",
    title="Form 8-K, current report",
    schema=Form8K,
    matches=matches_8k,
    questions=QUESTIONS_8K,
    baseline=_baseline,
    anchors=ANCHORS,
    rules=RULES_8K,
    cues=CUES,
    synonyms={"cover.form_type": FORM_TYPE_SYNONYMS},
    counts=COUNTS,
    captions=CAPTIONS,
    fillings=fillings_8k,
    declared=DECLARED,
    spellings=SPELLINGS,
    extents=EXTENTS,
    within={
        "cover": (SectionKind.COVER,),
        "items": (SectionKind.ITEM,),
        "exhibits": (SectionKind.EXHIBIT_LIST,),
        "signature": (SectionKind.SIGNATURE,),
    },
)
