"""A classifier as a model of ONNX with the outputs that others' converters give.

`label` holds the classes and `probabilities` their probabilities, rows by classes. The parts, the
literals, the threshold network and the smooth net over them, are written as networks are; what is
between them is what `RuleClassifier` does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from logicnet.errors import SpecificationError
from logicnet.formats.exchange.number_types import DType
from logicnet.formats.onnx.writing import model
from logicnet.ground.extras import needed

INPUT, LABEL, PROBABILITIES = "inputs", "label", "probabilities"


def classifier_model(estimator: Any, dtype: DType | None, opset: int | None, side: float) -> Any:
    """The model of a fitted classifier; numbers are of 64 bits unless told otherwise."""
    onnx = needed("onnx", "ONNX")
    made = _Parts(onnx, dtype or "float64", opset)
    bits = _bits(made, estimator) if hasattr(estimator, "literals_") else INPUT
    soft = made.net(estimator.mlp_, bits, "net")
    if hasattr(estimator, "tuned_"):
        soft = _sided(made, soft, made.net(estimator.tuned_.network, bits, "rules"), side)
    count = len(estimator.classes_)
    if count == 2 and len(estimator.mlp_.outputs) == 1:
        rest = made.node("Sub", [made.constant(1.0), soft])
        shares = made.node("Concat", [rest, soft], PROBABILITIES, axis=1)
    else:
        axes = made.constant([1], np.int64)
        total = made.node("ReduceSum", [soft, axes], keepdims=1)
        shares = made.node("Div", [soft, total], PROBABILITIES)
    chosen = made.node("ArgMax", [shares], axis=1, keepdims=0)
    made.node("Gather", [made.constant(*_labels(estimator.classes_)), chosen], LABEL, axis=0)
    return made.finished(len(estimator.columns_.coordinates), estimator.classes_)


def _bits(made: _Parts, estimator: Any) -> str:
    """The literals at the rows."""
    literals, names = estimator.literals_, estimator.columns_.coordinates
    parts = []
    if literals.half_spaces:
        parts.append(made.net(literals.below(names), INPUT, "literals"))
    if literals.coordinates:
        places = [names.index(name) for name in literals.coordinates]
        parts.append(made.node("Gather", [INPUT, made.constant(places, np.int64)], axis=1))
    return made.node("Concat", parts, axis=1)


def _sided(made: _Parts, soft: str, hard: str, side: float) -> str:
    """The probabilities, moved to the side of 1/2 that the threshold network is on."""
    above = made.node("Max", [soft, made.constant(0.5 + side)])
    below = made.node("Min", [soft, made.constant(0.5 - side)])
    fires = made.node("Mul", [hard, above])
    rest = made.node("Mul", [made.node("Sub", [made.constant(1.0), hard]), below])
    return made.node("Add", [fires, rest])


def _labels(classes: Any) -> tuple[Any, Any]:
    """The classes as ONNX holds them: whole numbers or texts."""
    classes = np.asarray(classes)
    whole = classes.dtype.kind in "biu"
    return (classes, np.int64) if whole else (classes.astype(str).astype(object), object)


class _Parts:
    """Nodes and constants of a graph in the making."""

    def __init__(self, onnx: Any, kind: DType, opset: int | None) -> None:
        self.onnx, self.kind, self.opset = onnx, kind, opset
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.opsets: Any = None
        self.count = 0

    def name(self, wanted: str | None = None) -> str:
        """The name, or a new one."""
        self.count += 1
        return wanted or f"value{self.count}"

    def constant(self, values: Any, kind: Any = None) -> str:
        """A new constant."""
        array = np.asarray(values, dtype=kind or np.dtype(self.kind))
        name = self.name()
        self.constants.append(self.onnx.numpy_helper.from_array(array, name))
        return name

    def node(self, kind: str, inputs: list[str], name: str | None = None, **attributes: int) -> str:
        """A new node, and the name of what it gives."""
        output = self.name(name)
        self.nodes.append(self.onnx.helper.make_node(kind, inputs, [output], **attributes))
        return output

    def net(self, net: Any, source: str, prefix: str) -> str:
        """The nodes of a network or an MLP that reads a value, and the name of its outputs."""
        made = model(net, dtype=self.kind, opset=self.opset)
        self.opsets = made.opset_import
        if self.opsets[0].version < 13:
            raise SpecificationError("opset is at least 13 for a classifier")
        graph = self.onnx.compose.add_prefix_graph(made.graph, f"{prefix}/")
        self.nodes.append(self.onnx.helper.make_node("Identity", [source], [graph.input[0].name]))
        self.nodes += graph.node
        self.constants += graph.initializer
        return str(graph.output[0].name)

    def finished(self, width: int, classes: Any) -> Any:
        """The model, whose batches may be of any size."""
        helper, types = self.onnx.helper, self.onnx.TensorProto
        kind = helper.np_dtype_to_tensor_dtype(np.dtype(self.kind))
        label = types.INT64 if _labels(classes)[1] is np.int64 else types.STRING
        ends = [
            helper.make_tensor_value_info(LABEL, label, ["batch"]),
            helper.make_tensor_value_info(PROBABILITIES, kind, ["batch", len(classes)]),
        ]
        begin = [helper.make_tensor_value_info(INPUT, kind, ["batch", width])]
        graph = helper.make_graph(self.nodes, "classifier", begin, ends, self.constants)
        made = helper.make_model(graph, producer_name="logicnet", opset_imports=self.opsets)
        made.ir_version = min(made.ir_version, helper.find_min_ir_version_for(made.opset_import))
        return made
