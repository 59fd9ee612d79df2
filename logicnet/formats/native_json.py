"""Networks and MLPs as JSON: readable, a line a unit, for small ones.

    {"format": "logicnet network", "version": 1,
     "inputs": ["a", "b"], "outputs": {"y": 1}, "encoding": "binary", ...
     "layers": [
      [{"reads": [0, 1], "weights": [1, 1], "threshold": 2, "label": "a & b"}],
      ...],
     "digest": "098b1830..."}

`reads` are nodes: the inputs, counted from 0, then the units; `outputs` are units. The format
"logicnet mlp" has "activations" and "gains" of the layers, and a "bias" instead of a threshold.

`digest` is the SHA-256 of all the rest as this module would write it, in one line without blanks.
It is that of the meaning: other blanks and line ends or another order of keys do not matter (but
for the order of the outputs, which means something), any other number or name does. A file that
was written or changed by hand says ``"digest": null``; one that says nothing of it is refused, so
that no damage makes a file look as if it had none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from logicnet.errors import FormatError, LimitError
from logicnet.ground.storage.files import read_text, write_text
from logicnet.ground.storage.json_text import check_keys, parsed
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .header import TRAINED, from_header, header, kind_of, source_of
from .stored_numbers import exact, weights_and_levels

MOST_WIRES, MOST_BYTES = 2_000_000, 100_000_000
_LEVELS = {True: ("bias", "biases"), False: ("threshold", "thresholds")}  # of an MLP, or not


def write(network: Network | MLP, path: Path) -> None:
    """Write a network or an MLP as JSON."""
    write_text(path, dumps(network))


def read(path: Path) -> Network | MLP:
    """The network or MLP in a JSON file."""
    return loads(read_text(path, most=MOST_BYTES), str(path))


def dumps(network: Network | MLP) -> str:
    """The JSON text of a network or an MLP.

    >>> loads(dumps(Network.from_units(["a"], [([0], [1], 1)])))
    <Network a -> y, 1-1, 1 unit, depth 1, 2 parameters>
    """
    content = _content(network)
    text = _text(content | {"digest": _digest(content)})
    if len(text) > MOST_BYTES:
        raise LimitError(
            f"{len(text)} bytes are too many for JSON (limit {MOST_BYTES}); write .npz"
        )
    return text + "\n"


def loads(text: str, where: str = "network") -> Network | MLP:
    """The network or MLP in a JSON text; `where` names it in errors."""
    data = parsed(text, where)
    if not isinstance(data, dict):
        raise FormatError(f"{where}: expected a JSON object, got {type(data).__name__}")
    network = _of(data, where, ("layers", "digest"))
    digest = data["digest"]
    if digest is not None and digest != _digest(_content(network)):
        raise FormatError(
            f'{where}: "digest" is not that of the content, so something was changed; if that is '
            'meant, "digest": null has it read as it stands'
        )
    return network


def _content(network: Network | MLP) -> dict[str, Any]:
    """All that is written of a network or an MLP but the digest, in the order of writing."""
    content = header(network)
    if network.wires > MOST_WIRES:
        raise LimitError(
            f"{network.wires} wires are too many for JSON (limit {MOST_WIRES}); write .npz"
        )
    source = source_of(network)
    if source is not None:
        content["source"] = _content(source)
    layers = pairwise(network.layer_starts.tolist())
    content["layers"] = [[_unit(network, j) for j in range(*layer)] for layer in layers]
    return content


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _text(content: dict[str, Any]) -> str:
    """The content as text, a line a key and a line a unit."""
    lines = []
    for key, value in content.items():
        text = json.dumps(value)
        if key == "source":
            text = _text(value)
        if key == "layers":
            layers = (",\n   ".join(map(json.dumps, layer)) for layer in value)
            text = "[\n" + ",\n".join(f"  [{units}]" for units in layers) + "\n ]"
        lines.append(f' "{key}": {text}')
    return "{\n" + ",\n".join(lines) + "\n}"


def _unit(network: Network | MLP, j: int) -> dict[str, Any]:
    sources, weights = network.wires_of(j)
    unit = {"reads": sources.tolist(), "weights": weights.tolist()}
    if isinstance(network, Network):
        unit["threshold"] = network.thresholds[j].item()
    else:
        unit["bias"] = network.biases[j].item()
    return unit if network.labels is None else unit | {"label": network.labels[j]}


# -- reading --------------------------------------------------------------------------------


def _of(data: dict[str, Any], where: str, beside: tuple[str, ...]) -> Network | MLP:
    """The network of an object with a header, and `beside` it the layers and a digest."""
    kind_of(data, beside, where)
    source = data.get("source")
    made_from = None if source is None else _source(source, where)
    return from_header(data, _arrays(data, where), where, made_from)


def _source(data: Any, where: str) -> Network | MLP:
    if not isinstance(data, dict) or data.get("format") == TRAINED:
        raise FormatError(f'{where}: "source" must be a network')
    return _of(data, f"{where}: source", ("layers",))


def _arrays(data: dict[str, Any], where: str) -> dict[str, Any]:
    """The flat arrays of nested lists of units, checked entry by entry."""
    layers = data["layers"]
    if not isinstance(layers, list) or not all(isinstance(layer, list) for layer in layers):
        raise FormatError(f'{where}: expected "layers" to be a list of lists of units')
    units = [unit for layer in layers for unit in layer]
    level, levels = _LEVELS[data["format"] == TRAINED]
    for j, unit in enumerate(units):
        _check_unit(unit, level, f"{where}: unit {j}")
    weights, thresholds = weights_and_levels(
        [w for unit in units for w in unit["weights"]],
        [unit[level] for unit in units],
        ("a weight", f"a {level}"),
        where,
    )
    reads = [node for unit in units for node in unit["reads"]]
    return {
        "indptr": np.cumsum([0, *(len(unit["reads"]) for unit in units)]),
        "indices": exact(reads, np.int64, '"reads"', where),
        "weights": weights,
        levels: thresholds,
        "layer_starts": np.cumsum([0, *map(len, layers)]),
        "labels": _labels(units, where),
    }


def _check_unit(unit: Any, level: str, where: str) -> None:
    if not isinstance(unit, dict):
        raise FormatError(f'{where} is {type(unit).__name__}; expected an object with "reads"')
    check_keys(unit, ("reads", "weights", level), ("label",), where)
    reads, weights = unit["reads"], unit["weights"]
    if not isinstance(reads, list) or not isinstance(weights, list):
        raise FormatError(f'{where}: "reads" and "weights" are lists')
    if len(reads) != len(weights):
        raise FormatError(f"{where} reads {len(reads)} nodes with {len(weights)} weights")
    wrong = _none_of({int}, reads) or _none_of({int, float}, [*weights, unit[level]])
    if wrong:
        raise FormatError(f"{where}: expected a number, got {wrong[0]!r}")


def _none_of(kinds: set[type], values: list[Any]) -> list[Any]:
    """The values that are of none of these types; True and False are no numbers."""
    return [] if {*map(type, values)} <= kinds else [v for v in values if type(v) not in kinds]


def _labels(units: Iterable[dict[str, Any]], where: str) -> tuple[str, ...] | None:
    """The units' labels: all of them have one, or none."""
    labels = [unit.get("label") for unit in units]
    if all("label" not in unit for unit in units):
        return None
    for j, label in enumerate(labels):
        if not isinstance(label, str):
            raise FormatError(
                f"{where}: unit {j} has the label {label!r}; expected a text for each unit, or "
                "no labels"
            )
    return tuple(map(str, labels))
