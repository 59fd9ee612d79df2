"""Regions by one hidden layer, approximately, with the error that was measured.

Directions  N directions by M parallel lines each, fitted weights: a sum of functions of one
            variable each, which comes as near as wanted when N and M grow.
Cylinders   N units [u_k.x <= c_k] around a small N-gon fire all inside it; far away half of
            them do, so that N/2 subtracted leaves a bump of height N/2 on a tail that falls as
            (N/2)(2/pi) asin(R/rho) only. Bumps packed into a region therefore add their tails
            as well: K ~ area/R^2 of them leave a background of about c/R that grows beyond the
            step of one bump. As R falls the best threshold approaches a level set of the region's
            potential: a disk for a disk, but never a polygon, since beside a corner the potential
            is not the same along an edge. In examples 5 to 30 percent of the area stay wrong. It
            is here to be seen, not to be used.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.network.network import Network
from logicnet.regions.region import Region

_MOST_UNITS = 1 << 14
_WEIGHT_DIGITS = 20  # binary digits of the fitted weights
_MOST_LINES = 256  # whose meeting points are looked at for the box of a region
_AROUND = [(np.cos(a), np.sin(a)) for a in 2 * pi * (np.arange(16) + 0.5) / 16]
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
    bits = np.ones((len(points), len(normals) + 1), dtype=np.float32)
    bits[:, :-1] = points @ normals.T >= thresholds
    weights = _least_squares(bits, np.where(inside, 1, -1).astype(np.float32))
    scale = 2.0**_WEIGHT_DIGITS / np.abs(weights).max()
    whole = np.rint(weights[:-1] * scale)
    threshold = _best_threshold(bits[:, :-1] @ whole, inside)
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


def _least_squares(bits: NDArray[np.float32], target: NDArray[np.float32]) -> NDArray[np.float64]:
    """Weights of columns of bits, as near to a target of -1 and 1 as a little damping allows.

    The sums are whole numbers below 2^24, which float32 holds.
    """
    from scipy.linalg import solve

    gram = (bits.T @ bits).astype(np.float64)
    gram[np.diag_indices_from(gram)] += 1e-6 * len(bits)
    solved = solve(gram, (bits.T @ target).astype(np.float64), assume_a="pos", overwrite_a=True)
    return np.asarray(solved, dtype=np.float64)


def _box(region: Region) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The region's box, a quarter larger on each side."""
    bounds = region.bounds() if region.dimension == 2 else None
    low, high = _corners(region) if bounds is None else bounds
    return low - (high - low) / 4, high + (high - low) / 4


def _corners(region: Region) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The box of the places where two lines meet on the region's boundary."""
    planes = region.hyperplanes()
    if region.dimension != 2 or not 1 < len(planes) <= _MOST_LINES:
        raise SpecificationError(
            f"an approximation needs a region of the plane with 2 to {_MOST_LINES} lines"
        )
    a, b = np.triu_indices(len(planes), 1)
    normals = np.array([plane.normal for plane in planes], dtype=np.float64)
    offsets = np.array([float(plane.offset) for plane in planes])
    systems = normals[np.stack([a, b], axis=1)]
    meet = np.linalg.det(systems) != 0
    right = offsets[np.stack([a, b], axis=1)][meet]
    points = np.linalg.solve(systems[meet], right[..., None])[..., 0]
    reach = 1e-6 * (np.ptp(points, axis=0) + 1e-300) if len(points) else np.ones(2)
    around = points[:, None, :] + reach * np.array([(0, 0), *_AROUND])
    touched = region.contains(around.reshape(-1, 2)).reshape(len(points), -1).any(axis=1)
    if not touched.any():
        raise SpecificationError("no two lines meet on the boundary of the region")
    return points[touched].min(axis=0), points[touched].max(axis=0)


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
