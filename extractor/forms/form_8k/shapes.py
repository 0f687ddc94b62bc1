"""What the values of a Form 8-K look like: a value shaped unlike its kind is doubted."""

import re
from collections.abc import Callable

from extractor.forms.base import Facts, Rule
from extractor.forms.form_8k.baselines.persons import is_company, is_title
from extractor.forms.form_8k.baselines.places import home_at_start, is_place
from extractor.records import CheckResult, CheckStatus

_EIN = re.compile(r"[0-9]{2}-[0-9]{7}")
_FILE_NUMBER = re.compile(r"[0-9]{1,3}-[0-9]{1,8}(?:-[0-9A-Z]{1,3})?")
_ZIP_CODE = re.compile(r"[0-9]{6,7}|(?=[^0-9]{0,8}[0-9])[A-Z0-9]{1,5}(?:[ -][A-Z0-9]{1,5}){0,2}")
_WORDED = re.compile(r"[^\W\d_]{2}")
_NUMBER = re.compile(r"[0-9]{6}|[0-9]{2}-[0-9]{5}|\([0-9]{3}\)")
_DATE = re.compile(
    r"\bdated?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)\s{1,4}[0-9]|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"/s/", re.IGNORECASE)
# The number of a town's district may follow its name: "Dublin 2".
# Two letters are a state's.
_CITY = re.compile(r"(?![A-Za-z]{1,2}\.?$)[^0-9]+(?: [0-9]{1,2})?")
_UNFINISHED = re.compile(
    r"(?:[,&;:(/–—-]|\b(?:and|or|of|the|for|to|in|by|between|among|with|from|dated|as|on|at|its|an?))$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:is|was|are|were|has|have|had|been|shall|will|hereby|caused|pursuant|signed)\b",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"\W*(?:title|name|its|by|position|signature|capacity)\W*", re.IGNORECASE)
_LONGEST_TITLE = 25
_FEWEST_NAMES, _MOST_NAMES = 2, 7


def shape(name: str, path: str, fits: Callable[[str], object], form: str) -> Rule:
    """The rule that a leaf, or a leaf of each row of a list, fits; those that do not are doubted.

    `form` says in the check's message how such values look.
    """

    def rule(facts: Facts) -> CheckResult:
        said = _said(facts, path)
        if not said:
            return CheckResult(name, CheckStatus.NOT_APPLICABLE, "The record has no such value.")
        odd = [(at, value) for at, value in said if not fits(value)]
        if not odd:
            return CheckResult(name, CheckStatus.PASSED, f"All have the form {form}.")
        found = ", ".join(value for _, value in odd)
        message = f"Not of the form {form}: {found}."
        return CheckResult(name, CheckStatus.FAILED, message, doubts=tuple(at for at, _ in odd))

    rule.__name__ = name
    return rule


def _said(facts: Facts, path: str) -> list[tuple[str, str]]:
    """The values at a path, each with its own path; of rows of plain values and of records."""
    rows = facts.rows.get(path)
    if rows is not None:
        found = [(row.path, value) for row in rows for value in row.values.values()]
    else:
        above, _, leaf = path.rpartition(".")
        found = [(f"{row.path}.{leaf}", row.values.get(leaf)) for row in facts.rows.get(above, ())]
        found += [(path, facts.values.get(path))]
    return [(at, str(value)) for at, value in found if value]


def is_company_shaped(text: str) -> bool:
    """Whether a text may be a company's name: words, no number of the cover, no place or date."""
    unlike = _NUMBER.search(text) or _DATE.search(text) or _SIGNED.search(text)
    return _WORDED.search(text) is not None and unlike is None and not is_place(text)


def is_title_shaped(text: str) -> bool:
    """Whether a text may be a title: no date, no sentence, no caption, nothing torn off."""
    unlike = (
        _DATE.search(text)
        or _SIGNED.search(text)
        or _SENTENCE.search(text)
        or _UNFINISHED.search(text)
        or _CAPTION.fullmatch(text)
    )
    return is_title(text) and unlike is None and len(text.split()) <= _LONGEST_TITLE


def is_person_shaped(text: str) -> bool:
    """Whether a text may be a person's name: some words without digits, no title, no company's."""
    unlike = (
        any(map(str.isdigit, text)) or is_title(text) or is_company(text) or _SIGNED.search(text)
    )
    return not unlike and _FEWEST_NAMES <= len(text.split()) <= _MOST_NAMES


def is_finished(text: str) -> bool:
    """Whether a text has words and does not end in one that needs another behind it."""
    return _WORDED.search(text) is not None and _UNFINISHED.search(text) is None


ein_form = shape("ein_form", "cover.employer_ids", _EIN.fullmatch, "NN-NNNNNNN")
"""An employer identification number has two digits, a hyphen and seven digits."""
file_number_form = shape(
    "file_number_form", "cover.commission_file_numbers", _FILE_NUMBER.fullmatch, "NNN-NNNNN"
)
"""A Commission file number has an act's prefix, a hyphen and a number ("333-72880")."""
zip_code_form = shape("zip_code_form", "cover.address.zip_code", _ZIP_CODE.fullmatch, "NNNNN")
"""A zip code is five digits, or nine; abroad groups of letters and digits ("HM 08")."""
state_form = shape("state_form", "cover.address.state", is_place, "a known place")
"""A state, a province or a country is one of those known by name."""
city_form = shape("city_form", "cover.address.city", _CITY.fullmatch, "words")
"""A city is words: a street with its number is none."""
jurisdiction_form = shape(
    "jurisdiction_form", "cover.jurisdiction", home_at_start, "the name of a place"
)
"""A company is at home in a state or country known by name, whatever remark follows."""
registrant_form = shape(
    "registrant_form", "cover.registrant", is_company_shaped, "the name of a company"
)
"""A registrant is a company's name: no number of the cover, no date, no place alone."""
signing_company_form = shape(
    "signing_company_form", "signature.registrant", is_company_shaped, "the name of a company"
)
"""Who signs is a company's name, like the registrant's."""
signer_form = shape("signer_form", "signature.name", is_person_shaped, "the name of a person")
"""A signatory's name is some words without a title, and no company's."""
title_form = shape("title_form", "signature.title", is_title_shaped, "the title of a person")
"""A signatory's title names an office; a date or a sentence does not."""
item_title_form = shape("item_title_form", "items.title", is_finished, "a whole title")
"""The title of an item does not end in a word that needs another."""
exhibit_description_form = shape(
    "exhibit_description_form", "exhibits.description", is_finished, "a whole description"
)
"""The description of an exhibit does not end in a word that needs another."""

SHAPES_8K: tuple[Rule, ...] = (
    ein_form,
    file_number_form,
    zip_code_form,
    state_form,
    city_form,
    jurisdiction_form,
    registrant_form,
    signing_company_form,
    signer_form,
    title_form,
    item_title_form,
    exhibit_description_form,
)
"""The rules on the shapes of the values of Form 8-K."""
