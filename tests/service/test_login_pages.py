"""Logging in and out, over HTTP."""

from http.cookies import SimpleCookie

import pytest

from extractor.service.login import inside
from extractor.service.settings import ServiceSettings
from extractor.store import people
from extractor.store.database import Store
from tests.service.served import PASSWORD, House, Person, house, tokens


def test_a_page_asks_who_is_there_and_leads_back(stranger: Person) -> None:
    answer = stranger.get("/?filer=a&form=8-k")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?to=%2F%3Ffiler%3Da%26form%3D8-k"
    stranger.get("/login")
    entered = stranger.log_in("ann", to="/?filer=a")
    assert entered.headers["location"] == "/?filer=a"


def test_a_password_or_a_token_lets_in(stranger: Person) -> None:
    assert stranger.log_in("ben").status_code == 303
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize(
    ("name", "secret"), [("ann", "wrong-password"), ("nobody", PASSWORD), ("", PASSWORD)]
)
def test_what_does_not_fit_lets_nobody_in(stranger: Person, name: str, secret: str) -> None:
    answer = stranger.log_in(name, secret)
    assert answer.status_code == 403
    assert "Name and password do not fit." in answer.text
    assert stranger.get("/").status_code == 303


def test_a_token_is_its_own_persons(stranger: Person) -> None:
    assert stranger.log_in("ann", tokens["ben"]).status_code == 403


def test_after_five_wrong_attempts_the_right_one_waits(stranger: Person) -> None:
    for _ in range(5):
        assert stranger.log_in("ben", "wrong").status_code == 403
    answer = stranger.log_in("ben")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert "Too many wrong attempts: try again in 15 minutes." in answer.text


def test_a_form_of_another_visit_is_refused(served: House, stranger: Person) -> None:
    stranger.get("/login")
    other = Person(served.url)
    with other.client:
        other.get("/login")
        form = {"csrf": stranger.csrf, "name": "ben", "secret": tokens["ben"]}
        answer = other.client.post("/login", data=form)
    assert answer.status_code == 403
    assert "set-cookie" in answer.headers
    assert "extractor_session" not in answer.headers["set-cookie"]


@pytest.mark.parametrize("secure", [True, False])
def test_a_cookie_is_kept_from_scripts_and_other_sites(store: Store, secure: bool) -> None:
    with house(store, secure=secure) as made:
        person = Person(made.url)
        with person.client:
            asked = person.client.get("/login")
    morsel = next(iter(SimpleCookie(asked.headers["set-cookie"]).values()))
    assert morsel["httponly"]
    assert morsel["samesite"] == "strict"
    assert bool(morsel["secure"]) is secure


def test_logging_out_ends_the_session_for_good(ann: Person) -> None:
    kept = dict(ann.client.cookies)
    answer = ann.client.post("/logout", data={"csrf": ann.csrf})
    assert answer.headers["location"] == "/login"
    ann.client.cookies.update(kept)
    assert ann.get("/").status_code == 303


def test_a_session_that_was_ended_is_refused_by_every_server(
    ann: Person, served: House, store: Store
) -> None:
    kept = dict(ann.client.cookies)
    with house(store) as other:
        elsewhere = Person(other.url)
        with elsewhere.client:
            elsewhere.client.cookies.update(kept)
            assert elsewhere.get("/").status_code == 200
            ann.client.post("/logout", data={"csrf": ann.csrf})
            assert elsewhere.get("/").status_code == 303
            assert elsewhere.call("peek").status_code == 401
            elsewhere.client.cookies.clear()
            elsewhere.come_in("ann")
            assert elsewhere.get("/").status_code == 200


def test_logging_out_needs_the_token(ann: Person) -> None:
    assert ann.client.post("/logout", data={"csrf": "0" * 64}).status_code == 403
    assert ann.get("/").status_code == 200


def test_a_disabled_reviewer_is_out_at_once(served: House, store: Store, ann: Person) -> None:
    with store.writing() as connection:
        people.disable(connection, "ann")
    assert ann.get("/").status_code == 303
    assert ann.call("peek").status_code == 401


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "", "javascript:1"]
)
def test_one_is_never_led_elsewhere(to: str) -> None:
    assert inside(to) == "/"


def test_a_page_of_ours_is_led_back_to() -> None:
    assert inside("/tasks/3?x=1") == "/tasks/3?x=1"


def test_where_nobody_can_log_in_the_page_says_what_to_do(store: Store) -> None:
    with house(store) as made:
        with store.writing() as connection:
            for name in ("ann", "ben", "dora"):
                people.disable(connection, name)
        person = Person(made.url)
        with person.client:
            assert "extractor review reviewer add NAME" in person.get("/login").text


def test_a_proxy_is_believed_where_it_is_named(store: Store) -> None:
    settings = ServiceSettings(proxy_header="X-Person", proxy_address="127.0.0.1")
    with house(store, settings) as made:
        person = Person(made.url)
        with person.client:
            assert person.client.get("/").status_code == 303
            person.client.headers["X-Person"] = "ben"
            assert person.get("/").status_code == 200
            assert person.call("peek").status_code == 200
            assert person.call("peek", **{"X-CSRF-Token": "0" * 64}).status_code == 403
            person.client.headers["X-Person"] = "nobody"
            assert person.client.get("/").status_code == 303


@pytest.mark.parametrize(
    "settings",
    [
        ServiceSettings(proxy_header="X-Person", proxy_address="10.9.8.7"),
        ServiceSettings(proxy_header="X-Person"),
        ServiceSettings(proxy_address="127.0.0.1"),
    ],
)
def test_nobody_else_may_name_a_person(store: Store, settings: ServiceSettings) -> None:
    with house(store, settings) as made:
        person = Person(made.url)
        with person.client:
            person.client.headers["X-Person"] = "ben"
            person.client.headers["X-Forwarded-For"] = "10.9.8.7"
            assert person.client.get("/").status_code == 303
