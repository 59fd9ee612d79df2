"""The part of a stored network or MLP that is not large arrays, and its checks.

What a file claims of its network is not taken for proven: a bound on the units is kept as
`claimed_bound`, unless it holds for every network; a certificate is worked out anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from logicnet.errors import FormatError, SpecificationError
from logicnet.ground.storage.json_text import check_keys
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .stored_numbers import real_list
from .trained import trained_from, trained_header

FORMAT, TRAINED = "logicnet network", "logicnet mlp"
VERSION = 1
_NEEDED = ("format", "version", "inputs", "outputs")
_OPTIONAL = {
    FORMAT: ("encoding", "centre", "scale", "booleans", "construction", "lower_bound"),
    TRAINED: ("encoding", "centre", "scale", "booleans", "activations", "gains", "certificate"),
}


def header(network: Network | MLP) -> dict[str, Any]:
    """Format, version, names and description of a network or an MLP, ready for JSON."""
    if isinstance(network, Network):
        if not network.units:
            raise SpecificationError("a network without units is not written: nothing is in it")
        bound = network.claimed_bound if network.lower_bound is None else network.lower_bound
        own = {"construction": network.construction, "lower_bound": bound}
        return _shared(network, FORMAT) | own
    return _shared(network, TRAINED) | trained_header(network)


def _shared(network: Network | MLP, kind: str) -> dict[str, Any]:
    """What is stored of networks and MLPs alike."""
    units = network.output_units.tolist()
    frame = {"centre": network.centre, "scale": network.scale}
    return {
        "format": kind,
        "version": VERSION,
        "inputs": list(network.inputs),
        "outputs": dict(zip(network.outputs, units, strict=True)),
        "encoding": network.encoding,
        **{name: value.tolist() for name, value in frame.items() if value is not None},
        **({"booleans": list(network.booleans)} if network.booleans else {}),
    }


def source_of(network: Network | MLP) -> Network | None:
    """The network that an MLP was made from, as far as it is known."""
    return None if isinstance(network, Network) else network.source


def kind_of(data: Any, beside: tuple[str, ...], where: str) -> str:
    """The format that a header says it has; its version and keys, and those `beside`, checked."""
    kind = data.get("format") if isinstance(data, dict) else None
    if kind not in (FORMAT, TRAINED):
        raise FormatError(f'{where}: "format" is {kind!r}, expected {FORMAT!r} or {TRAINED!r}')
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise FormatError(f'{where}: "version" is {version!r}, expected a whole number')
    if version > VERSION:
        raise FormatError(
            f"{where}: version {version} was written by a newer logicnet; this one reads "
            f"version {VERSION}"
        )
    source = ("source",) if kind == TRAINED else ()
    check_keys(data, _NEEDED + beside, _OPTIONAL[kind] + source, where)
    return str(kind)


def from_header(
    data: Mapping[str, Any], arrays: Mapping[str, Any], where: str, source: Any = None
) -> Network | MLP:
    """The network or MLP of a checked header and its arrays, or an error that starts with
    `where`."""
    units = len(arrays["thresholds" if data["format"] == FORMAT else "biases"])
    if not units:
        raise FormatError(f"{where}: no units; expected at least one")
    fields = _shared_fields(data, units, where)
    if data["format"] == TRAINED:
        return trained_from(data, {**fields, **arrays}, source, where)
    construction = data.get("construction", "")
    if not isinstance(construction, str):
        raise FormatError(f'{where}: "construction" is {construction!r}, expected a text')
    claims = _claims(data.get("lower_bound"), units, where)
    try:
        return Network.from_arrays(construction=construction, **claims, **fields, **arrays)
    except SpecificationError as error:
        raise FormatError(f"{where}: {error}") from None


def _claims(bound: Any, units: int, where: str) -> dict[str, Any]:
    """The bound on the units as a claim; one unit is needed for every function."""
    if bound is None:
        return {}
    if type(bound) is not int or not 1 <= bound <= units:
        raise FormatError(
            f'{where}: "lower_bound" is {bound!r}; expected null or a whole number from 1 to '
            f"{units}, the units of this network"
        )
    return {"lower_bound": 1} if bound == 1 else {"claimed_bound": bound}


def _shared_fields(data: Mapping[str, Any], units: int, where: str) -> dict[str, Any]:
    """The fields that networks and MLPs have alike."""
    names, outputs, booleans = data["inputs"], data["outputs"], data.get("booleans", [])
    for key, value in (("inputs", names), ("booleans", booleans)):
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise FormatError(f'{where}: "{key}" must be a list of names')
    if not isinstance(outputs, dict) or not all(type(u) is int for u in outputs.values()):
        raise FormatError(f'{where}: "outputs" must map names to unit numbers')
    if not outputs:
        raise FormatError(f'{where}: "outputs" names none; expected at least one')
    for name, unit in outputs.items():
        if not 0 <= unit < units:
            raise FormatError(
                f"{where}: output {name!r} is unit {unit}; output units must be 0 to {units - 1}"
            )
    frame = {name: data[name] for name in ("centre", "scale") if data.get(name) is not None}
    return {
        "inputs": tuple(names),
        "outputs": tuple(outputs),
        "output_units": np.array(list(outputs.values()), dtype=np.int64),
        "encoding": data.get("encoding", "binary"),
        "booleans": tuple(booleans),
        **{name: real_list(value, name, where) for name, value in frame.items()},
    }
