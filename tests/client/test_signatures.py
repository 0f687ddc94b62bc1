"""Messages to webhooks: known by their signature, and by nothing else."""

import base64
import json

import pytest

from extractor.client import BadSignature, verify
from extractor.errors import ExtractorError
from extractor.service.api.signing import signed

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"o" * 32).decode()
NOW = 1_052_298_000
BODY = json.dumps(
    {"type": "job.over", "timestamp": "2003-05-07T09:00:00+00:00", "data": {"id": "a"}}
).encode()


def test_what_the_service_signs_is_known() -> None:
    headers = signed(SECRET, "msg_1", NOW, BODY)
    shouted = {name.title(): value for name, value in headers.items()}
    for given in (headers, shouted):
        event = verify(SECRET, given, BODY, NOW + 299.0)
        assert (event.id, event.type, event.data) == ("msg_1", "job.over", {"id": "a"})


def test_the_signature_is_that_of_the_specification() -> None:
    # The example that the specification gives.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"webhook-id": "msg_2"}, "not signed"),
        ({"webhook-timestamp": str(NOW + 1)}, "not signed"),
        ({"webhook-timestamp": ""}, "not signed"),
        ({"webhook-signature": ""}, "not signed"),
        ({"webhook-signature": "v2,AAAA"}, "not signed"),
        ({"webhook-signature": "v1,é"}, "not signed"),
    ],
)
def test_what_was_changed_is_refused(change: dict[str, str], said: str) -> None:
    headers = signed(SECRET, "msg_1", NOW, BODY) | change
    with pytest.raises(BadSignature, match=said):
        verify(SECRET, headers, BODY, NOW)


def test_another_body_or_secret_is_refused() -> None:
    headers = signed(SECRET, "msg_1", NOW, BODY)
    with pytest.raises(BadSignature, match="not signed"):
        verify(SECRET, headers, BODY + b" ", NOW)
    with pytest.raises(BadSignature, match="not signed"):
        verify(OTHER, headers, BODY, NOW)
    both = headers | {"webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}
    assert verify(SECRET, both, BODY, NOW).id == "msg_1"
    with pytest.raises(ExtractorError, match="whsec_"):
        verify("not base64!", headers, BODY, NOW)


@pytest.mark.parametrize("late", [-301, 301])
def test_what_was_sent_at_another_time_is_refused(late: int) -> None:
    headers = signed(SECRET, "msg_1", NOW, BODY)
    with pytest.raises(BadSignature, match="too old"):
        verify(SECRET, headers, BODY, NOW + late)
