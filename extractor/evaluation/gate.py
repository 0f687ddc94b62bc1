"""Whether a change may pass: no significant loss, nothing newly wrong that no person would see."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import ExtractorError
from extractor.evaluation.comparison import Comparison
from extractor.evaluation.comparison_lines import interval, quoted
from extractor.evaluation.leaf_pairs import LeafPair, ListPair

Waivers = Mapping[tuple[str, str], str]
"""Filing and leaf path of leaves that may break, and why."""

_KEYS = ("filing", "path", "reason")


class BadWaivers(ExtractorError):
    """A waiver file that cannot be used."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether the gate lets a change pass, with a sentence for each reason against it.

    `warnings` are what does not stop it: what the comparisons left out, and waivers of leaves
    that did not break.
    """

    passed: bool
    failures: tuple[str, ...]
    warnings: tuple[str, ...]


def gate(comparisons: Sequence[Comparison], strict: bool, waived: Waivers) -> GateResult:
    """Fails on a significant loss and on any field or list newly wrong and accepted.

    With `strict` also on any leaf that broke and is not waived; a waiver excuses no accepted
    error. Raises ValueError without comparisons, since no evidence is no pass.
    """
    if not comparisons:
        raise ValueError("a gate needs at least one comparison")
    failures = [
        failure for each in comparisons for failure in _failures(each, waived if strict else None)
    ]
    broken = {(pair.filing, pair.path) for each in comparisons for pair in each.broken}
    warnings = [f"{each.name}: {note}" for each in comparisons for note in each.notes]
    warnings += [
        f"the waiver of {path} in {filing} can go: that leaf did not break"
        for filing, path in waived
        if (filing, path) not in broken
    ]
    return GateResult(not failures, tuple(failures), tuple(warnings))


def _failures(comparison: Comparison, waived: Waivers | None) -> Iterator[str]:
    """The reasons against one comparison; strict where there are waivers, if only none of them."""
    for what, share in (
        ("accuracy", comparison.accuracy),
        ("the share of filings fully right", comparison.fully_right),
    ):
        if share.lost:
            yield f"{comparison.name}: {what} fell (95 % interval {interval(share)} points)"
    for pair in comparison.newly_wrong:
        yield f"{comparison.name}: {_told(pair)} and accepted"
    for each in comparison.newly_wrong_lists:
        yield f"{comparison.name}: {_list_told(each)}"
    if waived is None:
        return
    for pair in comparison.broken:
        if pair not in comparison.newly_wrong and (pair.filing, pair.path) not in waived:
            yield f"{comparison.name}: {_told(pair)}"


def _told(pair: LeafPair) -> str:
    what = f"{pair.path} in {pair.filing} is newly wrong"
    if pair.after is None:
        return what
    predicted, label = quoted(pair.after.predicted), quoted(pair.after.label)
    return f"{what} ({predicted}, the label has {label})"


def _list_told(pair: ListPair) -> str:
    return f"{pair.path} in {pair.filing} is newly taken as complete though it is not right"


def load_waivers(file: Path) -> Waivers:
    """The waivers of a TOML file of `[[waiver]]` entries with filing, path and reason.

    Raises BadWaivers, which names the file, the number of the entry and what is wrong.
    """
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadWaivers(f"{file}: the waivers cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadWaivers(f"{file}: the waivers are not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise BadWaivers(f"{file}: not TOML: {error}") from error
    for key in sorted(given.keys() - {"waiver"}):
        raise BadWaivers(f"{file}: {key!r} is not known: write entries under [[waiver]]")
    entries = given.get("waiver", [])
    if not isinstance(entries, list):
        raise BadWaivers(f"{file}: waiver is one table: write [[waiver]] above each entry")
    waivers: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(entries, start=1):
        filing, path, reason = _entry(f"{file}: waiver {number}", entry)
        if (filing, path) in waivers:
            raise BadWaivers(f"{file}: waiver {number}: {path} in {filing} is waived above already")
        waivers[filing, path] = reason
    return waivers


def _entry(where: str, entry: object) -> tuple[str, str, str]:
    if not isinstance(entry, dict):
        raise BadWaivers(f"{where}: a table with {', '.join(_KEYS)} is expected")
    for key in sorted(entry.keys() - set(_KEYS)):
        raise BadWaivers(f"{where}: {key!r} is not known: it may hold {', '.join(_KEYS)}")
    return _text(where, entry, "filing"), _text(where, entry, "path"), _text(where, entry, "reason")


def _text(where: str, entry: Mapping[str, object], key: str) -> str:
    if key not in entry:
        raise BadWaivers(f"{where}: {key} is missing")
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        raise BadWaivers(f"{where}: {key} has to be text that is not blank")
    return value.strip()
