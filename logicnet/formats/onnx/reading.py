"""Graphs of ONNX as networks and MLPs.

A graph is read twice: first as threshold units alone, into whose sums everything else is joined;
where other units are met, as the layers of an MLP. Nothing is run, and files beside the file,
which a model may name, are not opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial, reduce
from pathlib import Path
from typing import Any

import numpy as np

from logicnet.errors import FormatError, LogicnetError, SpecificationError
from logicnet.formats.exchange.description import KEY, parts_of, with_description
from logicnet.formats.header import TRAINED
from logicnet.ground.extras import needed
from logicnet.ground.names import default_inputs, default_outputs
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.wiring import Encoding
from logicnet.tracing.columns import MOST, Columns, joined
from logicnet.tracing.trace import Frame, Rounded, Trace

from .apart import Apart
from .moving import Node
from .operators import OPERATORS
from .ranges import Ranges
from .types import BOOL, NumberType, digits_of, type_made, type_of

_WRONG = (ValueError, TypeError, LookupError, AttributeError, OverflowError, ArithmeticError)
_DOMAINS = ("", "ai.onnx")
_FRAME = ("centre", "scale")  # in the order in which they are applied
_OLDEST = 7  # of the versions of operators; before it arrays were spread in another way


def network_of(
    model: Any, where: str, *, apart: bool = False, encoding: Encoding | None = None,
    framed: bool = False,
) -> Network | MLP:  # fmt: skip
    """The network or MLP of a model, an `onnx.ModelProto`; `where` begins the errors.

    Inputs of threshold units are taken for 0 and 1, those of an MLP for numbers, unless the file or
    an `encoding` says what they are; where the model is `framed` what it does to them first is a
    centre and a scale. Sums of sums are one sum, unless they are to be kept `apart`: then what the
    floats of the model round between operators is rounded by units of their own.
    """
    onnx = needed("onnx", "ONNX")
    try:
        said = {prop.key: prop.value for prop in model.metadata_props}
        content = parts_of(said.get(KEY), where)
        graph = _Graph(onnx, model, content, where)
        graph.encoding, graph.framed = encoding, framed
        graph.apart_bits = bits_of(model) if apart else None
        found = graph.network()
        kinds = list(found.activations) if isinstance(found, MLP) else None
        if apart and kinds != content.get("activations"):
            return found  # with units that round, of which no description speaks
        return with_description(found, content, where)
    except SpecificationError as error:
        raise FormatError(f"{where}: {error}") from None


class _Graph:
    """A model whose parts are taken apart."""

    def __init__(self, onnx: Any, model: Any, content: dict[str, Any], where: str) -> None:
        self.onnx, self.graph, self.content, self.where = onnx, model.graph, content, where
        self.apart_bits: int | None = None
        self.apart: Apart | None = None
        self.encoding: Encoding | None = None
        self.framed = False
        own = [o.version for o in model.opset_import if o.domain in _DOMAINS]
        self.opset = max(own, default=1)
        if self.opset < _OLDEST:
            raise FormatError(f"{where}: opset {self.opset}; read are those from {_OLDEST} on")
        if model.functions or self.graph.sparse_initializer:
            raise FormatError(f"{where}: functions and sparse constants of a model are not read")
        self.constants = {each.name: self._array(each) for each in self.graph.initializer}
        self.entries = [e for e in self.graph.input if e.name not in self.constants]
        if not self.entries or not self.graph.output:
            raise FormatError(f"{where}: a graph without inputs or outputs")
        self.widths = [self._width(entry) for entry in self.entries]
        self.types = {
            e.name: type_of(e.type.tensor_type.elem_type, f"{where}: input {e.name[:40]!r}")
            for e in self.entries
        } | {e.name: type_of(e.data_type, e.name) for e in self.graph.initializer}

    def network(self) -> Network | MLP:
        """The network or MLP, without what the file says of it."""
        if self.content.get("format") != TRAINED:
            try:
                found = self._traced(smooth=False)
                if isinstance(found, Network):
                    return found
            except (_Smooth, Rounded):
                pass
        return self._traced(smooth=True)

    def _traced(self, smooth: bool) -> Network | MLP:
        usual = self.content.get("encoding", "real" if smooth else "binary")
        encoding = self.encoding or usual
        names = self._names(encoding)
        booleans = self.content.get("booleans", names if encoding != "real" else ())
        kinds = [self.types[e.name] for e, w in zip(self.entries, self.widths, strict=True)
                 for _ in range(w)]  # fmt: skip
        two = [encoding != "real" or name in booleans or kind is BOOL
               for name, kind in zip(names, kinds, strict=True)]  # fmt: skip
        trace = Trace(len(names), two, smooth, encoding == "bipolar")
        trace.has_one_row = all(self._has_one_row(entry) for entry in self.entries)
        if self.apart_bits is not None:
            framed = self.framed or any(self.content.get(name) for name in _FRAME)
            whole = not framed and (smooth or encoding != "real")
            self.apart = Apart(trace, self.apart_bits, whole)
            trace.bits = None if encoding == "real" and not smooth else self.apart_bits
        self.ranges = self._ranges(trace, encoding, smooth)
        frame: dict[str, Any] = {
            "encoding": encoding,
            "booleans": tuple(self.content.get("booleans", ())),
        }
        values = self._run(trace, frame)
        outputs = [self._output(values, each.name) for each in self.graph.output]
        if self.apart is not None:
            outputs = [self.apart.output(each) for each in outputs]
        if not smooth and not trace.is_threshold:
            raise _Smooth
        out = joined(outputs, 0)
        frame |= {"inputs": names, "outputs": self._ends(outputs)}
        keep = bool(self.content) and not self.content["whole"]
        try:
            return trace.finished(out, Frame(**frame), keep)
        except FormatError as error:
            raise FormatError(f"{self.where}: {error}") from None

    def _ranges(self, trace: Trace, encoding: str, smooth: bool) -> Ranges:
        """Between which numbers the inputs are; those of what is verified are 0 and 1, or -1."""
        verified = self.apart_bits is not None and (smooth or encoding != "real")
        if verified or encoding != "real":
            low = np.full(len(trace.lies_apart), -1.0 if encoding == "bipolar" else 0.0)
            return Ranges(trace, low, np.ones(len(low)), verified)
        kinds = [self.types[entry.name] for entry in self.entries]
        ends = [(-np.inf, np.inf) if kind.digits else (kind.low, kind.high) for kind in kinds]
        low, high = np.repeat(np.array(ends), self.widths, axis=0).T
        return Ranges(trace, low, high, verified)

    # Names -------------------------------------------------------------------------------------

    def _names(self, encoding: str) -> tuple[str, ...]:
        """A name for each input."""
        count = sum(self.widths)
        told = self.content.get("inputs", ())
        if self.content and len(told) == count:
            return tuple(told)
        if len(self.entries) == 1:
            entry = self.entries[0].name
            return (entry,) if count == 1 else default_inputs(count)
        return _spread([entry.name for entry in self.entries], self.widths)

    def _ends(self, outputs: Sequence[Columns]) -> tuple[str, ...]:
        sizes = [each.size for each in outputs]
        told = self.content.get("outputs", {})
        if isinstance(told, dict) and len(told) == sum(sizes):
            return tuple(told)
        if len(sizes) == 1 and sizes[0] > 1:
            return default_outputs(sizes[0])
        return _spread([each.name for each in self.graph.output], sizes)

    def _width(self, entry: Any) -> int:
        """How many values an input has in a row."""
        kind = entry.type.tensor_type
        if not entry.type.HasField("tensor_type") or not kind.HasField("shape"):
            raise FormatError(f"{self.where}: input {entry.name[:40]!r} has no shape")
        sizes = [int(d.dim_value) if d.HasField("dim_value") else -1 for d in kind.shape.dim]
        if len(sizes) == 1 and sizes[0] in (-1, 0, 1):
            return 1
        if len(sizes) != 2 or sizes[1] < 0 or sizes[1] > MOST:
            raise FormatError(
                f"{self.where}: input {entry.name[:40]!r} has the shape {sizes}; expected rows by "
                "a known number of columns"
            )
        return sizes[1]

    def _has_one_row(self, entry: Any) -> bool:
        return bool(entry.type.tensor_type.shape.dim[0].dim_value == 1)

    # The graph ---------------------------------------------------------------------------------

    def _start(self, trace: Trace) -> dict[str, Any]:
        """The inputs, each as its columns."""
        first, place, values = trace.start(), 0, {}
        for entry, width in zip(self.entries, self.widths, strict=True):
            own = first.chosen(np.arange(place, place + width))
            one = len(entry.type.tensor_type.shape.dim) == 1
            values[entry.name] = own.chosen(np.array(0)) if one else own
            place += width
        return values

    def _run(self, trace: Trace, frame: dict[str, Any]) -> dict[str, Any]:
        """All values of the graph by their names."""
        values: dict[str, Any] = dict(self.constants) | self._start(trace)
        stated = {k for k in _FRAME if self.framed or self.content.get(k)}
        for node in self.graph.node:
            lacking = next((name for name in node.input if name and name not in values), None)
            if lacking is not None:
                raise FormatError(f"{self._place(node)} reads {lacking[:40]!r}, which is not there")
            args = [values.get(name) for name in node.input]
            if stated and args and self._is_frame(node, args, stated, frame):
                values[node.output[0]] = args[0]
                self.types[node.output[0]] = self.types[node.input[0]]
                continue
            found, kind = self._result(node, args, trace)
            found = found if isinstance(found, list) else [found]
            values |= dict(zip(node.output, found, strict=False))
            self.types |= dict.fromkeys(node.output, kind)
        return values

    def _is_frame(
        self, node: Any, args: list[Any], stated: set[str], frame: dict[str, Any]
    ) -> bool:
        """Whether this shifts or scales the inputs, as the file says is done; then it is noted."""
        name = {"Sub": "centre", "Div": "scale"}.get(node.op_type, "")
        if name not in stated or not isinstance(args[0], Columns) or len(args) != 2:
            return False
        count = sum(self.widths)
        nodes = args[0].nodes()
        whole = nodes is not None and np.array_equal(nodes, np.arange(count))
        if not whole or isinstance(args[1], Columns) or np.shape(args[1]) != (count,):
            return False
        frame[name] = np.asarray(args[1], dtype=np.float64)
        stated -= set(_FRAME[: 1 + _FRAME.index(name)])
        return True

    def _result(self, node: Any, args: list[Any], trace: Trace) -> tuple[Any, NumberType]:
        if node.domain not in _DOMAINS or node.op_type not in (*OPERATORS, "Constant"):
            known = ", ".join(sorted(OPERATORS))
            raise FormatError(f"{self._place(node)} cannot be read; what can is {known}")
        try:
            told = {a.name: self.onnx.helper.get_attribute_value(a) for a in node.attribute}
            if node.op_type == "Constant":
                return self._constant(told)
            types = [self.types.get(name) for name in node.input]
            kind = type_made(node.op_type, types, told)
            args = self.ranges.readied(node.op_type, args, types)
            apply = partial(self._applied, node, told=told, trace=trace, kind=kind)
            if node.op_type == "Sum" and self.apart is not None and args:
                return reduce(lambda a, b: apply([a, b]), args), kind
            return apply(args), kind
        except LogicnetError as error:
            raise type(error)(f"{self._place(node)}: {error}") from None
        except _WRONG as error:
            raise FormatError(f"{self._place(node)} is not well formed: {error}") from None

    def _applied(
        self, node: Any, args: list[Any], told: dict[str, Any], trace: Trace, kind: NumberType
    ) -> Any:
        """What an operator makes of its arguments, which is of a kind."""
        if self.apart is not None:
            args = self.apart.readied(node.op_type, args, told)
        given = Node(node.op_type, args, told, self.opset, trace, kind, len(node.output))
        found = OPERATORS[node.op_type](given)
        self.ranges.check(node.op_type, args, found, kind)
        if self.apart is not None and given.is_constant:
            return self.apart.held(node.op_type, found)
        return found

    def _place(self, node: Any) -> str:
        name = node.name or (node.output[0] if node.output else "")
        return f"{self.where}: node {name[:60]!r} ({node.op_type[:40]})"

    def _constant(self, told: dict[str, Any]) -> tuple[Any, NumberType]:
        if "value" in told:
            tensor = told["value"]
            return self._array(tensor), type_of(tensor.data_type, "a constant")
        for name in ("value_float", "value_floats", "value_int", "value_ints"):
            if name in told:
                kind = np.float32 if "float" in name else np.int64
                return np.array(told[name], kind), type_of(1 if kind is np.float32 else 7, name)
        raise FormatError("a constant without numbers")

    def _array(self, tensor: Any) -> Any:
        """The numbers of a constant, which stand in the file itself."""
        name = tensor.name[:40]
        if tensor.data_location == self.onnx.TensorProto.EXTERNAL:
            raise FormatError(f"{self.where}: constant {name!r} stands in another file")
        try:
            array = self.onnx.numpy_helper.to_array(tensor)
        except _WRONG as error:
            raise FormatError(f"{self.where}: constant {name!r} is damaged: {error}") from None
        if array.dtype.kind not in "biuf":
            raise FormatError(f"{self.where}: constant {name!r} is of type {array.dtype}")
        if array.dtype.kind == "f" and not np.isfinite(array[~np.isinf(array)]).all():
            raise FormatError(f"{self.where}: constant {name!r} holds what is no number")
        return array.astype(np.float64) if array.dtype.kind == "f" else array

    def _output(self, values: dict[str, Any], name: str) -> Columns:
        found = values.get(name)
        if not isinstance(found, Columns):
            raise FormatError(f"{self.where}: output {name[:40]!r} does not depend on the inputs")
        return found


class _Smooth(Exception):
    """Other units than threshold units are in it."""


def _spread(names: Iterable[str], sizes: Sequence[int]) -> tuple[str, ...]:
    """A name for each column: that of its array, numbered where this has several."""
    return tuple(
        name if size == 1 else f"{name}_{k + 1}"
        for name, size in zip(names, sizes, strict=True)
        for k in range(size)
    )


def model_of(octets: bytes, path: Path) -> Any:
    """The model in a file's octets."""
    onnx = needed("onnx", f"{path}: reading ONNX")
    decode = needed("google.protobuf.message", "ONNX", "onnx").DecodeError
    try:
        model = onnx.load_model_from_string(octets)
    except (decode, *_WRONG) as error:
        raise FormatError(f"{path}: no ONNX model: {error}") from None
    if not model.HasField("graph"):
        raise FormatError(f"{path}: no ONNX model: there is no graph in it")
    return model


def bits_of(model: Any) -> int:
    """The digits of the least of the float types in which a model computes."""
    given = [entry.type.tensor_type.elem_type for entry in model.graph.input]
    kinds = {*given, *(each.data_type for each in model.graph.initializer)}
    for attribute in (a for node in model.graph.node for a in node.attribute):
        kinds |= {attribute.i} if attribute.name == "to" else {attribute.t.data_type}
    return digits_of(sorted(kinds))
