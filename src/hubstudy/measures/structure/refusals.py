"""Why a network as a whole has no structure to speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubstudy.network.ties import Ties

SMALLEST = 3


def refusal(whole: Ties, ties: Ties) -> str:
    """
    Say why the structure of a network is undefined, if it is.

    Parameters
    ----------
    whole
        The network with all its ties.
    ties
        The same without those that are not to be counted.

    Returns
    -------
    str
        Code in `hubstudy.results.REASONS`; empty if there are three organisations, one
        tie and answers.
    """
    if not whole.info.get("measured", True):
        return "not_measured"
    if ties.n_nodes < SMALLEST:
        return "n_below_3"
    if ties.n_ties:
        return ""
    if whole.n_ties:
        return "only_membership"
    return "no_ties" if ties.n_dyads() else "not_measured"
