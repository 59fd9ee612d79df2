"""Models of Keras 3 as graphs of ONNX, whose reader knows what floats do to their sums.

A model is its configuration, a JSON text, and the arrays of its layers. Nothing of it is called and
nothing is unpickled: a file is read without Keras, and what is not listed here is refused.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError
from logicnet.ground.extras import needed
from logicnet.ground.storage.files import read_octets
from logicnet.ground.storage.json_text import parsed

Arrays = Mapping[str, Sequence[NDArray[Any]]]
Step = tuple[
    str, list[Any], dict[str, Any]
]  # an operator, what it reads after the value, attributes

_MOST = 1 << 30  # bytes of a part of a file
_DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
_TYPES = ("float32", "float64")
_SAME: Step = ("Flatten", [], {})  # which leaves rows of columns as they are


class ModelParts:
    """The configuration and the arrays of a model; `where` begins the errors."""

    def __init__(self, config: Any, arrays: Arrays, where: str) -> None:
        self.config, self.arrays, self.where = config, arrays, where

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The layers and operations, as they are configured."""
        found = self.config.get("config", {}).get("layers") if isinstance(self.config, dict) else 0
        if not isinstance(found, list) or self.config.get("class_name") not in _MODELS:
            raise FormatError(f"{self.where}: no {' or '.join(_MODELS)} model of Keras")
        return found


_MODELS = ("Sequential", "Functional")


def parts_of_model(model: Any) -> ModelParts:
    """Those of a model that is at hand."""
    arrays = {layer.name: [np.asarray(a) for a in layer.get_weights()] for layer in model.layers}
    return ModelParts(json.loads(model.to_json()), arrays, f"model {model.name!r:.60}")


def parts_of_file(path: Path) -> ModelParts:
    """Those of a file, of which no other file is opened."""
    octets = BytesIO(read_octets(path, 2 * _MOST))
    try:
        with ZipFile(octets) as archive:
            listed = {info.filename: info.file_size for info in archive.infolist()}
            names = ("config.json", "model.weights.h5")
            if any(not 0 <= listed.get(name, -1) <= _MOST for name in names):
                raise FormatError(f"{path}: no model of Keras 3, or one that is too large")
            text, stored = (archive.read(name) for name in names)
    except FormatError:
        raise
    except _DAMAGED as error:
        raise FormatError(f"{path}: no model of Keras 3: {error}") from None
    config = parsed(text.decode("utf-8", "replace"), f"{path}: config.json")
    found = ModelParts(config, {}, str(path))
    found.arrays = dict(_stored(stored, str(path)))
    return found


def _stored(octets: bytes, where: str) -> Iterator[tuple[str, list[NDArray[Any]]]]:
    """The arrays of each layer in a file of HDF5."""
    h5py = needed("h5py", f"{where}: reading models of Keras", "keras")
    try:
        with h5py.File(BytesIO(octets), "r") as file:
            for name, group in file["layers"].items():
                numbers = group["vars"]
                if any(_is_elsewhere(h5py, numbers, key) for key in numbers):
                    raise FormatError(f"{where}: weights of {name[:40]!r} stand in another file")
                said = numbers.attrs.get("name", name)
                yield str(said), [np.asarray(numbers[str(k)]) for k in range(len(numbers))]
    except FormatError:
        raise
    except (KeyError, AttributeError, TypeError, ValueError, OSError, RuntimeError) as error:
        raise FormatError(f"{where}: the weights are damaged: {error}") from None


def _is_elsewhere(h5py: Any, group: Any, key: str) -> bool:
    link = group.get(key, getlink=True)
    return not isinstance(link, h5py.HardLink) or group[key].external is not None


# As a graph ----------------------------------------------------------------------------------


def model_of(parts: ModelParts) -> Any:
    """The model of ONNX that computes what one of Keras does."""
    onnx = needed("onnx", f"{parts.where}: reading models of Keras", "keras")
    graph = _Graph(onnx, parts)
    try:
        return graph.model()
    except FormatError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise FormatError(f"{parts.where}: not well formed: {error!r:.100}") from None


class _Graph:
    """Nodes and constants in the making."""

    def __init__(self, onnx: Any, parts: ModelParts) -> None:
        self.helper, self.onnx, self.parts = onnx.helper, onnx, parts
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.entries: list[Any] = []
        self.kind = "float32"

    def model(self) -> Any:
        """All layers one after another, or as they are joined."""
        if self.parts.config["class_name"] == "Sequential":
            end = self._sequence()
        else:
            end = self._joined()
        if len(self.entries) != 1 or end is None:
            raise FormatError(f"{self.parts.where}: read are models of one input and one output")
        helper = self.helper
        self.nodes.append(helper.make_node("Identity", [end], ["outputs"]))
        ends = [helper.make_tensor_value_info("outputs", self._number(self.kind), None)]
        graph = helper.make_graph(self.nodes, "model", self.entries, ends, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)

    def _sequence(self) -> str | None:
        last: str | None = None
        for place, layer in enumerate(self.parts.layers):
            name = f"{place}"
            if layer["class_name"] == "InputLayer":
                self._entry(layer, name)
            elif last is None:
                raise FormatError(f"{self.parts.where}: the shape of its input is not known")
            else:
                self._layer(layer, [last], name)
            last = name
        return last

    def _joined(self) -> str | None:
        for layer in self.parts.layers:
            if layer["class_name"] == "InputLayer":
                self._entry(layer, f"{layer['name']}/0/0")
            for k, call in enumerate(layer["inbound_nodes"]):
                given = [*_flat(call["args"]), *_flat(list(call["kwargs"].values()))]
                self._layer(layer, given, f"{layer['name']}/{k}/0")
        ends = self.parts.config["config"]["output_layers"]
        ends = ends[0] if len(ends) == 1 and isinstance(ends[0], list) else ends
        return "/".join(map(str, ends)) if isinstance(ends[0], str) and len(ends) == 3 else None

    def _entry(self, layer: dict[str, Any], name: str) -> None:
        about = layer["config"]
        rows, *sizes = about["batch_shape"]
        if len(sizes) != 1 or about["dtype"] not in _TYPES or rows is not None:
            raise FormatError(f"{self.parts.where}: inputs are rows of floats, not {about!r:.60}")
        self.kind = about["dtype"]
        shape = ["rows", int(sizes[0])]
        info = self.helper.make_tensor_value_info(name, self._number(self.kind), shape)
        self.entries.append(info)

    def _layer(self, layer: dict[str, Any], given: list[Any], name: str) -> None:
        kind, about = layer["class_name"], layer["config"]
        place = f"{self.parts.where}: {about.get('name', name)!r:.60} ({kind!s:.40})"
        policy = about.get("dtype", "float32")
        policy = policy["config"]["name"] if isinstance(policy, dict) else policy
        if not str(layer.get("module", "keras")).startswith("keras"):
            raise FormatError(f"{place} cannot be read: it is a class of somebody's, not of Keras")
        if kind in LAYERS and policy not in _TYPES and kind != "Cast":
            raise FormatError(f"{place} cannot be read: it computes in {policy!s:.40}")
        if kind not in LAYERS:
            known = ", ".join(sorted(LAYERS))
            raise FormatError(f"{place} cannot be read; what can is {known}")
        arrays = self.parts.arrays.get(about.get("name", ""), [])
        try:
            steps = LAYERS[kind](about, arrays) or [_SAME]
        except FormatError as error:
            raise FormatError(f"{place}: {error}") from None
        values = given
        for count, (operator, more, told) in enumerate(steps):
            names = [self._named(each) for each in (*values, *more)]
            values = [name if count == len(steps) - 1 else f"{name}:{count}"]
            self.nodes.append(self.helper.make_node(operator, names, values, **self._told(told)))

    def _told(self, told: dict[str, Any]) -> dict[str, Any]:
        return {key: self._number(value) if key == "to" else value for key, value in told.items()}

    def _named(self, value: Any) -> str:
        """A value that has a name already, or a constant, which gets one."""
        if isinstance(value, str):
            return value
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise FormatError(f"{self.parts.where}: {value!r:.40} is no number")
        if not isinstance(value, np.ndarray):
            array = array.astype(self.kind)
        name = f"constant {len(self.constants)}"
        self.constants.append(self.onnx.numpy_helper.from_array(array, name))
        return name

    def _number(self, kind: str) -> int:
        return int(self.helper.np_dtype_to_tensor_dtype(np.dtype(kind)))


def _flat(given: list[Any]) -> Iterator[Any]:
    """The values that a call reads, in order, by their names; constants as they are."""
    for each in given:
        if isinstance(each, dict) and each.get("class_name") == "__keras_tensor__":
            yield "/".join(map(str, each["config"]["keras_history"]))
        elif isinstance(each, dict) and each.get("class_name") in ("__numpy__", "__tensor__"):
            yield np.asarray(each["config"]["value"], dtype=each["config"]["dtype"])
        elif isinstance(each, list) and any(isinstance(part, dict) for part in each):
            yield from _flat(each)
        elif isinstance(each, list):
            yield np.asarray(each)
        elif each is not None:
            yield each


# What is read ----------------------------------------------------------------------------------


def _dense(about: dict[str, Any], arrays: Sequence[NDArray[Any]]) -> list[Step]:
    wanted = 2 if about["use_bias"] else 1
    if len(arrays) != wanted or arrays[0].ndim != 2 or arrays[0].shape[1] != about["units"]:
        raise FormatError(f"{wanted} arrays of its weights are not there")
    return [("Gemm", list(arrays), {}), *_activation(about["activation"])]


def _activation(kind: Any) -> list[Step]:
    told = kind["config"] if isinstance(kind, dict) else {}
    name = told if isinstance(told, str) else kind["class_name"] if told else kind
    if name not in _ACTIVATIONS:
        raise FormatError(f"activation {name!r:.40}; read are {', '.join(_ACTIVATIONS)}")
    return _ACTIVATIONS[name](told if isinstance(told, dict) else {})


def _leaky(about: dict[str, Any]) -> list[Step]:
    slope = about.get("negative_slope", 0.2)
    return [("LeakyRelu", [], {"alpha": float(slope)})]


def _softmax(about: dict[str, Any]) -> list[Step]:
    if about.get("axis", -1) not in (1, -1):
        raise FormatError("a softmax is of the columns of rows")
    return [("Softmax", [], {"axis": -1})]


def _relu(about: dict[str, Any], arrays: Any) -> list[Step]:
    if about["threshold"] or (about["max_value"] is not None and about["negative_slope"]):
        raise FormatError("a threshold, or a slope below a largest value, is not read")
    if about["negative_slope"]:
        return _leaky(about)
    top = about["max_value"]
    return [("Relu", [], {})] if top is None else [("Clip", [0.0, float(top)], {})]


def _concatenate(about: dict[str, Any], arrays: Any) -> list[Step]:
    if about["axis"] not in (1, -1):
        raise FormatError("it joins rows")
    return [("Concat", [], {"axis": 1})]


def _take(about: dict[str, Any], arrays: Any) -> list[Step]:
    if about["axis"] not in (1, -1):
        raise FormatError("it takes some of the rows")
    return [("Gather", [], {"axis": 1})]


def _cast(about: dict[str, Any], arrays: Any) -> list[Step]:
    kind = about["dtype"]
    if kind not in (*_TYPES, "bool", "int32", "int64"):
        raise FormatError(f"a cast to {kind!r:.40}")
    return [("Cast", [], {"to": kind})]


def _plain(operator: str, **told: Any) -> Callable[..., list[Step]]:
    return lambda *_: [(operator, [], told)]


def _one(activation: Callable[..., list[Step]]) -> Callable[..., list[Step]]:
    return lambda about, arrays: activation(about)


_ACTIVATIONS: dict[str, Callable[..., list[Step]]] = {
    "linear": lambda _: [],
    "relu": _plain("Relu"), "sigmoid": _plain("Sigmoid"), "tanh": _plain("Tanh"),
    "hard_sigmoid": _plain("HardSigmoid", alpha=1 / 6, beta=0.5),
    "softmax": _softmax, "leaky_relu": _leaky,
    "relu6": lambda _: [("Clip", [0.0, 6.0], {})],
}  # fmt: skip
LAYERS: dict[str, Callable[..., list[Step]]] = {
    "Dense": _dense, "Activation": lambda about, _: _activation(about["activation"]),
    "Concatenate": _concatenate, "Take": _take, "Cast": _cast,
    "Relu": _plain("Relu"), "Sigmoid": _plain("Sigmoid"), "Tanh": _plain("Tanh"),
    "HardSigmoid": _one(_ACTIVATIONS["hard_sigmoid"]), "Softmax": _one(_softmax),
    "LeakyRelu": _one(_leaky), "LeakyReLU": _one(_leaky), "ReLU": _relu,
    "Add": _plain("Sum"), "Subtract": _plain("Sub"), "Multiply": _plain("Mul"),
    "Divide": _plain("Div"), "TrueDivide": _plain("Div"), "Negative": _plain("Neg"),
    "Maximum": _plain("Max"), "Minimum": _plain("Min"), "Sign": _plain("Sign"),
    "Greater": _plain("Greater"), "GreaterEqual": _plain("GreaterOrEqual"),
    "Less": _plain("Less"), "LessEqual": _plain("LessOrEqual"),
    **dict.fromkeys(("Dropout", "Flatten", "Identity"), lambda *_: []),
}  # fmt: skip
