"""The report of the hostile napkin study, written once per session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hubstudy.report import report_document, write_report
from tests.report import stored_study

if TYPE_CHECKING:
    from pathlib import Path

    from hubstudy.errors import Language
    from hubstudy.intake import Study
    from hubstudy.report.document import Document


@pytest.fixture(scope="session")
def hostile() -> Study:
    """The napkin study with hostile names."""
    return stored_study.study()


@pytest.fixture(scope="session")
def root(hostile: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the report needs."""
    folder = tmp_path_factory.mktemp("stored")
    stored_study.store_everything(folder, hostile)
    return folder


@pytest.fixture(scope="session")
def documents(hostile: Study, root: Path) -> dict[Language, Document]:
    """The assembled report in both languages."""
    languages: tuple[Language, ...] = ("zh", "en")
    return {one: report_document(hostile, root=root, language=one) for one in languages}


@pytest.fixture(scope="session")
def written(hostile: Study, root: Path) -> dict[str, Path]:
    """The files of the report in both languages, by name."""
    paths = write_report(hostile, root=root, language="zh")
    paths += write_report(hostile, root=root, language="en")
    return {path.name: path for path in paths}
