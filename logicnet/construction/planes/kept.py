"""Networks over coordinates, whose half-spaces are kept as they are stored.

Rounding a half-space anew would move its boundary, so its unit stays, number by number; what is
built is the function of the half-spaces. Of parallel ones not all combinations happen, and those
that cannot are don't-cares. Where the half-spaces are too many for a table, or units mix
coordinates with units, the network stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.limits import Limits, size
from logicnet.construction.target import Target
from logicnet.errors import LimitError
from logicnet.ground.bits import ONES, columns, pack, unpack, used
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.network.simulation import simulate
from logicnet.regions.evaluation.parts import Parts, split
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verified

MOST_HALF_SPACES = 12  # for which the function over them is built anew


class KeptPlanes(Target):
    """A network over coordinates as a function of its half-spaces h1, h2, ...

    >>> unit = [([0], [1.0], 0.5), ([0], [1.0], 2.0), ([1, 2], [1.0, 1.0], 1.0)]
    >>> network = Network.from_units(["x"], unit, encoding="real")  # x >= 0.5 or x >= 2
    >>> KeptPlanes(network).table.to_string()
    '0-11'
    """

    def __init__(self, network: Network) -> None:
        self.given, self.parts = network, split(network)
        few = self.parts is not None and not self.parts.direct
        if few and self.parts is not None and len(self.parts.offsets) <= MOST_HALF_SPACES:
            super().__init__(_table(self.parts))
            self.as_given = None
        else:
            super().__init__(network)
            self.as_given = network

    def __reduce__(self) -> tuple[Any, ...]:
        return KeptPlanes, (self.given,)

    @cached_property
    def leaves(self) -> int:
        """How many half-spaces there are."""
        return 0 if self.parts is None else len(self.parts.offsets)

    def within(self, limits: Limits) -> Limits:
        """The limits of a network over the half-spaces where these are the first layer."""
        depth = None if limits.max_depth is None else max(1, limits.max_depth - 1)
        return replace(limits, max_depth=depth, below=1)

    def grounded(self, network: Network, limits: Limits) -> Network:
        """The network over coordinates: the smaller of what was built and what was given."""
        found = [self.given] if network is self.given else [self.given, self._placed(network)]
        whole = [limits.fitted(each) for each in found]
        allowed = [each for each in whole if not limits.excess(each)]
        if not allowed:
            raise LimitError(f"with its half-spaces: {' and '.join(limits.excess(whole[-1]))}")
        return min(allowed, key=size)

    def _placed(self, network: Network) -> Network:
        """The units over the half-spaces above the units that these are stored as."""
        given = self.given
        first = dict(zip(self.inputs, _first_units(given), strict=True))
        return stacked(given, first, network)

    def verdict(self, network: Network) -> Verdict:
        """What judges say of the function over the half-spaces, which are the same units."""
        if network is self.given:
            return Verdict(equal=True, method="the network that was given")
        parts = split(network)
        if parts is None or self.parts is None:
            return Verdict(equal=None, method="none", reason="units mix coordinates and units")
        known = {_face(self.parts, k): k for k in range(len(self.parts.offsets))}
        every = columns(len(self.inputs))
        at = [
            every[known[_face(parts, k)]] if parts.normals[k].any()
            else np.full(every.shape[1], ONES if parts.offsets[k] <= 0 else 0, dtype=np.uint64)
            for k in range(len(parts.offsets))
        ]  # fmt: skip
        rows = np.stack(at) if at else np.zeros((0, every.shape[1]), dtype=np.uint64)
        on = simulate(parts.tail, rows) & used(len(self.inputs))
        built = TruthTable(inputs=self.inputs, outputs=network.outputs, on=on, dc=np.zeros_like(on))
        return verified(built, self.stated)


def stacked(below: Network, nodes: Mapping[str, int], above: Network) -> Network:
    """The network `above`, whose inputs are units of the one `below`, by their numbers.

    Inputs of the upper network that are not among them are inputs of the lower one. Units of the
    lower network that nothing reads are left out, and so are units that hand on one value.

    >>> below = Network.from_units(["x", "smoker"], [([0], [1.0], 65.0)], encoding="real")
    >>> above = Network.from_units(["old", "smoker"], [([0, 1], [1, 1], 2)])
    >>> stacked(below, {"old": 0}, above)
    <Network x smoker -> y, 2-1-1, 2 units, depth 2, 5 parameters>
    """
    n, width = len(below.inputs), len(above.inputs)
    coordinate = {name: k for k, name in enumerate(below.inputs)}
    place, units, labels = {}, list[tuple[Any, Any, Any]](), list[str]()
    for k in np.unique(above.indices[above.indices < width]).tolist():
        name = above.inputs[k]
        if name not in nodes:
            place[k] = coordinate[name]
            continue
        place[k] = n + len(units)
        units.append(_stored(below, nodes[name]))
        labels.append(below.unit_label(nodes[name]) if below.labels else "")
    for j in range(above.units):
        sources, weights, threshold = _stored(above, j)
        reads = [place[s] for s in sources]
        if _is_relay(reads, weights, threshold, n):
            place[width + j] = reads[0]
            continue
        place[width + j] = n + len(units)
        units.append((reads, weights, threshold))
        labels.append(above.unit_label(j) if above.labels else "")
    ends = zip(above.outputs, above.output_units.tolist(), strict=True)
    return Network.from_units(
        below.inputs, units, outputs={name: place[width + unit] - n for name, unit in ends},
        labels=labels if any(labels) else None, encoding="real",
        centre=below.centre, scale=below.scale, booleans=below.booleans,
        construction=above.construction,
    )  # fmt: skip


def _table(parts: Parts) -> TruthTable:
    """The function of the half-spaces; combinations that parallel ones exclude are don't-cares."""
    count, faces = len(parts.offsets), _faces(parts)
    groups: dict[bytes, list[int]] = {}
    for k in range(count):
        groups.setdefault(faces[k].tobytes(), []).append(k)
    offsets = [np.unique(parts.offsets[own]) for own in groups.values()]
    shape = [len(own) + 1 for own in offsets]
    at = np.indices(shape).reshape(len(shape), prod(shape))
    for position, own, levels in zip(at.copy(), groups.values(), offsets, strict=True):
        if not faces[own[0]].any():  # units without wires have one value
            at = at[:, position == np.count_nonzero(levels <= 0)]
    rows: NDArray[np.bool_] = np.zeros((count, at.shape[1]), dtype=bool)
    for position, own, levels in zip(at, groups.values(), offsets, strict=True):
        for k in own:
            rows[k] = position > np.searchsorted(levels, parts.offsets[k])
    values = unpack(simulate(parts.tail, pack(rows)), rows.shape[1])
    row = (1 << np.arange(count)[::-1]) @ rows
    on = np.zeros((len(values), 1 << count), dtype=bool)
    dc = np.ones((len(values), 1 << count), dtype=bool)
    on[:, row], dc[:, row] = values, False
    tail = parts.tail
    return TruthTable(inputs=tail.inputs, outputs=tail.outputs, on=pack(on), dc=pack(dc))


def _first_units(network: Network) -> list[int]:
    """The units that are the half-spaces, in order."""
    n = len(network.inputs)
    return [j for j in range(network.units) if not (network.wires_of(j)[0] >= n).any()]


def _stored(network: Network, unit: int) -> tuple[Any, Any, Any]:
    sources, weights = network.wires_of(unit)
    return sources.tolist(), weights.tolist(), network.thresholds[unit].item()


def _is_relay(reads: list[int], weights: list[Any], threshold: Any, inputs: int) -> bool:
    """Whether a unit hands on the value of the one unit that it reads."""
    return len(reads) == 1 and reads[0] >= inputs and bool(0 < threshold <= weights[0])


def _faces(parts: Parts) -> NDArray[np.float64]:
    """The weights of the half-spaces as they are stored: equal ones are parallel, exactly."""
    return parts.stored.weights if parts.stored else parts.normals


def _face(parts: Parts, k: int) -> tuple[bytes, float]:
    return _faces(parts)[k].tobytes(), float(parts.offsets[k])
