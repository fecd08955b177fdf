"""Time and memory of network measures, at the size of a city and of a nation.

Run by hand from the project's root: ``python benchmarks/network_speed.py``. Every part
runs in a process of its own, so that peak memory is its own; kernels are compiled
before the clock starts, except where the line says so. What another program takes for
the same work stands beside it, measured in the same run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from hubstudy.network import Ties, load_ties, store_ties
from hubstudy.network.store import to_graph

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
CITY_NODES, CITY_TIES = 1_300, 5_000
HOLES_NODES, HOLES_TIES = 3_000, 12_000
NATION_NODES, NATION_TIES = 1_750_000, 10_000_000
PER_COMMUNITY, PER_STREET = 15, 13
N_HUBS = 9_000
INSIDE = 0.9
SAMPLE = 20
DRAWS = 1_000


def made_up(n_nodes: int, n_ties: int, *, seed: int, n_hubs: int) -> Ties:
    """
    Make up a network of communities, most ties inside them.

    Parameters
    ----------
    n_nodes, n_ties
        Organisations, and about how many ties; doubled ones are dropped.
    seed
        Of the draws.
    n_hubs
        Organisations that are hubs, each tied to all of its community.

    Returns
    -------
    Ties
        With ``community_code``, ``street_code`` and ``is_hub``.
    """
    rng = np.random.default_rng(seed)
    community = np.arange(n_nodes) // PER_COMMUNITY
    near = int(INSIDE * n_ties)
    # as many more as fall on one another: pairs of a community are few
    source = rng.integers(0, n_nodes, int(near * 1.9))
    target = np.minimum(
        community[source] * PER_COMMUNITY + rng.integers(0, PER_COMMUNITY, len(source)),
        n_nodes - 1,
    )
    far = rng.integers(0, n_nodes, (2, n_ties - near))
    places = rng.choice(
        community[-1] + 1, min(n_hubs, community[-1] + 1), replace=False
    )
    hubs = np.sort(places) * PER_COMMUNITY
    spokes = (hubs[:, None] + np.arange(1, PER_COMMUNITY)).ravel()
    spokes = spokes[spokes < n_nodes]
    centre = spokes // PER_COMMUNITY * PER_COMMUNITY
    ends = np.concatenate(
        [np.column_stack([centre, spokes]), far.T, np.column_stack([source, target])]
    )
    ends = ends[ends[:, 0] != ends[:, 1]]
    ends.sort(axis=1)
    keys = pd.unique(ends[:, 0] * n_nodes + ends[:, 1])[:n_ties]
    is_hub = np.zeros(n_nodes, dtype=bool)
    is_hub[hubs] = True
    street = community // PER_STREET
    names = [f"N{number:08d}" for number in range(n_nodes)]
    nodes = pd.DataFrame(
        {
            "organization_id": names,
            "organization_name": names,
            "community_code": pd.Categorical.from_codes(
                community, [f"C{number:07d}" for number in range(community[-1] + 1)]
            ),
            "street_code": pd.Categorical.from_codes(
                street, [f"S{number:06d}" for number in range(street[-1] + 1)]
            ),
            "is_hub": is_hub,
            "legal_status": pd.Categorical(["registered"] * n_nodes),
            "actor_kind": pd.Categorical(["organization"] * n_nodes),
        }
    )
    return Ties.from_numbers(nodes, keys // n_nodes, keys % n_nodes)


def timed(name: str, call: Callable[[], object], *, beside: str = "") -> float:
    """
    Time one call and print it.

    Parameters
    ----------
    name
        What is called.
    call
        The call.
    beside
        What to print behind the time.

    Returns
    -------
    float
        Seconds of wall time.
    """
    started = time.perf_counter()
    call()
    seconds = time.perf_counter() - started
    print(f"  {name:<46} {seconds:9.3f} s {beside}", flush=True)
    return seconds


def city() -> None:
    """Time every measure of a unit at city size, nulls of 1,000 draws included."""
    from hubstudy.measures import density, inference, position, structure  # noqa: PLC0415

    ties = made_up(CITY_NODES, CITY_TIES, seed=1, n_hubs=40)
    other = made_up(CITY_NODES, CITY_TIES, seed=2, n_hubs=40)
    group = "community_code"
    small = {"n_permutations": DRAWS, "seed": 1}
    print(f"city: {ties.n_nodes:,} organisations, {ties.n_ties:,} ties", flush=True)
    calls: dict[str, Callable[[], object]] = {
        "network_density": lambda: density.network_density(ties),
        "density_by_group (communities)": lambda: density.density_by_group(ties, group),
        "transitivity": lambda: density.transitivity(ties),
        "layer_overlap": lambda: density.layer_overlap({"a": ties, "b": other}),
        "degree_centralization": lambda: position.degree_centralization(ties),
        "betweenness_centralization": (
            lambda: position.betweenness_centralization(ties)
        ),
        "centralities": lambda: position.centralities(ties),
        "structural_holes": lambda: position.structural_holes(ties),
        f"brokerage_roles ({DRAWS} permutations)": (
            lambda: position.brokerage_roles(ties, group, **small)
        ),
        f"ei_index ({DRAWS} permutations)": (
            lambda: position.ei_index(ties, group, **small)
        ),
        "core_periphery": lambda: structure.core_periphery(ties),
        "cutpoints": lambda: structure.cutpoints(ties),
        "core_numbers": lambda: structure.core_numbers(ties),
        "removal_curve (40 removed)": (
            lambda: structure.removal_curve(ties, n_removed=40)
        ),
        "governance_mode": lambda: structure.governance_mode(
                ties, service=other
            ),
        f"local_global_type ({DRAWS} draws)": (
            lambda: structure.local_global_type(ties, n_draws=DRAWS)
        ),
        f"qap_correlation ({DRAWS} permutations)": (
            lambda: inference.qap_correlation(ties, other, **small)
        ),
        f"mrqap, gaussian ({DRAWS} permutations)": (
            lambda: inference.mrqap(
                ties,
                {"other": other, "community": inference.same_group(ties, group)},
                **small,
            )
        ),
        f"cug_test, density ({DRAWS} draws)": (
            lambda: inference.cug_test(
                ties, "degree_centralization", conditioning="density",
                n_draws=DRAWS, seed=1,
            )
        ),
        f"cug_test, degree ({DRAWS} draws)": (
            lambda: inference.cug_test(
                ties, "transitivity", conditioning="degree", n_draws=DRAWS, seed=1
            )
        ),
        f"vertex_bootstrap ({DRAWS} draws)": (
            lambda: inference.vertex_bootstrap(ties, n_draws=DRAWS, seed=1)
        ),
    }  # fmt: skip
    for call in calls.values():
        call()
    total = sum(timed(name, call) for name, call in calls.items())
    print(f"  {'all together':<46} {total:9.3f} s", flush=True)


def holes() -> None:
    """Time structural holes beside igraph and, on a few nodes, networkx."""
    import igraph  # noqa: PLC0415 - an optional extra

    from hubstudy.measures.position import structural_holes  # noqa: PLC0415

    ties = made_up(HOLES_NODES, HOLES_TIES, seed=3, n_hubs=80)
    print(f"holes: {ties.n_nodes:,} organisations, {ties.n_ties:,} ties", flush=True)
    timed("first call, compiling or loading the kernel", lambda: structural_holes(ties))
    own = timed("all four columns", lambda: structural_holes(ties))
    pairs = np.column_stack([ties.source, ties.target]).tolist()
    built = igraph.Graph(n=ties.n_nodes, edges=pairs)
    started = time.perf_counter()
    built.constraint()
    seconds = time.perf_counter() - started
    print(f"  {'igraph, constraint alone':<46} {seconds:9.3f} s", flush=True)
    graph = to_graph(ties)
    chosen = sorted(graph)[:: HOLES_NODES // SAMPLE]
    started = time.perf_counter()
    nx.constraint(graph, nodes=chosen)
    nx.effective_size(graph, nodes=chosen)
    seconds = (time.perf_counter() - started) * len(graph) / len(chosen)
    print(
        f"  {'networkx, constraint and effective size':<46} {seconds:9.1f} s (from "
        f"{len(chosen)} nodes, scaled), {seconds / own:,.0f} times ours",
        flush=True,
    )


def nation(folder: Path) -> None:
    """
    Time the measures of a nation, from parquet.

    Parameters
    ----------
    folder
        Where the network is stored.
    """
    import resource  # noqa: PLC0415 - not on every system

    from hubstudy.measures import density, position, structure  # noqa: PLC0415

    warm = made_up(CITY_NODES, CITY_TIES, seed=1, n_hubs=40)
    for measure in (structure.cutpoints, structure.core_numbers, structure.components):
        measure(warm)
    position.structural_holes(warm)
    density.density_by_group(warm, "community_code", within=True)
    print("nation, from parquet, kernels compiled before:", flush=True)
    started = time.perf_counter()
    ties = load_ties(folder)
    read = time.perf_counter() - started
    print(f"  {'read':<46} {read:9.3f} s", flush=True)
    hubs = ties.nodes["is_hub"].to_numpy(dtype=bool)
    calls: dict[str, Callable[[], object]] = {
        "network_density": lambda: density.network_density(ties),
        "density_by_group, every community": (
            lambda: density.density_by_group(ties, "community_code", within=True)
        ),
        "degree": ties.degree,
        "neighbors (CSR, kept for what follows)": ties.neighbors,
        "components": lambda: structure.components(ties),
        "core_numbers": lambda: structure.core_numbers(ties),
        "cutpoints": lambda: structure.cutpoints(ties),
        f"structural_holes of {int(hubs.sum()):,} hubs": (
            lambda: position.structural_holes(ties, of=hubs)
        ),
    }
    total = read + sum(timed(name, call) for name, call in calls.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"  {'all together':<46} {total:9.3f} s, peak {peak:.2f} GB: "
        f"{ties.n_nodes:,} organisations, {ties.n_ties:,} ties",
        flush=True,
    )


def main() -> int:
    """
    Run the parts asked for, each in a process of its own.

    Returns
    -------
    int
        Exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["city", "holes", "nation"])
    parser.add_argument("--folder", type=Path, help="stored network, for nation")
    asked = parser.parse_args()
    if len(asked.parts) == 1 and (asked.folder or asked.parts[0] != "nation"):
        part = asked.parts[0]
        {"city": city, "holes": holes, "nation": lambda: nation(asked.folder)}[part]()
        return 0
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryDirectory() as root:
        for part in asked.parts:
            command = [sys.executable, __file__, part]
            if part == "nation":
                whole = made_up(NATION_NODES, NATION_TIES, seed=4, n_hubs=N_HUBS)
                store_ties(whole, Path(root))
                del whole
                command += ["--folder", root]
            subprocess.run(command, check=True, cwd=ROOT, env=environment)
    return 0


if __name__ == "__main__":
    sys.exit(main())
