"""Networks and MLPs as compressed numpy arrays, for large ones; never pickled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from logicnet.errors import FormatError
from logicnet.ground.storage.archive import Member, members, packed
from logicnet.ground.storage.files import read_octets, write_atomically
from logicnet.ground.storage.json_text import check_keys, parsed
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .header import TRAINED, from_header, header, kind_of, source_of
from .stored_numbers import exact, weights_and_levels

_WIRES = ("indptr", "indices", "layer_starts")


def write(network: Network | MLP, path: Path) -> None:
    """Write a network or an MLP as .npz."""
    write_atomically(path, _content(network))


def _content(network: Network | MLP) -> bytes:
    text = json.dumps(header(network) | {"labels": network.labels})
    levels = "thresholds" if isinstance(network, Network) else "biases"
    arrays = {name: getattr(network, name) for name in (*_WIRES, "weights", levels)}
    source = source_of(network)
    if source is not None:  # a file in the file
        arrays["source"] = np.frombuffer(_content(source), dtype=np.uint8)
    return packed({"header": np.array(text), **arrays})


def read(path: Path) -> Network | MLP:
    """The network or MLP in a .npz file."""
    return _of(read_octets(path), str(path))


def _of(content: bytes, where: str) -> Network | MLP:
    held = members(content, where)
    text = held.pop("header", None)
    if text is None or text.dtype.kind != "U" or text.shape:
        raise FormatError(f'{where}: no logicnet network, as no text "header" is in it')
    data = parsed(str(text.array()), f"{where}: header")
    kind = kind_of(data, ("labels",), f"{where}: header")
    levels = "biases" if kind == TRAINED else "thresholds"
    sources = ("source",) if kind == TRAINED else ()
    check_keys(held, (*_WIRES, "weights", levels), sources, where)
    inner = held.pop("source", None)
    labels = _labels(data["labels"], where)
    _check_counts(held, levels, labels, where)
    arrays: dict[str, Any] = {
        name: exact(held[name].array(), np.int64, name, where) for name in _WIRES
    }
    numbers = weights_and_levels(
        held["weights"].array(), held[levels].array(), ("weights", levels), where
    )
    arrays |= dict(zip(("weights", levels), numbers, strict=True))
    arrays["labels"] = labels
    return from_header(data, arrays, where, None if inner is None else _source(inner, where))


def _check_counts(
    held: dict[str, Member], levels: str, labels: tuple[str, ...] | None, where: str
) -> None:
    """Refuse arrays of which one is longer than another says, before any long one unfolds."""
    for name, member in held.items():
        if len(member.shape) != 1 or member.dtype.kind not in "iuf":
            raise FormatError(
                f"{where}: {name} has {len(member.shape)} dimensions of type {member.dtype}; "
                "expected numbers in one dimension"
            )
    units, wires = held[levels].count, held["weights"].count
    starts = held["indptr"]
    if labels is not None and len(labels) != units:
        raise FormatError(f"{where}: {len(labels)} labels for {units} units")
    if starts.count != units + 1 or held["layer_starts"].count > units + 1:
        raise FormatError(f"{where}: the lengths of indptr, layer_starts and {levels} disagree")
    ends = exact(starts.array()[-1:], np.int64, "indptr", where)
    if held["indices"].count != wires or ends[0] != wires:
        raise FormatError(
            f"{where}: {wires} weights for {held['indices'].count} sources, of which indptr "
            f"names {ends[0]}"
        )


def _source(octets: Member, where: str) -> Network:
    """The network that an MLP was made from, in an .npz file of its own."""
    if octets.dtype != np.uint8:
        raise FormatError(f"{where}: source is of type {octets.dtype}; expected bytes")
    source = _of(octets.array().tobytes(), f"{where}: source")
    if not isinstance(source, Network):
        raise FormatError(f"{where}: source is no network")
    return source


def _labels(labels: Any, where: str) -> tuple[str, ...] | None:
    if labels is None:
        return None
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise FormatError(f'{where}: "labels" must be a list of texts')
    return tuple(labels)
