"""Time and memory of reading large registers, from file to typed, checked tables.

Run by hand from the project's root: ``python benchmarks/intake_speed.py``. Makes a
study with 1,000,000 organisations in CSV and one with 100,000 in xlsx (every id, code
and name distinct, communities of twenty), opens each in a process of its own and prints
wall time and the largest memory of that process.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from hubstudy.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PER_COMMUNITY = 20
PER_STREET = 50
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OPEN = """
import resource, sys, time
from hubstudy.intake import open_study
started = time.perf_counter()
study = open_study(sys.argv[1])
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
rows = len(study.tables.organizations)
print(f"{rows:,} organisations: {seconds:.1f} s, {peak:.2f} GB")
"""


def uscc(serial: int) -> str:
    """
    Make a credit code with both check characters.

    Parameters
    ----------
    serial
        Number below a hundred million.

    Returns
    -------
    str
        18 characters.
    """
    body = f"{serial:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    code = f"52371082{body}{'0123456789X'[-total % 11]}"
    powers = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(ALPHABET.index(c) * w for c, w in zip(code, powers, strict=True))
    return code + ALPHABET[-total % 31]


def rows_of(table: str, n: int) -> Iterator[list[str]]:
    """
    Make the rows of one table.

    Parameters
    ----------
    table
        Name of the table; all but three stay empty.
    n
        Organisations of the study.

    Yields
    ------
    list of str
        Cells in the order of the schema.
    """
    n_communities = -(-n // PER_COMMUNITY)
    n_streets = -(-n_communities // PER_STREET)
    streets = [f"37{1000 + i // 90:04d}{1 + i % 90:03d}" for i in range(n_streets)]
    codes = [
        f"{streets[i // PER_STREET]}{1 + i % PER_STREET:03d}"
        for i in range(n_communities)
    ]
    if table == "street_districts":
        for i, code in enumerate(streets):
            yield [code, f"示例街道{i}", "否"]
    elif table == "communities":
        for i, code in enumerate(codes):
            sizes = ["900", str(2000 + i % 3000), "400", "1.5", "1990"]
            yield [code, f"示例社区{i}", code[:9], "否", *sizes]
    elif table == "organizations":
        for i in range(n):
            status = ["登记", "备案", "备案", "自组织"][i % 4]
            code = uscc(i) if status == "登记" else ""
            day = f"20{10 + i % 13:02d}-{1 + i % 12:02d}-{1 + i % 28:02d}"
            head = [f"ZZ{i:07d}", code, f"示例{i}号互助会", codes[i // PER_COMMUNITY]]
            yield [*head, status, "社会组织", "文体娱乐", "否", "", "否", day, ""]


def write_csv(folder: Path, n: int) -> None:
    """
    Write a study of CSV files.

    Parameters
    ----------
    folder
        Where to.
    n
        Organisations.
    """
    for table in TABLES:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headers(table))
            writer.writerows(rows_of(table, n))


def write_xlsx(folder: Path, n: int) -> None:
    """
    Write a study of one workbook.

    Parameters
    ----------
    folder
        Where to.
    n
        Organisations.
    """
    with xlsxwriter.Workbook(folder / "登记表.xlsx") as book:
        for table, schema in TABLES.items():
            sheet = book.add_worksheet(schema.label.zh)
            sheet.write_row(0, 0, headers(table))
            for number, row in enumerate(rows_of(table, n), start=1):
                for place, text in enumerate(row):
                    sheet.write_string(number, place, text)


def headers(table: str) -> list[str]:
    """
    Give a table's Chinese headers.

    Parameters
    ----------
    table
        Name of the table.

    Returns
    -------
    list of str
        In the order of the schema.
    """
    return [column.field.axis_label("zh") for column in TABLES[table].columns]


def main() -> None:
    """Make both studies, open each once and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=int, default=1_000_000)
    parser.add_argument("--xlsx", type=int, default=100_000)
    asked = parser.parse_args()
    settings = (ROOT / "data/raw/rongcheng/study.toml").read_text(encoding="utf-8")
    work = (("csv", asked.csv, write_csv), ("xlsx", asked.xlsx, write_xlsx))
    for kind, n, write in work:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "study"
            folder.mkdir()
            (folder / "study.toml").write_text(settings, encoding="utf-8")
            started = time.perf_counter()
            write(folder, n)
            print(
                f"{kind} written in {time.perf_counter() - started:.0f} s", flush=True
            )
            environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
            subprocess.run(
                [sys.executable, "-c", OPEN, str(folder)], check=True, env=environment
            )


if __name__ == "__main__":
    main()
