"""MLPs as stored: the header and the arrays of a `logicnet mlp` file, and their checks.

A softened net keeps its certificate and the network that it was made from, so that hardening
gives the same whether it was stored in between or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from ..errors import FormatError, SpecificationError
from ..learning.error_bounds import Certificate
from ..learning.mlp import MLP
from ..network import Network
from .header import TRAINED, VERSION


def trained_header(mlp: MLP) -> dict[str, Any]:
    """What is stored of an MLP besides its wires, ready for JSON; not what it was made from."""
    units = mlp.output_units.tolist()
    frame = {"centre": mlp.centre, "scale": mlp.scale}
    proof = None if mlp.certificate is None else asdict(mlp.certificate)
    if proof is not None:
        proof |= {name: np.asarray(proof[name]).tolist() for name in ("bounds", "gains")}
    return {
        "format": TRAINED,
        "version": VERSION,
        "inputs": list(mlp.inputs),
        "outputs": dict(zip(mlp.outputs, units, strict=True)),
        "encoding": mlp.encoding,
        **{name: value.tolist() for name, value in frame.items() if value is not None},
        "activations": list(mlp.activations),
        "gains": mlp.gains.tolist(),
        "certificate": proof,
    }


def trained_from(
    data: Mapping[str, Any], arrays: Mapping[str, Any], source: Any, where: str
) -> MLP:
    """The MLP of a header and its arrays, or an error that starts with `where`."""
    names, outputs, activations = (data.get(k) for k in ("inputs", "outputs", "activations"))
    for key, value in (("inputs", names), ("activations", activations)):
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise FormatError(f'{where}: "{key}" must be a list of names')
    if not isinstance(outputs, dict) or not all(type(u) is int for u in outputs.values()):
        raise FormatError(f'{where}: "outputs" must map names to unit numbers')
    if source is not None and not isinstance(source, Network):
        raise FormatError(f'{where}: "source" must be a network')
    frame = {name: data[name] for name in ("centre", "scale") if data.get(name) is not None}
    try:
        proof = data.get("certificate")
        if proof is not None:
            proof = Certificate(**proof)
        fields: dict[str, Any] = {
            "inputs": names,
            "outputs": tuple(outputs),
            "output_units": list(outputs.values()),
            "activations": activations,
            "gains": data.get("gains"),
            "encoding": data.get("encoding"),
        }
        return MLP(**fields, certificate=proof, source=source, **frame, **arrays)
    except (SpecificationError, TypeError, ValueError, KeyError) as error:
        raise FormatError(f"{where}: {error}") from None
