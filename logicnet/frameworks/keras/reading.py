"""Models of Keras 3, and files of them, as networks and MLPs."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from logicnet.errors import SpecificationError
from logicnet.formats.onnx.files import stated_by
from logicnet.formats.onnx.reading import network_of
from logicnet.ground.arguments import checked
from logicnet.ground.storage.files import named
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.wiring import Encoding

from .models import model_of, parts_of_file, parts_of_model

if TYPE_CHECKING:
    from logicnet.learning.softening.decisions import Decisions


@checked()
def from_keras(
    model: Any,
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    encoding: Encoding | None = None,
) -> Network | MLP:
    """The Network (of threshold units alone) or MLP that a model of Keras 3 computes.

    It is a model, or the path of a `.keras` file, which is read without Keras; nothing of either is
    called. Read are models of Dense layers, joined in any way, with step, sign, sigmoid, tanh,
    ReLU, leaky ReLU, hard sigmoid and softmax units, and what `to_keras` made. `inputs` and
    `outputs` are the names. Inputs are 0 and 1 for networks and coordinates for MLPs, unless an
    `encoding` says other.

    >>> from_keras("adder.keras", inputs="abc")  # doctest: +SKIP
    Network: 3 inputs, 2 outputs, 2 units
    """
    given, where = _graph(model)
    found = network_of(given, where, encoding=encoding, framed=True)
    return found.renamed(inputs, outputs)


def stated(model: Any) -> Network | Decisions:
    """What a model, or a file of one, states: what it decides in its floats, in whatever order."""
    return stated_by(*_graph(model), framed=True)


def _graph(model: Any) -> tuple[Any, str]:
    """The graph of a model or of a file, and what it is called in errors."""
    if isinstance(model, (str, PathLike)):
        parts = parts_of_file(named(model))
    elif all(hasattr(model, name) for name in ("to_json", "get_config", "layers")):
        parts = parts_of_model(model)
    else:
        raise SpecificationError(f"from_keras reads a model or a file, not {type(model).__name__}")
    return model_of(parts), parts.where
