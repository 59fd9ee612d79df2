"""Trees on 0/1 columns against plain loops that look at every column of every node."""

import numpy as np
import pytest

from logicnet.learning.evidence import tree_kernel
from logicnet.learning.evidence.linear import shares
from logicnet.learning.evidence.trees import SparseBits, boost, forest


def table(rows, columns, seed=0):
    return (np.random.default_rng(seed).random((rows, columns)) < 0.5).astype(np.uint8)


def steps(rows, seed=0):
    """Cuts of two numbers, and a column that is nested in none."""
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, 5, (rows, 2, 1))
    cut = (numbers > np.arange(4)).reshape(rows, 8)
    return np.concatenate([cut, rng.random((rows, 1)) < 0.5], axis=1).astype(np.uint8)


def test_nested_columns_are_one_entry_of_a_row():
    bits = steps(200)
    data = SparseBits.of(bits)
    assert data.nested.tolist() == [False, *[True] * 3, False, *[True] * 3, False]
    wanted = (bits[:, :4].any(axis=1) * 1 + bits[:, 4:8].any(axis=1) + bits[:, 8]).tolist()
    assert np.diff(data.indptr).tolist() == wanted
    kept, slopes = np.arange(0, 200, 3), np.random.default_rng(2).normal(size=(200, 2))
    sums, weights = np.empty((9, 2)), np.random.default_rng(3).normal(size=(9, 2))
    lists = data.indptr, data.entries, data.nested, kept
    tree_kernel.summed(*lists, 0, len(kept), slopes, sums)
    np.testing.assert_allclose(sums, bits[kept].T @ slopes[kept], atol=1e-12)
    total = np.empty((len(kept), 2))
    tree_kernel.weighed(*lists, weights, total)
    np.testing.assert_allclose(total, bits[kept] @ weights, atol=1e-12)
    wrong = np.roll(data.nested, 1)  # what is not nested may not be said to be
    tree_kernel.summed(data.indptr, data.entries, wrong, kept, 0, len(kept), slopes, sums)
    assert np.abs(sums - bits[kept].T @ slopes[kept]).max() > 0.1


def test_a_forests_own_votes_are_of_trees_that_a_row_was_not_drawn_for():
    bits, rng = table(60, 8), np.random.default_rng(4)
    targets = rng.integers(0, 2, (60, 1)) * 1.0  # noise, which no tree can tell of other rows
    made = forest(SparseBits.of(bits), targets, np.ones(60), trees=200, seed=5)
    within = np.zeros((60, 1))
    made.trees.add_to(within, bits)
    right = [float(((total > 3) == targets).mean()) for total in (within, made.held_out)]
    assert right[0] > 0.95
    assert 0.25 < right[1] < 0.75
    told = forest(SparseBits.of(bits), bits[:, :1] * 1.0, np.ones(60), trees=200, seed=5).held_out
    assert (((told > 3) == bits[:, :1]).mean()) > 0.95


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
@pytest.mark.parametrize("cuts", [False, True])
def test_boosting_takes_the_steps_of_a_plain_loop(outputs, cuts):
    bits, rng = table(80, 7), np.random.default_rng(1)
    bits = steps(80, 1) if cuts else bits
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
