"""The first layer of a network over coordinates: one unit for each half-space.

`ground` puts half-space units under a Boolean network whose inputs are called for them. So every
construction for Boolean functions is one for regions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..network import Network
from ..regions.exact import Hyperplane, nearest_power

_NEAR = 8.0  # boxes whose centre is within so many half sizes of zero are not centred
_MODERATE = 2.0**10  # boxes between 1/this and this in size are not scaled
_EXACT = 1 << 53


class Side(NamedTuple):
    """The closed half-space ``side * (normal.x - offset) >= 0``."""

    plane: Hyperplane
    side: int


class Frame(NamedTuple):
    """The units read ``(x - centre) / scale``."""

    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    @property
    def trivial(self) -> bool:
        """Whether the units read x itself."""
        return not self.centre.any() and bool((self.scale == 1).all())


def frame_of(bounds: NDArray[np.float64] | None, dimension: int) -> Frame:
    """The frame for a box of coordinates, in which all its corners are exact.

    Scales are powers of two. A centre is set only where the box is far from zero for its size;
    it then has few digits, and x - centre is exact for every float x about the box (floats
    within a factor of two of each other differ by a float).
    """
    centre, scale = np.zeros(dimension), np.ones(dimension)
    if bounds is None:
        return Frame(centre, scale)
    low, high = bounds
    half = (high / 2 - low / 2).clip(min=0)
    middle = low / 2 + high / 2
    for i in range(dimension):
        if not half[i]:
            continue
        step = nearest_power(float(half[i]))
        if abs(middle[i]) > _NEAR * half[i]:
            centre[i] = np.rint(middle[i] / step) * step
            scale[i] = step
        elif not 1 / _MODERATE <= half[i] <= _MODERATE:
            scale[i] = step
    return Frame(centre, scale)


def weights_of(side: Side, frame: Frame) -> tuple[list[float], float]:
    """Weights and threshold of the unit for a half-space, in the frame's coordinates.

    With x = scale u + centre, ``normal.x >= offset`` is
    ``(normal scale).u >= offset - normal.centre``. Both sides are multiplied by a power of two
    where that keeps them within the range of floats; they are exact if they have 53 digits.
    """
    plane, sign = side
    scales = [Fraction(s) for s in frame.scale.tolist()]
    centres = [Fraction(c) for c in frame.centre.tolist()]
    normal = [sign * n * s for n, s in zip(plane.normal, scales, strict=True)]
    offset = plane.offset - sum(
        (n * c for n, c in zip(plane.normal, centres, strict=True)), Fraction(0)
    )
    offset *= sign
    largest = max(abs(v) for v in normal)
    if not 1 / Fraction(_EXACT) <= largest <= _EXACT:
        factor = Fraction(2) ** (largest.denominator.bit_length() - largest.numerator.bit_length())
        normal = [v * factor for v in normal]
        offset *= factor
    return [float(v) for v in normal], _nearest(offset)


def _nearest(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:  # the hyperplane lies beyond all floats
        return float(np.finfo(np.float64).max) * (1 if value > 0 else -1)


def ground(
    network: Network,
    sides: Sequence[Side],
    names: Sequence[str],
    frame: Frame,
    construction: str | None = None,
) -> Network:
    """The network over coordinates in which half-space k stands for input k of `network`.

    An output unit that only hands on one half-space is that half-space's unit.
    """
    d, count = len(names), len(sides)
    read = np.zeros(count, dtype=bool)
    passed = {}  # units that are one of the inputs
    for unit in np.unique(network.output_units).tolist():
        sources, weights = network.wires_of(unit)
        threshold = network.thresholds[unit]
        if len(sources) == 1 and sources[0] < count and 0 < threshold <= weights[0]:
            passed[unit] = int(sources[0])
    kept = [u for u in range(network.units) if u not in passed or _is_read(network, u)]
    for unit in kept:
        sources, _ = network.wires_of(unit)
        read[sources[sources < count]] = True
    read[[source for unit, source in passed.items() if unit not in kept]] = True
    first = np.cumsum(read) - 1  # unit number of each half-space
    total = int(read.sum())
    place = {unit: total + k for k, unit in enumerate(kept)}
    units: list[tuple[list[int], list[float], float]] = []
    labels: list[str] = []
    for k in np.flatnonzero(read).tolist():
        weights_k, threshold_k = weights_of(sides[k], frame)
        units.append((list(range(d)), weights_k, threshold_k))
        labels.append(side_text(sides[k], names))
    for unit in kept:
        sources, weights = network.wires_of(unit)
        nodes = [
            d + int(first[s]) if s < count else d + place[int(s) - count] for s in sources.tolist()
        ]
        units.append((nodes, weights.tolist(), network.thresholds[unit].item()))
        labels.append(network.label(unit) if network.labels is not None else "")
    outputs = {
        name: place[u] if u in place else int(first[passed[u]])
        for name, u in zip(network.outputs, network.output_units.tolist(), strict=True)
    }
    return Network.from_units(
        names, units, outputs=outputs, labels=labels if total <= 4096 else None, encoding="real",
        centre=None if frame.trivial else frame.centre,
        scale=None if frame.trivial else frame.scale,
        construction=network.construction if construction is None else construction,
    )  # fmt: skip


def _is_read(network: Network, unit: int) -> bool:
    return bool((network.indices == len(network.inputs) + unit).any())


def side_text(side: Side, names: Sequence[str]) -> str:
    """The half-space as an inequality, such as ``2*x + y <= 3``.

    >>> side_text(Side(Hyperplane((2, -1), Fraction(3)), -1), "xy")
    '2*x - y <= 3'
    """
    plane, sign = side
    largest = max(abs(v) for v in plane.normal)
    unit = largest if largest >= 1 << 20 else 1  # long integers are not worth reading
    terms = []
    for value, name in zip(plane.normal, names, strict=True):
        if value:
            size = abs(value) / unit
            factor = "" if size == 1 else f"{size:.6g}*"
            terms.append(f"{'-' if value < 0 else '+'} {factor}{name}")
    text = " ".join(terms)
    text = text[2:] if text.startswith("+") else text.replace("- ", "-", 1)
    try:
        bound = f"{float(plane.offset / unit):.10g}"
    except OverflowError:
        bound = str(plane.offset)
    return f"{text} {'>=' if sign > 0 else '<='} {bound}"
