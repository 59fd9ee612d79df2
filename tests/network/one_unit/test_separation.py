"""Weights that separate points: against all small weights, tried one by one."""

from itertools import product
from math import gcd
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.network.one_unit import separation
from logicnet.network.one_unit.separation import Separation, separate

MOST = 4  # weights are tried up to this


def drawn(rng, d, size, count):
    """Points with whole coordinates, on both sides of some line or not quite."""
    points = [tuple(rng.randint(-size, size) for _ in range(d)) for _ in range(count)]
    way = [rng.randint(-MOST, MOST) for _ in range(d)]
    level = rng.randint(-size, size)
    side = [sum(w * v for w, v in zip(way, p, strict=True)) >= level for p in points]
    if rng.random() < 0.2:
        side[0] = not side[0]
    return ([p for p, s in zip(points, side, strict=True) if s],
            [p for p, s in zip(points, side, strict=True) if not s])  # fmt: skip


def sums(weights, points):
    return [sum(w * v for w, v in zip(weights, p, strict=True)) for p in points]


def separates(found, on, off):
    return min(sums(found.weights, on)) >= found.threshold > max(sums(found.weights, off))


def least(on, off, free, cost, most=MOST):
    """The least costed sum of weights up to MOST that separate, None where none do."""
    ranges = [range(-most if f else 0, most + 1) for f in free]
    costs = [
        sum(c * abs(w) for c, w in zip(cost, weights, strict=True))
        for weights in product(*ranges)
        if min(sums(weights, on)) > max(sums(weights, off))
    ]
    return min(costs, default=None)


@settings(max_examples=80)
@given(st.integers(1, 3), st.sampled_from([1, 2, 5]), st.integers(0, 2**32 - 1))
def test_weights_are_right_and_least_where_that_is_said(d, size, seed):
    rng = Random(seed)
    on, off = drawn(rng, d, size, rng.randint(2, 25))
    if not on or not off:
        return
    free = [rng.random() < 0.6 for _ in range(d)]
    cost = [rng.choice([1, 1, 2, 3]) for _ in range(d)]
    expected = least(on, off, free, cost)
    options = {"free": np.array(free), "cost": np.array(cost, dtype=float)}
    if cost == [1] * d:
        options.pop("cost")
    if all(free):
        options.pop("free")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(separation, "_AT_ONCE", rng.choice([1, 1, 2, 256]))
        found = separate(np.array(on), np.array(off), **options)
        quick = separate(np.array(on), np.array(off), smallest=False, **options)
        small = separate(np.array(on), np.array(off), max_weight=MOST, **options)
        certain = separate(np.array(on), np.array(off), proven=True, **options)
    assert (small is not None) == (expected is not None)
    for each in (found, quick, small, certain):
        assert expected is None or each is not None
        if each is not None:
            assert separates(each, on, off)
            assert all(w >= 0 or f for w, f in zip(each.weights, free, strict=True))
    paid = sum(c * abs(w) for c, w in zip(cost, small.weights, strict=True)) if small else None
    assert paid == expected
    if small:
        assert small.minimal
        assert max(map(abs, small.weights)) <= MOST
        assert found.minimal
        assert sum(c * abs(w) for c, w in zip(cost, found.weights, strict=True)) <= paid
        if quick.minimal:
            assert sum(c * abs(w) for c, w in zip(cost, quick.weights, strict=True)) <= paid


@pytest.mark.parametrize(("on", "off", "weights", "threshold"), [
    ([[3]], [[1]], (1,), 3), ([[1]], [[3]], (-1,), -1), ([[4, 0]], [[0, 4]], (1, 0), 4),
    ([[0, 0, 0]], [[-7, 0, 0]], (1, 0, 0), 0),
])  # fmt: skip
def test_weights_below_1_are_made_whole(on, off, weights, threshold):
    found = separate(np.array(on), np.array(off))
    assert found.minimal
    assert sum(map(abs, found.weights)) == sum(map(abs, weights)) == 1
    quick = separate(np.array(on), np.array(off), smallest=False)
    assert separates(quick, on, off)
    if len(weights) == 1:
        assert found == Separation(weights, threshold, True)
        assert (quick.weights, quick.threshold) == (weights, threshold)


def test_a_limit_on_weights_holds_even_where_certainty_is_asked_for():
    on, off = np.array([[1, 1, 0], [1, 0, 1]]), np.array([[1, 0, 0], [0, 1, 1]])
    assert separate(on, off, max_weight=1, proven=True) is None
    assert separate(on, off, max_weight=2, proven=True) == Separation((2, 1, 1), 3, True)
    assert separate(on, off, smallest=False, max_weight=2).weights == (2, 1, 1)


def test_what_is_decided_in_fractions_is_in_lowest_terms(monkeypatch):
    monkeypatch.setattr(separation._Program, "solve", lambda *args, **options: None)
    for on, off in [([[3]], [[1]]), ([[4, 2]], [[0, 0]]), ([[0, 7], [7, 0]], [[3, 3]])]:
        found = separate(np.array(on), np.array(off), proven=True)
        assert separates(found, on, off)
        assert gcd(*found.weights, found.threshold) == 1


def test_a_side_without_points_needs_no_weights():
    none, some = np.zeros((0, 2), dtype=np.int64), np.array([[1, 2]])
    assert separate(some, none) == Separation((0, 0), 0, True)
    assert separate(none, some) == Separation((0, 0), 1, True)


def test_a_solver_that_was_stopped_proves_nothing(monkeypatch):
    """Whole weights that were found before the limit are taken, and not said to be least."""
    from scipy import optimize

    original = optimize.milp

    def stopped(*args, **options):
        limited = "node_limit" in options["options"]
        result = original(*args, **options)
        result.status = 1 if limited else result.status
        return result

    monkeypatch.setattr(optimize, "milp", stopped)
    found = separate(np.array([[3]]), np.array([[1]]))
    assert (found.weights, found.threshold, found.minimal) == ((1,), 3, False)


def test_weights_of_any_size_are_right_and_not_said_to_be_least():
    large = 2**40
    on, off = [[large, 1], [0, 1]], [[large, 0], [-large, 0]]
    found = separate(np.array(on), np.array(off), proven=True)
    assert separates(found, on, off)
    steps = [[2**k * (-1) ** k for k in range(i, i + 4)] for i in range(30)]
    found = separate(np.array(steps), -np.array(steps), proven=True)
    assert found is None or separates(found, steps, [[-v for v in p] for p in steps])
    # beside two points a third, that no small weights tell from the way between them
    n = 10**9
    on, off = [[0, 0], [n, n + 1]], [[1, 1]]
    found = separate(np.array(on), np.array(off), proven=True)
    assert separates(found, on, off)
    assert max(map(abs, found.weights)) >= 1
    assert not found.minimal or sum(map(abs, found.weights)) < 2**20
