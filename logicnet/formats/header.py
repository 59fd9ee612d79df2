"""The part of a stored network or MLP that is not large arrays, and its checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import FormatError, SpecificationError
from ..network import Network

if TYPE_CHECKING:
    from ..learning.mlp import MLP

FORMAT, TRAINED = "logicnet network", "logicnet mlp"
VERSION = 1


def header(network: Network | MLP) -> dict[str, Any]:
    """Format, version, names and description of a network or an MLP, ready for JSON."""
    if isinstance(network, Network):
        own = {"construction": network.construction, "lower_bound": network.lower_bound}
        return _shared(network, FORMAT) | own
    from ..learning.mlp import MLP
    from .trained import trained_header

    if isinstance(network, MLP):
        return _shared(network, TRAINED) | trained_header(network)
    kind = type(network).__name__
    raise SpecificationError(f"this format holds a Network or an MLP, not {kind}")


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
    }


def source_of(network: Network | MLP) -> Network | None:
    """The network that an MLP was made from, as far as it is known."""
    return None if isinstance(network, Network) else network.source


def from_header(
    data: Mapping[str, Any], arrays: Mapping[str, Any], where: str, source: Any = None
) -> Network | MLP:
    """The network or MLP of a header and its arrays, or an error that starts with `where`."""
    if data.get("format") not in (FORMAT, TRAINED):
        raise FormatError(f'{where}: "format" is {data.get("format")!r}, expected {FORMAT!r}')
    version = data.get("version")
    if not isinstance(version, int) or version < 1:
        raise FormatError(f'{where}: "version" is {version!r}, expected a whole number')
    if version > VERSION:
        raise FormatError(
            f"{where}: version {version} was written by a newer logicnet; this one reads "
            f"version {VERSION}"
        )
    fields = _shared_fields(data, where)
    if data.get("format") == TRAINED:
        from .trained import trained_from

        return trained_from(data, {**fields, **arrays}, source, where)
    bound = data.get("lower_bound")
    if bound is not None and type(bound) is not int:
        raise FormatError(f'{where}: "lower_bound" must be a whole number or null')
    construction = str(data.get("construction", ""))
    try:
        return Network(construction=construction, lower_bound=bound, **fields, **arrays)
    except SpecificationError as error:
        raise FormatError(f"{where}: {error}") from None


def _shared_fields(data: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The fields that networks and MLPs have alike."""
    names, outputs = data.get("inputs"), data.get("outputs")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FormatError(f'{where}: "inputs" must be a list of names')
    if not isinstance(outputs, dict) or not all(type(u) is int for u in outputs.values()):
        raise FormatError(f'{where}: "outputs" must map names to unit numbers')
    frame = {name: data[name] for name in ("centre", "scale") if data.get(name) is not None}
    for name, value in frame.items():
        if not isinstance(value, list) or not all(type(v) in (int, float) for v in value):
            raise FormatError(f'{where}: "{name}" must be a list of numbers')
    return {
        "inputs": tuple(names),
        "outputs": tuple(outputs),
        "output_units": list(outputs.values()),
        "encoding": data.get("encoding", "binary"),
        **frame,
    }
