"""Open a mutant and judge the answer: told, in the right place, nothing repeated."""

from __future__ import annotations

import shutil
import time
import traceback
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pandas.testing import assert_frame_equal

from hubstudy.errors import SettingsError, StudyError
from hubstudy.intake import open_study
from tests.intake.mutations.writing import write_files
from tests.studies import typed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from hubstudy.errors import Problem
    from hubstudy.intake import Study
    from tests.intake.mutations.making import Mutant
    from tests.intake.mutations.model import Place


@dataclass(frozen=True, slots=True)
class Failure:
    """What the intake did wrong with one mutant, and how to see it again."""

    kind: str
    mutant: str
    operator: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.mutant}\n    {self.detail}"


@dataclass(slots=True)
class CampaignResult:
    """What became of a campaign's mutants."""

    counts: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    codes: dict[str, Counter[str]] = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Failure]:
        return [failure for failure in self.failures if failure.kind == kind]

    @property
    def silent(self) -> list[Failure]:
        """Faults that were accepted and not told."""
        return self.of_kind("silent")

    @property
    def tracebacks(self) -> list[Failure]:
        """Mutants that ended in an error of another kind."""
        return self.of_kind("traceback")

    @property
    def false_refusals(self) -> list[Failure]:
        """Clean variants that were refused."""
        return self.of_kind("false refusal")

    @property
    def wrong_places(self) -> list[Failure]:
        """Refusals that named no right place."""
        return self.of_kind("wrong place")

    @property
    def altered(self) -> list[Failure]:
        """Clean variants that were read as another study."""
        return self.of_kind("altered")

    @property
    def leaks(self) -> list[Failure]:
        """Planted personal text that a message repeats."""
        return self.of_kind("leak")

    def add(self, other: CampaignResult) -> None:
        """Take in the result of another share of the campaign."""
        self.counts += other.counts
        self.verdicts += other.verdicts
        self.failures += other.failures
        for name, codes in other.codes.items():
            self.codes.setdefault(name, Counter()).update(codes)
        for name, seconds in other.slowest.items():
            self.slowest[name] = max(seconds, self.slowest.get(name, 0.0))

    def __str__(self) -> str:
        kinds = Counter(failure.kind for failure in self.failures)
        told = (
            ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()) or "no failure"
        )
        head = f"{self.counts.total()} mutants of {len(self.counts)} operators: {told}"
        return "\n".join([head, *map(str, self.failures)])


def judge(mutant: Mutant, folder: Path, result: CampaignResult) -> None:
    """Write a mutant, open it and note what was wrong with the answer."""
    operator = mutant.operator
    result.counts[operator.name] += 1
    result.verdicts[operator.verdict] += 1
    write_files(folder, mutant.files)
    started = time.perf_counter()
    answer: Study | Exception
    try:
        answer = open_study(folder)
    except Exception as error:  # noqa: BLE001  # the campaign looks for exactly these
        answer = error
    seconds = time.perf_counter() - started
    shutil.rmtree(folder)
    result.slowest[operator.name] = max(seconds, result.slowest.get(operator.name, 0.0))
    problems = _problems(answer)
    codes = result.codes.setdefault(operator.name, Counter())
    codes.update({f"{p.severity} {p.code}" for p in problems})
    for kind, detail in _faults(mutant, answer, problems):
        failure = Failure(kind, str(mutant), operator.name, detail)
        result.failures.append(failure)


def _problems(answer: Study | Exception) -> tuple[Problem, ...]:
    if isinstance(answer, StudyError):
        return answer.problems
    return () if isinstance(answer, Exception) else tuple(answer.notices)


def _faults(
    mutant: Mutant, answer: Study | Exception, problems: tuple[Problem, ...]
) -> Iterator[tuple[str, str]]:
    """Give kind and detail of everything wrong with an answer."""
    verdict = mutant.operator.verdict
    if isinstance(answer, Exception):
        if not isinstance(answer, StudyError | SettingsError):
            yield "traceback", _last_lines(answer)
        elif verdict == "accept":
            yield "false refusal", _short(answer)
        elif not _names_place(mutant, answer, problems):
            yield "wrong place", f"wanted {_shown(mutant.places)}; {_short(answer)}"
    elif verdict == "refuse":
        yield "silent", f"accepted; wanted {_shown(mutant.places)}"
    else:
        differing = list(_differences(mutant, answer))
        if differing and (verdict == "accept" or mutant.operator.blends):
            yield "altered", "; ".join(differing)
        if verdict == "tell" and not _hits(mutant.places, problems):
            yield "silent", f"not told; wanted {_shown(mutant.places)}"
    if mutant.secrets:
        yield from _leaks(mutant, answer, problems)


def _names_place(
    mutant: Mutant, answer: Exception, problems: tuple[Problem, ...]
) -> bool:
    if isinstance(answer, SettingsError):
        return mutant.operator.in_settings
    errors = tuple(p for p in problems if p.severity == "error")
    return _hits(mutant.places, errors)


def _hits(places: tuple[Place, ...], problems: tuple[Problem, ...]) -> bool:
    return any(_matches(place, problem) for place in places for problem in problems)


def _matches(place: Place, problem: Problem) -> bool:
    return (
        (place.file is None or problem.file == place.file)
        and (place.sheet is None or problem.sheet == place.sheet)
        and (not place.rows or problem.row in place.rows)
        and (place.column is None or _same_header(place.column, problem.column))
    )


def _same_header(wanted: str, found: str | None) -> bool:
    """Compare headers; one of two header rows is enough."""
    if found is None:
        return False
    a, b = (_folded(text) for text in (wanted, found))
    return a == b or (len(a) > 1 and a in b) or (len(b) > 1 and b in a)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _differences(mutant: Mutant, study: Study) -> Iterator[str]:
    for table, frame in study.tables:
        wanted = _typed(table, mutant.records[table])
        if not frame.equals(wanted) or list(frame.columns) != list(wanted.columns):
            try:
                assert_frame_equal(frame, wanted, check_exact=True)
            except AssertionError as error:
                yield f"{table}: {' '.join(str(error).split())[:300]}"


_TYPED: dict[tuple[str, str], pd.DataFrame] = {}


def _typed(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Type the records that the operators say the folder holds; most are the base's."""
    key = (table, repr(rows))
    if key not in _TYPED:
        if len(_TYPED) > 500:
            _TYPED.clear()
        _TYPED[key] = typed(table, rows)
    return _TYPED[key]


def _leaks(
    mutant: Mutant, answer: Study | Exception, problems: tuple[Problem, ...]
) -> Iterator[tuple[str, str]]:
    """Look for planted text, as it was or brought into plain letters."""
    said = [str(value) for p in problems for value in p.as_record().values()]
    if isinstance(answer, Exception):
        said += [str(answer), *traceback.format_exception(answer)]
    text = "\n".join(said)
    plain = _folded(text)
    for secret in mutant.secrets:
        if secret in text or _folded(secret) in plain:
            codes = {p.code for p in problems if _folded(secret) in _folded(str(p))}
            yield "leak", f"a message repeats the planted text: {sorted(codes)}"
            return


def _shown(places: tuple[Place, ...]) -> str:
    return " | ".join(
        f"{p.file}#{p.sheet or ''} rows {list(p.rows)} “{p.column or ''}”"
        for p in places[:3]
    )


def _short(error: Exception) -> str:
    if not isinstance(error, StudyError):
        return " ".join(str(error).split())[:200]
    found = [
        f"{p.severity} {p.code} @ {p.place('en')}: {p.found[:60]!r}"
        for p in error.problems
    ]
    return f"{len(found)} problems: " + "; ".join(found[:3])


def _last_lines(error: Exception) -> str:
    lines = traceback.format_exception(error)
    return " ".join("".join(lines[-3:]).split())[-500:]
