"""What `fine_tune` trains: a softened network with room to learn, the rows, and the options."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import LimitError, LogicnetError, SpecificationError
from logicnet.ground.checks import whole
from logicnet.learning.data.rows import same_count
from logicnet.learning.nets.labels import labels_after
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.agreement import step_net
from logicnet.learning.softening.own_outputs import own_outputs, rejoined
from logicnet.learning.softening.sigmoid import soften
from logicnet.learning.training.restraints import frozen_mask, frozen_units
from logicnet.network.network import Network

from .growth import unit_places, wire_places, with_units, with_wires
from .hardening import share_right

Floats = NDArray[np.float64]

_MOST_FREE = 10**6  # free units
_EXACT = 2**53  # sums of whole numbers below it are exact in floats


class TuningTask(NamedTuple):
    """A network, its units with own outputs and which unit each was, and what learns from rows."""

    network: Network
    stated: Network
    origin: NDArray[np.int64]
    start: MLP
    gain: float
    rows: Floats
    targets: Floats
    settings: dict[str, Any]  # options of each training
    before: float  # the share of the rows that the network gets right


class Room(NamedTuple):
    """What is added to the rule: weak wires, free units, up to so many units of the network."""

    wires: str | None
    free_units: int
    max_units: int | None

    def free(self, units: int) -> int:
        """How many free units a network of so many may have."""
        free = whole(self.free_units, "free_units", 0, _MOST_FREE)
        if self.max_units is None:
            return free
        if units > self.max_units:
            raise LimitError(
                f"the network has {units} units, one for each output, more than "
                f"max_units={self.max_units}"
            )
        return min(free, self.max_units - units)


def prepared(
    network: Network, x: Any, y: ArrayLike, gain: float, room: Room, settings: dict[str, Any]
) -> TuningTask:
    """What is to be trained, on which rows."""
    stated, origin = own_outputs(network, unread=True)
    settings |= _of_copies(network, origin, settings)
    start = _start(stated, gain, room, settings)
    rows, targets = start.rows(x)[0], start.targets(y)
    same_count(rows, targets)
    targets = _decisions(targets.T)
    settings |= _grown(stated, start, settings)
    check_arithmetic(network, rows)
    before = share_right(network, rows, targets)
    return TuningTask(network, stated, origin, start, gain, rows, targets, settings, before)


def _start(network: Network, gain: float, room: Room, options: dict[str, Any]) -> MLP:
    """The softened network with the room it is given, at the gain it is trained with.

    Frozen units get no new wires, so that they go on computing what they were compiled for.
    """
    start, seed = soften(network, gain=gain), options["seed"]
    closed = frozen_units(network.units, options.get("frozen", ()))
    free = room.free(network.units)
    if free:
        start = with_units(start, free, scale=2.0 / gain, out=0.1 / gain, seed=seed, closed=closed)
    if room.wires is not None:
        moved = unit_places(network, start)[closed]
        start = with_wires(start, room.wires, scale=0.1 / gain, seed=seed, closed=moved)
    return start


def _of_copies(network: Network, origin: NDArray[np.int64], options: dict[str, Any]) -> Any:
    """The frozen units and wires of the network, and the copies of these."""
    found: dict[str, Any] = {}
    if "frozen" in options:
        frozen = frozen_units(network.units, options["frozen"])
        found["frozen"] = np.flatnonzero(np.isin(origin, frozen))
    if options.get("frozen_wires") is not None:
        mask = frozen_mask(network.wires, options["frozen_wires"])
        parts = np.split(mask, network.indptr[1:-1])
        found["frozen_wires"] = np.concatenate([parts[unit] for unit in origin])
    return found


def _grown(network: Network, start: MLP, options: dict[str, Any]) -> dict[str, Any]:
    """The frozen units and wires of the network, as the grown net numbers them."""
    found: dict[str, Any] = {}
    if "frozen" in options:
        found["frozen"] = unit_places(network, start)[
            frozen_units(network.units, options["frozen"])
        ]
    if options.get("frozen_wires") is not None:
        mask = np.zeros(start.wires, dtype=bool)
        mask[wire_places(network, start)] = frozen_mask(network.wires, options["frozen_wires"])
        found["frozen_wires"] = mask
    return found


def _decisions(targets: Floats) -> Floats:
    """The targets, which must be 0 and 1."""
    wrong = np.argwhere((targets != 0) & (targets != 1))
    if len(wrong):
        row, output = wrong[0]
        raise SpecificationError(
            f"fine_tune needs targets 0 and 1; that of row {row + 1} is {targets[row, output]:g}"
        )
    return targets


def joined(best: Network, task: TuningTask) -> Network:
    """The labels of units that still hold, and one unit where a copy is as its original."""
    places = unit_places(task.stated, task.start)
    best = replace(best, labels=labels_after(best, task.stated, places))
    grown = -1 - np.arange(best.units)
    grown[places] = task.origin
    construction = f"{task.network.construction}, fine-tuned".lstrip(", ")
    return replace(rejoined(best, grown), construction=construction)


def check_arithmetic(network: Network, rows: Floats) -> None:
    """Raise unless the simulator and plain arithmetic give the same outputs on the rows."""
    steps = step_net(network)
    packed, plain = np.asarray(network(rows)), np.asarray(steps.predict(rows))
    largest = np.abs(steps.weights).sum() + np.abs(steps.biases).max(initial=0)
    exact = network.weights.dtype.kind == "i" and largest < _EXACT  # else rounding may decide
    if exact and not np.array_equal(packed.reshape(plain.shape), plain):
        row = int(np.flatnonzero((packed.reshape(plain.shape) != plain).any(axis=1))[0])
        raise LogicnetError(f"the hardened network is evaluated in two ways at row {row}")
