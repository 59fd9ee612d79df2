"""Inputs are called interchangeable only where every permutation of them changes nothing."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packed import evaluate, variables
from sympy import ITE, And, Equivalent, Or, Symbol, Xor, symbols

from logicnet import Cover, Network, TruthTable, parse, verify
from logicnet.logic.function import function
from logicnet.logic.symbolic.at_least import AtLeast
from logicnet.verification.functions.interchangeable import _unchanged, interchangeable
from reference import reference
from strategies import expressions, networks, real_networks

NAMES = tuple("abcde")
SUM = Network.from_units(NAMES, [(range(5), [1] * 5, 3)])


def groups_of(network, specification, inputs=NAMES, **options):
    found = interchangeable(network, function(specification), inputs, **options)
    return None if found is None else [[inputs[i] for i in group] for group in found]


def swapped(row, i, j):
    row = list(row)
    row[i], row[j] = row[j], row[i]
    return row


@given(networks(most_inputs=4) | real_networks(encodings=("binary",)), st.data())
def test_swapping_two_inputs_of_a_group_changes_no_network(net, data):
    other = data.draw(st.sampled_from([net, net.over(net.inputs[::-1])]))
    for group in interchangeable(net, other, net.inputs):
        for i in group:
            for row in product((0, 1), repeat=len(net.inputs)):
                turned = swapped(row, group[0], i)
                assert reference(net, row) == reference(net, turned)
                assert reference(other, row[:: -1 if other is not net else 1]) == reference(
                    other, turned[:: -1 if other is not net else 1]
                )


@given(expressions)
def test_swapping_two_inputs_of_a_group_changes_no_formula(formula):
    for stated in (formula, function(str(formula))):
        groups = interchangeable(SUM, function(stated), NAMES)
        if groups is None:
            continue
        assert groups == [[0, 1, 2, 3, 4]]
        for row in product((0, 1), repeat=5):
            for i in range(4):
                assert value(stated, row) == value(stated, swapped(row, i, i + 1))


def value(formula, row):
    at = dict(zip(NAMES, row, strict=True))
    words = {name: np.array([at[name]], dtype=np.uint64) for name in variables(formula)}
    return int(evaluate(formula, words)[0]) & 1


@pytest.mark.parametrize(
    "text",
    [
        "a & b & c & d & e", "(a & b) & (c & (d & e))", "a | b | (c | d) | e",
        "a ^ b ^ (c ^ d ^ e)",
        "majority(a, b, c, d, e)", "~(e & d & (c & b) & a)", "0", "1",
    ],
)  # fmt: skip
def test_symmetric_formulas_are_one_group(text):
    assert groups_of(SUM, text) == [list(NAMES)]
    assert groups_of(SUM, parse(text)) == [list(NAMES)]
    assert groups_of(SUM, {"y": text, "z": "a ^ b ^ c ^ d ^ e"}) == [list(NAMES)]


@pytest.mark.parametrize(
    "text", ["a & b & c & d", "a -> b & c & d & e", "a & b | c & d & e", "a ^ (b & c & d & e)"]
)
def test_formulas_that_tell_inputs_apart_have_no_groups(text):
    assert groups_of(SUM, text) is None
    assert groups_of(SUM, {"y": "a & b & c & d & e", "z": text}) is None


def test_names_that_are_numbers_are_no_counts():
    names = ["1", "2", "3", "4", "5"]
    net = Network.from_units(names, [(range(5), [1] * 5, 3)])
    assert groups_of(net, AtLeast(3, *symbols(names)), names) == [names]


def test_an_equivalence_of_many_is_symmetric_and_a_condition_is_not():
    assert groups_of(SUM, Equivalent(*symbols("a:e"))) == [list(NAMES)]
    assert groups_of(SUM, Or(And(*symbols("a:e")), ITE(*symbols("a:c")))) is None


def test_weights_of_both_sides_make_the_groups():
    first = Network.from_units(NAMES, [(range(5), [1, 1, 2, 2, 2], 3)])
    second = Network.from_units(NAMES, [(range(5), [1, 1, 1, 1, 3], 3)])
    assert groups_of(first, first) == [["a", "b"], ["c", "d", "e"]]
    assert groups_of(second, second) == [["a", "b", "c", "d"], ["e"]]
    for one, other in ((first, second), (second, first)):
        assert groups_of(one, other) == [["a", "b"], ["c", "d"], ["e"]]
    mixed = Network.from_units(NAMES, [(range(5), [1, 2, 1, 2, 1], 3)])
    assert groups_of(mixed, mixed) == [["a", "c", "e"], ["b", "d"]]
    unread = Network.from_units(NAMES, [(range(3), [1, 1, 1], 1)])
    assert groups_of(SUM, unread) == [["a", "b", "c"], ["d", "e"]]
    assert groups_of(unread, "a | b | c") == [["a", "b", "c"], ["d", "e"]]


def test_inputs_are_alike_only_if_every_unit_treats_them_alike():
    net = Network.from_units(NAMES, [(range(5), [1] * 5, 2), ([0, 1, 5], [1, 1, 3], 3)])
    assert groups_of(net, net) == [["a", "b"], ["c", "d", "e"]]
    inputs = ("a", "b", "c", "d", "e", "f")  # f is the specification's alone
    assert groups_of(SUM, SUM.over(inputs), inputs) == [list(NAMES), ["f"]]


def test_too_many_rows_and_tables_have_no_groups():
    distinct = Network.from_units(NAMES, [(range(5), [1, 2, 3, 4, 5], 6)])
    assert groups_of(distinct, distinct, most_rows=31) is None
    assert len(groups_of(distinct, distinct, most_rows=32)) == 5
    for count, groups in ((2047, 2), (2048, None)):  # 2**22 rows are the most
        names = [f"x{i}" for i in range(2047 + count)]
        net = Network.from_units(names, [(range(len(names)), [1] * 2047 + [2] * count, 9)])
        found = interchangeable(net, net, names)
        assert (found if found is None else len(found)) == groups
    assert groups_of(SUM, TruthTable.from_string("0" * 32, NAMES)) is None
    assert groups_of(SUM, Cover.from_cubes(["11111"], inputs=NAMES)) is None


def test_long_chains_are_compared_as_they_stand(monkeypatch):
    """So that the work cannot explode where chains share chains."""
    monkeypatch.setattr("logicnet.verification.functions.interchangeable._MOST_JOINED", 3)
    assert groups_of(SUM, "a & b & c & d & e") == [list(NAMES)]
    assert groups_of(SUM, "(a & b) & c & d & e") == [list(NAMES)]
    assert groups_of(SUM, "(a & b & c) & d & e") is None


def test_symbols_with_assumptions_are_told_apart():
    """A formula that is not symmetric, over symbols that sympy has facts about."""
    names = [f"x{i}" for i in range(26)]
    x = [Symbol(name, real=True) for name in names]
    net = Network.from_units(names, [(range(26), [1] * 26, 26)])
    assert verify(net, And(*x)).equal
    assert verify(net, And(*x) | (x[25] & ~x[0]), samples=4096).equal is False
    assert verify(net, And(*x) & ~Xor(x[0], x[1])).equal is not False


@pytest.mark.parametrize("text", [
    "a & ~b", "a & c | ~b & c", "(a ^ c) & ~(b ^ c)", "a & ~c & d | b & c & d", "a & (b -> c)",
    "atleast(2, a, ~b, c)", "~(a & c) & (b & c)", "ite(~a, c, b)",
    "a & b & ~c", "~a & ~b | c", "~(a & c) & ~(b & c)", "~(~a <-> ~b)", "b | (a | c)",
    # a & c and a ^ d, swapped, are forms that stand beside them, whose numbers may be mistaken
    {"z": "(a & c) | (b ^ d) | (b & c) | (a ^ d) | e", "y": "~(a & c) | (a ^ d)"},
])  # fmt: skip
def test_a_circuit_is_unchanged_by_a_swap_only_where_its_table_is(text):
    circuit = function(text).circuit()
    table = circuit.table()
    order = [{"a": "b", "b": "a"}.get(name, name) for name in table.inputs]
    same = (table.over(order).values() == table.values()).all()
    assert _unchanged(circuit, [("a", "b")], lambda *work: None) is bool(same)


@pytest.mark.parametrize("length", [1, 3, 10, 40])
def test_the_work_that_is_told_is_that_of_all_nodes_of_all_forms(length, monkeypatch):
    """A chain of conditions, as it stands and with a pair swapped."""
    monkeypatch.setattr("logicnet.verification.functions.interchangeable._EVERY", 4)
    text = "a & b"
    for k in range(length):
        text = f"({text} -> {'abcde'[k % 5]})"
    circuit, told = function(text).circuit(), []
    _unchanged(circuit, [("a", "b")], told.append)
    nodes, calls = len(list(circuit)), 2 * 2.0e4
    assert abs(sum(told) - calls - 2 * 1000.0 * nodes) <= 2 * 1000.0 * 4
    assert max(told) <= 2.0e4
