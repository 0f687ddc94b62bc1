"""Webhooks: where they may be, what they are told, and that they are told until they listen."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from extractor.client import Event, verify
from extractor.service.api.addresses import BadAddress, Lookup, Reach, is_public, looked_up
from extractor.service.api.courier import PAUSES, Courier
from tests.postbox import Answer, Letter, PostBox
from tests.service.api.apiserved import QUICK, Served, api_served, empty_store, problem

PRIVATE = QUICK.model_copy(update={"webhooks_private": True})


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Served]:
    """An API whose webhooks may be on this machine."""
    with empty_store(tmp_path) as (_, store), api_served(store, PRIVATE) as api:
        yield api


def courier(api: Served, lookup: Lookup = looked_up) -> Courier:
    """A courier by the clock of an API."""
    return Courier(api.store, Reach(private=True), api.clock, lookup)


def leading_to(addresses: list[str]) -> Lookup:
    """A lookup by which every name has these addresses."""
    return lambda _host, _port: addresses


def hooked(client: httpx2.Client, url: str) -> str:
    """Set a client's webhook; its secret."""
    answer = client.put("/v1/webhook", json={"url": url})
    assert answer.status_code == 200, answer.text
    secret: str = answer.json()["secret"]
    return secret


def cancelled(client: httpx2.Client, text: str = "boats") -> str:
    """A job that is over; its id."""
    job: str = client.post("/v1/texts", json={"text": text}).json()["id"]
    client.post(f"/v1/jobs/{job}/cancel")
    return job


def opened(letter: Letter, secret: str, api: Served) -> Event:
    """What a letter says, once its signature was verified."""
    return verify(secret, letter.headers, letter.body, api.clock().timestamp())


def deliveries(client: httpx2.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/deliveries").json()["items"]
    return found


def test_a_job_that_is_over_is_told_once_and_signed(told: Served) -> None:
    with PostBox() as box, told.client() as client:
        secret = hooked(client, f"{box.url}/hook?from=extractor")
        waiting = client.post("/v1/texts", json={"text": "ships"}).json()["id"]
        job = cancelled(client)
        post = courier(told)
        assert (post.note(), post.deliver()) == (1, 1)
        assert (post.note(), post.deliver()) == (0, 0)
        (letter,) = box.letters
        event = opened(letter, secret, told)
        assert (letter.method, letter.path) == ("POST", "/hook?from=extractor")
        assert (event.type, event.data) == ("job.over", client.get(f"/v1/jobs/{job}").json())
        (delivery,) = deliveries(client)
        assert (delivery["id"], delivery["state"], delivery["tries"]) == (event.id, "done", 1)
        client.post(f"/v1/jobs/{waiting}/cancel")
        assert (post.note(), post.deliver()) == (1, 1)


def test_a_job_that_is_tried_again_is_told_again(told: Served) -> None:
    with PostBox() as box, told.client() as client:
        hooked(client, box.url)
        job, post = cancelled(client), courier(told)
        assert post.note() == 1
        client.post(f"/v1/jobs/{job}/retry")
        assert post.note() == 0
        client.post(f"/v1/jobs/{job}/cancel")
        assert (post.note(), post.deliver()) == (1, 2)
        ids = {letter.headers["webhook-id"] for letter in box.letters}
        assert len(ids) == 2


def test_a_complete_batch_is_told_to_the_key_s_webhook_and_to_its_own(told: Served) -> None:
    with PostBox() as usual, PostBox() as own, told.client() as client:
        secrets = {"usual": hooked(client, usual.url)}
        files = [("files", (name, name.encode())) for name in ("a", "b")]
        batch = client.post("/v1/batches", files=files).json()["id"]
        where = f"/v1/batches/{batch}/webhook"
        secrets["own"] = client.put(where, json={"url": own.url}).json()["secret"]
        assert secrets["own"] != secrets["usual"]
        post = courier(told)
        assert post.note() == 0
        client.post(f"/v1/batches/{batch}/cancel")
        assert (post.note(), post.deliver()) == (2, 2)
        for name, box in (("usual", usual), ("own", own)):
            event = opened(box.letters[0], secrets[name], told)
            assert event.type == "batch.complete"
            assert event.data["counts"]["cancelled"] == 2
        client.post(f"/v1/batches/{batch}/retry")
        client.post(f"/v1/batches/{batch}/cancel")
        assert post.note() == 2


def test_who_does_not_listen_is_told_again_later_and_in_the_end_no_more(told: Served) -> None:
    with PostBox(Answer(500)) as box, told.client() as client:
        hooked(client, box.url)
        cancelled(client)
        post = courier(told)
        post.note()
        for tries, pause in enumerate((*PAUSES, None), start=1):
            assert post.deliver() == 1
            assert post.deliver() == 0
            (delivery,) = deliveries(client)
            assert (delivery["tries"], delivery["said"]) == (tries, "status 500")
            if pause is not None:
                assert delivery["state"] == "waiting"
                told.clock.forward(pause / 60)
        assert delivery["state"] == "given up"
        told.clock.forward(60 * 24 * 365)
        assert post.deliver() == 0
        assert len({letter.headers["webhook-id"] for letter in box.letters}) == 1
        assert (
            len({letter.headers["webhook-timestamp"] for letter in box.letters}) == len(PAUSES) + 1
        )
        post.tidy()
        assert deliveries(client) == []


def test_what_a_server_was_sending_when_it_died_is_sent_by_another(told: Served) -> None:
    with PostBox() as box, told.client() as client:
        hooked(client, box.url)
        cancelled(client)
        dying, other = courier(told), courier(told)
        dying.note()
        assert len(dying._taken()) == 1
        assert other.deliver() == 0
        told.clock.forward(2)
        assert other.deliver() == 1
        assert len(box.letters) == 1


def test_several_servers_tell_each_thing_once(told: Served) -> None:
    with PostBox() as box, told.client() as client:
        hooked(client, box.url)
        for number in range(12):
            cancelled(client, f"boat {number}")

        def work() -> None:
            post = courier(told)
            post.note()
            post.deliver()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        courier(told).deliver()
        ids = [letter.headers["webhook-id"] for letter in box.letters]
        assert len(ids) == len(set(ids)) == 12


def test_no_redirect_is_followed(told: Served) -> None:
    with PostBox() as elsewhere, told.client() as client:
        moved = Answer(307, b"", {"Location": elsewhere.url})
        with PostBox(moved) as box:
            hooked(client, box.url)
            cancelled(client)
            post = courier(told)
            post.note()
            post.deliver()
        assert elsewhere.letters == []
        (delivery,) = deliveries(client)
        assert delivery["state"] == "waiting"
        assert "redirects are not followed" in delivery["said"]


def test_it_is_sent_to_the_address_that_was_looked_up(told: Served) -> None:
    with PostBox() as box, told.client() as client:
        hooked(client, f"http://pelican.example:{box.port}/hook")
        cancelled(client)
        asked: list[tuple[str, int]] = []

        def lookup(host: str, port: int) -> list[str]:
            asked.append((host, port))
            return ["127.0.0.1"]

        post = courier(told, lookup=lookup)
        post.note()
        assert post.deliver() == 1
        assert asked == [("pelican.example", box.port)]
        assert box.letters[0].headers["host"] == f"pelican.example:{box.port}"


def test_a_name_that_leads_into_a_private_network_is_not_told() -> None:
    reach = Reach()
    for found in (["10.0.0.1"], ["8.8.8.8", "192.168.0.1"], ["::1"]):
        with pytest.raises(BadAddress, match="private network"):
            reach.target("https://pelican.example/", leading_to(found))
    target = reach.target("https://pelican.example/a?b", leading_to(["8.8.8.8", "9.9.9.9"]))
    assert (target.address, target.port, target.path) == ("8.8.8.8", 443, "/a?b")

    def unknown(host: str, port: int) -> list[str]:
        raise OSError

    for lookup in (unknown, leading_to([])):
        with pytest.raises(BadAddress, match="is not known"):
            reach.target("https://pelican.example/", lookup)


@pytest.mark.parametrize("host", ["pelican..example", f"{'p' * 64}.example"])
def test_a_name_that_no_host_can_have_is_told_and_holds_up_no_other(
    told: Served, host: str
) -> None:
    with PostBox() as box, told.client() as client, told.client() as other:
        hooked(client, f"http://{host}/hook")
        hooked(other, box.url)
        cancelled(client)
        cancelled(other, "sails")
        post = courier(told)
        post.note()
        assert post.deliver() == 2
        assert len(box.letters) == 1
        (delivery,) = client.get("/v1/deliveries").json()["items"]
        assert (delivery["state"], delivery["said"]) == ("waiting", f"the name {host} is not known")


def test_offline_only_this_machine_is_told() -> None:
    reach = Reach(private=True, offline=True)
    assert reach.target("http://localhost/", leading_to(["127.0.0.1"])).address == "127.0.0.1"
    with pytest.raises(BadAddress, match="EXTRACTOR_OFFLINE"):
        reach.target("https://pelican.example/", leading_to(["8.8.8.8"]))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_what_is_of_the_wide_network(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://10.0.0.1/", "private network"),
        ("https://[::1]/", "private network"),
        ("https://169.254.169.254/latest", "private network"),
        ("http://pelican.example/", "must be https"),
        ("ftp://pelican.example/", "looks like https://"),
        ("pelican.example", "looks like https://"),
        ("https://", "looks like https://"),
        ("https://ann:secret@pelican.example/", "no user name"),
        ("https://pelican.example/#a", "no #fragment"),
        ("https://pelican.example:0/", "is no URL"),
        ("https://pelican.example:99999/", "is no URL"),
        ("https://pelican .example/", "is no URL"),
        ("https://pelican.example/\r\nX: y", "is no URL"),
        ("https://[::1/", "is no URL"),
        ("https://pelikän.example/", "is no URL"),
    ],
)
def test_an_address_that_no_webhook_may_have_is_refused(
    client: httpx2.Client, url: str, said: str
) -> None:
    answer = client.put("/v1/webhook", json={"url": url})
    assert said in problem(answer, 422, "refused")
    problem(client.get("/v1/webhook"), 404, "not_found")


def test_a_webhook_is_changed_and_removed(told: Served) -> None:
    with told.client() as client, PostBox() as box:
        problem(client.delete("/v1/webhook"), 404, "not_found")
        secret = hooked(client, "https://pelican.example/")
        assert hooked(client, box.url) == secret
        assert client.get("/v1/webhook").json()["url"] == box.url
        cancelled(client)
        courier(told).note()
        assert client.delete("/v1/webhook").status_code == 204
        assert courier(told).deliver() == 0
        assert deliveries(client) == []
        assert hooked(client, box.url) != secret


def test_no_key_sees_what_another_is_told(told: Served) -> None:
    with PostBox() as box, told.client() as ann, told.client() as ben:
        secret = hooked(ann, box.url)
        files = [("files", ("a", b"a"))]
        batch = ann.post("/v1/batches", files=files).json()["id"]
        where = f"/v1/batches/{batch}/webhook"
        own = ann.put(where, json={"url": box.url}).json()["secret"]
        cancelled(ann)
        courier(told).note()
        problem(ben.get("/v1/webhook"), 404, "not_found")
        assert hooked(ben, box.url) != secret
        assert ben.put(where, json={"url": box.url}).json()["secret"] not in (secret, own)
        assert (deliveries(ben), len(deliveries(ann))) == ([], 1)


def test_deliveries_are_listed_page_by_page(told: Served) -> None:
    with PostBox() as box, told.client() as client:
        hooked(client, box.url)
        made = []
        for number in range(3):
            made.append(cancelled(client, f"boat {number}"))
            courier(told).note()
        first = client.get("/v1/deliveries", params={"limit": 2}).json()
        asked = {"cursor": first["next"]}
        rest = client.get("/v1/deliveries", params=asked).json()
        ids = [each["id"] for each in first["items"] + rest["items"]]
        assert len(set(ids)) == 3
        assert rest["next"] is None
        with told.client() as other:
            problem(other.get("/v1/deliveries", params=asked), 400, "bad_cursor")


def test_a_server_tells_by_itself(told: Served) -> None:
    heard = threading.Event()

    class Listening(PostBox):
        def take(self, letter: Letter) -> Answer:
            heard.set()
            return super().take(letter)

    with Listening() as box, told.client() as client, courier(told):
        hooked(client, box.url)
        cancelled(client)
        assert heard.wait(30)


def test_a_batch_that_is_not_there_has_no_webhook(client: httpx2.Client) -> None:
    where = f"/v1/batches/{'0' * 16}/webhook"
    problem(client.put(where, json={"url": "https://pelican.example/"}), 404, "not_found")
