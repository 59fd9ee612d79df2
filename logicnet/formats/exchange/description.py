"""What a file of another format says of a network beside what others run: names, labels, proofs.

It stands in the file as a text of JSON with a digest of itself and of all numbers. Who reads the
file takes wires and numbers from what others run too, and the description only if it is of these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, SpecificationError, warn
from logicnet.formats import native_json
from logicnet.formats.header import TRAINED, from_header, header, kind_of, source_of
from logicnet.formats.stored_numbers import exact
from logicnet.ground.checks import shown
from logicnet.ground.storage.json_text import parsed
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.verification.verifying import verify

Formula: TypeAlias = str | Mapping[str, str]
KEY = "logicnet"  # of the description among the texts of a file
_MOST = 100_000_000  # characters
_OWN = ("labels", "whole", "zeros", "digest")


def described(net: Network | MLP) -> str:
    """The description of a network or an MLP."""
    content = header(net) | {"labels": net.labels, "whole": net.weights.dtype.kind == "i"}
    content["zeros"] = _zeros(net).tolist()
    source = source_of(net)
    if source is not None:
        content["source"] = json.loads(native_json.dumps(source))
    return json.dumps(content | {"digest": _digest(content, net)})


def _zeros(net: Network | MLP) -> NDArray[np.int64]:
    """Unit and source of each wire of weight 0, which others do not tell from none."""
    unit_of = net.unit_of
    return np.asarray(np.stack([unit_of, net.indices], axis=1)[net.weights == 0])


def proven(net: Network | MLP, formula: Formula | None) -> dict[str, str]:
    """The formula and its proof as texts for a file; a formula that is not proven is refused."""
    if formula is None:
        return {}
    named = isinstance(formula, Mapping) and all(isinstance(v, str) for v in formula.values())
    if not isinstance(formula, str) and not named:
        raise SpecificationError("formula is a text, or a mapping from names of outputs to texts")
    verdict = verify(net, formula)
    if not verdict:
        raise SpecificationError(f"not written, as the network is not {shown(formula)}: {verdict}")
    text = formula if isinstance(formula, str) else json.dumps(dict(formula), ensure_ascii=False)
    return {"formula": text, "verified": str(verdict)}


def parts_of(text: str | None, where: str, strict: bool = False) -> dict[str, Any]:
    """The description in a file, or nothing where there is none that can be read.

    What is read in spite of that is said by a warning; where it is not (`strict`), by an error.
    """
    if text is None:
        return {}
    try:
        if len(text) > _MOST:
            raise FormatError(f"{where}: a description of {len(text)} characters")
        content = parsed(text, f"{where}: description")
        kind = kind_of(content, (*_OWN,), f"{where}: description")
        _check(content, kind, where)
    except FormatError as error:
        if strict:
            raise
        warn(f"{error}; the description of the network is left out")
        return {}
    return dict(content)


def _check(content: Mapping[str, Any], kind: str, where: str) -> None:
    labels, zeros = content["labels"], content["zeros"]
    pairs = isinstance(zeros, list) and all(
        isinstance(wire, list) and [*map(type, wire)] == [int, int] for wire in zeros
    )
    texts = labels is None or (
        isinstance(labels, list) and all(isinstance(label, str) for label in labels)
    )
    if not (pairs and texts and isinstance(content["whole"], bool)):
        raise FormatError(f"{where}: description: labels, whole or zeros are not what they are")
    names = content["inputs"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FormatError(f"{where}: description: inputs are no list of names")


def with_description(net: Network | MLP, content: dict[str, Any], where: str) -> Network | MLP:
    """The network that was read with what the file says of it, as far as that is of this one."""
    if not content:
        return net
    rest = {name: value for name, value in content.items() if name not in _OWN}
    source, reason = rest.pop("source", None), "it is of another network"
    try:
        made_from = None
        if source is not None:
            made_from = native_json.loads(json.dumps(source), f"{where}: source")
        if (content["format"] == TRAINED) is isinstance(net, MLP):
            levels = "thresholds" if isinstance(net, Network) else "biases"
            names = ("indptr", "indices", "weights", "layer_starts", levels)
            arrays = {name: getattr(net, name) for name in names}
            arrays |= _with_zeros(arrays, len(net.inputs), content["zeros"])
            arrays["labels"] = None if content["labels"] is None else tuple(content["labels"])
            found = from_header(rest, arrays, where, made_from)
            said = {name: value for name, value in content.items() if name != "digest"}
            if _agree(net, found) and _digest(said, found) == content["digest"]:
                return found
    except FormatError as error:
        reason = str(error)
    warn(f"{where}: the description of the network is left out: {reason}")
    return net


def sealed(
    content: Mapping[str, Any], arrays: dict[str, Any], outputs: Any, where: str
) -> Network | MLP:
    """The network of a description and of arrays that belong to it, wires of weight 0 left out.

    Anything that was changed is refused.
    """
    said = {name: value for name, value in content.items() if name != "digest"}
    rest = {name: value for name, value in content.items() if name not in _OWN}
    source = rest.pop("source", None)
    made_from = None
    if source is not None:
        made_from = native_json.loads(json.dumps(source), f"{where}: source")
    if content["whole"]:
        for name in ("weights", "thresholds"):
            arrays[name] = exact(arrays[name], np.int64, name, where)
    arrays |= _with_zeros(arrays, len(content["inputs"]), content["zeros"])
    arrays["labels"] = None if content["labels"] is None else tuple(content["labels"])
    found = from_header(rest, arrays, where, made_from)
    if _digest(said, found) != content["digest"] or not np.array_equal(outputs, found.output_units):
        raise FormatError(f"{where}: the digest is not that of the content; something was changed")
    return found


def _with_zeros(given: Mapping[str, Any], inputs: int, zeros: list[list[int]]) -> dict[str, Any]:
    """The wires and weights with those wires of weight 0 that there were."""
    units = len(given["indptr"]) - 1
    if not zeros:
        return {}
    new, sources = np.array(zeros, dtype=object).T
    if not (
        0 <= min(new) <= max(new) < units and 0 <= min(sources) <= max(sources) < inputs + units
    ):
        raise FormatError("it has wires between other nodes")
    unit_of = np.repeat(np.arange(units), np.diff(given["indptr"]))
    unit_of = np.concatenate([unit_of, new.astype(np.int64)])
    nodes = np.concatenate([given["indices"], sources.astype(np.int64)])
    order = np.lexsort((nodes, unit_of))
    weights = np.concatenate([given["weights"], np.zeros(len(zeros))])
    return {
        "indptr": np.concatenate([[0], np.cumsum(np.bincount(unit_of, minlength=units))]),
        "indices": nodes[order],
        "weights": weights[order],
    }


def _agree(net: Network | MLP, found: Network | MLP) -> bool:
    """Whether what the description adds to the numbers is as others run it."""
    pairs: list[tuple[Any, Any]] = [
        (net.output_units, found.output_units),
        (net.centre, found.centre),
        (net.scale, found.scale),
    ]
    if isinstance(net, MLP) and isinstance(found, MLP):
        if net.activations != found.activations:
            return False
        pairs.append((net.gains, found.gains))
    return len(net.inputs) == len(found.inputs) and all(np.array_equal(a, b) for a, b in pairs)


def _digest(content: Mapping[str, Any], net: Network | MLP) -> str:
    levels = net.thresholds if isinstance(net, Network) else net.biases
    arrays = (net.indptr, net.indices, net.layer_starts, net.weights, levels)
    found = hashlib.sha256(json.dumps(content, separators=(",", ":")).encode("ascii"))
    for array in arrays:
        kind = "<i8" if array.dtype.kind == "i" else "<f8"
        found.update(np.ascontiguousarray(array, dtype=kind).tobytes())
    return found.hexdigest()
