"""Rows of money for the napkin study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.studies import STREET_1

if TYPE_CHECKING:
    from tests.studies import Rows


def receipt(number: int, **other: Any) -> dict[str, Any]:
    """Make 1,000 yuan bought by a street office from the hub, changed as asked."""
    return {
        "revenue_id": f"V{number:04d}", "organization_id": "H1", "year": 2022,
        "funder": "示例街道办事处", "funder_type": "street_office",
        "instrument": "purchase", "is_restricted": True, "amount_cny": 1000.0,
    } | other  # fmt: skip


def numbered(rows: Rows) -> Rows:
    """Give receipts ids of their own."""
    return [row | {"revenue_id": f"V{i:04d}"} for i, row in enumerate(rows)]


def account(identifier: str, **other: Any) -> dict[str, Any]:
    """Make the accounts of a year in which 1,200 yuan were spent, changed as asked."""
    return {
        "organization_id": identifier, "year": 2022, "expenses_cny": 1200.0,
        "overhead_cny": 120.0, "net_assets_cny": 300.0, "unrestricted_cny": 200.0,
    } | other  # fmt: skip


def grant(number: int, community: str, **other: Any) -> dict[str, Any]:
    """Make a project led by the hub and granted 1,000 yuan, changed as asked."""
    return {
        "project_id": f"P{number:03d}", "lead_id": "H1", "community_code": community,
        "scheme": "micro_venture", "title": "示例项目", "target_group": "elderly",
        "year": 2022, "award_cny": 1000.0, "start": "2022-03-01", "status": "ongoing",
    } | other  # fmt: skip


def communities(residents: list[int | None], street: str = STREET_1) -> Rows:
    """Make communities of a street, one per number of residents."""
    return [
        {
            "community_code": f"{street}{i:03d}", "community_name": f"示例{i}社区",
            "street_code": street, "is_core_city": True, "households": 1000,
            "residents": n, "residents_60plus": 300, "area_km2": 1.5,
            "build_year": 1990,
        }
        for i, n in enumerate(residents, start=1)
    ]  # fmt: skip
