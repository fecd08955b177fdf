"""Shocks to funding: money that stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from numbers import Real
from typing import TYPE_CHECKING, Literal

from hubstudy.errors import MeasureError
from hubstudy.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubstudy.intake import Study

Kind = Literal["top_funder", "fund", "funder_type", "funder"]
KINDS = ("top_funder", "fund", "funder_type", "funder")
GOVERNMENT = "government"
SIMILAR = 0.4
"""How like a name must be to be suggested, 0–1; short names differ by much at once."""


@dataclass(frozen=True, slots=True)
class Shock:
    """
    Money that stops.

    Parameters
    ----------
    name
        Name in tables, and in the sentence unless it is one of the default shocks'.
    kind
        ``"top_funder"``: each organisation's own largest funder among those that could
        leave, the first by name of equal ones. Own income and gifts of unnamed persons
        are nobody's who could leave, as in `hubstudy.measures.funding.funder_reach`;
        money passed on by another organisation is. An organisation without such a
        funder loses nothing. ``"fund"``: the city's earmarked fund (lines booked as
        ``venture_fund``), up to its yearly budget, from everybody in proportion.
        ``"funder_type"``: all funders of one type. ``"funder"``: one funder.
    target
        Code of ``funder_type`` or ``"government"``, or name of the funder; empty for
        the other kinds. Blanks around it are dropped, as around the name.
    share
        Part of that money which stops, 0–1.

    Raises
    ------
    MeasureError
        If the name, the kind, the target or the share makes no sense.
    """

    name: str
    kind: Kind
    target: str = ""
    share: float = 1.0

    def __post_init__(self) -> None:
        """Strip the texts, and refuse what cannot be computed."""
        for field in ("name", "target"):
            text = getattr(self, field)
            if isinstance(text, str):
                object.__setattr__(self, field, text.strip())
        if wrong := _wrong(self):
            zh, en = wrong
            msg = (
                f"冲击 {self.name!r} 无法计算：{zh} / a shock cannot be computed: {en}"
            )
            raise MeasureError(msg)


def is_part(value: object) -> bool:
    """
    Tell whether something is a part of a whole.

    Parameters
    ----------
    value
        Anything.

    Returns
    -------
    bool
        Whether it is a number from 0 to 1.
    """
    return isinstance(value, Real) and 0 <= float(value) <= 1


def _wrong(shock: Shock) -> tuple[str, str] | None:
    """Say what is wrong with a shock and what to do, in both languages."""
    if not isinstance(shock.name, str) or not shock.name:
        return "名称为空，请为它取名", "its name is blank, give it one"
    if shock.kind not in KINDS:
        kinds = ", ".join(KINDS)
        return (
            f"得到 kind={shock.kind!r}，须为 {kinds} 之一",
            f"found kind={shock.kind!r}, expected one of {kinds}",
        )
    if not is_part(shock.share):
        return (
            f"得到 share={shock.share!r}，须为 0–1 之间的数",
            f"found share={shock.share!r}, expected a number from 0 to 1",
        )
    return _wrong_target(shock)


def _wrong_target(shock: Shock) -> tuple[str, str] | None:
    """Say what is wrong with the target of a shock of a known kind."""
    target, types = shock.target, [*FIELDS["funder_type"].category_labels("en")]
    types.append(GOVERNMENT)
    if shock.kind in {"top_funder", "fund"} and target:
        return (
            f"kind={shock.kind!r} 没有对象，请去掉 target={target!r}",
            f"kind={shock.kind!r} has no target, leave target={target!r} out",
        )
    if shock.kind == "funder_type" and target not in types:
        listed, near = ", ".join(types), _near(target, types)
        return (
            f"得到 target={target!r}，须为 {listed} 之一{near[0]}",
            f"found target={target!r}, expected one of {listed}{near[1]}",
        )
    if shock.kind == "funder" and (not isinstance(target, str) or not target):
        return (
            "target 为空，请照收入表 funder 列给出资助方名称",
            "its target is blank, give a funder's name as in column funder of revenue",
        )
    return None


def _near(text: object, known: Iterable[str]) -> tuple[str, str]:
    """Suggest names like one that is not known; empty if there are none."""
    found = get_close_matches(str(text), sorted(known), n=3, cutoff=SIMILAR)
    if not found:
        return "", ""
    return f"；相近的有 {'、'.join(found)}", f"; near it: {', '.join(found)}"


SHOCKS = (
    Shock("top_funder", "top_funder"),
    Shock("fund_300k", "fund"),
    Shock("government", "funder_type", GOVERNMENT),
    Shock("street_office", "funder_type", "street_office"),
)
"""Shocks tried unless others are given."""


def check_shocks(shocks: Shock | Sequence[Shock], study: Study) -> tuple[Shock, ...]:
    """
    Refuse shocks that bear one name twice, or a funder nobody has heard of.

    Parameters
    ----------
    shocks
        The shocks, or one of them.
    study
        The study.

    Returns
    -------
    tuple of Shock
        The shocks.

    Raises
    ------
    MeasureError
        If there is none, one is no `Shock`, names repeat or a funder is not in the
        register.
    """
    found = tuple(shocks) if isinstance(shocks, Iterable) else (shocks,)
    if any(not isinstance(shock, Shock) for shock in found):
        msg = (
            f"shocks 须为 Shock 或其列表，得到 {shocks!r} / shocks is a Shock or a "
            f'list of them, found {shocks!r}; write such as Shock("fund", "fund")'
        )
        raise MeasureError(msg)
    if not found:
        msg = (
            "shocks 为空，请给出至少一个 Shock，或不给以用默认冲击 / shocks is empty, "
            "give at least one Shock, or leave it out for the default ones"
        )
        raise MeasureError(msg)
    names = [shock.name for shock in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        msg = (
            f"冲击重名：{twice}，请各取一名 / shocks are found twice by name: {twice}; "
            f"give each a name of its own"
        )
        raise MeasureError(msg)
    known = set(study.tables.revenue["funder"].dropna())
    for shock in found:
        if shock.kind == "funder" and shock.target not in known:
            near = _near(shock.target, known)
            msg = (
                f"收入表中没有资助方 {shock.target!r}{near[0]}；请照抄 funder 列 / no "
                f"such funder in the revenue table: {shock.target!r}{near[1]}; write "
                f"it as in column funder"
            )
            raise MeasureError(msg)
    return found
