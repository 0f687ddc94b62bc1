"""The titles of the items in the wordings of the form, before and since August 2004."""

import re
from functools import cache

_PRINTED = (
    "Changes in Control of Registrant",
    "Change in Control of Registrant",
    "Acquisition or Disposition of Assets",
    "Bankruptcy or Receivership",
    "Changes in Registrant's Certifying Accountant",
    "Changes in Registrant's Certifying Accountants",
    "Change in Registrant's Certifying Accountant",
    "Other Events",
    "Other Matters",
    "Other Materially Important Events",
    "Other Events and Required FD Disclosure",
    "Other Events and Regulation FD Disclosure",
    "Other Events and FD Disclosure",
    "Resignations of Registrant's Directors",
    "Resignation of Registrant's Directors",
    "Resignations of Directors",
    "Exhibits",
    "Financial Statements and Exhibits",
    "Financial Statement and Exhibits",
    "Financial Statements, Pro Forma Financial Information and Exhibits",
    "Financial Statements, Pro Forma Financial Statements and Exhibits",
    "Financial Statements and Pro Forma Financial Information and Exhibits",
    "Financial Statements and Pro Forma Financial Information",
    "Financial Statements, Pro Forma Information and Exhibits",
    "Change in Fiscal Year",
    "Changes in Fiscal Year",
    "Regulation FD Disclosure",
    "Sales of Equity Securities Pursuant to Regulation S",
    "Amendments to the Registrant's Code of Ethics",
    "Amendments to the Registrant's Code of Ethics, or Waiver of a Provision of the Code of Ethics",
    "Amendment to the Registrant's Code of Ethics, or Waiver of a Provision of the Code of Ethics",
    "Temporary Suspension of Trading Under Registrant's Employee Benefit Plans",
    "Results of Operations and Financial Condition",
    "Disclosure of Results of Operations and Financial Condition",
    "Entry into a Material Definitive Agreement",
    "Entry into Material Definitive Agreement",
    "Entry into or Amendment of a Material Definitive Agreement",
    "Termination of a Material Definitive Agreement",
    "Mine Safety - Reporting of Shutdowns and Patterns of Violations",
    "Material Cybersecurity Incidents",
    "Completion of Acquisition or Disposition of Assets",
    "Creation of a Direct Financial Obligation",
    (
        "Creation of a Direct Financial Obligation or an Obligation under an Off-Balance Sheet "
        "Arrangement of a Registrant"
    ),
    (
        "Creation of a Direct Financial Obligation or an Obligation under an Off-Balance Sheet "
        "Arrangement of the Registrant"
    ),
    (
        "Triggering Events That Accelerate or Increase a Direct Financial Obligation or an "
        "Obligation under an Off-Balance Sheet Arrangement"
    ),
    "Costs Associated with Exit or Disposal Activities",
    "Material Impairments",
    (
        "Notice of Delisting or Failure to Satisfy a Continued Listing Rule or Standard; "
        "Transfer of Listing"
    ),
    "Unregistered Sales of Equity Securities",
    "Unregistered Sale of Equity Securities",
    "Material Modification to Rights of Security Holders",
    "Material Modifications to Rights of Security Holders",
    (
        "Non-Reliance on Previously Issued Financial Statements or a Related Audit Report or "
        "Completed Interim Review"
    ),
    (
        "Departure of Directors or Principal Officers; Election of Directors; Appointment of "
        "Principal Officers"
    ),
    (
        "Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain "
        "Officers"
    ),
    (
        "Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain "
        "Officers; Compensatory Arrangements of Certain Officers"
    ),
    "Compensatory Arrangements of Certain Officers",
    "Amendments to Articles of Incorporation or Bylaws; Change in Fiscal Year",
    "Amendment to Articles of Incorporation or Bylaws; Change in Fiscal Year",
    "Amendments to Articles of Incorporation or Bylaws",
    "Change in Shell Company Status",
    "Submission of Matters to a Vote of Security Holders",
    "Shareholder Director Nominations",
    "ABS Informational and Computational Material",
    "Change of Servicer or Trustee",
    "Change in Credit Enhancement or Other External Support",
    "Failure to Make a Required Distribution",
    "Securities Act Updating Disclosure",
    "Static Pool",
)


def letters(text: str) -> str:
    """What titles are compared by: letters and digits, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())


@cache
def known_titles() -> frozenset[str]:
    """The titles by their letters."""
    return frozenset(letters(title) for title in _PRINTED)


@cache
def known_beginnings() -> frozenset[str]:
    """Every proper beginning of a title, by its letters."""
    return frozenset(title[:end] for title in known_titles() for end in range(1, len(title)))


@cache
def known_first_words() -> frozenset[str]:
    """Every title, and what begins one and ends with a word, by its letters."""
    words = (title.split() for title in _PRINTED)
    return frozenset(letters("".join(w[:end])) for w in words for end in range(1, len(w) + 1))


@cache
def _titles() -> re.Pattern[str]:
    """A pattern of every title, the longest first."""
    longest = sorted(_PRINTED, key=len, reverse=True)
    return re.compile("|".join(map(_worded, longest)), re.IGNORECASE)


def _worded(title: str) -> str:
    """A pattern of a title's words, which a filer may put in the plural and point otherwise."""
    words = (re.escape(word.rstrip("s,;")).replace("'", "['’]") + "s?" for word in title.split())
    return r"[,;]?\s{1,80}".join(words) + r"(?!\w)"


def title_end(text: str, start: int) -> int | None:
    """Where the longest title of the form ends that a text prints from `start`; None for none."""
    title = _titles().match(text, start)
    return title.end() if title else None
