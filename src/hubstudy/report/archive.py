"""Zip files with the same bytes every time: Word and Excel files are zip files."""

from __future__ import annotations

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
FIRST = "[Content_Types].xml"
UNIX = 3
MODE = 0o644 << 16


def canonical_zip(data: bytes) -> bytes:
    """
    Pack a zip file again without what changes from run to run.

    Parameters
    ----------
    data
        A zip file.

    Returns
    -------
    bytes
        The same members, sorted (content types first), dated 1980.
    """
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        names = sorted(old.namelist(), key=lambda n: (n != FIRST, n))
        for name in names:
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = UNIX
            member.external_attr = MODE
            new.writestr(member, old.read(name))
    return packed.getvalue()
