"""Formulas as lists of operations: to sympy and back, shared, large and deep."""

import subprocess
import sys

import pytest
from hypothesis import given
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
from logicnet.logic.text.operations import (
    NORMAL_DEPTH,
    NORMAL_SIZE,
    Operation,
    Operations,
    build,
    postorder,
    variables,
)
from logicnet.logic.text.parsing import parse_operations
from strategies import expressions

a, b, c = symbols("a b c")


@given(expressions)
def test_expression_returns_when_built_from_its_operations(expression):
    assert build(postorder(expression)) == expression


@given(expressions)
def test_operands_come_first_and_all_are_used(expression):
    operations = postorder(expression)
    assert len(set(operations)) == len(operations)
    for number, operation in enumerate(operations):
        assert all(operand < number for operand in operation.operands)
    used = {operand for operation in operations for operand in operation.operands}
    assert used == set(range(len(operations) - 1))


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
    assert [step.kind for step in postorder(Xor(left, right))].count("or") == 1


def test_heavily_shared_expression_is_walked_once():
    text = "a"
    for i in range(30):  # written out, it has 2**30 leaves
        text = f"exactly(1, b{i}, c{i}, {text})"
    operations = parse_operations(text)
    assert len(operations) == 1 + 30 * 6
    assert len(postorder(build(operations))) == len(operations)


def test_unevaluated_negated_classes_are_read():
    assert postorder(Nand(a, b, evaluate=False)) == postorder(Not(And(a, b)))
    assert postorder(Nor(a, b, evaluate=False)) == postorder(Not(Or(a, b)))


def test_operations_without_effect_are_dropped():
    to = Operations()
    x, y = to.add("variable", (), "x"), to.add("variable", (), "y")
    assert to.add("not", [to.add("not", [x])]) == x
    assert to.add("and", [x, x]) == x
    assert to.add("or", [x, y, x]) == to.add("or", [x, y])
    assert to.add("xor", [x, y, x]) == y
    assert to.items[to.add("xor", [x, x])].kind == "false"
    assert to.upto(y) == [Operation("variable", (), "y")]


def test_wide_formula_beyond_the_limit_keeps_its_order():
    names = [f"x{i}" for i in range(NORMAL_SIZE, 0, -1)]
    assert build(parse_operations("&".join(names[1:]))).args == And(*map(Symbol, names[1:])).args
    assert build(parse_operations("&".join(names))).args == tuple(map(Symbol, names))


def test_deep_formula_beyond_the_limit_keeps_its_order():
    def first(levels):
        text = "c & b"
        for level in range(levels - 1):
            text = f"a & ({text})" if level % 2 else f"a | ({text})"
        node = build(parse_operations(text))
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
        postorder(wrong)


def test_a_comparison_is_refused_with_what_takes_it():
    with pytest.raises(SpecificationError, match="x > 2 compares numbers"):
        postorder(And(a, Symbol("x") > 2))


def test_text_is_refused_with_the_way_out():
    with pytest.raises(SpecificationError, match=r"got text; use parse\('a & b'\)"):
        variables("a & b")


def test_constant_has_no_variables():
    assert variables(true) == ()


def test_sympy_is_not_imported_before_a_formula_is_at_hand():
    code = "import sys, logicnet.logic.expression; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
