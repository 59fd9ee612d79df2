"""MLPs as stored: the header and the arrays of a `logicnet mlp` file, and their checks.

A softened net keeps the network that it was made from, so that hardening gives the same whether
it was stored in between or not, and the gain and band of its certificate, which is worked out
anew: a file that claims another error is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from math import inf, isclose
from typing import Any

from logicnet.errors import FormatError, SpecificationError
from logicnet.ground.storage.json_text import check_keys
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.sigmoid import recertified
from logicnet.network.network import Network
from logicnet.network.wiring import Wiring

from .stored_numbers import real_list

_WIRING = tuple(field.name for field in fields_of(Wiring))
_PROOF = ("gain", "error", "band")
_TINY = 5e-324  # the least positive number
_ROUNDING = 1e-9  # by how much an error bound may differ that another machine worked out


def trained_header(mlp: MLP) -> dict[str, Any]:
    """What is stored of an MLP only, ready for JSON; not what it was made from."""
    proof = None
    if mlp.certificate is not None:
        proof = {name: getattr(mlp.certificate, name) for name in _PROOF}
    return {"activations": list(mlp.activations), "gains": mlp.gains.tolist(), "certificate": proof}


def trained_from(data: Mapping[str, Any], fields: dict[str, Any], source: Any, where: str) -> MLP:
    """The MLP of a header, its other fields given, or an error that starts with `where`."""
    activations, proof = data.get("activations"), data.get("certificate")
    if not isinstance(activations, list) or not all(isinstance(v, str) for v in activations):
        raise FormatError(f'{where}: "activations" must be a list of names')
    if source is not None and not isinstance(source, Network):
        raise FormatError(f'{where}: "source" must be a network')
    gains = real_list(data.get("gains"), "gains", where)
    try:
        parts = {name: fields.pop(name) for name in _WIRING if name in fields}
        given = {"gains": gains, "source": source} | fields
        mlp = MLP(wiring=Wiring(**parts), activations=tuple(activations), **given)
        return mlp if proof is None else _certified(mlp, proof, f'{where}: "certificate"')
    except SpecificationError as error:
        raise FormatError(f"{where}: {error}") from None


def _certified(mlp: MLP, proof: Any, where: str) -> MLP:
    """The net with the certificate that it has, which must be the one that the file claims."""
    if not isinstance(proof, dict):
        raise FormatError(f"{where} is {type(proof).__name__}; expected an object or null")
    check_keys(proof, _PROOF, (), where)
    gain = _number(proof["gain"], "gain", where)
    error, band = (
        None if proof[name] is None else _number(proof[name], name, where, least)
        for name, least in (("error", 0.0), ("band", _TINY))
    )
    found = recertified(mlp, gain, band)
    if not _agree(error, found.error):
        raise FormatError(
            f"{where} claims an error of {error}, but what can be shown is {found.error}"
        )
    return replace(mlp, certificate=replace(found, error=error))


def _number(value: Any, name: str, where: str, least: float = _TINY) -> float:
    if type(value) not in (int, float):
        raise FormatError(f'{where}: "{name}" is {value!r}; expected a number')
    number = real_list([value], name, where)[0].item()
    if not least <= number < inf:
        wanted = "a positive number" if least else "a number of at least 0"
        raise FormatError(f'{where}: "{name}" is {number}; expected {wanted}')
    return float(number)


def _agree(claimed: float | None, found: float | None) -> bool:
    if claimed is None or found is None:
        return claimed is found
    return isclose(claimed, found, rel_tol=_ROUNDING)
