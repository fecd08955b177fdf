"""How a network is governed: by all, by one member, or by a body set up for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from hubstudy.errors import Bilingual
from hubstudy.measures.structure.governance_checks import (
    among,
    as_governed,
    check_ids,
    check_options,
)
from hubstudy.measures.structure.governance_numbers import (
    find_top,
    null_centralization,
    numbers_of,
    service_contacts,
    service_share,
)
from hubstudy.measures.structure.governance_rules import (
    criteria_frame,
    hold,
    is_brokered,
    mode_of,
    nearest_to,
)
from hubstudy.measures.structure.governance_words import (
    CRITERIA,
    FINDING,
    LIMITS,
    MODES,
    SELECTED_FINDING,
    UNDEFINED,
    points,
    reasons,
)
from hubstudy.measures.structure.refusals import refusal
from hubstudy.results import REASONS, Estimate

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx
    import pandas as pd

    from hubstudy.network.ties import Ties

    Network = nx.Graph[str] | Ties

FORMAL_STATUS = frozenset({"registered", "other"})
"""Legal standing of its own; filed and self-organised groups have none."""


@dataclass(frozen=True, slots=True, eq=False)
class GovernanceMode:
    """
    How a network is governed, and how near that is to another mode.

    Parameters
    ----------
    mode
        ``"shared"``, ``"lead_organization"``, ``"network_administrative_organization"``
        or ``"mixed"`` (none of the three pure forms); empty if undefined.
    reason
        Code in `hubstudy.results.REASONS` if undefined, else empty.
    n
        Organisations.
    top
        Id of the organisation that brokers most; None if undefined.
    nearest
        The pure form next to this one; empty if undefined.
    margin
        How far the number that decides between the two is from its threshold, 0–1, a
        share as all criteria are; None if undefined.
    deciding
        That criterion; empty if undefined.
    reasons
        Sentences with the numbers.
    limits
        What the data cannot show.
    numbers
        Estimates by name.
    table
        See `to_frame`.
    n_selected
        Organisations that were put in for their ties to the others.
    """

    mode: str
    reason: str
    n: int
    top: str | None = None
    nearest: str = ""
    margin: float | None = None
    deciding: str = ""
    reasons: tuple[Bilingual, ...] = ()
    limits: tuple[Bilingual, ...] = ()
    numbers: Mapping[str, Estimate] = field(default_factory=dict)
    table: pd.DataFrame = field(default_factory=lambda: criteria_frame(()))
    n_selected: int = 0

    def __post_init__(self) -> None:
        """Shut the mapping, so that nobody changes a finding by accident."""
        object.__setattr__(self, "numbers", MappingProxyType(dict(self.numbers)))

    @property
    def mode_label(self) -> Bilingual:
        """The mode in words, or why there is none."""
        return MODES[self.mode] if self.mode else REASONS[self.reason]

    def to_frame(self) -> pd.DataFrame:
        """
        Give a tidy copy, safe to change.

        Returns
        -------
        pandas.DataFrame
            One row per criterion: ``criterion``, ``value`` (missing if undefined),
            ``threshold``, ``met``, ``margin`` (above 0 if met).
        """
        return self.table.copy()

    def sentence(self) -> Bilingual:
        """
        Say the finding.

        Returns
        -------
        Bilingual
            With the nearest other mode and how far off it is, and whether members were
            chosen for their ties.
        """
        if self.margin is None:
            return UNDEFINED.format_with(n=self.n, reason=self.mode_label)
        chosen = SELECTED_FINDING.format_with(k=self.n_selected)
        return FINDING.format_with(
            n=f"{self.n:,}",
            mode=self.mode_label,
            nearest=MODES[self.nearest],
            criterion=CRITERIA[self.deciding],
            margin=points(self.margin),
            selected=chosen if self.n_selected else Bilingual("", ""),
        )

    def __str__(self) -> str:
        """Say the finding, Chinese first."""
        return "{}\n{}".format(*self.sentence())


def governance_mode(
    network: Network,
    *,
    members: Collection[str] | None = None,
    selected: Collection[str] = (),
    service: Network | None = None,
    delivering: Collection[str] = (),
    min_centralization: float = 0.5,
    min_broker_share: float = 0.5,
    min_lead: float = 0.25,
    min_reach: float = 0.5,
    max_service_share: float = 0.25,
    n_draws: int = 200,
    seed: int = 0,
) -> GovernanceMode:
    r"""
    Say which of the three modes of network governance the ties look like.

    All rules read the network **without ties that are membership only**: by
    construction these make a hub the centre of a star. The *top* organisation is the
    one in the middle of most open two-paths (a–top–b, a and b not tied; equal ones by
    degree, then by id).

    The network is *brokered* if degree centralisation is `min_centralization` or more,
    the top brokers `min_broker_share` or more of the open two-paths, and this share
    exceeds that of the second by `min_lead` or more. Then it is a **network
    administrative organisation** if the top can be a body of its own (a hub, or of
    legal status registered or other; filed and self-organised groups have no standing
    of their own), is not in `delivering`, and at most `max_service_share` of its ties
    carry a service layer (collaboration, referral, resource; the others, supervision,
    funding and information, govern). Otherwise it is a **lead organisation**, one of
    the delivering members.

    The network is **shared** if it is not brokered and, the top left aside, at least
    `min_reach` of the pairs are tied or have a common contact: members can settle
    matters among themselves. If neither holds it is **mixed**, what Provan and Kenis
    call the mid-range: no one governs, or several cliques do. A large network is
    seldom one of the pure forms as a whole; the governance of a city is that of the
    network among its hubs and its centre, to be named as `members`.

    How near another mode is: the least that would have to change, where several
    criteria would have to, the largest of these. All criteria are shares, so that they
    can be compared.

    Parameters
    ----------
    network
        Keeps the contract of one-mode networks. Directions are left out.
    members
        Ids of the organisations whose network it is, such as those of a community, or
        the hubs and the centre of a city; None for all.
    selected
        Ids of those who were put in for their ties to the others, such as the centre of
        a city among its hubs. Centralisation is then partly made by the choice, which
        is said, and not compared with random networks, in which nobody is chosen.
    service
        The same organisations tied by service layers only, such as from
        ``collaboration_ties(study, layers=("collaboration", "referral", "resource"),
        membership=False)``; None to read ``layer`` of a graph. `Ties` have no layers.
    delivering
        Ids of organisations known to deliver services, such as leaders of projects.
    min_centralization
        0–1; one half: nearer to a star than to equality.
    min_broker_share
        0–1; one half: most of the brokering there is.
    min_lead
        0–1; a quarter: two equals do not make one leader, even if both are large.
    min_reach
        0–1; one half: most pairs of members need no third party but a common contact.
    max_service_share
        0–1; a quarter: a body set up to govern does not deliver; a few joint events
        and errors of the register are borne.
    n_draws
        Random networks with as many organisations and ties that centralisation is
        compared with, 0 for none; none are drawn where members are `selected`. This
        tells chance apart and decides nothing.
    seed
        Of those draws.

    Returns
    -------
    GovernanceMode
        Undefined as ``not_measured`` where no tie was asked about, ``n_below_3`` below
        three organisations, ``no_ties`` without any tie, ``only_membership`` where
        there is no tie but membership, ``not_measured`` where a network is brokered
        by a body whose layers are not known. Numbers:
        ``degree_centralization``, ``degree_centralization_null`` (mean and 95 % of the
        draws), ``degree_centralization_with_membership``, ``broker_share``,
        ``broker_share_with_membership``, ``broker_lead``, ``top_degree_share``,
        ``members_reach``, ``service_share``, ``network_density``. Pairs that nobody
        asked about are left out of two-paths and of reach; for centralisation they are
        not tied.

    Raises
    ------
    NetworkError
        If a graph breaks the contract, organisations lack their name, ``is_hub`` or
        ``legal_status``, or `service` has other organisations.
    MeasureError
        If a threshold is no share, `n_draws` is below 0, `members` or `selected` names
        an organisation that is not there, or ids are one text instead of a list.

    References
    ----------
    .. [1] Provan and Kenis, Modes of network governance: structure, management, and
       effectiveness, *Journal of Public Administration Research and Theory* 18, 2008,
       229–252.
    """
    thresholds = {
        "degree_centralization": min_centralization,
        "broker_share": min_broker_share,
        "broker_lead": min_lead,
        "members_reach": min_reach,
        "service_share": max_service_share,
    }
    given_as = ("min_centralization", "min_broker_share", "min_lead", "min_reach",
                "max_service_share")  # fmt: skip
    check_options(dict(zip(given_as, thresholds.values(), strict=True)), n_draws)
    check_ids("delivering", delivering)
    given = as_governed(network)
    whole = given
    if members is not None:
        whole = given.induced(among(given, "members", members))
    is_chosen = among(whole, "selected", selected)
    ties = whole.without_membership()
    refused = refusal(whole, ties)
    if refused:
        return GovernanceMode("", refused, whole.n_nodes)
    chosen = whole.nodes.loc[is_chosen, "organization_name"].tolist()
    top = find_top(ties)
    who = ties.nodes.iloc[top.place]
    name = str(who["organization_id"])
    served = service_contacts(network, service, given, name)
    null = null_centralization(ties, n_draws=0 if chosen else n_draws, seed=seed)
    numbers = numbers_of(ties, whole, top) | {
        "degree_centralization_null": null,
        "service_share": service_share(ties, top.place, served),
    }
    values = {name: numbers[name].estimate for name in thresholds} | {
        "formal_body": float(who["is_hub"] or who["legal_status"] in FORMAL_STATUS),
        "known_to_deliver": float(name in set(delivering)),
    }
    rows = hold(values, {"formal_body": 1.0, "known_to_deliver": 0.0, **thresholds})
    mode = mode_of(rows)
    nearest, margin, deciding = nearest_to(rows, mode) if mode else ("", None, "")
    words = {"n": f"{ties.n_nodes:,}", "density": numbers["network_density"].both()}
    return GovernanceMode(
        mode=mode,
        reason="" if mode else "not_measured",
        n=ties.n_nodes,
        top=name,
        nearest=nearest,
        margin=margin,
        deciding=deciding,
        reasons=reasons(
            rows,
            numbers,
            top=str(who["organization_name"]),
            brokered=is_brokered(rows),
            selected=chosen,
        ),
        limits=tuple(text.format_with(**words) for text in LIMITS),
        numbers=numbers,
        table=criteria_frame(rows.values()),
        n_selected=len(chosen),
    )
