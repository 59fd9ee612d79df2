"""Sums of steps: the bound holds, and is tight where theory says so."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from logicnet import LimitError, LogicnetError, ParseError, SpecificationError
from logicnet.construction.real_functions import step_sums
from logicnet.construction.real_functions.step_sums import approximate

X = np.linspace(0, 1, 20001)


def wave(x):
    return np.sin(2 * np.pi * x)


@pytest.mark.parametrize("options", [
    {"pieces": 7, "lipschitz": 2 * np.pi}, {"pieces": 64}, {"pieces": 64, "cells": "variation"},
    {"tolerance": 0.02}, {"tolerance": 0.02, "lipschitz": 2 * np.pi}, {"pieces": 1},
])  # fmt: skip
def test_the_error_stays_within_the_bound_or_is_near_that_at_samples(options):
    steps = approximate(wave, (0, 1), **options)
    error = np.abs(steps(X) - wave(X)).max()
    if "lipschitz" in options:
        known = steps.bound
        assert error <= known
        assert steps.sampled_error is None
    else:
        known = steps.sampled_error
        assert error <= known * (1 + 1e-3) + 1e-12
        assert steps.bound is None
        assert steps.samples >= 33
    assert known <= options.get("tolerance", np.inf)


def test_a_ramp_attains_the_bound_and_needs_one_unit_a_step():
    ramp = approximate(lambda x: 3 * x, (0, 1), pieces=8, lipschitz=3)
    assert 3 / 16 <= ramp.bound < 3 / 16 + 1e-12
    assert np.abs(ramp(X) - 3 * X).max() == pytest.approx(3 / 16)
    assert ramp.units == 8


def test_equal_variation_beats_equal_width_where_a_function_is_steep():
    equal, varied = (
        approximate("sqrt(x)", (0, 1), pieces=64, cells=c).bound for c in ("equal", "variation")
    )
    assert varied == pytest.approx(1 / 128, rel=1e-3)
    assert equal > 5 * varied


def test_the_network_and_the_sum_say_the_same():
    steps = approximate(wave, (0, 1), pieces=20)
    fires = steps.network(X[:, None])
    assert np.allclose(steps.base + fires @ steps.heights, steps(X))


def test_boxes_approximate_functions_of_two_variables():
    steps = approximate(lambda x, y: x * y, ([0, 0], [1, 1]), pieces=10, lipschitz=np.sqrt(2))
    points = np.random.default_rng(0).uniform(size=(2000, 2))
    assert np.abs(steps(points) - points.prod(axis=1)).max() <= steps.bound
    assert steps.network.depth == 2


def test_jumps_and_bad_requests_are_refused():
    with pytest.raises(LimitError, match="a jump"):
        approximate(lambda x: x > 1 / 3, (0, 1), tolerance=0.1)
    with pytest.raises(SpecificationError, match="either"):
        approximate(wave, (0, 1))
    with pytest.raises(SpecificationError, match="finite"):
        approximate(lambda x: 1 / (x - x), (0, 1), pieces=2)
    with pytest.raises(SpecificationError, match="low < high"):
        approximate(wave, (1, 0), pieces=2)


@pytest.mark.parametrize(("options", "error"), [
    ({"pieces": 10**9}, "1000000000 pieces exceed the limit of 1048576"),
    ({"pieces": 2.5}, "at least one piece, got 2.5"),
    ({"pieces": True}, "at least one piece, got True"),
    ({"tolerance": 0}, "tolerance must be positive"),
    ({"tolerance": "wide"}, "expected a finite number, got 'wide'"),
    ({"pieces": 4, "cells": "equl"}, "not 'equl'; did you mean 'equal'"),
    ({"pieces": 4, "lipschitz": "steep"}, "finite number >= 0, got 'steep'"),
    ({"pieces": 4, "lipschitz": -1}, "finite number >= 0"),
    ({"pieces": 4, "lipschitz": float("nan")}, "finite number >= 0"),
    ({"pieces": 4, "lipschitz": 1}, "faster than the Lipschitz constant 1 allows"),
])  # fmt: skip
def test_what_cannot_be_kept_is_refused(options, error):
    with pytest.raises((SpecificationError, LimitError), match=error):
        approximate(lambda x: 10 * x, (0, 1), **options)


def test_boxes_refuse_what_is_not_finite_or_too_steep():
    with pytest.raises(SpecificationError, match="finite number for each place"):
        approximate(lambda p, q: p / q, ((0, 0), (1, 1)), pieces=3)
    with pytest.raises(SpecificationError, match="Lipschitz constant 1 allows"):
        approximate(lambda p, q: p + 9 * q, ((0, 0), (1, 1)), pieces=3, lipschitz=1)
    assert approximate(lambda p, q: p + q, ((0, 0), (1, 1)), pieces=3, lipschitz=1.5).bound < 0.4


def test_one_look_tells_a_guarantee_from_an_estimate():
    sure = approximate(lambda x: x, (0, 1), pieces=4, lipschitz=1)
    assert repr(sure) == "<StepSum of x: 4 units, error at most 0.125, by the Lipschitz constant>"
    spike = approximate(lambda x: (np.abs(x - 0.123456789) < 1e-12) * 1.0, (0, 1), pieces=10)
    assert repr(spike) == "<StepSum of x: 1 units, error 0 sampled at 330 places, no bound>"
    derived = approximate("x", (0, 1), pieces=4)
    assert repr(derived) == "<StepSum of x: 4 units, error at most 0.125, derived from the formula>"


# Bounds that are derived -------------------------------------------------------------------------

FORMULAS = [
    ("sin(65536*pi*x)", (0, 1), lambda x: mp.sin(65536 * mp.pi * x)),
    ("exp(-1000000*(x - 0.123456789)**2)", (0, 1),
     lambda x: mp.exp(-1000000 * (x - mp.mpf(0.123456789)) ** 2)),
    ("sin(3*x) + sin(9*x)/2 + sin(27*x)/4 + sin(81*x)/8 + cos(243*x)/16", (-1, 2),
     lambda x: sum(mp.sin(3**k * x) / 2 ** (k - 1) for k in range(1, 5)) + mp.cos(243 * x) / 16),
    ("floor(5*x)", (0, 1), lambda x: mp.floor(5 * x)),
    ("sign(x - 1/3)*x", (0, 1), lambda x: mp.sign(x - mp.mpf(1) / 3) * x),
    ("abs(x)", (-1, 2), abs),
    ("max(x, 1 - x, abs(x - 0.5)*3)", (0, 1),
     lambda x: max(x, 1 - x, abs(x - mp.mpf(0.5)) * 3)),
    ("sqrt(x)", (0, 1), mp.sqrt),
    ("x**(1/3) - x**-2", (0.01, 3), lambda x: mp.mpf(x) ** (mp.mpf(1) / 3) - 1 / x**2),
    ("tan(x)", (-1.57079, 1.57079), mp.tan),
    ("1/(x*x - x + 0.2500001)", (0, 1), lambda x: 1 / (x * x - x + mp.mpf(0.2500001))),
    ("atan(tan(x))", (0, 3), lambda x: mp.atan(mp.tan(x))),
    ("log(x + 1e-9)*sin(1/(x + 0.01))", (0, 1),
     lambda x: mp.log(x + mp.mpf(1e-9)) * mp.sin(1 / (x + mp.mpf(0.01)))),
    ("cosh(x) - sinh(x)*tanh(x)", (-3, 3), lambda x: mp.cosh(x) - mp.sinh(x) * mp.tanh(x)),
    ("(x - 1)**7 + ceil(x)/1000", (0.5, 2.5), lambda x: (x - 1) ** 7 + mp.ceil(x) / 1000),
    ("2", (0, 1), lambda x: mp.mpf(2)),
    ("1e15 + x", (0, 1), lambda x: mp.mpf(10) ** 15 + x),
]  # fmt: skip


@pytest.mark.parametrize("cells", ["equal", "variation"])
@pytest.mark.parametrize(("text", "ends", "exact"), FORMULAS, ids=[f[0] for f in FORMULAS])
def test_a_derived_bound_holds_at_many_places_and_is_near_the_error(text, ends, exact, cells):
    steps = approximate(text, ends, pieces=23, cells=cells)
    assert steps.kind == "derived"
    cuts = steps.network.thresholds
    rng = np.random.default_rng(0)
    x = np.concatenate([ends, cuts, np.nextafter(cuts, -9), rng.uniform(*ends, 300),
                        np.linspace(*ends, 301)])  # fmt: skip
    with mp.workdps(40):
        errors = [abs(mp.mpf(float(y)) - exact(mp.mpf(float(p))))
                  for p, y in zip(x, steps(x), strict=True)]  # fmt: skip
    assert max(errors) <= steps.bound
    if text not in ("sin(65536*pi*x)", "1e15 + x", "2") and cells == "equal":
        assert steps.bound < 1.2 * float(max(errors))
    assert (steps.base + steps.network(x[:, None]) @ steps.heights == steps(x)).all()


def test_a_wave_between_the_samples_is_bounded_by_its_formula_and_not_by_its_values(monkeypatch):
    seen = approximate(lambda x: np.sin(65536 * np.pi * x), (0, 1), tolerance=0.01)
    assert seen.bound is None
    assert seen.sampled_error < 0.01
    steps = approximate("sin(65536*pi*x)", (0, 1), pieces=16)
    assert 1 <= steps.bound < 1.001
    monkeypatch.setattr("logicnet.construction.real_functions.step_sums.MOST_PIECES", 4096)
    with pytest.raises(LimitError, match="4096 pieces leave an error of up to 1, more than the"):
        approximate("sin(65536*pi*x)", (0, 1), tolerance=0.01, cells="equal")


@pytest.mark.parametrize("tolerance", [0.5, 0.4999, 0.25])
def test_a_tolerance_at_a_jump_is_kept_or_refused_after_few_guesses(tolerance, monkeypatch):
    """Half a jump is reached, exactly; less is never, however many pieces there are."""
    guesses, divided = [], step_sums._Task.divided

    def counted(task, pieces, *more):
        guesses.append(pieces)
        return divided(task, pieces, *more)

    monkeypatch.setattr(step_sums._Task, "divided", counted)
    monkeypatch.setattr(step_sums, "MOST_PIECES", 1 << 14)
    if tolerance == 0.5:
        kept = approximate("floor(x)", (0.1, 5.1), tolerance=tolerance, cells="equal")
        assert kept.bound == 0.5
    else:
        with pytest.raises(LimitError, match="leave an error of up to 0.5, more than the tol"):
            approximate("floor(x)", (0.1, 5.1), tolerance=tolerance, cells="equal")
    assert len(guesses) < 30


@given(st.floats(-1e3, 1e3), st.floats(0, 1e3))
def test_a_distance_is_the_exact_one_rounded_up(low, more):
    high = low + more
    exact = Fraction(high) - Fraction(low)
    found = step_sums._distance(np.array([low, low]), np.array([low, high]))
    nearest = float(exact)
    assert exact <= Fraction(found) <= Fraction(np.nextafter(nearest, np.inf))
    assert Fraction(nearest) != exact or found == nearest


@pytest.mark.parametrize(("text", "tolerance"), [
    ("sin(x)*exp(-x)", 0.01), ("sqrt(x)", 0.02), ("abs(x - 1/3)", 0.01), ("x**3 - x", 0.05),
])  # fmt: skip
def test_a_tolerance_is_kept_with_about_the_fewest_pieces(text, tolerance):
    steps = approximate(text, (0, 2), tolerance=tolerance, cells="equal")
    assert steps.bound <= tolerance
    assert approximate(text, (0, 2), tolerance=tolerance).units <= steps.units
    fewer = approximate(text, (0, 2), pieces=int(0.9 * steps.units))
    assert fewer.bound > tolerance


def test_a_derived_bound_holds_on_boxes():
    steps = approximate("sin(3*x*y) + abs(y - x)", ((-1, 0), (1, 2)), pieces=12)
    points = np.random.default_rng(1).uniform((-1, 0), (1, 2), (5000, 2))
    points[:100] = np.rint(points[:100] * 6) / 6
    x, y = points.T
    error = np.abs(steps(points) - (np.sin(3 * x * y) + np.abs(y - x))).max()
    assert 0.8 * steps.bound < error <= steps.bound
    assert steps.network.inputs == ("x", "y")
    assert approximate("u + v + w", ((0, 0, 0), (1, 1, 1)), tolerance=0.4).bound <= 0.4


def test_a_network_says_what_the_sum_says_exactly():
    steps = approximate("exp(x)/3", (0, 7), pieces=300)
    heights = list(map(Fraction, steps.heights.tolist()))
    fires = steps.network(np.linspace(0, 7, 50)[:, None]).tolist()
    total = [sum((h for h, on in zip(heights, row, strict=True) if on), Fraction(steps.base))
             for row in fires]  # fmt: skip
    assert total == [Fraction(v) for v in steps(np.linspace(0, 7, 50)).tolist()]


def test_a_sympy_expression_is_a_formula_with_its_floats_as_they_are():
    from sympy import Float, sin, symbols

    x = symbols("x")
    steps = approximate(sin(x) + (0.1 + Float(0.2)) * x, (0, 1), pieces=8)
    same = approximate(f"sin(x) + {0.1 + 0.2!r}*x", (0, 1), pieces=8)
    assert steps.bound == pytest.approx(same.bound)
    assert steps.kind == "derived"


@pytest.mark.parametrize(("text", "ends", "message"), [
    ("1/x", (0, 1), "not known to be bounded near x = 0"),
    ("1/(x - 0.5)", (0, 1), "not known to be bounded near x = 0.5"),
    ("tan(x)", (0, 3), "not known to be bounded near x = 1.57079632679"),
    ("log(x)", (0, 1), "not known to be bounded near x = 0"),
    ("sqrt(x)", (-1, 1), "the square root of a negative number at x = -1"),
    ("log(x)", (-1, 1), "a broken power of a negative number at x = -1"),
    ("x**0.3", (-1, 1), "a broken power of a negative number at x = -1"),
    ("x*y", (0, 1), "a function of x, y, but the ends of the interval have 1 coordinates"),
    ("x", ((0, 0), (1, 1)), "a function of x, but the ends of the interval have 2"),
    ("sin(x", (0, 1), "not a formula"),
    ("", (0, 1), "expected numbers, variables"),
    ("x ^ 2", (0, 1), r"a power is written \*\*"),
    ("sinn(x)", (0, 1), "no function 'sinn'.*did you mean 'sin'"),
    ("sin(x, x)", (0, 1), "sin takes one argument, got 2"),
    ("max(x)", (0, 1), "max takes two arguments or more, got 1"),
    ("sin", (0, 1), r"sin is a function: write sin\(...\)"),
    ("x if x else 1", (0, 1), "expected numbers, variables"),
    ("'a'", (0, 1), "expected a real number, got 'a'"),
    ("True", (0, 1), "expected a real number, got True"),
    ("2j*x", (0, 1), "expected a real number, got 2j"),
    ("1e999", (0, 1), "too large for floats"),
    ("9" * 400, (0, 1), "too large for floats"),
    ("9" * 5000, (0, 1), "not a formula"),
    ("x" + "+x" * 5000, (0, 1), "nested too deeply|.*"),
    ("(" * 500 + "x" + ")" * 500, (0, 1), "nested|parenthes"),
    ("x" * 30000, (0, 1), "exceeds the limit of 20000"),
    ("x**9999999", (0, 1), "the exponent exceeds the limit"),
    ("x @ 2", (0, 1), r"expected \+ - \* / \*\*"),
    ("~x", (0, 1), "expected a number, a variable or a function"),
    ("f.g(x)", (0, 1), "no function"),
    ("x\0", (0, 1), "not a formula"),
    ("__import__(x)", (0, 1), "no function '__import__'"),
    (5, (0, 1), "a real function is a callable, text such as"),
    ("x", (1, 0), "low < high"),
    ("x", (0, np.nan), "finite numbers, got nan"),
    ("x", (0, "b"), "expected numbers, got 'b'"),
    ("x", 3, "expected an interval"),
    ("x", (0, 1, 2), "expected an interval"),
    ("x", (-1.7e308, 1.7e308), "expected an interval or a box"),
])  # fmt: skip
def test_what_is_no_function_on_its_interval_is_refused(text, ends, message):
    with pytest.raises(LogicnetError, match=f"(?s){message}"):
        approximate(text, ends, pieces=3)
        raise LogicnetError("read")


def test_errors_of_a_formula_point_at_the_place():
    with pytest.raises(ParseError) as caught:
        approximate("x + sinn(2)", (0, 1), pieces=3)
    assert caught.value.position == 4


def test_a_callable_that_fails_is_named_with_the_place():
    import math

    with pytest.raises(SpecificationError, match=r"at \(0.0,\) it fails: math domain error"):
        approximate(math.log, (0, 1), pieces=3)
    with pytest.raises(SpecificationError, match="fails: .*division"):
        approximate(lambda x: math.sin(x) / (x - x), (0, 1), pieces=3)
    with pytest.raises(SpecificationError, match="give no Lipschitz constant"):
        approximate("x", (0, 1), pieces=3, lipschitz=1)
    with pytest.raises(SpecificationError, match="finite numbers, got nan"):
        approximate("x", (0, 1), pieces=3)([0.5, np.nan])
