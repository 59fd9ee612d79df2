"""Circuits from sympy and to sympy: shared, large and deep."""

import subprocess
import sys

import pytest
from hypothesis import given
from packed import variables
from sympy import (
    And,
    Dummy,
    Nand,
    Nor,
    Not,
    Or,
    Symbol,
    Xor,
    symbols,
    true,
)

from logicnet.errors import SpecificationError
from logicnet.logic.symbolic.sympy_bridge import (
    NORMAL_DEPTH,
    NORMAL_SIZE,
    circuit_of_sympy,
    to_sympy,
)
from logicnet.logic.text.parsing import circuit_of_text
from strategies import expressions

a, b, c = symbols("a b c")


@given(expressions)
def test_an_expression_returns_from_its_circuit(expression):
    assert to_sympy(circuit_of_sympy(expression)) == expression


@given(expressions)
def test_variables_are_the_symbols(expression):
    assert set(variables(expression)) == {symbol.name for symbol in expression.free_symbols}


def test_variables_are_in_natural_order():
    assert variables(Or(*symbols("x10 x9 x1 y0 X2 x1_10 x1_9"))) == (
        "X2", "x1", "x1_9", "x1_10", "x9", "x10", "y0",
    )  # fmt: skip


def test_a_number_in_a_name_may_have_any_length():
    long = "x" + "9" * 5000
    assert variables(Symbol(long) & Symbol("x2")) == ("x2", long)


def test_equal_subexpressions_are_one_operation():
    left, right = And(a, Or(b, c)), Not(Or(b, c))
    assert [gate.kind for gate in circuit_of_sympy(Xor(left, right))].count("or") == 1


def test_heavily_shared_expression_is_walked_once():
    text = "a"
    for i in range(30):  # written out, it has 2**30 leaves
        text = f"exactly(1, b{i}, c{i}, {text})"
    circuit = circuit_of_text(text)
    assert circuit.gates == 30 * 3
    assert circuit_of_sympy(to_sympy(circuit)).gates == circuit.gates


def test_unevaluated_negated_classes_are_read():
    assert circuit_of_sympy(Nand(a, b, evaluate=False)) == circuit_of_sympy(Not(And(a, b)))
    assert circuit_of_sympy(Nor(a, b, evaluate=False)) == circuit_of_sympy(Not(Or(a, b)))


def test_wide_formula_beyond_the_limit_keeps_its_order():
    names = [f"x{i}" for i in range(NORMAL_SIZE, 0, -1)]
    assert to_sympy(circuit_of_text("&".join(names[1:]))).args == And(*map(Symbol, names[1:])).args
    assert to_sympy(circuit_of_text("&".join(names))).args == tuple(map(Symbol, names))


def test_deep_formula_beyond_the_limit_keeps_its_order():
    def first(levels):
        text = "c & b"
        for level in range(levels - 1):
            text = f"a & ({text})" if level % 2 else f"a | ({text})"
        node = to_sympy(circuit_of_text(text))
        while set(node.args) != {b, c}:
            node = next(arg for arg in node.args if arg != a)
        return node.args

    assert first(NORMAL_DEPTH) == (b, c)
    assert first(NORMAL_DEPTH + 1) == (c, b)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (a + 1, "Add"),
        (Dummy("a") & b, "Dummy"),
        (True, "bool"),
        (None, "NoneType"),
    ],
)
def test_what_is_no_formula_is_named(wrong, named):
    with pytest.raises(SpecificationError, match=f"expected a sympy Boolean .*got {named}$"):
        circuit_of_sympy(wrong)


def test_a_comparison_is_refused_with_what_takes_it():
    with pytest.raises(SpecificationError, match="x > 2 compares numbers"):
        circuit_of_sympy(And(a, Symbol("x") > 2)).table()


def test_text_is_refused_with_the_way_out():
    with pytest.raises(SpecificationError, match=r"got text; use parse\('a & b'\)"):
        circuit_of_sympy("a & b")


def test_constant_has_no_variables():
    assert variables(true) == ()


def test_sympy_is_not_imported_before_a_formula_is_at_hand():
    code = "import sys, logicnet; logicnet.compile('a & b'); sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
