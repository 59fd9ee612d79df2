"""The values of all nodes of a network at one row: what a highlighted diagram shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import number, shown

if TYPE_CHECKING:
    from .captions import Net


def input_values(net: Net, at: Mapping[str, Any] | Sequence[Any]) -> list[float]:
    """The values of the inputs in the network's order."""
    if isinstance(at, Mapping):
        if set(at) != set(net.inputs):
            raise SpecificationError(
                f"at needs a value for each of {', '.join(net.inputs)}; "
                f"got {', '.join(map(str, at))}"
            )
        values = [number(at[name], f"the value of {name}") for name in net.inputs]
    elif np.iterable(at) and not isinstance(at, (str, bytes)):
        values = [number(v, "a value of at") for v in at]
    else:
        raise SpecificationError(
            f"at must be a value for each input, such as [0, 1] or {{'a': 0}}; got {shown(at)}"
        )
    if len(values) != len(net.inputs):
        raise SpecificationError(f"at needs {len(net.inputs)} values, got {len(values)}")
    allowed = {"binary": {0.0, 1.0}, "bipolar": {-1.0, 1.0}}.get(net.encoding)
    if hasattr(net, "thresholds") and allowed and not set(values) <= allowed:
        raise SpecificationError(f"inputs are {sorted(allowed)}, got {values}")
    return values


def unit_values(net: Net, at: Mapping[str, Any] | Sequence[Any]) -> NDArray[np.float64]:
    """The values of inputs and units, by the loop that defines what a network means."""
    x = np.array(input_values(net, at))
    if not hasattr(net, "thresholds"):
        return np.concatenate([x, net.values(x[None])[0]])
    values = [Fraction(v) for v in x.tolist()]
    if net.centre is not None:
        values = [v - Fraction(c) for v, c in zip(values, net.centre.tolist(), strict=True)]
    if net.scale is not None:
        values = [v / Fraction(s) for v, s in zip(values, net.scale.tolist(), strict=True)]
    for j in range(net.units):
        sources, weights = (part.tolist() for part in net.wires_of(j))
        total = sum(Fraction(w) * values[s] for s, w in zip(sources, weights, strict=True))
        values.append(Fraction(total >= Fraction(net.thresholds[j].item())))
    return np.concatenate([x, np.array(values[len(x) :], dtype=np.float64)])
