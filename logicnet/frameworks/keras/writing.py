"""Networks and MLPs as models of Keras 3, whatever it computes with.

A layer is a Dense over what it reads of the inputs and of earlier layers; a threshold unit is a
comparison, which Keras can save and load as it stands. Models of TensorFlow's Keras 2 are none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.extras import needed
from logicnet.learning.nets.activations import LEAK
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import lost_number, lost_sum, step_biases
from logicnet.network.network import Network
from logicnet.network.wiring_holder import LayerWires, blocks, layers

_TYPE = "float32"
_MOST = 20_000_000  # entries of kernels, which are full
_ACTIVATIONS = ("sigmoid", "tanh", "relu", "hard_sigmoid", "softmax")


@checked()
def to_keras(net: Network | MLP) -> Any:
    """The net as a `keras.Model` of rows of inputs, which gives rows of outputs.

    Its Dense layers are `layer1`, `layer2`, ...; `save`, `save_weights` and training work as those
    of any other model, though gradients do not pass threshold units. All is float32, in
    which Keras computes: numbers of an MLP are rounded, and a network whose sums are not exact in
    it is refused.

    >>> import logicnet  # doctest: +SKIP
    >>> to_keras(logicnet.compile("a ^ b"))(numpy.array([[0.0, 1.0]]))  # doctest: +SKIP
    array([[1.]], dtype=float32)
    """
    keras = _keras()
    _check(net)
    biases, above = _biases(net)
    values = [keras.Input((len(net.inputs),), name="inputs", dtype=_TYPE)]
    given, entries = values[0], 0
    for part, operation in ((net.centre, keras.ops.subtract), (net.scale, keras.ops.divide)):
        if part is not None:
            values[0] = operation(values[0], np.asarray(part, _TYPE))
    for k, layer in enumerate(layers(net)):
        reads, kernel = _kernel(net, layer)
        entries += kernel.size
        if entries > _MOST:
            raise LimitError(f"kernels of over {_MOST} entries; .onnx has sparse layers")
        whole = [values[block] for block in reads]
        source = whole[0] if len(whole) == 1 else keras.layers.Concatenate()(whole)
        dense = keras.layers.Dense(layer.units, name=f"layer{k + 1}", dtype=_TYPE)
        total = dense(source)
        dense.set_weights([kernel.astype(_TYPE), biases[layer.first : layer.last].astype(_TYPE)])
        values.append(_activated(keras, net, k, total, above))
    return keras.Model(given, _outputs(keras, net, values), name="network")


def _keras() -> Any:
    try:
        return needed("keras", "to_keras")
    except ModuleNotFoundError as error:
        raise SpecificationError(
            f"Keras computes with torch, JAX or TensorFlow, and {error.name} is not there; install "
            "one of them and name it in the environment variable KERAS_BACKEND"
        ) from None


def _check(net: Any) -> None:
    if not isinstance(net, (Network, MLP)):
        raise SpecificationError(f"to_keras takes a Network or an MLP, not {type(net).__name__}")
    if not net.units or not net.inputs:
        raise SpecificationError("a network without inputs or units is no model of Keras")


def _biases(net: Network | MLP) -> tuple[NDArray[Any], bool]:
    """The biases, and whether units fire above 0 alone."""
    if isinstance(net, MLP):
        return net.biases, False
    if why := lost_number(net, _TYPE) or lost_sum(net, _TYPE):
        raise SpecificationError(
            f"float32, in which Keras computes, does not hold all numbers and sums exactly: {why}"
        )
    return step_biases(net, _TYPE)


def _kernel(net: Network | MLP, layer: LayerWires) -> tuple[list[int], NDArray[np.float64]]:
    """The layers that one reads (0: the inputs), and its weights over all of these."""
    starts = np.concatenate([[0], len(net.inputs) + net.layer_starts])
    read = [block for block, _ in blocks(net, layer.reads)] or [0]
    columns = np.concatenate([np.arange(starts[b], starts[b + 1]) for b in read])
    if layer.units * len(columns) > _MOST:
        raise LimitError(f"a kernel of over {_MOST} entries; .onnx has sparse layers")
    kernel = np.zeros((len(columns), layer.units))
    kernel[np.searchsorted(columns, layer.reads)[layer.places], layer.unit_of] = layer.weights
    return read, kernel


def _activated(keras: Any, net: Network | MLP, k: int, total: Any, above: bool) -> Any:
    if isinstance(net, Network):
        compare = keras.ops.greater if above else keras.ops.greater_equal
        return keras.ops.cast(compare(total, 0.0), _TYPE)
    kind, gain = net.activations[k], net.gains[k].item()
    if kind == "step":
        return keras.ops.cast(keras.ops.greater_equal(total, 0.0), _TYPE)
    total = total if gain == 1.0 else keras.ops.multiply(total, gain)
    if kind == "leaky_relu":
        return keras.ops.maximum(total, keras.ops.multiply(total, LEAK))
    if kind == "linear":
        return total
    if kind not in _ACTIVATIONS:
        raise SpecificationError(f"units of the activation {kind!r} are not given to Keras")
    return getattr(keras.ops, kind)(total)


def _outputs(keras: Any, net: Network | MLP, values: list[Any]) -> Any:
    """The outputs: the last layer, or columns of the layers that they are in."""
    last = np.arange(*net.layer_starts[-2:])
    if np.array_equal(net.output_units, last):
        return values[-1]
    starts, of = net.layer_starts, net.layer_of[net.output_units]
    columns = [
        keras.ops.take(values[layer + 1], [int(unit - starts[layer])], axis=1)
        for unit, layer in zip(net.output_units.tolist(), of.tolist(), strict=True)
    ]
    return columns[0] if len(columns) == 1 else keras.layers.Concatenate()(columns)
