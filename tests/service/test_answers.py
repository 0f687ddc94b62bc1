"""What every answer carries, and that a fault is one sentence."""

import re
from pathlib import Path

import pytest

from extractor.review.actions import Action, Submission
from extractor.service.headers import POLICY
from tests.service.served import House, Person

_STRICT = "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"


@pytest.mark.parametrize("path", ["/login", "/", "/static/review.js", "/nowhere", "/calls/peek"])
def test_every_answer_is_guarded(stranger: Person, path: str) -> None:
    headers = stranger.client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert POLICY.startswith("default-src 'none'; ")
    assert _STRICT in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    kept = "no-cache" if path.startswith("/static/") else "no-store"
    assert headers["cache-control"] == kept
    assert "server" not in headers


def test_no_page_has_script_or_style_of_its_own(task: int, ann: Person) -> None:
    ann.take(task)
    claimed = ann.call(f"tasks/{task}/claim").json()["panel"]
    pages = [ann.get(path).text for path in ("/", f"/tasks/{task}", f"/tasks/{task}/history")]
    for page in (*pages, claimed):
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! src=)", page)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/tasks/999", 404), ("/tasks/x", 404), ("/tasks/99999999999999999999", 404), ("/no", 404)],
)
def test_a_page_that_is_not_there_is_told_in_a_sentence(
    ann: Person, path: str, status: int
) -> None:
    answer = ann.client.get(path)
    assert answer.status_code == status
    assert len(re.findall(r'<p role="alert">[^<]+</p>', answer.text)) == 1
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {"token": 1},
        {"token": -1, "action": "accept", "path": "x", "request": "0" * 32},
        {"token": 1, "action": "explode", "path": "x", "request": "0" * 32},
        {"token": 1, "action": "accept", "path": "x", "request": "no"},
        {"token": 1, "action": "accept", "path": "x", "request": "0" * 32, "more": 1},
        {"token": 1, "action": "edit", "path": "x", "request": "0" * 32, "text": "a" * 20_001},
        [],
        "text",
    ],
)
def test_what_cannot_be_understood_is_told_in_a_sentence(
    task: int, ann: Person, body: object
) -> None:
    answer = ann.call(f"tasks/{task}/decide", body)
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("The request cannot be understood")


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("no.such.field", "accept"),
        ("cover.address.city", "as_filed"),
        ("cover.address.city", "drop_row"),
        ("cover.address.city", "dispute"),
        ("cover.address.city", "choose"),
        ("items#complete", "absent"),
        ("nothing", "add_row"),
    ],
)
def test_what_cannot_be_decided_is_told_in_a_sentence(
    task: int, ann: Person, path: str, action: str
) -> None:
    answer = ann.decide(task, ann.take(task), action, path)
    assert answer.status_code == 422
    message = answer.json()["message"]
    assert message
    assert "\n" not in message


def test_a_task_that_is_gone_is_told(ann: Person) -> None:
    answer = ann.call("tasks/999/claim")
    assert answer.status_code == 404
    assert "the queue has no task 999" in answer.json()["message"]


def test_a_flood_is_refused(ann: Person, task: int) -> None:
    answer = ann.call(f"tasks/{task}/parse", {"path": "x", "text": "a" * 2_000_000})
    assert answer.status_code == 413


def test_an_unexpected_fault_is_a_sentence_and_one_line_of_log(
    served: House,
    ann: Person,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(_name: str) -> int:
        raise RuntimeError("a secret\nof the program")

    monkeypatch.setattr(served.queue, "peek", broken)
    answer = ann.call("peek")
    assert answer.status_code == 500
    assert "went wrong" in answer.json()["message"]
    assert "secret" not in answer.text
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "unexpected fault (RuntimeError: a secret of the program)" in said


def test_a_search_that_makes_no_sense_finds_what_it_can(task: int, ann: Person) -> None:
    query = "/?since=yesterday&form=zzz&reason=none&state=x&page=-3&filer=%25century%27"
    page = ann.get(query)
    assert page.status_code == 200
    assert "yesterday is no date such as 2002-03-18." in page.text
    assert "No filing fits." in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("filer=new+century", True),
        ("form=abs-8-k&since=2002-03-18&until=2002-03-18", True),
        ("reason=one_reader&state=open", True),
        ("since=2002-03-19", False),
        ("form=8-k", False),
        ("state=done", False),
    ],
)
def test_the_queue_is_searched(task: int, ann: Person, query: str, found: bool) -> None:
    page = ann.get(f"/?{query}").text
    assert (f'href="/tasks/{task}"' in page) is found


def test_the_queue_tells_how_far_one_has_come(
    served: House, task: int, ann: Person, reference_path: Path
) -> None:
    other = served.add(reference_path.read_bytes() + b"\n", "second.txt")
    page = ann.get("/").text
    assert "<b>2</b> waiting, <b>0</b> done" in page
    assert "You have decided nothing today" in page
    token = ann.take(task)
    taken = [item.path for item in served.queue.state(task).open_items[:3]]
    for path in taken:
        ann.decide(task, token, "accept", path, seconds=2)
    seq = served.queue.state(task).entries[-1].seq
    ann.call(f"tasks/{task}/undo", {"token": token, "seq": seq})
    claim = served.queue.claim("ben", other, served.clock())
    for item in served.queue.state(other).open_items:
        served.queue.submit(claim, Submission(Action.ACCEPT, item.path), served.clock())
    page = " ".join(ann.get("/").text.split())
    assert "<b>1</b> waiting, <b>1</b> done" in page
    assert "You today: <b>3</b> decisions, 1 taken back, 2.0 s each" in page
    served.clock.forward(24 * 60)
    assert "You have decided nothing today" in ann.get("/").text


def test_the_queue_shows_the_factors_of_what_a_filing_is_worth(
    served: House, task: int, ann: Person
) -> None:
    items = served.queue.state(task).open_items
    gain = sum(item.estimate.probability * item.estimate.weight for item in items)
    seconds = sum(item.estimate.seconds for item in items)
    page = ann.get("/").text
    assert f"{gain:.2f} / (10 to open + {seconds:.0f}) s" in page
    assert f"{gain / (10 + seconds):.4f}" in page
