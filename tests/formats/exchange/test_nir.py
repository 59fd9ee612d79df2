"""Graphs of NIR: what the package of that name reads and writes, and what is no network."""

import io
import sys
import warnings
from contextlib import suppress

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
from stored import same
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
            if isinstance(node, nir.Scale):
                given = given * node.scale
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
        assert "exactly" in str(error)
        return
    assert same(read(path), net)
    n = len(net.inputs)
    rows = np.array(all_rows(n)).reshape(2**n, n)
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
    with pytest.raises(SpecificationError, match=r"harden\(mlp\) makes one"):
        write(soften(compile("a ^ b")), path)
    monkeypatch.setattr("logicnet.formats.exchange.nir.MOST", 3)
    with pytest.raises(LimitError, match="over 3 entries"):
        write(compile("a ^ b ^ c", "wide"), path)
    monkeypatch.setitem(sys.modules, "nir", None)
    monkeypatch.setitem(sys.modules, "h5py", None)
    for call in (lambda: write(compile("a"), path), lambda: read(path)):
        path.write_bytes(b"")
        with pytest.raises(SpecificationError, match=r"pip install 'logicnet\[nir\]'"):
            call()


@pytest.mark.parametrize("scale", [[2.0, 0.5], [3.0, 0.1], None])
@pytest.mark.parametrize("centre", [[1.0, -0.25], [0.1, 1e6], None])
def test_coordinates_are_shifted_and_scaled_by_nodes_of_their_own(centre, scale, tmp_path):
    net = Network.from_units(["p", "q"], [([0, 1], [1.0, 2.0], 0.75)], encoding="real",
                             centre=centre, scale=scale)  # fmt: skip
    path, rows = tmp_path / "net.nir", np.random.default_rng(0).integers(-9, 9, (40, 2)) / 2
    write(net, path)
    assert same(read(path), net)
    found = np.asarray(run(nir.read(path), rows))
    sums = (rows - (centre or 0)) / (scale or 1) @ [1.0, 2.0]
    sure = np.abs(sums - 0.75) > 1e-4  # where what is rounded elsewhere does not count
    assert (found == net(rows))[sure].all()
    assert sure.sum() > 20
    with h5py.File(path, "a") as file:
        for name in ("input.centred/bias", "input.scaled/scale"):
            if f"node/nodes/{name}" in file:
                file[f"node/nodes/{name}"][0] *= 4
    if centre or scale:  # of which the description speaks no more
        with warnings.catch_warnings(), suppress(FormatError):
            warnings.simplefilter("ignore")
            assert (read(path)(rows) != net(rows)).any()
