"""Room to learn what the rules do not say: near-zero wires and free hidden units.

Towell and Shavlik (1994) add weak links between neighbouring layers of a net made from rules,
so that training can bring in inputs that the rules left out; free units let it find features
that no rule names. Both start so small that the net still computes what it was compiled for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import choice, generator, number, whole
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.restraints import frozen_units
from logicnet.network.network import Network

Floats = NDArray[np.float64]
Wires = tuple[NDArray[np.int64], NDArray[np.int64], Floats]  # unit, source node, weight

REACH = ("neighbours", "inputs", "all")


@checked(mlp=of_type(MLP))
def with_wires(
    mlp: MLP, reach: str = "neighbours", *, scale: float = 0.02, seed: int | None = 0,
    closed: ArrayLike = (),
) -> MLP:  # fmt: skip
    """The net with a weak wire, of weight up to `scale`, wherever `reach` allows another.

    "neighbours": from all units of the layer before (the first layer: from all inputs),
    "inputs": from these and from all inputs, "all": from all earlier nodes. Units that are
    `closed` get none.

    >>> from logicnet.network.network import Network
    >>> from logicnet.learning.softening.sigmoid import soften
    >>> rule = soften(Network.from_units(["a", "b", "c"], [([0, 1], [1, 1], 2), ([3], [1], 1)]))
    >>> rule.wires, with_wires(rule).wires, with_wires(rule, "all").wires
    (3, 4, 7)
    """
    choice(reach, "reach", REACH)
    number(scale, "scale", 0)
    rng, shut = generator(seed), frozen_units(mlp.units, closed)
    n, parts = len(mlp.inputs), [_wires(mlp)]
    for k in range(mlp.depth):
        a, b = mlp.layer_starts[k : k + 2]
        before = np.arange(n) if k == 0 else np.arange(n + mlp.layer_starts[k - 1], n + a)
        if reach == "all":
            before = np.arange(n + a)
        elif reach == "inputs":
            before = np.union1d(np.arange(n), before)
        unit, source = np.repeat(np.arange(a, b), len(before)), np.tile(before, b - a)
        new = ~np.isin(unit * (n + mlp.units) + source, _keys(mlp)) & ~np.isin(unit, shut)
        weights = rng.uniform(-scale, scale, len(unit))
        parts.append((unit[new], source[new], weights[new]))
    return _rewired(mlp, parts)


@checked(mlp=of_type(MLP))
def with_units(
    mlp: MLP, count: int, *, layer: int = 0, scale: float = 0.5, out: float = 0.02,
    seed: int | None = 0, closed: ArrayLike = (),
) -> MLP:  # fmt: skip
    """The net with `count` free units in hidden layer `layer` (counted from 0).

    They read everything that stands before their layer's units, with weights up to `scale`,
    and are read by all units of the next layer that are not `closed`, with weights up to
    `out`. A net of one layer gets a hidden layer of them.

    >>> MLP.random([3, 1], seed=0)
    <MLP 3 inputs, 1 sigmoid; 4 parameters>
    >>> with_units(MLP.random([3, 1], seed=0), 2)
    <MLP 3 inputs, 2 sigmoid, 1 sigmoid; 14 parameters>
    """
    whole(count, "count", 1, 10**6)
    number(scale, "scale", 0)
    number(out, "out", 0)
    starts, activations, gains = mlp.layer_starts, mlp.activations, mlp.gains
    if mlp.depth == 1:  # an empty first layer, to be filled
        hidden = activations[0] if ACTIVATIONS[activations[0]].two_valued else "sigmoid"
        starts, activations = np.insert(starts, 0, 0), (hidden, *activations)
        gains = np.insert(gains, 0, gains[0])
    depth = len(starts) - 1
    whole(layer, "layer", 0, depth - 2)
    rng, n, shut = generator(seed), len(mlp.inputs), frozen_units(mlp.units, closed)
    place = int(starts[layer + 1])  # the free units' first number
    unit, source, weights = _wires(mlp)
    free = np.arange(place, place + count)
    before = np.arange(n) if layer == 0 else np.arange(n + starts[layer - 1], n + starts[layer])
    readers = np.setdiff1d(np.arange(place, int(starts[layer + 2])), shut) + count
    parts = [
        (unit + count * (unit >= place), source + count * (source >= n + place), weights),
        (np.repeat(free, len(before)), np.tile(before, count),
         rng.uniform(-scale, scale, count * len(before))),
        (np.repeat(readers, count), np.tile(free + n, len(readers)),
         rng.uniform(-out, out, count * len(readers))),
    ]  # fmt: skip
    labels = mlp.labels
    if labels is not None:
        labels = (*labels[:place], *(f"free {k + 1}" for k in range(count)), *labels[place:])
    return _rewired(
        mlp,
        parts,
        layers={
            "layer_starts": starts + count * (np.arange(depth + 1) > layer),
            "output_units": mlp.output_units + count * (mlp.output_units >= place),
        },
        biases=np.insert(mlp.biases, np.full(count, place), rng.uniform(-scale, scale, count)),
        activations=activations,
        gains=gains,
        labels=labels,
    )


def unit_places(before: MLP | Network, after: MLP) -> NDArray[np.int64]:
    """The numbers that the units of `before` have in `after`, which free units in the first
    hidden layer and weak wires were added to.

    >>> unit_places(MLP.random([3, 2, 1], seed=0), with_units(MLP.random([3, 2, 1], seed=0), 4))
    array([0, 1, 6])
    """
    count, units = after.units - before.units, np.arange(before.units)
    return np.asarray(units + count * (units >= after.layer_starts[1] - count))


def wire_places(before: MLP | Network, after: MLP) -> NDArray[np.int64]:
    """The numbers that the wires of `before` have in `after`, likewise."""
    n, places = len(before.inputs), unit_places(before, after)
    node = np.concatenate([np.arange(n), n + places])
    unit = np.repeat(places, np.diff(before.indptr))
    keys = unit * (n + after.units) + node[before.indices]
    return np.asarray(np.searchsorted(_keys(after), keys))


def _wires(mlp: MLP) -> Wires:
    unit_of = mlp.unit_of
    return unit_of, np.asarray(mlp.indices), np.asarray(mlp.weights)


def _keys(mlp: MLP) -> NDArray[np.int64]:
    unit, source, _ = _wires(mlp)
    return unit * (len(mlp.inputs) + mlp.units) + source


def _rewired(
    mlp: MLP, parts: list[Wires], layers: dict[str, Any] | None = None, **changes: Any
) -> MLP:
    """The net with exactly these wires, and other changes that they need."""
    unit, source, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((source, unit))
    units = len(changes.get("biases", mlp.biases))
    indptr = np.searchsorted(unit[order], np.arange(units + 1))
    wiring = replace(mlp.wiring, indptr=indptr, indices=source[order], **(layers or {}))
    return replace(
        mlp, wiring=wiring, weights=weights[order], certificate=None, source=None, **changes
    )
