"""The HTML page is one file that loads nothing and runs nothing."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.report.stored_study import SCRIPT, TYPST

if TYPE_CHECKING:
    from pathlib import Path


class Tags(HTMLParser):
    """Collect tags with their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(params=["report.html", "report.en.html"])
def page(request: pytest.FixtureRequest, written: dict[str, Path]) -> str:
    return written[request.param].read_text(encoding="utf-8")


def test_no_script_and_no_handler(page: str) -> None:
    tags = Tags(page).tags
    assert "script" not in {tag for tag, _ in tags}
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    for tag, attrs in Tags(page).tags:
        assert tag not in {"link", "iframe", "object", "embed", "base", "form"}
        if tag == "img":
            assert (attrs["src"] or "").startswith("data:image/svg+xml;base64,")
        if tag == "a":
            assert (attrs["href"] or "").startswith("#")
    assert not re.search(r"https?://|@import|url\(", page)


def test_policy_allows_only_what_is_inside(page: str) -> None:
    policies = [
        attrs["content"]
        for tag, attrs in Tags(page).tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert (policies[0] or "").startswith(
        "default-src 'none'; img-src data:; style-src 'unsafe-inline';"
    )


def test_names_are_escaped_and_literal(page: str) -> None:
    assert html.escape(SCRIPT) in page
    text = "".join(Tags(page).text)
    assert SCRIPT in text
    assert TYPST in text


def test_links_lead_somewhere_once(page: str) -> None:
    tags = Tags(page).tags
    anchors = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(anchors) == len(set(anchors))
    assert {(a["href"] or "")[1:] for t, a in tags if t == "a"} <= set(anchors)


def test_language_is_said(written: dict[str, Path]) -> None:
    for name, tag in (("report.html", "zh-CN"), ("report.en.html", "en")):
        text = written[name].read_text(encoding="utf-8")
        assert f'<html lang="{tag}">' in text


def test_nothing_is_nan(page: str) -> None:
    text = " ".join(Tags(page).text)
    assert not re.search(r"\bnan\b|\bNone\b|<NA>|NaT", text)


def test_short_cells_are_not_broken(written: dict[str, Path]) -> None:
    page = written["report.html"].read_text(encoding="utf-8")
    assert '<td class="left whole">不成立</td>' in page
