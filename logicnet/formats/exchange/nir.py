"""Networks as graphs of NIR, the representation that neuromorphic tools exchange.

A layer is a node Threshold, which fires above (not at) its threshold; it reads a node Affine from
each layer that its units read, of which it is given the sum. So wires that skip layers need no
relays. Coordinates are shifted by an Affine and multiplied by what a Scale holds. Files are HDF5:
what they say of their size is checked first, and links out of the file are not followed.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from logicnet.errors import FormatError, LimitError, LogicnetError, SpecificationError
from logicnet.formats.header import TRAINED, header
from logicnet.ground.extras import needed
from logicnet.ground.names import default_inputs, default_outputs
from logicnet.ground.storage.files import read_octets, write_atomically
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import step_biases
from logicnet.network.network import Network
from logicnet.network.wiring_holder import LayerWires, blocks, layers
from logicnet.tracing.columns import Columns
from logicnet.tracing.trace import Frame, Trace

from .description import KEY, Formula, described, parts_of, proven, with_description
from .number_types import DType, fitting_type

MOST = 50_000_000  # entries of matrices, and numbers in a file
_MOST_BYTES = 1 << 29
_CENTRE, _SCALE = "input.centred", "input.scaled"  # nodes that shift and scale coordinates
_WRONG = (ValueError, TypeError, LookupError, AttributeError, OverflowError, OSError, RuntimeError)


def write(
    net: Network, path: Path, *, dtype: DType | None = None, formula: Formula | None = None
) -> None:
    """Write a network as a graph of NIR."""
    nir = needed("nir", f"{path}: writing NIR")
    header(net)  # refuses what has no units
    graph = graph_of(net, nir, fitting_type(net, dtype))
    graph.metadata = {KEY: described(net)} | proven(net, formula)
    content = io.BytesIO()
    nir.write(content, graph)
    write_atomically(path, content.getvalue())


def graph_of(net: Network, nir: Any, kind: DType) -> Any:
    """The graph of a network, a `nir.NIRGraph`."""
    sizes = [len(net.inputs), *np.diff(net.layer_starts).tolist()]
    names = ["input", *(f"layer{k}" for k in range(1, len(sizes)))]
    nodes: dict[str, Any] = {"input": nir.Input(np.array([sizes[0]]))}
    edges: list[tuple[str, str]] = []
    entries = 0

    def affine(name: str, source: int, matrix: Any, target: str) -> None:
        matrix = np.asarray(matrix, kind)
        nodes[name] = nir.Affine(weight=matrix, bias=np.zeros(len(matrix), kind))
        edges.extend([(names[source], name), (name, target)])

    if net.centre is not None:
        nodes[_CENTRE] = nir.Affine(
            weight=np.eye(sizes[0], dtype=kind), bias=-_held(net.centre, kind)
        )
        edges.append((names[0], _CENTRE))
        names[0] = _CENTRE
    if net.scale is not None:
        nodes[_SCALE] = nir.Scale(_held(1 / net.scale, kind))
        edges.append((names[0], _SCALE))
        names[0] = _SCALE
    levels = _levels(net, kind)
    for k, layer in enumerate(layers(net), 1):
        for block, wires in _matrices(net, layer, sizes):
            entries += wires.size
            if entries > MOST:
                raise LimitError(f"matrices of over {MOST} entries; write .onnx or .safetensors")
            affine(f"{names[k]}.from_{names[block]}", block, wires, names[k])
        nodes[names[k]] = nir.Threshold(np.asarray(levels[layer.first : layer.last], kind))
    nodes["output"] = nir.Output(np.array([len(net.outputs)]))
    first = int(net.layer_starts[-2])
    if np.array_equal(net.output_units, np.arange(first, net.units)):
        edges.append((names[-1], "output"))
    else:
        ends = len(net.inputs) + net.output_units
        for block, _ in blocks(net, np.unique(ends)):
            start = len(net.inputs) + int(net.layer_starts[block - 1])
            chosen = (ends[:, None] - start == np.arange(sizes[block])).astype(kind)
            affine(f"output.from_{names[block]}", block, chosen, "output")
    read = {source for source, _ in edges}
    for k, name in enumerate(names):
        if name not in read:  # what leads nowhere is taken for an output by NIR
            affine(f"output.from_{name}", k, np.zeros((len(net.outputs), sizes[k])), "output")
    return nir.NIRGraph(nodes=nodes, edges=edges)


def _held(numbers: NDArray[Any], kind: DType) -> NDArray[Any]:
    return np.asarray(numbers, kind)


def _matrices(net: Network, layer: LayerWires, sizes: list[int]) -> Any:
    """The layers that one reads, each with the matrix of the wires from it; from the inputs where
    it reads nothing."""
    starts = np.cumsum([0, *sizes])
    found = list(blocks(net, layer.reads)) or [(0, np.zeros(0, dtype=np.int64))]
    for block, _ in found:
        if layer.units * sizes[block] > MOST:
            raise LimitError(f"a matrix of over {MOST} entries; write .onnx or .safetensors")
        matrix = np.zeros((layer.units, sizes[block]))
        nodes = layer.reads[layer.places]
        own = (nodes >= starts[block]) & (nodes < starts[block + 1])
        matrix[layer.unit_of[own], nodes[own] - starts[block]] = layer.weights[own]
        yield block, matrix


def _levels(net: Network, kind: DType) -> NDArray[Any]:
    """Thresholds above which units fire: half-way between whole sums, else the number before."""
    biases, are_halves = step_biases(net, kind)
    levels = (0.0 - biases).astype(kind)
    return levels if are_halves else np.nextafter(levels, np.asarray(-np.inf, kind))


# Reading -------------------------------------------------------------------------------------


def read(path: Path) -> Network | MLP:
    """The network of a graph of nodes Affine, Linear, Scale and Threshold without a circle."""
    h5py = needed("h5py", f"{path}: reading NIR", "nir")
    where, octets = str(path), read_octets(path, _MOST_BYTES)
    try:
        with h5py.File(io.BytesIO(octets), "r") as file:
            graph = _loaded(h5py, file["node"], where, [0])
        return _network(graph, where)
    except LogicnetError:
        raise
    except _WRONG as error:
        raise FormatError(f"{where}: no graph of NIR: {str(error)[:200]}") from None


def _loaded(h5py: Any, group: Any, where: str, size: list[int]) -> dict[str, Any]:
    """The content of a group as a mapping, of which `size` counts the numbers."""
    found: dict[str, Any] = {}
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise FormatError(f"{where}: {name[:40]!r} is a link, which is not followed")
        item = group[name]
        if isinstance(item, h5py.Group):
            found[name] = _loaded(h5py, item, where, size)
            continue
        if item.is_virtual or item.external:
            raise FormatError(f"{where}: {name[:40]!r} stands in another file")
        if item.dtype.kind not in "biufS" and h5py.check_string_dtype(item.dtype) is None:
            # h5py would follow what it takes for places in memory, also of a damaged file
            raise FormatError(f"{where}: {name[:40]!r} holds neither numbers nor texts")
        size[0] += item.size or 0
        if size[0] > MOST or (item.size or 0) * item.dtype.itemsize > _MOST_BYTES:
            raise FormatError(f"{where}: more than {MOST} numbers, the limit for this format")
        value = item[()]
        found[name] = value.decode("utf-8") if isinstance(value, bytes) else value
    return found


def _network(graph: Mapping[str, Any], where: str) -> Network | MLP:
    said = graph.get("metadata", {}).get(KEY)
    content = parts_of(said if isinstance(said, str) else None, where)
    if content.get("format") == TRAINED:
        content = {}
    nodes = graph["nodes"]
    kinds = {name: node["type"] for name, node in nodes.items()}
    reads: dict[str, list[str]] = {name: [] for name in nodes}
    for source, target in graph["edges"]:
        reads[_text(target)].append(_text(source))
    try:
        order = list(TopologicalSorter(reads).static_order())
    except CycleError as error:
        around = " -> ".join(map(str, error.args[1]))
        raise FormatError(f"{where}: nodes in a circle are no layers: {around[:200]}") from None
    entry, end = (_only(kinds, kind, where) for kind in ("Input", "Output"))
    count = int(np.prod(nodes[entry]["shape"]))
    if count > MOST:
        raise FormatError(f"{where}: an input of {count} values")
    encoding = content.get("encoding", "binary")
    trace = Trace(count, [encoding != "real"] * count, False, encoding == "bipolar")
    values: dict[str, Columns] = {entry: trace.start()}
    shifted: dict[str, NDArray[Any]] = {}
    for name in order:
        if name == entry:
            continue
        given = _sum([values[source] for source in reads[name]], name, where)
        said = _shift(name, nodes[name], content, count)
        if said and all(part == entry or part in (_CENTRE, _SCALE) for part in reads[name]):
            shifted, values[name] = shifted | said, given
            continue
        values[name] = _value(nodes[name], given, trace, content, f"{where}: {name[:40]!r}")
    out = values[end]
    names = tuple(content.get("inputs", ())), tuple(content.get("outputs", ()))
    inputs = names[0] if len(names[0]) == count else default_inputs(count)
    outputs = names[1] if len(names[1]) == out.size else default_outputs(out.size)
    frame = Frame(inputs, outputs, encoding, booleans=tuple(content.get("booleans", ())), **shifted)
    try:
        found = trace.finished(out, frame, bool(content) and not content["whole"])
        if isinstance(found, MLP):
            raise FormatError(f"{where}: an output is no threshold unit")
        return with_description(found, content, where)
    except SpecificationError as error:
        raise FormatError(f"{where}: {error}") from None


def _shift(
    name: str, node: Mapping[str, Any], content: Mapping[str, Any], count: int
) -> dict[str, NDArray[Any]]:
    """The centre or the scale of coordinates that a node is, where the file says the same."""
    key = {_CENTRE: "centre", _SCALE: "scale"}.get(name, "")
    told = np.asarray(content.get(key) or [], dtype=np.float64)
    if told.shape != (count,):
        return {}
    if key == "centre":
        eye = node["type"] == "Affine" and np.array_equal(node["weight"], np.eye(count))
        return {"centre": told} if eye and np.array_equal(node["bias"], -told) else {}
    if node["type"] != "Scale" or not told.all():
        return {}
    found = np.asarray(node["scale"])
    return {"scale": told} if np.array_equal(found, (1 / told).astype(found.dtype)) else {}


def _text(name: Any) -> str:
    return name.decode("utf-8") if isinstance(name, bytes) else str(name)


def _only(kinds: Mapping[str, Any], kind: str, where: str) -> str:
    found = [name for name, each in kinds.items() if each == kind]
    if len(found) != 1:
        raise FormatError(f"{where}: {len(found)} nodes {kind}; expected one")
    return found[0]


def _sum(parts: list[Columns], name: str, where: str) -> Columns:
    if not parts:
        raise FormatError(f"{where}: node {name[:40]!r} reads nothing")
    total = parts[0]
    for part in parts[1:]:
        total = total.added(part)
    return total


def _value(
    node: Mapping[str, Any], given: Columns, trace: Trace, content: Mapping[str, Any], where: str
) -> Columns:
    """What a node gives."""
    kind = node["type"]
    if kind == "Output":
        return given
    if kind in ("Affine", "Linear"):
        weight = np.asarray(node["weight"], dtype=np.float64)
        if weight.ndim != 2 or weight.shape[1] != given.size:
            raise FormatError(f"{where}: weights of shape {list(weight.shape)} for {given.size}")
        found = given.mapped(csr_matrix(weight), (len(weight),))
        return found if kind == "Linear" else found.plus(np.asarray(node["bias"], np.float64))
    if kind == "Scale":
        return given.scaled(np.asarray(node["scale"], dtype=np.float64))
    if kind == "Threshold":
        levels = np.asarray(node["threshold"])
        halves = (levels % 1 == 0.5).all()
        strict = not content or (content["whole"] and halves)
        if not strict:  # ours, and the number before the threshold stands there
            levels = np.nextafter(levels, np.asarray(np.inf, levels.dtype))
        return trace.steps(given.plus(-levels.astype(np.float64)), strict=strict)
    raise FormatError(
        f"{where}: a node {str(kind)[:40]} is not read; Affine, Linear, Scale and Threshold are"
    )
