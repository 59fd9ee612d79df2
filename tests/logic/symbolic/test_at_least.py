"""AtLeast against counting, and as a citizen of sympy."""

import itertools
import pickle

import pytest
from sympy import And, Not, Or, Symbol, false, satisfiable, simplify_logic, symbols, true

from logicnet.logic.symbolic.at_least import AtLeast

a, b, c, d, e = NAMES = symbols("a b c d e")


def rows(expression):
    """The value for every assignment of a to e, by substitution."""
    return [
        expression.subs(dict(zip(NAMES, bits, strict=True))) == true
        for bits in itertools.product([False, True], repeat=len(NAMES))
    ]


def counted(k, *which):
    """The value for every assignment, by counting positions in NAMES (negative: complemented)."""
    return [
        sum(bits[i] if i >= 0 else not bits[~i] for i in which) >= k
        for bits in itertools.product([False, True], repeat=len(NAMES))
    ]


@pytest.mark.parametrize("k", range(-1, 8))
@pytest.mark.parametrize("which", [(0, 1, 2, 3, 4), (0, 0, 1, 2), (0, ~0, 1, 2), (~0, ~0, 0, 3, 3)])
def test_node_counts_when_all_is_substituted(k, which):
    node = AtLeast(k, *(NAMES[i] if i >= 0 else ~NAMES[~i] for i in which))
    assert rows(node) == counted(k, *which)


def test_count_differs_when_k_is_off_by_one():
    assert rows(AtLeast(2, a, b, c)) != counted(3, 0, 1, 2)


def test_ends_are_plain_nodes():
    assert AtLeast(0, a, b) is true
    assert AtLeast(3, a, b) is false
    assert AtLeast(1, a, b) == Or(a, b)
    assert AtLeast(2, a, b) == And(a, b)
    assert AtLeast(2, a, a) == a
    assert AtLeast(2, a, True, False, b) == Or(a, b)


def test_order_of_arguments_does_not_matter_but_number_and_k_do():
    assert AtLeast(2, c, a, b) == AtLeast(2, a, b, c)
    assert hash(AtLeast(2, c, a, b)) == hash(AtLeast(2, a, b, c))
    assert AtLeast(2, a, b, c, d) != AtLeast(3, a, b, c, d)
    assert AtLeast(2, a, a, b, c) != AtLeast(2, a, b, c)


def test_node_is_rebuilt_from_its_parts():
    node = AtLeast(2, a, ~b, c)
    assert node.func(*node.args) == node
    assert pickle.loads(pickle.dumps(node)) == node
    assert node.free_symbols == {a, b, c}
    assert node.xreplace({a: d & e}) == AtLeast(2, d & e, ~b, c)


def test_two_counts_of_the_same_arguments_have_one_order():
    low, high = AtLeast(2, a, b, c, d), AtLeast(3, a, b, c, d)
    assert And(low, high).args == And(high, low).args == (low, high)


def test_sympy_works_on_it():
    node = AtLeast(2, a, b, c)
    assert simplify_logic(node) == Or(And(a, b), And(a, c), And(b, c))
    assert satisfiable(And(node, Not(a), Not(b)).rewrite(AtLeast, Or)) is False
    assert node.to_nnf() == node.rewrite(AtLeast, Or)
    assert rows(Not(node).rewrite(AtLeast, Or)) == [not value for value in rows(node)]
    assert not Not(node).rewrite(AtLeast, Or).has(AtLeast)


def test_large_counts_stay_one_node():
    node = AtLeast(51, *symbols("x:101"))
    assert isinstance(node, AtLeast)
    assert len(node.args) == 101


def test_something_that_is_not_boolean_is_refused():
    with pytest.raises(TypeError, match="counts Boolean expressions, got 2"):
        AtLeast(1, Symbol("a"), 2)
