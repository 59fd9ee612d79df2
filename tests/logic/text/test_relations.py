"""Comparisons with abs, max and min: sums built as trees, against their values at points."""

import operator
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational, Symbol

import logicnet
from logicnet.errors import ParseError
from logicnet.logic.text.parsing import circuit_of_text, parse

SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
NUMBERS = st.integers(-3, 3)
SUMS = st.recursive(
    NUMBERS | st.sampled_from("xy"),
    lambda parts: (
        st.tuples(st.sampled_from(["+", "-"]), parts, parts)
        | st.tuples(st.just("*"), NUMBERS, parts)
        | st.tuples(st.just("abs"), parts)
        | st.tuples(st.sampled_from(["max", "min"]), parts, parts)
    ),
    max_leaves=5,
)


def text_of(tree):
    if not isinstance(tree, tuple):
        return f"({tree})" if isinstance(tree, int) else tree
    kind, *parts = tree
    said = [text_of(part) for part in parts]
    return f"({kind.join(said)})" if kind in "+-*" else f"{kind}({', '.join(said)})"


def value(tree, at):
    if not isinstance(tree, tuple):
        return at.get(tree, tree)
    kind, *parts = tree
    values = [value(part, at) for part in parts]
    arithmetic = {"+": operator.add, "-": operator.sub, "*": operator.mul}
    if kind in arithmetic:
        return arithmetic[kind](*values)
    return {"abs": abs, "max": max, "min": min}[kind](*values)


@given(SUMS, SUMS, st.sampled_from(sorted(SIGNS)), st.tuples(NUMBERS, NUMBERS))
def test_a_comparison_holds_where_its_sums_say(left, right, sign, point):
    formula = circuit_of_text(f"{text_of(left)} {sign} {text_of(right)}").to_sympy()
    at = {"x": Fraction(point[0], 2), "y": Fraction(point[1])}
    exact = {Symbol(name): Rational(v.numerator, v.denominator) for name, v in at.items()}
    assert bool(formula.subs(exact)) == SIGNS[sign](value(left, at), value(right, at))


def test_a_diamond_is_compiled():
    net = logicnet.compile("abs(x) + abs(y) <= 1 & ~(min(x, 3) >= 1)")
    points = [(0.5, 0.5), (0.5, -0.625), (-1, 0), (0, 1.25), (1, 0)]
    assert [net({"x": x, "y": y})["inside"] for x, y in points] == [1, 0, 1, 0, 0]


def test_names_may_be_abs_max_and_min():
    assert str(parse("max < 3 & min & Abs >= 0")) == str(parse("`max` < 3 & `min` & `Abs` >= 0"))


ERRORS = {
    "abs(x, y) < 1": (0, "abs(...) takes 1 argument, got 2"),
    "max() < 1": (4, "expected a number or a variable"),
    "max(x, ) < 1": (7, "expected a number or a variable"),
    "a & abs(x)*y < 1": (10, "a product of variables is not linear"),
    "1 / max(x, 2) < 1": (2, "a quotient like this is not linear"),
    "(x, y) < 1": (7, "expected a number or a variable beside '<'"),
    "max(x, (y, 2)) < 1": (15, "expected a number or a variable beside '<'"),
    "+".join(["abs(x)"] * 13) + " < 1": (0, "would take more than 4096 comparisons"),
}


@pytest.mark.parametrize("text", ERRORS)
def test_errors_point_into_the_comparison(text):
    position, reason = ERRORS[text]
    with pytest.raises(ParseError, match=re.escape(reason)) as caught:
        parse(text)
    assert caught.value.position == position
