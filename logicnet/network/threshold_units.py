"""Threshold units on a wiring: the data that a network is.

A unit fires (its value is 1, otherwise 0) iff the weighted sum of what it reads reaches its
threshold, ``w.x >= t``. The sum is that of the numbers that are stored, exactly: nothing is
rounded, so its order does not matter. This loop is the meaning of a network, and every faster
path is tested against it::

    def reference(network, x):              # x: the values of the inputs
        values = [Fraction(v) for v in x]
        for j in range(network.units):
            sources, weights = (part.tolist() for part in network.wires_of(j))
            total = sum(Fraction(w) * values[s] for s, w in zip(sources, weights))
            values.append(int(total >= Fraction(network.thresholds[j].item())))
        return [values[len(network.inputs) + u] for u in network.output_units]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.bits import frozen
from logicnet.ground.budget import Cut
from logicnet.ground.checks import check_cut, shown

from .exact_numbers import numbers, same_kind
from .wiring import Wiring
from .wiring_holder import Wired

LARGEST_SUM = 1 << 62  # bound on sum |w| + |t| of a unit, so that int64 sums cannot overflow


@dataclass(frozen=True, eq=False, kw_only=True)
class ThresholdUnits(Wired):
    """A wiring with a weight for each wire and a threshold for each unit.

    Weights and thresholds are whole numbers of 64 bits, or floats; wires of weight 0 are dropped.
    """

    wiring: Wiring
    weights: NDArray[np.int64] | NDArray[np.float64]
    thresholds: NDArray[np.int64] | NDArray[np.float64]
    labels: tuple[str, ...] | None = None
    construction: str = ""
    lower_bound: int | None = None
    claimed_bound: int | None = None  # by a file, not proven
    cut: Cut | None = None  # what ended its making early

    def __post_init__(self) -> None:
        wiring, given = self.wiring, numbers(self.weights, "weight")
        weights, thresholds = same_kind(given, numbers(self.thresholds, "threshold"))
        for name, array, wanted in (
            ("weights", weights, wiring.wires), ("thresholds", thresholds, wiring.units)
        ):  # fmt: skip
            if len(array) != wanted:
                raise SpecificationError(f"{len(array)} {name}; the wiring needs {wanted}")
        kept = weights != 0
        if not kept.all():
            wiring, weights = _with_wires(wiring, kept), weights[kept]
        _check_sums(wiring, weights, thresholds)
        _check_bound(self.lower_bound, wiring.units)
        check_cut(self.cut)
        if not isinstance(self.construction, str):
            raise SpecificationError(f"construction is a text, not {shown(self.construction)}")
        if self.labels is not None and len(self.labels) != wiring.units:
            raise SpecificationError(f"{len(self.labels)} labels for {wiring.units} units")
        labels = None if self.labels is None else tuple(map(str, self.labels))
        fields = {"weights": frozen(weights), "thresholds": frozen(thresholds), "labels": labels}
        for name, value in (fields | {"wiring": wiring}).items():
            object.__setattr__(self, name, value)

    @property
    def hidden_units(self) -> int:
        """Number of units that are no outputs."""
        return self.units - len(np.unique(self.output_units))

    @property
    def is_layered(self) -> bool:
        """Whether each layer reads only the layer before and the outputs are the last layer's."""
        return self.wiring.is_layered

    @property
    def max_fan_in(self) -> int:
        """Largest number of wires into one unit."""
        return int(np.diff(self.indptr).max(initial=0))

    @property
    def weight_sum(self) -> int | float:
        """Sum of the absolute weights."""
        sizes = map(abs, self.weights.tolist())
        return fsum(sizes) if self.weights.dtype.kind == "f" else sum(sizes)

    @property
    def proven_minimal(self) -> bool:
        """Whether no network of threshold units for this function has fewer units.

        Where wires between neighbouring layers only were asked for, no such network has fewer;
        over coordinates, none whose units read either coordinates or units.
        """
        return self.lower_bound == self.units

    def unit_label(self, unit: int) -> str:
        """What the unit computes, or the unit's number where no label was kept."""
        return f"unit {unit}" if self.labels is None else self.labels[unit]

    def node_name(self, node: int) -> str:
        """The name of an input, or ``hJ`` for unit J (counted from 1)."""
        n = len(self.inputs)
        return self.inputs[node] if node < n else f"h{node - n + 1}"

    # Equality is structural: same names, wires, numbers ------------------------------------

    def _content(self) -> tuple[object, ...]:
        arrays = (self.weights, self.thresholds)
        return (self.wiring, self.labels, *((a.dtype.char, a.tobytes()) for a in arrays))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ThresholdUnits):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())


def _with_wires(wiring: Wiring, kept: NDArray[np.bool_]) -> Wiring:
    """The wiring with these of its wires."""
    ends = np.concatenate([[0], np.cumsum(kept)])
    return replace(wiring, indptr=ends[wiring.indptr], indices=wiring.indices[kept])


def _check_sums(wiring: Wiring, weights: NDArray[Any], thresholds: NDArray[Any]) -> None:
    """No unit's sum can leave the exact range of its numbers."""
    if weights.dtype.kind == "f" or not len(thresholds):
        return
    size, each = np.abs(thresholds.astype(np.float64)), np.abs(weights.astype(np.float64))
    if size.max() + each.sum() < LARGEST_SUM:
        return
    np.add.at(size, wiring.unit_of, each)
    if size.max() >= LARGEST_SUM:
        raise SpecificationError(
            f"unit {int(size.argmax())} has |weights| and |threshold| adding up to "
            f"{size.max():.3g}; exact sums need less than 2**62: "
            "use a construction with smaller weights (max_weight=...)"
        )


def _check_bound(bound: object, units: int) -> None:
    if bound is not None and (type(bound) is not int or not 0 <= bound <= units):
        raise SpecificationError(
            f"lower_bound is a whole number from 0 to the {units} units, or None, not {bound!r:.80}"
        )
