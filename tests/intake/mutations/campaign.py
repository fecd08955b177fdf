"""Run a campaign of mutants against the intake, or any single one of it again.

Mutant *i* of a campaign is operator ``i % len(operators)`` in round ``i // len``; its
dice depend on the seed, the round and the operator's name only, so that `rerun` repeats
any single one.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.intake.mutations.judging import CampaignResult, judge
from tests.intake.mutations.making import OPERATORS, make
from tests.intake.mutations.writing import write_files

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(
    n: int, seed: int, operators: Sequence[str] | None = None, *, start: int = 0
) -> CampaignResult:
    """Judge mutants ``start`` to ``start + n - 1`` of the campaign with this seed."""
    names = sorted(operators or OPERATORS)
    result = CampaignResult()
    with tempfile.TemporaryDirectory() as root:
        for index in range(start, start + n):
            name = names[index % len(names)]
            mutant = make(name, seed, index // len(names))
            judge(mutant, Path(root) / "study", result)
    return result


def rerun(
    name: str, seed: int, round_: int, folder: Path | None = None
) -> CampaignResult:
    """Repeat one mutant; give a folder to keep its files."""
    result = CampaignResult()
    mutant = make(name, seed, round_)
    if folder is not None:
        write_files(folder, mutant.files)
    with tempfile.TemporaryDirectory() as root:
        judge(mutant, Path(root) / "study", result)
    return result
