"""Fewest pieces, against the fewest for the values at many places alone, and exact fractions."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from logicnet import LimitError, SpecificationError
from logicnet.construction.real_functions import fewest_pieces
from logicnet.construction.real_functions.intervals import Interval
from logicnet.construction.real_functions.step_sums import approximate


def needed(f, ends, tolerance, places=40001):
    """Pieces that values at many places need: no division of the whole interval has fewer."""
    count, least, greatest = 1, np.inf, -np.inf
    for value in f(np.linspace(*ends, places)).tolist():
        least, greatest = min(least, value), max(greatest, value)
        if greatest - least > 2 * tolerance * (1 + 1e-12):
            count, least, greatest = count + 1, value, value
    return count


def seven(x):
    """floor(7*x), where 7*x is not rounded."""
    return np.array([floor(7 * Fraction(each)) for each in x.tolist()])


CASES = {
    "tanh(200*x)": ((-0.1, 0.1), 0.01, lambda x: np.tanh(200 * x)),
    "sqrt(x)": ((0, 1), 0.005, np.sqrt),
    "sin(1/(x + 0.1))": ((0, 1), 0.02, lambda x: np.sin(1 / (x + 0.1))),
    "floor(7*x) + sign(x - 0.3)": ((0, 1), 0.01, lambda x: seven(x) + np.sign(x - 0.3)),
    "x - floor(2*x)": ((0, 1), 0.07, lambda x: x - np.floor(2 * x)),
}


@pytest.mark.parametrize("text", CASES)
def test_pieces_are_within_a_twentieth_of_the_fewest_and_keep_the_tolerance(text):
    ends, tolerance, f = CASES[text]
    steps = approximate(text, ends, tolerance=tolerance)
    fewest = needed(f, ends, tolerance)
    # Samples may leave out the piece that is one place, as the place of the sign is.
    assert steps.units <= 1.05 * fewest + 1
    assert steps.kind == "derived"
    assert steps.bound <= tolerance
    cuts = steps.network.thresholds
    x = np.concatenate([ends, cuts, np.nextafter(cuts, -9), np.linspace(*ends, 5001)])
    assert np.abs(steps(x) - f(x)).max() <= steps.bound + 1e-15
    assert (steps.base + steps.network(x[:, None]) @ steps.heights == steps(x)).all()


def test_steep_parts_get_the_pieces():
    """Equal cells need 1,620 for this; the values go from -1 to 1, by 0.02 each."""
    assert approximate("tanh(200*x)", (-1, 1), tolerance=0.01).units == 101


def test_a_spike_that_no_sample_meets_is_met():
    steps = approximate("exp(-((x - 0.123456789)*1e12)**2)", (0, 1), tolerance=0.05)
    assert steps([0.123456789, 0.1, 0.2]) == pytest.approx([1, 0, 0], abs=0.05)


def test_a_sum_of_waves_is_kept_to_where_they_are_known_exactly():
    text = "sin(2*x)/2 + sin(14*x)/4 + sin(98*x)/8"
    steps = approximate(text, (0, 1), tolerance=0.05)
    cuts = steps.network.thresholds
    with mp.workdps(30):
        for x in [*cuts[::3].tolist(), *np.nextafter(cuts[::3], -1).tolist()]:
            at = mp.mpf(x)
            exact = mp.sin(2 * at) / 2 + mp.sin(14 * at) / 4 + mp.sin(98 * at) / 8
            assert abs(exact - mp.mpf(float(steps([x])[0]))) <= steps.bound


@pytest.mark.parametrize("ends", [(-1, 1), (0, 1)])
def test_a_pole_among_the_finest_floats_ends_soon(monkeypatch, ends):
    """1/x is no float for 2**50 floats beside 0: these are not told apart."""
    monkeypatch.setattr(fewest_pieces, "_MOST_UNBOUNDED", 1 << 8)
    with pytest.raises(SpecificationError, match=r"1/x: not known to be bounded near x = 0$"):
        approximate("1/x", ends, tolerance=0.1)


def test_what_no_pieces_reach_is_refused_with_its_place(monkeypatch):
    with pytest.raises(SpecificationError, match="not known to be bounded near x = "):
        approximate("1/(x - 0.7)", (0, 1), tolerance=0.5)
    with pytest.raises(LimitError, match="finer than what levels of values near x = 1 are rounded"):
        approximate("x", (1, np.nextafter(1, 2)), tolerance=1e-20)
    with pytest.raises(LimitError, match=r"near x = 0\.5.*jump of f"):
        approximate("floor(x + exp(x) - exp(x) + 0.5)", (0, 1), tolerance=0.1)
    with pytest.raises(SpecificationError, match="for a formula and a tolerance"):
        approximate("x", (0, 1), pieces=4, cells="fewest")
    with pytest.raises(SpecificationError, match="for a formula and a tolerance"):
        approximate(np.sin, (0, 1), tolerance=0.1, cells="fewest")
    monkeypatch.setattr(fewest_pieces, "_MOST_CELLS", 1 << 10)
    with pytest.raises(LimitError, match="pieces leave an error of up to"):
        approximate("sin(65536*pi*x)", (0, 1), tolerance=0.01)


numbers = st.floats(-1e200, 1e200) | st.floats(-3, 3) | st.sampled_from([0.0, 5e-324, -1e-200, 0.1])


@given(numbers, numbers)
def test_sums_products_and_quotients_are_rounded_outward_and_no_further(a, b):
    """Ends are the nearest floats on both sides of the exact value, or that value itself."""
    one, two = (Interval(np.array([v]), np.array([v])) for v in (a, b))
    exact = {"+": Fraction(a) + Fraction(b), "*": Fraction(a) * Fraction(b)}
    with np.errstate(all="ignore"):
        found = {"+": one + two, "*": one * two}
        if b:
            exact["/"], found["/"] = Fraction(a) / Fraction(b), one / two
    for name, value in exact.items():
        low, high = found[name].low[0], found[name].high[0]
        assert low == -np.inf or Fraction(low) <= value
        assert high == np.inf or value <= Fraction(high)
        if 1e-250 < abs(value) < 1e290 and min(abs(a), abs(b)) > 1e-250:
            assert high in (low, np.nextafter(low, np.inf))
            assert (low == high) == (Fraction(low) == value)


@pytest.mark.parametrize("text", ["x*y - sin(3*x)", "x + y + z"])
def test_one_real_output_in_several_dimensions(text):
    """By the boxes' levels looked up, by the units, and by the net with the sum as its output."""
    d = 3 if "z" in text else 2
    steps = approximate(text, ([0] * d, [1] * d), pieces=3)
    points = np.random.default_rng(0).random((200, d))
    points[:50] = np.rint(points[:50] * 3) / 3
    fires = steps.network(points)
    assert (fires.sum(axis=1) == 1).all()
    net = steps.mlp()
    assert net.output_units.tolist() == [steps.units - 1]
    assert np.allclose(steps(points), fires @ steps.heights, atol=1e-12)
    assert np.allclose(net.predict(points).ravel(), steps(points), atol=1e-12)
    with pytest.raises(SpecificationError, match=f"rows of {d} coordinates"):
        steps(np.ones((4, 5)))


def test_many_boxes_need_no_memory_for_each_row():
    steps = approximate("x*y", ((0, 0), (1, 1)), pieces=60)
    grid = np.random.default_rng(0).random((300, 1000, 2))
    assert np.abs(steps(grid) - grid.prod(axis=-1)).max() <= steps.bound
