"""`extractor forms`."""

from typing import Any

from extractor.forms.registry import known_forms


def test_every_form_is_listed(cli: Any) -> None:
    done = cli("forms", "list")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines] == [form.name for form in known_forms()]
    assert all(form.title in line for form, line in zip(known_forms(), lines, strict=True))


def test_a_form_is_shown_with_every_field(cli: Any) -> None:
    done = cli("forms", "show", "abs-8-k")
    assert done.code == 0
    shown = {line.split("  ")[0] for line in done.out.splitlines()[3:]}
    assert {
        "cover.report_date", "cover.employer_ids[]", "items[]", "items[].number",
        "deal.classes[]", "deal.classes[].balance",
    } <= shown  # fmt: skip
    (form,) = [form for form in known_forms() if form.name == "abs-8-k"]
    assert len(shown) == len(form.spec.leaves.keys() | form.spec.lists.keys())
    assert form.schema_version in done.out
    assert "(8-K, 8-K/A)" in done.out
