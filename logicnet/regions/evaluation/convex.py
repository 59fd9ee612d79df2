"""A convex polygon, or the outside of one: by binary search among its edges.

The network is one AND (or OR) of half-planes. Those that bound y from above are lines s x + t,
whose least at each x is a chain of pieces that are sorted by x; so are those from below. Both
chains take a time in proportion to n log n, where an index of cells parts the lines of all edges,
which pass near the boundary. Half-planes with steep lines are asked one by one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.regions.exact import nearest_float

from .parts import TINY, Parts

_STEEP = 2.0**20  # slopes beyond which a line is asked by itself
_MOST_STEEP = 8
_FEWEST = 24  # lines; fewer are asked one by one
_MOST_IN_BOX = 64  # faces
_WORTH = 0.05  # of what is around it, from which a ball is looked at
_STEPS, _PLACES, _FIRST = 60, 500, 16  # of a ball; of places, and half-spaces that are asked first
_UNIT = 2.0**-49


class Convex(NamedTuple):
    """The arrays of `convex_kernel.within`."""

    real: NDArray[np.float64]
    pieces: NDArray[np.float64]
    first: NDArray[np.int64]
    lines: NDArray[np.float64]


def convex(parts: Parts) -> Convex | None:
    """The chains of a convex polygon or its outside, None where a network states another set."""
    found = conjunction(parts)
    if found is None or parts.normals.shape[1] != 2 or len(parts.offsets) < _FEWEST:
        return None
    signs, inside = found
    a, b = (signs[:, None] * parts.normals).T
    c = signs * parts.offsets
    steep = np.abs(a) >= _STEEP * np.abs(b)
    if steep.sum() > _MOST_STEEP:
        return None
    if steep.all():
        return None
    s, t = -a[~steep] / b[~steep], c[~steep] / b[~steep]
    sizes = np.concatenate([s, t])
    if not (np.isfinite(sizes) & ((sizes == 0) | (np.abs(sizes) > 1e-200))).all():
        return None
    chains = [_chain(s[of], t[of], sign) for of, sign in ((b[~steep] < 0, 1), (b[~steep] > 0, -1))]
    error = max(chain[1] for chain in chains)
    bounds = [_UNIT * np.abs(t).max() + error + TINY, _UNIT * np.abs(s).max(), _UNIT]
    buckets = 2 * max(len(pieces) for pieces, _ in chains)
    real = [*parts.centre.tolist(), float(inside), *bounds]
    first, begin = [np.array([buckets])], 0
    for pieces, _ in chains:
        starts = pieces[:, 0]
        low, high = (starts[1], starts[-1]) if len(starts) > 1 else (0.0, 0.0)
        each = (high - low) / buckets if high > low else 1.0
        real += [low, 1 / each]
        pieces_at = np.searchsorted(starts, low + each * np.arange(1, buckets), side="right") - 1
        first.append(begin + np.concatenate([[0], pieces_at, [len(pieces) - 1]]))
        begin += len(pieces)
    if not np.isfinite(real).all():
        return None
    return Convex(
        np.array(real), np.concatenate([chain[0] for chain in chains]),
        np.concatenate(first).astype(np.int64), np.column_stack([a, b, c])[steep],
    )  # fmt: skip


def conjunction(parts: Parts) -> tuple[NDArray[np.float64], int] | None:
    """By half-space 1 where it, -1 where its complement holds throughout a set; the output there.

    None where the network is no single AND or OR of all its half-spaces.
    """
    tail = parts.tail
    if tail.units != 1 or len(tail.outputs) != 1 or len(tail.indices) != len(parts.offsets):
        return None
    weights, threshold = tail.weights, int(tail.thresholds[0])
    least, low, high = np.abs(weights).min(), weights.clip(max=0).sum(), weights.clip(min=0).sum()
    signs = np.sign(weights)[np.argsort(tail.indices)].astype(np.float64)
    if high - least < threshold <= high:
        return signs, 1
    return (-signs, 0) if low < threshold <= low + least else None


def box(parts: Parts) -> tuple[NDArray[np.float64], int] | None:
    """The least and the largest floats of a box in each coordinate, and the output in it.

    None where a network states another set. Floats that are compared with these are decided.
    """
    found, normals = conjunction(parts), parts.normals
    if found is None or len(normals) > _MOST_IN_BOX or ((normals != 0).sum(axis=1) != 1).any():
        return None
    signs, inside = found
    bounds = np.array([[-np.inf], [np.inf]]) * np.ones(normals.shape[1])
    centre = [Fraction(c) for c in parts.centre.tolist()]
    for normal, offset, sign in zip(normals, parts.offsets.tolist(), signs, strict=True):
        i = int(np.flatnonzero(normal)[0])
        end = Fraction(offset) / Fraction(normal[i].item()) + centre[i]
        above = bool((normal[i] > 0) == (sign > 0))
        nearest = nearest_float(end)
        beyond = Fraction(nearest) - end
        # at the end itself a half-space holds, and what is not in it does not
        if (beyond < 0 if above else beyond > 0) or (beyond == 0 and sign < 0):
            nearest = float(np.nextafter(nearest, np.inf if above else -np.inf))
        side = 0 if above else 1
        bounds[side, i] = (max if above else min)(bounds[side, i], nearest)
    return bounds, inside


def ball(
    normals: NDArray[np.float64], offsets: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """The centre and the radius of a ball that surely lies in all half-spaces; 0 for no large one.

    From among the feet of the hyperplanes the centre moves away from the nearest, less and less.
    """
    none = np.zeros(normals.shape[1])
    with np.errstate(all="ignore"):
        length = np.sqrt((normals**2).sum(axis=1))
        units, ends = normals / length[:, None], offsets / length
        middle = (units * ends[:, None]).mean(axis=0)
        step = np.abs(ends).max() / 4
        best, found = middle, -np.inf
        for _ in range(_STEPS):
            apart = units @ middle - ends
            nearest = int(apart.argmin())
            if apart[nearest] > found:
                best, found = middle, apart[nearest]
            middle = middle + step * units[nearest]
            step *= 0.9
        size = np.abs(best).sum() + np.abs(ends).max()
        radius = float((found - 2.0**-40 * size) * (1 - 2.0**-20))
        worth = bool((radius / (units @ best - ends).max()) ** len(best) > _WORTH)
    return (best, radius) if worth and 2.0**-20 * size < radius < 2.0**500 else (none, 0.0)


def leaving_out(
    normals: NDArray[np.float64], offsets: NDArray[np.float64], middle: NDArray[np.float64]
) -> NDArray[np.int64]:
    """An order of half-spaces in which few leave out most of what is around them, then any."""
    rng = np.random.default_rng(0)  # neighbours leave out the same
    mixed, (lines, width) = rng.permutation(len(offsets)), normals.shape
    with np.errstate(all="ignore"):
        feet = normals * ((offsets - normals @ middle) / (normals**2).sum(axis=1))[:, None]
        far = np.sqrt((feet**2).sum(axis=1)).max()
        places = middle + 1.5 * far * rng.uniform(-1, 1, (_PLACES, width))
        out = places @ normals.T < offsets
    first: list[int] = []
    for _ in range(min(_FIRST, lines)):
        count = out.sum(axis=0)
        best = int(count.argmax())
        if not count[best]:
            break
        first.append(best)
        out = out[~out[:, best]]
    return np.concatenate([np.array(first, dtype=np.int64), mixed[~np.isin(mixed, first)]])


def _chain(
    slope: NDArray[np.float64], offset: NDArray[np.float64], sign: int
) -> tuple[NDArray[np.float64], float]:
    """The least of the lines, or of the lines turned over, as pieces; and how exact that is."""
    if not len(slope):
        return np.array([[-np.inf, 0.0, np.inf]]), 0.0
    from .convex_kernel import envelope

    falling = np.argsort(-sign * slope, kind="stable")
    pieces = np.empty((len(slope), 3))
    count, error = envelope(sign * slope[falling], sign * offset[falling], pieces)
    return pieces[:count], error
