"""Exact numbers, signs and lines: against fractions, at numbers that floats round."""

from decimal import Decimal
from fractions import Fraction
from math import gcd

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import SpecificationError
from logicnet.regions.exact import (
    as_fraction,
    edge_lines,
    exact_floats,
    fractions,
    hyperplane,
    integers,
    nearest_power,
    null_space,
    turn,
    widened,
)

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
FEW = st.sampled_from([0.0, 1.0, 3.0, 0.1, 0.3, -0.2, 1e-300, 5e-324, 1e300, 2.0**53, -1e16])


def sign(value):
    return (value > 0) - (value < 0)


@given(st.lists(FLOATS | FEW, min_size=1, max_size=6))
def test_integers_are_the_floats_in_the_largest_unit(values):
    whole, power = integers(np.array(values))
    exact = list(map(Fraction, values))
    assert [v * Fraction(2) ** power for v in whole.tolist()] == exact
    assert all(isinstance(v, int) for v in whole.tolist())
    assert not any(exact) or any(v % 2 for v in whole.tolist())


def test_integers_of_nothing_but_zeros_have_the_unit_1():
    whole, power = integers(np.zeros((2, 2)))
    assert (whole.tolist(), power) == ([[0, 0], [0, 0]], 0)
    assert integers(np.zeros(0))[0].shape == (0,)


@settings(max_examples=150)
@given(st.lists(st.tuples(FEW | FLOATS, FEW | FLOATS), min_size=3, max_size=3), st.booleans())
def test_turn_is_the_sign_of_the_area_in_fractions(points, middle):
    a, b, c = (tuple(map(Fraction, p)) for p in points)
    if middle:  # nearly on the line, or on it
        c = tuple(Fraction(float((p + q) / 2)) for p, q in zip(a, b, strict=True))
    area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    given_points = [np.array([list(map(float, p))]) for p in (a, b, c)]
    assert turn(*given_points).tolist() == [sign(area)]


def test_turn_broadcasts_points_against_each_other():
    corner = np.array([0.0, 0.0])
    ends = np.array([[1.0, 0.0], [0.0, 1.0], [0.1, 0.3]])
    found = turn(corner, ends[:, None], ends[None, :])
    assert found.tolist() == [[0, 1, 1], [-1, 0, -1], [-1, 1, 0]]
    assert found.dtype == np.int8


@pytest.mark.parametrize(("value", "exact"), [
    (3, 3), (0.1, Fraction(0.1)), ("1/3", Fraction(1, 3)), (np.int64(2**62), 2**62),
    (np.float32(0.1), Fraction(13421773, 2**27)), (np.longdouble("0.5"), Fraction(1, 2)),
    (Decimal("0.1"), Fraction(1, 10)),
    (Fraction(2, 7), Fraction(2, 7)), (sympy.Rational(1, 3), Fraction(1, 3)), (True, 1),
    (sympy.Integer(5), 5), (np.uint8(200), 200), (sympy.Float(0.5), Fraction(1, 2)),
])  # fmt: skip
def test_numbers_of_every_kind_have_their_exact_value(value, exact):
    found = as_fraction(value)
    assert found == exact
    assert isinstance(found, Fraction)
    assert fractions([value, value]) == [exact, exact]


@pytest.mark.parametrize("value", [
    None, "a", "", float("nan"), float("inf"), -float("inf"), 1j, [1], np.float64("nan"), "1/0",
    Decimal("NaN"), sympy.oo, sympy.Symbol("x"), np.array([1.0, 2.0]), object(),
])  # fmt: skip
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(SpecificationError, match="expected a finite number, got "):
        as_fraction(value)


def test_what_has_no_exact_value_is_refused_with_one_near_it():
    for value in (sympy.pi, sympy.sqrt(2), sympy.Rational(1, 3) + sympy.pi):
        with pytest.raises(SpecificationError, match=rf"is no fraction: give .* {float(value)!r}"):
            as_fraction(value)


def test_floats_of_numbers_are_exact_or_refused():
    given_numbers = [[1, Fraction(1, 2)], [Decimal("0.25"), np.float32(0.1)]]
    assert exact_floats(given_numbers, "p").tolist() == [[1, 0.5], [0.25, np.float32(0.1).item()]]
    assert exact_floats([2**53, -(2**60)], "p").tolist() == [2.0**53, -(2.0**60)]
    assert exact_floats(np.array([np.nan, np.inf]), "p").shape == (2,)
    assert exact_floats(np.array([1, 2], np.uint8), "p").dtype == np.float64
    assert exact_floats(np.array(["0.5"], np.longdouble), "p").tolist() == [0.5]
    for wrong, message in [
        ([2**53 + 1], "p: floats do not hold 9007199254740993; round it first, to 90071992547409"),
        ([Fraction(1, 3)], "p: floats do not hold 1/3"), ([10**400], "p: a number is beyond flo"),
        (["1"], "p: expected numbers, got text"), ([None], "p: expected a finite number, got None"),
        ([1j], "got complex128"), ([True, False], "got bool"), ([[1], [1, 2]], "all of one length"),
        (np.array(["2020"], "M8[Y]"), "got datetime64"), ([Decimal("0.1")], "do not hold 1/10"),
        (np.array([1], np.longdouble) / 3, "floats do not hold"),
    ]:  # fmt: skip
        with pytest.raises(SpecificationError, match=message):
            exact_floats(wrong, "p")


WHOLE = st.lists(st.integers(-6, 6), min_size=2, max_size=3)


@given(WHOLE, st.fractions(max_denominator=9), st.fractions(max_denominator=9))
def test_a_hyperplane_has_one_form(normal, offset, factor):
    if not any(normal) or not factor:
        return
    plane, side = hyperplane(list(map(Fraction, normal)), offset)
    again, other = hyperplane([factor * v for v in normal], factor * offset)
    assert again == plane
    assert other == side * sign(factor)
    assert gcd(*plane.normal) == 1
    assert next(v for v in plane.normal if v) > 0
    # the factor from what was given has the sign that is told
    k = next(k for k, v in enumerate(normal) if v)
    ratio = Fraction(plane.normal[k], normal[k])
    assert [ratio * v for v in normal] == list(plane.normal)
    assert ratio * offset == plane.offset
    assert sign(ratio) == side


def test_a_hyperplane_needs_a_normal():
    with pytest.raises(SpecificationError, match="must not be zero"):
        hyperplane([Fraction(0), Fraction(0)], Fraction(1))


@given(WHOLE, st.fractions(max_denominator=5), st.permutations(range(4)), st.integers(0, 99))
def test_widening_keeps_the_sides(normal, offset, order, seed):
    if not any(normal):
        return
    plane, _ = hyperplane(list(map(Fraction, normal)), offset)
    columns = list(order[: len(normal)])
    wide, side = widened(plane, columns, 4)
    point = [Fraction(int(v), 3) for v in np.random.default_rng(seed).integers(-9, 10, 4)]
    own = sum(n * point[c] for n, c in zip(plane.normal, columns, strict=True)) - plane.offset
    new = sum(n * v for n, v in zip(wide.normal, point, strict=True)) - wide.offset
    assert new == side * own
    assert next(v for v in wide.normal if v) > 0
    assert side in (1, -1)
    assert gcd(*wide.normal) == 1
    assert widened(plane, list(range(len(normal))), len(normal)) == (plane, 1)


UNITS = st.sampled_from([-1.0, 0.0, 1.0, 0.5])


@settings(max_examples=120)
@given(st.sampled_from([FEW, UNITS]).flatmap(
    lambda numbers: st.lists(st.tuples(numbers, numbers), min_size=2, max_size=2, unique=True)
))  # fmt: skip
def test_the_line_of_an_edge_has_both_ends_and_its_left(ends):
    (a, b), (c, d) = ends
    lines, left = edge_lines(np.array([[a, b]]), np.array([[c, d]]))
    (line,), (a, b, c, d) = lines, map(Fraction, (a, b, c, d))
    n, m = line.normal
    places = (a, b), (c, d), (a - (d - b), b + (c - a))  # the last on the left
    height = [n * x + m * y - line.offset for x, y in places]
    assert height[:2] == [0, 0]
    assert sign(height[2]) == left[0]
    assert hyperplane(list(map(Fraction, line.normal)), line.offset) == (line, 1)


@settings(max_examples=80)
@given(st.integers(0, 4), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_null_space_is_all_that_rows_are_orthogonal_to(count, dimension, seed):
    rng = np.random.default_rng(seed)
    table = rng.integers(-2, 3, (count, dimension))
    if count > 1 and seed % 2:
        table[-1] = table[0] * 2
    rows = [list(map(Fraction, row)) for row in table.tolist()]
    ways = null_space(rows, dimension)
    products = [[sum(a * b for a, b in zip(row, way, strict=True)) for row in rows] for way in ways]
    assert not any(map(any, products))
    rank = np.linalg.matrix_rank(table) if count else 0
    assert len(ways) == dimension - rank
    basis = np.array([[float(v) for v in way] for way in ways]).reshape(len(ways), dimension)
    assert not len(ways) or np.linalg.matrix_rank(basis) == len(ways)


@pytest.mark.parametrize(("value", "power"), [
    (1.0, 1.0), (1.5, 1.0), (0.3, 0.25), (2.0**1023, 2.0**1000), (5e-324, 2.0**-1000), (7.0, 4.0),
])  # fmt: skip
def test_the_power_of_two_below_a_number(value, power):
    assert nearest_power(value) == power


def test_turn_is_right_where_floats_are_wrong():
    """Kettner and others: points beside a line for which the formula in floats has wrong signs."""
    steps = np.arange(40) * 2.0**-53
    first = np.stack(np.meshgrid(0.5 + steps, 0.5 + steps), axis=-1).reshape(-1, 2)
    second, third = np.array([12.0, 12.0]), np.array([24.0, 24.0])
    found = turn(first, second, third)
    exact, floats = [], []
    for x, y in first.tolist():
        px, py = Fraction(x), Fraction(y)
        exact.append(sign((12 - px) * (24 - py) - (12 - py) * (24 - px)))
        floats.append(sign((12 - x) * (24 - y) - (12 - y) * (24 - x)))
    assert found.tolist() == exact
    assert sum(a != b for a, b in zip(exact, floats, strict=True)) > 100
    mixed = np.concatenate([first, [[0.0, 24.0]]])  # with one that floats decide
    assert turn(mixed, second, third).tolist() == [*exact, 1]
