"""EDGAR submissions: the header's facts and the documents of one `.txt`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_HEAD = 20_000
_DOCUMENT_HEAD = 4_000
_LINE = r"(?:\A|(?<=[\r\n]))"
_START = re.compile(
    _LINE + r"<(?:(?:SEC|IMS)-(?:DOCUMENT|HEADER)|SUBMISSION|DOCUMENT)>|\A\s*<TYPE>"
)
_SEAL = "-----BEGIN PRIVACY-ENHANCED"
_TAGS = ("<SEC-", "<IMS-", "<SUBMISSION>", "<DOCUMENT>", "<TYPE>")
_DOCUMENT = re.compile("<DOCUMENT>")
_TEXT = re.compile(_LINE + r"<TEXT>[^\S\r\n]*(?:\r\n|[\r\n])?")
_TEXT_END = "</TEXT>"
_DOCUMENT_END = re.compile(
    _LINE + r"(?:</(?:DOCUMENT|SEC-DOCUMENT|IMS-DOCUMENT|SUBMISSION)>|-----END PRIVACY-ENHANCED)"
)
_HEADER_END = re.compile(_LINE + r"</(?:SEC|IMS)-HEADER>")
_TAG_FACT = re.compile(r"<(/?[A-Z][A-Z0-9-]*)>(.*)")
_COLON_FACT = re.compile(r"\s*([A-Z][A-Z0-9 /-]*):(.*)")
_LINE_END = re.compile(r"\r\n|[\r\n]")

_ADDRESS = frozenset({"STREET 1", "STREET 2", "CITY", "STATE", "ZIP", "BUSINESS PHONE"})
# What the tag dialect calls the facts, in the words of <SEC-HEADER>.
_WORDS = {
    "TYPE": "CONFORMED SUBMISSION TYPE",
    "PERIOD": "CONFORMED PERIOD OF REPORT",
    "ITEMS": "ITEM INFORMATION",
    "FILING DATE": "FILED AS OF DATE",
    "CONFORMED NAME": "COMPANY CONFORMED NAME",
    "CIK": "CENTRAL INDEX KEY",
    "ASSIGNED SIC": "STANDARD INDUSTRIAL CLASSIFICATION",
    "ACT": "SEC ACT",
    "FILE NUMBER": "SEC FILE NUMBER",
    "STREET1": "STREET 1",
    "STREET2": "STREET 2",
    "PHONE": "BUSINESS PHONE",
    "DATE CHANGED": "DATE OF NAME CHANGE",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a submission as it was filed; `text` is the content of its <TEXT>."""

    type: str
    filename: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission taken apart; `header` holds its facts by upper-case name."""

    header: Mapping[str, tuple[str, ...]]
    parts: tuple[Part, ...]


def is_submission(text: str) -> bool:
    """Whether a text is an EDGAR submission, or a document cut out of one with its tags."""
    head = text[:_HEAD]
    start = _START.search(head) if any(each in head for each in _TAGS) else None
    return start is not None and _is_bare(head[: start.start()])


def _is_bare(text: str) -> bool:
    """Whether a text is nothing but lines of tags, or the seal that EDGAR once put before them.

    A report that writes such a tag behind words of its own would lose them.
    """
    return text.lstrip().startswith(_SEAL) or all(
        line.lstrip().startswith("<") for line in text.splitlines() if line.strip()
    )


def split_submission(text: str) -> Submission:
    """Take a submission apart; tags may be missing where a file was cut short.

    Header facts have the names that <SEC-HEADER> gives them, whatever the dialect, and their
    values stand in the order of the header, so in that of its filers. CITY and the like are of
    the business address; those of the mail address are called MAIL ADDRESS CITY.
    """
    openings = [
        opening
        for opening in _DOCUMENT.finditer(text)
        if opening.start() == 0 or text[opening.start() - 1] in "\r\n"
    ]
    if not openings:
        return _without_documents(text)
    ends = [opening.start() for opening in openings[1:]] + [len(text)]
    parts = tuple(
        _part(text[opening.end() : end]) for opening, end in zip(openings, ends, strict=True)
    )
    return Submission(_header(text[: openings[0].start()]), parts)


def _without_documents(text: str) -> Submission:
    header_end = _HEADER_END.search(text)
    cut = header_end.end() if header_end else 0
    return Submission(_header(text[:cut]), (_part(text[cut:]),))


def _part(block: str) -> Part:
    opening = _TEXT.search(block, 0, _DOCUMENT_HEAD)
    facts, start = _document_facts(block[: opening.start()] if opening else block)
    if opening:
        start = opening.end()
    end = block.rfind(_TEXT_END, start)
    if end < 0:
        closing = _DOCUMENT_END.search(block, start)
        end = closing.start() if closing else len(block)
    return Part(
        facts.get("TYPE", "").upper(),
        facts.get("FILENAME", ""),
        facts.get("DESCRIPTION", ""),
        block[start:end],
    )


def _document_facts(head: str) -> tuple[dict[str, str], int]:
    """The facts that a document begins with, and where they end."""
    facts: dict[str, str] = {}
    start = 0
    for line, end in _lines(head):
        match = _TAG_FACT.match(line)
        if match:
            facts.setdefault(match.group(1), match.group(2).strip())
        elif line.strip():
            break
        start = end
    return facts, start


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """The lines of a text without their line ends, and where the next one begins."""
    start = 0
    for ending in _LINE_END.finditer(text):
        yield text[start : ending.start()], ending.end()
        start = ending.end()
    yield text[start:], len(text)


def _header(text: str) -> dict[str, tuple[str, ...]]:
    facts: dict[str, list[str]] = {}
    mail = False
    for line, _ in _lines(text):
        match = _TAG_FACT.match(line) or _COLON_FACT.match(line)
        if not match:
            continue
        printed, value = match.group(1).replace("-", " "), match.group(2).strip()
        name = _WORDS.get(printed, printed)
        if not value:
            mail = name == "MAIL ADDRESS" or (mail and name in _ADDRESS)
        else:
            own = f"MAIL ADDRESS {name}" if mail and name in _ADDRESS else name
            facts.setdefault(own, []).append(value)
    return {name: tuple(values) for name, values in facts.items()}
