"""Networks and MLPs in files of ONNX."""

from __future__ import annotations

from pathlib import Path

from logicnet.formats.exchange.description import Formula
from logicnet.formats.exchange.number_types import DType
from logicnet.ground.storage.files import read_octets, write_atomically
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .reading import model_of, network_of
from .writing import model

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
    """Write a network or an MLP as a model of ONNX; see `writing.model`."""
    made = model(net, dtype=dtype, opset=opset, by_name=by_name, formula=formula)
    write_atomically(path, made.SerializeToString())


def read(path: Path) -> Network | MLP:
    """The network or MLP that a model of ONNX is."""
    return network_of(model_of(read_octets(path, _MOST), path), str(path))
