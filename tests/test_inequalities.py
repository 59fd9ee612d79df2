"""Comparisons in formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import ParseError, Region, SpecificationError, compile, parse, verify

LINEAR = st.recursive(
    st.sampled_from(["x", "y", "1", "2.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - "]), inner).map("".join),
        inner.map("({})".format), inner.map("-{}".format), inner.map("2*({})".format),
    ),
    max_leaves=6,
)  # fmt: skip
SIGNS = st.sampled_from(["<", "<=", ">", ">="])


@given(LINEAR, SIGNS, LINEAR)
def test_comparisons_mean_what_python_says(left, sign, right):
    text = f"{left} {sign} {right}"
    region = Region.of(text)
    points = np.random.default_rng(0).integers(-4, 5, (20, 2)).astype(float)
    columns = ["xy".index(name) for name in region.names]
    expected = [_compare(text, x, y) for x, y in points.tolist()]
    assert region.contains(points[:, columns]).tolist() == expected


def _compare(text, x, y):
    return bool(eval(text, {"__builtins__": {}}, {"x": x, "y": y}))  # noqa: S307


@pytest.mark.parametrize(("text", "shown"), [
    ("2*x + 3*y <= 6 & x >= 0 | ~(y < 1)", "(y >= 1) | ((x >= 0) & (2*x + 3*y <= 6))"),
    ("0 <= x < 1", "(x >= 0) & (x < 1)"),
    ("smoker & age >= 60", "smoker & (age >= 60)"),
    ("a + (x < 1)", "a | (x < 1)"),
    ("not x < 1 and b", "b & (x >= 1)"),
    ("(x + y)/2 ≤ z", "x/2 + y/2 - z <= 0"),
    ("2 < 3 & a", "a"),
])  # fmt: skip
def test_texts_with_comparisons(text, shown):
    assert str(parse(text)) == shown


@pytest.mark.parametrize(("text", "position", "message"), [
    ("x*y <= 1", 1, "a product of variables is not linear"),
    ("x^2 + y^2 <= 1", 7, "a power is not linear"),
    ("x <= y^2", 6, "polygon"),
    ("sin(x) <= 1", 3, "linear"),
    ("x <= ", 4, "beside '<='"),
    ("a & & x < 1", 4, "after '&'"),
    ("(x < 1", 0, "never closed"),
    ("2 x < 1", 2, "such as 2*x"),
])  # fmt: skip
def test_errors_point_and_explain(text, position, message):
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert caught.value.position == position
    assert message in str(caught.value)


def test_decimals_are_the_floats_they_are_compared_with():
    assert Region.of("x <= 0.1").contains([[0.1]]).tolist() == [True]
    assert Region.of("x < 0.1").contains([[0.1]]).tolist() == [False]


def test_functions_over_comparisons():
    region = Region.of("atleast(2, x > 0, y > 0, z)")
    assert region.names == ("x", "y", "z")
    assert region.contains([(1, 1, 0), (1, -1, 0), (-1, 1, 1)]).tolist() == [True, False, True]


def test_sympy_relations():
    from sympy import Eq, symbols

    x, y = symbols("x y")
    assert Region.of((x + 2 * y < 3) & (x > 0)).contains([(1, 0.5), (1, 1)]).tolist() == [
        True,
        False,
    ]
    for bad, message in ((x * y < 1, "not linear"), (Eq(x, 1), "no inside")):
        with pytest.raises(SpecificationError, match=message):
            Region.of(bad)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2x <= 3", r"write 2\*x"),
        ("x <= 2.5y", r"write 2.5\*y"),
        ("x >= 0 ^ y >= 0", "in parentheses"),
        ("x ^ 2 <= 1", "a power is not linear"),
        ("x <= 1e999", "'1e999' is too large"),
        ("1e-400*x <= 1", "'1e-400' is too small"),
        ("true <= x", "expected a number or a variable, got 'true'"),
    ],
)
def test_comparisons_that_are_written_wrongly_say_how(text, message):
    with pytest.raises(ParseError, match=message):
        parse(text)


def test_any_number_of_comparisons_is_read():
    assert len(Region.of(" | ".join(f"x > {i}" for i in range(1500))).leaves()) == 1500


def test_all_stated_variables_are_inputs():
    for text, names in [("x < 0 | x >= 0", ("x",)), ("x > 1 & x < 0 | y > 0", ("x", "y")),
                        ("a & ~a | x > 1", ("a", "x")), ("x + z - z > 1", ("x", "z"))]:  # fmt: skip
        network = compile(text)
        assert network.inputs == names
        assert verify(network, text)


def test_a_rule_keeps_variables_that_cancel():
    net = compile("(p ^ p) | x > 1")
    assert net.inputs == ("p", "x")
    assert net([(0, 2), (1, 2), (0, 1), (1, 1)])[:, 0].tolist() == [1, 1, 0, 0]
    assert verify(net, "(p ^ p) | x > 1")
