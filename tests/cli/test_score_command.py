"""`extractor score`: records of any system in, scores out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

COVER = {"report_date": "2004-05-06", "registrant": "Heron Boats, Inc.", "employer_ids": []}
LABEL: dict[str, Any] = {
    "cover": COVER,
    "items": [{"number": "5", "title": "Other Events"}, {"number": "7", "title": None}],
}
WRONG = {**LABEL, "cover": {**COVER, "report_date": "2004-06-05"}}
TOML = 'name = "boats"\nform = "8-k"\nprovenance = "written for this test"\n'


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Three labelled filings, and a fourth that is not usable."""
    folder = tmp_path / "dataset"
    for name in ("filings", "labels"):
        (folder / name).mkdir(parents=True)
    (folder / "dataset.toml").write_text(TOML)
    for identity in ("a", "b", "c"):
        (folder / f"labels/{identity}.json").write_text(json.dumps(LABEL))
        (folder / f"filings/{identity}.txt").write_text("FORM 8-K")
    (folder / "labels/d.json").write_text('{"unusable": "an index page"}')
    return folder


def put(folder: Path, records: Mapping[str, object]) -> Path:
    folder.mkdir()
    for identity, record in records.items():
        (folder / f"{identity}.json").write_text(json.dumps(record))
    return folder


def lines(path: Path, entries: Mapping[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps({'id': i, 'record': r})}\n" for i, r in entries.items()))
    return path


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Two right records and one with a wrong date."""
    return put(tmp_path / "records", {"a": LABEL, "b": LABEL, "c": WRONG})


def test_the_summary_is_for_people(cli: Any, dataset: Path, records: Path) -> None:
    done = cli("score", dataset, records)
    assert (done.code, done.err) == (0, "")
    said = done.out.splitlines()
    assert said[0] == "boats: 3 filings (1 unusable left out), 21 leaves"
    assert said[1].split()[:3] == ["accuracy", "95.2", "%"]
    assert "95 % interval" in said[1]
    assert said[5].split()[:5] == ["filings", "fully", "right", "66.7", "%"]
    assert said[8].split() == "field accuracy right wrong missed invented leaves".split()
    assert said[9].split() == "cover.report_date 66.7 % 2 1 0 0 3".split()
    assert len(said) == 10


def test_a_table_of_faults_is_left_out_where_there_are_none(
    cli: Any, dataset: Path, tmp_path: Path
) -> None:
    done = cli("score", dataset, put(tmp_path / "records", dict.fromkeys("abc", LABEL)))
    assert done.out.splitlines()[1].split()[:3] == ["accuracy", "100.0", "%"]
    assert "cover." not in done.out


def test_json_holds_scores_and_every_verdict(
    cli: Any, dataset: Path, records: Path, tmp_path: Path
) -> None:
    file = tmp_path / "scores.json"
    assert cli("score", dataset, records, "--json", file).code == 0
    made = json.loads(file.read_text())
    assert (made["dataset"], made["filings"]) == ("boats", 3)
    assert made["fields"]["accuracy"] == pytest.approx(20 / 21)
    assert made["fields"]["precision"] == made["fields"]["recall"] == pytest.approx(14 / 15)
    low, high = made["fields"]["accuracy_ci95"]
    assert low < 20 / 21 < high == 1
    assert made["filings_fully_right"] == pytest.approx(2 / 3)
    assert len(made["filings_fully_right_ci95"]) == 2
    assert made["by_field"]["cover.report_date"] == {
        "accuracy": pytest.approx(2 / 3),
        "right": 2,
        "wrong": 1,
        "missed": 0,
        "invented": 0,
        "leaves": 3,
    }
    assert made["per_filing"]["c"]["cover.report_date"] == {
        "predicted": "2004-06-05",
        "label": "2004-05-06",
        "verdict": "wrong",
    }
    assert made["per_filing"]["a"]["cover.employer_ids"]["label"] == []
    assert made["per_filing"]["a"]["items#2.title"]["verdict"] == "right"
    assert set(made["per_filing"]) == {"a", "b", "c"}


def test_lines_score_as_the_folder_does(
    cli: Any, dataset: Path, records: Path, tmp_path: Path
) -> None:
    file = lines(tmp_path / "records.jsonl", {"c": WRONG, "b": LABEL, "a": LABEL})
    assert cli("score", dataset, file) == cli("score", dataset, records)


def test_the_output_of_extract_is_taken_as_it_is(
    cli: Any, filing: Path, dataset: Path, tmp_path: Path
) -> None:
    (tmp_path / "records").mkdir()
    for identity in ("a", "b", "c"):
        out = tmp_path / f"records/{identity}.json"
        cli("extract", filing, "--model", "none", "--format", "json", "--out", out)
    made = tmp_path / "scores.json"
    assert cli("score", dataset, tmp_path / "records", "--json", made).code == 0
    found = json.loads(made.read_text())["per_filing"]["a"]
    assert found["cover.report_date"]["predicted"] == "2003-05-07"


def test_a_filing_without_a_prediction_counts_as_nothing_found(
    cli: Any, dataset: Path, tmp_path: Path
) -> None:
    done = cli("score", dataset, put(tmp_path / "records", {"a": LABEL}))
    assert done.code == 0
    assert done.err.splitlines() == [
        "extractor: no prediction, scored as if nothing had been found: b, c"
    ]
    # Of the seven leaves of each, the empty list alone is right; the row's null is not asked for.
    assert "boats: 3 filings (1 unusable left out), 19 leaves" in done.out
    assert done.out.splitlines()[1].split()[:3] == ["accuracy", "47.4", "%"]


def test_a_prediction_for_an_unusable_filing_is_passed_over(
    cli: Any, dataset: Path, tmp_path: Path
) -> None:
    done = cli("score", dataset, put(tmp_path / "records", dict.fromkeys("abcd", LABEL)))
    assert (done.code, done.err) == (0, "")


def test_half_a_character_does_not_break_the_output(
    cli: Any, dataset: Path, tmp_path: Path
) -> None:
    odd = {**LABEL, "cover": {**COVER, "registrant": "Heron \ud800"}}
    file = tmp_path / "scores.json"
    predictions = put(tmp_path / "records", {"a": odd, "b": LABEL, "c": LABEL})
    assert cli("score", dataset, predictions, "--json", file).code == 0
    leaf = json.loads(file.read_text())["per_filing"]["a"]["cover.registrant"]
    assert leaf["predicted"] == "Heron \ud800"


def test_texts_elsewhere_must_be_there(cli: Any, dataset: Path, records: Path) -> None:
    done = cli("score", dataset, records, "--filings", dataset / "labels")
    assert done.code == 1
    assert "missing filing: there is neither a.txt nor a.htm" in done.err


def test_scores_that_cannot_be_written(
    cli: Any, dataset: Path, records: Path, tmp_path: Path
) -> None:
    done = cli("score", dataset, records, "--json", tmp_path / "no/such/scores.json")
    assert (done.code, done.out) == (1, "")
    assert "cannot be written" in done.err


def test_a_dataset_that_is_none(cli: Any, records: Path, tmp_path: Path) -> None:
    done = cli("score", tmp_path / "nowhere", records)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert "dataset.toml" in done.err


def test_both_paths_are_needed(cli: Any, dataset: Path) -> None:
    assert cli("score", dataset).code == 2


BAD_RECORDS: list[tuple[str, str, str]] = [
    ("e.json", "{}", "e.json: id 'e': no filing of the dataset has it"),
    ("a.json", '{"cover": }', "a.json: this is not JSON: Expecting value at line 1, column 11"),
    ("a.json", "[]", "a.json: an object is expected"),
    ("a.json", '{"record": null}', "a.json: record: an object is expected"),
    ("a.json", '{"cover": []}', "records: a: cover: an object is expected, not a list"),
    ("a.json", '{"items": ["5"]}', "records: a: items[0]: an object is expected, not text"),
    ("a.json", '{"Cover": {}}', "records: a: no key of the form 8-k, which has cover, items"),
    ("a.json", "[" * 100_000, "a.json: this is nested too deep"),
    ("a.json", '{"items": %s}' % ("9" * 5000), "a.json: a number in it is too long"),
    ("a.json", '{"items": 1e999999999}', "a.json: a number in it is too long"),
]


@pytest.mark.parametrize(("name", "text", "problem"), BAD_RECORDS)
def test_a_bad_record_is_named_with_file_and_place(
    cli: Any, dataset: Path, tmp_path: Path, name: str, text: str, problem: str
) -> None:
    folder = put(tmp_path / "records", {"b": LABEL})
    (folder / name).write_text(text)
    done = cli("score", dataset, folder)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert problem in done.err


BAD_LINES: list[tuple[str, str]] = [
    ('{"id": "a", "record": {}}\n\n{"id": "a", "record": {}}', "line 3: duplicate id 'a'"),
    ('{"id": "z", "record": {}}', "line 1: id 'z': no filing of the dataset has it"),
    ('\n{"id": "a", "record": {}', "line 2: this is not JSON: Expecting ',' delimiter at column"),
    ('{"record": {}}', "line 1: id: text is expected"),
    ('{"id": 7, "record": {}}', "line 1: id: text is expected"),
    ('{"id": "a", "cover": {}}', "line 1: record: an object is expected"),
    ("null", "line 1: an object is expected"),
    ("\n", "there is no record here"),
]


@pytest.mark.parametrize(("text", "problem"), BAD_LINES)
def test_a_bad_line_is_named_with_file_and_place(
    cli: Any, dataset: Path, tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "records.jsonl").write_text(text)
    done = cli("score", dataset, tmp_path / "records.jsonl")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert "records.jsonl" in done.err
    assert problem in done.err


def test_a_line_separator_within_a_text_ends_no_line(
    cli: Any, dataset: Path, tmp_path: Path
) -> None:
    odd = {**LABEL, "cover": {**COVER, "registrant": "Heron\u2028Boats, Inc."}}
    text = "".join(
        json.dumps({"id": each, "record": odd}, ensure_ascii=False) + "\r\n" for each in "abc"
    )
    (tmp_path / "records.jsonl").write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = cli("score", dataset, tmp_path / "records.jsonl")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nowhere", "there is no such file or folder"),
        ("empty", "there is no record here: one ID.json a filing"),
        ("records.csv", "a folder of ID.json or a .jsonl file is expected"),
        ("latin.jsonl", "this is not UTF-8 (byte 1)"),
        ("gone.jsonl", "this cannot be read: No such file"),
    ],
)
def test_predictions_that_are_none(
    cli: Any, dataset: Path, tmp_path: Path, name: str, problem: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "records.csv").write_text("id\n")
    (tmp_path / "latin.jsonl").write_bytes(b'"\xe9"')
    done = cli("score", dataset, tmp_path / name)
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert name in done.err
    assert problem in done.err
