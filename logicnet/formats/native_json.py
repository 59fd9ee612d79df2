"""Networks and MLPs as JSON: readable, a line a unit, for small ones.

    {"format": "logicnet network", "version": 1,
     "inputs": ["a", "b"], "outputs": {"y": 1}, "encoding": "binary", ...
     "layers": [
      [{"reads": [0, 1], "weights": [1, 1], "threshold": 2, "label": "a & b"}],
      ...]}

`reads` are nodes: the inputs, counted from 0, then the units; `outputs` are units. The format
"logicnet mlp" has "activations" and "gains" of the layers, and a "bias" instead of a threshold.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import FormatError, SpecificationError
from ..network import Network
from .files import write_atomically
from .header import from_header, header, source_of

if TYPE_CHECKING:
    from ..learning.mlp import MLP

_MOST_WIRES = 2_000_000


def write(network: Network | MLP, path: Path) -> None:
    """Write a network or an MLP as JSON."""
    write_atomically(path, dumps(network).encode())


def read(path: Path) -> Network | MLP:
    """The network or MLP in a JSON file."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: not UTF-8 text (byte {error.start})") from None
    return loads(text, str(path))


def dumps(network: Network | MLP) -> str:
    """The JSON text of a network or an MLP.

    >>> loads(dumps(Network.from_units(["a"], [([0], [1], 1)])))
    <Network a -> y, 1-1, 1 unit, depth 1, 2 parameters>
    """
    fields = header(network)
    if network.wires > _MOST_WIRES:
        raise SpecificationError(
            f"{network.wires} wires are too many for JSON (limit {_MOST_WIRES}); write .npz"
        )
    lines = [f" {json.dumps(key)}: {json.dumps(value)}," for key, value in fields.items()]
    source = source_of(network)
    if source is not None:
        lines.append(f' "source": {dumps(source).rstrip()},')
    layers = []
    for start, stop in zip(network.layer_starts, network.layer_starts[1:], strict=False):
        units = [json.dumps(_unit(network, j)) for j in range(start, stop)]
        layers.append("  [" + ",\n   ".join(units) + "]")
    return "{\n" + "\n".join(lines) + '\n "layers": [\n' + ",\n".join(layers) + "\n ]\n}\n"


def loads(text: str, where: str = "network") -> Network | MLP:
    """The network or MLP in a JSON text; `where` names it in errors."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(f"{where}:{error.lineno}: not JSON: {error.msg}") from None
    except RecursionError:
        raise FormatError(f"{where}: nested too deeply for a network") from None
    except ValueError as error:  # an integer of thousands of digits
        raise FormatError(f"{where}: {error}") from None
    if not isinstance(data, dict):
        raise FormatError(f"{where}: expected a JSON object, got {type(data).__name__}")
    return _of(data, where)


def _of(data: dict[str, Any], where: str) -> Network | MLP:
    key, name = _LEVELS.get(str(data.get("format")), _LEVELS[""])
    arrays = _arrays(data.get("layers"), key, name, where)
    source = data.get("source") if key == "bias" else None
    if isinstance(source, dict) and source.get("format") != data["format"]:
        source = _of(source, f"{where}: source")
    return from_header(data, arrays, where, source)


_LEVELS = {"": ("threshold", "thresholds"), "logicnet mlp": ("bias", "biases")}


def _unit(network: Network | MLP, j: int) -> dict[str, Any]:
    sources, weights = network.wires_of(j)
    unit = {"reads": sources.tolist(), "weights": weights.tolist()}
    if isinstance(network, Network):
        unit["threshold"] = network.thresholds[j].item()
    else:
        unit["bias"] = network.biases[j].item()
    return unit if network.labels is None else unit | {"label": network.labels[j]}


def _arrays(layers: Any, level: str, levels: str, where: str) -> dict[str, Any]:
    """The flat arrays of nested lists of units, checked entry by entry."""
    if not isinstance(layers, list) or not all(isinstance(layer, list) for layer in layers):
        raise FormatError(f'{where}: expected "layers" to be a list of lists of units')
    units = [unit for layer in layers for unit in layer]
    for j, unit in enumerate(units):
        if not isinstance(unit, dict) or not {"reads", "weights", level} <= unit.keys():
            raise FormatError(f'{where}: unit {j} needs "reads", "weights" and "{level}"')
        reads, weights = unit["reads"], unit["weights"]
        if not isinstance(reads, list) or not isinstance(weights, list):
            raise FormatError(f'{where}: unit {j}: "reads" and "weights" are lists')
        if len(reads) != len(weights):
            raise FormatError(f"{where}: unit {j} reads {len(reads)} with {len(weights)} weights")
        for value in [*reads, *weights, unit[level]]:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise FormatError(f"{where}: unit {j}: expected a number, got {value!r}")
    labels = [unit.get("label") for unit in units]
    try:
        return {
            "indptr": np.cumsum([0, *(len(unit["reads"]) for unit in units)]),
            "indices": np.array([r for unit in units for r in unit["reads"]] or [0][:0]),
            "weights": np.array([w for unit in units for w in unit["weights"]] or [0][:0]),
            levels: np.array([unit[level] for unit in units] or [0][:0]),
            "layer_starts": np.cumsum([0, *map(len, layers)]),
            "labels": None if None in labels or not labels else tuple(map(str, labels)),
        }
    except OverflowError:
        raise FormatError(f"{where}: a number lies beyond 64 bits") from None
