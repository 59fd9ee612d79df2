"""Trees on 0/1 columns against plain loops that look at every column of every node."""

import numpy as np
import pytest

from logicnet.learning.evidence.linear import shares
from logicnet.learning.evidence.sparse_bits import SparseBits
from logicnet.learning.evidence.trees import boost, forest


def table(rows, columns, seed=0):
    return (np.random.default_rng(seed).random((rows, columns)) < 0.5).astype(np.uint8)


def twin_tree(bits, grad, hess, rows, depth, least, rate, total):
    """Grow one tree by recursion and add its values to `total`."""
    g, h = grad[rows].sum(axis=0), hess[rows].sum(axis=0)
    base, best, gain = (g**2 / (h + 1)).sum(), None, 1e-9
    for c in range(bits.shape[1] if depth else 0):
        one = rows[bits[rows, c] == 1]
        gs, hs = grad[one].sum(axis=0), hess[one].sum(axis=0)
        if min(hs.sum(), (h - hs).sum()) < least or not 0 < len(one) < len(rows):
            continue
        here = (gs**2 / (hs + 1) + (g - gs) ** 2 / (h - hs + 1)).sum() - base
        if here > gain + 1e-9 * base:
            best, gain = c, here
    if best is None:
        total[rows] += rate * g / (h + 1)
        return
    for side in (0, 1):
        part = rows[bits[rows, best] == side]
        twin_tree(bits, grad, hess, part, depth - 1, least, rate, total)


@pytest.mark.parametrize("outputs", [1, 3])
def test_boosting_takes_the_steps_of_a_plain_loop(outputs):
    bits, rng = table(80, 7), np.random.default_rng(1)
    code = np.where(rng.random(80) < 0.2, rng.integers(0, 3, 80), bits[:, 0] + bits[:, 3])
    targets = (code > 0)[:, None] * 1.0 if outputs == 1 else np.eye(3)[code]
    weights = rng.integers(0, 3, 80) * 0.75
    start = np.tile(rng.normal(size=outputs), (80, 1))
    total, kept = start.copy(), np.flatnonzero(weights)
    for _ in range(6):
        p = shares(total)[:, 1:] if outputs == 1 else shares(total)
        grad, hess = weights[:, None] * (targets - p), weights[:, None] * p * (1 - p)
        twin_tree(bits, grad, hess, kept, 3, 1.0, 0.2, total)
    made = boost(SparseBits.of(bits), targets, weights, start, rounds=6, depth=3, rate=0.2)
    found = start.copy()
    made.add_to(found, bits)
    np.testing.assert_allclose(found[kept], total[kept], atol=1e-9)
    assert np.abs(total - start)[kept].max() > 0.1


def test_leaves_are_the_trees():
    bits = table(60, 6)
    targets = (bits[:, :1] | bits[:, 1:2]) * 1.0
    made = boost(
        SparseBits.of(bits), targets, np.ones(60), np.zeros((60, 1)), rounds=3, depth=4, rate=1
    )
    every = (np.arange(64)[:, None] >> np.arange(6) & 1).astype(np.uint8)
    found = np.zeros((64, 1))
    made.add_to(found, every)
    by_leaf = np.zeros(64)
    for path, value in made.leaves():
        holds = np.all([every[:, c] == wanted for c, wanted in path], axis=0)
        by_leaf += holds * value[0]
    np.testing.assert_allclose(by_leaf, found[:, 0], atol=1e-12)
    assert ((found[:, 0] > 0) == (every[:, 0] | every[:, 1])).all()


def test_a_forest_votes_by_shares_and_a_heavy_row_is_many():
    bits, seed = table(50, 5), 3
    targets = bits[:, :1] * 1.0
    data = SparseBits.of(bits)
    made = forest(data, targets, np.ones(50), trees=20, seed=seed).trees
    total = np.zeros((50, 1))
    made.add_to(total, bits)
    assert ((total[:, 0] > 3) == bits[:, 0]).all()  # half of the six that shares are spread over
    assert total.min() >= 0
    assert total.max() <= 6 + 1e-9
    again = forest(data, targets, np.ones(50), trees=20, seed=seed).trees
    assert (again.value == made.value).all()
    other = forest(data, targets, np.full(50, 500.0), trees=2, seed=seed).trees
    assert np.isfinite(other.value).all()


def test_without_columns_a_tree_is_the_mean():
    bits = np.zeros((4, 0), dtype=np.uint8)
    targets = np.array([[0.0], [0], [0], [1]])
    made = forest(SparseBits.of(bits), targets, np.ones(4), trees=400, seed=1).trees
    total = np.zeros((4, 1))
    made.add_to(total, bits)
    assert total[0, 0] / 6 == pytest.approx(0.25, abs=0.04)
