"""Networks and MLPs as graphs of ONNX.

A layer is a Gemm, or where its matrix would be mostly empty a Gather of what each unit reads, a
Mul and a ReduceSum; wires that skip layers are Gathers. A threshold unit is ``Greater(w.x + 1/2 -
t, 0)`` where all numbers are whole and there is room for halves, so that no sum is 0, else
``GreaterOrEqual(w.x - t, 0)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.formats.exchange.description import KEY, Formula, described, proven
from logicnet.formats.exchange.number_types import DType, as_written, fitting_type
from logicnet.formats.header import header
from logicnet.ground.extras import needed
from logicnet.learning.nets.activations import LEAK
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import step_biases
from logicnet.network.network import Network
from logicnet.network.wiring_holder import LayerWires, blocks, layers

OPSET, OLDEST = 17, 12  # of the operators, unless told otherwise; and the oldest that has them all
MOST_WIRES = 100_000_000
_SHOWN = 64  # units of a layer whose labels its node shows
_ACTIVATIONS = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "Relu", "linear": "Identity"}


def model(
    net: Network | MLP,
    *,
    dtype: DType | None = None,
    opset: int | None = None,
    by_name: bool = False,
    formula: Formula | None = None,
) -> Any:
    """The model of ONNX, an `onnx.ModelProto`.

    Without a `dtype` it is float32 where that holds all numbers and sums exactly, else float64.
    With `by_name` each input and output is a column of its own, else all are one array.
    """
    onnx = needed("onnx", "ONNX")
    header(net)  # refuses what is no network
    kind = fitting_type(net, dtype)
    net = as_written(net, kind)
    texts = {KEY: described(net)} | proven(net, formula)
    version = _version(opset, int(onnx.defs.onnx_opset_version()))
    if net.wires > MOST_WIRES:
        raise LimitError(f"{net.wires} wires are too many for ONNX; the limit is {MOST_WIRES}")
    graph = _Graph(onnx, net, kind, version, by_name)
    graph.build()
    made = onnx.helper.make_model(
        graph.finished(),
        producer_name="logicnet",
        opset_imports=[onnx.helper.make_opsetid("", version)],
    )
    made.ir_version = min(made.ir_version, onnx.helper.find_min_ir_version_for(made.opset_import))
    onnx.helper.set_model_props(made, texts)
    return made


def _version(opset: int | None, newest: int) -> int:
    if opset is None:
        return min(OPSET, newest)
    if type(opset) is not int or not OLDEST <= opset <= newest:
        raise SpecificationError(
            f"opset is a whole number from {OLDEST} to {newest}, not {opset!r:.80}"
        )
    return opset


class _Graph:
    """A graph in the making: its nodes, and the value that each layer is."""

    def __init__(
        self, onnx: Any, net: Network | MLP, kind: DType, version: int, by_name: bool
    ) -> None:
        self.onnx, self.net, self.version, self.by_name = onnx, net, version, by_name
        self.type = np.dtype(kind)
        self.levels, self.strict = (
            (net.biases, False) if isinstance(net, MLP) else step_biases(net, kind)
        )
        self.element = onnx.helper.np_dtype_to_tensor_dtype(self.type)
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.taken: set[str] = set()
        self.values: list[tuple[str, int]] = []  # name and width of the inputs and of each layer

    def build(self) -> None:
        """All nodes."""
        net = self.net
        names = [*net.inputs, *net.outputs] if self.by_name else ["inputs", "outputs"]
        ends = [self.name(name) for name in names]
        count = len(net.inputs) if self.by_name else 1
        self.inputs, self.outputs = ends[:count], ends[count:]
        self.values = [(self._framed(), len(net.inputs))]
        for k, layer in enumerate(layers(net), 1):
            total = self._sums(layer, f"layer{k}")
            self.values.append((self._activated(total, k), layer.units))
        self._finish()

    def finished(self) -> Any:
        """The graph."""
        make, net = self.onnx.helper, self.net

        def ends(names: Sequence[str], width: int) -> list[Any]:
            size = 1 if self.by_name else width
            return [make.make_tensor_value_info(name, self.element, ["batch", size])
                    for name in names]  # fmt: skip

        return make.make_graph(
            self.nodes, "network", ends(self.inputs, len(net.inputs)),
            ends(self.outputs, len(net.outputs)), self.constants,
        )  # fmt: skip

    # Parts -------------------------------------------------------------------------------------

    def name(self, wanted: str) -> str:
        """The name, or one that is still free."""
        found, number = wanted, 1
        while found in self.taken:
            found, number = f"{wanted}_{number}", number + 1
        self.taken.add(found)
        return found

    def node(
        self, kind: str, inputs: Sequence[str], name: str, **attributes: int | list[int]
    ) -> str:
        """A new node, and the name of what it gives."""
        output = self.name(name)
        self.nodes.append(self.onnx.helper.make_node(
            kind, list(inputs), [output], name=output, **attributes))  # fmt: skip
        return output

    def constant(self, values: Any, name: str, kind: Any = None) -> str:
        """A new constant."""
        array = np.ascontiguousarray(np.asarray(values, dtype=kind or self.type))
        made = self.name(name)
        self.constants.append(self.onnx.numpy_helper.from_array(array, made))
        return made

    def joined(self, parts: Sequence[str], name: str) -> str:
        """Columns one after another."""
        return parts[0] if len(parts) == 1 else self.node("Concat", parts, name, axis=1)

    def picked(self, source: str, width: int, places: NDArray[np.int64], name: str) -> str:
        """Some of the columns of a value."""
        if np.array_equal(places, np.arange(width)):
            return source
        at = self.constant(places, f"{name}.columns", np.int64)
        return self.node("Gather", [source, at], name, axis=1)

    def _framed(self) -> str:
        """The inputs as one array, shifted and scaled where the net says so."""
        value = self.joined(self.inputs, "joined") if self.inputs else ""
        for kind, part in (("Sub", self.net.centre), ("Div", self.net.scale)):
            if part is not None:
                name = "shifted" if kind == "Sub" else "scaled"
                value = self.node(kind, [value, self.constant(part, f"{name}.by")], name)
        return value

    def _read(self, layer: LayerWires, name: str) -> str:
        """What the units of a layer read, as one array."""
        parts = [
            self.picked(*self.values[block], places, f"{name}.from{block}")
            for block, places in blocks(self.net, layer.reads)
        ]
        return self.joined(parts, f"{name}.reads") if parts else self._nothing(name)

    def _nothing(self, name: str) -> str:
        """A column of zeros, for units that read nothing."""
        if not self.net.inputs:
            if self.by_name:
                raise SpecificationError("a network without inputs has none by name")
            return self._reduced(self.values[0][0], 1, f"{name}.nothing", keepdims=1)
        column = self.picked(*self.values[0], np.array([0], dtype=np.int64), f"{name}.any")
        return self.node("Mul", [column, self.constant(0.0, f"{name}.zero")], f"{name}.nothing")

    def _reduced(self, value: str, axis: int, name: str, keepdims: int = 0) -> str:
        if self.version < 13:
            return self.node("ReduceSum", [value], name, axes=[axis], keepdims=keepdims)
        axes = self.constant([axis], f"{name}.axis", np.int64)
        return self.node("ReduceSum", [value, axes], name, keepdims=keepdims)

    def _sums(self, layer: LayerWires, name: str) -> str:
        """Weighted sums and biases of the units of a layer."""
        source = self._read(layer, name)
        bias = self.constant(self.levels[layer.first : layer.last], f"{name}.bias")
        if layer.is_dense:
            matrix = layer.matrix() if len(layer.reads) else np.zeros((layer.units, 1))
            weight = self.constant(matrix, f"{name}.weight")
            total = self.node("Gemm", [source, weight, bias], f"{name}.sum", transB=1)
        else:
            total = self.node("Add", [self._sparse(layer, source, name), bias], f"{name}.sum")
        self.nodes[-1].doc_string = self._labels(layer)
        return total

    def _sparse(self, layer: LayerWires, source: str, name: str) -> str:
        """Weighted sums of units that read few nodes each, those with about as many together."""
        fans = np.diff(layer.indptr)
        widths = 2 ** np.ceil(np.log2(np.maximum(fans, 1))).astype(np.int64)
        parts, order = [], []
        for width in np.unique(widths).tolist():
            units = np.flatnonzero(widths == width)
            own = fans[units]
            inside = np.arange(width) < own[:, None]
            wires = np.concatenate(
                [np.arange(layer.indptr[j], layer.indptr[j + 1]) for j in units.tolist()]
            ).astype(np.int64)
            places, weights = np.zeros(inside.shape, dtype=np.int64), np.zeros(inside.shape)
            places[inside], weights[inside] = layer.places[wires], layer.weights[wires]
            part = f"{name}.fan{width}"
            at = self.constant(places, f"{part}.columns", np.int64)
            each = self.node("Gather", [source, at], part, axis=1)
            each = self.node("Mul", [each, self.constant(weights, f"{part}.weight")],
                             f"{part}.products")  # fmt: skip
            parts.append(self._reduced(each, 2, f"{part}.sums"))
            order.append(units)
        whole = self.joined(parts, f"{name}.products")
        place = np.argsort(np.concatenate(order), kind="stable")
        return self.picked(whole, layer.units, place, f"{name}.ordered")

    def _activated(self, total: str, k: int) -> str:
        name, net = f"layer{k}", self.net
        kind = "step" if isinstance(net, Network) else net.activations[k - 1]
        if isinstance(net, MLP) and net.gains[k - 1] != 1.0:
            gain = self.constant(net.gains[k - 1], f"{name}.gain")
            total = self.node("Mul", [total, gain], f"{name}.steeper")
        if kind == "step":
            return self._steps(total, name)
        if kind == "softmax":
            return self.node("Softmax", [total], name, axis=1)
        if kind == "leaky_relu":
            less = self.node("Mul", [total, self.constant(LEAK, f"{name}.slope")], f"{name}.leak")
            return self.node("Max", [total, less], name)
        if kind == "hard_sigmoid":  # HardSigmoid has no float64 in onnxruntime, nor the whole sixth
            value = self.node("Add", [total, self.constant(3.0, f"{name}.three")], f"{name}.raised")
            ends = [self.constant(end, f"{name}.end") for end in (0.0, 6.0)]
            value = self.node("Clip", [value, *ends], f"{name}.cut")
            return self.node("Div", [value, self.constant(6.0, f"{name}.six")], name)
        return self.node(_ACTIVATIONS[kind], [total], name)

    def _steps(self, total: str, name: str) -> str:
        zero = self.constant(0.0, f"{name}.zero")
        kind = "Greater" if self.strict else "GreaterOrEqual"
        fires = self.node(kind, [total, zero], f"{name}.fires")
        return self.node("Cast", [fires], name, to=int(self.element))

    def _finish(self) -> None:
        """The outputs, from the layers that they are in."""
        net = self.net
        nodes = len(net.inputs) + net.output_units
        used, place = np.unique(nodes, return_inverse=True)
        found = list(blocks(net, used))
        parts = [self.picked(*self.values[block], places, f"outputs.from{block}")
                 for block, places in found]  # fmt: skip
        whole = self.joined(parts, "outputs.units")
        columns = place.reshape(len(self.outputs), -1)  # one output of all, or one of each
        for name, at in zip(self.outputs, columns, strict=True):
            if np.array_equal(at, np.arange(len(used))):
                self.nodes.append(self.onnx.helper.make_node("Identity", [whole], [name]))
                continue
            where = self.constant(at, f"{name}.columns", np.int64)
            made = self.onnx.helper.make_node("Gather", [whole, where], [name], axis=1)
            self.nodes.append(made)

    def _labels(self, layer: LayerWires) -> str:
        """What the units of a layer compute, for who looks at the graph."""
        if self.net.labels is None or layer.units > _SHOWN:
            return ""
        units = range(layer.first, layer.last)
        return "\n".join(f"h{j + 1}: {self.net.labels[j]}" for j in units)
