"""Public docstrings are numpydoc and match their signatures.

numpydoc's own command reads source text, where a dataclass has no signature and a
property looks like a method; its `validate` reads the objects themselves.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING

import pytest
from numpydoc.validate import validate

import hubstudy

if TYPE_CHECKING:
    from collections.abc import Iterator

WANTED = {
    "GL02", "GL03", "GL05", "GL06", "GL07", "GL08", "GL09", "SS01", "SS02", "SS03",
    "SS04", "SS05", "SS06", "PR01", "PR02", "PR03", "PR05", "PR07", "PR08", "PR09",
    "PR10", "RT01", "RT03", "RT04", "RT05", "SA02", "SA03", "EX02",
}  # fmt: skip
"""All but: types, which stand in the signature (PR04, PR06, RT02), sections that are
for where they help (EX01, SA01, SA04, ES01), yields (YD01) and line breaks (GL01)."""

COMMANDS = "hubstudy.cli"
"""Its docstrings are the help that the terminal shows, Chinese first; ruff sees that
they exist, as it does for modules."""


def modules() -> list[str]:
    found = pkgutil.walk_packages(hubstudy.__path__, "hubstudy.")
    return sorted(item.name for item in found)


def public_objects() -> Iterator[str]:
    for module_name in modules():
        if module_name.startswith(COMMANDS):
            continue
        module = importlib.import_module(module_name)
        for name, item in vars(module).items():
            ours = getattr(item, "__module__", None) == module_name
            if name.startswith("_") or not ours:
                continue
            if inspect.isfunction(item):
                yield f"{module_name}.{name}"
            elif inspect.isclass(item):
                yield f"{module_name}.{name}"
                yield from public_members(f"{module_name}.{name}", item)


def public_members(path: str, owner: type) -> Iterator[str]:
    for name, item in vars(owner).items():
        known = isinstance(item, property | classmethod | staticmethod)
        ours = inspect.isfunction(item) and item.__module__ == owner.__module__
        if not name.startswith("_") and (known or ours):
            yield f"{path}.{name}"


def waived(path: str, code: str) -> bool:
    """What numpydoc cannot know of a property or a class."""
    item = pkgutil.resolve_name(path)
    if isinstance(item, property):
        return code.startswith(("RT", "PR", "SS05"))
    if inspect.isclass(item):
        own = {"__dataclass_fields__", "__init__"} & set(vars(item))
        plain = not own
        protocol = getattr(item, "_is_protocol", False)
        return code == "SS05" or ((plain or protocol) and code in {"PR01", "PR02"})
    return False


@pytest.mark.parametrize("path", sorted(set(public_objects())))
def test_the_docstring_says_what_the_signature_asks(path: str) -> None:
    errors = validate(path)["errors"]
    found = [
        f"{code} {text}"
        for code, text in errors
        if code in WANTED and not waived(path, code)
    ]
    assert not found, f"{path}: {found}"
