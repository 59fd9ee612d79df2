"""Networks as graphs of networkx: nothing is lost on the way there and back."""

import networkx as nx
import pytest
from hypothesis import given

import logicnet
from logicnet import Network, SpecificationError
from logicnet.frameworks.networkx import from_networkx, to_networkx
from strategies import networks


@given(networks())
def test_a_network_comes_back_as_it_was(network):
    back = from_networkx(to_networkx(network))
    assert back == network
    assert back.construction == network.construction


def test_labels_outputs_and_frames_come_back():
    for net in (
        logicnet.compile({"sum": "a ^ b ^ c", "carry": "majority(a, b, c)"}),
        logicnet.compile("a & b | c", encoding="bipolar"),
        logicnet.compile("x + y <= 1 & x >= 0.25"),
    ):
        assert from_networkx(to_networkx(net)) == net


@given(networks())
def test_the_graph_has_a_node_a_unit_and_an_edge_a_wire(network):
    graph = to_networkx(network)
    assert graph.number_of_nodes() == len(network.inputs) + network.units
    assert graph.number_of_edges() == network.wires
    assert nx.is_directed_acyclic_graph(graph)
    for node in graph.nodes.values():
        assert "threshold" in node or node["layer"] == 0
    longest = nx.dag_longest_path_length(graph, weight=None)
    assert longest <= network.depth


def test_an_input_may_have_the_name_of_a_unit():
    net = logicnet.compile("h1 & ~h2 | h3 & h2", "wide")
    graph = to_networkx(net)
    assert "h1'" in graph
    assert from_networkx(graph) == net


def test_a_graph_without_layers_and_outputs_is_a_network():
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "p", 1), ("b", "p", 1), ("a", "q", 1), ("b", "q", 1)])
    graph.add_weighted_edges_from([("p", "y", 1), ("q", "y", -1)])
    nx.set_node_attributes(graph, {"p": 1, "q": 2, "y": 1}, "threshold")
    net = from_networkx(graph)
    assert (net.inputs, net.outputs, net.depth) == (("a", "b"), ("y",), 2)
    assert logicnet.verify(net, "a ^ b")


def broken(change):
    graph = to_networkx(Network.from_units(["a", "b"], [([0, 1], [1, 1], 2), ([0, 2], [1, 1], 1)]))
    change(graph)
    return graph


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.add_edge("h2", "h1", weight=1), "these go round: 'h1', 'h2', 'h1'"),
        (lambda g: g.add_edge("a", "b", weight=1), "'b' has incoming wires, but no threshold"),
        (lambda g: g.edges["a", "h1"].pop("weight"), "edge from 'a' to 'h1' has no weight"),
        (lambda g: g.graph.update(outputs={"y": "a"}), "none of the units 'h1', 'h2'"),
        (lambda g: g.graph.update(outputs=["h2"]), "as a mapping"),
        (lambda g: g.graph.update(inputs=("a",)), "names 'a', but the nodes without a threshold"),
        (lambda g: g.nodes["h1"].update(layer=5), "it may read nodes 0 to 1"),
    ],
)
def test_a_graph_that_is_no_network_is_refused(change, message):
    with pytest.raises(SpecificationError, match=message):
        from_networkx(broken(change))


@pytest.mark.parametrize("other", [nx.Graph(), nx.MultiDiGraph(), None, "a & b"])
def test_only_a_directed_graph_is_read(other):
    with pytest.raises(SpecificationError, match="read from a networkx.DiGraph, not from"):
        from_networkx(other)
