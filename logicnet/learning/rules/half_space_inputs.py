"""Half-spaces of coordinates as the inputs of a Boolean network, and the network over both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.network.network import Network
from logicnet.regions.evaluation.parts import Parts

Floats = NDArray[np.float64]
Unit = tuple[list[int], list[float], float]  # coordinates, weights, threshold


@dataclass(frozen=True, eq=False)
class HalfSpaces:
    """The units over coordinates, the inputs that are read directly, and the values of both."""

    units: tuple[Unit, ...]
    direct: tuple[int, ...]
    values: NDArray[np.bool_]  # rows by half-spaces, then direct inputs

    @classmethod
    def of(cls, parts: Parts, inputs: Sequence[str], rows: Floats) -> HalfSpaces:
        """Those of a network; what is oblique becomes a threshold where the rows do not tell."""
        units = [
            (np.flatnonzero(normal).tolist(), normal[normal != 0].tolist(), float(offset))
            for normal, offset in zip(parts.normals, parts.offsets, strict=True)
        ]
        network = _first_layer(inputs, units)
        values = network(rows).astype(bool) if units else np.zeros((len(rows), 0), dtype=bool)
        plain = [_axis_parallel(u, rows, values[:, k]) for k, u in enumerate(units)]
        direct = _truth_values(rows, parts.direct, inputs)
        return cls(tuple(plain), parts.direct, np.concatenate([values, direct], axis=1))

    def below(self, tail: Network, like: Network) -> Network:
        """The Boolean network over the half-spaces that it reads, as one over the coordinates."""
        n, used = len(like.inputs), sorted({*tail.indices.tolist()} & {*range(len(self.units))})
        node = {k: n + place for place, k in enumerate(used)}
        node |= {len(self.units) + place: k for place, k in enumerate(self.direct)}
        first, width = len(used), len(self.units) + len(self.direct)
        units: list[Unit] = [self.units[k] for k in used]
        for j in range(tail.units):
            sources, weights = tail.wires_of(j)
            places = [node[s] if s < width else n + first + s - width for s in sources.tolist()]
            units.append((places, weights.tolist(), tail.thresholds[j].item()))
        outputs = {name: first + int(unit) for name, unit in
                   zip(tail.outputs, tail.output_units.tolist(), strict=True)}  # fmt: skip
        return Network.from_units(
            like.inputs, units, outputs=outputs, encoding="real", booleans=like.booleans,
            construction=tail.construction,
        )  # fmt: skip


def _truth_values(rows: Floats, places: Sequence[int], inputs: Sequence[str]) -> NDArray[np.bool_]:
    """The inputs that units above the half-spaces read too, which are 0 or 1."""
    found = rows[:, list(places)]
    wrong = np.argwhere((found != 0) & (found != 1))
    if len(wrong):
        row, k = wrong[0].tolist()
        raise SpecificationError(
            f"a unit above the first layer reads {inputs[places[k]]!r} as a truth value, and row "
            f"{row + 1} has {found[row, k]:g}"
        )
    return np.asarray(found == 1)


def _first_layer(inputs: Sequence[str], units: Sequence[Unit]) -> Network:
    outputs = {f"h{k}": k for k in range(len(units))}
    return Network.from_units(inputs, units, outputs=outputs, encoding="real")


def _axis_parallel(unit: Unit, rows: Floats, holds: NDArray[np.bool_]) -> Unit:
    """A threshold on one coordinate that is the same at all rows, where there is one.

    >>> rows = np.array([[1.0, 5], [2, 5], [4, 6]])
    >>> _axis_parallel(([0, 1], [1.0, 0.1], 3.0), rows, np.array([False, False, True]))
    ([0], [1.0], 3.0)
    """
    places, weights, _ = unit
    if len(places) < 2 or holds.all() or not holds.any():
        return unit
    for k in sorted(places, key=lambda k: -abs(weights[places.index(k)]) * np.ptp(rows[:, k])):
        for sign in (1.0, -1.0):
            column = sign * rows[:, k]
            low, high = column[~holds].max(), column[holds].min()
            if low < high:
                middle = low / 2 + high / 2
                return [k], [sign], float(middle if low < middle <= high else high)
    return unit
