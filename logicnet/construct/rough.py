"""Regions by one hidden layer, approximately, with the error that was measured.

Directions  N directions by M parallel lines each, fitted weights: a sum of functions of one
            variable each, which comes as near as wanted when N and M grow.
Cylinders   N units [u_k.x <= c_k] around a small N-gon fire all inside it; far away half of
            them do, so that N/2 subtracted leaves a bump of height N/2 on a tail that falls as
            (N/2)(2/pi) asin(R/rho) only. Bumps packed into a region therefore add their tails
            as well: K ~ area/R^2 of them leave a background of about c/R that grows beyond the
            step of one bump. Except for a disk the best threshold does not approach the region
            as R falls, but a level set of the region's potential: 5 to 30 percent of the area
            stay wrong. It is here to be seen, not to be used.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from ..errors import LimitError, SpecificationError
from ..network import Network
from ..regions.region import Region

_MOST_UNITS = 1 << 14
_WEIGHT_DIGITS = 20  # binary digits of the fitted weights
_GRID = 192  # sample points along each side of the box


@dataclass(frozen=True)
class Rough:
    """A network near a region, and the area where they differ as a part of the region's area."""

    network: Network
    error: float


def direction_network(region: Region, directions: int = 16, offsets: int = 16) -> Rough:
    """`directions` by `offsets` half-planes with weights fitted by least squares.

    >>> square = Region.polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    >>> direction_network(square, 8, 8).error < 0.2
    True
    """
    low, high = _box(region)
    _check_units(directions * offsets)
    middle, half = (low + high) / 2, (high - low) / 2
    angles = pi * np.arange(directions) / directions
    normals = np.repeat(np.stack([np.cos(angles), np.sin(angles)], axis=1), offsets, axis=0)
    reach = np.abs(normals) @ half
    part = np.tile((np.arange(offsets) + 0.5) / offsets * 2 - 1, directions)
    thresholds = normals @ middle + part * reach
    points, inside = _samples(region)
    bits = (points @ normals.T >= thresholds).astype(np.float64)
    target = np.where(inside, 1.0, -1.0)
    gram = np.column_stack([bits, np.ones(len(bits))])
    weights = np.linalg.lstsq(gram.T @ gram + 1e-9 * np.eye(gram.shape[1]), gram.T @ target,
                              rcond=None)[0]  # fmt: skip
    scale = 2.0**_WEIGHT_DIGITS / np.abs(weights).max()
    whole = np.rint(weights[:-1] * scale)
    threshold = _best_threshold(bits @ whole, inside)
    return _rough(region, normals, thresholds, whole, threshold, "directions by offsets, fitted")


def cylinder_network(region: Region, radius: float, sides: int = 16) -> Rough:
    """The lecture's sum of small cylinders packed into a region, with its best threshold."""
    points, inside = _samples(region)
    low, high = _box(region)
    if not radius > 0 or sides < 3:
        raise SpecificationError(f"expected radius > 0 and at least 3 sides, got {radius}, {sides}")
    step = radius * np.sqrt(2)
    axes = [np.arange(a + step / 2, b, step) for a, b in zip(low, high, strict=True)]
    centres = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    centres = centres[region.contains(centres)]
    if not len(centres):
        raise SpecificationError(f"no cylinder of radius {radius} has its centre in the region")
    _check_units(len(centres) * sides)
    angles = 2 * pi * np.arange(sides) / sides
    normals = -np.tile(np.stack([np.cos(angles), np.sin(angles)], axis=1), (len(centres), 1))
    thresholds = (normals * np.repeat(centres, sides, axis=0)).sum(axis=1) - radius
    total = np.zeros(len(points))
    for start in range(0, len(normals), 512):
        part = slice(start, start + 512)
        total += (points @ normals[part].T >= thresholds[part]).sum(axis=1)
    threshold = _best_threshold(total, inside)
    ones = np.ones(len(normals))
    return _rough(region, normals, thresholds, ones, threshold, "sum of cylinders")


def _box(region: Region) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The region's box, a quarter larger on each side."""
    bounds = region.bounds()
    if bounds is None or region.dimension != 2:
        raise SpecificationError("an approximation needs a region of the plane made of polygons")
    low, high = bounds
    return low - (high - low) / 4, high + (high - low) / 4


def _samples(region: Region) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A grid over the box, and which of its points are inside."""
    low, high = _box(region)
    part = (np.arange(_GRID) + 0.5) / _GRID
    points = np.stack(np.meshgrid(part, part), axis=-1).reshape(-1, 2) * (high - low) + low
    return points, region.contains(points)


def _check_units(units: int) -> None:
    if not 0 < units <= _MOST_UNITS:
        raise LimitError(f"{units} hidden units, expected 1 to {_MOST_UNITS}")


def _best_threshold(values: NDArray[np.float64], inside: NDArray[np.bool_]) -> float:
    """The threshold that puts the fewest points on the wrong side."""
    order = np.argsort(values)
    lost = np.concatenate([[0], np.cumsum(inside[order])])
    kept = (~inside).sum() - np.concatenate([[0], np.cumsum(~inside[order])])
    ordered = np.append(values[order], np.inf)
    wrong = (lost + kept).astype(np.float64)
    wrong[1:-1][ordered[1:-1] == ordered[:-2]] = np.inf  # equal values stay together
    best = int(wrong.argmin())
    return float(ordered[best]) if np.isfinite(ordered[best]) else float(values.max() + 1)


def _rough(
    region: Region, normals: NDArray[np.float64], thresholds: NDArray[np.float64],
    weights: NDArray[np.float64], threshold: float, construction: str,
) -> Rough:  # fmt: skip
    used = np.flatnonzero(weights)
    units = [([0, 1], normals[k].tolist(), float(thresholds[k])) for k in used.tolist()]
    top = (list(range(2, 2 + len(used))), weights[used].tolist(), float(np.ceil(threshold)))
    network = Network.from_units(
        region.names, [*units, top], encoding="real", construction=construction
    )
    points, inside = _samples(region)
    wrong = (np.asarray(network(points))[:, 0] != inside).sum()
    return Rough(network, float(wrong / max(1, inside.sum())))
