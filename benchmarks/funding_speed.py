"""Time and memory of concentration of revenue, at the size of a nation's register.

Run by hand from the project's root: ``python benchmarks/funding_speed.py``. Receipts
are made up once and kept as parquet, with text and with dictionary columns; each level
of each kind then runs in a process of its own, so that peak memory is its own, reading
included. A call on a few rows goes first, so that no import is timed. Of several
timings the best is the one to read: the machine may be shared.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from hubstudy.measures.funding import concentration

ROOT = Path(__file__).resolve().parent.parent
N_ROWS, N_ORGANIZATIONS, N_FUNDERS = 5_000_000, 1_200_000, 300_000
REFUNDS, UNKNOWN = 0.01, 0.0005
TIMES = 3
MOST_SECONDS, MOST_GB = 3.0, 3.0
KINDS = ("text", "categorical")
LEVELS = ("source", "funder", "name")
"""The two levels, and funders where only their names tell who they are."""
TYPES = {
    "street_office": ("街道办事处", 0.30), "government_bureau": ("民政局", 0.15),
    "welfare_lottery": ("福彩公益金", 0.05), "residents_committee": ("居委会", 0.10),
    "firm": ("商贸有限公司", 0.15), "foundation": ("公益基金会", 0.05),
    "individual": ("个人", 0.10), "own_income": ("自营收入", 0.10),
}  # fmt: skip


def made_up(n_rows: int, *, seed: int) -> pd.DataFrame:
    """
    Make up receipts in no order, with refunds and a few unknown amounts.

    Parameters
    ----------
    n_rows
        Receipts; organisations and funders are as many as a nation's in proportion.
    seed
        Of the draws.

    Returns
    -------
    pandas.DataFrame
        ``organization_id`` (18 characters), ``funder``, ``source`` and ``amount_cny``,
        texts as categories. Few funders give most of the receipts.
    """
    rng = np.random.default_rng(seed)
    part = n_rows / N_ROWS
    n_organizations = max(int(part * N_ORGANIZATIONS), 1)
    n_funders = max(int(part * N_FUNDERS), len(TYPES))
    chances = [chance for _, chance in TYPES.values()]
    kind_of = rng.choice(len(TYPES), n_funders, p=chances)
    words = [word for word, _ in TYPES.values()]
    funders = [f"示例{number:06d}{words[kind]}" for number, kind in enumerate(kind_of)]
    # the first give more often, as street offices do
    funder = (n_funders * rng.random(n_rows) ** 3).astype(np.int32)
    amounts = np.round(np.exp(rng.normal(8.5, 1.2, n_rows)), 2)
    amounts[rng.random(n_rows) < REFUNDS] *= -0.1
    amounts[rng.random(n_rows) < UNKNOWN] = np.nan
    organization = rng.integers(0, n_organizations, n_rows, dtype=np.int32)
    identifiers = [f"52371082MJD{number:07d}" for number in range(n_organizations)]
    return pd.DataFrame(
        {
            "organization_id": pd.Categorical.from_codes(organization, identifiers),
            "funder": pd.Categorical.from_codes(funder, funders),
            "source": pd.Categorical.from_codes(kind_of[funder], list(TYPES)),
            "amount_cny": amounts,
        }
    )


def make(folder: Path, n_rows: int) -> None:
    """
    Keep receipts as parquet, once with text and once with dictionary columns.

    Parameters
    ----------
    folder
        Where to.
    n_rows
        Receipts.
    """
    frame = made_up(n_rows, seed=1)
    frame.to_parquet(folder / "categorical.parquet", index=False)
    texts = dict.fromkeys(frame.columns[:3], "str")
    frame.astype(texts).to_parquet(folder / "text.parquet", index=False)


def measure(path: Path, level: str) -> None:
    """
    Time one level on stored receipts and print it with the peak of memory.

    Parameters
    ----------
    path
        The receipts.
    level
        One of `LEVELS`.
    """
    columns = ["organization_id", "funder", "source", "amount_cny"]
    if level == "name":
        columns.remove("source")
    options = {"by": "organization_id", "level": "source"}
    if level != "source":
        options["level"] = "funder"
    few = made_up(1_000, seed=2)
    for small in (few, few.astype(dict.fromkeys(few.columns[:3], "str"))):
        concentration(small[columns], **options)
    receipts = pd.read_parquet(path, columns=columns)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    seconds, busy = [], []
    for _ in range(TIMES):
        started, worked = time.perf_counter(), time.process_time()
        found = concentration(receipts, **options)
        seconds.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    verdict = "" if min(seconds) < MOST_SECONDS and peak < MOST_GB else ", too much"
    tried = ", ".join(f"{second:.2f}" for second in seconds)
    print(
        f"  {path.stem:<12} {level:<7} {min(seconds):6.2f} s (all: {tried}; of "
        f"processors {min(busy):.2f}), peak {peak:.2f} GB ({before:.2f} once read), "
        f"{len(found):,} organisations{verdict}",
        flush=True,
    )


def main() -> int:
    """
    Make receipts up, then time every kind and level in a process of its own.

    Returns
    -------
    int
        Exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=N_ROWS)
    parser.add_argument("--make", type=Path, help="folder to make receipts up in")
    parser.add_argument("--file", type=Path, help="stored receipts, for one timing")
    parser.add_argument("--level", choices=LEVELS, default="funder")
    asked = parser.parse_args()
    if asked.file is not None:
        measure(asked.file, asked.level)
        return 0
    if asked.make is not None:
        make(asked.make, asked.rows)
        return 0
    environment = os.environ | {"PYTHONHASHSEED": "0"}

    def run(*options: object) -> None:
        command = [sys.executable, __file__, *map(str, options)]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)

    with tempfile.TemporaryDirectory() as root:
        # a process starts with the peak of its parent, which must stay small
        run("--make", root, "--rows", asked.rows)
        print(f"concentration, {asked.rows:,} receipts, best of {TIMES}:", flush=True)
        for kind in KINDS:
            for level in LEVELS:
                run("--file", Path(root) / f"{kind}.parquet", "--level", level)
    return 0


if __name__ == "__main__":
    sys.exit(main())
