"""How many draws a verdict takes."""

from __future__ import annotations

from hubstudy.errors import Bilingual, MeasureError

FEWEST = 39
"""Below, no two-sided p = 2 / (draws + 1) reaches 0.05, whatever was observed."""

TOO_FEW = Bilingual("抽样次数太少，无从判断", "too few draws to tell it from its null")


def check_draws(name: str, n_draws: int, *, fewest: int = FEWEST) -> None:
    """
    Refuse a number of draws that cannot tell anything from its null.

    Parameters
    ----------
    name
        Of the parameter.
    n_draws
        What was asked for.
    fewest
        Fewest draws with which a verdict can be clear.

    Raises
    ------
    MeasureError
        If there are fewer, which would print “no more than its null gives” of anything.
    """
    if n_draws < fewest:
        msg = (
            f"{name} 应不小于 {fewest}，得到 {n_draws}：再少则 p 值不可能低于 0.05 / "
            f"must be {fewest} or more, got {n_draws}: with fewer, p cannot fall below "
            "0.05"
        )
        raise MeasureError(msg)
