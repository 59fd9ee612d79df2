"""Naive Bayes, the ridge and the rule by trust, against plain loops; folds and weights as rows."""

from math import comb

import numpy as np
import pytest

from logicnet.learning.evidence.guard import chance_of_errors, judged
from logicnet.learning.evidence.linear import naive_bayes, ridge, shares
from logicnet.learning.evidence.parts import trusted_counts, verdicts_of
from logicnet.learning.evidence.pool import decided, held_error, pool_weights
from logicnet.learning.evidence.trees import SparseBits
from logicnet.learning.evidence.weighing import fold_weights

RNG = np.random.default_rng(0)
BITS = (RNG.random((40, 5)) < 0.5).astype(np.uint8)


def bayes_by_hand(bits, codes, weights, row, kinds):
    """The logarithms of a row's classes by counts, each with one row added of each kind."""
    found = []
    for k in range(kinds):
        mine = weights * (codes == k)
        logs = np.log(mine.sum() + 1)
        for c, value in enumerate(row):
            logs += np.log((mine @ (bits[:, c] == value) + 1) / (mine.sum() + 2))
        found.append(logs)
    return np.array(found)


@pytest.mark.parametrize("kinds", [2, 3])
def test_naive_bayes_and_what_each_row_says_without_itself(kinds):
    codes = RNG.integers(0, kinds, 40)
    linear, own = naive_bayes(BITS, np.eye(kinds)[codes], np.ones(40))
    total = np.zeros((40, len(linear.constants)))
    linear.add_to(total, BITS)
    for r in range(40):
        rest = np.arange(40) != r
        for weights, found in ((np.ones(40), total), (rest * 1.0, own)):
            logs = bayes_by_hand(BITS, codes, weights, BITS[r], kinds)
            wanted = logs[1:] - logs[:1] if kinds == 2 else logs - logs.mean()
            np.testing.assert_allclose(found[r], wanted, atol=1e-9)


@pytest.mark.parametrize("kinds", [2, 3])
def test_the_ridge_is_where_its_slope_is_zero(kinds):
    codes = RNG.integers(0, kinds, 40)
    targets = np.eye(kinds)[codes][:, 1:] if kinds == 2 else np.eye(kinds)[codes]
    weights, penalties = RNG.random(40) + 0.5, np.array([1, 1, 1 / 9, 1, 2.0])
    found = ridge(SparseBits.of(BITS), targets, weights, penalties)
    total = np.zeros_like(targets)
    found.add_to(total, BITS)
    p = shares(total)[:, 1:] if kinds == 2 else shares(total)
    error = weights[:, None] * (p - targets)
    slope = BITS.T @ error + penalties[:, None] * found.weights
    assert np.abs(slope).max() < 0.01
    assert np.abs(error.sum(axis=0)).max() < 0.01


def test_a_rule_counts_as_four_rows_of_which_nine_in_ten_are_right():
    verdicts, codes = np.array([1, 1, 1, 0]), np.array([1, 0, 1, 0])
    found = trusted_counts(verdicts, np.eye(2)[codes], np.ones(4))
    np.testing.assert_allclose(found[1], [(1 + 0.4) / 7, (2 + 3.6) / 7])
    np.testing.assert_allclose(found[0], [(1 + 3.6) / 5, 0.4 / 5])
    fired = np.array([[1, 0, 0], [0, 0, 0], [1, 1, 0], [0, 0, 1]], dtype=np.uint8)
    assert verdicts_of(fired, 3).tolist() == [0, 3, 4, 2]


def binomial_tail(errors, rows, chance):
    return sum(comb(rows, k) * chance**k * (1 - chance) ** (rows - k)
               for k in range(errors, rows + 1))  # fmt: skip


def test_the_guard_goes_by_the_binomial_distribution():
    for rows in (1, 5, 10, 30):
        for errors in range(rows + 1):
            wanted = binomial_tail(errors, rows, 0.1)
            assert chance_of_errors(errors, rows) == pytest.approx(wanted, abs=1e-12)
    worse, ones = np.full(10, -0.1), np.ones(10)
    kept = [judged(errors, 10, 0, worse, ones).kept for errors in range(6)]
    tails = [binomial_tail(errors, 10, 0.1) >= 0.05 for errors in range(6)]
    assert kept == tails == [True, True, True, True, False, False]


def test_the_guard_gives_way_to_a_gain_beyond_chance_with_fewer_errors():
    gains = np.array([0.1, 0.2] * 10)
    assert not judged(1, 20, 0, gains, np.ones(20)).kept
    assert judged(1, 20, 2, gains, np.ones(20)).kept  # of more errors
    assert judged(1, 20, 0, np.array([3.0, -2.8] * 10), np.ones(20)).kept  # by chance
    assert judged(0, 20, 0, gains, np.ones(20)).kept  # no row speaks against it


@pytest.mark.parametrize("rows", [30, 300])
def test_folds_share_out_rows_and_classes(rows):
    codes = RNG.integers(0, 3, rows)
    weights = RNG.choice([1.0, 2.0, 0.25, 75.0], rows)
    found = fold_weights(codes, weights, 1)
    np.testing.assert_allclose(found.sum(axis=0), weights)
    alone = fold_weights(codes, np.ones(rows), 1)
    assert {*alone.ravel().tolist()} == {0.0, 1.0}
    for k in range(3):
        counts = (alone * (codes == k)).sum(axis=1)
        assert counts.max() - counts.min() <= 1


def test_the_pool_leans_on_what_is_right_and_stays_where_rows_say_nothing():
    codes = RNG.integers(0, 2, 400)
    right, noise = (2 * codes - 1.0)[:, None], RNG.normal(size=(400, 1))
    before = np.array([0.0, 1.0])
    found = pool_weights(np.stack([right, noise]), codes, np.ones(400), before)
    assert found[0] > 1
    assert found[1] < 0.4
    few = pool_weights(np.stack([right, noise])[:, :1], codes[:1], np.full(1, 1e-6), before)
    np.testing.assert_allclose(few, before, atol=1e-3)
    assert decided(np.array([[0.1], [-0.1]])).tolist() == [1, 0]
    said = held_error(right, codes, np.ones(400))
    assert (said.error, said.standard_error > 0) == (0.0, True)
