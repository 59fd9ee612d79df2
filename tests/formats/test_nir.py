"""Graphs of NIR: what the package of that name reads and writes, and what is no network."""

import io
import sys

import numpy as np
import pytest
from hypothesis import given, settings

from corpus import CORPUS
from logicnet import (
    FormatError,
    LimitError,
    Network,
    SpecificationError,
    compile,
    read,
    soften,
    verify,
    write,
)
from optional import optional
from rows import all_rows
from stored import NETWORKS, same
from strategies import networks, real_networks

nir, h5py = optional("nir"), optional("h5py")


def run(graph, rows):
    """What a graph computes, by the definition of its nodes: edges into a node are added."""
    values = {}

    def value(name):
        if name not in values:
            node = graph.nodes[name]
            given = sum(value(source) for source, target in graph.edges if target == name)
            if isinstance(node, nir.Input):
                given = np.asarray(rows, dtype=np.float64)
            if isinstance(node, nir.Affine):
                given = given @ node.weight.T + node.bias
            if isinstance(node, nir.Threshold):
                given = (given > node.threshold).astype(float)
            values[name] = given
        return values[name]

    return value(next(name for name, node in graph.nodes.items() if isinstance(node, nir.Output)))


@pytest.mark.parametrize("case", [c for c in CORPUS if c.inputs][::4], ids=lambda case: case.name)
def test_the_corpus_is_computed_by_the_nodes(case, tmp_path):
    net, path = compile(case.source), tmp_path / "x.nir"
    if not net.inputs:
        return
    write(net, path)
    rows = np.array(all_rows(len(net.inputs))[:64])
    assert (run(nir.read(path), rows) == net(rows)).all()


@settings(max_examples=8)
@given(networks(largest=2**20, encodings=("binary", "bipolar")) | real_networks())
def test_networks_come_back_bit_for_bit_or_are_refused(tmp_path_factory, net):
    path = tmp_path_factory.getbasetemp() / "drawn.nir"
    try:
        write(net, path)
    except SpecificationError as error:
        assert "exactly" in str(error) or "without inputs" in str(error)
        return
    assert same(read(path), net)
    n = len(net.inputs)
    rows = np.array(all_rows(n)).reshape(-1, n)
    rows = 2 * rows - 1 if net.encoding == "bipolar" else rows
    assert (run(nir.read(path), rows) == net(rows)).all()


def test_a_layer_that_nothing_reads_makes_no_output(tmp_path):
    units = [([0], [1], 1), ([0, 1], [1, 1], 1), ([0, 1, 2], [1, 1, 1], 9)]
    net = Network.from_units(["a"], units, outputs={"y": 0, "z": 1})
    write(net, tmp_path / "x.nir")
    graph = nir.read(tmp_path / "x.nir")
    assert [name for name, node in graph.nodes.items() if isinstance(node, nir.Output)] == [
        "output"
    ]
    assert read(tmp_path / "x.nir") == net
    assert (run(graph, [[0], [1]]) == net([[0], [1]])).all()


def graph_of(*nodes):
    """A graph of nodes one after another."""
    return nir.NIRGraph.from_list(*nodes, type_check=False)


def found_in(graph, path):
    content = io.BytesIO()
    nir.write(content, graph)
    path.write_bytes(content.getvalue())
    return read(path)


def test_graphs_of_others_are_read(tmp_path):
    graph = graph_of(
        nir.Input(np.array([2])), nir.Affine(np.array([[1.0, 1], [-1, -1]]), np.array([0.0, 2])),
        nir.Scale(np.array([2.0, 1])), nir.Threshold(np.array([0.0, 0])),
        nir.Linear(np.array([[1.0, 1]])), nir.Threshold(np.array([1.0])), nir.Output(np.array([1])),
    )  # fmt: skip
    found = found_in(graph, tmp_path / "x.nir")
    assert verify(found.renamed(["a", "b"]), "a ^ b")


def test_a_changed_weight_is_seen_and_the_description_left_out(tmp_path):
    write(compile("a & b | ~a & c", "wide"), tmp_path / "x.nir")
    graph = nir.read(tmp_path / "x.nir")
    graph.nodes["layer2.from_layer1"].weight[0, 1] *= -1
    with pytest.warns(UserWarning, match="description"):
        found = found_in(graph, tmp_path / "y.nir")
    assert found.labels is None
    assert not verify(found, "a & b | ~a & c")
    rows = np.array(all_rows(3))
    assert (found(rows) == run(graph, rows)).all()


def test_a_formula_stands_in_the_file_with_its_proof(tmp_path):
    write(compile("a ^ b"), tmp_path / "x.nir", formula="a ^ b")
    with h5py.File(tmp_path / "x.nir") as file:
        assert b"equal, proven" in file["node/metadata/verified"][()]


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([nir.Affine(np.ones((1, 3)), np.zeros(1)), nir.Threshold(np.zeros(1))], "for 2"),
        ([nir.Affine(np.ones((1, 2)), np.zeros(1)), nir.I(np.ones(1))], "a node I "),
        ([nir.Linear(np.ones((1, 2)))], "no threshold unit"),
    ],
)
def test_what_is_no_network_is_refused(nodes, message, tmp_path):
    graph = graph_of(nir.Input(np.array([2])), *nodes, nir.Output(np.array([1])))
    with pytest.raises(FormatError, match=message):
        found_in(graph, tmp_path / "x.nir")


def test_circles_links_and_files_that_unfold_are_refused(tmp_path):
    path = tmp_path / "x.nir"
    write(compile("a ^ b", "wide"), path)
    graph = nir.read(path)
    graph.edges.append(("layer2", "layer1.from_input"))
    with pytest.raises(FormatError, match="circle"):
        found_in(graph, tmp_path / "y.nir")
    with h5py.File(path, "a") as file:
        file["node/nodes/more"] = h5py.ExternalLink("other.nir", "/node")
    with pytest.raises(FormatError, match="is a link"):
        read(path)
    write(compile("a ^ b"), path)
    with h5py.File(path, "a") as file:
        file.create_dataset("node/large", (2**40,), "f8", chunks=(2**16,), compression="gzip")
    with pytest.raises(FormatError, match="more than 50000000 numbers"):
        read(path)
    (tmp_path / "z.nir").write_bytes(b"no HDF5")
    with pytest.raises(FormatError, match="no graph of NIR"):
        read(tmp_path / "z.nir")


def test_places_in_memory_are_not_followed(tmp_path):
    """Of a damaged file they made h5py end the whole process."""
    write(compile("a & b"), tmp_path / "net.nir")
    for kind in (h5py.vlen_dtype(np.int64), h5py.ref_dtype):
        with h5py.File(tmp_path / "net.nir", "a") as file:
            del file["node/edges"]
            file["node"].create_dataset("edges", (3, 2), dtype=kind)
        with pytest.raises(FormatError, match="'edges' holds neither numbers nor texts"):
            read(tmp_path / "net.nir")


def test_what_nir_does_not_hold_is_said(tmp_path, monkeypatch):
    path = tmp_path / "x.nir"
    shifted = Network.from_units(["p"], [([0], [1.0], 1.0)], encoding="real", centre=[1.0])
    for net, message in [(NETWORKS["no inputs"], "without inputs"), (shifted, "shifted or scaled"),
                         (soften(compile("a ^ b")), "harden makes one")]:  # fmt: skip
        with pytest.raises(SpecificationError, match=message):
            write(net, path)
    monkeypatch.setattr("logicnet.formats.exchange.nir.MOST", 3)
    with pytest.raises(LimitError, match="over 3 entries"):
        write(compile("a ^ b ^ c", "wide"), path)
    monkeypatch.setitem(sys.modules, "nir", None)
    monkeypatch.setitem(sys.modules, "h5py", None)
    for call in (lambda: write(compile("a"), path), lambda: read(path)):
        path.write_bytes(b"")
        with pytest.raises(SpecificationError, match=r"pip install 'logicnet\[nir\]'"):
            call()


def test_whole_weights_over_coordinates_keep_their_threshold(tmp_path):
    net = Network.from_units(["x"], [([0], [1], 1), ([0, 1], [-1, 2], -1)], encoding="real")
    write(net, tmp_path / "net.nir")
    at = [[0.0], [0.7], [1.0], [1.3], [3.5]]
    assert read(tmp_path / "net.nir")(at).tolist() == net(at).tolist()
