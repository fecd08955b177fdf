"""The habits of those who fill the forms of a made-up city in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clerk:
    """
    The habits of whoever fills the form in.

    Each habit is a list of ways that is drawn from; a way listed twice is taken twice
    as often.

    Parameters
    ----------
    spelling
        Which of the accepted header spellings is printed on the form.
    dates, counts, years, amounts, shares, codes, names, gaps
        Ways to write each; see the functions of this module.
    flags
        Words for yes and for no.
    area_unit
        Unit of areas, in the header.
    """

    spelling: int = 0
    dates: tuple[str, ...] = ("cell",)
    counts: tuple[str, ...] = ("number",)
    years: tuple[str, ...] = ("number",)
    amounts: tuple[str, ...] = ("number",)
    shares: tuple[str, ...] = ("number",)
    codes: tuple[str, ...] = ("plain",)
    names: tuple[str, ...] = ("plain",)
    gaps: tuple[str, ...] = ("",)
    flags: tuple[str, str] = ("是", "否")
    area_unit: str = "km²"


TIDY = Clerk(
    dates=("cell", "cell", "cell", "slash"),
    counts=("number", "number", "commas"),
    names=("plain", "plain", "plain", "trailing"),
    area_unit="平方公里",
)
BY_HAND = Clerk(
    spelling=1,
    dates=("han", "han", "han", "dots", "dots", "slash", "digits", "cell", "wide"),
    counts=(*["number"] * 6, "suffix", "suffix", "wide", "ten_thousands"),
    years=("number", "number", "number", "han", "wide"),
    codes=(*["plain"] * 10, "wide", "trailing", "trailing"),
    names=(*["plain"] * 8, "trailing", "nbsp", "wide_space"),
    gaps=("", "", "", "—", "/"),
    flags=("√", "否"),
    area_unit="公顷",
)
EXPORTING = Clerk(
    spelling=2,
    dates=("digits", "digits", "slash", "serial"),
    counts=("commas",),
    years=("han",),
    codes=("number",),
    names=("plain", "plain", "plain", "trailing"),
    gaps=("", "", "无"),
    flags=("√", "×"),
)
BUREAU = Clerk(
    spelling=1,
    dates=(*["cell"] * 6, "han", "han", "dots", "dashes"),
    counts=(*["number"] * 12, "comma_text", "suffix", "wide"),
    years=(*["number"] * 6, "han"),
    amounts=(*["number"] * 9, "comma_text", "suffix", "ten_thousands", "wide"),
    shares=(*["number"] * 4, "percent_cell", "percent_cell", "percent"),
    codes=(*["plain"] * 20, "trailing", "wide"),
    names=(*["plain"] * 8, "trailing", "nbsp"),
    gaps=("", "", "", "—"),
)
