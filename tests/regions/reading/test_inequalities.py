"""Comparisons in formulas."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import ParseError, Region, SpecificationError, compile, parse, verify
from logicnet.logic.text.parsing import circuit_of_text
from logicnet.logic.text.relations import has_comparisons, tokens

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
    ("x < y ^ a", "a ^ (x - y < 0)"),
    ("a ^ x > 0", "a ^ (x > 0)"),
    ("(x > 0) ^ (y > 0)", "(x > 0) ^ (y > 0)"),
    ("(x > 0)'", "x <= 0"),
    ("a * (x > 0) + b", "b | (a & (x > 0))"),
    ("((x)) > (y + (1))", "x - y > 1"),
    ("xor(x > 0, a)", "a ^ (x > 0)"),
    ("x < y ^ (2 < z)", "(z > 2) ^ (x - y < 0)"),
    ("a ^ x < y ^ (b)", "a ^ b ^ (x - y < 0)"),
    ("0*x + y < z", "y - z < 0"),
    ("nand(x > 0, y > 0) -> x > 0 == a", "Equivalent(a, Implies(~((x > 0) & (y > 0)), x > 0))"),
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
    ("x < 1 < ", 7, "beside '<'"),
    ("< 1", 0, "expected a number or a variable beside '<'"),
    ("x < (1 + ) & y", 9, "expected a number or a variable, got ')'"),
    ("x + < 1", 3, "expected a number or a variable after '+'"),
    ("x < 2*(y - )", 11, "expected a number or a variable, got ')'"),
    ("x/y < 1", 1, "a quotient like this is not linear"),
    ("x/(1 - 1) < 1", 1, "a quotient like this is not linear"),
    ("1/(x + 1) < 2", 1, "a quotient like this is not linear"),
    ("2 < 1/y", 5, "a quotient like this is not linear"),
    ("x < 1 & " + "1" + "y" * 39 + " < 2", 9, "write 1*yyy"),
    ("x < 1 & " + "1" + "y" * 40 + " < 2", 8, "'1" + "y" * 36 + "...' is no number"),
    ("2**x < 1", 1, "not linear"),
    ("x < 1'", 5, "beside ' a comparison stands in parentheses"),
    ("(x < 1) ^ 2", 10, "'2' is no truth value"),
    ("x < 2.5.1", 4, "'2.5.1' is no number"),
    ("x < 2..5", 4, "'2..5' is no number"),
    ("x < 1_000", 5, "write 1*_000"),
    ("x < 1 y", 6, "expected an operator before 'y'"),
    ("x < 1 2", 6, "expected an operator before '2'"),
    ("a b & x < 1", 2, "expected an operator between 'a' and 'b'"),
    ("a & b x < 1", 6, "expected an operator before 'x'"),
    ("x < 1 & y < 2 z", 14, "expected an operator before 'z'"),
    ("(x < 1) (y < 2)", 8, "expected an operator between ')' and '('"),
    ("x < 1 & (y < 2", 8, "this '(' is never closed"),
    ("x < y)", 5, "this ')' closes nothing"),
    ("atleast(x < 1, y)", 8, "needs a whole number k of at most 18 digits, got 'x < 1'"),
    ("a ^ 2*x > 0", 2, "a power is not linear"),
    ("x < y ** 2", 6, "a power is not linear"),
    ("x ** 2 < y", 2, "a power is not linear"),
    ("a' < 1", 1, "beside ' a comparison stands in parentheses"),
    ("(x < 1) < 2", 8, "expected a number or a variable beside '<'"),
    ("x < (y | z)", 3, "expected a number or a variable beside '<'"),
    ("(a & b) < 2", 8, "expected a number or a variable beside '<'"),
    ("x < (y", 3, "expected a number or a variable beside '<'"),
    ("x < @", 3, "expected a number or a variable beside '<'"),
    ("x < 1 @", 6, "expected an operator after 'x < 1', got '@'"),
    ("x < `a", 4, "a name in backticks ends with a second one"),
    ("x < 1 & `a``", 8, "a name in backticks ends with a second one"),
    ("nand x < 1", 5, "expected an operator before 'x'"),
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
        ("10.5e-400*x <= 1", "'10.5e-400' is too small"),
        ("^ x < 1", "a power is not linear|expected"),
        ("true <= x", "expected a number or a variable, got 'true'"),
    ],
)
def test_comparisons_that_are_written_wrongly_say_how(text, message):
    with pytest.raises(ParseError, match=message):
        parse(text)


def test_arithmetic_is_exact_on_fractions_and_on_the_floats_that_decimals_are():
    third = Region.of("x/3 + 0.5*y >= 1.5")
    assert third.contains([(3, 1), (2.9999999999, 1)]).tolist() == [True, False]
    assert Region.of(parse("x/3 + 0.5*y >= 1.5")).contains([(3, 1)]).tolist() == [True]
    tenth, fifth = Fraction(0.1), Fraction(0.2)
    for text, bound in [("0.1 + 0.2 <= x", tenth + fifth), ("x >= 3*0.1", 3 * tenth),
                        ("x >= 0.1/3", tenth / 3), ("x*0.1 >= 0.2", fifth / tenth),
                        ("x >= 2*(1 - 0.1)/0.2 - 1", 2 * (1 - tenth) / fifth - 1)]:  # fmt: skip
        region = Region.of(text)
        points = np.array([[bound], [bound - Fraction(1, 10**40)]], dtype=object)
        assert region.contains(points).tolist() == [True, False]
        assert Region.of(parse(text)).contains(points).tolist() == [True, False]
        again = Region.of(str(parse(text)))
        assert again.contains(points).tolist() == [True, False]


@pytest.mark.parametrize(("text", "shown"), [
    ("x <= 0.1", "x <= 0.1"), ("x <= 17.5", "x <= 17.5"), ("2.5*x < 1", "2.5*x < 1"),
    ("x/2 < 1", "x/2 < 1"), ("x/3 < 2/3", "x/3 < 2/3"), ("-x/4 < 1", "-x/4 < 1"),
    ("x <= 0.30000000000000004", "x <= 0.30000000000000004"), ("x < 1e300", "x < 1.0e+300"),
    ("x*0.1 <= 1", "0.1*x <= 1"), ("x < 1e20", "x < 1.0e+20"),
    ("1 < 2 & a", "a"), ("x - x < 1", "True"), ("x < x", "False"), ("0 < x", "x > 0"),
    ("1 >= x + y", "x + y <= 1"), ("2 > 3*x > 1", "(3*x > 1) & (3*x < 2)"),
    ("x - y < 2*y + 1", "x - 3*y < 1"), ("3 < 2 | a", "a"), ("--x < 1", "x < 1"),
    ("x <= 9007199254740993/2", "x <= 9007199254740993/2"),
    ("x < 9999999999999999", "x < 9999999999999999"), ("x < 10000000000000000", "x < 1.0e+16"),
    ("x/2 - y/3 < 1/2 - 1/3", "x/2 - y/3 < 1/6"), ("-2*-x*-3 < 6", "-6*x < 6"),
])  # fmt: skip
def test_comparisons_are_shown_with_the_number_that_is_meant(text, shown):
    assert str(parse(text)) == shown
    assert parse(str(parse(text))) == parse(text)


@pytest.mark.parametrize("sign", ["<", "<=", "≤", ">", ">=", "≥"])
@pytest.mark.parametrize("number", [-1, 0, 1])
def test_comparisons_without_a_variable_are_true_or_false(sign, number):
    text = f"x > 5 | {number} {sign} 0"
    holds = _compare(f"{number} {sign} 0".replace("≤", "<=").replace("≥", ">="), 0, 0)
    region = Region.of(text)
    assert region.names == ("x",)
    assert region.contains([[0], [6]]).tolist() == [holds, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x <= " + "9" * 5000, r"'9{37}\.\.\.' is too large for a floating number"),
        ("x <= " + "9" * 309, "is too large"),
        ("x <= 0." + "0" * 400 + "1", r"'0\.0{35}\.\.\.' is too small"),
        ("x <= ٣e-400", "'٣e-400' is too small"),
        ("x <= " + "*".join(["1e300"] * 20), "may have 3072 bits, and here they get longer"),
        ("x <= " + " + ".join(f"1/{k}" for k in range(3, 9000, 2)), "get longer"),
        (" + ".join(f"x/{k}" for k in range(3, 9000, 2)) + " < 1", "get longer"),
        ("x < 1" + "y" * 50, r"'1y{36}\.\.\.' is no number"),
    ],
)
def test_numbers_that_are_out_of_bounds_are_refused_by_name(text, message):
    with pytest.raises(ParseError, match=message) as caught:
        parse(text)
    assert len(str(caught.value)) < 400


def test_numbers_have_so_many_bits_and_not_one_more():
    for text in ("x < " + "*".join("2" * 3071), "x/" + "/".join("2" * 3071) + " < 1"):
        assert str(parse(text))
        with pytest.raises(ParseError, match="may have 3072 bits") as caught:
            parse(text.replace("2*2*", "2*2*2*").replace("/2/2/", "/2/2/2/"))
        assert caught.value.text[caught.value.position] in "*/"


def test_the_longest_numbers_can_be_printed():
    left, right = ("*".join([f"7/{k}"] * 800) for k in (11, 13))  # 800 digits above and below
    assert len(str(parse(f"x*{left} - x*{left}/5 < {right} - {left}"))) > 3000


def test_the_largest_numbers_are_taken():
    largest = "9" * 308
    assert Region.of(f"x < {largest}").contains([[1e307], [1.7e308]]).tolist() == [True, False]
    assert Region.of("x < " + "0" * 5000 + "7").contains([[6.5], [7]]).tolist() == [True, False]
    assert Region.of("x > 5e-324").contains([[5e-324], [1e-323]]).tolist() == [False, True]
    product = Region.of("1e300*1e300*x <= 1e300")
    assert product.contains([[0.9e-300], [1.1e-300]]).tolist() == [True, False]
    assert Region.of("x < 0.0").contains([[-1], [0]]).tolist() == [True, False]
    assert Region.of("x < 0e-999").contains([[-1], [0]]).tolist() == [True, False]
    assert Region.of("x >= ٣٫".replace("٫", ".٥")).contains([[3.5], [3]]).tolist() == [True, False]


def test_not_before_a_parenthesis_of_arithmetic_is_the_operator():
    for text in ("not (x) < 1", "NOT (x + 0) < 1", "~(x) < 1", "not((x) < 1)", "nand((x) < 1)"):
        assert str(parse(text)) == "x >= 1"
    assert str(parse("a and (x) < 1")) == "a & (x < 1)"
    assert str(parse("a implies (x) < 1 or b")) == "Implies(a, b | (x < 1))"


@pytest.mark.parametrize(
    ("text", "has"),
    [("a <-> b", 0), ("a <=> b -> c", 0), ("`a<b` & c", 0), ("a < b", 1), ("`x y` >= 1", 1),
     ("a ≥ 1", 1), ("a & b", 0), ("<", 1), ("a <- b", 1), ("a => b", 0), ("`<", 0)],
)  # fmt: skip
def test_comparisons_are_told_from_arrows_and_names(text, has):
    assert has_comparisons(text) == bool(has)


def test_names_of_functions_are_variables_in_comparisons_too():
    assert set(Region.of("nand + 2*majority < nor").names) == {"majority", "nand", "nor"}


def test_equal_comparisons_are_one():
    circuit = circuit_of_text("x < 1 & y | ~(x<1) & 1 > x")
    assert list(map(str, circuit.leaves)) == ["y", "x < 1"]
    assert circuit.inputs == ("x", "y")
    assert len(circuit_of_text("x < 1 | x <= 1 | x < 2 | 2*x < 1").leaves) == 4


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


@given(st.lists(st.sampled_from([*"<>=-!&|^~()`ab1.", "<=", "->", "=>", "≤", " "]), max_size=12))
def test_comparison_signs_are_told_from_arrows_as_tokens_tell_them(pieces):
    text = "".join(pieces)
    signs = {"<", "<=", "≤", ">", ">=", "≥"}
    assert has_comparisons(text) == any(token.text in signs for token in tokens(text))


def test_arrows_are_told_from_signs_in_every_short_text():
    for size in range(1, 6):
        for parts in product("<>-=!a", repeat=size):
            text = "".join(parts)
            signs = (token.text in ("<", "<=", ">", ">=") for token in tokens(text))
            assert has_comparisons(text) == any(signs), text
