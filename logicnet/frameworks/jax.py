"""Networks and MLPs for JAX: a pure function, and its parameters as a pytree.

jax is imported when it is asked for, and comes with ``logicnet[jax]``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import choice, number
from logicnet.ground.extras import needed
from logicnet.learning.nets.activations import LEAK
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import BITS, step_biases
from logicnet.network.network import Network

from .layouts import Layout, layouts
from .precision import lost


@checked()
def to_jax(
    net: Network | MLP,
    *,
    dtype: str | None = None,
    surrogate: Literal["sigmoid", "straight_through"] | None = "sigmoid",
    slope: float | None = None,
) -> tuple[Callable[[Any, Any], Any], list[dict[str, Any]]]:
    """A function of parameters and rows that gives what the net gives, and the parameters.

    The function is pure, and `jax.jit`, `grad` and `vmap` take it. The parameters are a list with a
    dict of `weight` and `bias` for each layer. Threshold units give 0 and 1, and their gradient is
    that of a `surrogate`, as in `to_torch`. Unless a `dtype` is given it is float64 where JAX has
    that switched on, and otherwise float32; a network that it cannot hold is refused.

    >>> import logicnet  # doctest: +SKIP
    >>> apply, parameters = to_jax(logicnet.compile("a ^ b"))  # doctest: +SKIP
    >>> apply(parameters, [[0.0, 1.0], [1.0, 1.0]]).tolist()  # doctest: +SKIP
    [[1.0], [0.0]]
    """
    jax = needed("jax", "to_jax")
    if not isinstance(net, (Network, MLP)) or not net.units:
        raise SpecificationError(
            f"to_jax takes a Network or an MLP with units, not {type(net).__name__}"
        )
    if surrogate is not None:
        choice(surrogate, "surrogate", ("sigmoid", "straight_through"))
    usual = 4.0 if surrogate == "sigmoid" else 1.0
    slope = usual if slope is None else number(slope, "slope", 0, inside=True)
    wide = bool(jax.config.jax_enable_x64)
    kind = choice(dtype or ("float64" if wide else "float32"), "dtype", BITS)
    if kind == "float64" and not wide:
        raise LimitError('jax.config.update("jax_enable_x64", True) switches float64 on')
    if isinstance(net, Network) and (why := lost(net, kind)):
        raise LimitError(f"{kind} does not hold the network: {why}")
    found, ends = layouts(net)
    return _function(jax, net, found, ends, surrogate, slope), _parameters(jax, net, found, kind)


def _parameters(
    jax: Any, net: Network | MLP, found: list[Layout], kind: str
) -> list[dict[str, Any]]:
    biases = step_biases(net)[0] if isinstance(net, Network) else net.biases
    held, at_hand = [], len(net.inputs)
    for layout in found:
        weights = np.asarray(net.weights[layout.wires], dtype=np.float64)
        weights = weights.reshape(layout.shape(at_hand)) if layout.kind == "full" else weights
        own = {"weight": weights, "bias": np.asarray(biases[layout.units], dtype=np.float64)}
        held.append({name: jax.numpy.asarray(value, dtype=kind) for name, value in own.items()})
        at_hand = len(layout.kept) + layout.count
    return held


def _function(
    jax: Any, net: Network | MLP, found: list[Layout], ends: Any,
    surrogate: str | None, slope: float,
) -> Callable[[Any, Any], Any]:  # fmt: skip
    kinds = ("step",) * net.depth if isinstance(net, Network) else net.activations
    gains = np.ones(net.depth).tolist() if isinstance(net, Network) else net.gains.tolist()
    functions = _functions(jax, surrogate, slope)
    centre, scale, inputs, outputs = net.centre, net.scale, len(net.inputs), len(net.outputs)

    def apply(parameters: Any, x: Any) -> Any:
        """The outputs for rows, or for one row."""
        rows = jax.numpy.asarray(x, dtype=parameters[0]["bias"].dtype)
        if rows.shape[-1:] != (inputs,):
            raise SpecificationError(
                f"rows of {inputs} inputs are expected, not an array of {rows.shape}"
            )
        values = rows.reshape(int(np.prod(rows.shape[:-1])), rows.shape[-1]).T
        values = values if centre is None else values - centre[:, None].astype(values.dtype)
        values = values if scale is None else values / scale[:, None].astype(values.dtype)
        for layout, own, kind, gain in zip(found, parameters, kinds, gains, strict=True):
            sums = _sums(jax, layout, own, values)
            made = functions[kind](sums if gain == 1 else sums * gain)
            kept = values[layout.kept]
            values = jax.numpy.concatenate([kept, made]) if len(layout.kept) else made
        return values[ends].T.reshape(*rows.shape[:-1], outputs)

    return apply


def _sums(jax: Any, layout: Layout, own: Any, values: Any) -> Any:
    """Weighted sums of the values at hand, a line a unit."""
    read = values if layout.reads is None else values[layout.reads]
    weight, bias = own["weight"], own["bias"][:, None]
    if layout.kind == "wires":
        products = read[layout.source] * weight[:, None]
        return bias + jax.ops.segment_sum(products, layout.reader, layout.count)
    if layout.kind == "gaps":
        blank = jax.numpy.zeros((layout.count, read.shape[0]), weight.dtype)
        weight = blank.at[layout.reader, layout.source].set(weight)
    return bias + jax.numpy.matmul(weight, read, precision="highest")


def _functions(jax: Any, surrogate: str | None, slope: float) -> dict[str, Callable[[Any], Any]]:
    """What units do with their sums."""

    def step(net: Any) -> Any:
        hard = (net >= 0).astype(net.dtype)
        if surrogate is None:
            return hard
        soft = jax.nn.sigmoid(slope * net) if surrogate == "sigmoid" else slope * net
        return hard + (soft - jax.lax.stop_gradient(soft))

    return {
        "step": step, "sigmoid": jax.nn.sigmoid, "tanh": jax.numpy.tanh, "relu": jax.nn.relu,
        "leaky_relu": lambda net: jax.nn.leaky_relu(net, LEAK), "linear": lambda net: net,
        "softmax": lambda net: jax.nn.softmax(net, axis=0), "hard_sigmoid": jax.nn.hard_sigmoid,
    }  # fmt: skip
