"""What a measure hands back: frozen, self-describing, storable.

A `Result` holds one main tidy frame, further frames by name, the headline numbers as
`Estimate` and the sentence that the report prints, in both languages. It is stored as
parquet (with page checksums) and JSON, and a stored result reads back as it was.
"""

from __future__ import annotations

import html
import json
import math
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from hubstudy.errors import Bilingual, MeasureError
from hubstudy.fields import ESTIMATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hubstudy.errors import Language

CITY = "city"

REASONS: dict[str, Bilingual] = {
    "n_below_2": Bilingual("不足两个组织", "fewer than two organisations"),
    "n_below_3": Bilingual("不足三个组织", "fewer than three organisations"),
    "isolate": Bilingual("孤立点，无协作关系", "isolate, no ties"),
    "no_organizations": Bilingual("没有社会组织", "no organisations"),
    "no_communities": Bilingual("没有社区", "no communities"),
    "no_residents": Bilingual("居民人数未登记", "number of residents not recorded"),
    "no_revenue": Bilingual("没有收入记录", "no revenue recorded"),
    "zero_total": Bilingual("收入合计为零", "revenue adds up to zero"),
    "amount_missing": Bilingual("有金额缺失", "amounts are missing"),
    "source_missing": Bilingual("有款项未注明来源", "sources are missing"),
    "all_negative": Bilingual("只有退款，没有收入", "refunds only, no receipts"),
    "refunds_exceed_receipts": Bilingual(
        "退款抵完或超过收入", "refunds use up what was received"
    ),
    "passed_on_exceeds_receipts": Bilingual(
        "转拨多于所得", "more is passed on than received"
    ),
    "one_source": Bilingual("只有一个来源", "a single source"),
    "funder_type_unknown": Bilingual("资助方类型不明", "type of funder unknown"),
    "no_accounts": Bilingual("没有年度财务记录", "no accounts on record"),
    "no_expenses": Bilingual("费用为零", "no expenses"),
    "overhead_above_expenses": Bilingual(
        "管理费用超过费用合计", "overhead above all expenses"
    ),
    "part_year": Bilingual(
        "不足一年，月数无从折算", "part of a year, months cannot be told"
    ),
    "no_price_index": Bilingual("未给出价格指数", "no price index given"),
    "not_reachable": Bilingual("单靠这一来源达不到", "out of reach by this source"),
    "no_projects": Bilingual("没有项目", "no projects"),
    "no_finished_projects": Bilingual(
        "没有应结项项目", "no projects due to be finished"
    ),
    "no_ratings": Bilingual("没有评审记录", "no ratings"),
    "no_contracts": Bilingual("没有承接合同", "no contracts"),
    "no_hubs": Bilingual("没有枢纽组织", "no hub organisations"),
    "not_measured": Bilingual("未测量", "not measured"),
    "no_rows": Bilingual("没有记录", "no rows"),
    "empty_is_answer": Bilingual(
        "空值即含义，不算缺失", "empty is an answer, not a gap"
    ),
    "one_group_only": Bilingual(
        "只有一组，无从比较", "one group only, nothing to compare"
    ),
    "too_small": Bilingual("样本过小", "too few cases"),
    "too_large": Bilingual("网络过大，未抽样比较", "network too large for this null"),
    "too_few_clusters": Bilingual("聚类过少", "too few clusters"),
    "few_effective_clusters": Bilingual(
        "几乎只取决于个别聚类", "all but one or two clusters tell little"
    ),
    "no_variation": Bilingual("数值全部相同", "all values are the same"),
    "one_group_constant": Bilingual(
        "一组数值全部相同，无从估计误差", "all values of one group are the same"
    ),
    "no_ties": Bilingual("没有关系", "no ties"),
    "only_membership": Bilingual("除隶属外没有关系", "no ties but membership"),
    "no_open_paths": Bilingual("没有由第三方居间的路径", "nobody stands between two"),
    "no_paths": Bilingual("没有可闭合的路径", "no path that a tie could close"),
    "not_applicable": Bilingual("不适用", "does not apply"),
    "kept_by_null": Bilingual("零模型已把此值固定", "the null fixes this value"),
    "undefined_in_null": Bilingual("零模型下无定义", "undefined under the null"),
    "not_reached": Bilingual("观察期内未达到", "not reached while observed"),
    "collinear": Bilingual("自变量完全共线", "the predictors are collinear"),
    "separated": Bilingual("自变量完全分开有无，估计不存在", "the predictors separate"),
    "perfect_fit": Bilingual("完全拟合，没有残差", "a perfect fit leaves no residual"),
    "did_not_converge": Bilingual("估计未收敛", "the estimation did not converge"),
    "not_all_removed": Bilingual("未移除全部组织", "not all organisations removed"),
    "disconnected": Bilingual("网络不连通", "the network is not connected"),
    "reaches_none": Bilingual("到不了任何其他组织", "reaches no other organisation"),
    "suppressed": Bilingual("依隐私阈值隐去", "suppressed below the privacy threshold"),
}
"""Why a value is undefined: stable code and words. Undefined is never 0."""

INTERVALS: dict[str, Bilingual] = {
    "confidence": Bilingual("95% 区间", "95% interval"),
    "posterior": Bilingual("95% 后验区间", "95% posterior interval"),
    "draws": Bilingual("95% 的随机次序为", "95% of random orders"),
    "null": Bilingual("零模型的 95% 为", "95% of the null"),
    "leave_one_out": Bilingual(
        "逐一剔除组织时", "leaving out one organisation at a time"
    ),
    "measurement": Bilingual("金额有误差时", "with amounts in error"),
}
"""What the two ends printed beside a number are; a census has no sampling interval."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """
    A number with its uncertainty, or with the reason why there is none.

    Parameters
    ----------
    estimate
        The number; None if undefined, with `reason` saying why.
    ci_low, ci_high
        Ends of the 95 % interval; None for a census count, which has none.
    std_error
        Standard error, where the method has one.
    p_value
        Two-sided, where the method has one.
    n
        Cases it rests on.
    n_clusters
        Independent clusters among them, where the method counts them.
    method
        How it was computed, in a few stable words.
    reason
        Code in `REASONS`; empty if the number is defined.
    interval
        What `ci_low` and `ci_high` are, a key of `INTERVALS`.
    style
        How to print it: ``"number"``, ``"count"``, ``"share"`` (as per cent),
        ``"points"`` (difference of shares, as percentage points) or ``"cny"``.
    """

    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    std_error: float | None = None
    p_value: float | None = None
    n: int = 0
    n_clusters: int | None = None
    method: str = ""
    reason: str = ""
    interval: str = "confidence"
    style: str = "number"

    def __post_init__(self) -> None:
        """Refuse a number without a value and a gap without a reason."""
        defined = self.estimate is not None and not math.isnan(self.estimate)
        if defined == bool(self.reason):
            msg = f"an estimate has a value or a reason, not {self!r}"
            raise MeasureError(msg)
        if self.reason and self.reason not in REASONS:
            msg = f"unknown reason {self.reason!r}"
            raise MeasureError(msg)
        if self.interval not in INTERVALS:
            msg = f"unknown kind of interval {self.interval!r}"
            raise MeasureError(msg)

    @classmethod
    def undefined(cls, reason: str, *, n: int = 0, style: str = "number") -> Estimate:
        """
        Make the value that stands for no number.

        Parameters
        ----------
        reason
            Code in `REASONS`.
        n
            Cases that there were.
        style
            How a number would have been printed.

        Returns
        -------
        Estimate
            Without a number, with the reason.
        """
        return cls(None, n=n, reason=reason, style=style)

    @property
    def is_defined(self) -> bool:
        """Whether there is a number."""
        return not self.reason

    def text(self, language: Language, *, interval: bool = True) -> str:
        """
        Print the number as the report does.

        Parameters
        ----------
        language
            Language of the words.
        interval
            Whether to add the interval where there is one.

        Returns
        -------
        str
            Such as ``82.1%（95% 区间 75.3%–87.4%）``, or the reason if undefined.
        """
        if self.estimate is None:
            return REASONS[self.reason].in_language(language)
        shown = print_number(self.estimate, self.style, language)
        if not interval or self.ci_low is None or self.ci_high is None:
            return shown
        ends = [
            print_number(x, self.style, language) for x in (self.ci_low, self.ci_high)
        ]
        kind = INTERVALS[self.interval].in_language(language)
        if language == "zh":
            return f"{shown}（{kind} {ends[0]}至{ends[1]}）"
        return f"{shown} ({kind} {ends[0]} to {ends[1]})"

    def both(self, *, interval: bool = True) -> Bilingual:
        """
        Print the number in both languages.

        Parameters
        ----------
        interval
            Whether to add the 95 % interval where there is one.

        Returns
        -------
        Bilingual
            See `text`.
        """
        return Bilingual(
            self.text("zh", interval=interval), self.text("en", interval=interval)
        )


def print_number(value: float, style: str, language: Language) -> str:
    """
    Print a number in one of the report's styles.

    Parameters
    ----------
    value
        The number.
    style
        See `Estimate`.
    language
        Language of the unit words.

    Returns
    -------
    str
        The number, rounded for print; a minus is U+2212.

    Examples
    --------
    >>> print_number(0.8214, "share", "zh")
    '82.1%'
    >>> print_number(-0.052, "points", "en")
    '−5.2 percentage points'
    """
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if style == "count":
        text = f"{value:,.0f}"
    elif style == "share":
        text = f"{100 * value:.1f}%"
    elif style == "points":
        unit = "个百分点" if language == "zh" else "percentage points"
        text = f"{100 * value:.1f} {unit}"
    elif style == "cny":
        unit = "元" if language == "zh" else "yuan"
        text = f"{value:,.0f} {unit}"
    else:
        text = f"{value:.3f}" if abs(value) < 1 else f"{value:,.2f}"
    return text.replace("-", "−")


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """
    What one measure found for one unit.

    Parameters
    ----------
    name
        Name of the measure, such as ``community_density``; names its stored files.
    unit
        ``"city"`` or the 9-digit code of a street district.
    unit_name
        The unit in words.
    table
        Main tidy frame.
    n
        Cases the result rests on.
    numbers
        Headline numbers by name.
    finding
        The sentence that the report prints.
    method
        How it was computed.
    caveats
        What the reader must know.
    parts
        Further tidy frames by name.
    """

    name: str
    unit: str
    unit_name: Bilingual
    table: pd.DataFrame
    n: int
    numbers: Mapping[str, Estimate]
    finding: Bilingual
    method: Bilingual
    caveats: tuple[Bilingual, ...] = ()
    parts: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Shut the mappings, so that nobody changes a finding by accident."""
        object.__setattr__(self, "numbers", MappingProxyType(dict(self.numbers)))
        object.__setattr__(self, "parts", MappingProxyType(dict(self.parts)))

    def to_frame(self, part: str | None = None) -> pd.DataFrame:
        """
        Give a tidy copy, safe to change.

        Parameters
        ----------
        part
            Name of a further frame; None for the main one.

        Returns
        -------
        pandas.DataFrame
            The copy.

        Raises
        ------
        KeyError
            If there is no such part; the message lists those there are.
        """
        if part is None:
            return self.table.copy()
        if part not in self.parts:
            msg = f"{self.name} has no part {part!r}, only {sorted(self.parts)}"
            raise KeyError(msg)
        return self.parts[part].copy()

    def __getitem__(self, name: str) -> Estimate:
        """Give a headline number by name."""
        return self.numbers[name]

    def sentence(self, language: Language = "zh") -> str:
        """
        Say the finding in one language.

        Parameters
        ----------
        language
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            The sentence that the report prints.
        """
        return self.finding.in_language(language)

    def __str__(self) -> str:
        """Say the finding, Chinese first."""
        return f"{self.finding.zh}\n{self.finding.en}"

    def __repr__(self) -> str:
        """Name the result and say its finding."""
        return f"<{self.name} {self.unit}, n = {self.n}>\n{self}"

    def _repr_html_(self) -> str:
        """Show the finding, its caveats and the first rows in Jupyter."""
        caveats = "".join(f"<li>{html.escape(text.zh)}</li>" for text in self.caveats)
        return (
            f"<p>{html.escape(self.finding.zh)}</p><p><em>{html.escape(self.finding.en)}"
            f"</em></p><ul>{caveats}</ul>{self.table.head(10).to_html(index=False)}"
        )

    def store(self, folder: Path) -> list[Path]:
        """
        Write the result so that `load` gives it back.

        Parameters
        ----------
        folder
            Existing folder; files there are named after the result.

        Returns
        -------
        list of pathlib.Path
            The files written: one JSON, one parquet per frame.
        """
        paths = [folder / f"{self.name}.json"]
        record = {
            "name": self.name, "unit": self.unit, "unit_name": self.unit_name,
            "n": self.n, "finding": self.finding, "method": self.method,
            "caveats": self.caveats, "parts": sorted(self.parts),
            "numbers": {key: asdict(value) for key, value in self.numbers.items()},
        }  # fmt: skip
        text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
        paths[0].write_text(text + "\n", encoding="utf-8")
        frames = {self.name: self.table}
        frames |= {
            f"{self.name}.{part}": self.parts[part] for part in sorted(self.parts)
        }
        for stem, frame in frames.items():
            paths.append(folder / f"{stem}.parquet")
            write_parquet(frame, paths[-1])
        return paths

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """
        Read a stored result back.

        Parameters
        ----------
        folder
            Where it was stored.
        name
            Name of the result.

        Returns
        -------
        Result
            Equal in content to what was stored.

        Raises
        ------
        FileNotFoundError
            If it was not stored there.
        """
        record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        return cls(
            name=record["name"],
            unit=record["unit"],
            unit_name=Bilingual(*record["unit_name"]),
            table=read_parquet(folder / f"{name}.parquet"),
            n=record["n"],
            numbers={k: Estimate(**v) for k, v in record["numbers"].items()},
            finding=Bilingual(*record["finding"]),
            method=Bilingual(*record["method"]),
            caveats=tuple(Bilingual(*text) for text in record["caveats"]),
            parts={
                part: read_parquet(folder / f"{name}.{part}.parquet")
                for part in record["parts"]
            },
        )


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """
    Write a frame with page checksums, so that a flipped bit is found on reading.

    Parameters
    ----------
    frame
        Any tidy frame; its index is not kept.
    path
        Where to write.
    """
    frame.to_parquet(path, index=False, compression="zstd", write_page_checksum=True)


def read_parquet(path: Path) -> pd.DataFrame:
    """
    Read a frame and verify its page checksums.

    Parameters
    ----------
    path
        A file written by `write_parquet`.

    Returns
    -------
    pandas.DataFrame
        The frame.
    """
    options: dict[str, Any] = {"page_checksum_verification": True}
    return pd.read_parquet(path, **options)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """
    Write a file whole or not at all.

    Parameters
    ----------
    path
        Where the file is to be; what stands there stays until the new one is whole.

    Yields
    ------
    pathlib.Path
        Temporary path beside it, to write to.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        yield temporary
        flush(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    flush(path.parent)


def flush(path: Path) -> None:
    """
    Have the disk take a file, or the entries of a folder where there is such a thing.

    Parameters
    ----------
    path
        An existing file or folder.
    """
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def estimates_frame(numbers: Mapping[str, Estimate]) -> pd.DataFrame:
    """
    Lay numbers out as the house's table of estimates.

    Parameters
    ----------
    numbers
        Estimates by term.

    Returns
    -------
    pandas.DataFrame
        Columns ``term, estimate, std_error, ci_low, ci_high, p_value, n,
        n_clusters, method, reason``, one row per term, in the order given.
    """
    rows = [{"term": term, **asdict(value)} for term, value in numbers.items()]
    frame = pd.DataFrame(rows, columns=list(ESTIMATE_COLUMNS))
    floats = ["estimate", "std_error", "ci_low", "ci_high", "p_value"]
    return frame.astype(dict.fromkeys(floats, "float64") | {"n_clusters": "Int64"})
