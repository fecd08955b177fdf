"""MRQAP against R's sna and glm, and against each fit made by hand."""

from __future__ import annotations

import itertools
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from hubstudy.errors import MeasureError, NetworkError
from hubstudy.measures.inference import difference, mrqap, qap_correlation, same_group
from hubstudy.measures.inference import logistic as logistic_module
from hubstudy.measures.inference.dyads import permutations
from hubstudy.measures.inference.linear import gaussian_draws, moments_of
from hubstudy.measures.inference.logistic import binomial_draws, patterns_of
from hubstudy.measures.inference.matrices import align
from tests.networks import reference_network
from tests.reference.shared import printed

DRAWS = 4000
SLACK = 4.5
"""Standard errors that two Monte Carlo p values may lie apart."""


def square(number: range, cell: Any) -> pd.DataFrame:
    """A frame from a rule for its cells, as outer() makes in qap.R."""
    rows = [[float(cell(a, b)) for b in number] for a in number]
    return pd.DataFrame(rows, index=number, columns=number)


def florentine() -> tuple[nx.Graph, dict[str, Any]]:
    """Marriages, business and the two made-up predictors of qap.R."""
    number = range(1, 17)
    names = {f"{place:04d}": place + 1 for place in range(16)}
    marriage, business = (
        nx.relabel_nodes(reference_network(name), names)
        for name in ("flo_marriage", "flo_business")
    )
    near = square(number, lambda a, b: a % 3 == b % 3)
    apart = square(number, lambda a, b: abs(a * 7 % 11 - b * 7 % 11))
    return marriage, {"business": business, "near": near, "apart": apart}


def digraph() -> tuple[nx.DiGraph, dict[str, Any]]:
    """The made-up digraph of qap.R and its two predictors."""
    number = range(1, 13)
    rules = [
        lambda a, b: (a * a + 3 * b + a * b) % 7 < 3,
        lambda a, b: (2 * a + b * b) % 5 < 2,
    ]
    direct, sent = nx.DiGraph(), nx.DiGraph()
    for graph, rule in zip((direct, sent), rules, strict=True):
        graph.add_nodes_from(number)
        pairs = itertools.permutations(number, 2)
        graph.add_edges_from((a, b) for a, b in pairs if rule(a, b))
    return direct, {
        "sent": sent,
        "worth": square(number, lambda a, b: (3 * a + b * b) % 13 / 4),
    }


DATA = {"flo": florentine, "dir": digraph}
FAMILIES = {"lm": "gaussian", "logit": "binomial"}
METHODS = {"qapspp": "dsp", "qapy": "y"}


def numbers(line: str) -> np.ndarray:
    return np.array([float(text) for text in printed("qap.txt")[line]])


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize(("line", "family"), [("ols", "gaussian"), ("glm", "binomial")])
def test_coefficients_and_fit_are_those_of_r(data: str, line: str, family: Any) -> None:
    y, xs = DATA[data]()
    found = mrqap(y, xs, family=family, n_permutations=1)
    *wanted, r_squared = numbers(f"{data}_{line}")
    ours = found.to_frame()[["estimate", "std_error_classical"]].to_numpy().T.ravel()
    # glm takes its standard errors one step before its estimates
    assert ours == pytest.approx(wanted, rel=2e-8 if line == "glm" else 1e-10)
    assert ours[: len(xs) + 1] == pytest.approx(wanted[: len(xs) + 1], rel=1e-9)
    assert found.r_squared == pytest.approx(r_squared, rel=1e-9)
    assert found.to_frame()["term"].tolist() == ["(intercept)", *xs]


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("model", FAMILIES)
@pytest.mark.parametrize("hypothesis", METHODS)
def test_p_values_are_those_of_sna_within_monte_carlo_error(
    data: str, model: str, hypothesis: str
) -> None:
    y, xs = DATA[data]()
    name = f"{data}_{model}_{hypothesis}"
    found = mrqap(
        y, xs, method=METHODS[hypothesis], family=FAMILIES[model],
        n_permutations=DRAWS if model == "lm" else 1500,
    )  # fmt: skip
    table = found.to_frame()
    assert table["statistic"].to_numpy() == pytest.approx(
        numbers(f"{name}_stat"), rel=1e-6
    )
    sna = {"p_value_upper": "upper", "p_value_lower": "lower", "p_value": "two"}
    for column, line in sna.items():
        ours, theirs = table[column].to_numpy()[1:], numbers(f"{name}_{line}")[1:]
        n_theirs = 5000 if model == "lm" else 2000
        about = (ours + theirs) / 2
        error = np.sqrt(about * (1 - about) * (1 / found.n_permutations + 1 / n_theirs))
        assert (np.abs(ours - theirs) <= SLACK * error + 0.002).all(), column
    assert table["reason"].tolist() == ["not_applicable", *[""] * len(xs)]


def test_one_predictor_is_the_same_test_by_either_method() -> None:
    y, xs = florentine()
    single = {"business": xs["business"]}
    for family in ("gaussian", "binomial"):
        first, second = (
            mrqap(y, single, method=method, family=family, n_permutations=500)
            for method in ("dsp", "y")
        )
        pd.testing.assert_frame_equal(first.to_frame(), second.to_frame())


def test_one_predictor_tests_what_the_correlation_tests() -> None:
    y, xs = florentine()
    linear = mrqap(y, {"x": xs["apart"]}, n_permutations=500, seed=3).to_frame()
    correlation = qap_correlation(y, xs["apart"], n_permutations=500, seed=3)
    columns = ["p_value_upper", "p_value_lower", "p_value"]
    ours = linear.loc[1, columns].tolist()
    assert ours == [getattr(correlation, name) for name in columns]
    assert mrqap(y, {"x": xs["apart"]}, n_permutations=1).r_squared == pytest.approx(
        correlation.estimate**2
    )


def small(seed: int, *, directed: bool) -> dict[str, pd.DataFrame]:
    """An outcome of 0 and 1 and three predictors on seven organisations."""
    rng = np.random.default_rng(seed)
    n = 7
    groups = rng.integers(0, 3, n)
    age = rng.normal(size=n)
    squares = {
        "y": (rng.random((n, n)) < 0.45) * 1.0,
        "a": (rng.random((n, n)) < 0.3) * 1.0,
        "b": np.equal.outer(groups, groups) * 1.0,
        "c": np.abs(np.subtract.outer(age, age)),
    }
    if not directed:
        squares = {k: np.triu(v, 1) + np.triu(v, 1).T for k, v in squares.items()}
    return {name: pd.DataFrame(cells) for name, cells in squares.items()}


def by_definition(
    frames: dict[str, pd.DataFrame], *, directed: bool, method: str, family: str
) -> np.ndarray:
    """Statistics of every permutation, one ordinary regression at a time."""
    cells = [frame.to_numpy() for frame in frames.values()]
    n, n_terms = len(cells[0]), len(cells) - 1
    ends = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.triu_indices(n, 1)
    y, *xs = (square[ends] for square in cells)
    rows = []
    for order in permutations(n, 25, 11):
        moved = [square[np.ix_(order, order)] for square in cells]
        row = []
        for term in range(n_terms):
            design = sm.add_constant(np.column_stack(xs), has_constant="add")
            if method == "y":
                # to permute all predictors is to permute the outcome back
                design[:, 1:] = np.column_stack([item[ends] for item in moved[1:]])
            else:
                rest = np.delete(design, term + 1, axis=1)
                left = np.zeros((n, n))
                left[ends] = sm.OLS(xs[term], rest).fit().resid
                if not directed:
                    left += left.T
                design[:, term + 1] = left[np.ix_(order, order)][ends]
            if family == "gaussian":
                fit = sm.OLS(y, design).fit()
            else:
                fit = sm.GLM(y, design, family=sm.families.Binomial()).fit(tol=1e-14)
            row.append(fit.tvalues[term + 1])
        rows.append(row)
    return np.array(rows)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("method", ["dsp", "y"])
def test_quick_statistics_of_a_linear_fit_are_those_of_each_regression(
    *, directed: bool, method: str
) -> None:
    for seed in range(3):
        frames = small(seed, directed=directed)
        wanted = by_definition(
            frames, directed=directed, method=method, family="gaussian"
        )
        dyads = align(frames)
        orders = permutations(7, 25, 11)
        ours = gaussian_draws(dyads, moments_of(dyads), orders, method=method)
        assert ours == pytest.approx(wanted, rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("method", ["dsp", "y"])
@pytest.mark.parametrize("most", [0, 10**4])
def test_quick_statistics_of_a_logistic_fit_are_those_of_each_regression(
    monkeypatch: pytest.MonkeyPatch, *, directed: bool, method: str, most: int
) -> None:
    monkeypatch.setattr(logistic_module, "MOST_PATTERNS", most)
    monkeypatch.setattr(logistic_module, "MOST_NUMBERS", 5000)
    frames = small(1, directed=directed)
    wanted = by_definition(frames, directed=directed, method=method, family="binomial")
    dyads = align(frames)
    moments, orders = moments_of(dyads), permutations(7, 25, 11)
    ours = binomial_draws(
        dyads, patterns_of(dyads, moments), moments, orders, method=method
    )
    fine = ~ours.is_separated
    assert fine.mean() > 0.9
    assert ours.statistic[fine] == pytest.approx(wanted[fine], rel=1e-6, abs=1e-8)


def test_shares_of_draws_approach_those_of_all_permutations() -> None:
    frames = {
        name: frame.iloc[:5, :5] for name, frame in small(0, directed=False).items()
    }
    y, xs = frames.pop("y"), {"a": frames["a"], "c": frames["c"]}
    dyads = align({"y": y, **xs})
    orders = [np.array(order) for order in itertools.permutations(range(5))]
    null = gaussian_draws(dyads, moments_of(dyads), orders, method="dsp")
    found = mrqap(y, xs, n_permutations=6000).to_frame().iloc[1:]
    for place, row in enumerate(found.itertuples()):
        draws, own = null[:, place], row.statistic
        exact = [
            (~(np.abs(draws) < abs(own) - 1e-9)).mean(),
            (~(draws < own - 1e-9)).mean(),
            (~(draws > own + 1e-9)).mean(),
        ]
        ours = [row.p_value, row.p_value_upper, row.p_value_lower]
        assert ours == pytest.approx(exact, abs=0.03)


def test_large_values_far_from_zero_lose_no_digits() -> None:
    y, xs = florentine()
    moved = mrqap(y, {"apart": xs["apart"] + 1e6}, n_permutations=200).to_frame()
    plain = mrqap(y, {"apart": xs["apart"]}, n_permutations=200).to_frame()
    columns = ["estimate", "statistic", "p_value"]
    assert moved.loc[1, columns].tolist() == pytest.approx(
        plain.loc[1, columns].tolist(), rel=1e-7
    )


def test_a_planted_street_effect_is_found_and_a_made_up_one_is_not() -> None:
    rng = np.random.default_rng(5)
    graph = nx.empty_graph(40)
    nx.set_node_attributes(graph, {i: i % 4 for i in graph}, "street")
    nx.set_node_attributes(graph, dict(enumerate(rng.normal(size=40))), "age")
    same = same_group(graph, "street")
    graph.add_edges_from(
        (a, b)
        for a, b in itertools.combinations(graph, 2)
        if rng.random() < (0.3 if same.loc[a, b] else 0.06)
    )
    xs = {"street": same, "age": difference(graph, "age")}
    for family in ("gaussian", "binomial"):
        table = mrqap(graph, xs, family=family, n_permutations=199).to_frame()
        p = table.set_index("term")["p_value"]
        assert p["street"] == 1 / 200
        assert p["age"] > 0.05


COMPLETE, PATH, STAR = nx.complete_graph(6), nx.path_graph(6), nx.star_graph(5)


@pytest.mark.parametrize("family", ["gaussian", "binomial"])
@pytest.mark.parametrize(
    ("y", "xs", "reason"),
    [
        (nx.empty_graph(0), {"x": nx.empty_graph(0)}, "n_below_2"),
        (nx.empty_graph(1), {"x": nx.empty_graph(1)}, "n_below_2"),
        (nx.path_graph(2), {"x": nx.path_graph(2)}, "no_variation"),
        (nx.empty_graph(6), {"x": PATH}, "no_variation"),
        (PATH, {"x": COMPLETE}, "no_variation"),
        (nx.DiGraph([(0, 1)]), {"x": nx.DiGraph([(1, 0)])}, "too_small"),
        (PATH, {"x": STAR, "z": nx.complement(STAR)}, "collinear"),
    ],
)
def test_without_a_fit_there_is_a_reason(
    y: nx.Graph, xs: dict[str, nx.Graph], reason: str, family: Any
) -> None:
    found = mrqap(y, xs, family=family)
    table = found.to_frame()
    assert (found.reason, found.r_squared, found.n_permutations) == (reason, None, 0)
    assert table["reason"].tolist() == [reason] * (len(xs) + 1)
    assert table[["estimate", "p_value"]].isna().all(axis=None)
    assert "No MRQAP test" in str(found)


def test_a_perfect_fit_has_estimates_and_no_test() -> None:
    found = mrqap(PATH, {"x": PATH, "z": STAR})
    assert found.reason == "perfect_fit"
    assert found.to_frame()["estimate"].to_numpy() == pytest.approx([0, 1, 0])
    assert found.to_frame()["p_value"].isna().all()
    assert found.r_squared == pytest.approx(1)


@pytest.mark.parametrize("partner", [PATH, nx.cycle_graph(6)])
def test_separated_data_have_no_logistic_fit(partner: nx.Graph) -> None:
    # every tie of the path is one of the cycle, so the odds elsewhere are 0
    found = mrqap(PATH, {"x": partner}, family="binomial")
    assert found.reason == "separated"
    assert found.to_frame()["estimate"].isna().all()


def test_where_no_tie_meets_a_mark_the_likelihood_ratio_stands_in() -> None:
    # two marked pairs of 28 and seven ties: most permutations bring none together
    y, mark = (
        nx.path_graph(8),
        nx.compose(nx.empty_graph(8), nx.Graph([(0, 1), (4, 7)])),
    )
    dyads = align({"y": y, "x": mark})
    moments = moments_of(dyads)
    draws = binomial_draws(
        dyads, patterns_of(dyads, moments), moments, permutations(8, 300, 0),
        method="dsp",
    )  # fmt: skip
    meeting = np.array([
        sum(mark.has_edge(order[a], order[b]) for a, b in y.edges)
        for order in permutations(8, 300, 0)
    ])  # fmt: skip
    assert (draws.is_separated[:, 0] == np.isin(meeting, [0, 2])).all()

    def log_likelihood(ones: float, n: int) -> float:
        return sum(k * np.log(k / n) for k in (ones, n - ones) if k)

    for met, sign in ((0, -1), (2, 1)):
        split = log_likelihood(met, 2) + log_likelihood(7 - met, 26)
        wanted = sign * np.sqrt(2 * (split - log_likelihood(7, 28)))
        assert draws.statistic[meeting == met, 0] == pytest.approx(wanted, rel=1e-8)
    found = mrqap(y, {"x": mark}, family="binomial", n_permutations=300)
    assert found.n_stand_ins == draws.is_separated.sum()
    assert f"{found.n_stand_ins} of them without the usual" in str(found)


def test_a_permuted_predictor_that_turns_collinear_counts_as_extreme() -> None:
    # two rankings of four that agree on half of the pairs are uncorrelated; some
    # permutations make one the other, or its reverse
    rankings = [(0, 1, 2, 3), (3, 0, 1, 2)]
    x, z = (nx.DiGraph(itertools.combinations(order, 2)) for order in rankings)
    y = nx.DiGraph([(0, 1), (1, 0), (2, 1), (3, 0), (0, 3)])
    found = mrqap(y, {"x": x, "z": z}, n_permutations=2400)
    cells = [nx.to_numpy_array(graph, nodelist=range(4)) for graph in (x, z)]
    meeting = [
        any(
            np.array_equal(moved[np.ix_(order, order)], target)
            for moved, other in (cells, cells[::-1])
            for target in (other, other.T)
        )
        for order in itertools.permutations(range(4))
    ]
    assert 0 < sum(meeting) < 6
    share = found.n_stand_ins / found.n_permutations
    assert share == pytest.approx(np.mean(meeting), abs=0.03)
    assert found.to_frame()["p_value"].min() > share / 2


def test_a_network_nobody_asked_about_gives_no_test() -> None:
    silent = PATH.copy()
    silent.graph["measured"] = False
    assert mrqap(silent, {"x": STAR}).reason == "not_measured"


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(MeasureError, match="'qap'"):
        mrqap(PATH, {"x": STAR}, method="qap")
    with pytest.raises(MeasureError, match="'poisson'"):
        mrqap(PATH, {"x": STAR}, family="poisson")
    with pytest.raises(MeasureError, match="at least one predictor"):
        mrqap(PATH, {})
    with pytest.raises(MeasureError, match="named other than"):
        mrqap(PATH, {"y": STAR})
    with pytest.raises(MeasureError, match="0 or 1"):
        mrqap(difference(PATH, {i: i for i in PATH}), {"x": STAR}, family="binomial")
    with pytest.raises(NetworkError, match="'y' lacks"):
        mrqap(PATH, {"x": nx.path_graph(7)})
    asked = PATH.copy()
    asked.graph["not_asked"] = [(0, 5)]
    with pytest.raises(MeasureError, match="'x' has 1 pairs"):
        mrqap(PATH, {"x": asked})


def test_weights_are_the_outcome_where_asked() -> None:
    graph = PATH.copy()
    for place, (a, b) in enumerate(graph.edges):
        graph.edges[a, b]["weight"] = place + 0.5
    found = mrqap(graph, {"x": STAR}, weighted=True, n_permutations=1)
    ends = np.triu_indices(6, 1)
    y, x = (nx.to_numpy_array(item)[ends] for item in (graph, STAR))
    assert found.to_frame()["estimate"].to_numpy()[::-1] == pytest.approx(
        np.polyfit(x, y, 1)
    )


def test_the_order_of_rows_and_of_predictors_changes_nothing() -> None:
    y, xs = florentine()
    order = np.random.default_rng(0).permutation(range(1, 17)).tolist()
    shuffled = nx.Graph()
    shuffled.add_nodes_from(order)
    shuffled.add_edges_from(y.edges)
    for family in ("gaussian", "binomial"):
        first = mrqap(y, xs, family=family, n_permutations=60).to_frame()
        again = mrqap(
            shuffled,
            {name: xs[name] for name in ("apart", "near", "business")},
            family=family,
            n_permutations=60,
        ).to_frame()
        again = again.set_index("term").loc[first["term"]].reset_index()
        pd.testing.assert_frame_equal(first, again, rtol=1e-9)


def test_the_sentence_says_n_null_and_method() -> None:
    y, xs = florentine()
    zh, en = str(mrqap(y, xs, n_permutations=99)).split("\n")
    assert "16 个组织" in zh
    assert "双重半偏置换" in zh
    assert "double semi-partialling, 99 permutations, 16 organisations, 120" in en
    assert "business 0.435" in en
