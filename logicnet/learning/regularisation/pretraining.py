"""Layers that first learn to give back what they read (Hinton and Salakhutdinov, 2006)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.options import options_of
from logicnet.learning.training.training import train

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.learning.training.options import TrainOptions

Floats = NDArray[np.float64]


@checked(mlp=of_type(MLP))
def pretrained(mlp: MLP, x: Any, **options: Unpack[TrainOptions]) -> MLP:
    """The net whose hidden layers are the first halves of autoencoders, one after the other.

    Each hidden layer learns with a linear layer behind it to give back the values of the layer
    before it, without any targets; the outputs stay as they are. The options are those of `train`.

    >>> rows = [[0, 0, 1, 1], [1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 1, 0]]
    >>> start = MLP.random([4, 3, 2, 1], seed=0)
    >>> learnt = pretrained(start, rows, epochs=50)
    >>> bool((learnt.weights[:18] != start.weights[:18]).all()), learnt.weights[18:].tolist() == (
    ...     start.weights[18:].tolist())
    (True, True)
    """
    options_of(options)
    refused = sorted(
        {"checkpoint", "resume", "tied", "layer_rates", "frozen", "frozen_wires", "class_weight",
         "anchor_to"} & set(options)
    )  # fmt: skip
    if refused or isinstance(options.get("validation"), tuple):
        told = ", ".join(refused or ["a pair for validation"])
        raise SpecificationError(f"no option here: {told}")
    weights, biases = mlp.weights.copy(), mlp.biases.copy()
    below = mlp.framed(mlp.rows(x)[0])
    for layer in range(mlp.depth - 1):
        first, stop = mlp.layer_starts[layer : layer + 2].tolist()
        wires = slice(int(mlp.indptr[first]), int(mlp.indptr[stop]))
        begins = 0 if layer == 0 else len(mlp.inputs) + int(mlp.layer_starts[layer - 1])
        expected = np.tile(np.arange(begins, begins + below.shape[1]), stop - first)
        if not np.array_equal(mlp.indices[wires], expected):
            raise SpecificationError("pre-training is of fully wired layers, as in MLP.random")
        coder = _coder(mlp, layer, weights[wires].reshape(stop - first, -1), biases[first:stop])
        found = train(coder, below, below, **options).mlp
        weights[wires] = found.weights[: wires.stop - wires.start]
        biases[first:stop] = found.biases[: stop - first]
        below = found.values(below)[:, : stop - first]
    return mlp.with_parameters(weights=weights, biases=biases)


def _coder(mlp: MLP, layer: int, matrix: Floats, biases: Floats) -> MLP:
    """The layer, and one behind it that gives back what it reads, with its weights transposed."""
    kind: Any = mlp.activations[layer]
    back = MLP.from_layers(
        [matrix, matrix.T], [biases, np.zeros(matrix.shape[1])], activation=kind, output="linear"
    )
    return back.with_parameters(gain=[float(mlp.gains[layer]), 1.0])
