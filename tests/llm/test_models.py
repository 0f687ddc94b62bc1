import re

import pytest

from extractor.llm.models import KNOWN_NAMES, MODELS, ModelFile, ModelUnavailable, lookup


def test_local_is_the_default_model() -> None:
    assert lookup("local") is lookup("qwen2.5-coder-1.5b")
    assert [model.name for model in MODELS if model.default] == ["qwen2.5-coder-1.5b"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_is_found_by_its_name(model: ModelFile) -> None:
    assert lookup(model.name) is model


@pytest.mark.parametrize("name", ["", "Local", "qwen2.5-coder", "gpt-5"])
def test_an_unknown_name_is_told_the_known_ones(name: str) -> None:
    with pytest.raises(ModelUnavailable) as fault:
        lookup(name)
    assert repr(name) in str(fault.value)
    for known in KNOWN_NAMES:
        assert known in str(fault.value)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_id_holds_the_name_and_the_start_of_the_hash(model: ModelFile) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", model.sha256)
    assert re.fullmatch(r"[0-9a-f]{40}", model.hub_revision)
    name, _, digits = model.id.partition("@")
    assert name == model.name
    assert len(digits) == 12
    assert model.sha256.startswith(digits)


def test_no_two_models_share_a_name_a_file_or_a_hash() -> None:
    for key in ("name", "file_name", "sha256", "hub_repo"):
        assert len({getattr(model, key) for model in MODELS}) == len(MODELS)
