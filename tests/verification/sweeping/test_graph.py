"""Gates and units as gates of two operands: what rows say, worked out one by one."""

from itertools import product

import numpy as np
import pytest
from drawn_circuits import NAMES, built, stated_gates, stated_value
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Network
from logicnet.verification.sweeping import graph as graphs
from logicnet.verification.sweeping.graph import Graph, TooLarge
from strategies import networks, real_networks


def value(graph, literal, row):
    """What a literal is at a row, node by node."""
    first, second = (side.tolist() for side in graph.operands)
    known = [0, *row]
    for node in range(1 + len(row), len(graph)):
        a, b = first[node], second[node]
        assert max(a, b) >> 1 < node
        known.append((known[a >> 1] ^ a & 1) & (known[b >> 1] ^ b & 1))
    return known[literal >> 1] ^ literal & 1


@settings(max_examples=60)
@given(stated_gates())
def test_gates_are_what_rows_say(stated):
    circuit = built(*stated)
    graph = Graph(NAMES)
    literals = graph.of_circuit(circuit)[circuit.ends >> 1] ^ (circuit.ends & 1)
    for row in product((0, 1), repeat=len(NAMES)):
        for literal, end in zip(literals.tolist(), stated[1], strict=True):
            assert value(graph, literal, row) == stated_value(stated[0], end, row)


@settings(max_examples=60)
@given(networks(largest=6, encodings=("binary", "bipolar")) | real_networks(most_inputs=3))
def test_units_are_what_rows_say(net):
    graph = Graph(net.inputs)
    try:
        literals = graph.of_network(net)[net.output_units]
    except TooLarge as large:
        assert str(large) == "weights have more than 64 bits"
        return
    for row in product((0, 1), repeat=len(net.inputs)):
        at = row if net.encoding == "binary" else [2 * x - 1 for x in row]
        assert [value(graph, end, row) for end in literals.tolist()] == net(list(at)).tolist()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-5, 5)), max_size=7), st.integers(-9, 9))
def test_operands_of_a_sum_may_repeat_and_cancel(terms, least):
    from logicnet.verification.sweeping.graph_kernel import reached

    graph = Graph("abcd")
    own = np.array([k for k, _ in terms], dtype=np.int64)
    weights = np.array([w for _, w in terms], dtype=np.int64)
    found = int(reached(graph._space, own, weights, least, 1000))
    for row in product((0, 1), repeat=4):
        total = sum(w for k, w in terms if [0, *row][k >> 1] ^ k & 1)
        assert value(graph, found, row) == (total >= least)


def test_what_units_have_in_common_is_there_once():
    weights = [8, 4, 4, 2, 1]
    one = Network.from_units("abcde", [(range(5), weights, 9)])
    two = Network.from_units("abcde", [(range(5), weights, 9), (range(1, 5), weights[1:], 9)])
    sizes = []
    for net in (one, two):
        graph = Graph("abcde")
        graph.of_network(net)
        sizes.append(len(graph))
    assert sizes[0] == sizes[1]  # the second is what is left where the first has no a


def test_powers_of_two_have_few_states():
    n = 30
    weights = [sign * 2**i for sign in (1, -1) for i in range(n)]
    graph = Graph([f"x{i}" for i in range(2 * n)])
    graph.of_network(Network.from_units(graph.inputs, [(range(2 * n), weights, 1)]))
    assert len(graph) < 10 * n


def test_what_is_too_large_is_said(monkeypatch):
    net = Network.from_units([f"x{i}" for i in range(40)], [(range(40), range(1, 41), 400)])
    with pytest.raises(TooLarge, match="more than 100 gates"):
        Graph(net.inputs, 100).of_network(net)
    monkeypatch.setattr(graphs, "_STATES", 100)
    with pytest.raises(TooLarge, match="different sums"):
        Graph(net.inputs).of_network(net)
