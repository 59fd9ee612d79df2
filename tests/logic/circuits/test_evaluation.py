"""Evaluation on packed rows against a naive recursive evaluator."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed import evaluate, variables
from sympy import And, Equivalent, Not, Or, Symbol, Xor, false, symbols, true
from sympy.logic.boolalg import Xnor

from logicnet import parse
from logicnet.errors import SpecificationError
from logicnet.ground import bits
from logicnet.logic.circuits.evaluation import COMPUTE, count_digits
from logicnet.logic.symbolic.at_least import AtLeast
from logicnet.logic.symbolic.sympy_bridge import circuit_of_sympy
from strategies import expressions

MEANING = {
    "And": lambda node, values: all(values),
    "Or": lambda node, values: any(values),
    "Not": lambda node, values: not values[0],
    "Xor": lambda node, values: sum(values) % 2 == 1,
    "Xnor": lambda node, values: sum(values) % 2 == 0,
    "Implies": lambda node, values: not values[0] or values[1],
    "Equivalent": lambda node, values: len(set(values)) == 1,
    "ITE": lambda node, values: values[1] if values[0] else values[2],
    "AtLeast": lambda node, values: sum(values) >= node.k,
}


def naive(node, assignment):
    """The value of a formula, by recursion over its nodes."""
    if isinstance(node, Symbol):
        return assignment[node.name]
    if node in (true, false):
        return node == true
    values = [naive(arg, assignment) for arg in node.args]
    return bool(MEANING[type(node).__name__](node, values))


def agree(node):
    """Whether packed evaluation and the naive one give the same rows."""
    names = variables(node)
    packed = evaluate(node, dict(zip(names, bits.columns(len(names)), strict=True)))
    got = bits.unpack(packed, 2 ** len(names)).tolist()
    rows = itertools.product([False, True], repeat=len(names))
    return got == [naive(node, dict(zip(names, row, strict=True))) for row in rows]


@given(expressions)
def test_all_rows_agree_with_the_naive_evaluator(node):
    assert agree(node)


@pytest.mark.parametrize("kind", ["and", "or", "xor", "implies", "iff", "ite", "atleast"])
def test_comparison_fails_when_an_operator_is_swapped(kind, monkeypatch):
    text = "(a & b) | (c ^ d) | ~(e -> f) | (a <-> f) | ite(a, c, e) | atleast(2, b, d, f)"
    node = parse(text)
    parts = [part for part in node.args if kind in {gate.kind for gate in circuit_of_sympy(part)}]
    assert all(map(agree, node.args))
    monkeypatch.setitem(COMPUTE, kind, lambda operands, out, count: out.fill(0))
    assert not all(map(agree, parts or [node]))


@given(st.integers(1, 9), st.integers(0, 10), st.integers(0, 2**32 - 1))
def test_counts_are_compared_with_any_k(n, k, seed):
    rows = np.random.default_rng(seed).integers(0, 2**64, (n, 3), dtype=np.uint64)
    node = AtLeast.unevaluated(k, *symbols(f"x:{n}"))
    packed = evaluate(node, {f"x{i}": rows[i] for i in range(n)})
    counts = bits.unpack(rows, 192).sum(axis=0)
    assert np.array_equal(bits.unpack(packed, 192), counts >= k)
    digits = bits.unpack(np.array(count_digits(list(rows))), 192)
    assert np.array_equal((digits << np.arange(len(digits))[:, None]).sum(axis=0), counts)


def test_unevaluated_nodes_are_computed():
    a, b, c = symbols("a b c")
    for node in (
        Xnor(a, b, evaluate=False),
        And(a, Or(a, b, evaluate=False), true, evaluate=False),
        Equivalent(a, b, c),
        Not(Not(a), evaluate=False),
    ):
        assert agree(node)


def test_constants_have_the_shape_of_the_rows():
    assert circuit_of_sympy(false).rows(np.zeros((0, 3), np.uint64))[0].tolist() == [[0, 0, 0]]
    assert evaluate(true, {}).tolist() == [2**64 - 1]


def test_columns_are_not_changed_and_not_returned():
    a = np.array([6], np.uint64)
    a.flags.writeable = False
    result = evaluate(parse("a"), {"a": a})
    result[0] = 1
    assert evaluate(parse("~(~a & b) ^ (a | b)"), {"a": a, "b": a}).tolist() == [2**64 - 7]
    assert a.tolist() == [6]


def test_results_that_are_no_longer_needed_are_reused(monkeypatch):
    made = []
    empty = np.empty
    monkeypatch.setattr(
        np, "empty", lambda *args, **kwargs: made.append(1) or empty(*args, **kwargs)
    )
    text = "a"
    for i in range(200):
        text = f"({text} {'^&|'[i % 3]} x{i % 20})"
    node = parse(text)
    evaluate(node, {name: np.zeros(4, np.uint64) for name in variables(node)})
    assert len(made) <= 3


@pytest.mark.parametrize(
    "rows", [np.zeros((1, 1), np.uint64), np.zeros(2, np.uint64), np.zeros((2, 1), bool), [1, 2]]
)
def test_rows_that_are_not_those_of_the_leaves_are_refused(rows):
    with pytest.raises(SpecificationError, match="packed rows must be 2 inputs by words"):
        circuit_of_sympy(parse("a & b")).rows(rows)


def test_something_unknown_inside_a_formula_is_named():
    x = Symbol("x")
    with pytest.raises(SpecificationError, match="x < 1 compares numbers.* a table does not"):
        circuit_of_sympy(Xor(Symbol("a"), x < 1)).table()
