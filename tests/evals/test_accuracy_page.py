"""The figures of docs/accuracy.md are those of the committed runs."""

from evals import accuracy
from evals.pages import blocks
from extractor.certificates import shipped
from extractor.policy import policy_text


def test_the_page_says_what_the_runs_say() -> None:
    text = accuracy.PAGE.read_text("utf-8")
    assert text == accuracy.page(text), "the figures are old: make accuracy"


def test_the_certificate_of_the_package_is_what_the_runs_certify() -> None:
    made = accuracy.certificate()
    assert accuracy.CERTIFICATE.read_text("utf-8") == policy_text(made), "it is old: make accuracy"
    assert made in shipped()


def test_every_block_of_figures_is_on_the_page() -> None:
    named = blocks(accuracy.PAGE.read_text("utf-8"))
    assert sorted(named) == sorted(accuracy.figures())
