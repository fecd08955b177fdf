"""Every table: its columns, key, foreign keys and rules.

A `Table` is written once here and read three ways: as the list of headers that
intake looks for, as the rules that typed values obey, and as the codebook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hubstudy.errors import Bilingual
from hubstudy.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hubstudy.fields import Field

DTYPES = {
    "text": "str",
    "category": "str",
    "integer": "Int64",
    "number": "float64",
    "flag": "bool",
    "date": "datetime64[s]",
    "year": "Int64",
}
"""Type of a typed column by kind of field; codes and categories stay text."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What values of one column must obey, beyond their type.

    Parameters
    ----------
    name
        Stable name of the rule.
    expected
        The rule in words.
    low, high
        Bounds, both included; None for no bound.
    pattern
        Regular expression that the whole text must match.
    """

    name: str
    expected: Bilingual
    low: float | None = None
    high: float | None = None
    pattern: str | None = None

    def broken_by(self, values: pd.Series) -> np.ndarray:
        """
        Find the values that break the rule; a missing value breaks none.

        Parameters
        ----------
        values
            Typed values of a column.

        Returns
        -------
        numpy.ndarray
            One truth value per row.
        """
        if self.pattern is not None:
            fits = re.compile(self.pattern, re.ASCII).fullmatch
            texts = values.tolist()
            broken = (isinstance(text, str) and not fits(text) for text in texts)
            return np.fromiter(broken, dtype=bool, count=len(values))
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return np.asarray((numbers < low) | (numbers > high), dtype=bool)


@dataclass(frozen=True, slots=True)
class Column:
    """
    A field's place in a table.

    Parameters
    ----------
    field
        What the column is.
    nullable
        Whether cells may be empty.
    references
        ``(table, column)`` in which each value must stand.
    rules
        What the values must obey.
    """

    field: Field
    nullable: bool = False
    references: tuple[str, str] | None = None
    rules: tuple[Rule, ...] = ()

    @property
    def name(self) -> str:
        """Column name in the typed frame."""
        return self.field.name


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table of a study.

    Parameters
    ----------
    name
        Name of the file without its ending, and in ``study.tables``.
    label
        Words for readers; also accepted as the name of a workbook's sheet.
    key
        Columns whose values together stand in one row only.
    columns
        All columns, in order.
    optional
        Whether a study may leave the table out; it is then empty.
    """

    name: str
    label: Bilingual
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    optional: bool = False

    def column(self, name: str) -> Column:
        """
        Find a column by name.

        Parameters
        ----------
        name
            Column name in the typed frame.

        Returns
        -------
        Column
            The column.

        Raises
        ------
        KeyError
            If the table has no such column.
        """
        return {column.name: column for column in self.columns}[name]


_AT_LEAST_0 = Rule("not_negative", Bilingual("不小于 0", "0 or more"), low=0)
_AT_LEAST_1 = Rule("positive", Bilingual("不小于 1", "1 or more"), low=1)
_YEAR = Rule("year_range", Bilingual("1900–2100", "1900–2100"), low=1900, high=2100)
_SCORE = Rule("score_range", Bilingual("0–200 分", "0 to 200 points"), low=0, high=200)
_STARS = Rule("stars_range", Bilingual("1–5 星", "1 to 5 stars"), low=1, high=5)
_STREET = Rule(
    "street_code_form", Bilingual("9 位数字区划代码", "9 digits"), pattern=r"\d{9}"
)
_COMMUNITY = Rule(
    "community_code_form",
    Bilingual("12 位数字区划代码", "12 digits"),
    pattern=r"\d{12}",
)
_IDENTIFIER = Rule(
    "identifier_form",
    Bilingual("1–60 个字符，不含空白", "1 to 60 characters without spaces"),
    pattern=r"\S{1,60}",
)


def _c(
    name: str,
    *rules: Rule,
    nullable: bool = False,
    references: tuple[str, str] | None = None,
) -> Column:
    field = FIELDS[name]
    implied = (_YEAR,) if field.kind == "year" else ()
    return Column(field, nullable, references, (*rules, *implied))


def _table(
    name: str,
    zh: str,
    en: str,
    key: Sequence[str],
    *columns: Column,
    optional: bool = False,
) -> Table:
    return Table(name, Bilingual(zh, en), tuple(key), columns, optional)


_OF_COMMUNITY = ("communities", "community_code")
_OF_ORGANIZATION = ("organizations", "organization_id")

_ALL = (
    _table(
        "street_districts", "街道", "street districts", ["street_code"],
        _c("street_code", _STREET),
        _c("street_name"),
        _c("is_core_city"),
    ),
    _table(
        "communities", "社区", "communities", ["community_code"],
        _c("community_code", _COMMUNITY),
        _c("community_name"),
        _c("street_code", _STREET, references=("street_districts", "street_code")),
        _c("is_core_city"),
        _c("households", _AT_LEAST_0, nullable=True),
        _c("residents", _AT_LEAST_1, nullable=True),
        _c("residents_60plus", _AT_LEAST_0, nullable=True),
        _c("area_km2", _AT_LEAST_0, nullable=True),
        _c("build_year", nullable=True),
    ),
    _table(
        "organizations", "社会组织", "organizations", ["organization_id"],
        _c("organization_id", _IDENTIFIER),
        _c("uscc", nullable=True),
        _c("organization_name"),
        _c("community_code", _COMMUNITY, references=_OF_COMMUNITY),
        _c("legal_status"),
        _c("actor_kind"),
        _c("service_field", nullable=True),
        _c("is_hub"),
        _c("member_of", nullable=True, references=_OF_ORGANIZATION),
        _c("secretary_led"),
        _c("opened", nullable=True),
        _c("closed", nullable=True),
    ),
    _table(
        "ties", "关系", "ties", ["source_id", "target_id", "layer", "year_from"],
        _c("source_id", references=_OF_ORGANIZATION),
        _c("target_id", references=_OF_ORGANIZATION),
        _c("layer"),
        _c("weight", _AT_LEAST_0, nullable=True),
        _c("year_from"),
        _c("year_to", nullable=True),
        _c("observation"),
    ),
    _table(
        "projects", "项目", "projects", ["project_id"],
        _c("project_id", _IDENTIFIER),
        _c("lead_id", references=_OF_ORGANIZATION),
        _c("community_code", _COMMUNITY, references=_OF_COMMUNITY),
        _c("scheme"),
        _c("title"),
        _c("target_group"),
        _c("year"),
        _c("award_cny", _AT_LEAST_0),
        _c("spent_cny", _AT_LEAST_0, nullable=True),
        _c("start"),
        _c("end", nullable=True),
        _c("status"),
        _c("beneficiaries", _AT_LEAST_0, nullable=True),
        _c("volunteers", _AT_LEAST_0, nullable=True),
        _c("renews_project", nullable=True, references=("projects", "project_id")),
    ),
    _table(
        "project_partners", "项目合作方", "project partners",
        ["project_id", "organization_id"],
        _c("project_id", references=("projects", "project_id")),
        _c("organization_id", references=_OF_ORGANIZATION),
        _c("partner_role"),
    ),
    _table(
        "ratings", "评审", "ratings", ["project_id", "rater_id", "dimension"],
        _c("project_id", references=("projects", "project_id")),
        _c("rater_id"),
        _c("rater_type"),
        _c("dimension"),
        _c("score", _SCORE),
        _c("stars", _STARS),
    ),
    _table(
        "contracts", "服务承接合同", "contracts", ["contract_id"],
        _c("contract_id", _IDENTIFIER),
        _c("community_code", _COMMUNITY, references=_OF_COMMUNITY),
        _c("contractor_id"),
        _c("is_local"),
        _c("start"),
        _c("end", nullable=True),
        _c("renews_contract", nullable=True, references=("contracts", "contract_id")),
    ),
    _table(
        "revenue", "收入", "revenue", ["revenue_id"],
        _c("revenue_id", _IDENTIFIER),
        _c("organization_id", references=_OF_ORGANIZATION),
        _c("year"),
        _c("funder"),
        _c("funder_type"),
        _c("instrument"),
        _c("is_restricted"),
        _c("amount_cny"),
    ),
    _table(
        "funders", "资助方", "funders", ["funder"],
        _c("funder"),
        _c("funder_type"),
        _c("funder_organization_id", nullable=True, references=_OF_ORGANIZATION),
        optional=True,
    ),
    _table(
        "accounts", "年度财务", "accounts", ["organization_id", "year"],
        _c("organization_id", references=_OF_ORGANIZATION),
        _c("year"),
        _c("expenses_cny", _AT_LEAST_0),
        _c("overhead_cny", _AT_LEAST_0, nullable=True),
        _c("net_assets_cny", nullable=True),
        _c("unrestricted_cny", nullable=True),
        optional=True,
    ),
    _table(
        "community_outcomes", "社区结果", "community outcomes",
        ["community_code", "year", "indicator"],
        _c("community_code", _COMMUNITY, references=_OF_COMMUNITY),
        _c("year"),
        _c("indicator"),
        _c("value"),
        _c("n", _AT_LEAST_1, nullable=True),
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
