"""Points at which linear functions are positive: found, or proven not to be there."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.network.one_unit.positive import positive_point


def value(function, z):
    return sum((a * b for a, b in zip(function[1:], z, strict=True)), function[0])


def contradiction(functions, d):
    """Whether some d + 2 functions or fewer have a non-negative sum of at most 0 (Helly, Farkas).

    Weights from 0 up, not all 0, with which the rates cancel and the constants add up to 0 or less.
    """
    for count in range(1, d + 2):
        for chosen in combinations(functions, count):
            for weights in _kernels([f[1:] for f in chosen]):
                total = sum(w * f[0] for w, f in zip(weights, chosen, strict=True))
                if min(weights) >= 0 and any(weights) and total <= 0:
                    return True
    return False


def _kernels(rows):
    """Weights of rows whose sum is 0, where they are the only ones but for a factor; both signs."""
    table = [list(map(Fraction, column)) for column in zip(*rows, strict=True)]
    count, rank, pivots = len(rows), 0, []
    for column in range(count):
        at = next((r for r in range(rank, len(table)) if table[r][column]), None)
        if at is None:
            continue
        table[rank], table[at] = table[at], table[rank]
        table[rank] = [v / table[rank][column] for v in table[rank]]
        for r in range(len(table)):
            if r != rank and table[r][column]:
                factor = table[r][column]
                table[r] = [a - factor * b for a, b in zip(table[r], table[rank], strict=True)]
        pivots.append(column)
        rank += 1
    if rank != count - 1:
        return
    free = next(c for c in range(count) if c not in pivots)
    weights = [Fraction(0)] * count
    weights[free] = Fraction(1)
    for r, column in enumerate(pivots):
        weights[column] = -table[r][free]
    yield weights
    yield [-w for w in weights]


@settings(max_examples=250)
@given(st.integers(1, 3), st.integers(1, 6), st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 5]))
def test_a_point_is_found_or_functions_contradict_each_other(d, count, seed, size):
    rng = np.random.default_rng(seed)
    numbers = rng.integers(-size, size + 1, (count, d + 1)).tolist()
    functions = [list(map(Fraction, row)) for row in numbers]
    found = positive_point(functions, d)
    assert (found is None) == contradiction(functions, d)
    if found is not None:
        assert len(found) == d
        assert all(value(f, found) > 0 for f in functions)


@pytest.mark.parametrize("gap", [1, Fraction(1, 10**30), Fraction(1, 2**1000)])
def test_the_thinnest_gap_has_a_point_and_none_has_none(gap):
    between = [[Fraction(0), Fraction(3), Fraction(1)], [gap, Fraction(-3), Fraction(-1)]]
    assert all(value(f, positive_point(between, 2)) > 0 for f in between)
    assert positive_point([between[0], [Fraction(0), Fraction(-3), Fraction(-1)]], 2) is None


def test_what_is_unbounded_has_a_point():
    functions = [list(map(Fraction, row)) for row in ([-5, 1, 0], [-9, -1, 2])]
    assert all(value(f, positive_point(functions, 2)) > 0 for f in functions)
    assert positive_point([[Fraction(2), Fraction(0)]], 1) == [0]
    assert positive_point([[Fraction(0), Fraction(0)]], 1) is None
    assert positive_point([[Fraction(1)], [Fraction(2)]], 0) == []


def test_functions_that_are_the_same_do_not_stand_in_each_others_way():
    same = [Fraction(-1), Fraction(1)]
    assert positive_point([same, same, list(same)], 1)[0] > 1
    assert positive_point([same, [Fraction(1), Fraction(-1)], same], 1) is None
