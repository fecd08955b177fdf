"""Names in one community that may be one organisation typed twice: for a human to see.

Nothing is merged. Names are compared without spaces, punctuation and the community's
own name in front, and without the word for a group at the end (队, 团, 社 …); they are
alike if they are equal so, or if one has a character more, among at least five and not
a number. Names that differ in another character (康晴, 康苑) are told apart: in a city
of groups named alike they mostly are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from hubstudy.errors import Bilingual
from hubstudy.intake.references import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hubstudy.errors import Problem
    from hubstudy.intake.typed import Typed

SHORTEST = 5
"""Shorter names that differ by a character are different names."""

LARGEST_BLOCK = 2_000
"""Names compared each with each; above, each with its neighbours in order."""

WINDOW = 10
MOST_PAIRS = 200

_COUNTED = re.compile(r"[\d一二三四五六七八九十百两甲乙丙丁戊a-z东西南北上下前后]")


_GROUP = re.compile(r"(?<=..)[队团社会组班站]$")


def similar_names(organizations: Typed, communities: Typed | None) -> list[Problem]:
    """
    List pairs of organisations of one community whose names are alike.

    Parameters
    ----------
    organizations
        The table.
    communities
        The table of their communities; None if it could not be read.

    Returns
    -------
    list of Problem
        One warning per pair, at most `MOST_PAIRS`, at the later row.
    """
    frame = organizations.frame
    names = frame["organization_name"]
    kept = np.flatnonzero(names.notna() & frame["community_code"].notna())
    plain = _plain(names.iloc[kept], frame["community_code"].iloc[kept], communities)
    codes, _ = pd.factorize(frame["community_code"].iloc[kept], sort=True)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order])) + 1
    problems: list[Problem] = []
    for block in np.split(order, starts):
        for a, b in _pairs([plain[i] for i in block]):
            first, second = sorted((int(kept[block[a]]), int(kept[block[b]])))
            problems.append(_alike(organizations, first, second))
            if len(problems) == MOST_PAIRS:
                return problems
    return problems


def _plain(names: pd.Series, codes: pd.Series, communities: Typed | None) -> list[str]:
    """Fold names and drop the name of their own community from the front."""
    if communities is None:
        return [_GROUP.sub("", plain_name(name)) for name in names.tolist()]
    known = communities.frame.dropna(subset=["community_name"])
    own = dict(zip(known["community_code"], known["community_name"], strict=True))
    fronts = {code: plain_name(name) for code, name in own.items()}
    return [
        _GROUP.sub("", plain_name(name).removeprefix(fronts.get(code, "")))
        for name, code in zip(names.tolist(), codes.tolist(), strict=True)
    ]


def _pairs(names: list[str]) -> Iterator[tuple[int, int]]:
    """Pairs of positions of names that are alike."""
    for a, b in _near(names):
        if names[a] == names[b] or _one_letter_apart(names[a], names[b]):
            yield int(a), int(b)


def _near(names: list[str]) -> Iterable[tuple[int, int]]:
    if len(names) > LARGEST_BLOCK:
        ranked = sorted(range(len(names)), key=names.__getitem__)
        return (
            (ranked[a], ranked[b])
            for a in range(len(names))
            for b in range(a + 1, min(a + WINDOW, len(names)))
        )
    far = cdist(
        names, names, scorer=Levenshtein.distance, score_cutoff=1, dtype=np.uint8
    )
    lengths = np.array([len(name) for name in names])
    longer = np.abs(lengths[:, None] - lengths) == 1
    near = np.triu((far == 0) | ((far == 1) & longer), k=1)
    return zip(*np.nonzero(near), strict=True)


def _one_letter_apart(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST:
        return False
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1 or Levenshtein.distance(short, long) != 1:
        return False
    same = [a == b for a, b in zip(short, long, strict=False)]
    added = same.index(False) if False in same else len(short)
    return not _COUNTED.search(long[added])


def _alike(organizations: Typed, first: int, second: int) -> Problem:
    one = organizations.text("organization_name", first).strip()
    other = organizations.text("organization_name", second).strip()
    return organizations.problem(
        "similar_names",
        f"{other} ~ {one}（{organizations.place(first)}）",
        Bilingual(
            "同一社区内名称各不相同", "names in one community that differ clearly"
        ),
        Bilingual(
            "人工核对：若为同一组织，删去一行并改正引用；若不是，无须处理",
            "a person should look: delete one row and mend what refers to it if they "
            "are one organisation; else leave it",
        ),
        row=second,
        column="organization_name",
        severity="warning",
    )
