"""Every code that the check can tell stands in the catalogue, and nothing else does."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hubstudy
from hubstudy.fields import FIELDS
from hubstudy.intake.template.catalog import GROUPS, PROBLEMS, to_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(hubstudy.__file__).parent
DOCUMENT = PACKAGE.parents[1] / "docs" / "problems.md"
SOURCES = [
    *(p for p in (PACKAGE / "intake").rglob("*.py") if p.name != "catalog.py"),
    PACKAGE / "settings.py",
    PACKAGE / "schemas.py",
]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
ERRORS = ast.parse((PACKAGE / "errors.py").read_text(encoding="utf-8"))


def takers() -> dict[str, int]:
    """Find what takes a ``code``, and in which place: functions and frozen classes."""
    found = {"Rule": 0}
    for tree in [ERRORS, *TREES.values()]:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [a.arg for a in node.args.args if a.arg not in {"self", "cls"}]
            elif isinstance(node, ast.ClassDef):
                lines = (n for n in node.body if isinstance(n, ast.AnnAssign))
                names = [n.target.id for n in lines if isinstance(n.target, ast.Name)]
            else:
                continue
            if "code" in names:
                found[node.name] = names.index("code")
    return found


def words(node: ast.AST) -> Iterator[str]:
    """Every code-like text in an expression; an f-string stands for each kind."""
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            tail = part.values[-1]
            if isinstance(tail, ast.Constant) and tail.value == "_unreadable":
                yield from (f"{kind}_unreadable" for kind in kinds())
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def kinds() -> set[str]:
    return {field.kind for field in FIELDS.values()} - {"text"}


def told() -> Iterator[tuple[str, str, str]]:
    """Yield each code given to what takes one, its severity, and the file."""
    places = takers()
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = places.get(name)
            given = [k.value for k in node.keywords if k.arg == "code"]
            if place is not None and len(node.args) > place:
                given.append(node.args[place])
            for argument in given:
                for word in words(argument):
                    if word.isidentifier() and not word.startswith("_"):
                        yield word, severity(node), path.name


def severity(call: ast.Call) -> str:
    """Read how grave a problem is made: the default, or a word among the arguments."""
    arguments = [*call.args, *(k.value for k in call.keywords)]
    values = [getattr(argument, "value", None) for argument in arguments]
    return next((v for v in values if v in {"warning", "notice"}), "error")


def listed() -> Iterator[tuple[str, str]]:
    """Yield the keys of tables that word problems by their code."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                keys = {word for key in node.keys if key for word in words(key)}
                if len(keys & set(PROBLEMS)) > 1:
                    yield from ((key, path.name) for key in keys)


def test_every_code_that_is_told_is_explained() -> None:
    unexplained = {(code, file) for code, _, file in told() if code not in PROBLEMS}
    assert unexplained == set()


def test_every_code_that_is_worded_is_explained() -> None:
    assert {pair for pair in listed() if pair[0] not in PROBLEMS} == set()


def test_every_code_that_is_explained_is_told() -> None:
    written = {word for tree in TREES.values() for word in words(tree)}
    assert set(PROBLEMS) - written == set()


def test_severities_in_the_catalogue_are_those_told() -> None:
    differ = {
        (code, grave, file)
        for code, grave, file in told()
        if code in PROBLEMS and PROBLEMS[code].severity != grave
    }
    assert differ == set()


def test_codes_are_looked_for_where_they_are_told() -> None:
    """Guard the search itself: it sees a call, a dataclass, a rule and a setting."""
    seen = {code for code, *_ in told()}
    assert {"key_duplicated", "self_tie", "not_negative", "setting_type"} <= seen
    assert {"date_range", "integer_unreadable"} <= seen


def test_the_document_is_the_catalogue() -> None:
    message = "run: python -m hubstudy.intake.template.catalog > docs/problems.md"
    assert DOCUMENT.read_text(encoding="utf-8") == to_markdown(), message


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_each_code_is_worded_in_both_languages(code: str) -> None:
    kind = PROBLEMS[code]
    assert kind.code == code
    assert kind.group in GROUPS
    for text in (kind.title, kind.meaning, kind.remedy):
        assert any("一" <= char <= "鿿" for char in text.zh), text
        assert any(char.isascii() and char.isalpha() for char in text.en), text
        assert not text.en.endswith("。")
    assert all(kind.example)
    assert kind.meaning.zh.endswith("。")
    assert kind.meaning.en.endswith(".")
    assert kind.remedy.zh.endswith("。")
    assert kind.remedy.en.endswith(".")


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("key_duplicated", "error"),
        ("personal_data", "error"),
        ("similar_names", "warning"),
        ("total_rows", "notice"),
    ],
)
def test_severities_are_as_designed(code: str, severity: str) -> None:
    assert PROBLEMS[code].severity == severity
