"""Read a large regular CSV without a Python object per cell.

Only what leaves no room for interpretation goes this way: no quotation marks, no empty
lines, every row as wide as the first. Everything else goes through `csv.reader`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hubstudy.intake.readers.refusals import MOST_COLUMNS
from hubstudy.intake.texts import Texts

if TYPE_CHECKING:
    from hubstudy.intake.readers.gather import WordMaker

LEAST_BYTES = 1 << 20


def quick_columns(
    data: bytes, delimiter: str, to_words: WordMaker
) -> tuple[Texts, ...] | None:
    """
    Read all cells of a regular CSV.

    Parameters
    ----------
    data
        The text in UTF-8, without a byte order mark.
    delimiter
        What stands between cells.
    to_words
        Makes the words of distinct cells.

    Returns
    -------
    tuple of Texts or None
        All columns; None if the file is small or not regular.
    """
    if len(data) < LEAST_BYTES or not _is_regular(data):
        return None
    width = data[: data.index(b"\n")].count(delimiter.encode()) + 1
    if width > MOST_COLUMNS:
        return None
    # A small file should not wait for the import.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import csv  # noqa: PLC0415

    names = [f"f{number}" for number in range(width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=csv.ParseOptions(
                delimiter=delimiter, quote_char=False, ignore_empty_lines=False
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, kind),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != data.count(b"\n") + (not data.endswith(b"\n")):
        return None
    columns = []
    for name in names:
        whole = table.column(name).unify_dictionaries().combine_chunks()
        table = table.drop_columns([name])
        codes = np.array(whole.indices, dtype=np.int32)
        columns.append(Texts(codes, to_words(whole.dictionary.to_pylist())))
        del whole
        pa.default_memory_pool().release_unused()
    return tuple(columns)


def _is_regular(data: bytes) -> bool:
    first = data.find(b"\n")
    return (
        first > 0
        and b'"' not in data
        and data.count(b"\r") == data.count(b"\r\n")
        and not data.startswith(b"\r")
        and b"\n\n" not in data
        and b"\n\r" not in data
    )
