"""Networks and MLPs as safetensors, an array for what is in a layer.

`layers.K.weight` has a row for each unit and a column for each of `layers.K.reads`, the nodes that
the layer reads: inputs from 0 on, then units. `layers.K.bias` is that of the unit: it fires where
``weight . x + bias >= 0``. Layers that are mostly empty have their wires instead: those of unit j
are ``indptr[j]`` to ``indptr[j + 1] - 1`` of `reads` and `weight`. `outputs` are units.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError
from logicnet.formats.header import TRAINED, header
from logicnet.formats.stored_numbers import exact
from logicnet.ground.storage.files import read_octets, write_atomically
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.wiring_holder import layers

from .description import KEY, Formula, described, parts_of, proven, sealed
from .number_types import DType, as_written, fitting_type
from .tensors import packed, unpacked


def write(
    net: Network | MLP, path: Path, *, dtype: DType | None = None, formula: Formula | None = None
) -> None:
    """Write a network or an MLP, in the smallest type that holds it exactly unless told."""
    header(net)  # refuses what has no units
    kind = fitting_type(net, dtype)
    net = as_written(net, kind)
    texts = {KEY: described(net)} | proven(net, formula)
    biases = net.biases if isinstance(net, MLP) else -net.thresholds.astype(np.float64) + 0.0
    arrays: dict[str, NDArray[Any]] = {"outputs": net.output_units}
    for k, layer in enumerate(layers(net), 1):
        name = f"layers.{k}"
        arrays[f"{name}.bias"] = biases[layer.first : layer.last].astype(kind)
        if layer.is_dense:
            arrays[f"{name}.reads"] = layer.reads
            arrays[f"{name}.weight"] = layer.matrix().astype(kind)
        else:
            arrays[f"{name}.indptr"] = layer.indptr
            arrays[f"{name}.reads"] = layer.reads[layer.places]
            arrays[f"{name}.weight"] = layer.weights.astype(kind)
    write_atomically(path, packed(arrays, texts))


def read(path: Path) -> Network | MLP:
    """The network or MLP in such a file, which says what its units are."""
    where = str(path)
    arrays, texts = unpacked(read_octets(path), where)
    if KEY not in texts:
        raise FormatError(
            f"{where}: arrays without a text {KEY!r} that says what units they belong to"
        )
    content = parts_of(texts[KEY], where, strict=True)
    found: list[dict[str, NDArray[Any]]] = []
    while f"layers.{len(found) + 1}.bias" in arrays:
        found.append(_layer(arrays, f"layers.{len(found) + 1}", where))
    outputs = exact(arrays.pop("outputs", []), np.int64, "outputs", where)
    if arrays or not found:
        unknown = next(iter(arrays), "")
        raise FormatError(f"{where}: {'no layers' if not found else f'unknown array {unknown!r}'}")
    fans = np.concatenate([layer["fans"] for layer in found])
    level = "biases" if content["format"] == TRAINED else "thresholds"
    biases = np.concatenate([layer["bias"] for layer in found])
    parts = {
        "indptr": np.concatenate([[0], np.cumsum(fans)]),
        "indices": np.concatenate([layer["reads"] for layer in found]),
        "weights": np.concatenate([layer["weight"] for layer in found]),
        level: biases if level == "biases" else -biases + 0.0,
        "layer_starts": np.cumsum([0, *(len(layer["bias"]) for layer in found)]),
    }
    return sealed(content, parts, outputs, where)


def _layer(arrays: dict[str, Any], name: str, where: str) -> dict[str, NDArray[Any]]:
    """Biases, and the wires of weights that are not 0, of a layer; its arrays are taken out."""
    bias = _floats(arrays.pop(f"{name}.bias"), 1, f"{name}.bias", where)
    reads, weight = arrays.pop(f"{name}.reads", None), arrays.pop(f"{name}.weight", None)
    if reads is None or weight is None:
        raise FormatError(f"{where}: {name} has no reads or no weight")
    reads = exact(reads, np.int64, f"{name}.reads", where)
    ends = arrays.pop(f"{name}.indptr", None)
    if ends is None:
        matrix = _floats(weight, 2, f"{name}.weight", where)
        if matrix.shape != (len(bias), len(reads)):
            raise FormatError(f"{where}: {name} has arrays of shapes that disagree")
        units, places = np.nonzero(matrix)
        fans = np.bincount(units, minlength=len(bias))
        return {"bias": bias, "fans": fans, "reads": reads[places],
                "weight": matrix[units, places]}  # fmt: skip
    values = _floats(weight, 1, f"{name}.weight", where)
    ends = exact(ends, np.int64, f"{name}.indptr", where)
    fans = np.diff(ends)
    agree = len(values) == len(reads) and len(fans) == len(bias) and (fans >= 0).all()
    if not agree or ends[0] != 0 or ends[-1] != len(values):
        raise FormatError(f"{where}: {name} has arrays of lengths that disagree")
    kept = values != 0
    fans = np.diff(np.concatenate([[0], np.cumsum(kept)])[ends])
    return {"bias": bias, "fans": fans, "reads": reads[kept], "weight": values[kept]}


def _floats(array: Any, dimensions: int, name: str, where: str) -> NDArray[np.float64]:
    if array.ndim != dimensions or array.dtype.kind != "f":
        raise FormatError(
            f"{where}: {name} has {array.ndim} dimensions of type {array.dtype}; expected floats "
            f"in {dimensions}"
        )
    return np.asarray(array, dtype=np.float64)
