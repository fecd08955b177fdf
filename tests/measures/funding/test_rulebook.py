"""The document of the rules says what the rules say."""

from __future__ import annotations

from pathlib import Path

from hubstudy.fields import FIELDS
from hubstudy.measures.funding import funder_rules
from hubstudy.measures.funding.rulebook import to_markdown

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "funders.md"


def test_the_document_is_up_to_date() -> None:
    message = "run: python -m hubstudy.measures.funding.rulebook > docs/funders.md"
    assert DOCUMENT.read_text(encoding="utf-8") == to_markdown(), message


def test_the_document_tells_every_rule_in_order_and_every_type() -> None:
    text = to_markdown()
    places = [text.index(f"\n{rule.pattern.pattern}\n") for rule in funder_rules()]
    assert places == sorted(places)
    for code in FIELDS["funder_type"].category_labels("zh"):
        assert f"- `{code}`" in text


def test_the_document_says_how_to_overrule() -> None:
    text = to_markdown()
    header = [
        FIELDS[name].label.zh
        for name in ("funder", "funder_type", "funder_organization_id")
    ]
    assert f"\n{','.join(header)}\n" in text
