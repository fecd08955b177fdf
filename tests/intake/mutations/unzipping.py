"""Change the parts of a workbook after it was written."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def members(change: Callable[[str, bytes], bytes]) -> Callable[[bytes], bytes]:
    """Rewrite the parts of a workbook one by one."""

    def rewrite(content: bytes) -> bytes:
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
        return stream.getvalue()

    return rewrite


def saved_by_office(name: str, content: bytes) -> bytes:
    """Take away the mark by which a library says that nothing was calculated."""
    if name == "xl/workbook.xml":
        return content.replace(b' fullCalcOnLoad="1"', b"")
    return content
