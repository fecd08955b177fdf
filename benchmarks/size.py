"""How often permutation tests reject where there is nothing to find.

Run by hand from the project's root: ``python benchmarks/size.py --simulations 2000
--jobs 2``. Each test is made over and over on data for which its null holds, at a
nominal 0.05, and its share of rejections printed with a Monte Carlo interval; 0.04 to
0.06 is as it should be. Rows marked "ordinary" are what a dyadic regression that takes
pairs for independent does on the same data; "another matters" is outside the null of
that method; rows of the bootstrap count intervals that miss the true value.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.stats import linregress, norm
from statsmodels.api import OLS, add_constant

from hubstudy.measures.inference.bootstrap import vertex_bootstrap
from hubstudy.measures.inference.cug import cug_test
from hubstudy.measures.inference.intervals import wilson
from hubstudy.measures.inference.mrqap import Mrqap, mrqap
from hubstudy.measures.inference.qap import qap_correlation
from hubstudy.measures.position.brokerage import brokerage_roles
from hubstudy.measures.position.mixing import ei_index
from hubstudy.network import random_networks, rewired

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.random import Generator
    from numpy.typing import NDArray

    Rejections = dict[str, bool | None]

NOMINAL = 0.05
ALLOWED = (0.04, 0.06)
N_NODES = 25
N_PERMUTATIONS = 199
EQUAL = 1e-12


def rejects(p_value: float | None) -> bool | None:
    """
    Say whether a test rejects.

    Parameters
    ----------
    p_value
        None if there is no test.

    Returns
    -------
    bool or None
        None if there is no test.
    """
    if p_value is None or np.isnan(p_value):
        return None
    return bool(p_value <= NOMINAL + EQUAL)


def effects(generator: Generator) -> NDArray[np.float64]:
    """
    Draw a square of values in which rows and columns differ.

    Parameters
    ----------
    generator
        Where random numbers come from.

    Returns
    -------
    numpy.ndarray
        Row effect, column effect and noise, each of variance 1.
    """
    rows, columns = generator.normal(size=(2, N_NODES))
    return rows[:, None] + columns + generator.normal(size=(N_NODES, N_NODES))


def framed(values: NDArray[np.float64]) -> pd.DataFrame:
    """
    Give a square the names of its organisations.

    Parameters
    ----------
    values
        Square.

    Returns
    -------
    pandas.DataFrame
        With missing diagonal.
    """
    values = values.copy()
    np.fill_diagonal(values, np.nan)
    names = [f"{place:03d}" for place in range(len(values))]
    return pd.DataFrame(values, index=names, columns=names)


def digraph(values: NDArray[np.float64], share: float) -> nx.DiGraph:
    """
    Tie the pairs with the highest values.

    Parameters
    ----------
    values
        Square.
    share
        Share of pairs to tie.

    Returns
    -------
    networkx.DiGraph
        Without self ties.
    """
    off = ~np.eye(len(values), dtype=bool)
    marks = (values > np.quantile(values[off], 1 - share)) & off
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(values)))
    graph.add_edges_from(np.argwhere(marks).tolist())
    return graph


def qap(generator: Generator, seed: int) -> Rejections:
    """
    Test two independent networks, each with organisations that differ.

    Parameters
    ----------
    generator
        Of the data.
    seed
        Of the permutations.

    Returns
    -------
    dict
        Rejections by test.
    """
    x, y = (digraph(effects(generator), 0.3) for _ in range(2))
    found = qap_correlation(x, y, n_permutations=N_PERMUTATIONS, seed=seed)
    off = ~np.eye(N_NODES, dtype=bool)
    squares = [nx.to_numpy_array(each)[off] for each in (x, y)]
    return {
        "qap_correlation": rejects(found.p_value),
        "qap_correlation, upper tail": rejects(found.p_value_upper),
        "ordinary p of the correlation": rejects(linregress(*squares).pvalue),
    }


def regression(generator: Generator, seed: int) -> Rejections:
    """
    Test a predictor that goes with another, on which alone the outcome hangs.

    Parameters
    ----------
    generator
        Of the data.
    seed
        Of the permutations.

    Returns
    -------
    dict
        Rejections by test.
    """
    other = effects(generator)
    one = other / 2 + effects(generator)
    noise = effects(generator)
    y = other / 2 + noise
    xs = {"one": framed(one), "other": framed(other)}
    options: dict[str, Any] = {"n_permutations": N_PERMUTATIONS, "seed": seed}
    off = ~np.eye(N_NODES, dtype=bool)
    design = add_constant(np.column_stack([one[off], other[off]]))
    made = {
        "mrqap dsp": mrqap(framed(y), xs, method="dsp", **options),
        "mrqap y, nothing matters": mrqap(framed(noise), xs, method="y", **options),
        "mrqap y, another matters": mrqap(framed(y), xs, method="y", **options),
        "mrqap dsp, one predictor": mrqap(
            framed(noise), {"one": framed(one)}, method="dsp", **options
        ),
    }
    made["mrqap dsp, binomial"] = _logistic(generator, options)
    found = {
        name: rejects(test.to_frame().set_index("term").loc["one", "p_value"])
        for name, test in made.items()
    }
    return found | {"ordinary p of the regression": rejects(_ols(y[off], design))}


def _logistic(generator: Generator, options: dict[str, Any]) -> Mrqap:
    """
    Test a mark that goes with another mark, on which alone ties hang.

    The marks themselves enter the ties: were they cut from numbers that enter, the one
    would stand in for what the cut takes from the other, and the null would not hold.
    """
    other = (effects(generator) > 1).astype(float)
    one = (other + effects(generator) > 1).astype(float)
    tied = digraph(other + effects(generator), 0.3)
    names = {node: f"{node:03d}" for node in tied}
    return mrqap(
        nx.relabel_nodes(tied, names),
        {"one": framed(one), "other": framed(other)},
        method="dsp",
        family="binomial",
        **options,
    )


def _ols(y: NDArray[np.float64], design: NDArray[np.float64]) -> float:
    return float(OLS(y, design).fit().pvalues[1])


def groups(generator: Generator, seed: int) -> Rejections:
    """
    Test groups that have nothing to do with ties.

    Parameters
    ----------
    generator
        Of the data.
    seed
        Of the permutations.

    Returns
    -------
    dict
        Rejections by test.
    """
    graph = digraph(effects(generator), 0.2)
    codes = generator.integers(0, 3, N_NODES)
    group = {node: int(code) for node, code in enumerate(codes)}
    options: dict[str, Any] = {"n_permutations": N_PERMUTATIONS, "seed": seed}
    found = {"ei_index": rejects(ei_index(graph, group, **options).p_value)}
    totals = brokerage_roles(graph, group, **options).totals.set_index("role")
    for role in ("coordinator", "itinerant", "representative", "gatekeeper", "liaison"):
        found[f"brokerage_roles, {role}"] = rejects(totals.loc[role, "p_value"])
    return found


def cug(generator: Generator, seed: int) -> Rejections:
    """
    Test networks that are drawn from the null they are tested against.

    Parameters
    ----------
    generator
        Of the data.
    seed
        Of the draws.

    Returns
    -------
    dict
        Rejections by test.
    """
    start = digraph(effects(generator), 0.2)
    data_seed = int(generator.integers(2**31))
    found: Rejections = {}
    for conditioning in ("size", "density", "degree", "dyad"):
        drawn = next(
            random_networks(start, conditioning=conditioning, n_draws=1, seed=data_seed)
        )
        if conditioning == "degree":
            drawn = rewired(start, n_swaps=20_000, seed=data_seed)
        test = cug_test(
            drawn,
            "degree_assortativity",
            conditioning=conditioning,
            n_draws=N_PERMUTATIONS,
            seed=seed,
        )
        found[f"cug_test, {conditioning}"] = rejects(test.p_value)
    return found


def bootstrap(generator: Generator, seed: int) -> Rejections:
    """
    See whether the interval of density misses that of the world drawn from.

    Parameters
    ----------
    generator
        Of the data.
    seed
        Of the draws.

    Returns
    -------
    dict
        Misses.
    """
    own = generator.normal(size=2 * N_NODES)
    noise = generator.normal(size=(2 * N_NODES,) * 2)
    marks = np.triu(own[:, None] + own + noise > 1, 1)
    graph = nx.empty_graph(2 * N_NODES)
    graph.add_edges_from(np.argwhere(marks).tolist())
    found = vertex_bootstrap(graph, n_draws=400, seed=seed)
    if found.estimate is None or found.std_error is None:
        return {"vertex_bootstrap, misses": None}
    true = norm.sf(1 / np.sqrt(3))
    gap = abs(found.estimate - true)
    return {
        "vertex_bootstrap, percentiles miss": not (
            (found.ci_low or 0) <= true <= (found.ci_high or 0)
        ),
        "vertex_bootstrap, 1.96 errors miss": bool(gap > 1.96 * found.std_error),
    }


STUDIES: dict[str, Callable[[Generator, int], Rejections]] = {
    "qap": qap,
    "regression": regression,
    "groups": groups,
    "cug": cug,
    "bootstrap": bootstrap,
}


def simulated(number: int, *, seed: int, studies: list[str]) -> Rejections:
    """
    Make every test once, on data of its own.

    Parameters
    ----------
    number
        Which simulation it is.
    seed
        Seed of all simulations.
    studies
        Names of those wanted; none changes what another draws.

    Returns
    -------
    dict
        Rejections by test.
    """
    found: Rejections = {}
    for place, (name, study) in enumerate(STUDIES.items()):
        if name in studies:
            sequence = np.random.SeedSequence(seed, spawn_key=(number, place))
            found |= study(np.random.default_rng(sequence), number)
    return found


def rows(found: list[Rejections]) -> Iterator[tuple[str, int, float, float, float]]:
    """
    Count rejections.

    Parameters
    ----------
    found
        Rejections of each simulation.

    Yields
    ------
    tuple
        Test, simulations with a test, share rejected, ends of its interval.
    """
    for name in dict.fromkeys(name for each in found for name in each):
        marks = [each[name] for each in found if each.get(name) is not None]
        share = wilson(sum(map(bool, marks)), len(marks))
        if share.estimate is not None:
            yield (
                name, len(marks), share.estimate,
                share.ci_low or 0.0, share.ci_high or 1.0,
            )  # fmt: skip


def main() -> None:
    """Simulate and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20240601)
    parser.add_argument("--studies", nargs="+", choices=STUDIES, default=[*STUDIES])
    options = parser.parse_args()
    start = time.perf_counter()
    simulate = partial(simulated, seed=options.seed, studies=options.studies)
    numbers = range(options.simulations)
    if options.jobs == 1:
        found = list(map(simulate, numbers))
    else:
        with ProcessPoolExecutor(options.jobs) as pool:
            found = list(pool.map(simulate, numbers, chunksize=10))
    print(f"{'test':40} {'n':>6} {'share':>7}  Monte Carlo 95 %")
    for name, n, share, low, high in rows(found):
        inside = ALLOWED[0] <= share <= ALLOWED[1]
        note = "" if inside else "  outside 0.04-0.06"
        print(f"{name:40} {n:6} {share:7.4f}  {low:.4f} to {high:.4f}{note}")
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
