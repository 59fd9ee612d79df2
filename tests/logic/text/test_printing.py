"""Formulas as text: what is printed is read back, and neither depth nor sharing is a danger."""

import pickle

import pytest
from hypothesis import given
from packed import variables
from sympy import And, Implies, Not, Or, Symbol, latex, symbols

from logicnet import compile, minimize, parse
from logicnet.logic.language import spelled
from logicnet.logic.symbolic.large_formulas import LARGE
from logicnet.logic.symbolic.sympy_bridge import circuit_of_sympy
from logicnet.logic.text.parsing import circuit_of_text
from logicnet.logic.text.printing import MOST_CHARACTERS, text_of
from strategies import expressions

DEEP = {
    "implications": " -> ".join(f"x{i % 9}" for i in range(1000)),
    "parentheses": "a & (b | (" * 500 + "c" + "))" * 500,
    "not of or": "~(b | " * 1000 + "a" + ")" * 1000,
    "majorities": "majority(b, c, " * 300 + "a" + ")" * 300,
    "choices": "ite(b, c, " * 300 + "a" + ")" * 300,
    "sums": "b ^ (c & (" * 300 + "a" + "))" * 300,
    "of comparisons": " -> ".join(f"x{i % 9} < {i}" for i in range(300)),
    "wide": " & ".join(f"x{i}" for i in range(5000)),
}


@pytest.mark.parametrize("which", DEEP)
def test_a_large_formula_of_sympys_is_shown_and_read_back(which):
    formula = parse(DEEP[which])
    assert type(formula) in LARGE.values()
    text = str(formula)
    assert repr(formula) == text
    again = parse(text)
    assert str(again) == text
    assert circuit_of_sympy(formula) == circuit_of_sympy(again)


@pytest.mark.parametrize("which", [which for which in DEEP if "comparisons" not in which])
def test_a_large_formula_of_sympys_is_compiled_and_minimised(which):
    formula = parse(DEEP[which])
    if which == "wide":
        assert compile(formula, "deep").inputs == variables(formula)
    else:
        assert compile(formula) == compile(DEEP[which])
        assert str(minimize(formula)) == str(minimize(DEEP[which]))


def test_shared_parts_are_cut_short():
    text = "a"
    for i in range(40):  # written out, it has 2**40 leaves
        text = f"exactly(1, b{i}, c{i}, {text})"
    shown = repr(parse(text))
    assert len(shown) == MOST_CHARACTERS + 4
    assert shown.endswith(" ...")
    short = repr(circuit_of_text(text))
    assert short.startswith("<Circuit (b39 | c39 | (")
    assert short.endswith(" ...>")
    assert len(short) == len("<Circuit >") + 204


def test_exactly_what_is_longer_than_the_limit_is_cut():
    circuit = circuit_of_text("abc & de")
    assert text_of(circuit, most=8) == "abc & de"
    assert text_of(circuit, most=7) == "abc & d ..."


@given(expressions)
def test_what_is_printed_is_the_same_circuit(expression):
    circuit = circuit_of_sympy(expression)
    assert circuit_of_text(text_of(circuit)) == circuit


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a", "a"),
        ("a'", "~a"),
        ("0", "0"),
        ("true", "1"),
        ("not(a and b)", "~(a & b)"),
        ("a | b & c", "a | (b & c)"),
        ("(a | b) & ~c", "(a | b) & ~c"),
        ("a -> b -> c", "a -> (b -> c)"),
        ("a == b", "a <-> b"),
        ("equivalent(a, b, c)", "equivalent(a, b, c)"),
        ("~equivalent(a, b | c, ~d)", "~equivalent(a, b | c, ~d)"),
        ("ITE(a ^ b, 1, c)", "ite(a ^ b, 1, c)"),
        ("atleast(2, a, b | c, d)", "atleast(2, a, b | c, d)"),
        ("`x y` & `and` & `0` & ``` ` & `x`", "`x y` & `and` & `0` & ``` ` & x"),
        ("majority & x[ 1 ,2]", "majority & x[1,2]"),
    ],
)
def test_a_formula_is_printed_in_one_form(text, printed):
    assert text_of(circuit_of_text(text)) == printed
    assert str(circuit_of_text(text)) == printed
    assert text_of(circuit_of_text(printed)) == printed


@pytest.mark.parametrize(
    "name", ["a", "x_1", "x[3]", "x[3,1][i]", "Größe", "_", "majority", "nand", "trueish", "E"]
)
def test_a_plain_name_is_spelled_as_it_is(name):
    assert spelled(name) == name


@pytest.mark.parametrize(
    "name", ["a b", "and", "XOR", "not", "True", "0", "1a", "x[ 3]", "x[]", "a.b", "", "-", "\n"]
)
def test_any_other_name_is_spelled_in_backticks(name):
    assert spelled(name) == f"`{name}`"
    if name:
        assert parse(spelled(name)) == Symbol(name)


def test_a_backtick_in_a_name_is_doubled():
    assert spelled("a`b``") == "`a``b`````"
    assert parse(spelled("a`b``")) == Symbol("a`b``")


def test_a_large_formula_of_sympys_is_still_one_of_sympys():
    names = symbols("x:4097")
    wide = parse(" & ".join(map(str, names)))
    assert isinstance(wide, And)
    assert wide.free_symbols == set(names)
    assert wide.subs({names[0]: True}).free_symbols == set(names[1:])
    again = pickle.loads(pickle.dumps(wide))
    assert type(again) is type(wide)
    assert set(again.args) == set(names)
    assert isinstance(Or(wide, Symbol("y")), Or)
    assert isinstance(Not(wide), Not)
    assert str(Implies(wide, Symbol("y"))).endswith(" & x4096, y)")
    assert latex(wide)[:14] == r"x_{0} \wedge x"
    assert variables(wide) == tuple(map(str, names))
