"""Growing nets, and fine-tuning rules on data."""

import numpy as np
import pytest
from hypothesis import given, settings

from logicnet import Network, SpecificationError
from logicnet.learning.agreement import disagreement, step_net
from logicnet.learning.datasets import MONK_SIZES, monks
from logicnet.learning.fine_tuning import fine_tune
from logicnet.learning.growth import with_units, with_wires
from logicnet.learning.mlp import MLP
from logicnet.learning.sigmoid import harden, soften
from logicnet.learning.tables import one_hot
from strategies import networks

CATEGORIES = {f"a{k + 1}": range(1, size + 1) for k, size in enumerate(MONK_SIZES)}


def encoded(data):
    x, encoding = one_hot(
        dict(zip(CATEGORIES, data.x.T.tolist(), strict=True)),
        categories={name: list(values) for name, values in CATEGORIES.items()},
    )
    return x, data.y, encoding.names


ROBOTS, _, NAMES = encoded(monks(1))


def rule(*terms):
    """An OR of ANDs of encoded columns, written a1=1 or ~a1=1."""
    units, n = [], len(NAMES)
    for term in terms:
        literals = [(NAMES.index(v.lstrip("~")), -1 if v[0] == "~" else 1) for v in term.split()]
        sources, weights = zip(*literals, strict=True)
        units.append((sources, weights, sum(w > 0 for w in weights)))
    units.append((range(n, n + len(terms)), [1] * len(terms), 1))
    return Network.from_units([f"x{i}" for i in range(n)], units)


EQUAL = ["a1=1 a2=1", "a1=2 a2=2", "a1=3 a2=3"]


# Growing --------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(networks())
def test_a_grown_net_decides_as_before(network):
    mlp = soften(network)
    grown = with_wires(mlp, "all", scale=1e-6)
    grown = with_units(grown, 3, layer=0, out=1e-6) if grown.depth > 1 else grown
    assert not disagreement(grown, network)
    assert grown.wires >= mlp.wires


@settings(max_examples=30, deadline=None)
@given(networks())
def test_wires_of_no_weight_change_nothing(network):
    grown = with_wires(soften(network), "all", scale=0.0)
    rows = np.eye(len(network.inputs))
    assert (harden(grown)(rows) == network(rows)).all()


def test_wires_reach_as_far_as_asked():
    mlp = MLP.random([4, 3, 2], seed=0)
    mlp = with_wires(mlp, "all")
    assert mlp.wires == 4 * 3 + (4 + 3) * 2
    units = [([0], [1], 1), ([3, 1], [1, 1], 1), ([4, 2], [1, 1], 1)]
    chain = soften(Network.from_units("abc", units))
    counts = [with_wires(chain, reach).wires for reach in ("neighbours", "inputs", "all")]
    assert counts == [7, 3 + 4 + 4, 12]


def test_free_units_are_read_by_the_next_layer():
    mlp = soften(rule("a1=1 a2=1", "a5=1"))
    grown = with_units(mlp, 5, out=0.0)
    assert grown.units == mlp.units + 5
    assert (grown.layer_starts == [0, 7, 8]).all()
    assert np.allclose(grown(ROBOTS), mlp(ROBOTS))
    assert grown.labels is None
    sources, weights = grown.wires_of(7)
    assert len(sources) == 7
    assert sorted(weights) == [0] * 5 + [1, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: with_units(m, 0), "count must be positive"),
        (lambda m: with_units(m, 1, layer=1), "hidden layers are 0 to 0"),
        (lambda m: with_wires(m, "far"), "'far' is not known"),
    ],
)
def test_a_wrong_growth_is_refused(call, message):
    with pytest.raises(SpecificationError, match=message):
        call(MLP.random([2, 2, 1], seed=0))


# Fine-tuning ----------------------------------------------------------------------------------


def test_a_right_rule_is_kept_under_noisy_labels():
    x, y, _ = encoded(monks(3, 122, noise=0.05, seed=1))
    right = rule("a5=3 a4=1", "~a5=4 ~a2=3")
    tuned = fine_tune(right, x, y, free_units=0)
    assert (tuned.network(ROBOTS)[:, 0] == monks(3).y).all()
    assert tuned.anchor is None
    assert "the rule was kept" in str(tuned)


@pytest.mark.parametrize("terms", [EQUAL, [*EQUAL, "a5=2"], [*EQUAL[:2], "a5=1"]])
def test_an_incomplete_or_wrong_rule_is_repaired(terms):
    x, y, _ = encoded(monks(1, 150, seed=3))
    tuned = fine_tune(rule(*terms), x, y, epochs=200)
    truth = monks(1).y
    before = (rule(*terms)(ROBOTS)[:, 0] == truth).mean()
    after = (tuned.network(ROBOTS)[:, 0] == truth).mean()
    assert after > max(before, 0.94)
    assert tuned.network.weights.dtype == np.int64
    assert tuned.before < tuned.after == pytest.approx(1.0, abs=0.02)
    assert (tuned.network(x) == step_net(tuned.network).predict(x)).all()


def test_the_report_names_the_rows_where_hard_and_soft_differ():
    x, y, _ = encoded(monks(1, 124, seed=0))
    tuned = fine_tune(rule(*EQUAL), x, y, anchor=0.01, epochs=60)
    soft, hard = tuned.mlp.predict(x)[:, 0], tuned.network(x)[:, 0]
    assert tuned.differs.rows.tolist() == np.flatnonzero(soft != hard).tolist()
    assert (hard == y).mean() == pytest.approx(tuned.after)
    assert "hard and soft" in str(tuned)


def test_only_the_existing_wires_move_if_no_others_are_wanted():
    network = rule(*EQUAL)
    x, y, _ = encoded(monks(1, 124, seed=0))
    tuned = fine_tune(network, x, y, anchor=0.0, wires=None, free_units=0, epochs=20)
    assert (tuned.soft_mlp.indices == network.indices).all()
    assert tuned.network.units == network.units


def test_the_same_seed_gives_the_same_network():
    x, y, _ = encoded(monks(2, 60, seed=0))
    runs = [fine_tune(rule("a1=1"), x, y, anchor=0.01, epochs=20).network for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_region_is_tuned_on_points():
    square = Network.from_units(
        ["x", "y"],
        [([0], [1.0], 0.0), ([0], [-1.0], -1.0), ([1], [1.0], 0.0), ([1], [-1.0], -1.0),
         ([2, 3, 4, 5], [1.0, 1.0, 1.0, 1.0], 4.0)],
        encoding="real",
    )  # fmt: skip
    points = np.random.default_rng(0).uniform(-0.5, 1.5, (300, 2))
    y = ((points > 0.2) & (points < 1.1)).all(axis=1).astype(int)
    tuned = fine_tune(square, points, y, gain=8, anchor=0.0, wires=None, free_units=0)
    assert tuned.before < 0.9 < tuned.after
    assert tuned.network.encoding == "real"
    assert (tuned.network(points)[:, 0] == y).mean() == pytest.approx(tuned.after)
