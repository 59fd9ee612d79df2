"""Smooth units on a wiring: the data that a multi-layer perceptron is.

Unit j of layer l has the value ``f_l(gain_l * (w.a + bias))``, where a are the values it
reads: inputs (coordinates: after ``(x - centre) / scale``) or units of earlier layers, exactly
as in a :class:`~logicnet.network.network.Network`.
The gain stands apart from the weights because exactness and learning want different ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.bits import frozen
from logicnet.ground.checks import floats, instance, shown, text
from logicnet.network.network import Network
from logicnet.network.wiring import Wiring
from logicnet.network.wiring_holder import Wired

from .activations import activation_named
from .certificate import Certificate

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class SmoothUnits(Wired):
    """A wiring with a weight for each wire, a bias a unit, a gain and an activation a layer."""

    wiring: Wiring
    weights: Floats
    biases: Floats
    gains: Floats
    activations: tuple[str, ...]
    labels: tuple[str, ...] | None = None
    certificate: Certificate | None = field(default=None, compare=False)
    source: Network | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        _check_company(self)
        activations, labels = _listed(self.activations, "activations"), None
        if self.labels is not None:
            listed = _listed(self.labels, "labels")
            labels = tuple(text(label, "one of the labels") for label in listed)
        arrays = {
            name: floats(getattr(self, name), name) for name in ("weights", "biases", "gains")
        }
        _check_numbers(self.wiring, arrays)
        _check_activations(self.wiring, activations)
        if labels is not None and len(labels) != self.units:
            raise SpecificationError(f"{len(labels)} labels for {self.units} units")
        fields = {"activations": activations, "labels": labels}
        for name, value in (fields | {k: frozen(v) for k, v in arrays.items()}).items():
            object.__setattr__(self, name, value)

    @property
    def output_activation(self) -> str:
        """The activation that all outputs have."""
        return self.activations[int(self.layer_of[self.output_units[0]])]

    # Equality is structural ----------------------------------------------------------------

    def _content(self) -> tuple[object, ...]:
        arrays = (self.weights, self.biases, self.gains)
        return (self.wiring, self.labels, self.activations, *(a.tobytes() for a in arrays))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SmoothUnits):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())


# The checks ----------------------------------------------------------------------------------


def _check_company(net: SmoothUnits) -> None:
    """The wiring, the certificate and the source, as far as there are any, are such."""
    instance(net.wiring, Wiring, "wiring")
    for name, kind in (("certificate", Certificate), ("source", Network)):
        if getattr(net, name) is not None:
            instance(getattr(net, name), kind, name)
    if not net.outputs:
        raise SpecificationError("an MLP has one output at least, and this wiring none")


def _listed(values: Any, name: str) -> tuple[Any, ...]:
    if not isinstance(values, (list, tuple)):
        raise SpecificationError(f"{name} must be a list of texts, got {shown(values)}")
    return tuple(values)


def _check_numbers(wiring: Wiring, arrays: dict[str, Floats]) -> None:
    for name, count in (
        ("weights", wiring.wires),
        ("biases", wiring.units),
        ("gains", wiring.depth),
    ):
        array = arrays[name]
        if array.shape != (count,):
            raise SpecificationError(
                f"the arrays disagree: {array.size} {name}, of shape {array.shape}; "
                f"the wiring needs {count}"
            )
        if not np.isfinite(array).all():
            raise SpecificationError(f"{name} must be finite, got {array[~np.isfinite(array)][0]}")
    if (arrays["gains"] <= 0).any():
        raise SpecificationError(f"gains must be positive, got {arrays['gains'].min()}")


def _check_activations(wiring: Wiring, activations: tuple[str, ...]) -> None:
    """One that is known for each layer, and the same for all outputs."""
    if len(activations) != wiring.depth:
        raise SpecificationError(f"{len(activations)} activations for {wiring.depth} layers")
    for name in activations:
        activation_named(name)
    outputs = wiring.output_units
    kinds = {activations[int(k)] for k in wiring.layer_of[outputs]}
    if len(kinds) > 1:
        raise SpecificationError(f"all outputs need the same activation, got {sorted(kinds)}")
    if "softmax" not in activations:
        return
    if len(outputs) == 1:
        raise SpecificationError("softmax needs two outputs or more; one alone is always 1")
    last = np.arange(*wiring.layer_starts[-2:])
    if activations.index("softmax") != wiring.depth - 1 or not np.array_equal(outputs, last):
        raise SpecificationError("softmax is for a last layer whose units are the outputs in order")
