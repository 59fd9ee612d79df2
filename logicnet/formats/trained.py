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


def trained_header(mlp: MLP) -> dict[str, Any]:
    """What is stored of an MLP only, ready for JSON; not what it was made from."""
    proof = None if mlp.certificate is None else asdict(mlp.certificate)
    if proof is not None:
        proof |= {name: np.asarray(proof[name]).tolist() for name in ("bounds", "gains")}
    return {"activations": list(mlp.activations), "gains": mlp.gains.tolist(), "certificate": proof}


def trained_from(data: Mapping[str, Any], fields: dict[str, Any], source: Any, where: str) -> MLP:
    """The MLP of a header, its other fields given, or an error that starts with `where`."""
    activations, proof = data.get("activations"), data.get("certificate")
    if not isinstance(activations, list) or not all(isinstance(v, str) for v in activations):
        raise FormatError(f'{where}: "activations" must be a list of names')
    if source is not None and not isinstance(source, Network):
        raise FormatError(f'{where}: "source" must be a network')
    own: dict[str, Any] = {"activations": activations, "gains": data.get("gains"), "source": source}
    try:
        certificate = None if proof is None else Certificate(**proof)
        return MLP(certificate=certificate, **own, **fields)
    except (SpecificationError, TypeError, ValueError, KeyError) as error:
        raise FormatError(f"{where}: {error}") from None
