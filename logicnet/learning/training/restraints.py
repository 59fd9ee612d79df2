"""What holds the weights back: penalties, ties, frozen parts, rates of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import floats, instance, shown
from logicnet.learning.nets.mlp import MLP

from .options import Options

Array = NDArray[Any]
_MOST_GROUPS = 1 << 53  # floats tell whole numbers below it apart


class Penalties:
    """What penalties add to the gradient."""

    def __init__(self, mlp: MLP, options: Options) -> None:
        self.l1, self.l2, self.anchor = options.l1, options.l2, options.anchor
        self.wires, self.parameters = mlp.wires, mlp.parameters
        anchor = mlp
        if options.anchor_to is not None:
            anchor = instance(options.anchor_to, type(mlp), "anchor_to")
        if not anchor.wiring.joins(mlp.wiring):
            raise SpecificationError("anchor_to must have the same wires as the net")
        self.home = anchor.theta(options.dtype)[: self.parameters]
        self.strength = self.anchor * _anchor_factors(options, self.parameters)

    def add(self, gradient: Array, theta: Array, share: float = 1.0) -> None:
        """Add the penalties' derivatives at `theta`, times the `share` that this step has."""
        weights, count = theta[: self.wires], self.parameters
        if self.l1:
            gradient[: self.wires] += share * self.l1 * np.sign(weights)
        if self.l2:
            gradient[: self.wires] += 2 * share * self.l2 * weights
        if self.anchor:
            gradient[:count] += 2 * share * self.strength * (theta[:count] - self.home)


def _anchor_factors(options: Options, parameters: int) -> Any:
    """The factor of each weight and bias, in the numbers of the net; 1 where none are given."""
    if options.anchor_factors is None:
        return 1.0
    factors = floats(options.anchor_factors, "anchor_factors")
    if factors.shape != (parameters,) or not (factors >= 0).all():
        raise SpecificationError(
            f"anchor_factors needs {parameters} factors from 0 on, one a wire and one a bias; got "
            f"{shown(options.anchor_factors)}"
        )
    return factors.astype(options.dtype)


class Ties:
    """Weights and biases that are one number: it starts as the first of them, and its gradient
    is the sum of theirs."""

    def __init__(self, mlp: MLP, options: Options, theta: Array, factors: Array | None) -> None:
        self.places = np.zeros(0, dtype=np.int64)
        if options.tied is None:
            return
        groups = tie_numbers(mlp.wires, mlp.units, options.tied)
        self.places = np.flatnonzero(groups >= 0)
        _, first, self.group = np.unique(
            groups[self.places], return_index=True, return_inverse=True
        )
        owners = self.places[first][self.group]
        if factors is not None and (factors[self.places] != factors[owners]).any():
            raise SpecificationError("what is tied needs the same rate, and is frozen together")
        theta[self.places] = theta[owners]

    def add_up(self, gradient: Array) -> None:
        """Give each of what is tied the sum of their derivatives."""
        if len(self.places):
            sums = np.bincount(self.group, gradient[self.places])
            gradient[self.places] = sums[self.group]


def tie_numbers(wires: int, units: int, tied: Any) -> NDArray[np.int64]:
    """A group for each weight, and for each bias: equal numbers from 0 on are one parameter.

    >>> tie_numbers(3, 2, [0, 0, -1]).tolist()
    [0, 0, -1, -1, -1]
    """
    given = floats(tied, "tied")
    shaped = given.shape in ((wires,), (wires + units,))
    if not shaped or not ((given == np.rint(given)) & (np.abs(given) < _MOST_GROUPS)).all():
        raise SpecificationError(
            f"tied needs a whole number for each of {wires} wires, or for {wires} wires and "
            f"{units} biases; got {shown(tied)}"
        )
    free = np.full(wires + units - len(given), -1.0)
    return np.concatenate([given, free]).astype(np.int64)


def step_factors(mlp: MLP, options: Options) -> Array | None:
    """The factor of each parameter's step, or None where all are 1."""
    plan = mlp.plan
    layers = np.ones(mlp.depth)
    if options.layer_rates is not None:
        layers = floats(options.layer_rates, "layer_rates")
    if layers.shape != (mlp.depth,) or not (layers >= 0).all():
        raise SpecificationError(
            f"layer_rates needs {mlp.depth} factors from 0 on, got {options.layer_rates}"
        )
    units = layers[plan.layer_of_unit]
    units[frozen_units(mlp.units, options.frozen)] = 0.0
    wires = units[plan.unit_of]
    if options.frozen_wires is not None:
        wires[frozen_mask(mlp.wires, options.frozen_wires)] = 0.0
    gains = np.full(mlp.depth, float(options.train_gain))
    factors = np.concatenate([wires, units * options.bias_rate, gains])
    if options.train_gain or (factors[: mlp.parameters] != 1.0).any():
        return factors.astype(options.dtype)
    return None


def frozen_units(units: int, frozen: Any) -> NDArray[np.int64]:
    """The numbers of the frozen units, of 0 to `units` - 1, from numbers or from a mask.

    >>> frozen_units(3, {2}).tolist(), frozen_units(3, [False, True, True]).tolist()
    ([2], [1, 2])
    """
    try:
        array = np.asarray(sorted(frozen) if isinstance(frozen, (set, frozenset)) else frozen)
    except (TypeError, ValueError):  # rows of several lengths, or what has no order
        array = np.array([None])
    if array.dtype == np.bool_ and array.shape == (units,):
        return np.flatnonzero(array)
    inside = array.dtype.kind in "iu" and array.ndim == 1 and (
        ((array >= 0) & (array < units)).all()
    )  # fmt: skip
    if array.size and not inside:
        raise SpecificationError(
            f"frozen units must be numbers from 0 to {units - 1}, such as [0], or a mask of "
            f"{units} True or False; got {shown(frozen)}"
        )
    return array.astype(np.int64).ravel() if array.size else np.zeros(0, dtype=np.int64)


def frozen_mask(wires: int, frozen: Any) -> NDArray[np.bool_]:
    """Which of the wires are frozen.

    >>> frozen_mask(2, [True, False]).tolist()
    [True, False]
    """
    try:
        mask = np.asarray(frozen)
    except ValueError:  # rows of several lengths
        mask = np.array([None])
    if mask.dtype != np.bool_ or mask.shape != (wires,):
        raise SpecificationError(
            f"frozen_wires needs a mask of {wires} True or False, got shape {mask.shape} "
            f"of {mask.dtype}"
        )
    return mask
