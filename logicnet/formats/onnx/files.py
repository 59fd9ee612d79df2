"""Networks and MLPs in files of ONNX."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.formats.exchange.description import Formula
from logicnet.formats.exchange.number_types import DType
from logicnet.ground.storage.files import named, read_octets, write_atomically
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.decisions import Decisions
from logicnet.network.exactness import unit_sums_fit
from logicnet.network.network import Network

from .reading import bits_of, model_of, network_of
from .writing import model as model_made

_MOST = 1 << 30  # bytes


def write(
    net: Network | MLP,
    path: Path,
    *,
    dtype: DType | None = None,
    opset: int | None = None,
    by_name: bool = False,
    formula: Formula | None = None,
) -> None:
    """Write a network or an MLP as a model of ONNX; see `writing.model`.

    What makes a model of itself, as a classifier with labels does, writes that one.
    """
    own = getattr(net, "onnx_model", None)
    if own is not None:
        if by_name or formula is not None:
            raise SpecificationError("a classifier has neither by_name nor a formula in its file")
        made = own(dtype=dtype, opset=opset)
    else:
        made = model_made(net, dtype=dtype, opset=opset, by_name=by_name, formula=formula)
    write_atomically(path, made.SerializeToString())


def read(path: Path) -> Network | MLP:
    """The network or MLP that a model of ONNX is."""
    return network_of(model_of(read_octets(path, _MOST), path), str(path))


def stated(path: str | PathLike[str]) -> Network | Decisions:
    """What a model states: the function of a network whose sums none of its floats rounds.

    Otherwise it is what is decided in these floats, in whatever order each operator adds them.
    """
    path = named(path)
    return stated_by(model_of(read_octets(path, _MOST), path), str(path))


def stated_by(model: Any, where: str, *, framed: bool = False) -> Network | Decisions:
    """Likewise of a model at hand; `where` begins the errors."""
    from logicnet.learning.softening.agreement import step_net

    net, bits = network_of(model, where, apart=True, framed=framed), bits_of(model)
    if isinstance(net, Network):
        fits = unit_sums_fit(net.indptr, net.weights, net.thresholds, bits - 1)
        if net.encoding == "real" or fits.all():
            return net
        net = step_net(net)
    return Decisions(net, 2.0 ** (1 - bits))
