"""The network of a pool decides as the pool on every row there is, and its net gives its shares."""

import numpy as np
import pytest

from logicnet import Network, compile
from logicnet.learning.evidence.columns import columns_of, distinct
from logicnet.learning.evidence.linear import shares
from logicnet.learning.evidence.parts import PARTS
from logicnet.learning.evidence.pool import decided
from logicnet.learning.evidence.to_network import (
    deciding_units,
    graded_net,
    rounded,
    sums_of,
)
from logicnet.learning.evidence.weighing import task_of

NAMES = [f"x{k}" for k in range(7)]
EVERY = (np.arange(128)[:, None] >> np.arange(7) & 1).astype(np.uint8)
RULES = {2: "x0 & x1 & ~x2 | x3 & x4", 3: {"a": "x0 & x1", "b": "x2 & ~x3 & x4", "c": "x5"}}


def pooled(kinds, ruled, seed=0):
    rng = np.random.default_rng(seed)
    bits = EVERY[rng.integers(0, 128, 60)]
    codes = np.where(rng.random(60) < 0.3, rng.integers(0, kinds, 60), bits[:, 0] + bits[:, 2] > 0)
    rows = distinct(bits, codes.astype(np.int64), np.ones(60))
    rule = compile(RULES[kinds], "formula").over(NAMES) if ruled else None
    columns = columns_of(NAMES, rows.bits, rule)
    task = task_of(columns, rows, kinds, seed)
    parts = [part for part in PARTS.values() if ruled or not part.of_rule]
    scorers = [(0.1 + 0.3 * rng.random(), part.fit(task, rows.weights)) for part in parts]
    return columns, scorers, 1 if kinds == 2 else kinds


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("kinds", [2, 3])
def test_hard_is_soft_is_the_pool_on_every_row(kinds, ruled):
    columns, scorers, outputs = pooled(kinds, ruled)
    made = rounded(scorers, columns.data.bits, outputs)
    sums = sums_of(made, columns)
    names = ["y"] if outputs == 1 else ["a", "b", "c"]
    ends = dict(zip(names, deciding_units(columns.draft, sums), strict=True))
    network = columns.draft.network(ends, "test")
    net = graded_net(columns.draft, [sums], names)
    at = columns.at(EVERY)
    exact = sum(weight * scorer.scores(at) for weight, scorer in scorers)
    total = made.scorer.scores(at) / made.scale
    np.testing.assert_allclose(total, exact, atol=0.2)
    fired, chosen = network(EVERY), decided(total)
    wanted = chosen[:, None] if outputs == 1 else chosen[:, None] == np.arange(kinds)
    assert (fired == wanted).all()
    chances = np.asarray(net.predict_proba(EVERY))
    expected = shares(total)[:, 1:] if outputs == 1 else shares(total)
    np.testing.assert_allclose(chances, expected, atol=1e-12)
    assert network.weights.dtype == np.int64
    assert 0 < fired.mean() < 1
    assert not (moved(network)(EVERY) == wanted).all()  # a weight that is wrong is noticed


def moved(network):
    """The network with the greatest weight of its last output turned."""
    weights = network.weights.copy()
    last = slice(*network.indptr[int(network.output_units[0])] + np.array([0, 0]))
    end = int(network.output_units[0])
    last = slice(int(network.indptr[end]), int(network.indptr[end + 1]))
    place = last.start + int(np.abs(weights[last]).argmax())
    weights[place] = -weights[place]
    return Network.from_arrays(
        inputs=network.inputs, outputs=network.outputs, indptr=network.indptr,
        indices=network.indices, weights=weights, thresholds=network.thresholds,
        layer_starts=network.layer_starts, output_units=network.output_units,
    )  # fmt: skip


def test_equal_leaves_are_one_unit():
    columns, scorers, outputs = pooled(2, ruled=False)
    twice = [*scorers, *scorers]
    sizes = []
    for given in (scorers, twice):
        sums = sums_of(rounded(given, columns.data.bits, outputs), columns)
        sizes.append(len(sums.wires))
    assert sizes[0] == sizes[1] > 10
