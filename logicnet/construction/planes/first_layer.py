"""The first layer of a network over coordinates: one unit for each half-space.

`ground` puts half-space units under a Boolean network whose inputs are called for them. So every
construction for Boolean functions is one for regions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import frexp, gcd, inf, lcm, ldexp, nextafter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.limits import MOST_EXACT
from logicnet.errors import LimitError
from logicnet.network.network import Network
from logicnet.regions.exact import Hyperplane, fractions, nearest_float, nearest_power, widened
from logicnet.regions.half_spaces import Side, side_text, variable_of
from logicnet.regions.region import Region

_NEAR = 8.0  # boxes whose centre is within so many half sizes of zero are not centred
_MODERATE = 2.0**10  # boxes between 1/this and this in size are not scaled
_MOST_BITS = 900  # weights and thresholds are between 1/2^this and 2^this where they can be
_READABLE = 1 << 20  # weights between 1/this and this stay as they are stated


_MOST_NAMED = 4096  # half-spaces of a network whose units have labels
_INPUT = re.compile(r"\bh(\d+)\b")  # an input of a network over half-spaces, in a label


class CoordinateFrame(NamedTuple):
    """The units read ``(x - centre) / scale``."""

    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    @property
    def trivial(self) -> bool:
        """Whether the units read x itself."""
        return not self.centre.any() and bool((self.scale == 1).all())


def frame_of(bounds: NDArray[np.float64] | None, dimension: int) -> CoordinateFrame:
    """The frame for a box of coordinates, in which all its corners are exact.

    Scales are powers of two. A centre is set only where the box is far from zero for its size;
    it then has few digits, and x - centre is exact for every float x about the box (floats
    within a factor of two of each other differ by a float).
    """
    centre, scale = np.zeros(dimension), np.ones(dimension)
    if bounds is None:
        return CoordinateFrame(centre, scale)
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
    return CoordinateFrame(centre, scale)


def frame_of_regions(regions: Iterable[Region], names: tuple[str, ...]) -> CoordinateFrame:
    """The frame for the box of all rings, where all regions are made of rings."""
    boxes = [region.bounds() for region in regions if region.names == names]
    known = [box for box in boxes if box is not None]
    if not known or len(known) < len(boxes):
        return frame_of(None, len(names))
    return frame_of(
        np.stack([np.min([b[0] for b in known], axis=0), np.max([b[1] for b in known], axis=0)]),
        len(names),
    )


def corners_of(
    regions: Iterable[Region], names: tuple[str, ...]
) -> dict[Hyperplane, list[list[Fraction]]]:
    """The corners on each hyperplane of hulls, and of rings whose boundary is promised."""
    found: dict[Hyperplane, list[list[Fraction]]] = {}
    for region in regions:
        for leaf in region.leaves():
            if leaf.shape is None or not leaf.promises:
                continue
            columns = [names.index(name) for name in leaf.names]
            for own, corners in leaf.shape.held():
                plane, _ = widened(own, columns, len(names))
                for corner in corners:
                    point = [Fraction(0)] * len(names)
                    for column, value in zip(columns, corner.tolist(), strict=True):
                        point[column] = Fraction(value)
                    found.setdefault(plane, []).append(point)
    return found


def weights_of(
    side: Side, frame: CoordinateFrame, corners: Sequence[Sequence[Fraction]] = ()
) -> tuple[list[float], float]:
    """Weights and threshold of the unit for a half-space in the frame's coordinates.

    With x = scale u + centre, ``normal.x >= offset`` is
    ``(normal scale).u >= offset - normal.centre``. Any positive multiple says the same, so the
    first is taken that floats hold: as it stands, without a denominator, or in the least whole
    numbers. Where floats hold none, a threshold for one coordinate is rounded so that it is the
    same for every float; otherwise so that the given corners, points of the hyperplane, stay in
    the half-space.
    """
    plane, sign = side
    binary = _in_binary(side, frame)
    if binary is not None:
        weights, threshold, exact = binary
        corners = () if exact else corners
        return weights, min([threshold, *(_held(weights, corner, frame) for corner in corners)])
    scales, centres = fractions(frame.scale.tolist()), fractions(frame.centre.tolist())
    normal = [sign * n * s for n, s in zip(plane.normal, scales, strict=True)]
    shift = sum((n * c for n, c in zip(plane.normal, centres, strict=True)), Fraction(0))
    row = [*normal, sign * (plane.offset - shift)]
    common = lcm(*(v.denominator for v in row))
    least = Fraction(common, gcd(*(int(v * common) for v in row)))
    for factor in (Fraction(1), Fraction(row[-1].denominator), least):
        scaled = [v * factor for v in row]
        if not all(map(_has_few_digits, scaled)):
            continue
        factor *= _moderating(scaled)
        near = [nearest_float(v * factor) for v in row]
        if all(Fraction(v) == exact * factor for v, exact in zip(near, row, strict=True)):
            return near[:-1], near[-1]
    read = [k for k, v in enumerate(normal) if v]
    if len(read) == 1:
        (k,) = read
        value = _float_from(plane.offset / plane.normal[k], up=normal[k] > 0)
        if value is None:  # the same for every float
            return [0.0] * len(normal), 1.0 if row[-1] > 0 else 0.0
        row[-1] = (Fraction(value) - centres[k]) / scales[k] * normal[k]
        corners = ()
    *weights, threshold = _rounded(row, side)
    return weights, min([threshold, *(_held(weights, corner, frame) for corner in corners)])


def _held(weights: Sequence[float], corner: Sequence[Fraction], frame: CoordinateFrame) -> float:
    """The largest threshold that keeps a corner in a half-space."""
    total = Fraction(0)
    for w, x, c, s in zip(
        weights, corner, frame.centre.tolist(), frame.scale.tolist(), strict=True
    ):
        total += Fraction(w) * (x - Fraction(c) if c else x) / (Fraction(s) if s != 1 else 1)
    return _below(total)


def _in_binary(side: Side, frame: CoordinateFrame) -> tuple[list[float], float, bool] | None:
    """What `weights_of` returns but for corners, and whether it is exact, by shifts of integers.

    None where some number does not end in binary, or is beyond what is done here: a plane for one
    coordinate that floats do not hold, and numbers that differ so much in size that it matters.
    """
    plane, sign = side
    wholes: list[int] = []  # the row is these times powers of two
    powers: list[int] = []
    parts = plane.offset.denominator
    offset, power = plane.offset.numerator, 1 - parts.bit_length()
    for n, c, s in zip(plane.normal, frame.centre.tolist(), frame.scale.tolist(), strict=True):
        wholes.append(sign * n)
        mantissa, exponent = frexp(s)
        powers.append(exponent - 1)
        if mantissa != 0.5 or parts & (parts - 1):
            return None
        if c:
            top, bottom = c.as_integer_ratio()
            down = min(power, 1 - bottom.bit_length())
            offset = (offset << (power - down)) - (n * top << (1 - bottom.bit_length() - down))
            power = down
    wholes.append(sign * offset)
    powers.append(power)
    sizes = [w.bit_length() + p - 1 for w, p in zip(wholes, powers, strict=True) if w]
    normal = [k for k, w in enumerate(wholes[:-1]) if w]
    largest = max(normal, key=lambda k: abs(wholes[k]).bit_length() + powers[k])
    top = abs(wholes[largest]).bit_length() + powers[largest] - 1
    if top == _READABLE.bit_length() - 1:
        return None  # the largest number may be just readable, or just not
    factor = 0 if 1 - _READABLE.bit_length() <= top < _READABLE.bit_length() - 1 else -top
    if max(sizes) + factor > _MOST_BITS or min(sizes) + factor < -_MOST_BITS:
        return None
    exact = all((abs(w) // ((w & -w) or 1)).bit_length() <= 53 for w in wholes)
    if not exact and len(normal) == 1:
        return None
    *weights, threshold = (
        ldexp(w / (1 << w.bit_length()), w.bit_length() + p + factor)
        for w, p in zip(wholes, powers, strict=True)
    )
    return weights, threshold, exact


def _rounded(row: Sequence[Fraction], side: Side) -> list[float]:
    """A multiple of numbers in floats, none of them off by more than rounding."""
    factor = _moderating(row)
    near = [nearest_float(v * factor) for v in row]
    for value, exact in zip(near, row, strict=True):
        if abs(Fraction(value) - exact * factor) > abs(exact * factor) / (1 << 52):
            text = side_text(side, [f"x{k + 1}" for k in range(len(row) - 1)])
            raise LimitError(f"floats cannot hold {text}: its numbers differ too much in size")
    return near


def _moderating(row: Sequence[Fraction]) -> Fraction:
    """The power of two that brings a normal hard to read near 1, and all into floats."""
    largest = max(map(abs, row[:-1]))
    factor = Fraction(1)
    if not Fraction(1, _READABLE) <= largest <= _READABLE:
        factor = Fraction(2) ** -_exponent(largest)
    sizes = [_exponent(abs(v) * factor) for v in row if v]
    if max(sizes) > _MOST_BITS:
        return factor / (1 << (max(sizes) - _MOST_BITS))
    return factor * (1 << min(max(0, -_MOST_BITS - min(sizes)), _MOST_BITS - max(sizes)))


def _has_few_digits(value: Fraction) -> bool:
    """Whether a float of some exponent is this number times a power of two."""
    whole, parts = value.numerator, value.denominator
    return not whole or (not parts & (parts - 1) and (whole // (whole & -whole)).bit_length() <= 53)


def _exponent(value: Fraction) -> int:
    return value.numerator.bit_length() - value.denominator.bit_length()


def _below(value: Fraction) -> float:
    near = nearest_float(value)
    return near if Fraction(near) <= value else nextafter(near, -inf)


def _float_from(value: Fraction, *, up: bool) -> float | None:
    """The first float from a number on, upwards or downwards; None if there is none."""
    near = _below(value) if not up else -_below(-value)
    return near if np.isfinite(near) else None


def ground(
    network: Network,
    sides: Sequence[Side],
    names: Sequence[str],
    frame: CoordinateFrame,
    booleans: Sequence[int] = (),
    corners: Mapping[Hyperplane, Sequence[Sequence[Fraction]]] | None = None,
    max_weight: int | None = None,
) -> Network:
    """The network over coordinates in which half-space k stands for input k of `network`.

    An output unit that only hands on one half-space is that half-space's unit. A half-space
    that is a Boolean variable needs no unit where it is read: the variable itself is. `corners`
    are points of hyperplanes that rounding must not take out of half-spaces. Weights of
    half-spaces beyond `max_weight` are brought below it by a power of two, which is exact.
    """
    d, count = len(names), len(sides)
    variables = {k: (column, side.side) for k, side in enumerate(sides)
                 for column in (variable_of(side, booleans),) if column is not None}  # fmt: skip
    passed = _handed_on(network)
    kept = [u for u in range(network.units) if u not in passed or _is_read(network, u)]
    read = np.zeros(count, dtype=bool)
    for unit in kept:
        sources, _ = network.wires_of(unit)
        read[[s for s in sources.tolist() if s < count and s not in variables]] = True
    read[[source for unit, source in passed.items() if unit not in kept]] = True
    first = np.cumsum(read) - 1  # unit number of each half-space
    total = int(read.sum())
    place = {unit: total + k for k, unit in enumerate(kept)}
    units: list[tuple[list[int], list[float], float]] = []
    labels: list[str] = []
    named = total <= _MOST_NAMED
    for k in np.flatnonzero(read).tolist():
        own = (corners or {}).get(sides[k].plane, ())
        weights_k, threshold_k = weights_of(sides[k], frame, own)
        if max_weight is not None:
            weights_k, threshold_k = _lighter(weights_k, threshold_k, max_weight)
        units.append((list(range(d)), weights_k, threshold_k))
        if named:
            labels.append(side_text(sides[k], names))
    for unit in kept:
        sources, weights = network.wires_of(unit)
        units.append(_wires(
            zip(sources.tolist(), weights.tolist(), strict=True), network.thresholds[unit].item(),
            lambda s: d + (int(first[s]) if s < count else place[s - count]), variables,
        ))  # fmt: skip
        if not named:
            continue
        said = network.labels[unit] if network.labels is not None else ""
        labels.append(_INPUT.sub(lambda h: f"({side_text(sides[int(h[1]) - 1], names)})", said))
    outputs = {
        name: place[u] if u in place else int(first[passed[u]])
        for name, u in zip(network.outputs, network.output_units.tolist(), strict=True)
    }
    return Network.from_units(
        names, units, outputs=outputs, labels=labels if named else None, encoding="real",
        centre=None if frame.trivial else frame.centre,
        scale=None if frame.trivial else frame.scale,
        construction=network.construction,
    )  # fmt: skip


def _handed_on(network: Network) -> dict[int, int]:
    """The output units that are one of the inputs, and which."""
    found = {}
    for unit in np.unique(network.output_units).tolist():
        sources, weights = network.wires_of(unit)
        threshold = network.thresholds[unit]
        if len(sources) == 1 and sources[0] < len(network.inputs) and 0 < threshold <= weights[0]:
            found[unit] = int(sources[0])
    return found


def _lighter(weights: list[float], threshold: float, max_weight: int) -> tuple[list[float], float]:
    """The same half-space with weights up to `max_weight`, where floats hold it."""
    largest = max(map(abs, weights))
    if largest <= max_weight:
        return weights, threshold
    factor = 2.0 ** -int(np.ceil(np.log2(largest / max_weight)))
    row = [value * factor for value in (*weights, threshold)]
    exact = all(new / factor == old for new, old in zip(row, (*weights, threshold), strict=True))
    return (row[:-1], row[-1]) if exact else (weights, threshold)


def _wires(
    read: Iterable[tuple[int, int]], threshold: int, node: Callable[[int], int],
    variables: Mapping[int, tuple[int, int]],
) -> tuple[list[int], list[float], float]:  # fmt: skip
    """Nodes, weights and threshold of a unit that reads variables in place of half-spaces.

    Where a half-space says that b is 0, ``w (1 - b)`` is read.
    """
    wires: dict[int, int] = {}
    for source, weight in read:
        place, side = variables.get(source) or (node(source), 1)
        threshold -= weight if side < 0 else 0
        wires[place] = wires.get(place, 0) + weight * side
    if sum(map(abs, wires.values())) + abs(threshold) > MOST_EXACT:
        raise LimitError("a unit above half-spaces has sums that floats do not hold exactly")
    return list(wires), list(map(float, wires.values())), float(threshold)


def _is_read(network: Network, unit: int) -> bool:
    return bool((network.indices == len(network.inputs) + unit).any())
