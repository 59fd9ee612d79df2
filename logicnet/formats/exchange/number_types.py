"""The type of numbers in which a net is written: one that holds it exactly, or one asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import are_held, lost_number, lost_sum
from logicnet.network.network import Network

DType = Literal["float32", "float64"]


def fitting_type(net: Network | MLP, dtype: DType | None) -> DType:
    """The type that was asked for, or the smallest that holds a net exactly; else an error.

    Numbers of an MLP may be rounded to the type that is asked for, those of a network not.
    """
    if dtype is not None and (not isinstance(dtype, str) or dtype not in get_args(DType)):
        raise SpecificationError(f"dtype is 'float32' or 'float64', not {dtype!r:.80}")
    if isinstance(net, MLP) and dtype is not None:
        return dtype
    kinds: list[DType] = ["float32", "float64"]
    for kind in kinds if dtype is None else [dtype]:
        if _holds(net, kind):
            return kind
    if isinstance(net, MLP):
        return "float64"
    hint = '; dtype="float64" holds more' if dtype == "float32" else ""
    raise SpecificationError(
        f"{dtype or 'float64'} does not hold all numbers and sums of the network exactly, so that "
        f"it would compute something else{hint}"
    )


def as_written(net: Network | MLP, kind: DType) -> Network | MLP:
    """The net with numbers that the type holds; one that is rounded has no certificate."""
    if isinstance(net, Network) or _holds(net, kind):
        return net
    wiring = net.wiring
    frame: Any = {name: getattr(wiring, name) for name in ("centre", "scale")}
    frame = {name: _rounded(part, kind) for name, part in frame.items() if part is not None}
    numbers: Any = {
        name: _rounded(getattr(net, name), kind) for name in ("weights", "biases", "gains")
    }
    return replace(net, wiring=replace(wiring, **frame), certificate=None, **numbers)


def _rounded(numbers: NDArray[Any], kind: DType) -> NDArray[Any]:
    with np.errstate(over="ignore"):
        return numbers.astype(kind).astype(np.float64)


def _holds(net: Network | MLP, kind: DType) -> bool:
    if isinstance(net, Network):
        return not (lost_number(net, kind) or lost_sum(net, kind))
    frame = [part for part in (net.centre, net.scale) if part is not None]
    return all(are_held(part, kind).all() for part in (net.weights, net.biases, net.gains, *frame))
